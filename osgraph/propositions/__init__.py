"""Propositions: a parse made regular, as predicates with role-filled arguments.

The step knows English grammar but no ontology; what counts as a relation is decided later. It reads
ClearNLP-style dependency labels, as spaCy's English pipelines give them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.propositions import asides, frames, nominal
from osgraph.propositions.coordination import members
from osgraph.propositions.cues import Cues
from osgraph.propositions.factuality import Factuality, Reader
from osgraph.propositions.model import (
    ASIDE,
    COMPOUND,
    GENITIVE,
    MUTUAL,
    OBJECT,
    STATE,
    SUBJECT,
    Argument,
    Kind,
    Proposition,
)
from osgraph.propositions.nominal import SMALL_CLAUSE
from osgraph.propositions.speakers import organisations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

__all__ = [
    "ASIDE",
    "COMPOUND",
    "GENITIVE",
    "MUTUAL",
    "OBJECT",
    "SMALL_CLAUSE",
    "STATE",
    "SUBJECT",
    "Argument",
    "Cues",
    "Factuality",
    "Kind",
    "Proposition",
    "Reader",
    "find",
    "members",
    "organisations",
]


def find(doc: Doc) -> Iterator[Proposition]:
    """Yield the propositions of a parsed text, in the order of their predicates' sentences and tokens.

    Args:
        doc: parsed text; nothing is written to it.
    """
    for token in doc:
        if token.pos_ in {"VERB", "AUX"} or (token.tag_ or "").startswith("VB"):
            yield from _verb(token)
            yield from nominal.predications(token)
            yield from nominal.inclusions(token)
            yield from nominal.resultatives(token)
        if token.pos_ in {"NOUN", "PROPN"}:
            yield from nominal.nominalisations(token)
            yield from nominal.appositions(token)
            yield from nominal.links(token)
            yield from nominal.modifiers(token)
        if token.text == "(":
            yield from asides.find(token)


def _verb(verb: Token) -> Iterator[Proposition]:
    if verb.lemma_.lower() == "be":
        return  # what a copula says stands in its complement
    arguments = frames.arguments(verb)
    subjects = [verb.doc[a.token] for a in arguments if a.role == SUBJECT]
    arguments += [Argument(MUTUAL, t.i) for s in subjects for t, step in members(s) if step == "coordination"]
    if arguments:
        steps = dict.fromkeys(a.step for a in arguments if a.step)
        yield Proposition(verb.i, frames.lemma(verb), Kind.VERB, tuple(sorted(set(arguments))), tuple(steps))
