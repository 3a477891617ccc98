"""Names as they are compared: without case, accents, punctuation and the marks of knowledge bases."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_QUALIFIER: Final = re.compile(r"\s*\([^()]*\)\s*$")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\s_/\-]+")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_ARTICLES: Final = ("the ", "a ", "an ")
_NO_DECOMPOSITION: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return a text in small letters without accents and punctuation, its words apart by one blank.

    Example:
        >>> fold("São_Paulo, (Brazil)")
        'sao paulo brazil'
    """
    small = unicodedata.normalize("NFKD", text).lower().translate(_NO_DECOMPOSITION)
    bare = "".join(c for c in small if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def plain(name: str) -> str:
    """Return a canonical name as a text would have it: no underscores, no outer quotes.

    Example:
        >>> plain('"Old_Harbour"')
        'Old Harbour'
    """
    return name.replace("_", " ").strip().strip("\"'").strip()


def squeezed(name: str) -> str:
    """Return a name without blanks, underscores and case: two forms of one name that agree in it are equal.

    Example:
        >>> squeezed("Old_Harbour") == squeezed("old harbour")
        True
    """
    return "".join(name.replace("_", " ").split()).lower()


def bare(name: str) -> str:
    """Return a folded name without bracketed qualifier and leading article.

    Example:
        >>> bare("The_Harbour_(novel)")
        'harbour'
    """
    folded = fold(_QUALIFIER.sub("", plain(name)))
    for article in _ARTICLES:
        if folded.startswith(article):
            return folded[len(article) :]
    return folded


@lru_cache(maxsize=5_000)
def words_of(label: str) -> tuple[str, ...]:
    """Return the words of a relation's label, in small letters.

    Example:
        >>> words_of("runwayLength"), words_of("place of birth")
        (('runway', 'length'), ('place', 'of', 'birth'))
    """
    return tuple(word.lower() for word in _CAMEL.split(label) if word)


@lru_cache(maxsize=200_000)
def akin(one: str, other: str) -> bool:
    """Say whether two words share their stem, as far as their letters tell.

    Example:
        >>> akin("operator", "operated"), akin("birth", "bird")
        (True, False)
    """
    if one == other:
        return True
    shorter = min(len(one), len(other))
    shared = 0
    while shared < shorter and one[shared] == other[shared]:
        shared += 1
    return shared >= 4 and shared >= max(len(one), len(other)) - 4 and shared >= shorter - 2
