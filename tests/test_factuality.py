"""How a text holds what it says, each rule on a parse built by hand with a handful of cues."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import parses
import pytest

from osgraph import propositions
from osgraph.model import Modality, Polarity
from osgraph.ontology import Cue
from osgraph.propositions import OBJECT, SUBJECT, Cues, Factuality, Kind, Reader

if TYPE_CHECKING:
    from spacy.tokens import Doc

CASES = list(parses.cases(Path(__file__).with_name("factuality_cases.txt")))
CUES = Cues.of(
    Cue(text, kind, value)
    for value, kinds in {
        "hedged": {
            "aux": ["may", "could"],
            "adverb": ["reportedly"],
            "adjective": ["likely to", "possible"],
            "verb": ["suggest"],
            "noun": ["risk"],
        },
        "predicted": {
            "aux": ["will"],
            "verb": ["plan to"],
            "noun": ["plan to", "goal to"],
            "phrase": ["in the end"],
        },
        "normative": {"aux": ["must"], "verb": ["urge"]},
        "hypothetical": {"aux": ["would"], "conjunction": ["if"], "verb": ["ask"]},
        "negative": {
            "verb": ["fail to"],
            "preposition": ["without"],
            "determiner": ["no"],
            "phrase": ["no longer"],
        },
        "former": {"adjective": ["former"], "adverb": ["formerly"], "verb": ["use to"]},
        "speech": {"verb": ["say", "ask", "believe"]},
        "opinion": {"verb": ["believe"]},
    }.items()
    for kind, texts in kinds.items()
    for text in texts
)
_EXPECTED = re.compile(r"(?P<word>\w+)(?:/(?P<step>\w+))?(?:\((?P<ends>.*)\))?: (?P<held>.*)")


def held(doc: Doc, expected: str) -> tuple[str, str]:
    """Return how the predicate of an expectation is held, and how it should be."""
    match = _EXPECTED.fullmatch(expected)
    assert match is not None, expected
    proposition = next(
        p
        for p in propositions.find(doc)
        if doc[p.predicate].text == match["word"] and (match["step"] is None or match["step"] in p.steps)
    )
    ends = [next(t.i for t in doc if t.text == word) for word in (match["ends"] or "").split(", ") if word]
    ends = ends or [a.token for a in proposition.arguments if a.role in {SUBJECT, OBJECT}]
    return shown(doc, Reader(doc, CUES).of(proposition, ends)), match["held"]


def shown(doc: Doc, factuality: Factuality) -> str:
    """Return a reading as the case file writes it."""
    words = ["negative"] if factuality.polarity is Polarity.NEGATIVE else []
    words += [factuality.modality.value, *(["former"] if factuality.former else [])]
    words += [] if factuality.speaker is None else ["by", doc[factuality.speaker].text]
    return " ".join(words)


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        pytest.param(doc, expectation, id=f"{name}-{expectation.split(':')[0]}")
        for name, doc, expectations in CASES
        for expectation in expectations
    ],
)
def test_a_predicate_is_held_as_the_text_holds_it(doc: Doc, expected: str) -> None:
    found, wanted = held(doc, expected)
    assert found == wanted, doc.text


def test_every_case_expects_something() -> None:
    assert [name for name, _, expectations in CASES if not expectations] == []


def test_the_cues_are_told() -> None:
    _, doc, _ = next(case for case in CASES if case[0] == "negation with a hedge")
    [proposition] = [p for p in propositions.find(doc) if p.kind is Kind.VERB]
    reading = Reader(doc, CUES).of(proposition)
    assert reading == Factuality(Polarity.NEGATIVE, Modality.HEDGED, cues=(1, 2))


def test_a_cue_may_hold_and_speak_at_once() -> None:
    assert CUES.value("verb", "ask") == "hypothetical"
    assert CUES.speaks("ask")
    assert not CUES.speaks("plan")


def test_an_unclosed_quotation_ends_with_the_text() -> None:
    doc = parses.build(
        'Jane/NNP/PROPN/nsubj/1 said/VBD/VERB/ROOT/1/say "/``/PUNCT/punct/4 Google/NNP/PROPN/nsubj/4'
        " sells/VBZ/VERB/ROOT/4/sell cars/NNS/NOUN/dobj/4/car"
    )
    assert held(doc, "sells: asserted by Jane") == ("asserted by Jane", "asserted by Jane")
