"""A parsed sentence as plain values, all that learning looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from osgraph.learning.names import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence, or a few that belong together, with its parse; every tuple has one item a token.

    Attributes:
        text: the words as written.
        words: the tokens.
        lemmas: their base forms, in small letters.
        pos: universal parts of speech.
        tags: fine-grained parts of speech.
        deps: dependency labels.
        heads: index of the governing token; a root governs itself.
        starts: offset in ``text`` where the token starts.
        ends: offset where it ends.
        parts: number of the sentence that the token is in.
        names: named entities as (first token, token after the last, label).
        chunks: noun chunks as (first token, token after the last).
    """

    text: str
    words: tuple[str, ...]
    lemmas: tuple[str, ...]
    pos: tuple[str, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    parts: tuple[int, ...]
    names: tuple[tuple[int, int, str], ...]
    chunks: tuple[tuple[int, int], ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The tokens without case, accents and punctuation."""
        return tuple(fold(word) for word in self.words)

    @cached_property
    def labels(self) -> dict[tuple[int, int], str]:
        """The labels of the named entities by where they stand."""
        return {(start, end): label for start, end, label in self.names}

    def between(self, start: int, end: int) -> str:
        """Return the text of the tokens from ``start`` to before ``end``."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def head(self, start: int, end: int) -> int:
        """Return the token of a stretch that governs the others: the one whose governor is outside."""
        for token in range(end - 1, start - 1, -1):
            if not start <= self.heads[token] < end or self.heads[token] == token:
                return token
        return end - 1


def from_doc(doc: Doc) -> Sentence:
    """Take over a spaCy parse."""
    parts: list[int] = []
    for number, sent in enumerate(doc.sents):
        parts += [number] * len(sent)
    return Sentence(
        text=doc.text,
        words=tuple(t.text for t in doc),
        lemmas=tuple(t.lemma_.lower() for t in doc),
        pos=tuple(t.pos_ for t in doc),
        tags=tuple(t.tag_ for t in doc),
        deps=tuple(t.dep_ for t in doc),
        heads=tuple(t.head.i for t in doc),
        starts=tuple(t.idx for t in doc),
        ends=tuple(t.idx + len(t) for t in doc),
        parts=tuple(parts),
        names=tuple((e.start, e.end, e.label_) for e in doc.ents),
        chunks=tuple((c.start, c.end) for c in doc.noun_chunks),
    )
