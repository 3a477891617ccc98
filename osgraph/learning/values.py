"""Values that a text writes out: dates, numbers, countries, regions, languages, peoples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from osgraph.learning import places
from osgraph.learning.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH: Final = (
    r"(?P<{0}>" + "|".join(f"{m[:3]}(?:{m[3:]}|t|\\.)?" if len(m) > 3 else m for m in MONTHS) + ")"
)
_DAY: Final = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<{0}>[12]\d{{3}})"
DATE: Final = re.compile(
    r"\b(?:"
    + _DAY.format("d1") + r"(?:\s+of)?\s+" + _MONTH.format("m1") + r",?\s+" + _YEAR.format("y1")
    + "|" + _MONTH.format("m2") + r"\s+" + _DAY.format("d2") + r"\s*,?\s+" + _YEAR.format("y2")
    + "|" + _YEAR.format("y3") + r"-(?P<m3>[01]\d)-(?P<d3>[0-3]\d)"
    + r"|(?P<d6>[0-3]?\d)[./](?P<m6>[0-3]?\d)[./]" + _YEAR.format("y6")
    + r"|the\s+" + _DAY.format("d5") + r"\s+of\s+" + _MONTH.format("m5") + r",?\s+" + _YEAR.format("y5")
    + "|" + _MONTH.format("m4") + r"\s*,?\s+(?:of\s+)?" + _YEAR.format("y4")
    + r")\b",
    re.IGNORECASE,
)  # fmt: skip
_NUMBER: Final = re.compile(r"[-−–+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−–+]?\d+(?:\.\d+)?|\.\d+")
_NAMED: Final = re.compile(r"[A-Z][a-z]|(?:st|nd|rd|th)\s")
_SCALES: Final = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_WORDS: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {word: 10 * n for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
_ORDINALS: Final = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}


@dataclass(frozen=True, slots=True)
class Value:
    """What a stretch of text stands for.

    Attributes:
        kind: "date", "month", "year", "number", "quantity", "country", "region", "language", "people",
            "name" or "noun".
        iso: for dates, as far as the text tells them.
        number: for numbers, years and quantities.
        country: the country that a people's or country's word stands for.
    """

    kind: str
    iso: str = ""
    number: float | None = None
    country: str = ""

    @property
    def sort(self) -> str:
        """The coarse sort of value: "date", "number" or "text"."""
        if self.kind in ("date", "month", "year"):
            return "date"
        return "number" if self.kind in ("number", "quantity") else "text"


@lru_cache(maxsize=100_000)
def read(text: str) -> Value:
    """Read a stretch of text as a value.

    Example:
        >>> read("3 May 1998").iso, read("1,250 metres").number, read("Ovelle").kind
        ('1998-05-03', 1250.0, 'name')
    """
    words = text.strip().strip("\"'()")
    match = DATE.fullmatch(words)
    if match:
        iso = date(match)
        if iso:
            return Value("date" if len(iso) > 7 else "month", iso, float(iso[:4]))
    if re.fullmatch(r"[12]\d{3}", words):
        return Value("year", words, float(words))
    number = _number(words)
    if number is not None:
        return number
    folded = fold(words.removeprefix("the ").removeprefix("The "))
    lists = places.lists()
    if folded in lists.countries:
        return Value("country", country=lists.countries[folded])
    if folded in lists.peoples and words[:1].isupper():
        return Value("people", country=lists.peoples[folded])
    if folded in lists.languages and words[:1].isupper():
        return Value("language")
    if folded in lists.regions and words[:1].isupper():
        return Value("region")
    return Value("name" if any(c.isupper() for c in words) else "noun")


def date(match: re.Match[str]) -> str:
    """Return the ISO form of a match of :data:`DATE`, a day or a month; "" where there is no such day."""
    parts = {key[0]: value for key, value in match.groupdict().items() if value}
    month = parts["m"]
    number = int(month) if month.isdigit() else 1 + [m[:3].lower() for m in MONTHS].index(month[:3].lower())
    day = int(parts["d"]) if "d" in parts else None
    if number > 12 and day is not None:  # 12/25/1999
        number, day = day, number
    if not 1 <= number <= 12 or (day is not None and not 1 <= day <= 31):
        return ""
    return f"{parts['y']}-{number:02}" + (f"-{day:02}" if day is not None else "")


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbers written in figures stand."""
    for match in _NUMBER.finditer(text):
        yield match.span()


def _number(words: str) -> Value | None:
    match = re.match(r"[$€£¥]?\s*", words)
    rest = words[match.end() :] if match else words
    signed = match is not None and bool(match.group().strip())
    found = _NUMBER.match(rest)
    if found:
        value = float(re.sub("[−–]", "-", found.group().replace(",", "")))
        rest = rest[found.end() :].strip()
    else:
        parts = re.split(r"[\s-]+", rest.lower())
        if parts[0] not in _WORDS:
            return Value("number", number=float(_ORDINALS[parts[0]])) if rest.lower() in _ORDINALS else None
        value = float(_WORDS[parts[0]])
        taken = 1
        if len(parts) > 1 and value >= 20 and _WORDS.get(parts[1], 10) < 10:
            value, taken = value + _WORDS[parts[1]], 2
        rest = " ".join(parts[taken:])
    scale, _, after = rest.partition(" ")
    if scale.lower() in _SCALES:
        value, rest = value * _SCALES[scale.lower()], after.strip()
    if re.fullmatch(r"(?:st|nd|rd|th)", rest):
        return Value("number", number=value)
    if not rest:
        return Value("quantity" if signed else "number", number=value)
    if _NAMED.match(rest):  # "300 North Square", "11th Street"
        return None
    if len(rest.split()) <= 3 and re.match(r"[%°(]|[a-zA-Zµ²³/ ]+$", rest) and not rest[0].isdigit():
        return Value("quantity", number=value)
    return None
