"""A learnt extractor: what it knows, and how it reads a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from osgraph.learning import loglinear, pairing, rescoring, scenes, spotting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from osgraph.learning.compatibility import Ends
    from osgraph.learning.forms import Forms
    from osgraph.learning.memory import Memory
    from osgraph.learning.pairing import Pairs
    from osgraph.learning.scenes import Scene
    from osgraph.learning.schema import Schema
    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spotting import Spotter

_TOGETHER: Final = 32  # sentences whose numbers are worked out at once


@dataclass(frozen=True, slots=True)
class Found:
    """A triple found in a sentence: its ends as written canonically, their places, its chance."""

    subject: str
    relation: int
    object: str
    subject_place: int
    object_place: int
    chance: float


@dataclass(frozen=True, eq=False)
class Model:
    """All that was learnt for one ontology."""

    schema: Schema
    memory: Memory
    spotter: Spotter
    places: Mapping[str, int]
    pairs: Mapping[str, int]
    sorts: NDArray[np.bool_]
    weights: loglinear.Weights
    forms: Forms
    known: frozenset[str]
    both: NDArray[np.bool_]
    threshold: float = 0.05
    ends: Ends | None = None
    second: NDArray[np.float32] | None = None

    def assembler(self) -> pairing.Assembler:
        """Return what turns this model's pairs into numbers."""
        return pairing.Assembler(self.schema, self.memory, self.places, self.pairs, self.sorts)

    def read(
        self, sentences: Iterable[Sentence], *, threshold: float | None = None
    ) -> Iterator[tuple[Scene, list[Found]]]:
        """Yield each sentence made ready, with the triples found in it."""
        assembler = self.assembler()
        least = self.threshold if threshold is None else threshold
        waiting = iter(sentences)
        while batch := list(islice(waiting, _TOGETHER)):
            many = [scenes.make(sentence, self.known) for sentence in batch]
            items = self.pairs_of(many)
            for scene, item, chances in zip(many, items, self.chances(assembler, items), strict=True):
                yield scene, self.decode(item, chances, least)

    def pairs_of(self, many: Sequence[Scene]) -> list[Pairs]:
        """Return the likeliest ends of scenes and their pairs."""
        described = [spotting.described(scene, self.memory, own=False) for scene in many]
        chances = self.spotter.chances_of(described)
        return [pairing.make(*each) for each in zip(many, described, chances, strict=True)]

    def chances(self, assembler: pairing.Assembler, items: Sequence[Pairs]) -> list[NDArray[np.float32]]:
        """Return the chances of (pair, relation) of each item, after the second look where there is one."""
        together = loglinear.probabilities(self.weights, assembler.batch(items, own=False))
        out = np.split(together, np.cumsum([len(item.pairs) for item in items])[:-1])
        if self.ends is None or self.second is None:
            return out
        return [
            rescoring.rescore(item, first, self.ends, self.second) if item.pairs else first
            for item, first in zip(items, out, strict=True)
        ]

    def decode(self, item: Pairs, chances: NDArray[np.float32], threshold: float) -> list[Found]:
        """Choose triples: for each object the likeliest, none that overlaps a likelier one's object.

        A second relation of the same two ends is taken where examples have the two together.
        """
        out: list[Found] = []
        taken: list[int] = []
        written = set()
        places = item.scene.places
        for best in _by_object(item, chances):
            if best.chance < threshold:
                break
            if any(places[best.object].overlaps(places[t]) for t in taken):
                continue
            taken.append(best.object)
            beside = np.flatnonzero(self.both[best.relation] & (best.chances >= threshold))
            for relation in (best.relation, *(int(r) for r in beside if r != best.relation)):
                chance = float(best.chances[relation])
                found = self._write(item.scene, best.subject, relation, best.object, chance)
                key = (found.subject, relation, found.object)
                if key not in written and found.subject != found.object:
                    written.add(key)
                    out.append(found)
        return out

    def _write(self, scene: Scene, subject: int, relation: int, object_: int, chance: float) -> Found:
        known = self.schema.relations[relation]
        ends = []
        for place, contexts in ((subject, contexts_of(known.name, known.domain, subject=True)),
                                (object_, contexts_of(known.name, known.range, subject=False))):  # fmt: skip
            ends.append(self.forms.write(scene.sentence, scene.places[place], contexts))
        return Found(ends[0], relation, ends[1], subject, object_, chance)


def contexts_of(relation: str, end: str, *, subject: bool) -> tuple[str, str]:
    """Return the contexts in which forms of a relation's end are learnt, the narrower first."""
    return ("s:" + (end or relation), "s:") if subject else ("o:" + relation, "r:" + end)


@dataclass(frozen=True, slots=True, eq=False)
class _Best:
    """The likeliest subject and relation of an object, with the chances of all relations of the two."""

    chance: float
    object: int
    subject: int
    relation: int
    chances: NDArray[np.float32]


def _by_object(item: Pairs, chances: NDArray[np.float32]) -> list[_Best]:
    """Return for each object its likeliest subject and relation, mentions of one subject added up."""
    groups: dict[tuple[int, str], list[int]] = {}
    for row, (s, o) in enumerate(item.pairs):
        groups.setdefault((o, item.scene.surfaces[s]), []).append(row)
    if not groups:
        return []
    starts = np.cumsum([0, *map(len, groups.values())])[:-1]
    totals = np.add.reduceat(chances[np.concatenate(list(groups.values()))], starts, axis=0)
    best: dict[int, _Best] = {}
    for total, relation, (o, _), rows in zip(
        totals, totals.argmax(axis=1).tolist(), groups, groups.values(), strict=True
    ):
        chance = float(total[relation])
        if o not in best or chance > best[o].chance:
            row = rows[int(chances[rows, relation].argmax())]
            best[o] = _Best(chance, o, item.pairs[row][0], relation, total)
    return sorted(best.values(), key=lambda b: (-b.chance, b.object))
