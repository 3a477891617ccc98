"""What became different between two states of what documents say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from osgraph import iris, query
from osgraph.model import IRI, ClaimRecord, Polarity
from osgraph.query import dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osgraph.ontology import Ontology
    from osgraph.store import Store


class What(StrEnum):
    """What became different."""

    DOCUMENT = "document"
    QUADRANT = "quadrant"
    ENTITY = "entity"
    CLAIM = "claim"


class How(StrEnum):
    """In which way."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states.

    Attributes:
        what: the sort of thing that differs.
        how: whether it came, went or changed.
        name: what it is called: a document's id, an entity's name, or a claim's three terms.
        before: what it was: class of an entity, place in the matrix, how a claim was held; "" if it came.
        after: what it is; "" if it went.
        evidence: the claims that say so: those of after, or those of before if it went.
    """

    what: What
    how: How
    name: str
    before: str = ""
    after: str = ""
    evidence: tuple[ClaimRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What documents say: those of a store, or those that were published till some date.

    Attributes:
        documents: their ids, sorted.
        entities: name and class of what they speak of.
        claims: what they say.
    """

    documents: tuple[str, ...]
    entities: Mapping[IRI, tuple[str, str]]
    claims: tuple[ClaimRecord, ...]


def state(store: Store, until: str | None = None) -> State:
    """Return what the documents of a store say.

    Args:
        store: where they are kept.
        until: only documents published till then, or without a date; a day, month or year; all when None.

    Raises:
        InputError: ``until`` is no date.
    """
    limit = until and dates.checked(until)
    documents: list[str] = []
    entities: dict[IRI, tuple[str, str]] = {}
    claims: list[ClaimRecord] = []
    for one in query.annotated(store):
        if limit and not dates.until(one.document.published, limit):
            continue
        documents.append(one.document.id)
        claims += query.records(one)
        for entity in one.entities:
            entities.setdefault(entity.iri, (entity.name, iris.local(entity.cls)))
    return State(tuple(documents), entities, tuple(claims))


def diff(before: State, after: State, ontology: Ontology | None = None) -> list[Change]:
    """Return what came, went and changed: documents, places in the matrix, entities, claims; by name.

    Claims that join the same things by the same relation are compared together, over all documents, by the
    ways in which they are held: one that was hedged and is now asserted as well has changed.

    Args:
        before: one state.
        after: the other one.
        ontology: what tells openness, home and maker; the shipped one when None.

    Example:
        >>> empty = State((), {}, ())
        >>> [change.name for change in diff(empty, State(("letter",), {}, ()))]
        ['letter']
    """
    found = [
        *_compared(What.DOCUMENT, *({id_: (id_, id_, ()) for id_ in s.documents} for s in (before, after))),
        *_compared(What.QUADRANT, _quadrants(before, ontology), _quadrants(after, ontology)),
        *_compared(What.ENTITY, _entities(before), _entities(after)),
        *_compared(What.CLAIM, _claims(before), _claims(after)),
    ]
    sorts, ways = list(What), list(How)
    return sorted(
        found, key=lambda c: (sorts.index(c.what), ways.index(c.how), c.name.casefold(), c.name, c.after)
    )


def held(record: ClaimRecord) -> str:
    """Return how a claim is held: "asserted", "denied, hedged", "asserted, former"."""
    denied = "denied, " if record.polarity is Polarity.NEGATIVE else ""
    return denied + record.modality.value + (", former" if record.former else "")


_Seen = tuple[str, str, tuple[ClaimRecord, ...]]  # name, what it is, the claims that say so


def _compared(what: What, before: Mapping[str, _Seen], after: Mapping[str, _Seen]) -> Iterator[Change]:
    for key, (name, now, claims) in after.items():
        if key not in before:
            yield Change(what, How.CAME, name, "", now, claims)
        elif before[key][1] != now:
            yield Change(what, How.CHANGED, name, before[key][1], now, claims)
    for key, (name, then, claims) in before.items():
        if key not in after:
            yield Change(what, How.WENT, name, then, "", claims)


def _quadrants(state: State, ontology: Ontology | None) -> dict[str, _Seen]:
    return {
        p.iri: (p.name, f"{p.row}, {p.column}" + ("" if p.stated else " (not stated as fact)"), p.because)
        for p in query.placements(state.claims, ontology)
    }


def _entities(state: State) -> dict[str, _Seen]:
    return {iri: (name, cls, ()) for iri, (name, cls) in state.entities.items()}


def _claims(state: State) -> dict[str, _Seen]:
    joined: dict[str, list[ClaimRecord]] = defaultdict(list)
    for record in state.claims:
        joined[f"{record.subject} {record.relation} {record.object}"].append(record)
    return {
        key: (
            f"{found[0].subject_name} {found[0].relation_name} {found[0].object_name}",
            "; ".join(sorted({held(record) for record in found})),
            tuple(found),
        )
        for key, found in joined.items()
    }
