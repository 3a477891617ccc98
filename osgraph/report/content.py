"""What the report says, as plain values: sections of lines, each with the claims that bear it out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from osgraph import iris, ontology
from osgraph.diff import held
from osgraph.query import AUTHOR, OPENNESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osgraph.model import ClaimRecord, Document

CITED: Final = 4
"""Quotes that one line leads to at most: one of each document first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Claims behind a line: those whose quotes it leads to, and how many there are besides."""

    claims: tuple[ClaimRecord, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What claims say together: three terms, the ways in which it is held, who says it."""

    subject: str
    relation: str
    object: str
    held: str
    speakers: tuple[str, ...]
    evidence: Evidence
    sources: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A name in a cell of the matrix; ``sources`` are the publishers, or documents without one."""

    name: str
    stated: bool
    sources: int
    first: str
    last: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Move:
    """A place in the matrix that came, went or changed; "" stands for none."""

    name: str
    before: str
    after: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class News:
    """What documents since a date brought.

    Attributes:
        documents: those documents.
        moves: what moved in the matrix.
        first: statements that nobody made before.
        otherwise: statements that are now held in another way, with how they were held before.
    """

    documents: tuple[Source, ...]
    moves: tuple[Move, ...]
    first: tuple[Statement, ...]
    otherwise: tuple[tuple[str, Statement], ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A contradiction: what about, of which kind, and what stands against what."""

    about: str
    reason: str
    sides: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A move between open and closed, with its first date ("" if none is known)."""

    who: str
    becomes: str
    date: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whom a publisher quotes, with what they are quoted for most."""

    name: str
    claims: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher with the number of its documents and claims, and whom it quotes."""

    name: str
    documents: int
    claims: int
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """A labelled viewpoint and the statements that stand nowhere else; ``claims`` are all it makes."""

    name: str
    claims: int
    statements: tuple[Statement, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Leading:
    """An entity that leads in the network of claims."""

    name: str
    cls: str
    claims: int
    pagerank: float
    betweenness: float
    community: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Group:
    """Entities that belong together more than with others; the leading ones by name."""

    number: int
    size: int
    names: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Source:
    """A document and how many claims it makes; a copy makes none."""

    document: Document
    claims: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report; every sequence in the order in which it is shown.

    Attributes:
        title: its name.
        since: the date from which on documents count as new; "" where nobody asked.
        counts: how much there is of what.
        first: the date of the oldest document, "" if none has one.
        last: that of the youngest.
        rows: places of the matrix.
        columns: kinds of openness.
        cells: the names of each pair of row and column.
        news: what documents since that date brought; None where nobody asked.
        corroborated: statements of several independent sources.
        disputes: contradictions.
        shifts: moves between open and closed.
        publishers: who prints what is said by whom.
        lenses: viewpoints side by side.
        leading: leading entities.
        groups: communities.
        sources: the documents.
    """

    title: str
    since: str
    counts: tuple[tuple[int, str], ...]
    first: str
    last: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Placed, ...]]
    news: News | None
    corroborated: tuple[Statement, ...]
    disputes: tuple[Dispute, ...]
    shifts: tuple[Shift, ...]
    publishers: tuple[Publisher, ...]
    lenses: tuple[Lens, ...]
    leading: tuple[Leading, ...]
    groups: tuple[Group, ...]
    sources: tuple[Source, ...]

    def filled(self, row: str) -> bool:
        """Say whether any cell of a row holds a name."""
        return any(self.cells[row, column] for column in self.columns)


def evidence(records: Iterable[ClaimRecord], most: int = CITED) -> Evidence:
    """Return the claims to cite for a line: facts before others, one of each document before a second one.

    Example:
        >>> evidence([])
        Evidence(claims=(), more=0)
    """
    passages: dict[tuple[str, int, int], ClaimRecord] = {}
    for record in sorted(records, key=lambda r: (not r.is_fact, r.document, r.start, r.end, r.id)):
        passages.setdefault((record.document, record.start, record.end), record)
    turns: dict[str, int] = defaultdict(int)
    ordered = []
    for place, record in enumerate(passages.values()):
        ordered.append((turns[record.document], place, record))
        turns[record.document] += 1
    ordered.sort(key=lambda item: item[:2])
    cited = sorted((r for _, _, r in ordered[:most]), key=lambda r: (r.document, r.start, r.end))
    return Evidence(tuple(cited), max(0, len(ordered) - most))


def statements(records: Iterable[ClaimRecord]) -> list[Statement]:
    """Return what claims say: those of the most sources first, then of the most claims, then by name.

    Claims that affirm and claims that deny are statements of their own.
    """
    joined: dict[tuple[str, str, str, str], list[ClaimRecord]] = defaultdict(list)
    for record in records:
        joined[record.subject, record.relation, record.object, record.polarity.value].append(record)
    found = sorted(joined.values(), key=lambda claims: (-sources(claims), -len(claims), _spelled(claims[0])))
    return [statement(claims) for claims in found]


def statement(records: list[ClaimRecord]) -> Statement:
    """Return what claims of the same terms and polarity say together."""
    first = records[0]
    return Statement(
        first.subject_name,
        *spoken(first),
        _held(records),
        tuple(sorted({record.speaker for record in records} - {AUTHOR})),
        evidence(records),
        sources(records),
    )


def spoken(record: ClaimRecord) -> tuple[str, str]:
    """Return relation and object of a claim as words: "shifts to", "closed"."""
    relation = "is" if record.relation == _openness() else iris.spoken(record.relation_name)
    return relation, iris.spoken(
        record.object_name
    ) if record.object_class == OPENNESS else record.object_name


@lru_cache(maxsize=1)
def _openness() -> str:
    """Return the relation that says how open something is; "" where the ontology has none."""
    found = ontology.load().relation_with_role("openness")
    return found.iri if found else ""


def sources(records: Iterable[ClaimRecord]) -> int:
    """Return the number of publishers of claims; a document without one counts for itself."""
    return len({record.source.casefold() or f"\n{record.document}" for record in records})


def _held(records: Iterable[ClaimRecord]) -> str:
    """Return the ways in which claims are held; "" for plainly asserted ones, which need no word."""
    ways = {held(record).replace("denied, asserted", "denied") for record in records}
    return "" if ways == {"asserted"} else "; ".join(sorted(ways))


def _spelled(record: ClaimRecord) -> tuple[str, ...]:
    return record.subject_name, record.relation_name, record.object_name, record.polarity.value, record.id
