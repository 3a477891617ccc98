"""What models say of examples that they have not seen: cross-validation by what examples are about."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from osgraph.learning import compatibility, pairing, rescoring, scenes, training
from osgraph.learning.names import squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from osgraph.learning.compatibility import Ends
    from osgraph.learning.model import Found, Model
    from osgraph.learning.pairing import Pairs
    from osgraph.learning.scenes import Scene
    from osgraph.learning.schema import Schema

FOLDS: Final = 3
GRID: Final = (0.02, 0.03, 0.04, 0.055, 0.07, 0.09, 0.12, 0.16, 0.2)
USUAL: Final = 0.06  # threshold where nothing else is known
MOST: Final = 500  # examples that cross-validation uses, at most
_FEW: Final = 40
_ELSEWHERE: Final = 0.25  # weight of a triple whose relation an incomplete example does not give at all


@dataclass(frozen=True, eq=False)
class Unseen:
    """An example with the triples that a model found which had not seen it, at the lowest threshold."""

    scene: Scene
    found: tuple[Found, ...]


def finish(
    many: Sequence[Scene], schema: Schema, model: Model, *, incomplete: bool
) -> tuple[Model, list[Unseen]]:
    """Learn what needs unseen examples: the second look and the threshold."""
    many = some(many, MOST)
    items: list[Pairs] = []
    chances: list[NDArray[np.float32]] = []
    models: list[Model] = []
    ends: list[Ends] = []
    folds = training.folds_of([scene.group for scene in many], FOLDS)
    for fold in range(FOLDS):
        rest = [scene for scene, f in zip(many, folds, strict=True) if f != fold]
        own = [scene for scene, f in zip(many, folds, strict=True) if f == fold]
        if not rest or not own:
            continue
        part = training.fit(rest, schema, incomplete=incomplete)
        again = [
            scenes.make(scene.sentence, part.known, [f.triple for f in scene.facts], schema) for scene in own
        ]
        pairs = part.pairs_of(again)
        items += pairs
        chances += part.chances(part.assembler(), pairs)
        models += [part] * len(own)
        ends += [compatibility.ends_of(schema, rest)] * len(own)
    truth, importance = pairing.targets(items, len(schema.relations), incomplete=incomplete)
    # Where examples keep one triple of many, the look at the others would learn that there are none.
    weights = None if incomplete else rescoring.fit(items, chances, truth, importance, ends)
    unseen = []
    for item, chance, part, fitting in zip(items, chances, models, ends, strict=True):
        seen = (
            chance if weights is None or not item.pairs else rescoring.rescore(item, chance, fitting, weights)
        )
        unseen.append(Unseen(item.scene, tuple(part.decode(item, seen, GRID[0])) if item.pairs else ()))
    finished = replace(
        model,
        ends=compatibility.ends_of(schema, many),
        second=weights,
        threshold=threshold(unseen, incomplete=incomplete),
    )
    return finished, unseen


def curve(
    learnt: Sequence[Scene], schema: Schema, *, incomplete: bool, sizes: Sequence[int] = (10, 30, 100)
) -> list[tuple[int, float, float]]:
    """Return the quality with growing numbers of examples, always measured on the same unseen ones.

    Returns:
        Number of examples, mean F1 of sentences, pooled F1; the last line is for all that can be spared.
    """
    folds = training.folds_of([scene.group for scene in learnt], FOLDS)
    rest = [scene for scene, f in zip(learnt, folds, strict=True) if f]
    own = [scene for scene, f in zip(learnt, folds, strict=True) if not f]
    out = []
    for size in sorted({*(size for size in sizes if size < len(rest)), len(rest)}):
        model = training.fit(some(rest, size), schema, incomplete=incomplete)
        unseen = [
            Unseen(scene, tuple(found))
            for scene, (_, found) in zip(own, model.read(s.sentence for s in own), strict=True)
        ]
        out.append((size, *scores(unseen, USUAL, incomplete=incomplete)))
    return out


def some(many: Sequence[Scene], most: int) -> Sequence[Scene]:
    """Return so many examples at even distances: what is estimated here needs no more."""
    step = max(1.0, len(many) / most)
    return [many[int(n * step)] for n in range(min(most, len(many)))]


def threshold(unseen: Sequence[Unseen], *, incomplete: bool) -> float:
    """Return the threshold with the best mean of sentence-wise and pooled F1.

    Smoothed over its neighbours, and drawn towards the usual one where the examples are about few things:
    such a few say little about the next.
    """
    if incomplete or not unseen:  # incomplete examples cannot tell how much more there is to be found
        return USUAL
    values = [sum(scores(unseen, t, incomplete=incomplete)) for t in GRID]
    padded = [values[0], *values, values[-1]]
    smooth = [sum(padded[n : n + 3]) for n in range(len(values))]
    best = GRID[smooth.index(max(smooth))]
    groups = len({one.scene.group for one in unseen})
    trust = groups / (groups + _FEW)
    return round(math.exp(trust * math.log(best) + (1 - trust) * math.log(USUAL)), 4)


def scores(unseen: Sequence[Unseen], least: float, *, incomplete: bool) -> tuple[float, float]:
    """Return the mean F1 of sentences that give triples, over the relations of each, and the pooled F1."""
    total = hits = wanted = given = 0.0
    for one in unseen:
        gold = {(squeezed(f.triple[0]), f.relation, squeezed(f.triple[2])) for f in one.scene.facts}
        relations = {relation for _, relation, _ in gold}
        found = {key(f) for f in one.found if f.chance >= least}
        kept = {f for f in found if f[1] in relations}
        right = len(gold & found)
        total += 2 * right / (len(kept) + len(gold)) if gold else 0.0
        hits += right
        wanted += len(gold)
        given += len(kept) + (_ELSEWHERE if incomplete else 1.0) * (len(found) - len(kept))
    stating = sum(bool(one.scene.facts) for one in unseen)
    return total / max(1, stating), 2 * hits / (given + wanted) if given + wanted else 0.0


def key(found: Found) -> tuple[str, int, str]:
    """Return a found triple as it is compared with those of examples."""
    return squeezed(found.subject), found.relation, squeezed(found.object)
