"""The catalogue of what is understood: passages with the claims a careful reader takes from them.

The cases stand in ``claim_cases.txt``. A passage is one or more lines after ``>``; the lines below it are
claims that must be found, and after ``!`` claims that must not. In brackets stand polarity, modality,
speaker, time, quantity and benchmark where they are not positive, asserted, the author's or none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from osgraph import claims, iris, linear, ontology, sections, text
from osgraph.claims.patterns import compile_phrases
from osgraph.evaluation.scores import fold
from osgraph.model import Document, Modality
from osgraph.propositions import OBJECT, SUBJECT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osgraph.claims.patterns import Pattern
    from osgraph.model import IRI, AnnotatedDocument, Claim

    Compiled = tuple[tuple[Pattern, ...], tuple[tuple[IRI, str], ...]]

CASES = Path(__file__).with_name("claim_cases.txt")
RELATIONS = (
    "acquires analogousTo basedIn competesWith dependsOn derivedFrom develops hasOpenness investsIn lagsIn"
    " leadsIn leadsTo licensedUnder opposes outperforms partOf partnersWith permits pursues restricts"
    " shiftsFrom shiftsTo strengthens supplies supports uses weakens worksFor"
).split()
_RELATION = re.compile(rf" ({'|'.join(RELATIONS)}) ")
_ALIKE = 0.6  # names that end in the same word are the same from this share of common words on, as in scores


@dataclass(frozen=True, slots=True)
class Expected:
    """A claim of the catalogue; fields that a forbidden claim leaves open are None."""

    subject: str
    relation: str
    object: str
    wanted: bool
    fields: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{k} {v}" for k, v in self.fields.items())
        return f"{self.subject} {self.relation} {self.object}" + (f" ({told})" if told else "")


@dataclass(frozen=True, slots=True)
class Case:
    """A passage with its expected claims."""

    id: str
    group: str
    text: str
    expected: tuple[Expected, ...]


def read_cases(path: Path) -> Iterator[Case]:
    """Yield the cases of a catalogue."""
    group, number = "", 0
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    blocks = [
        (quoted, list(block)) for quoted, block in groupby(lines, key=lambda line: line.startswith(">"))
    ]
    passage = ""
    for quoted, block in blocks:
        if quoted:
            passage = "\n".join(line[1:].removeprefix(" ") for line in block)
            continue
        expected = [_expected(line) for line in block if not line.startswith(("##", "#:"))]
        if passage:
            number += 1
            yield Case(f"{group}-{number}", group, passage, tuple(expected))
        for line in block:
            if line.startswith("## "):
                group, number = line.removeprefix("## "), 0
        passage = ""


def _expected(line: str) -> Expected:
    wanted = not line.startswith("!")
    triple, _, told = line.removeprefix("!").strip().partition(" (")
    subject, relation, object_ = _RELATION.split(f" {triple} ".strip(), maxsplit=1)
    fields = {} if not wanted else {"polarity": "positive", "modality": "asserted", "speaker": "author"}
    for item in told.removesuffix(")").split(", ") if told else ():
        kind, _, value = item.partition(" ")
        if item in {"negative", "positive"}:
            fields["polarity"] = item
        elif item in set(Modality):
            fields["modality"] = item
        elif item == "former":
            fields["former"] = "True"
        elif kind in {"by", "time", "quantity", "benchmark"}:
            fields["speaker" if kind == "by" else kind] = value
        else:
            raise ValueError(f"unknown qualifier {item!r} in {line!r}")
    return Expected(subject, relation, object_, wanted, fields)


def test_the_catalogue_covers_every_relation_and_is_large() -> None:
    assert sorted(r.name for r in ontology.load().relations.values()) == RELATIONS
    cases = list(read_cases(CASES))
    assert len(cases) >= 250
    shown = [e.relation for c in cases for e in c.expected if e.wanted]
    assert {r: shown.count(r) for r in RELATIONS if shown.count(r) < 6} == {}


@pytest.fixture(scope="module")
def knowledge() -> claims.Knowledge:
    """The shipped ontology and catalog, ready for matching."""
    names = linear.load(ontology.locate("names.npz"))
    return claims.prepare(ontology.load(), ontology.load_catalog(), text.load(), names=names)


@pytest.fixture(scope="module")
def annotated(knowledge: claims.Knowledge) -> Mapping[str, AnnotatedDocument]:
    """All cases of the catalogue, annotated in one go."""
    documents = [Document(case.id, case.text) for case in read_cases(CASES)]
    cut = [replace(d, sections=sections.find(d, knowledge.ontology)) for d in documents]
    parsed = text.parse(text.load(), cut, names=knowledge.gazetteer.names)
    return {d.id: claims.annotate(d, passages, knowledge) for d, passages in parsed}


@pytest.mark.parametrize("case", list(read_cases(CASES)), ids=lambda case: case.id)
def test_a_passage_makes_its_claims(case: Case, annotated: Mapping[str, AnnotatedDocument]) -> None:
    found = annotated[case.id]
    names = {e.iri: e.name for e in found.entities}
    shown = [
        f"{names[c.subject]} {iris.local(c.relation)} {names.get(c.object, iris.local(c.object))} "
        f"({c.polarity}, {c.modality}, {names.get(c.speaker, 'author') if c.speaker else 'author'})"
        for c in found.claims
    ]
    missing = [str(e) for e in case.expected if e.wanted and not any(_is(e, c, found) for c in found.claims)]
    forbidden = [
        str(e) for e in case.expected if not e.wanted and any(_is(e, c, found) for c in found.claims)
    ]
    assert (missing, forbidden) == ([], []), f"{case.text}\nfound: {shown}"


def _is(expected: Expected, claim: Claim, found: AnnotatedDocument) -> bool:
    if iris.local(claim.relation) != expected.relation:
        return False
    ends = (claim.subject, claim.object)
    symmetric = expected.relation in {"partnersWith", "competesWith"}
    if not any(
        _named(expected.subject, s, found) and _named(expected.object, o, found)
        for s, o in ((ends, ends[::-1]) if symmetric else (ends,))
    ):
        return False
    return all(_holds(key, value, claim, found) for key, value in expected.fields.items())


def _holds(key: str, value: str, claim: Claim, found: AnnotatedDocument) -> bool:
    if key == "speaker":
        return claim.speaker is None if value == "author" else _named(value, claim.speaker, found)
    if key == "benchmark":
        return _named(value, claim.benchmark, found)
    return str(getattr(claim, key)) == value


def _named(name: str, iri: IRI | None, found: AnnotatedDocument) -> bool:
    """Say whether a name means an end of a claim: by its own name, a mention, or most of its words."""
    if iri is None:
        return False
    if name == "*" or iris.local(iri) == name:
        return True
    entity = next((e for e in found.entities if e.iri == iri), None)
    if entity is None:
        return False
    wanted, own = fold(name), fold(entity.name)
    forms = {own, *(fold(m.of(found.document.text)) for m in entity.mentions)}
    common = 2 * len({*wanted} & {*own}) / (len({*wanted}) + len({*own}))
    return wanted in forms or (wanted[-1:] == own[-1:] and common >= _ALIKE)


# -- phrases -------------------------------------------------------------------------------------------------


EXTENSION = """
@prefix osg: <https://w3id.org/osgraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

