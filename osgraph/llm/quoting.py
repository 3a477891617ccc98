"""Quoting: where words stand in a parsed text, however their spaces, quotation marks and case are written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from osgraph.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.text import Passage

_DROPPED: Final = re.compile(r"[\s\"'`´‘’‚‛“”„‟«»‹›\u00ad\u200b-\u200f\u2060\ufeff]+")
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_EDGES: Final = ".,;:!?…-()[]*_#>|"
_MOST: Final = 8  # places of one quote that are looked at


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Some tokens of one passage: its index, the first token, the one after the last."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a quote stands: the sentences that it touches, by passage, and their stretch of the document."""

    sentences: tuple[Run, ...]
    span: Span


def fold(words: str) -> str:
    """Return words without what two copies of a text differ in: white space, quotation marks, case, dashes.

    Example:
        >>> fold("The “big  Model” — it’s out") == fold('the "Big model" - its out')
        True
    """
    plain = unicodedata.normalize("NFKC", words).casefold()
    return _DASHES.sub("-", _DROPPED.sub("", plain))


class Transcript:
    """The words of a parsed document, folded, in a form that knows its tokens."""

    def __init__(self, text: str, passages: Sequence[Passage]) -> None:
        """Take a document's text and its parsed sections.

        The lead-in of a list item, which is a passage of its own too, is read once.
        """
        self._passages = passages
        tokens = [
            (index, token.i, fold(token.text))
            for index, passage in enumerate(passages)
            for token in passage.doc[passage.lead :]
        ]
        self._tokens = [(index, token) for index, token, folded in tokens if folded]
        self._plain = _Folded([folded for _, _, folded in tokens if folded])
        self._raw_words = list(_WORD.finditer(text))
        self._raw = _Folded([fold(word[0]) for word in self._raw_words])

    def find(self, quote: str) -> Iterator[Quote]:
        """Yield the places where a quote stands, the first few, in the order of the text.

        It is sought in what is read of the document, then, with all marks, in its text as it is.
        """
        found = False
        for first, last in self._plain.find(quote):
            found = True
            yield self._quote(self._tokens[first], self._tokens[last])
        for first, last in self._raw.find(quote) if not found else ():
            stretch = Span(self._raw_words[first].start(), self._raw_words[last].end())
            touched = [t for t in self._tokens if self._passages[t[0]].span(t[1]).overlaps(stretch)]
            if touched:
                yield self._quote(touched[0], touched[-1])

    def _quote(self, first: tuple[int, int], last: tuple[int, int]) -> Quote:
        sentences = []
        for index in range(first[0], last[0] + 1):
            doc = self._passages[index].doc
            start = first[1] if index == first[0] else 0
            end = last[1] if index == last[0] else len(doc) - 1
            sentences.append(Run(index, doc[start].sent.start, doc[end].sent.end))
        spans = [self._passages[s.passage].span(s.start, s.end) for s in sentences]
        return Quote(
            tuple(sentences), Span(min(span.start for span in spans), max(span.end for span in spans))
        )


class _Folded:
    """Folded pieces as one text, in which only whole pieces are found."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._starts = [0, *accumulate(map(len, pieces))]
        self._edges = frozenset(self._starts)
        self._text = "".join(pieces)

    def find(self, words: str) -> Iterator[tuple[int, int]]:
        """Yield the first and last piece of each place of some words."""
        wanted, found = fold(words).strip(_EDGES), 0
        at = self._text.find(wanted) if wanted else -1
        while at >= 0 and found < _MOST:
            if at in self._edges and at + len(wanted) in self._edges:
                found += 1
                yield self._piece(at), self._piece(at + len(wanted) - 1)
            at = self._text.find(wanted, at + 1)

    def _piece(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1


def runs(passage: Passage, index: int, start: int, end: int, words: str) -> Iterator[Run]:
    """Yield the runs of whole tokens between two tokens of a passage that are some words.

    Args:
        passage: where to look.
        index: its position in the document.
        start: the first token.
        end: the one after the last.
        words: what to look for.
    """
    wanted = fold(words).strip(_EDGES)
    folded = [fold(token.text) for token in passage.doc[start:end]]
    for first in range(len(folded)):
        rest = wanted
        at = first
        while at < len(folded) and rest and rest.startswith(folded[at]) and (folded[at] or at > first):
            rest = rest.removeprefix(folded[at])
            at += 1
        if rest and at < len(folded) and folded[at].rstrip(_EDGES) == rest:  # "R&D." is one token
            rest, at = "", at + 1
        if wanted and not rest:
            yield Run(index, start + first, start + at)
