"""Entities that may be one: what is suggested, with which reason, and what is not."""

from __future__ import annotations

import pytest
from sample_annotated import graph_of

from osgraph import decisions, iris, likeness, query
from osgraph.model import AnnotatedDocument, Claim, Document, Entity, Span
from osgraph.store import Store


def store_of(*named: tuple[str, str], aliases: dict[str, str] | None = None) -> Store:
    """Return a store with one document that has these entities, each said to be weakening the next."""
    text = " ".join(name for name, _ in named)
    entities = [
        Entity(
            iris.entity(name, cls),
            iris.term(cls),
            name,
            (Span(0, 1),),
            ((aliases or {})[name],) if name in (aliases or {}) else (),
        )
        for name, cls in named
    ]
    store = Store()
    document = AnnotatedDocument(Document("memo", text), tuple(entities))
    store.replace("memo", graph_of(document))
    return store


@pytest.mark.parametrize(
    ("one", "other", "cls", "reason"),
    [
        ("Norvane Labs", "NorvaneLabs", "Company", "both are called Norvane Labs or NorvaneLabs"),
        ("Ostwell Robotics", "Ostwel Robotics", "Company", "spelled alike"),
        ("Institute of Advanced Nuts", "IAN", "Lab", "IAN are the initials of Institute of Advanced Nuts"),
        ("Norvane", "Norvane Group", "Company", "Norvane is part of the name Norvane Group"),
        ("compute cost", "compute costs", "Concept", "spelled alike"),
    ],
)
def test_suggested(one: str, other: str, cls: str, reason: str) -> None:
    (pair,) = likeness.suggest(store_of((one, cls), (other, cls)))
    assert {pair.kept_name, pair.merged_name} == {one, other}
    assert pair.reasons[0].startswith(reason)
    assert 0 < pair.score <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Lark 3", "Model"), ("Lark 4", "Model")),
        (("Lark", "Company"), ("Lark", "Model")),
        (("costs", "Concept"), ("compute costs", "Concept")),
        (("Norvane", "Company"), ("Ostwell", "Company")),
        (("US", "Country"), ("Union Square", "Concept")),
    ],
)
def test_not_suggested(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likeness.suggest(store_of(one, other)) == []


def test_an_alias_tells() -> None:
    store = store_of(("Norvane", "Company"), ("Blue Whale", "Lab"), aliases={"Norvane": "The Blue Whale"})
    assert likeness.suggest(store) == []
    store = store_of(("Norvane", "Company"), ("Blue Whale", "Lab"), aliases={"Norvane": "Blue Whale"})
    assert [pair.reasons for pair in likeness.suggest(store)] == [("both are called Blue Whale",)]


def test_what_is_said_of_both_makes_it_likelier() -> None:
    store = Store()
    text = "Norvane and Norvane Group build Lark."
    made = [
        Entity(iris.entity(name), iris.term(cls), name, (Span(0, 1),))
        for name, cls in (("Norvane", "Company"), ("Norvane Group", "Company"), ("Lark", "Model"))
    ]
    claims = tuple(
        Claim(maker.iri, iris.term("develops"), made[2].iri, Span(0, len(text))) for maker in made[:2]
    )
    store.replace("memo", graph_of(AnnotatedDocument(Document("memo", text), tuple(made), claims)))
    (pair,) = likeness.suggest(store)
    assert pair.reasons == ("Norvane is part of the name Norvane Group", "said of both: develops Lark")
    assert pair.score == pytest.approx(0.75)


def test_what_was_decided_is_not_brought_up_again() -> None:
    store = store_of(("Norvane", "Company"), ("Norvane Group", "Company"), ("NorvaneGroup", "Company"))
    assert len(likeness.suggest(store)) == 2
    decisions.different(store, "Norvane", "Norvane Group")
    assert len(likeness.suggest(store)) == 1
    decisions.same(store, "Norvane Group", "NorvaneGroup")
    assert likeness.suggest(store) == []


def test_many_names_with_one_word_cost_no_square() -> None:
    names = [f"Lab {chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(400)]
    store = store_of(*((name, "Lab") for name in names))
    assert len(list(likeness._pairs(query.entities(store)))) < 400 * 2 * likeness._NEIGHBOURS
