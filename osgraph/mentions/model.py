"""The values of the step: spans that name something, and the things they name."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.model import IRI, Span


class Form(StrEnum):
    """How a mention names its thing."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span of one passage that names something.

    Attributes:
        passage: index of the passage.
        head: index of the token that heads it.
        start: index of its first token.
        end: index after its last token.
        span: where it stands in the document.
        form: name, nominal or pronoun.
        name: the words as a canonical name, case and determiners settled.
        classes: what it may be, best guess first; empty when nothing tells.
        entries: catalog entries that it may stand for, best first.
    """

    passage: int
    head: int
    start: int
    end: int
    span: Span
    form: Form
    name: str
    classes: tuple[IRI, ...] = ()
    entries: tuple[IRI, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """What one or several mentions name, before its class is settled for good.

    Attributes:
        key: what makes two mentions the same thing: its folded name.
        name: canonical name.
        classes: what it may be, most likely first.
        entries: catalog entries that it may be, each of the class at the same place; empty for the unknown.
        is_name: whether it has a name of its own; the class of an unknown name is open to correction.
    """

    key: str
    name: str
    classes: tuple[IRI, ...]
    entries: tuple[IRI, ...] = ()
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """All mentions of a document and the things they name.

    Attributes:
        all: the mentions, in the order of the text.
        things: the thing that each mention names, with the step that resolved it ("" for its own name);
            pronouns and descriptions without an antecedent are missing.
        heads: for (passage, token), the mention that the token heads; a name answers to all its tokens.
    """

    all: tuple[Mention, ...]
    things: Mapping[Mention, tuple[Thing, str]]
    heads: Mapping[tuple[int, int], Mention]

    def within(self, passage: int, start: int, end: int) -> tuple[Mention, ...]:
        """Return the mentions of a passage whose head lies in a token range, in order."""
        first = bisect_left(self.all, (passage, start), key=_place)
        last = bisect_left(self.all, (passage, end), key=_place)
        return self.all[first:last]

    def at(self, passage: int, token: int) -> Mention | None:
        """Return the mention that a token heads, or the name that it stands in."""
        return self.heads.get((passage, token))

    def thing(self, mention: Mention) -> tuple[Thing, str] | None:
        """Return what a mention names and the step that resolved it; None for an open pronoun."""
        return self.things.get(mention)


def _place(mention: Mention) -> tuple[int, int]:
    return mention.passage, mention.head
