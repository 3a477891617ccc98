"""Questions to a store: claims, entities, refused claims, saved questions, counts, the matrix."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from typing import TYPE_CHECKING

import pytest
from rdflib import OWL, RDF, Graph, URIRef
from sample_annotated import CLOSED, NOTES, OPEN, claim, entity, graph_of, letter, notes

from osgraph import iris, ontology, query
from osgraph.errors import NotFoundError, OntologyError, QueryError
from osgraph.model import AnnotatedDocument, Claim, Document, Modality, Polarity, Span
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from osgraph.model import ClaimRecord


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        for annotated in (notes(), letter()):
            opened.replace(annotated.document.id, graph_of(annotated))
        yield opened


def triples(records: list[ClaimRecord]) -> list[tuple[str, str, str]]:
    return [(r.subject_name, r.relation_name, r.object_name) for r in records]


# --- claims ---


def test_all_claims_come_by_document_and_place(store: Store) -> None:
    found = query.claims(store)
    assert len(found) == len(notes().claims) + len(letter().claims)
    assert found == sorted(found, key=lambda r: (r.document, r.start, r.end, r.id))
    assert [r.document for r in found[:3]] == ["letter"] * 3


def test_a_claim_tells_all_there_is_to_tell(store: Store) -> None:
    (found,) = query.claims(store, relation="outperforms")
    assert (found.subject_name, found.subject_class) == ("Nut", "Model")
    assert (found.object_name, found.object_class) == ("Bolt", "Model")
    assert (found.time, found.quantity, found.benchmark) == ("2031-04", "3%", "Quiz")
    assert (found.speaker, found.speaker_iri, found.is_fact) == ("author", None, True)
    assert (found.document, found.title, found.source) == ("notes/spring", "Spring notes", "Nut Weekly")
    assert found.quote == NOTES[found.start : found.end] == "In 2031-04 Nut beat Bolt by 3% on Quiz."


def test_marks_count_in_the_quote(store: Store) -> None:
    first = query.claims(store, subject="Umbra", relation="develops", document="notes/spring")[0]
    assert [span.of(first.quote) for span in first.marks] == ["Umbra", "built", "Nut"]
    assert first.steps[9].startswith("step 10:")
    stray = replace(notes(), claims=(replace(notes().claims[3], words=(Span(0, 5),)),))
    assert query.records(stray)[0].marks == ()


def test_what_is_held_back_is_no_fact(store: Store) -> None:
    (hedged,) = query.claims(store, subject="Acme", relation="hasOpenness")
    assert (hedged.modality, hedged.speaker, hedged.is_fact) == (Modality.HEDGED, "Ada Berg", False)
    assert (hedged.object_name, hedged.object_class) == ("OpenWeights", "Openness")
    (denied,) = query.claims(store, relation="acquires")
    assert (denied.polarity, denied.is_fact) == (Polarity.NEGATIVE, False)


@pytest.mark.parametrize(
    "subject", ["Umbra", "umbra", " UMBRA  labs", "Umbra-Labs", iris.entity("Umbra")], ids=lambda s: s.strip()
)
def test_an_entity_goes_by_name_alias_or_iri(store: Store, subject: str) -> None:
    assert triples(query.claims(store, subject=subject, object="Nut")) == [("Umbra", "develops", "Nut")] * 3


@pytest.mark.parametrize("relation", ["worksFor", "works for", "WORKSFOR", iris.term("worksFor")])
def test_a_relation_goes_by_name_words_or_iri(store: Store, relation: str) -> None:
    assert triples(query.claims(store, relation=relation)) == [("Ada Berg", "worksFor", "Acme")]


def test_an_openness_value_is_an_object_like_others(store: Store) -> None:
    for name in ("OpenWeights", "open weights", "open-weights", OPEN):
        assert {r.subject_name for r in query.claims(store, object=name)} == {"Nut", "Acme", "Fjell"}


def test_filters_add_up(store: Store) -> None:
    assert len(query.claims(store, subject="Umbra", relation="develops", document="letter")) == 1
    assert query.claims(store, subject="Nut", object="China") == []


def test_one_claim_goes_by_its_id(store: Store) -> None:
    wanted = query.claims(store)[4]
    assert query.claims(store, id=wanted.id) == [wanted]
    assert query.claims(store, id=iris.local(wanted.id)) == [wanted]
    with pytest.raises(NotFoundError, match="no claim"):
        query.claims(store, id="0123")


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"subject": "Umbro"}, "'Umbro'; did you mean Umbra"),
        ({"object": "open weight"}, "did you mean .*[Oo]pen"),
        ({"relation": "develop"}, "no relation is called 'develop'; did you mean develops"),
        ({"document": "notes/sprint"}, "did you mean notes/spring"),
        ({"subject": "x> } DROP ALL"}, "no entity"),
        ({"subject": ""}, "no entity"),
    ],
)
def test_an_unknown_name_gets_the_nearest_ones(store: Store, filters: dict[str, str], message: str) -> None:
    with pytest.raises(NotFoundError, match=message):
        query.claims(store, **filters)  # type: ignore[arg-type]


def test_a_relation_of_the_stores_ontology_is_known_without_claims(store: Store) -> None:
    uses = Graph().add((URIRef(iris.term("uses")), RDF.type, OWL.ObjectProperty))
    with pytest.raises(NotFoundError):
        query.claims(store, relation="uses")
    store.load_named("ontology", uses)
    assert query.claims(store, relation="uses") == []


def test_a_store_without_documents_has_no_claims() -> None:
    with Store() as store:
        assert query.claims(store, subject="Umbra") == []
        assert query.entities(store) == []
        assert query.stats(store).claims == 0


# --- the other lists ---


def test_documents_come_back(store: Store) -> None:
    assert [one.document for one in query.annotated(store)] == [letter().document, notes().document]
    with pytest.raises(NotFoundError, match="letter"):
        list(query.annotated(store, "lettre"))


def test_entities_are_counted_over_documents(store: Store) -> None:
    by_name = {record.name: record for record in query.entities(store)}
    umbra = by_name["Umbra"]
    assert (umbra.cls, umbra.aliases, umbra.documents, umbra.claims) == ("Company", ("Umbra Labs",), 2, 5)
    assert umbra.mentions == NOTES.count("Umbra") + 1
    claims = [record.claims for record in query.entities(store)]
    assert claims == sorted(claims, reverse=True)


def test_refused_claims_tell_the_reason(store: Store) -> None:
    (refused,) = query.rejections(store)
    assert (refused.subject, refused.relation_name, refused.object) == ("Quiz", "develops", "Bolt")
    assert refused.reason == "a Benchmark cannot be its subject"
    assert refused.quote.startswith("In 2031-04 Nut")
    assert query.rejections(store, subject="quiz", relation="develops", document="notes/spring") == [refused]
    assert query.rejections(store, subject="Bolt") == query.rejections(store, document="letter") == []


def test_counts_agree_with_the_claims(store: Store) -> None:
    stats, claims = query.stats(store), query.claims(store)
    assert (stats.documents, stats.claims, stats.rejections) == (2, len(claims), 1)
    assert stats.facts == sum(r.is_fact for r in claims)
    assert stats.entities == len(query.entities(store)) == sum(stats.classes.values())
    assert list(stats.modalities) == list(Modality)
    assert stats.modalities["hedged"] == stats.modalities["hypothetical"] == stats.polarities["negative"] == 1
    assert stats.relations["hasOpenness"] == 4
    assert sum(stats.relations.values()) == sum(stats.polarities.values()) == len(claims)
    assert stats.reasons == {"a Benchmark cannot be its subject": 1}


# --- questions ---


def test_saved_questions_have_a_description_and_run(store: Store) -> None:
    saved = query.saved()
    assert list(saved) == sorted(saved)
    for question in saved.values():
        assert question.description
        assert not question.description.startswith("#")
        assert query.run(store, question.name).columns


def test_a_saved_question_answers_by_name(store: Store) -> None:
    rows = query.run(store, "who-develops-what")
    assert ("Umbra", "Nut") in {row[:2] for row in rows}
    assert query.run(store, query.saved()["who-develops-what"].text) == rows


def test_a_question_on_the_spot_is_sparql(store: Store) -> None:
    assert list(query.run(store, "ASK{?s?p?o}")) == [(True,)]
    with pytest.raises(QueryError, match="there is who-develops-what"):
        query.run(store, "who-develops")
    with pytest.raises(QueryError, match="malformed"):
        query.run(store, "")


def test_a_saved_question_without_description_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osgraph.ontology.locate", lambda _: tmp_path)
    (tmp_path / "bare.rq").write_text("ASK {}")
    with pytest.raises(OntologyError, match="opens with a comment"):
        query.saved()
    (tmp_path / "bare.rq").write_bytes(b"# \xff\nASK {}")
    with pytest.raises(OntologyError, match="cannot be read"):
        query.saved()


# --- the matrix ---


def matrix(store: Store) -> dict[tuple[str, str], query.Cell]:
    """Return the cells that hold something."""
    store.load_named("ontology", ontology.locate("osgraph.ttl"))
    return {at: cell for at, cell in query.matrix(store).cells.items() if cell != query.Cell()}


def test_the_matrix_places_agents_artifacts_and_countries(store: Store) -> None:
    assert matrix(store) == {
        ("China", "open"): query.Cell(asserted=("Nut",)),  # by its maker
        ("United States", "open"): query.Cell(unasserted=("Acme",)),  # hedged
        ("United States", "closed"): query.Cell(asserted=("Bolt",)),
        ("elsewhere", "open"): query.Cell(asserted=("Fjell",)),
    }


def small(*claims: Claim) -> Store:
    names = ("China", "Umbra", "Acme", "Nut", "Ada Berg")
    document = Document("small", NOTES)
    annotated = AnnotatedDocument(document, tuple(entity(NOTES, name) for name in names), claims)
    store = Store()
    store.replace("small", graph_of(annotated))
    return store


def held(subject: str, value: str, **how: object) -> Claim:
    return claim(NOTES, subject, "hasOpenness", value, "Umbra of China built Nut.", **how)


def test_both_open_and_closed_is_mixed_and_facts_go_before_doubts() -> None:
    with small(held("Umbra", OPEN), held("Umbra", CLOSED), held("China", OPEN)) as store:
        assert matrix(store) == {
            ("unplaced", "mixed"): query.Cell(asserted=("Umbra",)),
            ("China", "open"): query.Cell(asserted=("China",)),
        }
    doubt = {"modality": Modality.HEDGED}
    with small(held("Umbra", OPEN), held("Umbra", CLOSED, **doubt), held("Acme", CLOSED, **doubt)) as store:
        assert matrix(store) == {
            ("unplaced", "open"): query.Cell(asserted=("Umbra",)),
            ("unplaced", "closed"): query.Cell(unasserted=("Acme",)),
        }


def test_denials_and_the_past_place_nobody() -> None:
    with small(held("Umbra", OPEN, polarity=Polarity.NEGATIVE), held("Acme", OPEN, former=True)) as store:
        assert matrix(store) == {}


def test_the_matrix_has_every_cell_and_is_frozen(store: Store) -> None:
    store.load_named("ontology", ontology.locate("osgraph.ttl"))
    found = query.matrix(store)
    assert set(found.cells) == {(row, column) for row in found.rows for column in found.columns}
    assert json.loads(json.dumps(found.to_json()))["China"]["open"]["asserted"] == ["Nut"]
    with pytest.raises(FrozenInstanceError):
        found.rows = ()  # type: ignore[misc]