osg:mentors a owl:ObjectProperty ;
    rdfs:label "mentors"@en ; rdfs:comment "The subject teaches the object."@en ;
    rdfs:domain osg:Agent ; rdfs:range osg:Agent ;
    osg:phrase "{s} mentors {o}" , "{s} is a mentor of {o}" , "{s} takes {o} under its wing" .
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> claims.Knowledge:
    """A copy of the ontology with one relation more."""
    path = tmp_path_factory.mktemp("ontology") / "osgraph.ttl"
    path.write_text(ontology.locate("osgraph.ttl").read_text(encoding="utf-8") + EXTENSION, encoding="utf-8")
    return claims.prepare(ontology.load(path), ontology.load_catalog(), text.load())


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Microsoft mentored Meta.", Modality.ASSERTED),
        ("Meta is mentored by Microsoft.", Modality.ASSERTED),
        ("Microsoft, which may mentor Meta, grew.", Modality.HEDGED),
        ("Microsoft plans to mentor Meta.", Modality.PREDICTED),
        ("Microsoft is a mentor of Meta.", Modality.ASSERTED),
        ("Microsoft, a mentor of Meta, grew.", Modality.ASSERTED),
        ("Microsoft took Meta under its wing.", Modality.ASSERTED),
    ],
)
def test_a_relation_with_phrases_needs_no_python(
    sentence: str, modality: Modality, extended: claims.Knowledge
) -> None:
    document = Document("d", sentence)
    cut = replace(document, sections=sections.find(document, extended.ontology))
    [(_, passages)] = text.parse(text.load(), [cut])
    found = claims.annotate(cut, passages, extended)
    names = {e.iri: e.name for e in found.entities}
    shown = [
        (names[c.subject], names[c.object], c.modality)
        for c in found.claims
        if iris.local(c.relation) == "mentors"
    ]
    assert shown == [("Microsoft", "Meta", modality)]


