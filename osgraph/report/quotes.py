"""The appendix of the report: the quotes that its lines lead to, numbered, by document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

from osgraph.diff import held
from osgraph.query import AUTHOR
from osgraph.report.content import Evidence, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osgraph.model import ClaimRecord, Span
    from osgraph.report.content import Report

Passage = tuple[str, int, int]
"""Where a quote stands: id of the document, start, end."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A numbered quote: its pieces, each with whether it is marked, and what it bears out."""

    number: int
    start: int
    end: int
    pieces: tuple[tuple[str, bool], ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The quotes of one document, in its order."""

    number: int
    document: str
    title: str
    source: str
    published: str
    quotes: tuple[Quote, ...]


def appendix(report: Report) -> tuple[Chapter, ...]:
    """Return the quotes that a report leads to, by document; numbers run through."""
    at: dict[Passage, dict[str, ClaimRecord]] = defaultdict(dict)
    for record in _cited(report):
        at[passage(record)][record.id] = record
    chapters: dict[str, list[Quote]] = defaultdict(list)
    about: dict[str, ClaimRecord] = {}
    for number, place in enumerate(sorted(at), 1):
        records = [at[place][id_] for id_ in sorted(at[place])]
        about[place[0]] = records[0]
        chapters[place[0]].append(_quote(number, records))
    return tuple(
        Chapter(n, id_, about[id_].title, about[id_].source, about[id_].published or "", tuple(quotes))
        for n, (id_, quotes) in enumerate(chapters.items(), 1)
    )


def passage(record: ClaimRecord) -> Passage:
    """Return where the quote of a claim stands."""
    return record.document, record.start, record.end


def _cited(value: object) -> Iterator[ClaimRecord]:
    """Yield the claims that any part of a report cites."""
    if isinstance(value, Evidence):
        yield from value.claims
    elif isinstance(value, tuple):
        for part in value:
            yield from _cited(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _cited(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _cited(getattr(value, field.name))


def _quote(number: int, records: list[ClaimRecord]) -> Quote:
    first = records[0]
    pieces, at = [], 0
    for start, end in _joined(mark for record in records for mark in record.marks):
        pieces += [(first.quote[at:start], False), (first.quote[start:end], True)]
        at = end
    pieces.append((first.quote[at:], False))
    says = dict.fromkeys(_says(record) for record in records)
    return Quote(number, first.start, first.end, tuple(piece for piece in pieces if piece[0]), tuple(says))


def _says(record: ClaimRecord) -> str:
    """Return a claim in words, with what makes it less than a plain fact."""
    relation, object_ = spoken(record)
    marks = (
        held(record).replace("denied, asserted", "denied").removeprefix("asserted").removeprefix(", "),
        f"said by {record.speaker}" if record.speaker != AUTHOR else "",
        f"viewpoint: {record.perspective}" if record.perspective else "",
    )
    told = "; ".join(filter(None, marks))
    return f"{record.subject_name} {relation} {object_}" + (f" ({told})" if told else "")


def _joined(marks: Iterable[Span]) -> list[tuple[int, int]]:
    """Return marks in order, those that touch or overlap as one."""
    out: list[tuple[int, int]] = []
    for mark in sorted(marks):
        if out and mark.start <= out[-1][1]:
            out[-1] = out[-1][0], max(mark.end, out[-1][1])
        else:
            out.append((mark.start, mark.end))
    return out
