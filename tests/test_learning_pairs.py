"""Pairs of a sentence: which are weighed, what examples say of them, which relations go together."""

from __future__ import annotations

import numpy as np
import pytest

from osgraph import text
from osgraph.learning import compatibility, pairing, scenes, schema, sentences

SCHEMA = schema.Schema(
    tuple(schema.Relation(name, name, "Boat", "Person") for name in ("builder", "owner", "captain"))
)


def scene(sentence: str, *triples: tuple[str, str, str]) -> scenes.Scene:
    doc = text.load(text.DEFAULT_PIPELINE, entities=True)(sentence)
    return scenes.make(sentences.from_doc(doc), (), triples, SCHEMA)


def pairs(made: scenes.Scene, chance: float = 0.5) -> pairing.Pairs:
    chances = np.full((len(made.places), 2), chance, np.float32)
    return pairing.make(made, [()] * len(made.places), chances)


@pytest.mark.parametrize("incomplete", [False, True])
def test_an_object_whose_subject_is_not_named_counts_as_none(incomplete: bool) -> None:
    item = pairs(scene("At Pike Yard she was built by Ida Tarn.", ("Gullwing", "builder", "Ida Tarn")))
    truth, importance = pairing.targets([item], 3, incomplete=incomplete)
    named = [n for n, o in enumerate(item.objects) if item.scene.surfaces[o] == "idatarn"]
    assert named
    assert truth.sum() == 0
    assert all(importance[n] == 1.0 for n in named)


def test_what_incomplete_examples_do_not_say_counts_little() -> None:
    item = pairs(scene("Gullwing was built by Ida Tarn in Pike Yard.", ("Gullwing", "builder", "Ida Tarn")))
    _, importance = pairing.targets([item], 3, incomplete=True)
    by_name = {item.scene.surfaces[o]: weight for o, weight in zip(item.objects, importance, strict=True)}
    assert by_name["idatarn"] == 1.0
    assert by_name["pikeyard"] == pairing.UNLABELLED


def test_pairs_that_are_hardly_likely_are_left_out() -> None:
    made = scene("Gullwing was built by Ida Tarn in Pike Yard.")
    assert pairs(made, 0.5).pairs
    assert not pairs(made, 0.9 * pairing.TOGETHER**0.5).pairs


def test_relations_go_together_where_two_examples_have_them_so() -> None:
    both = scene(
        "Ida Tarn built and owned Gullwing.",
        ("Gullwing", "builder", "Ida Tarn"),
        ("Gullwing", "owner", "Ida Tarn"),
    )
    one = scene("Ida Tarn built Gullwing.", ("Gullwing", "builder", "Ida Tarn"))
    assert not compatibility.both_of(SCHEMA, [both, one], incomplete=True).any()
    table = compatibility.both_of(SCHEMA, [both, one, both], incomplete=True)
    assert table.tolist() == [[False, True, False], [True, False, False], [False] * 3]


def test_complete_examples_say_how_often_relations_go_together() -> None:
    both = scene(
        "Ida Tarn built and owned Gullwing.", *(("Gullwing", r, "Ida Tarn") for r in ("builder", "owner"))
    )
    one = scene("Ida Tarn built Gullwing.", ("Gullwing", "builder", "Ida Tarn"))
    table = compatibility.both_of(SCHEMA, [both, both, one, one, one], incomplete=False)
    assert table.tolist() == [[False] * 3, [True, False, False], [False] * 3]
