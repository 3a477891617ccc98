"""Decisions of people: which entities are one, which are not, which claims are right or wrong.

They are kept in a graph of the store, and hold for documents that come later too. Documents stay as they
were read; what is seen of them follows the decisions (:mod:`osgraph.store.showing`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph import iris, query
from osgraph.errors import InputError, NotFoundError
from osgraph.model import IRI, Decision, Verdict
from osgraph.reason import reason as derive
from osgraph.store import stand_ins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.store import Store

_CLAIMS: Final = iris.BASE + "claim/"
_ID: Final = re.compile(r"[0-9a-f]{4,20}")
_DESCRIBED: Final = """
    SELECT ?name ?cls (COUNT(*) AS ?n) {{
      GRAPH ?d {{ ?d dcterms:references <{iri}> . <{iri}> rdfs:label ?name ; a ?cls }}
    }} GROUP BY ?name ?cls ORDER BY DESC(?n) ?name ?cls LIMIT 1"""
_CLAIM: Final = """
    SELECT ?c ?s ?p ?o ?words {{
      GRAPH ?d {{
        ?c a osg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; osg:evidence ?passage .
        ?passage oa:hasSelector/oa:exact ?words
      }}
      FILTER(STRSTARTS(STR(?c), "{start}"))
    }} ORDER BY ?c LIMIT 4"""


def same(store: Store, kept: str, merged: str, reason: str = "") -> Decision:
    """Decide that two entities are one: whatever is asked, the one is called by the name of the other.

    Args:
        store: where the entities are.
        kept: name or IRI of the entity that is kept.
        merged: name or IRI of the entity that it stands for from now on, whose names become its aliases.
        reason: why, in free words.

    Raises:
        NotFoundError: the store has no entity of that name; the message gives the nearest ones.
        InputError: a name means several entities, the two are one already, or were decided to be different.
        StoreError: the store cannot be written.
    """
    keep, merge = query.entity(store, kept), query.entity(store, merged)
    before = store.decisions()
    if keep == merge:
        raise InputError(f"{kept!r} and {merged!r} are one entity already, <{keep}>")
    ((name, cls, _),) = store.select(_DESCRIBED.format(iri=keep)).plain() or [(kept, None, 0)]
    if cls is None:
        raise NotFoundError(f"no document describes <{keep}>")
    decision = Decision(Verdict.SAME, (keep, merge), name=str(name), cls=IRI(str(cls)), reason=reason)
    _refuse_contradiction(before, decision)
    return _add(store, decision)


def different(store: Store, one: str, other: str, reason: str = "") -> Decision:
    """Decide that two entities are not one: they are no more suggested, nor can they be merged.

    Args:
        store: where the entities are.
        one: name or IRI of an entity.
        other: name or IRI of another one.
        reason: why, in free words.

    Raises:
        NotFoundError: the store has no entity of that name; the message gives the nearest ones.
        InputError: a name means several entities, or the two were decided to be one, or different already.
        StoreError: the store cannot be written.
    """
    pair = query.entity(store, one), query.entity(store, other)
    if pair[0] == pair[1]:
        raise InputError(
            f"{one!r} and {other!r} are one entity, <{pair[0]}>; if somebody decided so (see `osgraph "
            "decisions`), undo that first"
        )
    for number, earlier in enumerate(store.decisions(), 1):
        if earlier.verdict is Verdict.DIFFERENT and set(earlier.terms) == set(pair):
            raise InputError(f"{one!r} and {other!r} are different already, by decision {number}")
    return _add(store, Decision(Verdict.DIFFERENT, pair, reason=reason))


def review(store: Store, claim: str, verdict: Verdict, reason: str = "") -> Decision:
    """Decide that a claim is right or wrong.

    A rejected claim makes no plain triple and counts in no rule; `osgraph explain` still lists it. The
    decision is about what the words say, wherever they stand: it finds the claim again by subject, relation,
    object and quote, when its document is read anew.

    Args:
        store: where the claim is.
        claim: its IRI, or the last part of it, or enough of that to tell it apart (four letters at least).
        verdict: accepted or rejected.
        reason: why, in free words.

    Raises:
        NotFoundError: there is no such claim.
        InputError: there are several, or this was decided already.
        StoreError: the store cannot be written.
    """
    subject, relation, object_, words = _claim(store, claim)
    decision = Decision(verdict, (subject, relation, object_), quote=" ".join(words.split()), reason=reason)
    for number, earlier in reversed(list(enumerate(store.decisions(), 1))):
        if (earlier.terms, earlier.quote) == (decision.terms, decision.quote):
            if earlier.verdict is verdict:
                raise InputError(f"the claim {claim!r} is {verdict.value} already, by decision {number}")
            break
    return _add(store, decision)


def undo(store: Store, number: int | None = None) -> Decision:
    """Take a decision back: the store is then as if it had never been made.

    Args:
        store: where it was made.
        number: its place among the decisions, from 1 on; the last one when None.

    Returns:
        The decision that was taken back. Those after it move up by one.

    Raises:
        NotFoundError: there is no decision of that number.
        StoreError: the store cannot be written.
    """
    decisions = list(store.decisions())
    number = len(decisions) if number is None else number
    if not 1 <= number <= len(decisions):
        known = f"there are {len(decisions)}" if decisions else "there is none"
        raise NotFoundError(f"no decision has the number {number}; {known}, see `osgraph decisions`")
    taken = decisions.pop(number - 1)
    _write(store, decisions)
    return taken


def describe(store: Store, decision: Decision) -> str:
    """Return a decision in words, everything by the names that documents give it."""
    names = [query.label(store, term) for term in decision.terms]
    match decision.verdict:
        case Verdict.SAME:
            return f"{names[1]} is {decision.name}"
        case Verdict.DIFFERENT:
            return f"{names[0]} is not {names[1]}"
    return f"{decision.verdict.value}: {names[0]} {iris.local(decision.terms[1])} {names[2]}"


def _refuse_contradiction(before: Sequence[Decision], decision: Decision) -> None:
    """Refuse to merge what was told apart, also where others were merged into the two since."""
    standing = stand_ins([*before, decision])
    for number, earlier in enumerate(before, 1):
        if earlier.verdict is Verdict.DIFFERENT:
            one, other = (standing.get(term, term) for term in earlier.terms)
            if one == other:
                raise InputError(
                    f"<{earlier.terms[0]}> and <{earlier.terms[1]}> are different by decision {number}; "
                    f"if that is wrong, `osgraph undo {number}`"
                )


def _claim(store: Store, claim: str) -> tuple[IRI, IRI, IRI, str]:
    id_ = claim.strip().removeprefix(_CLAIMS)
    if not _ID.fullmatch(id_):
        raise InputError(f"{claim!r} is no id of a claim; `osgraph explain ENTITY --ids` shows them")
    found = store.select(_CLAIM.format(start=_CLAIMS + id_)).plain()
    if not found:
        raise NotFoundError(f"no claim has the id {claim!r}; `osgraph explain ENTITY --ids` shows them")
    if len({row[0] for row in found}) > 1:
        ids = ", ".join(sorted({iris.local(str(row[0])) for row in found}))
        raise InputError(f"several claims have an id that begins with {claim!r}: {ids}; give more of it")
    _, subject, relation, object_, words = map(str, found[0])
    return IRI(subject), IRI(relation), IRI(object_), words


def _add(store: Store, decision: Decision) -> Decision:
    _write(store, [*store.decisions(), decision])
    return decision


def _write(store: Store, decisions: Sequence[Decision]) -> None:
    store.decide(decisions)
    if store.derived_from():
        derive(store)
