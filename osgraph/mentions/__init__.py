"""Mentions: the spans of a document that name something, with the things they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.mentions import finding, linking, recognising
from osgraph.mentions.coreference import resolve
from osgraph.mentions.gazetteer import Gazetteer
from osgraph.mentions.model import Form, Mention, Mentions, Thing
from osgraph.mentions.nouns import through
from osgraph.mentions.topics import chain
from osgraph.mentions.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osgraph.linear import Model
    from osgraph.text import Passage

__all__ = [
    "Form",
    "Gazetteer",
    "Mention",
    "Mentions",
    "Thing",
    "Vocabulary",
    "chain",
    "find",
    "named",
    "through",
]


def find(
    passages: Sequence[Passage],
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    *,
    names: Model | None = None,
    coreference: bool = True,
) -> Mentions:
    """Find the mentions of a document and link them: by name first, then by coreference.

    Args:
        passages: the parsed sections of one document, in order.
        gazetteer: the catalog's names.
        vocabulary: the ontology's head nouns.
        names: tells the class of a name that the catalog does not know; None: a recogniser's guess is kept.
        coreference: whether pronouns and descriptions such as "the company" are resolved.
    """
    found = tuple(
        mention
        for index, passage in enumerate(passages)
        for mention in finding.find(index, passage, gazetteer, vocabulary)
    )
    things = linking.link(found, passages, gazetteer, vocabulary, names)
    if coreference:
        things = resolve(found, things, passages, vocabulary, gazetteer)
    return _by_token(found, things)


def named(passages: Sequence[Passage], gazetteer: Gazetteer, vocabulary: Vocabulary) -> Mentions:
    """Find the names of a document in any language and link them; grammar has no part in it.

    Args:
        passages: the sections of one document as a pipeline of its language reads them, in order.
        gazetteer: the catalog's names.
        vocabulary: the ontology's classes.
    """
    found = tuple(
        mention
        for index, passage in enumerate(passages)
        for mention in recognising.find(index, passage, gazetteer, vocabulary)
    )
    return _by_token(found, linking.link(found, passages, gazetteer, vocabulary))


def _by_token(found: tuple[Mention, ...], things: Mapping[Mention, tuple[Thing, str]]) -> Mentions:
    heads: dict[tuple[int, int], Mention] = {}
    for mention in found:
        if mention.form is Form.NAME:
            for token in range(mention.start, mention.end):
                heads[mention.passage, token] = mention
        else:
            heads[mention.passage, mention.head] = mention
    return Mentions(found, things, heads)
