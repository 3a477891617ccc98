"""Which of the forms on offer a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def accepted(header: str | None, offered: Iterable[str]) -> list[str]:
    """Return the media types on offer that a client takes, the best liked first.

    Args:
        header: its Accept header; None for any.
        offered: media types without parameters, the server's favourite first.

    Example:
        >>> accepted("text/csv;q=0.5, text/*;q=0.1, application/json", ["text/csv", "application/json"])
        ['application/json', 'text/csv']
        >>> accepted("text/html", ["text/csv"])
        []
    """
    ranges = list(_ranges(header or "*/*"))
    scored = []
    for place, media in enumerate(offered):
        quality, specific = max(
            ((weight, specific) for pattern, weight in ranges if (specific := _fits(pattern, media))),
            key=lambda pair: pair[1],  # the most specific range decides
            default=(0.0, 0),
        )
        if quality > 0:
            scored.append((-quality, -specific if quality < 1 else 0, place, media))
    return [media for *_, media in sorted(scored)]


def _ranges(header: str) -> Iterable[tuple[str, float]]:
    for part in header.split(","):
        pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if pattern:
            yield pattern, weight


def _fits(pattern: str, media: str) -> int:
    """Return how specifically a range names a type: 3 the type itself, 2 its family, 1 anything, 0 not."""
    if pattern == media:
        return 3
    if pattern.endswith("/*") and media.startswith(pattern[:-1]):
        return 2
    return 1 if pattern == "*/*" else 0
