"""Annotation files and scores."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osgraph import iris, ontology
from osgraph.errors import AnnotationError, InputError
from osgraph.evaluation import Agreement, read, score, to_json
from osgraph.evaluation.matching import match
from osgraph.evaluation.scores import fold
from osgraph.model import AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEXT = "Acme ships Bolt. Critics of Acme doubt that Bolt will ever beat Nut, which Umbra sells."
ACME = Entity(iris.entity("Acme"), iris.term("Company"), "Acme", (Span(0, 4), Span(28, 32)))
UMBRA = Entity(iris.entity("Umbra"), iris.term("Company"), "Umbra", (Span(75, 80),))
BOLT = Entity(iris.entity("Bolt"), iris.term("Model"), "Bolt", (Span(11, 15), Span(44, 48)))
NUT = Entity(iris.entity("Nut"), iris.term("Model"), "Nut", (Span(64, 67),))
CRITICS = Entity(iris.entity("critics"), iris.term("Group"), "critics", (Span(17, 24),))


@cache
def vocabulary() -> ontology.Ontology:
    return ontology.load()


def claim(subject: Entity, relation: str, object_: Entity | str, **rest: Any) -> Claim:
    object_iri = iris.term(object_) if isinstance(object_, str) else object_.iri
    return Claim(subject.iri, iris.term(relation), object_iri, rest.pop("evidence", Span(0, 16)), **rest)


def annotated(
    *claims: Claim, entities: tuple[Entity, ...] = (ACME, UMBRA, BOLT, NUT, CRITICS)
) -> AnnotatedDocument:
    return AnnotatedDocument(Document("memo", TEXT), entities, claims)


def compare(gold: AnnotatedDocument, predicted: AnnotatedDocument) -> Any:
    return score({"memo": gold}, {"memo": predicted}, vocabulary())


# ---------------------------------------------------------------- scores by hand


def test_a_document_agrees_with_itself() -> None:
    gold = annotated(claim(ACME, "develops", BOLT), claim(UMBRA, "develops", NUT))
    scores = compare(gold, gold)
    assert scores.triples == scores.pairs == Agreement(2, 2, 2)
    assert scores.entities == Agreement(5, 5, 5)
    assert scores.missed == scores.spurious == ()
    assert set(scores.factuality.values()) == {1.0}
    assert scores.hedged_taken_as_fact is None


def test_what_was_not_predicted_is_missed_and_what_gold_lacks_is_spurious() -> None:
    gold = annotated(claim(ACME, "develops", BOLT), claim(UMBRA, "develops", NUT))
    scores = compare(gold, annotated(claim(ACME, "develops", BOLT), claim(ACME, "uses", NUT)))
    assert scores.triples == Agreement(1, 2, 2)
    assert scores.missed == ("memo: Umbra | develops | Nut",)
    assert scores.spurious == ("memo: Acme | uses | Nut",)
    assert scores.relations == {"develops": Agreement(1, 2, 1), "uses": Agreement(0, 0, 1)}


def test_a_document_that_was_not_predicted_counts_as_empty() -> None:
    scores = score({"memo": annotated(claim(ACME, "develops", BOLT))}, {}, vocabulary())
    assert scores.triples == Agreement(0, 1, 0)
    assert scores.documents == {"memo": Agreement(0, 1, 0)}
    assert scores.triples.f1 == scores.triples.precision == 0


def test_a_document_that_gold_lacks_is_refused() -> None:
    with pytest.raises(InputError, match="gold lacks: memo"):
        score({}, {"memo": annotated()}, vocabulary())


@pytest.mark.parametrize(("relation", "found"), [("competesWith", 1), ("partnersWith", 1), ("supplies", 0)])
def test_only_symmetric_relations_match_either_way_round(relation: str, found: int) -> None:
    scores = compare(annotated(claim(ACME, relation, UMBRA)), annotated(claim(UMBRA, relation, ACME)))
    assert scores.triples.matched == found
    assert scores.pairs.matched == 1


@pytest.mark.parametrize(
    ("gold", "predicted", "found"),
    [
        ("Open", "OpenSource", 1),
        ("OpenWeights", "Open", 1),
        ("Closed", "Proprietary", 1),
        ("OpenSource", "OpenWeights", 0),
        ("Open", "Closed", 0),
    ],
)
def test_openness_matches_along_the_broader_relation(gold: str, predicted: str, found: int) -> None:
    scores = compare(
        annotated(claim(BOLT, "hasOpenness", gold)), annotated(claim(BOLT, "hasOpenness", predicted))
    )
    assert scores.triples.matched == found


def test_factuality_is_read_from_the_claim_with_the_same_evidence() -> None:
    late = Span(17, len(TEXT))
    doubt = claim(BOLT, "outperforms", NUT, evidence=late, modality=Modality.PREDICTED, speaker=CRITICS.iri)
    fact = claim(BOLT, "outperforms", NUT, evidence=Span(0, 16))
    right = compare(annotated(doubt), annotated(fact, doubt))
    assert right.factuality == {"polarity": 1.0, "modality": 1.0, "attribution": 1.0, "perspective": 1.0}
    assert right.hedged_taken_as_fact == 0
    wrong = compare(annotated(doubt), annotated(fact))
    assert wrong.factuality == {"polarity": 1.0, "modality": 0.0, "attribution": 0.0, "perspective": 1.0}
    assert wrong.hedged_taken_as_fact == 1


def test_perspectives_are_compared_as_names_are() -> None:
    gold = claim(ACME, "uses", BOLT, perspective="The Rival’s View")
    assert (
        compare(annotated(gold), annotated(replace(gold, perspective="rival's view"))).factuality[
            "perspective"
        ]
        == 1
    )
    assert compare(annotated(gold), annotated(replace(gold, perspective=None))).factuality["perspective"] == 0


def test_entities_need_the_same_class_and_a_name_or_mention_in_common() -> None:
    firm = replace(BOLT, cls=iris.term("Company"))
    assert compare(annotated(), annotated(entities=(firm,))).entities == Agreement(0, 5, 1)
    renamed = replace(BOLT, iri=iris.entity("x"), name="x")
    assert compare(annotated(), annotated(entities=(renamed,))).entities == Agreement(1, 5, 1)
    elsewhere = replace(renamed, mentions=(Span(5, 10),))
    assert compare(annotated(), annotated(entities=(elsewhere,))).entities == Agreement(0, 5, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the US labs", "US Lab", True),
        ("open models", "open language models", True),
        ("open models", "models", True),
        ("open models from rivals", "models", False),
        ("Acme's boss", "Acme boss", True),
        ("glass", "glas", False),
    ],
)
def test_names_agree_when_most_words_do(one: str, other: str, same: bool) -> None:
    cls = iris.term("Concept")
    gold = Entity(iris.entity("gold"), cls, one, (Span(0, 1),))
    predicted = Entity(iris.entity("predicted"), cls, other, (Span(2, 3),))
    scores = compare(annotated(entities=(gold,)), annotated(entities=(predicted,)))
    assert scores.entities.matched == same


def test_folding_drops_determiners_case_plural_and_punctuation() -> None:
    assert fold("Their GPT-4.1 rivals") == ("gpt-4.1", "rival")
    assert fold("the") == ()


def test_matching_moves_earlier_items_to_make_room() -> None:
    fits = {"a": "xy", "b": "x", "c": "yz"}
    assert match(list("abc"), list("xyz"), lambda one, other: other in fits[one]) == {0: 1, 1: 0, 2: 2}


def test_matching_survives_a_chain_longer_than_the_recursion_limit() -> None:
    size = 3000
    # item n fits places n and n + 1; the last fits the first place alone, so that all must move up by one
    left = [*range(size), -1]
    found = match(
        left, list(range(size + 1)), lambda one, other: one in (other, other - 1) or (one, other) == (-1, 0)
    )
    assert found[size] == 0
    assert len(found) == size + 1


@given(st.lists(st.sets(st.integers(0, 5)), max_size=6))
def test_matching_is_as_large_as_an_exhaustive_search_finds(options: list[set[int]]) -> None:
    def best(at: int, taken: frozenset[int]) -> int:
        if at == len(options):
            return 0
        placed = [1 + best(at + 1, taken | {place}) for place in options[at] - taken]
        return max([best(at + 1, taken), *placed])

    found = match(list(range(len(options))), list(range(6)), lambda one, other: other in options[one])
    assert len(found) == best(0, frozenset()) == len(set(found.values()))
    assert all(there in options[here] for here, there in found.items())


# ---------------------------------------------------------------- against the reference implementation


def perturbed(raw: dict[str, Any], random_: random.Random) -> dict[str, Any]:  # noqa: C901
    """Return an annotated document with claims and entities dropped, altered and added."""
    out = json.loads(json.dumps(raw))
    ids = [entity["id"] for entity in out["entities"]]
    relations = sorted({claim["relation"] for claim in out["claims"]})
    for entity in out["entities"]:
        if random_.random() < 0.2:
            entity["name"] = random_.choice(
                [entity["name"].upper(), f"the {entity['name']}", "something else"]
            )
        if random_.random() < 0.2:
            entity["type"] = random_.choice(["Company", "Concept", "Model"])
        if random_.random() < 0.2:
            entity["mentions"] = [[max(0, a - 3), b] for a, b in entity["mentions"]]
    kept = []
    for one in out["claims"]:
        chance = random_.random()
        if chance < 0.2:
            continue
        if chance < 0.3:
            one["relation"] = random_.choice(relations)
        if chance > 0.9:
            one["subject"], one["object"] = one["object"], one["subject"]
        if one["object"] in ids and random_.random() < 0.1:
            one["object"] = random_.choice(ids)
        if one["relation"] == "hasOpenness" and random_.random() < 0.3:
            one["object"] = random_.choice(["Open", "Closed", "OpenSource", "Proprietary"])
        if random_.random() < 0.2:
            one["modality"] = random_.choice(["asserted", "hedged", "predicted"])
        if random_.random() < 0.1:
            one["polarity"] = random_.choice(["positive", "negative"])
        if random_.random() < 0.2:
            one["attribution"] = random_.choice(["author", *ids])
        if random_.random() < 0.1:
            one["perspective"] = random_.choice([None, "Rival View"])
        if one["subject"] in ids:
            kept += [one] * random_.choice([1, 1, 2])
    random_.shuffle(kept)
    return {**out, "claims": kept}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["seeds.jsonl", "dev.jsonl"])
def test_scores_agree_with_the_reference_implementation(
    name: str, seed: int, tmp_path: Path, shared: Path
) -> None:
    path, tool = shared / "data" / "gold" / name, shared / "tools" / "score_claims.py"
    random_ = random.Random(seed)
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [perturbed(json.loads(line), random_) for line in lines if random_.random() < 0.9]
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(raw) for raw in changed), encoding="utf-8")

    command = [sys.executable, str(tool), str(path), str(predicted), "--json"]
    expected = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found = score(read(path), read(predicted), vocabulary()).to_json()

    assert 0.1 < expected["triples"]["f1"] < 0.9, "the perturbation shows nothing"
    assert leaves(found) == pytest.approx(leaves(expected), abs=5e-4)
    assert found["missed"] == expected["missed"]
    assert found["spurious"] == expected["spurious"]


def leaves(value: Any, path: str = "") -> dict[str, float]:
    """Return every number below a value by its path (None as -1)."""
    if isinstance(value, dict):
        return {k: v for key, below in value.items() for k, v in leaves(below, f"{path}/{key}").items()}
    return {} if isinstance(value, list) else {path: -1.0 if value is None else float(value)}


def test_the_gold_files_survive_reading_and_writing(shared: Path) -> None:
    path = shared / "data" / "gold" / "seeds.jsonl"
    for line, one in zip(path.read_text(encoding="utf-8").splitlines(), read(path).values(), strict=True):
        raw, back = json.loads(line), to_json(one)
        names = {entity["id"]: (entity["name"], entity["mentions"]) for entity in raw["entities"]}
        numbers = {entity["id"]: (entity["name"], entity["mentions"]) for entity in back["entities"]}
        assert back["text"] == raw["text"]
        for ours, theirs in zip(back["claims"], raw["claims"], strict=True):
            del ours["confidence"]
            for field in ("subject", "object", "attribution", "benchmark"):
                assert numbers.get(ours.pop(field, ""), "-") == names.get(theirs.pop(field, ""), "-")
            assert ours == theirs


# ---------------------------------------------------------------- files


def write(path: Path, *documents: Mapping[str, Any] | str) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in documents]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return path


def raw(**changes: Any) -> dict[str, Any]:
    out = to_json(annotated(claim(ACME, "develops", BOLT), claim(BOLT, "hasOpenness", "Open")))
    return {**out, **changes}


def test_writing_names_entities_by_number_and_terms_by_local_name() -> None:
    full = claim(
        BOLT,
        "outperforms",
        NUT,
        polarity=Polarity.NEGATIVE,
        modality=Modality.HEDGED,
        speaker=CRITICS.iri,
        perspective="Rival View",
        former=True,
        time="2031-02",
        quantity="3%",
        benchmark=UMBRA.iri,
        confidence=0.5,
    )
    assert to_json(annotated(full))["claims"] == [
        {
            "subject": "e3",
            "relation": "outperforms",
            "object": "e4",
            "polarity": "negative",
            "modality": "hedged",
            "attribution": "e5",
            "perspective": "Rival View",
            "evidence": [0, 16],
            "confidence": 0.5,
            "former": True,
            "time": "2031-02",
            "quantity": "3%",
            "benchmark": "e2",
        }
    ]


def test_writing_refuses_a_claim_about_no_entity() -> None:
    with pytest.raises(AnnotationError, match=r"memo: a claim names <.*Umbra>"):
        to_json(annotated(claim(UMBRA, "uses", BOLT), entities=(BOLT,)))


def test_entities_of_one_name_stay_apart(tmp_path: Path) -> None:
    entities = [
        {"id": str(at), "type": kind, "name": "Bolt", "mentions": [[0, 4]]}
        for at, kind in enumerate(["Model", "Company", "Company", "Company"])
    ]
    path = write(tmp_path / "x.jsonl", raw(entities=entities, claims=[]))
    found = [iris.local(entity.iri) for entity in read(path)["memo"].entities]
    assert found == ["Bolt", "Bolt_Company", "Bolt_Company_2", "Bolt_Company_3"]


def changed(part: str, **fields: Any) -> dict[str, Any]:
    """Return a document whose first entity or claim has other fields."""
    first, *rest = raw()[part]
    return raw(**{part: [{**first, **fields}, *rest]})


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "expected an object"),
        (raw(id=""), "id must be a text"),
        (raw(text=None), "text must be a text"),
        ('{"id": "a", "text": "\\ud800"}', "surrogate"),
        (raw(entities={}), "entities must be a list"),
        (raw(claims=None), "claims must be a list"),
        (changed("entities", type="Robot"), "entity 1: type 'Robot'"),
        (changed("entities", mentions=[[3, 900]]), r"entity 1: offsets \[3, 900\]"),
        (changed("entities", mentions=[[4, 4]]), r"offsets \[4, 4\]"),
        (changed("entities", id="e2"), "entity 2: id 'e2' twice"),
        (changed("claims", relation="eats"), "claim 1: relation 'eats'"),
        (changed("claims", subject="e9"), "claim 1: subject 'e9' is no entity"),
        (changed("claims", object="e9"), "claim 1: object 'e9'"),
        (changed("claims", attribution="e9"), "attribution 'e9'"),
        (changed("claims", benchmark="e9"), "benchmark 'e9'"),
        (changed("claims", polarity="maybe"), "polarity 'maybe' is none of positive, negative"),
        (changed("claims", modality="sure"), "modality 'sure'"),
        (changed("claims", evidence=None), "offsets None"),
        (changed("claims", evidence=["a", "b"]), "offsets"),
        (changed("claims", former="yes"), "former must be true, false or absent"),
        (changed("claims", confidence=7), "confidence 7"),
    ],
)
def test_bad_files_are_refused_with_path_and_line(document: Any, message: str, tmp_path: Path) -> None:
    path = write(tmp_path / "bad.jsonl", raw(id="fine"), "", document)
    with pytest.raises(AnnotationError, match=f"bad.jsonl:3: .*{message}"):
        read(path)


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.jsonl", changed("claims", relation="eats", object="e1"), raw(), raw(), "[")
    with pytest.raises(AnnotationError) as error:
        read(path)
    assert [line.split("bad.jsonl")[1][:9] for line in str(error.value).split("\n")] == [
        ":1: claim",
        ":3: id 'm",
        ":4: not J",
    ]


def test_a_flood_of_faults_is_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.jsonl", *["["] * 50)
    with pytest.raises(AnnotationError, match=r"30 more$"):
        read(path)


def test_a_missing_file_and_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(AnnotationError, match="not UTF-8 at byte 0"):
        read(tmp_path / "binary.jsonl")


# ---------------------------------------------------------------- round trip

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


@st.composite
def documents(draw: st.DrawFn) -> AnnotatedDocument:
    text = draw(words)
    names = draw(st.lists(words, min_size=1, max_size=4, unique_by=iris.entity))
    classes, relations = sorted(vocabulary().classes), sorted(vocabulary().relations)
    entities = tuple(
        Entity(
            iris.entity(n), draw(st.sampled_from(classes)), n, tuple(draw(st.lists(spans(text), max_size=2)))
        )
        for n in names
    )
    nodes = st.sampled_from([entity.iri for entity in entities])
    maybe = st.none() | words
    claims = st.builds(
        Claim,
        subject=nodes,
        relation=st.sampled_from(relations),
        object=nodes | st.sampled_from(sorted(vocabulary().openness)),
        evidence=spans(text),
        speaker=st.none() | nodes,
        perspective=maybe,
        former=st.booleans(),
        time=maybe,
        quantity=maybe,
        benchmark=st.none() | nodes,
        confidence=st.floats(0, 1),
        words=st.just(()),
        steps=st.just(()),
    )
    document = Document(draw(words), text, draw(words), draw(words), draw(maybe))
    return AnnotatedDocument(document, entities, tuple(draw(st.lists(claims, max_size=3))))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(documents(), max_size=2, unique_by=lambda one: one.document.id))
def test_what_is_written_is_read_back(tmp_path: Path, some: list[AnnotatedDocument]) -> None:
    path = write(tmp_path / "x.jsonl", *map(to_json, some))
    assert read(path, vocabulary()) == {one.document.id: one for one in some}
