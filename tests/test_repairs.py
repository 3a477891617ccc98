"""What is mended of a parse, each rule on a parse built by hand; and what is reworded before it."""

from __future__ import annotations

import pytest
import spacy
from parses import build

from osgraph import repairs, rewording

CASES = {
    "the chip that Acme designed": (
        "chip/NN/NOUN/ROOT/0 that/WDT/PRON/nsubj/3 Acme/NNP/PROPN/nsubj/3 designed/VBD/VERB/relcl/0",
        {1: ("dobj", 3), 2: ("nsubj", 3)},
    ),
    "that sells": (
        "chip/NN/NOUN/ROOT/0 that/WDT/PRON/nsubj/2 sells/VBZ/VERB/relcl/0",
        {1: ("nsubj", 2)},
    ),
    "its model Lumo writes": (
        "its/PRP$/PRON/poss/1 model/NN/NOUN/nsubj/3 Lumo/NNP/PROPN/nsubj/3 writes/VBZ/VERB/ROOT/3",
        {1: ("nsubj", 3), 2: ("appos", 1)},
    ),
    "takes on Acme": (
        "Lumo/NNP/PROPN/nsubj/1 takes/VBZ/VERB/ROOT/1 on/IN/ADP/prt/1 Acme/NNP/PROPN/pobj/2",
        {3: ("dobj", 1)},
    ),
    "uses tools like Lumo": (
        "Acme/NNP/PROPN/nsubj/1 uses/VBZ/VERB/ROOT/1 tools/NNS/NOUN/dobj/1 like/IN/ADP/prep/1 X/NNP/X/pobj/3",
        {3: ("prep", 2)},
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_tree_is_mended(name: str) -> None:
    words, expected = CASES[name]
    doc = build(words)
    repairs.mend(doc)
    assert {i: (doc[i].dep_, doc[i].head.i) for i in expected} == expected


def test_a_noun_with_subject_and_object_is_a_verb() -> None:
    doc = build("Labs/NNS/NOUN/nsubj/1 release/NN/NOUN/ROOT/1 models/NNS/NOUN/dobj/1")
    repairs.mend(doc)
    assert (doc[1].pos_, doc[1].tag_) == ("VERB", "VBP")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Acme open-sourced Lumo.", [("open-sourced", "published")]),
        ("Acme will open source Lumo.", [("open source", "publish")]),
        ("A shift to open-source models began.", []),
        ("They plan to open-source their models.", [("open-source", "publish")]),
        ("Acme open sources its code.", [("open sources", "publishes")]),
        ("Open sources say so.", []),
        ("Acme made Lumo open source in May.", [("open source", "available")]),
        ("Acme keeps its bets on open source.", []),
        ("Acme makes open source tools.", []),
        ("Start-ups fear a chipmaker.", [("Start-ups", "companies"), ("chipmaker", "company")]),
    ],
)
def test_words_are_reworded(text: str, found: list[tuple[str, str]]) -> None:
    doc = spacy.blank("en")(text)
    assert [(doc[one.start : one.end].text, one.word) for one in rewording.find(doc)] == found
