"""Near copies: documents that repeat another almost word for word, as syndicated articles do.

A document is sketched by MinHash over its runs of words (Broder 1997, "On the resemblance and containment
of documents"); documents whose sketches share a band are compared by their runs themselves. Front matter
does not count: each publisher has its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rensa import RMinHash

from osgraph import frontmatter

if TYPE_CHECKING:
    from collections.abc import Callable

_RUN: Final = 5  # words
_FEWEST: Final = 12  # runs of a text that can be told from its likes; shorter texts are no copies
_VALUES: Final = 64  # numbers of a sketch
_BAND: Final = 4  # of them that must agree for two texts to be compared: found at .8 in 999 of 1000 cases
_COPY: Final = 0.8  # share of the runs of both that a copy has in common with its original
_WORD: Final = re.compile(r"\w+")


def sketch(text: str) -> str:
    """Return the sketch of a text as hexadecimal digits; "" for one too short to be told from its likes.

    Example:
        >>> sketch("Too short to tell.")
        ''
    """
    runs = _runs(text)
    if len(runs) < _FEWEST:
        return ""
    hashed = RMinHash(num_perm=_VALUES, seed=1)
    hashed.update(sorted(runs))
    return "".join(f"{value:08x}" for value in hashed.digest())


class Originals:
    """Documents that others may repeat; those that came first stay the originals."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        """Take what gives the text of a document by its id."""
        self._text_of = text_of
        self._bands: defaultdict[tuple[int, str], list[str]] = defaultdict(list)

    def add(self, id_: str, sketched: str) -> None:
        """Add a document by its id and sketch."""
        for band in _bands(sketched):
            self._bands[band].append(id_)

    def of(self, text: str, sketched: str) -> str | None:
        """Return the id of the document that a text repeats, the closest one, else None."""
        return self._closest(lambda: text, sketched)

    def first(self, id_: str, sketched: str) -> str | None:
        """Return the id of the document that another one repeats; its text is asked for only if need be."""
        return self._closest(lambda: self._text_of(id_), sketched)

    def _closest(self, text: Callable[[], str], sketched: str) -> str | None:
        likely = {id_ for band in _bands(sketched) for id_ in self._bands.get(band, ())}
        runs = _runs(text()) if likely else frozenset()
        found = [(-_resemblance(runs, _runs(self._text_of(id_))), id_) for id_ in sorted(likely)]
        return min(found)[1] if found and -min(found)[0] >= _COPY else None


def _runs(text: str) -> frozenset[str]:
    head = frontmatter.find(text)
    words = _WORD.findall(text[head.span.end if head else 0 :].casefold())
    return frozenset(" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _bands(sketched: str) -> list[tuple[int, str]]:
    width = 8 * _BAND
    return [(at, sketched[at : at + width]) for at in range(0, len(sketched), width)]


def _resemblance(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0
