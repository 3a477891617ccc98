"""Triggers: what words, alone and in a row, hint at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from osgraph import ontology
from osgraph.claims.triggers import Triggers

if TYPE_CHECKING:
    from pathlib import Path

ZOO = """
@prefix : <http://example.org/zoo#> .
@prefix osg: <https://w3id.org/osgraph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Animal a rdfs:Class .
:feeds a rdf:Property ; osg:trigger "bowl", "bottle-feed", "look after" .
:washes a rdf:Property ; osg:trigger "bowl", "after" .
"""


@pytest.fixture
def triggers(tmp_path: Path) -> Triggers:
    path = tmp_path / "zoo.ttl"
    path.write_text(ZOO)
    return Triggers.of(ontology.load(path), ())


@pytest.mark.parametrize(
    ("lemmas", "hints"),
    [
        ("the bowl", [(), ("feeds", "washes")]),
        ("they look after it", [(), ("feeds",), ("feeds", "washes"), ()]),
        ("look up", [(), ()]),
        ("to bottle - feed", [(), ("feeds",), ("feeds",), ("feeds",)]),
        ("look", [()]),
        ("", []),
    ],
)
def test_a_word_hints_alone_and_in_a_row(triggers: Triggers, lemmas: str, hints: list[object]) -> None:
    assert triggers.hints(lemmas.split()) == hints
