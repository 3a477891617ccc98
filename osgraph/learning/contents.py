"""The ways to put what a stretch of text says: as written, as a number, as a date, with its region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph.learning import values
from osgraph.learning.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spans import Place

ORDER: Final = (
    "text", "iso", "integer", "float", "long date", "year", "country", "comma", "in region", "ampersand",
    "article", "initials", "dotted", "joined", "singular", "month", "grouped", "before comma", "two parts",
)  # fmt: skip
_NEAR: Final = 10  # tokens behind a place in which its region may stand
_INITIAL: Final = re.compile(r"\b([A-Z])\b\.?(?=\s?[A-Z])")
_ABBREVIATED: Final = re.compile(r"(?:\b[A-Za-z]\.|\b(?:Inc|Ltd|Co|Jr|Sr|Corp|St|Bros)\.)$")


def surface(text: str) -> str:
    """Return a surface form as names are looked up by: folded, without blanks."""
    return fold(text).replace(" ", "")


def contents(sentence: Sentence, place: Place) -> Iterator[tuple[str, str]]:
    """Yield the ways to put what a place says, each by its name in :data:`ORDER`."""
    text = sentence.between(*place).strip()
    value = values.read(text)
    if text.endswith(".") and place.end == len(sentence.words) and not _ABBREVIATED.search(text):
        text = text[:-1]
    yield "text", re.sub(r"\s+", " ", text)
    if value.number is not None and not value.iso[4:]:
        yield from _number(value.number)
    if value.iso:
        yield from _date(value.iso)
    if value.country:
        yield "country", value.country
    if value.kind == "name":
        yield from _spelled(sentence, place, text)
        yield from _placed(sentence, place, text)
    last = sentence.words[place.end - 1]
    if value.kind in ("name", "noun") and sentence.lemmas[place.end - 1] != last.lower():
        yield "singular", text[: len(text) - len(last)] + sentence.lemmas[place.end - 1]
    if " and " in text:
        yield "ampersand", text.replace(" and ", " & ")
    if "," in text:
        yield "before comma", text.split(",")[0]
        yield "two parts", ", ".join(part.strip() for part in text.split(",")[:2])


def _number(number: float) -> Iterator[tuple[str, str]]:
    yield "integer", f"{number:.0f}"
    if number % 1 == 0:
        yield "float", f"{number:.1f}"
        yield "grouped", f"{number:,.0f}"
    else:
        yield "float", f"{number}"


def _date(iso: str) -> Iterator[tuple[str, str]]:
    year, month, day = [*iso.split("-"), "", ""][:3]
    yield "year", year
    yield "long date", f"{day or '01'} {values.MONTHS[int(month or 1) - 1]} {year}"
    yield "iso", f"{year}-{month or '01'}-{day or '01'}"
    if month:
        yield "month", f"{values.MONTHS[int(month) - 1]} {year}"


def _placed(sentence: Sentence, place: Place, text: str) -> Iterator[tuple[str, str]]:
    """Yield a name with the region that it lies in: "Albany, Ohio" for "Albany Ohio" or "Albany in Ohio"."""
    if "," in text:
        return
    region = _region_behind(sentence, place)
    if region:
        yield "in region", f"{text}, {region}"
    words = text.split()
    for cut in range(1, len(words)):
        if values.read(" ".join(words[cut:])).kind in ("region", "country"):
            yield "comma", f"{' '.join(words[:cut])}, {' '.join(words[cut:])}"
            return


def _spelled(sentence: Sentence, place: Place, text: str) -> Iterator[tuple[str, str]]:
    """Yield a name with what writers leave out: a title's article or "My", the dots of initials."""
    before = place.start - 1
    if before >= 0 and sentence.words[before][0].isupper() and is_article(sentence, before):
        yield "article", f"{sentence.words[before]} {text}"
    # Offered of names that are written so already as well: what most examples do then tells what to do.
    if _INITIAL.search(text) and not text.isupper():
        yield "initials", _INITIAL.sub(r"\1.", text)
    dotted = re.sub(r"\b[A-Z]{2,4}\b", lambda match: ".".join(match.group()) + ".", text)
    if dotted != text:
        yield "dotted", dotted
    joined = re.sub(r"\b([A-Z])\.\s?", r"\1", text).strip()
    if joined != text:
        yield "joined", joined


def is_article(sentence: Sentence, token: int) -> bool:
    """Say whether a token is an article or the like, which a place does not begin with."""
    return sentence.pos[token] == "DET" or sentence.tags[token] in ("PRP$", "WP$")


def _region_behind(sentence: Sentence, place: Place) -> str:
    """Return the first region named soon behind a place, else the first country."""
    country = ""
    for start in range(place.end, min(len(sentence.words), place.end + _NEAR)):
        if not sentence.words[start][0].isupper():
            continue
        for end in range(min(len(sentence.words), start + 3), start, -1):
            if not sentence.folded[end - 1]:
                continue
            text = sentence.between(start, end)
            kind = values.read(text).kind
            if kind == "region":
                return text
            if kind == "country":
                country = country or text
    return country
