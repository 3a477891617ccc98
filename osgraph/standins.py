"""Stand-ins: names that a parser may misread are parsed as a plain name, then put back.

A small parser takes "GLM-4.6 beats Kimi K2" for a heap of nouns, and "Ferrant beats Google" for a sentence.
"""

from __future__ import annotations

import re
from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

NAMES: Final = ("Google", "Microsoft", "Apple", "Intel")
"""What stands in, in turn: single words that any English parser knows for names."""

_SHAPE: Final = re.compile(r"(?<![\w.@/-])[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*(?![\w@/])")
_OTHER: Final = re.compile(r"(?:COVID-19|[A-Z]?\d+|Q[1-4]|G\d+|[A-Z]-\d+|[2-6]G)$")


def shaped(doc: Doc) -> list[tuple[int, int]]:
    """Return the token ranges of what is shaped like the name of a model: letters with digits in them.

    Args:
        doc: a tokenised text; it need not be parsed.
    """
    found = []
    for match in _SHAPE.finditer(doc.text):
        shape = match.group()
        if any(map(str.isdigit, shape)) and not _OTHER.match(shape):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is not None:
                found.append((span.start, span.end))
    return [n for n, before in zip(found, [(0, 0), *found], strict=False) if n[0] >= before[1]]


def parse(
    nlp: Language, texts: Iterable[str], *, batch_size: int, disable: Iterable[str] = ()
) -> Iterator[Doc]:
    """Parse texts as a stream, with names out of the parser's sight.

    Args:
        nlp: the pipeline.
        texts: what to parse.
        batch_size: number of texts that are parsed together.
        disable: components of the pipeline that are left out.
    """
    waiting: deque[tuple[Doc, Sequence[tuple[int, int]]]] = deque()

    def hidden() -> Iterator[Doc]:
        for text in texts:
            doc = nlp.make_doc(text)
            ranges = shaped(doc)
            waiting.append((doc, ranges))
            yield _hide(doc, ranges) if ranges else doc

    for parsed in nlp.pipe(hidden(), batch_size=batch_size, disable=list(disable)):
        doc, ranges = waiting.popleft()
        yield _show(doc, ranges, parsed) if ranges else parsed


def _hide(doc: Doc, ranges: Sequence[tuple[int, int]]) -> Doc:
    """Return a text with a stand-in for each name."""
    words = [token.text for token in doc]
    spaces = [bool(token.whitespace_) for token in doc]
    for turn, (start, end) in reversed(list(enumerate(ranges))):
        words[start:end] = [NAMES[turn % len(NAMES)]]
        spaces[start:end] = [spaces[end - 1]]
    return type(doc)(doc.vocab, words=words, spaces=spaces)


def _show(doc: Doc, ranges: Sequence[tuple[int, int]], parsed: Doc) -> Doc:
    """Return the parse with the names put back, the last token of each in the place of its stand-in."""
    size = len(doc)
    places: list[int] = []  # for each token of the parse, its token in the text
    heads = list(range(size))
    edges = [(0, 0), *ranges, (size, size)]
    for (_, before), (start, end) in pairwise(edges):
        places += range(before, start)
        if start < end:
            places.append(end - 1)
            heads[start:end] = [end - 1] * (end - start)
    texts = [token.text for token in doc]
    columns: dict[str, Any] = {
        "words": texts,
        "spaces": [bool(token.whitespace_) for token in doc],
        "tags": ["NNP"] * size,
        "pos": ["PROPN"] * size,
        "morphs": [""] * size,
        "lemmas": list(texts),
        "heads": heads,
        "deps": ["compound"] * size,
        "ents": ["O"] * size,
    }
    of_names = {end - 1 for _, end in ranges}
    for token, place in zip(parsed, places, strict=True):
        heads[place] = places[token.head.i]
        columns["deps"][place] = token.dep_
        if place not in of_names:
            columns["tags"][place] = token.tag_
            columns["pos"][place] = token.pos_
            columns["morphs"][place] = str(token.morph)
            columns["lemmas"][place] = token.lemma_
            columns["ents"][place] = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
    return type(doc)(doc.vocab, **columns)
