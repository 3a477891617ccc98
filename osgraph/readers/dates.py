"""Dates as documents write them: in fields, addresses and the first lines of a text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_ISO: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?![\d-])")
_PATTERNS: Final = ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %Y", "%Y/%m/%d", "%d.%m.%Y")
_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY: Final = rf"(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
_LINE: Final = re.compile(
    rf"(?:(?:published|posted|updated|released|date)(?: on)?\s*:?\s*)?(?:\w+day,? )?(?P<day>{_DAY})"
    r"(?:[ ,|·•–-].{0,40})?\s*",
    re.IGNORECASE,
)
_DATELINE: Final = re.compile(rf"[A-Z][A-Z .]{{2,30}}, (?P<day>{_DAY})\s*(?:\([^)]{{1,30}}\)\s*)?[—–-]")
_ADDRESS: Final = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?(?:[/_.-]|$)"
)
_FIRST_LINES: Final = 8


def read(value: str) -> str | None:
    """Return a date as ISO 8601 writes it (day, month or year), or None where none is understood.

    Example:
        >>> read("2025-03-02T10:00"), read("3 Mar 2025"), read("Sun, 02 Mar 2025 10:00:00 +0100")
        ('2025-03-02', '2025-03-03', '2025-03-02')
    """
    value = " ".join(value.split())
    if iso := _ISO.match(value):
        return iso[0]
    bare = re.sub(r"\bSept\b", "Sep", value.replace(".", "") if _LETTERS.search(value) else value)
    for pattern in _PATTERNS:
        try:
            found = datetime.strptime(bare, pattern).date()
        except ValueError:  # the next pattern may fit
            continue
        return found.isoformat()[:7] if pattern == "%B %Y" else found.isoformat()
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, IndexError):
        return None


def of_seconds(seconds: float) -> str:
    """Return the day of a time stamp that counts seconds since 1970, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def in_address(url: str) -> str | None:
    """Return the date in a web address, or None.

    Example:
        >>> in_address("https://example.org/2025/3/2/a-race"), in_address("https://example.org/models/405")
        ('2025-03-02', None)
    """
    found = _ADDRESS.search(url)
    if found is None:
        return None
    return "-".join(part if len(part) == 4 else part.zfill(2) for part in found.groups() if part)


def in_text(text: str) -> str | None:
    r"""Return the date in the first lines of a text: alone in its line, after "Published", or in a dateline.

    Example:
        >>> in_text("A race begins\nBy Ida Holm\nMarch 2, 2025\n\nText.")
        '2025-03-02'
        >>> in_text("BERGEN, 2 March 2025 — Text.")
        '2025-03-02'
        >>> in_text("It was on March 2, 2025 that they met.")
    """
    lines = [line.strip(" *_#>\t") for line in text[:3000].splitlines() if line.strip()]
    for line in lines[:_FIRST_LINES]:
        if found := _LINE.fullmatch(line[:120]) or _DATELINE.match(line):
            return read(found["day"])
    return None


_LETTERS: Final = re.compile(r"[A-Za-z]{3}\.")
