"""Rules: what follows from the claims of several documents, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osgraph import iris, ontology, query, rdf, reason
from osgraph.errors import OntologyError, QueryError
from osgraph.model import IRI, AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN = iris.hashed("run", "by hand")
TERMS = ontology.load()
CLASSES = {"Lumo": "Model", "Ferrant": "Company", "Acme": "Company", "Oriel": "Lab"}


def document(id_: str, *claims: str, source: str = "", date: str | None = None) -> AnnotatedDocument:
    """Return a document of claims "subject relation object how", how being "", "not" or a modality."""
    text = "\n".join(claims)
    names = {name for claim in claims for name in claim.split()[:3:2]} - {
        value.name for value in TERMS.openness.values()
    }
    entities = tuple(
        Entity(iris.entity(n.replace("_", " ")), iris.term(_class(n)), n.replace("_", " "), ())
        for n in sorted(names)
    )
    found, at = [], 0
    for claim in claims:
        subject, relation, object_, *how = claim.split()
        found.append(
            Claim(
                _end(subject),
                iris.term(relation),
                _end(object_),
                Span(at, at + len(claim)),
                polarity=Polarity.NEGATIVE if "not" in how else Polarity.POSITIVE,
                modality=Modality(next((word for word in how if word in list(Modality)), "asserted")),
                former="former" in how,
            )
        )
        at += len(claim) + 1
    return AnnotatedDocument(Document(id_, text, id_, source, date), entities, tuple(found))


def _class(name: str) -> str:
    countries = {"China", "Norway", "United_States"}
    return "Country" if name in countries else CLASSES.get(name.split("-", maxsplit=1)[0], "Model")


def _end(name: str) -> IRI:
    return iris.term(name) if iris.term(name) in TERMS.openness else iris.entity(name.replace("_", " "))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        opened.load_named("ontology", ontology.locate("osgraph.ttl"))
        opened.load_named("catalog", ontology.locate("catalog.ttl"))
        yield opened


def told(
    store: Store, *documents: AnnotatedDocument, columns: str = "*", question: str
) -> list[tuple[object, ...]]:
    """Return what the derived graph answers once the documents are in, as local names, sorted."""
    for one in documents:
        store.replace(one.document.id, rdf.to_graph(one, TERMS, run=RUN))
    reason.reason(store)
    where = f"GRAPH <{iris.BASE}derived> {{ {question} }}"
    rows = store.select(f"SELECT DISTINCT {columns} {{ {where} }}").plain()
    return sorted(tuple(iris.local(str(cell)) for cell in row) for row in rows)


CONTRADICTIONS = "?c a osg:Contradiction ; osg:about ?x ; osg:reason ?reason"
DRIFTS = "?d a osg:Drift ; osg:about ?x ; osg:kind ?kind . OPTIONAL { ?d osg:date ?date }"


def test_a_statement_asserted_and_denied(store: Store) -> None:
    rows = told(
        store,
        document("a", "Ferrant develops Lumo-2", "Ferrant develops Lumo-3"),
        document("b", "Ferrant develops Lumo-2 not", "Ferrant develops Lumo-3 not hedged"),
        columns="?x ?reason",
        question=CONTRADICTIONS,
    )
    assert rows == [("Ferrant", "asserted and denied")]


def test_open_and_closed(store: Store) -> None:
    rows = told(
        store,
        document("a", "Lumo-2 hasOpenness OpenWeights", "Lumo-3 hasOpenness Open former"),
        document("b", "Lumo-2 hasOpenness Proprietary", "Lumo-3 hasOpenness Closed"),
        columns="?x ?reason",
        question=CONTRADICTIONS,
    )
    assert rows == [("Lumo-2", "open and closed")]


@pytest.mark.parametrize(("turned", "found"), [("2030-06-01", []), ("2032-01-01", [("Acme",)])])
def test_a_turn_between_the_dates_explains(store: Store, turned: str, found: list[tuple[str]]) -> None:
    rows = told(
        store,
        document("a", "Acme hasOpenness OpenSource", date="2030-01-01"),
        document("b", "Acme hasOpenness Closed", date="2031-01-01"),
        document("c", "Acme shiftsTo Closed", date=turned),
        columns="?x",
        question=CONTRADICTIONS,
    )
    assert rows == found


def test_two_makers_of_one_model(store: Store) -> None:
    rows = told(
        store,
        document("a", "Ferrant develops Lumo-2", "Oriel develops Lumo-3", "Acme develops big_models"),
        document("b", "Acme develops Lumo-2", "Acme develops Lumo-3", "Ferrant develops big_models"),
        document("c", "Acme partnersWith Oriel"),
        columns="?x ?reason",
        question=CONTRADICTIONS,
    )
    assert rows == [("Lumo-2", "two makers")]


def test_corroboration_counts_publishers(store: Store) -> None:
    rows = told(
        store,
        document("a", "Ferrant develops Lumo-2", "Acme develops Lumo-4", source="Gazette"),
        document("b", "Ferrant develops Lumo-2", "Acme develops Lumo-4 hedged", source="Courier"),
        document("c", "Ferrant develops Lumo-2", "Oriel develops Lumo-5", source="gazette"),
        document("d", "Oriel develops Lumo-5", source="Gazette"),
        columns="?o ?n",
        question="?c a osg:Corroboration ; rdf:object ?o ; osg:sources ?n",
    )
    assert rows == [("Lumo-2", "2")]


def test_drift_as_stated_and_as_observed(store: Store) -> None:
    rows = told(
        store,
        document("a", "Acme hasOpenness OpenSource", "Oriel hasOpenness Closed", date="2030-01"),
        document("b", "Acme hasOpenness Proprietary", date="2031"),
        document("c", "Ferrant shiftsFrom Closed", "Oriel shiftsTo Open hedged"),
        columns="?x ?kind ?date",
        question=DRIFTS,
    )
    assert rows == [("Acme", "Closed", "2031-01-01"), ("Ferrant", "Open", "None")]


def test_placements_go_by_facts_and_homes_by_makers(store: Store) -> None:
    rows = told(
        store,
        document("a", "Acme basedIn United_States", "Acme develops Lumo-2", "Lumo-2 hasOpenness Closed"),
        document("b", "Lumo-2 hasOpenness Open hedged", "Ferrant basedIn Norway", "Norway hasOpenness Open"),
        columns="?x ?k ?s ?home",
        question="?p a osg:Placement ; osg:about ?x ; osg:kind ?k ; osg:stated ?s . ?x osg:home ?home",
    )
    assert rows == [
        ("Lumo-2", "Closed", "True", "United_States"),
        ("Norway", "Open", "True", "Elsewhere"),
    ]


AGENTS = ("Acme", "Ferrant", "Oriel", "China", "United_States", "Norway")
THINGS = ("Lumo-1", "Lumo-2")
SAID = st.one_of(
    st.tuples(st.sampled_from(AGENTS[:3]), st.just("basedIn"), st.sampled_from(AGENTS[3:])),
    st.tuples(st.sampled_from(AGENTS), st.just("develops"), st.sampled_from(THINGS)),
    st.tuples(
        st.sampled_from(AGENTS + THINGS),
        st.just("hasOpenness"),
        st.sampled_from(("Open", "OpenWeights", "Closed", "Proprietary")),
    ),
)
HOW = st.sampled_from(("", "", "not", "hedged", "former"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(SAID, HOW), min_size=1, max_size=25))
def test_the_matrix_of_the_rules_is_that_of_the_claims(said: list[tuple[tuple[str, ...], str]]) -> None:
    with Store() as store:
        store.load_named("ontology", ontology.locate("osgraph.ttl"))
        one = document("a", *(" ".join((*edge, how)).strip() for edge, how in said))
        store.replace("a", rdf.to_graph(one, TERMS, run=RUN))
        cells = query.matrix(store).cells
        by_rules = {
            (row, column, name, stated)
            for (row, column), cell in cells.items()
            for stated, names in ((True, cell.asserted), (False, cell.unasserted))
            for name in names
        }
        by_claims = {(p.row, p.column, p.name, p.stated) for p in query.placements(query.claims(store))}
        assert by_rules == by_claims


def test_the_catalog_agrees_or_contradicts(store: Store) -> None:
    rows = told(
        store,
        document("a", "DeepSeek basedIn China", "Ferrant basedIn China", "OpenAI basedIn Norway"),
        columns="?verdict",
        question="?c osg:catalog ?verdict",
    )
    assert rows == [("Agrees",), ("Contradicts",)]


def test_classes_and_symmetry(store: Store) -> None:
    told(store, document("a", "Acme competesWith Ferrant"), question="?s ?p ?o")
    asked = f"ASK {{ GRAPH <{iris.BASE}derived> {{ osr:Ferrant osg:competesWith osr:Acme ; a osg:Agent }} }}"
    assert store.select(asked).plain() == [(True,)]


def test_a_finding_counts_its_claims_and_quotes_each_statement_once(store: Store) -> None:
    said = [document(id_, "Acme uses Lumo-2") for id_ in "abc"]
    denied = [document(id_, "Acme uses Lumo-2 not", "Acme pursues Lumo-2") for id_ in "de"]
    found = told(
        store,
        *said,
        *denied,
        columns="?n ?examples",
        question="""{ SELECT ?n (COUNT(?c) AS ?examples)
            { ?x a osg:Contradiction ; osg:claims ?n ; osg:example ?c } GROUP BY ?n }""",
    )
    assert found == [("5", "2")]
    (row,) = query.run(store, "disputed").plain()
    assert (row[3], row[5] in {"a", "b", "c"}, row[8] in {"d", "e"}) == (5, True, True)
    assert [row[-1] for row in query.run(store, "documents").plain()] == [1, 1, 1, 2, 2]


def test_nothing_is_derived_twice(store: Store) -> None:
    told(store, document("a", "Acme develops Lumo-2"), question="?s ?p ?o")
    assert reason.reason(store) == {}
    assert reason.reason(store, again=True)["23-counted"] == 2
    store.forget("a")
    assert reason.reason(store)["23-counted"] == 0


@pytest.mark.parametrize(
    ("text", "message"), [("SELECT * { ?s ?p ?o }", "1-x: a rule is a CONSTRUCT"), ("nonsense", "1-x: ")]
)
def test_a_bad_rule_is_named(store: Store, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "1-x.rq").write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=message):
        reason.reason(store, tmp_path)


def test_an_unreadable_rule_is_named(tmp_path: Path) -> None:
    (tmp_path / "1-x.rq").write_bytes(b"\xff")
    with pytest.raises(OntologyError, match=r"1-x\.rq"):
        reason.rules(tmp_path)


def test_every_rule_says_what_it_does() -> None:
    assert all(text.startswith("# ") for text in reason.rules().values())
