"""Validation of a store: what conforms, and how faults are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rdflib import Graph, URIRef
from test_reason import TERMS, document

from osgraph import decisions, iris, ontology, query, rdf, reason, validation
from osgraph.model import AnnotatedDocument, Document, Verdict
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.validation import Violation

pytest.importorskip("pyshacl")
RUN = iris.hashed("run", "by hand")


@pytest.fixture
def store() -> Iterator[Store]:
    """A store that has every kind of derived statement, a copy, and decisions of every kind."""
    with Store() as opened:
        for name, file in (("ontology", "osgraph.ttl"), ("catalog", "catalog.ttl")):
            opened.load_named(name, ontology.locate(file))
        for made in (
            document(
                "a", "Ferrant develops Lumo", "Lumo hasOpenness OpenWeights", source="A", date="2031-01-01"
            ),
            document(
                "b", "Ferrant develops Lumo", "Lumo hasOpenness Proprietary", source="B", date="2031-03-01"
            ),
            document("c", "Ferrant shiftsTo Closed", "Ferrant basedIn Norway not", "Ferrant basedIn Norway"),
            AnnotatedDocument(Document("d", "Ferrant develops Lumo", copy_of="a")),
        ):
            opened.replace(made.document.id, rdf.to_graph(made, TERMS, run=RUN))
        reason.reason(opened)
        yield opened


def damaged(store: Store, id_: str, update: str) -> None:
    """Change the graph of a document by an update."""
    graph = Graph()
    for triple in store.construct(
        f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{iris.document(id_)}> {{ ?s ?p ?o }} }}"
    ):
        graph.add(triple)
    graph.update(update, initNs={"osg": iris.ONTOLOGY, "rdf": rdf.NAMESPACES["rdf"], "osr": iris.RESOURCE})
    store.replace(id_, graph)


def found(store: Store, words: str) -> list[Violation]:
    return [violation for violation in validation.validate(store) if words in violation.message]


def test_what_is_built_derived_and_decided_conforms(store: Store) -> None:
    classes = "SELECT DISTINCT ?class { GRAPH <%sderived> { ?node a ?class } FILTER(?class IN (%s)) }"
    kinds = "osg:Placement, osg:Contradiction, osg:Corroboration, osg:Drift"
    assert len(store.select(classes % (iris.BASE, kinds))) == 4
    assert validation.validate(store) == []
    claim = query.claims(store, subject="Lumo", document="b")[0]
    decisions.review(store, claim.id, Verdict.REJECTED, "a rumour")
    decisions.review(store, query.claims(store, subject="Lumo", document="a")[0].id, Verdict.ACCEPTED)
    decisions.different(store, "Ferrant", "Lumo")
    decisions.undo(store, 1)
    assert validation.validate(store) == []


def test_merged_entities_conform(store: Store) -> None:
    text = "Oriel develops Lumo"
    store.replace("e", rdf.to_graph(document("e", text), TERMS, run=RUN))
    decisions.same(store, "Ferrant", "Oriel", "a new name")
    assert validation.validate(store) == []


def test_a_fault_is_told_with_the_claim_and_its_words(store: Store) -> None:
    damaged(
        store, "a", "DELETE { ?c osg:modality ?m } WHERE { ?c osg:modality ?m ; rdf:predicate osg:develops }"
    )
    (fault,) = found(store, "A claim has one modality")
    assert (fault.claim, fault.quote) == ("Ferrant develops Lumo", "Ferrant develops Lumo")
    assert fault.path == iris.term("modality")


def test_messages_name_things(store: Store) -> None:
    for id_ in "abc":
        damaged(
            store, id_, "DELETE { ?f a osg:Company } INSERT { ?f a osg:Place } WHERE { ?f a osg:Company }"
        )
    faults = found(store, "outside the domain")
    assert faults
    assert "Claim “Ferrant develops Lumo”: its subject Ferrant is outside the domain of develops." in {
        fault.message for fault in faults
    }
    assert all(fault.quote for fault in faults)


def test_a_copy_makes_no_claims(store: Store) -> None:
    damaged(store, "c", f"INSERT DATA {{ <{iris.document('c')}> osg:copyOf <{iris.document('a')}> }}")
    assert {fault.claim for fault in found(store, "A copy makes no claims")} >= {"Ferrant shiftsTo Closed"}
    store.forget("a")
    assert found(store, "A copy names one document of the graph")


@pytest.mark.parametrize(
    ("cls", "predicate", "message"),
    [
        ("Placement", "kind", "has one kind"),
        ("Placement", "sources", "number of sources"),
        ("Placement", "stated", "whether facts state it"),
        ("Placement", "about", "is about one thing"),
        ("Contradiction", "reason", "has one reason"),
        ("Contradiction", "because", "two claims at least"),
        ("Contradiction", "claims", "number of claims that it rests on"),
        ("Contradiction", "example", "a claim to be quoted"),
        ("Corroboration", "sources", "two independent sources"),
        ("Drift", "because", "rests on claims"),
    ],
)
def test_derived_statements_are_checked(store: Store, cls: str, predicate: str, message: str) -> None:
    graph = Graph() + store.named("derived")
    (node, *_) = sorted(graph.subjects(None, URIRef(iris.term(cls))))
    graph.remove((node, URIRef(iris.term(predicate)), None))
    store.load_named("derived", graph)
    assert found(store, message)


def test_what_rests_on_a_claim_that_is_gone(store: Store) -> None:
    store.forget("b")
    assert found(store, "if some are gone")
    reason.reason(store)
    assert validation.validate(store) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("osg:number 1 ; osg:verdict osg:Same", "names what it is about"),
        (
            "osg:number 0 ; osg:verdict osg:Different ; osg:tells osr:Lumo ; osg:apartFrom osr:Acme",
            "one number",
        ),
        ("osg:number 1 ; osg:verdict osg:Maybe", "one verdict"),
        (
            "osg:number 1 ; osg:verdict osg:Different ; osg:tells osr:Lumo ; osg:apartFrom osr:Lumo",
            "names what",
        ),
    ],
)
def test_decisions_are_checked(line: str, message: str) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in rdf.NAMESPACES.items())
    graph = Graph().parse(
        data=f"{prefixes}<{iris.BASE}decision/1> a osg:Decision ; {line} .", format="turtle"
    )
    _, _, told = pyshacl.validate(graph, shacl_graph=Graph().parse(ontology.locate("shapes.ttl")))
    assert message in told
