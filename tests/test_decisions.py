"""Decisions about entities and claims: what is seen follows them, what documents say stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import endpoint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_annotated import LETTER, graph_of, letter, notes

from osgraph import decisions, iris, ontology, query
from osgraph.errors import InputError, NotFoundError, OsgraphError
from osgraph.graph import KnowledgeGraph
from osgraph.model import AnnotatedDocument, Document, Entity, Span, Verdict
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from osgraph.model import ClaimRecord

UMBRA, ACME, FJELL, NUT = (iris.entity(name) for name in ("Umbra", "Acme", "Fjell", "Nut"))


def put(store: Store, *documents: AnnotatedDocument) -> None:
    for document in documents:
        store.replace(document.document.id, graph_of(document))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with endpoint.oxigraph() as address:
        yield address


@pytest.fixture(params=["memory", "disk", "address"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    place = tmp_path / "kg" if request.param == "disk" else None
    if request.param == "address":
        place = endpoint.empty(request.getfixturevalue("address"))
    with Store(place) as opened:
        opened.load_named("ontology", ontology.locate("osgraph.ttl"))
        put(opened, notes(), letter())
        yield opened


def content(store: Store) -> tuple[bytes, bytes]:
    """Every quad of a store: the named graphs, and the union that questions see."""
    return store.dump("nq"), store.dump("nt")


def edges(records: list[ClaimRecord]) -> set[tuple[str, str, str]]:
    return {(r.subject_name, r.relation_name, r.object_name) for r in records}


def the_claim(store: Store, subject: str, relation: str, object_: str, document: str) -> ClaimRecord:
    found = query.claims(
        store, subject=subject, relation=relation, object=object_, document=document, rejected=True
    )
    return found[0]


# --- entities that are one, and entities that are not ---


def test_one_name_stands_for_both(store: Store) -> None:
    before = set(store.triples("letter"))
    decision = decisions.same(store, "Fjell", "Umbra", "renamed in 2030")
    assert (decision.verdict, decision.terms, decision.name) == (Verdict.SAME, (FJELL, UMBRA), "Fjell")
    assert ("Fjell", "develops", "Nut") in edges(query.claims(store))
    assert query.claims(store, subject="Umbra Labs") == query.claims(store, subject="Fjell")
    assert list(store.select("ASK { osr:Fjell osg:develops osr:Nut }")) == [(True,)]
    assert not len(store.select("SELECT * { { osr:Umbra ?p ?o } UNION { ?s ?p osr:Umbra } }"))
    (found,) = (entity for entity in query.entities(store) if entity.iri == FJELL)
    assert (found.name, found.cls, found.documents) == ("Fjell", "Lab", 2)
    assert {"Umbra", "Umbra Labs"} <= set(found.aliases)
    assert not [entity for entity in query.entities(store) if entity.iri == UMBRA]
    graph = f"GRAPH <{iris.document('letter')}>"
    assert list(store.select(f"ASK {{ {graph} {{ osr:Umbra osg:develops osr:Nut }} }}")) == [(True,)]
    decisions.undo(store)
    assert set(store.triples("letter")) == before


def test_merges_add_up(store: Store) -> None:
    decisions.same(store, "Umbra", "Fjell")
    decisions.same(store, "Acme", "Fjell")  # which is Umbra by now
    assert {r.subject_name for r in query.claims(store, relation="develops")} == {"Acme"}
    decisions.undo(store, 1)
    assert edges(query.claims(store, subject="Fjell")) == {
        ("Fjell", "basedIn", "Norway"),
        ("Fjell", "hasOpenness", "OpenWeights"),
    }
    assert ("Acme", "develops", "Nut") in edges(query.claims(store))


def test_a_claim_about_one_thing_alone_counts_for_nothing(store: Store) -> None:
    decisions.same(store, "Umbra", "Acme")  # who does not own Umbra
    assert not query.claims(store, relation="acquires")
    (listed,) = query.claims(store, relation="acquires", rejected=True)
    assert listed.review is not None
    assert listed.review.reason == "subject and object were decided to be one"


def test_what_is_different_cannot_be_made_one(store: Store) -> None:
    decisions.different(store, "Umbra", "Acme")
    decisions.same(store, "Fjell", "Acme")
    with pytest.raises(InputError, match="different by decision 1"):
        decisions.same(store, "Umbra", "Fjell")
    with pytest.raises(InputError, match="one entity"):
        decisions.different(store, "Fjell", "Acme")
    with pytest.raises(InputError, match="one entity already"):
        decisions.same(store, "Fjell", "Acme")
    decisions.undo(store, 1)
    decisions.same(store, "Umbra", "Fjell")


def test_unknown_names_give_the_nearest(store: Store) -> None:
    with pytest.raises(NotFoundError, match="did you mean Umbra"):
        decisions.same(store, "Acme", "Umbro")
    with pytest.raises(NotFoundError, match="no entity is called 'OpenWeights'"):
        decisions.same(store, "Acme", "OpenWeights")
    decisions.different(store, "osr:Umbra", ACME)


def test_a_name_of_two_things_is_refused(store: Store) -> None:
    model = iris.entity("Umbra", "Model")
    twin = Entity(model, iris.term("Model"), "Umbra", (Span(0, 5),))
    put(store, AnnotatedDocument(Document("twin", "Umbra."), (twin,)))
    with pytest.raises(InputError, match="osr:Umbra or osr:Umbra_Model; say which"):
        decisions.same(store, "Acme", "Umbra")
    decisions.same(store, "Acme", model)


# --- review of claims ---


def test_a_rejected_claim_is_listed_and_counts_for_nothing(store: Store) -> None:
    claim = the_claim(store, "Nut", "hasOpenness", "OpenWeights", "notes/spring")
    decisions.review(store, claim.id, Verdict.REJECTED, "a demo only")
    assert claim not in query.claims(store)
    assert list(store.select("ASK { osr:Nut osg:hasOpenness ?o }")) == [(False,)]
    assert not len(store.select(f"SELECT * {{ <{claim.id}> rdf:subject ?s }}"))
    with KnowledgeGraph(store) as kg:
        (listed,) = [r for r in kg.explain("Nut") if r.id == claim.id]
        assert listed.review is not None
        assert (listed.review.verdict, listed.review.reason) == (Verdict.REJECTED, "a demo only")
        assert "Nut" not in str(kg.matrix().to_json())
        assert kg.stats().claims == len(notes().claims) + len(letter().claims) - 1


def test_a_plain_triple_stays_while_another_claim_makes_it(store: Store) -> None:
    asked = "ASK { osr:Umbra osg:develops osr:Nut }"
    for document in ("notes/spring", "notes/spring", "letter"):
        assert list(store.select(asked)) == [(True,)]
        claims = query.claims(store, subject="Umbra", relation="develops", object="Nut", document=document)
        decisions.review(store, claims[0].id, Verdict.REJECTED)
    assert list(store.select(asked)) == [(False,)]
    decisions.undo(store, 2)
    assert list(store.select(asked)) == [(True,)]


def test_a_rejected_claim_stays_so_when_its_words_move(store: Store) -> None:
    claim = the_claim(store, "Fjell", "basedIn", "Norway", "letter")
    decisions.review(store, claim.id, Verdict.REJECTED, "a namesake")
    moved = letter()
    by = len("News! ")
    put(
        store,
        replace(
            moved,
            document=replace(moved.document, text="News! " + LETTER),
            entities=tuple(
                replace(e, mentions=tuple(Span(s.start + by, s.end + by) for s in e.mentions))
                for e in moved.entities
            ),
            claims=tuple(
                replace(c, evidence=Span(c.evidence.start + by, c.evidence.end + by)) for c in moved.claims
            ),
        ),
    )
    assert not query.claims(store, subject="Fjell", relation="basedIn")
    (listed,) = query.claims(store, subject="Fjell", relation="basedIn", rejected=True)
    assert listed.id != claim.id
    assert listed.quote == claim.quote
    assert list(store.select("ASK { osr:Fjell osg:basedIn ?o }")) == [(False,)]


def test_the_later_review_holds(store: Store) -> None:
    claim = the_claim(store, "Fjell", "basedIn", "Norway", "letter").id
    decisions.review(store, claim, Verdict.REJECTED, "a namesake")
    with pytest.raises(InputError, match="rejected already, by decision 1"):
        decisions.review(store, iris.local(claim)[:8], Verdict.REJECTED)
    decisions.review(store, claim, Verdict.ACCEPTED)
    (held,) = query.claims(store, subject="Fjell", relation="basedIn")
    assert held.review is not None
    assert held.review.verdict is Verdict.ACCEPTED
    decisions.undo(store)
    assert not query.claims(store, subject="Fjell", relation="basedIn")


@pytest.mark.parametrize("claim", ["", "zz", "ab", "<a>", '") }'])
def test_what_is_no_id_is_told(store: Store, claim: str) -> None:
    with pytest.raises(InputError, match="no id of a claim"):
        decisions.review(store, claim, Verdict.REJECTED)
    with pytest.raises(NotFoundError, match="no claim has the id"):
        decisions.review(store, "0" * 20, Verdict.REJECTED)


# --- the store as a whole ---


def test_decisions_hold_for_a_store_that_is_filled_anew(store: Store) -> None:
    decisions.same(store, "Fjell", "Umbra")
    decisions.review(
        store, the_claim(store, "Fjell", "basedIn", "China", "notes/spring").id, Verdict.REJECTED
    )
    before = content(store)
    for document in ("letter", "notes/spring"):
        store.forget(document)
    assert not store.dump("nt")
    put(store, letter(), notes())
    assert content(store) == before


def test_decisions_change_what_was_derived_from(store: Store) -> None:
    states = {store.state()}
    decisions.same(store, "Fjell", "Umbra")
    states.add(store.state())
    decisions.different(store, "Fjell", "Acme")
    states.add(store.state())
    assert len(states) == 3
    decisions.undo(store)
    decisions.undo(store)
    assert store.state() in states


def test_derived_statements_follow(store: Store) -> None:
    with KnowledgeGraph(store) as kg:
        kg.reason()
        before = content(store)
        claim = the_claim(store, "Nut", "hasOpenness", "OpenWeights", "notes/spring")
        placed = f"ASK {{ GRAPH <{iris.BASE}derived> {{ ?p a osg:Placement ; osg:about osr:Nut }} }}"
        assert list(store.select(placed)) == [(True,)]
        kg.reject(claim.id, "a demo only")
        assert list(store.select(placed)) == [(False,)]
        kg.undo()
        assert content(store) == before


def test_an_export_restores_decisions(store: Store, tmp_path: Path) -> None:
    decisions.same(store, "Fjell", "Umbra")
    decisions.review(
        store, the_claim(store, "Nut", "hasOpenness", "OpenWeights", "notes/spring").id, Verdict.REJECTED
    )
    path = tmp_path / "all.trig"
    path.write_bytes(store.dump("trig"))
    before = content(store)
    with KnowledgeGraph(Store()) as kg:
        kg.load(path)
        assert content(kg.store) == before
        kg.load(path)
        assert content(kg.store) == before
    decisions.undo(store)
    decisions.different(store, "Fjell", "Acme")
    with KnowledgeGraph(store) as kg:
        kg.load(path)
        assert content(kg.store) == before


def test_a_file_of_what_is_no_decision_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "wrong.nq"
    path.write_text(f"<a:a> <a:b> <a:c> <{iris.BASE}decisions> .\n")
    before = content(store)
    with pytest.raises(InputError, match="lacks or garbles"):
        KnowledgeGraph(store).load(path)
    assert content(store) == before


def test_no_decision_to_take_back(store: Store) -> None:
    with pytest.raises(NotFoundError, match="there is none"):
        decisions.undo(store)
    decisions.different(store, "Umbra", "Acme")
    with pytest.raises(NotFoundError, match="there are 1"):
        decisions.undo(store, 2)


NAMES = ("Umbra", "Acme", "Fjell", "Nut", "Bolt", "China", "Norway")
STEPS = st.one_of(
    st.tuples(st.just("same"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("different"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("review"), st.integers(0, 14), st.sampled_from([Verdict.ACCEPTED, Verdict.REJECTED])),
    st.tuples(st.just("undo"), st.integers(1, 6), st.none()),
    st.tuples(st.just("put"), st.integers(0, 2), st.none()),
    st.tuples(st.just("forget"), st.integers(0, 1), st.none()),
)


def versions() -> list[AnnotatedDocument]:
    return [notes(), letter(), replace(notes(), claims=notes().claims[3:], rejections=())]


def step(store: Store, kind: str, one: object, other: object) -> None:
    match kind:
        case "same":
            decisions.same(store, str(one), str(other))
        case "different":
            decisions.different(store, str(one), str(other))
        case "review":
            claims = query.claims(store, rejected=True)
            assert isinstance(one, int)
            assert isinstance(other, Verdict)
            if claims:
                decisions.review(store, claims[one % len(claims)].id, other, "because")
        case "undo":
            decisions.undo(store, int(str(one)))
        case "put":
            put(store, versions()[int(str(one))])
        case "forget":
            store.forget(("letter", "notes/spring")[int(str(one))])


@given(st.lists(STEPS, max_size=12))
@settings(deadline=None)
def test_whatever_is_done_the_store_is_that_of_its_documents_and_decisions(
    steps: list[tuple[str, object, object]],
) -> None:
    with Store() as store, Store() as fresh:
        put(store, notes(), letter())
        held = {"notes/spring": notes(), "letter": letter()}
        for kind, one, other in steps:
            try:
                step(store, kind, one, other)
            except OsgraphError:
                continue
            if kind == "put":
                document = versions()[int(str(one))]
                held[document.document.id] = document
            if kind == "forget":
                held.pop(("letter", "notes/spring")[int(str(one))], None)
        made = store.decisions()
        fresh.decide(made[:1])
        put(fresh, *held.values())
        fresh.decide(made)
        assert content(fresh) == content(store)
        store.decide(())
        with Store() as plain:
            put(plain, *held.values())
            assert content(plain) == content(store)


@given(st.lists(STEPS, max_size=6), st.lists(STEPS, max_size=4))
@settings(deadline=None)
def test_what_is_undone_was_never_made(
    first: list[tuple[str, object, object]], then: list[tuple[str, object, object]]
) -> None:
    with Store() as store:
        put(store, notes(), letter())
        for kind, one, other in first:
            try:
                step(store, kind, one, other)
            except OsgraphError:
                continue
        before, made = content(store), len(store.decisions())
        for kind, one, other in then:
            try:
                if kind in {"same", "different", "review"}:
                    step(store, kind, one, other)
            except OsgraphError:
                continue
        while len(store.decisions()) > made:
            decisions.undo(store)
        assert content(store) == before
