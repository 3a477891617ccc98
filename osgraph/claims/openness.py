"""Openness: which words around a noun or after a copula say that it is open or closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Doc

    from osgraph.model import IRI
    from osgraph.ontology import Openness


class OpennessWords:
    """The openness words of an ontology, ready to be found in noun phrases."""

    def __init__(self, values: Mapping[IRI, Openness]) -> None:
        pairs = [(_plain(word), iri) for iri, value in sorted(values.items()) for word in value.words]
        self._words = dict(pairs)
        longest_first = sorted(self._words, key=lambda w: (-len(w), w))
        self._find = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
        self._any = bool(longest_first)

    def value_of(self, text: str) -> IRI | None:
        """Return the value that a text as a whole stands for: "closed-source" is Closed."""
        return self._words.get(_plain(text))

    def find(self, doc: Doc, start: int, end: int) -> tuple[IRI, str] | None:
        """Return the value and words of the most specific openness word between two tokens, else None."""
        if not self._any or start >= end:
            return None
        matches = list(self._find.finditer(_plain(doc[start:end].text)))
        if not matches:
            return None
        best = max(matches, key=lambda m: (len(m.group()), -m.start()))
        return self._words[best.group()], best.group()


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\s\-‑–]+", " ", text.lower()).split())
