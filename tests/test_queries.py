"""The saved questions, each over a small graph written by hand, in two SPARQL engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib
from rdflib import SKOS, URIRef

from osgraph import iris, ontology, rdf, reason
from osgraph.model import AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

QUERIES = Path(__file__).parents[1] / "ontology" / "queries"
CLASSES = {
    "Acme": "Company",
    "Ada": "Person",
    "Bolt": "Model",
    "China": "Country",
    "MIT License": "License",
    "Norway": "Country",
    "Nut": "Model",
    "Quiz": "Benchmark",
    "Umbra": "Company",
    "United States": "Country",
    "export rule": "Policy",
    "open strategy": "Strategy",
    "robotics": "Concept",
    "soft power": "Concept",
}
OPENNESS = ("Closed", "Open", "OpenSource", "OpenWeights", "Proprietary")
DOCUMENTS = {"north": ("North Notes", "North Press", "2031-01-02"), "south": ("", "", None)}

# document | subject | relation | object | what is special about the claim | quote
CLAIMS = """
north | Acme | develops | Bolt | | Acme makes Bolt.
north | Acme | basedIn | United States | | Acme of America.
north | Bolt | hasOpenness | Closed | | Bolt is closed.
north | Acme | shiftsFrom | OpenSource | | Acme left open source for a closed shop.
north | Acme | shiftsTo | Closed | | Acme left open source for a closed shop.
north | Umbra | shiftsTo | robotics | predicted | Umbra will turn to robotics.
north | Acme | hasOpenness | OpenSource | former | Acme was open once.
north | Acme | hasOpenness | Proprietary | | Acme is proprietary.
north | Umbra | develops | Nut | | Umbra builds Nut.
north | Umbra | basedIn | China | | Umbra of China.
north | Nut | hasOpenness | OpenWeights | speaker=Ada | Nut is open-weight, Ada said.
north | Nut | outperforms | Bolt | hedged speaker=Ada benchmark=Quiz quantity=3% | Nut may beat it, Ada said.
north | Nut | licensedUnder | MIT License | | Nut is under MIT.
north | export rule | restricts | Umbra | | The rule hits Umbra.
north | export rule | weakens | Umbra | rival | The rule hurts Umbra.
north | Umbra | dependsOn | Acme | negative | Umbra does not need Acme.
north | Ada | worksFor | Umbra | former | Ada, once of Umbra.
north | open strategy | strengthens | Umbra | hedged rival | It could help Umbra.
north | open strategy | leadsTo | soft power | predicted | It will bring soft power.
north | China | hasOpenness | OpenSource | | China is open source.
north | China | pursues | open strategy | normative speaker=Ada | China should be bold, Ada said.
north | Bolt | leadsIn | robotics | | Bolt leads in robotics.
north | China | competesWith | United States | | China races America.
north | Acme | investsIn | Umbra | quantity=$2B time=2031 | Acme put $2B into Umbra in 2031.
north | United States | supports | open strategy | hypothetical | If America backed it ...
north | Umbra | uses | Bolt | negative | Umbra is barred from Bolt.
north | Nut | analogousTo | Bolt | | Nut is the new Bolt.
south | Norway | hasOpenness | Open | | Norway is open.
south | Bolt | hasOpenness | OpenSource | | Bolt is open source.
south | Umbra | dependsOn | Acme | | Umbra needs Acme.
south | Acme | develops | Bolt | | Bolt is from Acme.
"""

EXPECTED = (Path(__file__).parent / "query_rows.txt").read_text(encoding="utf-8")


def annotated(document: str) -> AnnotatedDocument:
    """Return one of the documents: its text is its quotes, one after the other."""
    rows = [[part.strip() for part in row.split("|")] for row in CLAIMS.strip().splitlines()]
    text = " ".join(dict.fromkeys(quote for source, *_, quote in rows if source == document))
    named: set[str] = set()
    claims = []
    for source, subject, relation, object_, special, quote in rows:
        if source == document:
            made = claim(subject, relation, object_, special.split(), text.index(quote), len(quote))
            claims.append(made)
            named |= {made.subject, made.object, made.speaker or "", made.benchmark or ""}
    entities = tuple(
        Entity(iris.entity(name), iris.term(kind), name, ())
        for name, kind in CLASSES.items()
        if iris.entity(name) in named
    )
    return AnnotatedDocument(Document(document, text, *DOCUMENTS[document]), entities, tuple(claims))


def claim(subject: str, relation: str, object_: str, special: list[str], start: int, length: int) -> Claim:
    flags = {word for word in special if "=" not in word}
    fields = dict(word.split("=") for word in special if "=" in word)
    entities = {key: iris.entity(fields[key]) for key in ("speaker", "benchmark") if key in fields}
    return Claim(
        subject=iris.entity(subject),
        relation=iris.term(relation),
        object=iris.term(object_) if object_ in OPENNESS else iris.entity(object_),
        evidence=Span(start, start + length),
        polarity=Polarity.NEGATIVE if "negative" in flags else Polarity.POSITIVE,
        modality=next((value for value in Modality if value in flags), Modality.ASSERTED),
        speaker=entities.get("speaker"),
        perspective="Rival View" if "rival" in flags else None,
        former="former" in flags,
        time=fields.get("time"),
        quantity=fields.get("quantity"),
        benchmark=entities.get("benchmark"),
    )


def graph(document: str) -> rdflib.Graph:
    return rdf.to_graph(annotated(document), ontology.load(), run=iris.hashed("run", "test"))


@pytest.fixture(scope="module")
def graphs() -> dict[str, bytes]:
    """The documents and what follows from them, as N-Triples by graph, the default one first."""
    catalog = rdflib.Graph()
    for subject, property_, value in (
        ("Bolt", "catalogMaker", "Acme"),
        ("Umbra", "catalogCountry", "Norway"),
    ):
        catalog.add((URIRef(iris.entity(subject)), URIRef(iris.term(property_)), URIRef(iris.entity(value))))
    catalog.add(
        (URIRef(iris.entity("China")), SKOS.exactMatch, URIRef("http://www.wikidata.org/entity/Q148"))
    )
    with Store() as store:
        store.load_named("ontology", ontology.locate("osgraph.ttl"))
        store.load_named("catalog", catalog)
        for document in DOCUMENTS:
            store.replace(document, graph(document))
        reason.reason(store)
        derived = store.named("derived").serialize(format="nt", encoding="utf-8")
        beside = store.named("catalog").serialize(format="nt", encoding="utf-8")
    documents = b"".join(graph(name).serialize(format="nt", encoding="utf-8") for name in DOCUMENTS)
    return {"": documents, iris.BASE + "derived": derived, iris.BASE + "catalog": beside}


@pytest.fixture(scope="module")
def oxigraph(graphs: dict[str, bytes]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for name, triples in graphs.items():
        place = pyoxigraph.NamedNode(name) if name else pyoxigraph.DefaultGraph()
        store.load(triples, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=place)
    return store


@pytest.fixture(scope="module")
def in_memory(graphs: dict[str, bytes]) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    for name, triples in graphs.items():
        place = dataset.graph(URIRef(name)) if name else dataset.default_graph
        place.parse(data=triples, format="nt")
    return dataset


def saved(name: str) -> str:
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def expected() -> dict[str, list[str]]:
    """Return the rows of each question: a block of lines under the question's name."""
    blocks = (block.strip().splitlines() for block in EXPECTED.split("\n\n"))
    return {name: rows for name, *rows in blocks}


