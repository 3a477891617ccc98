"""Entities that may be one thing under two names, with the reasons to think so.

Only a person can tell; what was decided to be different is not brought up again. Names are compared by the
ratio of their longest common subsequence (Indel similarity, as rapidfuzz computes it), by words and by
initials; that the two are spoken of alike makes it likelier.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph import iris, ontology, query
from osgraph.model import IRI, Verdict
from osgraph.store import stand_ins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.ontology import Ontology
    from osgraph.query import EntityRecord
    from osgraph.store import Store

_NEIGHBOURS: Final = 30  # names that one is compared with, in the order of a block of names
_SPELLING: Final = 0.88  # least similarity of two spellings of one name
_ALIAS: Final = 0.95
_ACRONYM: Final = 0.8
_PART: Final = 0.7
_IMPOSSIBLE: Final = 2.0
_SHARED: Final = 0.05  # for each thing that is said of both
_MOST_SHARED: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
_JOINING: Final = frozenset({"a", "and", "for", "in", "of", "on", "the"})  # left out of initials


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities that may be one.

    Attributes:
        kept: the one with more claims.
        kept_name: what it is called.
        merged: the other.
        merged_name: what that is called.
        score: how likely, from 0 to 1: for the order of a list, no probability.
        reasons: why, in words: what their names have in common, and what is said of both, if anything is.
    """

    kept: IRI
    kept_name: str
    merged: IRI
    merged_name: str
    score: float
    reasons: tuple[str, ...]


def suggest(store: Store, vocabulary: Ontology | None = None) -> list[Suggestion]:
    """Return the pairs of entities that may be one, the likeliest first.

    Args:
        store: where the entities are.
        vocabulary: tells which classes go together; the shipped ontology when None.
    """
    vocabulary = vocabulary or ontology.load()
    records = query.entities(store)
    order = {record.iri: place for place, record in enumerate(records)}
    apart, about = _apart(store), _about(store)
    found = []
    for one, other in _pairs(records):
        kept, merged = sorted((one, other), key=lambda record: order[record.iri])
        if frozenset({kept.iri, merged.iri}) in apart:
            continue
        score, reason = _likeness(kept, merged)
        least = _least(kept.cls, merged.cls, vocabulary)
        if reason and score >= least:
            shared = sorted(about.get(kept.iri, set()) & about.get(merged.iri, set()))[:_MOST_SHARED]
            score = min(1.0, score + _SHARED * len(shared))
            reasons = (reason, *([f"said of both: {', '.join(shared)}"] if shared else []))
            found.append(Suggestion(kept.iri, kept.name, merged.iri, merged.name, round(score, 3), reasons))
    return sorted(found, key=lambda one: (-one.score, one.kept_name, one.merged_name, one.kept, one.merged))


def _apart(store: Store) -> set[frozenset[IRI]]:
    """Return the pairs that were decided to be different, by what stands for them now."""
    decisions = store.decisions()
    standing = stand_ins(decisions)
    return {
        frozenset(standing.get(term, term) for term in decision.terms)
        for decision in decisions
        if decision.verdict is Verdict.DIFFERENT
    }


def _about(store: Store) -> Mapping[IRI, set[str]]:
    """Return what is said of each entity, in words: "develops Lark", "supplies, of Ostwell"."""
    said: dict[IRI, set[str]] = defaultdict(set)
    for record in query.claims(store):
        said[record.subject].add(f"{record.relation_name} {record.object_name}")
        said[record.object].add(f"{record.relation_name}, of {record.subject_name}")
    return said


def _pairs(records: Sequence[EntityRecord]) -> Iterator[tuple[EntityRecord, EntityRecord]]:
    """Yield the pairs that are worth a look: names with a word, a beginning or initials in common.

    In a block of many names each is compared with its neighbours alone, so that the work grows with the
    number of entities, not with its square.
    """
    blocks: dict[str, dict[IRI, EntityRecord]] = defaultdict(dict)
    for record in records:
        for name in (record.name, *record.aliases):
            for key in _keys(name):
                blocks[key][record.iri] = record
    seen: set[tuple[IRI, IRI]] = set()
    for _, block in sorted(blocks.items()):
        members = sorted(block.values(), key=lambda record: (_squashed(record.name), record.iri))
        for place, one in enumerate(members):
            for other in members[place + 1 : place + 1 + _NEIGHBOURS]:
                pair = min(one.iri, other.iri), max(one.iri, other.iri)
                if pair not in seen:
                    seen.add(pair)
                    yield one, other


def _keys(name: str) -> Iterator[str]:
    yield from (f"word {word}" for word in _words(name))
    yield f"start {_squashed(name)[:4]}"
    yield f"initials {_initials(name) or _squashed(name)}"


def _likeness(one: EntityRecord, other: EntityRecord) -> tuple[float, str]:
    """Return how alike two entities are by their names alone, and why; 0 and "" where they are not."""
    from rapidfuzz.distance import Indel

    forms = [{_squashed(name): name for name in (record.name, *record.aliases)} for record in (one, other)]
    if shared := sorted(forms[0].keys() & forms[1].keys()):
        names = sorted({form[shared[0]] for form in forms})
        return _ALIAS, f"both are called {' or '.join(names)}"
    if _numbers(one.name) != _numbers(other.name):
        return 0.0, ""  # two versions of one thing are two things
    for short, long in ((one.name, other.name), (other.name, one.name)):
        if short.isupper() and _initials(long) == short.casefold():
            return _ACRONYM, f"{short} are the initials of {long}"
    ratio = Indel.normalized_similarity(_squashed(one.name), _squashed(other.name))
    if ratio >= _SPELLING:
        return ratio * _ALIAS, f"spelled alike ({ratio:.0%})"
    for short, long in ((one.name, other.name), (other.name, one.name)):
        if _is_proper(short) and _is_proper(long) and set(_words(short)) < set(_words(long)):
            return _PART, f"{short} is part of the name {long}"
    return 0.0, ""


def _least(one: str, other: str, vocabulary: Ontology) -> float:
    """Return how alike names must be for a thing to be of both classes.

    Classes of one branch below the root go together. A firm is no model, however alike their names; but
    what is in no branch (a concept, a policy) is easily taken for something else.
    """
    above = [vocabulary.ancestors(iris.term(cls))[:-1] for cls in (one, other)]
    if not set(above[0]).isdisjoint(above[1]) or one == other:
        return 0.0
    return _IMPOSSIBLE if all(len(branch) > 1 for branch in above) else _SPELLING * _ALIAS


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold())


def _squashed(name: str) -> str:
    return "".join(_words(name))


def _numbers(name: str) -> list[str]:
    return sorted(re.findall(r"\d+", name))


def _initials(name: str) -> str:
    """Return the initials of a name of several words, "" of another.

    Example:
        >>> _initials("Institute of Advanced Nuts"), _initials("Nut")
        ('ian', '')
    """
    words = [word for word in _words(name) if word not in _JOINING]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _is_proper(name: str) -> bool:
    """Say whether a name is a proper one: no word of it is in small letters."""
    return not any(word.islower() and word not in _JOINING for word in _WORD.findall(name))
