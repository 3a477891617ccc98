"""How relations of one sentence fit each other: by their ends' classes, and as the examples have them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from osgraph.learning.scenes import Scene
    from osgraph.learning.schema import Schema

    Floats = NDArray[np.float32]

_PRIOR: Final = 3.0  # pairs of relations that are taken to be as all pairs are, beside those seen
_ENOUGH: Final = 2  # examples in which two relations have the same two ends
_MOST: Final = 1.5  # farthest that seeing two relations together may speak for or against


@dataclass(frozen=True, eq=False)
class Ends:
    """How relations fit each other; tables are (relations, relations).

    Attributes:
        same_domain: whether two have one domain.
        range_domain: whether the range of the first is the domain of the second.
        single: for each relation, the share of subjects that have one object for it.
        shares: how much oftener than other pairs the two have one subject, in a sentence that has both.
        chains: how much oftener the object of the first is the subject of the second.
        beside: log of how much oftener than by chance they stand in one sentence.
    """

    same_domain: Floats
    range_domain: Floats
    single: Floats
    shares: Floats
    chains: Floats
    beside: Floats


def ends_of(schema: Schema, scenes: Iterable[Scene]) -> Ends:
    """Compare the ends of relations, and count how examples put them together."""
    domains = [r.domain for r in schema.relations]
    ranges = [r.range for r in schema.relations]
    width = len(domains)
    single = np.full((width, 2), 1.0)
    alone = np.zeros(width)
    shares, chains, both = (np.zeros((width, width)) for _ in range(3))
    for scene in scenes:
        objects: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        for one in scene.facts:
            subject, _, object_ = one.triple
            objects[subject, one.relation].add(object_)
            alone[one.relation] += 1
            for other in scene.facts:
                if other is not one:
                    pair = one.relation, other.relation
                    both[pair] += 1
                    shares[pair] += subject == other.triple[0]
                    chains[pair] += object_ == other.triple[0]
        for (_, relation), found in objects.items():
            single[relation, min(len(found), 2) - 1] += 1
    chance = np.outer(alone, alone) * both.sum() / max(1.0, alone.sum()) ** 2
    return Ends(
        np.array([[a == b for b in domains] for a in domains], np.float32),
        np.array([[a == b for b in domains] for a in ranges], np.float32),
        (single[:, 0] / single.sum(axis=1)).astype(np.float32),
        _above(shares, both),
        _above(chains, both),
        np.log((both + 1) / (chance + 1)).clip(-_MOST, _MOST).astype(np.float32),
    )


def both_of(schema: Schema, scenes: Iterable[Scene], *, incomplete: bool) -> NDArray[np.bool_]:
    """Return where a second relation (column) may hold of the two ends of a first one (row).

    It may where enough examples have the two so, as of a film's director and its writer; and, if examples
    tell all, where half of those with the first do.
    """
    width = len(schema.relations)
    counts = np.zeros((width, width), int)
    for scene in scenes:
        relations: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for fact in scene.facts:
            relations[fact.triple[0], fact.triple[2]].add(fact.relation)
        for own in relations.values():
            for one in own:
                counts[one, list(own)] += 1
    alone = counts.diagonal()[:, None]
    both = (counts >= _ENOUGH) & (incomplete | (2 * counts >= alone))
    np.fill_diagonal(both, False)
    return both


def _above(counts: NDArray[np.float64], of: NDArray[np.float64]) -> Floats:
    """Return how far each share is above that of all, which it is drawn towards."""
    usual = counts.sum() / max(1.0, of.sum())
    return np.asarray((counts + _PRIOR * usual) / (of + _PRIOR) - usual, np.float32)
