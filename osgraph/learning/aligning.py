"""Where the arguments of a triple stand in its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from osgraph.learning import values
from osgraph.learning.names import bare, fold, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spans import Place

_OVERLAP: Final = 0.6
_LETTERS: Final = 0.8
_SMALL: Final = frozenset("the a an of and in de la".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A canonical name with the ways to recognise it."""

    folded: str
    bare: str
    first: str
    words: frozenset[str]
    value: values.Value
    initials: str


@lru_cache(maxsize=50_000)
def name(canonical: str) -> Name:
    """Prepare a canonical name for comparison."""
    text = plain(canonical)
    unit = text.split('"(')[0].strip('"')
    folded = fold(text)
    words = folded.split()
    return Name(
        folded=folded,
        bare=bare(canonical),
        first=bare(text.split(",")[0]),
        words=frozenset(w for w in words if w not in _SMALL),
        value=values.read(unit),
        initials="".join(w[0] for w in words if w not in _SMALL),
    )


def align(canonical: str, sentence: Sentence, places: Sequence[Place]) -> list[Place]:
    """Return the places that name a thing best; none where nothing comes near.

    Example:
        >>> align("Nowhere", None, [])
        []
    """
    wanted = name(canonical)
    best, found = 0.0, []
    for place in places:
        quality = _quality(wanted, sentence.between(*place))
        if quality > best:
            best, found = quality, [place]
        elif quality == best and best:
            found.append(place)
    return found


@lru_cache(maxsize=500_000)
def _quality(wanted: Name, text: str) -> float:
    folded = fold(text)
    if not folded:
        return 0.0
    if folded == wanted.folded:
        return 1.0
    here = bare(text)
    if here and here in (wanted.bare, wanted.folded):
        return 0.98
    exact = _value_quality(wanted.value, values.read(text))
    if exact:
        return exact
    if wanted.value.kind not in ("name", "noun", "region", "country", "language", "people"):
        return 0.0
    if here and here == wanted.first:
        return 0.93
    if _singular(here) == _singular(wanted.bare):
        return 0.92
    if len(wanted.initials) > 1 and here.replace(" ", "") == wanted.initials:
        return 0.9
    words = frozenset(w for w in folded.split() if w not in _SMALL)
    if words and wanted.words:
        overlap = len(words & wanted.words) / len(words | wanted.words)
        if overlap >= _OVERLAP:
            return 0.6 + 0.25 * overlap
        if words < wanted.words and text[0].isupper() and 2 * len(words) >= len(wanted.words):
            return 0.5 + 0.1 * overlap
    return _letters(wanted, folded)


def _letters(wanted: Name, folded: str) -> float:
    one, other = folded.replace(" ", ""), wanted.folded.replace(" ", "")
    if one == other:
        return 0.97
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 0.3 * len(other):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _LETTERS or matcher.quick_ratio() < _LETTERS:
        return 0.0
    ratio = matcher.ratio()
    return 0.5 + 0.3 * ratio if ratio >= _LETTERS else 0.0


def _value_quality(wanted: values.Value, here: values.Value) -> float:
    if here.iso and wanted.iso:
        if here.iso == wanted.iso:
            return 0.96
        if here.iso.startswith(wanted.iso) or wanted.iso == f"{here.iso}-01-01":
            return 0.9
        return 0.0
    if here.number is not None and wanted.number is not None and here.number == wanted.number:
        return 0.95 if here.sort == wanted.sort else 0.85
    if here.country and here.country == wanted.country:
        return 0.94 if here.kind == wanted.kind else 0.9
    return 0.0


def _singular(folded: str) -> str:
    return folded[:-3] + "y" if folded.endswith("ies") else folded.removesuffix("s")
