"""Hand-built parses: spaCy documents out of compact rows, so that a rule is tested without a parser.

A token is ``word/TAG/POS/dep/head/lemma``: head is the number of its head, counted from 0, and the lemma may
be left out where it is the word itself. A sentence starts wherever the heads say so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from spacy.vocab import Vocab

_CLOSING = re.compile(r"^(?:[.,;:?!)%]|'s|n't|-)$")
_OPENING = re.compile(r"^[($-]$")


def build(rows: str, entities: str = "") -> Doc:
    """Return the document that rows describe.

    Args:
        rows: tokens, with blanks or line ends between.
        entities: named entities as ``start-end LABEL`` in tokens, end exclusive, with commas between.

    Example:
        >>> doc = build("Acme/NNP/PROPN/nsubj/1 grew/VBD/VERB/ROOT/1/grow ././PUNCT/punct/1")
        >>> doc.text, doc[1].lemma_, [t.text for t in doc[1].children]
        ('Acme grew.', 'grow', ['Acme', '.'])
    """
    tokens = [row.split("/") for row in rows.split()]
    words, tags, pos, deps, heads = (list(column) for column in zip(*(t[:5] for t in tokens), strict=True))
    tags_of_ents = ["O"] * len(words)
    for entity in filter(None, entities.split(", ")):
        place, label = entity.split()
        start, end = map(int, place.split("-"))
        tags_of_ents[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return Doc(
        _vocabulary(),
        words=words,
        spaces=list(_spaces(words)),
        tags=tags,
        pos=pos,
        deps=deps,
        heads=[int(head) for head in heads],
        lemmas=[t[5] if len(t) > 5 else t[0] for t in tokens],
        ents=tags_of_ents,
    )


@lru_cache(maxsize=1)
def _vocabulary() -> Vocab:
    return spacy.blank("en").vocab  # knows lower case and shapes of words, and nothing learned


def _spaces(words: list[str]) -> Iterator[bool]:
    """Say for each word whether a blank follows, as in running text."""
    quoted = False
    for word, following in zip(words, [*words[1:], "."], strict=True):
        opens = word == '"' and not quoted
        quoted ^= word == '"'
        closes = following == '"' and quoted
        yield not (opens or closes or _CLOSING.match(following) or _OPENING.match(word))


def cases(path: Path) -> Iterator[tuple[str, Doc, list[str]]]:
    """Yield name, parse and expectations of each case of a file.

    A case starts with ``# name``, goes on with its rows, and ends with expectations after ``=``; a row in
    square brackets gives the entities.
    """
    for block in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, *lines = block.strip().splitlines()
        rows = " ".join(line for line in lines if not line.startswith(("=", "[")))
        entities = "".join(line.strip("[]") for line in lines if line.startswith("["))
        yield name, build(rows, entities), [line[2:] for line in lines if line.startswith("= ")]
