"""The ontology says what it must, refuses what it cannot use, and its shapes catch bad graphs."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.namespace import OWL, RDF, RDFS, SH

from osgraph import iris, ontology, rdf
from osgraph.errors import OntologyError
from osgraph.model import (
    IRI,
    AnnotatedDocument,
    Claim,
    Document,
    Entity,
    Modality,
    Polarity,
    Rejection,
    Span,
)

if TYPE_CHECKING:
    from pathlib import Path

Messages = Callable[[rdflib.Graph], list[str]]  # what the shapes find wrong with a graph

AGENT = {"Country", "Government", "Company", "Lab", "Community", "Person", "Group"}
ARTIFACT = {"Model", "Software", "Hardware", "Dataset", "Benchmark"}
THING = AGENT | ARTIFACT | {"Policy", "Strategy", "Event", "Place", "Concept"}
OPENNESS = {"Openness"}
ABSTRACT = {"Thing", "Agent", "Artifact"}  # classes that hold classes, and stand for them in a signature

PARENTS = {
    "Thing": (),
    "Agent": ("Thing",),
    "Artifact": ("Thing",),
    "License": (),
    "Openness": (),
    **dict.fromkeys(AGENT, ("Agent",)),
    **dict.fromkeys(ARTIFACT, ("Artifact",)),
    **dict.fromkeys(("Policy", "Strategy", "Event", "Place", "Concept"), ("Thing",)),
}

SIGNATURES = {
    "develops": (AGENT, ARTIFACT),
    "hasOpenness": (ARTIFACT | AGENT, OPENNESS),
    "licensedUnder": (ARTIFACT, {"License"}),
    "basedIn": (AGENT, {"Country", "Place"}),
    "partOf": (AGENT | ARTIFACT, AGENT | ARTIFACT),
    "derivedFrom": (ARTIFACT, ARTIFACT),
    "worksFor": ({"Person"}, AGENT),
    "partnersWith": (AGENT, AGENT),
    "competesWith": (AGENT | ARTIFACT, AGENT | ARTIFACT),
    "acquires": (AGENT, AGENT | ARTIFACT),
    "investsIn": (AGENT, THING),
    "supplies": (AGENT, AGENT),
    "uses": (AGENT | ARTIFACT, ARTIFACT | {"Concept"}),
    "dependsOn": (THING, THING),
    "supports": (AGENT | {"Policy", "Strategy"}, THING),
    "opposes": (AGENT | {"Policy"}, THING),
    "restricts": (AGENT | {"Policy"}, THING),
    "permits": (AGENT | {"Policy"}, THING),
    "pursues": (AGENT, {"Strategy", "Concept", "Policy"}),
    "shiftsTo": (AGENT, THING | OPENNESS),
    "shiftsFrom": (AGENT, THING | OPENNESS),
    "outperforms": (AGENT | ARTIFACT, AGENT | ARTIFACT),
    "leadsIn": (AGENT | ARTIFACT, {"Concept", "Benchmark"}),
    "lagsIn": (AGENT | ARTIFACT, {"Concept", "Benchmark"}),
    "strengthens": (THING, THING),
    "weakens": (THING, THING),
    "leadsTo": (THING, {"Concept", "Event", "Policy", "Strategy"}),
    "analogousTo": (THING, THING),
}
ROLES = {
    "home": "basedIn",
    "maker": "develops",
    "openness": "hasOpenness",
    "shiftTo": "shiftsTo",
    "shiftFrom": "shiftsFrom",
    "employment": "worksFor",
    "membership": "partOf",
    "licence": "licensedUnder",
    "likeness": "analogousTo",
    "comparison": "outperforms",
    "funding": "investsIn",
    "pursuit": "pursues",
}
BROADER = {"Open": None, "OpenSource": "Open", "OpenWeights": "Open", "Closed": None, "Proprietary": "Closed"}


@pytest.fixture(scope="module")
def shipped() -> ontology.Ontology:
    return ontology.load()


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.locate("osgraph.ttl"))


def names(values: Mapping[IRI, ontology.Class] | Mapping[IRI, ontology.Relation]) -> set[str]:
    return {value.name for value in values.values()}


# -- what the shipped ontology says ------------------------------------------------------------------------


def test_classes_are_those_of_the_page(shipped: ontology.Ontology) -> None:
    found = {c.name: tuple(iris.local(p) for p in c.parents) for c in shipped.classes.values()}
    assert found == PARENTS


def test_relations_take_what_the_page_says(shipped: ontology.Ontology) -> None:
    found = {
        r.name: tuple({iris.local(c) for c in side} - ABSTRACT for side in (r.domain, r.range))
        for r in shipped.relations.values()
    }
    assert found == SIGNATURES


def test_a_side_that_takes_a_class_takes_the_classes_below_it(shipped: ontology.Ontology) -> None:
    for relation in shipped.relations.values():
        for side in (relation.domain, relation.range):
            for cls in shipped.classes:
                if side & set(shipped.ancestors(cls)):
                    assert cls in side, (relation.name, cls)


def test_symmetric_relations(shipped: ontology.Ontology) -> None:
    found = {r.name for r in shipped.relations.values() if r.symmetric}
    assert found == {"partnersWith", "competesWith"}


def test_roles(shipped: ontology.Ontology) -> None:
    single = ontology.ROLES - ontology.SHARED_ROLES
    found = {role: getattr(shipped.relation_with_role(role), "name", None) for role in single}
    assert found == ROLES
    adverse = {r.name for r in shipped.relations.values() if "adverse" in r.roles}
    assert adverse == {"lagsIn", "opposes", "restricts", "shiftsFrom", "weakens"}
    with pytest.raises(ValueError, match="no role is called 'parent'"):
        shipped.relation_with_role("parent")


def test_openness_scheme(shipped: ontology.Ontology) -> None:
    found = {o.name: o.broader and iris.local(o.broader) for o in shipped.openness.values()}
    assert found == BROADER
    words = {o.name: o.words for o in shipped.openness.values()}
    for value, word in {
        "OpenSource": "open-source",
        "OpenWeights": "open weights",
        "Open": "openly available",
        "Closed": "API-only",
        "Proprietary": "proprietary",
    }.items():
        assert word.lower() in words[value]


def test_accepts(shipped: ontology.Ontology) -> None:
    develops, company, model = (iris.term(name) for name in ("develops", "Company", "Model"))
    assert shipped.accepts(develops, company, model)
    assert not shipped.accepts(develops, model, company)
    with pytest.raises(KeyError):
        shipped.accepts(iris.term("unheardOf"), company, model)


def test_ancestors_come_nearest_first(shipped: ontology.Ontology) -> None:
    assert shipped.ancestors(iris.term("Model")) == tuple(map(iris.term, ("Model", "Artifact", "Thing")))
    assert shipped.ancestors(IRI("urn:unheard-of")) == (IRI("urn:unheard-of"),)


def test_every_term_has_an_english_label_and_comment(graph: rdflib.Graph) -> None:
    terms = {s for s in graph.subjects() if str(s).startswith(iris.ONTOLOGY)} - {
        rdflib.URIRef(iris.term("OpennessScheme"))
    }
    for term in terms:
        for prop in (RDFS.label, RDFS.comment):
            assert [v for v in graph.objects(term, prop) if v.language == "en"], (term, prop)


def test_graphs_of_documents_use_declared_terms_only(graph: rdflib.Graph) -> None:
    from osgraph.rdf import vocabulary

    values = [v for v in vars(vocabulary).values() if isinstance(v, rdflib.URIRef)]
    for term in [*values, *vocabulary.HELD.values()]:
        if str(term).startswith(iris.ONTOLOGY) and str(term) != iris.ONTOLOGY:
            assert (term, RDF.type, None) in graph, term


@pytest.mark.parametrize("name", ["osgraph.ttl", "shapes.ttl"])
def test_files_hold_no_blank_node(name: str) -> None:
    nodes = {node for triple in rdflib.Graph().parse(ontology.locate(name)) for node in triple}
    assert not [node for node in nodes if isinstance(node, rdflib.BNode)]


def test_phrases_are_many(shipped: ontology.Ontology) -> None:
    counts = {r.name: len(r.phrases) for r in shipped.relations.values()}
    assert min(counts.values()) >= 12, counts
    assert sum(counts.values()) >= 450
    frequent = ("strengthens", "weakens", "leadsTo", "supports", "pursues", "uses", "develops", "restricts")
    assert {name: counts[name] for name in frequent if counts[name] < 25} == {}


def test_the_lexicon_is_large_and_spread(shipped: ontology.Ontology) -> None:
    relations = shipped.relations.values()
    assert {r.name: len(r.triggers) for r in relations if len(r.triggers) < 30} == {}
    phrases = " ".join(re.sub(r"\{.*?\}", " ", phrase) for r in relations for phrase in r.phrases)
    lexicon = {*re.findall(r"[\w-]+", phrases.lower()), *(t for r in relations for t in r.triggers)}
    assert len(lexicon) >= 1800


def test_cues_are_many(shipped: ontology.Ontology) -> None:
    counts: dict[str, int] = {}
    for cue in shipped.cues:
        counts[cue.value] = counts.get(cue.value, 0) + 1
    assert set(counts) == {
        *("hedged", "predicted", "normative", "hypothetical", "negative"),
        *("asserted", "enabling", "speech", "opinion", "former", "boilerplate", "perspective"),
    }
    assert min(counts["hedged"], counts["speech"], counts["boilerplate"]) >= 60
    assert counts["perspective"] >= 20


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("aux", "may", "hedged"),
        ("adverb", "reportedly", "hedged"),
        ("phrase", "in talks", "hedged"),
        ("verb", "risk", "hedged"),
        ("aux", "will", "predicted"),
        ("verb", "plan to", "predicted"),
        ("adjective", "poised to", "predicted"),
        ("aux", "should", "normative"),
        ("verb", "urge", "normative"),
        ("conjunction", "if", "hypothetical"),
        ("aux", "would", "hypothetical"),
        ("verb", "fail to", "negative"),
        ("phrase", "no longer", "negative"),
        ("verb", "argue", "speech"),
        ("phrase", "according to", "speech"),
        ("adjective", "former", "former"),
        ("phrase", "sign in to", "boilerplate"),
        ("suffix", "view", "perspective"),
        ("prefix", "who benefits", "perspective"),
    ],
)
def test_cues_of_the_page(shipped: ontology.Ontology, kind: str, text: str, value: str) -> None:
    assert ontology.Cue(text, kind, value) in shipped.cues


@pytest.mark.parametrize(
    ("noun", "cls"),
    [
        *(("startup", "Company"), ("startups", "Group"), ("developers", "Group"), ("ministry", "Government")),
        *(
            ("university", "Lab"),
            ("consortium", "Community"),
            ("chip", "Hardware"),
            ("framework", "Software"),
        ),
        *(
            ("language model", "Model"),
            ("sanctions", "Policy"),
            ("playbook", "Strategy"),
            ("summit", "Event"),
        ),
    ],
)
def test_head_nouns(shipped: ontology.Ontology, noun: str, cls: str) -> None:
    assert noun in shipped.classes[iris.term(cls)].head_nouns


def test_loading_costs_little_more_than_parsing() -> None:
    def seconds(act: Callable[[], object]) -> float:
        start = time.process_time()
        act()
        return time.process_time() - start

    path = ontology.locate("osgraph.ttl")
    ratios = [
        seconds(ontology.load) / seconds(lambda: rdflib.Graph().parse(path, format="turtle"))
        for _ in range(5)
    ]
    assert min(ratios) < 3


def test_importing_the_package_does_not_import_rdflib() -> None:
    code = "import sys, osgraph.ontology; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", ["missing.ttl", "../pyproject.toml", ""])
def test_locate_refuses(name: str) -> None:
    with pytest.raises(OntologyError, match="is shipped"):
        ontology.locate(name)


# -- anyone's ontology -------------------------------------------------------------------------------------

HEAD = """
@prefix : <http://example.org/zoo#> .
@prefix osg: <https://w3id.org/osgraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ZOO = """
:Animal a rdfs:Class . :Keeper a owl:Class ; rdfs:label "gardien"@fr , "keeper"@en .
:Bird a rdfs:Class ; rdfs:subClassOf :Animal . :Food a rdfs:Class .
:feeds a rdf:Property ; rdfs:domain :Keeper ; rdfs:range :Animal ; osg:phrase "{s} feeds {o}" .
:eats a owl:ObjectProperty ; schema:domainIncludes :Animal ; schema:rangeIncludes :Food , :Bird .
"""


def load(tmp_path: Path, text: str) -> ontology.Ontology:
    path = tmp_path / "zoo.ttl"
    path.write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    return ontology.load(path)


def zoo(name: str) -> IRI:
    return IRI(f"http://example.org/zoo#{name}")


def test_an_ontology_of_another_namespace(tmp_path: Path, shipped: ontology.Ontology) -> None:
    found = load(tmp_path, ZOO)
    assert names(found.classes) == {"Animal", "Bird", "Food", "Keeper"}
    assert found.classes[zoo("Keeper")].label == "keeper"
    assert found.classes[zoo("Bird")].parents == (zoo("Animal"),)
    assert found.relations[zoo("feeds")].range == {zoo("Animal"), zoo("Bird")}
    assert found.relations[zoo("eats")].range == {zoo("Food"), zoo("Bird")}
    assert found.relations[zoo("feeds")].phrases == ("{s} feeds {o}",)
    assert found.cues == shipped.cues  # they belong to the language
    assert found.relation_with_role("maker") is None


@pytest.mark.parametrize("domain", ["", "; rdfs:domain owl:Thing", "; rdfs:domain rdfs:Resource"])
def test_a_missing_domain_takes_anything(tmp_path: Path, domain: str) -> None:
    found = load(tmp_path, ZOO + f":near a rdf:Property {domain} .")
    assert found.relations[zoo("near")].domain == set(found.classes)


def test_two_domains_narrow_and_a_union_widens(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        ZOO
        + """
        :lays a rdf:Property ; rdfs:domain :Animal , :Bird .
        :owns a rdf:Property ; rdfs:range [ a owl:Class ; owl:unionOf ( :Bird :Food ) ] .
        """,
    )
    assert found.relations[zoo("lays")].domain == {zoo("Bird")}
    assert found.relations[zoo("owns")].range == {zoo("Bird"), zoo("Food")}


def test_properties_that_take_texts_are_no_relations(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        ZOO
        + """
        :name a rdf:Property ; rdfs:range xsd:string . :age a owl:DatatypeProperty .
        :note a owl:AnnotationProperty .
        """,
    )
    assert names(found.relations) == {"feeds", "eats"}


def test_an_import_extends_the_shipped_ontology(tmp_path: Path, shipped: ontology.Ontology) -> None:
    found = load(
        tmp_path,
        """
        <http://example.org/zoo> a owl:Ontology ; owl:imports <https://w3id.org/osgraph/ontology> .
        :audits a owl:ObjectProperty ; rdfs:domain osg:Agent ; rdfs:range osg:Company ;
            osg:phrase "{s} audits {o}" .
        """,
    )
    assert names(found.relations) == names(shipped.relations) | {"audits"}
    assert found.accepts(zoo("audits"), iris.term("Government"), iris.term("Company"))
    assert found.digest != shipped.digest


def test_a_cue_of_ones_own_replaces_the_shipped_ones(tmp_path: Path) -> None:
    found = load(tmp_path, ZOO + 'osg:Hedged osg:cue "adverb:peut-être" .')
    assert found.cues == (ontology.Cue("peut-être", "adverb", "hedged"),)


def test_a_missing_ontology_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"nowhere\.ttl: cannot be read: No such file") as caught:
        ontology.load(tmp_path / "nowhere.ttl")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b":a :b", r"zoo\.ttl: line 1: not valid Turtle"),
        (b"@prefix : <http://x/> .\n:a :b :c .\n:a :b ] .", r"zoo\.ttl: line 3: not valid Turtle"),
        (b'<http://x/a> <http://x/b> "open', "not valid Turtle"),
        (b"\xff\xfe<a>", "byte 0: not UTF-8"),
        (b"", "1 problem in the ontology\n  no class is declared"),
    ],
)
def test_a_malformed_file(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "zoo.ttl"
    path.write_bytes(content)
    with pytest.raises(OntologyError, match=message):
        ontology.load(path)


BAD = {
    ":feeds rdfs:domain :Unicorn .": "zoo#feeds>: its domain <http://example.org/zoo#Unicorn> is not",
    ":Bird rdfs:subClassOf :Dinosaur .": "zoo#Bird>: its parent <http://example.org/zoo#Dinosaur> is not",
    ":Animal rdfs:subClassOf :Bird .": "zoo#Bird>: a class above itself",
    ':feeds osg:phrase "{s} nourishes it" .': "must hold {s} once and {o} once",
    ':feeds osg:phrase "{s} feeds {o} with {x}" .': "nothing else in braces",
    ':feeds osg:phrase "{s} feeds {o} and {o}" .': "must hold {s} once and {o} once",
    ":feeds osg:phrase :Bird .": "osg:phrase takes a text",
    ':feeds osg:phrase "" .': "osg:phrase takes a text",
    ':feeds osg:trigger "Diet" .': "trigger 'Diet' must be one to four words in lower case",
    ':feeds osg:trigger "a bowl of fresh fish" .': "one to four words",
    ':feeds osg:role "cook" .': "unknown role 'cook'",
    ':feeds osg:role "maker" . :eats osg:role "maker" .': "one role, 'maker'",
    ":feeds a owl:SymmetricProperty .": "symmetric, but its domain and range differ",
    ":feeds rdfs:range :Food .": "no class can be its range",
    ':tends a rdf:Property ; osg:phrase "{s}  Feeds {o}" .': "one phrase, '{s} feeds {o}'",
    ':Bird osg:headNoun "wing" . :Food osg:headNoun "Wing" .': "one head noun, 'wing'",
    'osg:Hedged osg:cue "maybe" .': "cue 'maybe' must read kind:words",
    'osg:Hedged osg:cue "gesture:shrug" .': "cue 'gesture:shrug' is of unknown kind",
    'osg:Hedged osg:cue "aux:may" . osg:Normative osg:cue "aux:may" .': "cue aux:may: shows two modalities",
    ':A a osg:Openness ; osg:word "ajar" . :B a osg:Openness ; osg:word "ajar" .': "one openness word",
    "<http://example.org/ark#Bird> a rdfs:Class .": "both are called Bird",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_ontology_names_file_and_term(tmp_path: Path, line: str) -> None:
    with pytest.raises(OntologyError) as caught:
        load(tmp_path, ZOO + line)
    assert "zoo.ttl: 1 problem" in str(caught.value)
    assert BAD[line] in str(caught.value)


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(OntologyError) as caught:
        load(tmp_path, ZOO + ':feeds osg:phrase "{s} sings" ; osg:role "cook" .\n:eats rdfs:domain :Stone .')
    assert str(caught.value).count("\n") == 3


def test_one_phrase_may_serve_two_relations_that_their_classes_tell_apart(tmp_path: Path) -> None:
    found = load(tmp_path, ZOO + ':eats osg:phrase "{s} feeds {o}" .')
    assert [r.name for r in found.relations.values() if r.phrases] == ["eats", "feeds"]


def test_the_digest_counts_triples_and_not_their_order(tmp_path: Path) -> None:
    one = load(tmp_path, ZOO).digest
    assert load(tmp_path, "\n".join(reversed(ZOO.strip().splitlines()))).digest == one
    assert load(tmp_path, ZOO.replace("feeds {o}", "nourishes {o}")).digest != one


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.binary(max_size=60))
def test_any_content_loads_or_is_an_ontology_error(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "any.ttl"
    data = content if isinstance(content, bytes) else (HEAD + ZOO + content).encode()
    path.write_bytes(data)
    problem, names = "", set()
    try:
        names = {relation.name for relation in ontology.load(path).relations.values()}
    except OntologyError as error:
        problem = str(error)
    assert str(path) in problem if problem else {"eats", "feeds"} <= names


# -- the shapes --------------------------------------------------------------------------------------------

TEXT = "Norvane built Lark. Critics say Lark may hurt Ostwell."
NORVANE, LARK, OSTWELL, CRITICS = (iris.entity(n) for n in ("Norvane", "Lark", "Ostwell", "critics"))
ANNOTATED = AnnotatedDocument(
    Document("memo", TEXT, title="A memo", published="2025-03"),
    entities=(
        Entity(NORVANE, iris.term("Company"), "Norvane", (Span(0, 7),)),
        Entity(LARK, iris.term("Model"), "Lark", (Span(14, 18), Span(32, 36))),
        Entity(OSTWELL, iris.term("Company"), "Ostwell", (Span(46, 53),)),
        Entity(CRITICS, iris.term("Group"), "critics", (Span(20, 27),)),
    ),
    claims=(
        Claim(NORVANE, iris.term("develops"), LARK, Span(0, 19), words=(Span(0, 7),), steps=("a phrase",)),
        Claim(NORVANE, iris.term("hasOpenness"), iris.term("Open"), Span(0, 19), former=True, confidence=0.5),
        Claim(
            *(LARK, iris.term("weakens"), OSTWELL, Span(20, 54)),
            modality=Modality.HEDGED,
            polarity=Polarity.POSITIVE,
            speaker=CRITICS,
            perspective="Bear case",
        ),
    ),
    rejections=(Rejection("Lark", iris.term("develops"), "Norvane", Span(0, 19), "Lark is no agent"),),
)


@pytest.fixture(scope="module")
def good(shipped: ontology.Ontology) -> rdflib.Graph:
    return rdf.to_graph(ANNOTATED, shipped, run=iris.hashed("run", "test"))


@pytest.fixture(scope="module")
def background(graph: rdflib.Graph) -> rdflib.Graph:
    """The ontology without its words, which no shape reads."""
    words = {rdflib.URIRef(iris.term(name)) for name in ("phrase", "trigger", "headNoun", "word", "cue")}
    out = rdflib.Graph()
    for triple in graph:
        if triple[1] not in words:
            out.add(triple)
    return out


@pytest.fixture(scope="module")
def violations(background: rdflib.Graph) -> Messages:
    pyshacl = pytest.importorskip("pyshacl")
    rules = rdflib.Graph().parse(ontology.locate("shapes.ttl"))

    def messages(graph: rdflib.Graph) -> list[str]:
        _, report, _ = pyshacl.validate(graph + background, shacl_graph=rules)
        return sorted(str(message) for message in report.objects(None, SH.resultMessage))

    return messages


def test_a_graph_of_the_program_conforms(good: rdflib.Graph, violations: Messages) -> None:
    assert violations(good) == []


CLAIM = next(str(rdf.claim_iri("memo", c)) for c in ANNOTATED.claims)
HEDGED = str(rdf.claim_iri("memo", ANNOTATED.claims[2]))
PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX osg: <https://w3id.org/osgraph/ontology#>
PREFIX osr: <https://w3id.org/osgraph/resource/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
DAMAGE = {
    f"DELETE WHERE {{ <{HEDGED}> rdf:subject ?s }}": "A claim has one subject",
    f"INSERT DATA {{ <{HEDGED}> rdf:predicate osg:leadsTo }}": "A claim has one relation.",
    f"DELETE WHERE {{ <{HEDGED}> rdf:object ?s }}": "A claim has one object",
    f"DELETE WHERE {{ <{HEDGED}> osg:polarity ?s }}": "A claim has one polarity",
    f"INSERT DATA {{ <{HEDGED}> osg:modality osg:Asserted }}": "A claim has one modality",
    f"DELETE WHERE {{ <{HEDGED}> osg:evidence ?s }}": "A claim has evidence",
    f"DELETE WHERE {{ <{HEDGED}> prov:wasAttributedTo ?s }}": "A claim is attributed to one speaker",
    f"INSERT DATA {{ <{HEDGED}> osg:confidence 1.5 }}": "A claim has one confidence",
    f"INSERT DATA {{ <{CLAIM}> osg:former false }}": "osg:former is true or absent.",
    "DELETE WHERE { osr:Norvane osg:develops osr:Lark }": f"Claim {CLAIM} is stated as a fact",
    "INSERT DATA { osr:Lark osg:weakens osr:Ostwell }": "No claim backs this plain triple",
    "DELETE WHERE { osr:Norvane rdf:type osg:Company } ; INSERT DATA { osr:Norvane rdf:type osg:Place }": (
        f"Claim {CLAIM}: its subject https://w3id.org/osgraph/resource/Norvane is outside the domain"
    ),
    "DELETE WHERE { osr:Lark rdf:type osg:Model } ; INSERT DATA { osr:Lark rdf:type osg:Concept }": (
        f"Claim {CLAIM}: its object https://w3id.org/osgraph/resource/Lark is outside the range"
    ),
    "DELETE WHERE { osr:Ostwell rdf:type ?t }": "An entity has a class.",
    "DELETE WHERE { osr:Ostwell rdfs:label ?t }": "An entity has a label",
    "DELETE { ?p oa:end ?e } INSERT { ?p oa:end 0 } WHERE { ?p oa:end ?e }": "A position has one st",
    'DELETE { ?p oa:start 20 } INSERT { ?p oa:start "20" } WHERE { ?p oa:start 20 }': "A position has",
    'DELETE { ?q oa:exact ?e } INSERT { ?q oa:exact ""@en } WHERE { ?q oa:exact ?e }': "exact words",
    'DELETE { ?q oa:exact ?e } INSERT { ?q oa:exact "Bad."@en } WHERE { ?q oa:exact ?e }': "The quote of",
    "DELETE { ?m nif:beginIndex 14 } INSERT { ?m nif:beginIndex 13 } WHERE { ?m a nif:Phrase }": "Ment",
    "DELETE WHERE { ?d nif:isString ?t }": "A document has one text.",
    "DELETE WHERE { ?d dcterms:identifier ?t }": "A document has one identifier",
    "DELETE WHERE { ?r osg:reason ?t }": "A rejection has one reason.",
}


@pytest.mark.parametrize("update", DAMAGE)
def test_the_shapes_catch(good: rdflib.Graph, violations: Messages, update: str) -> None:
    damaged = rdflib.Graph() + good
    damaged.update(PREFIXES + update)
    assert set(damaged) != set(good)
    assert [message for message in violations(damaged) if DAMAGE[update] in message]


def test_a_relation_of_ones_own_needs_no_new_shape(good: rdflib.Graph, violations: Messages) -> None:
    own = rdflib.URIRef("http://example.org/zoo#audits")
    extended = rdflib.Graph() + good
    node = rdflib.URIRef(CLAIM)
    extended.remove((None, rdflib.URIRef(iris.term("develops")), None))
    extended.set((node, RDF.predicate, own))
    extended.add((rdflib.URIRef(NORVANE), own, rdflib.URIRef(LARK)))
    assert "The relation is not declared in the ontology." in violations(extended)
    extended.add((own, RDF.type, OWL.ObjectProperty))
    extended.add((own, RDFS.range, rdflib.URIRef(iris.term("Company"))))
    assert [m.partition(": its")[2][:40] for m in violations(extended)] == [
        " object https://w3id.org/osgraph/resource"[:40]
    ]


# -- the page about it -------------------------------------------------------------------------------------

PAGE = ontology.locate("osgraph.ttl").parents[1] / "docs" / "ontology.md"


def test_the_page_names_every_class_relation_role_and_kind(shipped: ontology.Ontology) -> None:
    page = PAGE.read_text(encoding="utf-8")
    terms = [
        v.name for v in (*shipped.classes.values(), *shipped.relations.values(), *shipped.openness.values())
    ]
    assert [name for name in (*terms, *ontology.ROLES, *ontology.CUE_KINDS) if f"`{name}`" not in page] == []


def test_the_relation_of_the_page_loads(tmp_path: Path, shipped: ontology.Ontology) -> None:
    example = PAGE.read_text(encoding="utf-8").split("```turtle\n")[1].split("```")[0]
    path = tmp_path / "my.ttl"
    path.write_text(example, encoding="utf-8")
    assert names(ontology.load(path).relations) == names(shipped.relations) | {"audits"}
    path.write_text(
        example.replace("osg:Company", "my:Compnay").replace('"{s} audits {o}"', '"{s} audits"'),
        encoding="utf-8",
    )
    with pytest.raises(OntologyError) as caught:
        ontology.load(path)
    assert (
        str(caught.value).split("\n")[1:] == PAGE.read_text(encoding="utf-8").rstrip("`\n").split("\n")[-2:]
    )
