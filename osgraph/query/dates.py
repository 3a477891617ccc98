"""Claims in time: by their dates, and as they stood at one."""

from __future__ import annotations

import re
from datetime import date as day
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.query.evidence import claims

if TYPE_CHECKING:
    from osgraph.model import ClaimRecord
    from osgraph.store import Store

_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


def date(record: ClaimRecord) -> str | None:
    """Return the date of a claim (day, month or year): the one that its text gives, else its document's."""
    found = (given for given in (record.time, record.published) if given and _DATE.fullmatch(given))
    return next(found, None)


def checked(given: str) -> str:
    """Return a date that somebody gave, if it is one.

    Raises:
        InputError: it is no day, month or year.

    Example:
        >>> checked("2025-06")
        '2025-06'
    """
    padded = given + "-01-01"[len(given) - 4 :] if _DATE.fullmatch(given) else given
    try:
        day.fromisoformat(padded if "-" in padded else "")  # ISO has forms without hyphens, too
    except ValueError as error:
        raise InputError(
            f"{given!r}: no date; write a day, a month or a year, such as 2025-06-30, 2025-06 or 2025"
        ) from error
    return given


def until(given: str | None, limit: str) -> bool:
    """Say whether a date lies before a limit or in it; what has no date lies before all.

    Example:
        >>> until("2025-06-30", "2025"), until("2025-07", "2025-06-30"), until(None, "1900")
        (True, False, True)
    """
    return given is None or given[: len(limit)] <= limit


def since(given: str | None, limit: str) -> bool:
    """Say whether a date lies after the start of a limit; what has no date does not.

    Example:
        >>> since("2025-06-30", "2025-06-30"), since("2025-06", "2025-06-30"), since(None, "1900")
        (True, False, False)
    """
    return given is not None and given >= limit


def timeline(store: Store, entity: str) -> list[ClaimRecord]:
    """Return the claims of and about an entity in the order of their dates, undated ones last.

    Args:
        store: where they are kept.
        entity: its name or IRI.

    Raises:
        NotFoundError: the store knows no such entity; the message gives the nearest names.
    """
    found = {r.id: r for r in (*claims(store, subject=entity), *claims(store, object=entity))}
    return sorted(found.values(), key=lambda r: (date(r) or "~", r.document, r.start, r.end, r.id))