def shown(rows: Iterable[Iterable[object]]) -> list[str]:
    return [" | ".join(plain(cell) for cell in row) for row in rows]


def plain(cell: object) -> str:
    """Return a cell of either engine's rows as text: "-" where nothing is bound."""
    value = getattr(cell, "value", cell)  # of a literal
    return "-" if value is None else {"True": "true", "False": "false"}.get(str(value), str(value))


def test_every_question_has_its_rows_here() -> None:
    assert sorted(expected()) == sorted(path.stem for path in QUERIES.glob("*.rq"))
    assert all(rows for rows in expected().values()), "a question without rows is not tested"


@pytest.mark.parametrize("name", sorted(expected()))
def test_a_question_gives_exactly_its_rows_in_order(name: str, oxigraph: pyoxigraph.Store) -> None:
    found = oxigraph.query(saved(name))
    assert shown(found) == expected()[name]


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("name", sorted(expected()))
def test_another_engine_gives_the_same_rows(name: str, in_memory: rdflib.Dataset) -> None:
    assert shown(in_memory.query(saved(name))) == expected()[name]


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.rq")), ids=lambda path: path.stem)
def test_a_question_opens_with_its_description_and_sorts_its_rows(path: Path) -> None:
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert len(first) < 120
    assert "ORDER BY" in rest[-1]
    assert not any(line.startswith("# ") for line in rest), "one description, on the first line"
