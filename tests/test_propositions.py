"""The rules by which a parse becomes propositions, each on a parse built by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import parses
import pytest

from osgraph import propositions
from osgraph.propositions import OBJECT, SUBJECT, Kind

if TYPE_CHECKING:
    from spacy.tokens import Doc

CASES = list(parses.cases(Path(__file__).with_name("proposition_cases.txt")))


def shown(doc: Doc) -> list[tuple[str, set[str], list[str]]]:
    """Return the propositions of a parse: kind and lemma, roles with their fillers, steps."""
    return [
        (f"{p.kind.value} {p.lemma}", {f"{a.role}={doc[a.token].text}" for a in p.arguments}, list(p.steps))
        for p in propositions.find(doc)
    ]


def read(expected: str) -> tuple[str, set[str], list[str]]:
    """Return an expectation in the same form: ``kind lemma: role=word, role=word [step; step]``."""
    told, _, steps = expected.removesuffix("]").partition(" [")
    predicate, _, roles = told.partition(": ")
    return predicate, set(roles.split(", ")), steps.split("; ") if steps else []


@pytest.mark.parametrize(("name", "doc", "expected"), CASES, ids=[name for name, _, _ in CASES])
def test_a_construction_gives_its_propositions(name: str, doc: Doc, expected: list[str]) -> None:
    """Each expected proposition is found, with at least the roles told; "no subject" asks for none."""
    assert expected, name
    found = shown(doc)
    for predicate, roles, steps in map(read, expected):
        wanted = {role for role in roles if not role.startswith("no ")}
        barred = tuple(f"{role.removeprefix('no ')}=" for role in roles - wanted)
        assert any(
            (p, s) == (predicate, steps) and wanted <= r and not any(a.startswith(barred) for a in r)
            for p, r, s in found
        ), (predicate, roles, steps, found)


def test_voice_makes_no_difference() -> None:
    active = parses.build("Google/NNP/PROPN/nsubj/1 sold/VBD/VERB/ROOT/1/sell phones/NNS/NOUN/dobj/1/phone")
    passive = parses.build(
        "phones/NNS/NOUN/nsubjpass/2/phone were/VBD/AUX/auxpass/2/be sold/VBN/VERB/ROOT/2/sell"
        " by/IN/ADP/agent/2 Google/NNP/PROPN/pobj/3"
    )
    roles = [
        {
            a.role: doc[a.token].text
            for p in propositions.find(doc)
            for a in p.arguments
            if p.kind is Kind.VERB
        }
        for doc in (active, passive)
    ]
    assert roles == [{SUBJECT: "Google", OBJECT: "phones"}] * 2


def test_nothing_is_written_to_the_parse() -> None:
    _, doc, _ = CASES[0]
    before = doc.to_bytes()
    list(propositions.find(doc))
    assert doc.to_bytes() == before


def test_a_text_without_predicate_says_nothing() -> None:
    assert shown(parses.build("Hello/UH/INTJ/ROOT/0 !/./PUNCT/punct/0")) == []


def test_a_loop_of_missing_subjects_ends() -> None:
    """Verbs that only govern one another have no subject to find."""
    doc = parses.build(
        "trying/VBG/VERB/ROOT/0/try to/TO/PART/aux/2 keep/VB/VERB/xcomp/0 buying/VBG/VERB/xcomp/2/buy"
        " phones/NNS/NOUN/dobj/3/phone"
    )
    assert ("verb buy", {"object=phones"}, []) in shown(doc)


# -- lists ---------------------------------------------------------------------------------------------------


def members_of(doc: Doc, word: str) -> list[tuple[str, str]]:
    """Return the members of the list that a word heads, with the step that led to each."""
    head = next(t for t in doc if t.text == word)
    return [(t.text, step) for t, step in propositions.members(head)]


def test_a_list_has_all_its_members() -> None:
    doc = parses.build(
        "Google/NNP/PROPN/nsubj/5 ,/,/PUNCT/punct/0 Apple/NNP/PROPN/conj/0 and/CC/CCONJ/cc/2"
        " Meta/NNP/PROPN/conj/2 sell/VBP/VERB/ROOT/5 phones/NNS/NOUN/dobj/5/phone"
    )
    assert members_of(doc, "Google") == [
        ("Google", ""),
        ("Apple", "coordination"),
        ("Meta", "coordination"),
    ]


def test_such_as_names_members() -> None:
    doc = parses.build(
        "Firms/NNS/NOUN/nsubj/6/firm such/JJ/ADJ/amod/2 as/IN/ADP/prep/0 Google/NNP/PROPN/pobj/2"
        " and/CC/CCONJ/cc/3 Apple/NNP/PROPN/conj/3 sell/VBP/VERB/ROOT/6 phones/NNS/NOUN/dobj/6/phone"
    )
    assert members_of(doc, "Firms") == [("Firms", ""), ("Google", "such as"), ("Apple", "such as")]


@pytest.mark.parametrize("word", ["like", "including"])
def test_other_words_name_members_too(word: str) -> None:
    doc = parses.build(
        f"Firms/NNS/NOUN/nsubj/3/firm {word}/IN/ADP/prep/0 Google/NNP/PROPN/pobj/1 grow/VBP/VERB/ROOT/3"
    )
    assert members_of(doc, "Firms") == [("Firms", ""), ("Google", "such as")]


def test_as_alone_names_no_members() -> None:
    doc = parses.build(
        "Firms/NNS/NOUN/nsubj/3/firm as/IN/ADP/prep/0 Google/NNP/PROPN/pobj/1 grow/VBP/VERB/ROOT/3"
    )
    assert members_of(doc, "Firms") == [("Firms", "")]


def test_a_list_of_kinds_has_no_examples_that_are_no_names() -> None:
    doc = parses.build(
        "Firms/NNS/NOUN/nsubj/3/firm like/IN/ADP/prep/0 banks/NNS/NOUN/pobj/1/bank grow/VBP/VERB/ROOT/3"
    )
    assert members_of(doc, "Firms") == [("Firms", "")]


def test_rather_than_sets_a_member_apart() -> None:
    doc = parses.build(
        "Google/NNP/PROPN/nsubj/1 uses/VBZ/VERB/ROOT/1/use Gemma/NNP/PROPN/dobj/1 rather/RB/ADV/advmod/4"
        " than/IN/ADP/cc/2 Llama/NNP/PROPN/conj/2"
    )
    assert members_of(doc, "Gemma") == [("Gemma", ""), ("Llama", "contrast")]


def test_not_sets_a_member_apart() -> None:
    doc = parses.build(
        "Google/NNP/PROPN/nsubj/1 uses/VBZ/VERB/ROOT/1/use Gemma/NNP/PROPN/dobj/1 ,/,/PUNCT/punct/2"
        " not/RB/PART/neg/5 Llama/NNP/PROPN/conj/2"
    )
    assert members_of(doc, "Gemma") == [("Gemma", ""), ("Llama", "contrast")]