def test_without_the_relation_nothing_is_found(knowledge: claims.Knowledge) -> None:
    document = Document("d", "Microsoft mentored Meta.")
    cut = replace(document, sections=sections.find(document, knowledge.ontology))
    [(_, passages)] = text.parse(text.load(), [cut])
    assert claims.annotate(cut, passages, knowledge).claims == ()


@pytest.fixture(scope="module")
def compiled(knowledge: claims.Knowledge) -> Compiled:
    """The patterns of all phrases, and the phrases that gave none."""
    return compile_phrases(knowledge.ontology, text.load())


def test_every_phrase_of_the_ontology_compiles(compiled: Compiled, knowledge: claims.Knowledge) -> None:
    patterns, unread = compiled
    assert [f"{iris.local(relation)}: {phrase}" for relation, phrase in unread] == []
    written = {(r.iri, phrase) for r in knowledge.ontology.relations.values() for phrase in r.phrases}
    assert {(p.relation, p.phrase) for p in patterns} == written


@pytest.mark.parametrize(
    ("phrase", "kind", "lemma", "subject", "object_"),
    [
        ("{s} releases {o}", Kind.VERB, "release", SUBJECT, OBJECT),
        ("{s} rolls out {o}", Kind.VERB, "roll out", SUBJECT, OBJECT),
        ("{s} depends on {o}", Kind.VERB, "depend", SUBJECT, "on"),
        ("{s} moves away from {o}", Kind.VERB, "move", SUBJECT, "away from"),
        ("{s} takes the lead in {o}", Kind.VERB, "take", SUBJECT, "lead in"),
        ("{s} is a rival of {o}", Kind.NOUN, "rival", SUBJECT, "of"),
        ("{s} is dependent on {o}", Kind.ADJECTIVE, "dependent", SUBJECT, "on"),
        ("{s} is cheaper than {o}", Kind.ADJECTIVE, "cheaper", SUBJECT, "than"),
        ("{o} trails {s}", Kind.VERB, "trail", OBJECT, SUBJECT),
        ("{s}'s {o}", Kind.LINK, "'s", SUBJECT, OBJECT),
        ("{o} by {s}", Kind.LINK, "by", SUBJECT, OBJECT),
    ],
)
def test_a_phrase_becomes_the_pattern_that_it_says(
    phrase: str,
    kind: Kind,
    lemma: str,
    subject: str,
    object_: str,
    compiled: Compiled,
) -> None:
    found = [p for p in compiled[0] if p.phrase == phrase and not p.derived]
    assert (kind, lemma, subject, object_) in {(p.kind, p.lemma, p.subject, p.object) for p in found}


def test_a_verb_gives_the_nouns_made_of_it(
    compiled: Compiled,
) -> None:
    nouns = [p for p in compiled[0] if p.phrase == "{s} acquires {o}" and p.derived]
    assert ("acquisition", "'s", "of") in {(p.lemma, p.subject, p.object) for p in nouns}
    assert {p.kind for p in nouns} == {Kind.NOUN}


def test_phrases_compile_alike_every_time(compiled: Compiled, knowledge: claims.Knowledge) -> None:
    assert list(compiled[0]) == sorted(set(compiled[0]))
    assert compile_phrases(knowledge.ontology, text.load()) == compiled
