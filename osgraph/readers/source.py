"""What a reader is told about the bytes that it gets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of tables and the keys of JSON objects that hold the parts of a document.

    "" leaves it to the usual names, such as "body" or "content" for the text.
    """

    text: str = ""
    title: str = ""
    date: str = ""
    author: str = ""
    publisher: str = ""
    url: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where bytes come from.

    Attributes:
        id: what the document is called if it does not say so itself; several get names below it.
        path: what people call it, in messages; its suffix says what it may be.
        columns: for tables.
        depth: in how many archives it lies.
        url: its address, if it has one.
        declared: the encoding that came with it, else "".
    """

    id: str
    path: str
    columns: Columns = field(default_factory=Columns)
    depth: int = 0
    url: str = ""
    declared: str = ""

    def names(self, wanted: Iterable[str]) -> Iterator[str]:
        """Yield ids below this one's, made of wanted words; those that repeat get a number.

        Example:
            >>> list(Source("feed", "feed.xml").names(["A race", "", "A race!"]))
            ['feed/a-race', 'feed/2', 'feed/a-race-3']
        """
        taken: set[str] = set()
        for number, words in enumerate(wanted, 1):
            yield f"{self.id}/{distinct(slug(words), number, taken)}"


def distinct(name: str, number: int, taken: set[str]) -> str:
    """Return a name that no other has yet: itself, or with a number, counted on where that is taken too.

    Example:
        >>> taken: set[str] = set()
        >>> [distinct(name, n, taken) for n, name in enumerate(["", "a-3", "a", "a", "a-3"])]
        ['0', 'a-3', 'a', 'a-4', 'a-3-4']
    """
    own = name
    while not own or own in taken:
        own = f"{name}-{number}".lstrip("-")
        number += 1
    taken.add(own)
    return own


def slug(words: str) -> str:
    """Return words as a short name: letters and digits in lower case, joined by hyphens.

    Example:
        >>> slug("Étude: a new race")
        'etude-a-new-race'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return "-".join(re.findall(r"\w+", plain.casefold())[:10])[:60].strip("-")
