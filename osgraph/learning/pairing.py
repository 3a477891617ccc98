"""The pairs of a sentence's likeliest subjects and objects, as rows of the softmax model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix

from osgraph.learning import features, values
from osgraph.learning.describing import governors, nouns_of
from osgraph.learning.loglinear import Batch
from osgraph.learning.names import akin, words_of
from osgraph.learning.relating import Relater

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from osgraph.learning.memory import Memory
    from osgraph.learning.scenes import Scene
    from osgraph.learning.schema import Schema
    from osgraph.learning.spans import Place

SUBJECTS: Final = 8
OBJECTS: Final = 12
UNLABELLED: Final = 0.25  # weight of an object of which incomplete examples say nothing
LEAST: Final = 0.02  # chance of a place to be an end, at least
TOGETHER: Final = 0.005  # chance of a subject times that of its object, at least
_OBJECT: Final = 10  # numbers that speak of the object alone
_SUBJECT: Final = 7  # of the subject alone
EXTRAS: Final = _OBJECT + _SUBJECT + 9
_NEAR: Final = 12  # tokens between two ends, at most, for the words between them to count
_STOP: Final = frozenset("of the is has to in by a an or and for at on with from its was are be".split())


@dataclass(frozen=True, eq=False)
class Pairs:
    """The likeliest ends of a scene and their pairs, before features become numbers."""

    scene: Scene
    chances: NDArray[np.float32]
    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]  # places of subject and object; those of one object side by side
    places: tuple[tuple[str, ...], ...]
    features: tuple[tuple[str, ...], ...]


def make(scene: Scene, places: Sequence[Sequence[str]], chances: NDArray[np.float32]) -> Pairs:
    """Choose the ends of a scene by their chances and describe their pairs.

    Args:
        scene: the scene.
        places: the features of its places (:func:`osgraph.learning.spotting.described`).
        chances: (places, 2): the chance of each to be a subject and to be an object.
    """
    subjects = _best(chances[:, 0], SUBJECTS)
    objects = _best(chances[:, 1], OBJECTS)
    relater = Relater(scene.sentence, scene.places, scene.kinds)
    rank = {s: n for n, s in enumerate(sorted(subjects, key=lambda s: (-chances[s, 0], s)))}
    likely = np.outer(chances[:, 1], chances[:, 0]) >= TOGETHER
    places_ = scene.places
    pairs = [
        (s, o) for o in objects for s in subjects if likely[o, s] and not places_[s].overlaps(places_[o])
    ]
    return Pairs(
        scene=scene,
        chances=chances,
        subjects=subjects,
        objects=tuple(o for o in objects if any(p[1] == o for p in pairs)),
        pairs=tuple(pairs),
        places=tuple(map(tuple, places)),
        features=tuple((*relater.features(s, o), *_standing(chances, rank, s, o)) for s, o in pairs),
    )


def _standing(chances: NDArray[np.float32], rank: Mapping[int, int], s: int, o: int) -> list[str]:
    """Describe how likely a subject is beside its rivals and its object."""
    likelier = "more" if chances[o, 0] > chances[s, 0] else "less"
    return [f"subject rank={min(rank[s], 4)}", f"object {likelier} a subject {min(rank[s], 2)}"]


def _best(chances: NDArray[np.float32], count: int) -> tuple[int, ...]:
    order = np.argsort(-chances, kind="stable")[:count]
    return tuple(sorted(int(i) for i in order if chances[i] >= LEAST))


class Assembler:
    """Turns pairs into numbers, given a schema, memory and vocabularies."""

    def __init__(self, schema: Schema, memory: Memory, places: Mapping[str, int], pairs: Mapping[str, int],
                 sorts: NDArray[np.bool_]) -> None:  # fmt: skip
        self.schema = schema
        self.memory = memory
        self.places = places
        self.pairs = pairs
        self.sorts = sorts  # (relations, 3): sorts of value seen or allowed
        self._matches: dict[str, NDArray[np.float32]] = {}
        self._classes: dict[str, NDArray[np.float32]] = {}

    @cached_property
    def width(self) -> int:
        """Number of relations."""
        return len(self.schema.relations)

    def matches(self, lemma: str) -> NDArray[np.float32]:
        """Return how well a word fits the label of each relation: its share of the label's words."""
        if lemma not in self._matches:
            row = np.zeros(self.width, np.float32)
            if lemma not in _STOP:
                for number, relation in enumerate(self.schema.relations):
                    words = [w for w in relation.words if w not in _STOP] or list(relation.words)
                    row[number] = sum(akin(lemma, word) for word in words) / max(1, len(words))
            self._matches[lemma] = row
        return self._matches[lemma]

    def batch(self, many: Sequence[Pairs], *, own: bool) -> Batch:
        """Assemble the pairs of many scenes."""
        subject_rows: list[features.Ids] = []
        object_rows: list[features.Ids] = []
        object_of: list[int] = []
        subject_of: list[int] = []
        shared: list[NDArray[np.float32]] = []
        allowed: list[NDArray[np.bool_]] = []
        for item in many:
            subject_at = {s: len(subject_rows) + n for n, s in enumerate(item.subjects)}
            object_at = {o: len(object_rows) + n for n, o in enumerate(item.objects)}
            subject_rows += [features.numbered(item.places[s], self.places) for s in item.subjects]
            object_rows += [features.numbered(item.places[o], self.places) for o in item.objects]
            subject_of += [subject_at[s] for s, _ in item.pairs]
            object_of += [object_at[o] for _, o in item.pairs]
            allowed += [self.sorts[:, _sort(item.scene.kinds[o])] for o in item.objects]
            if item.pairs:
                shared.append(self._shared(item, own=own))
        nothing = np.zeros((0, self.width, EXTRAS), np.float32)
        return Batch(
            objects=features.matrix(object_rows, len(self.places)),
            subjects=features.matrix(subject_rows, len(self.places)),
            pairs=features.matrix(
                [features.numbered(f, self.pairs) for i in many for f in i.features], len(self.pairs)
            ),
            object_of=np.array(object_of, np.int64),
            subject_of=np.array(subject_of, np.int64),
            shared=np.concatenate(shared) if shared else nothing,
            allowed=np.array(allowed, bool).reshape(len(object_rows), self.width),
        )

    def _shared(self, item: Pairs, *, own: bool) -> NDArray[np.float32]:
        """Return what means the same for every relation: (pairs, relations, extras)."""
        scene, sentence = item.scene, item.scene.sentence
        without = scene.group if own else None
        words = np.array([self.matches(lemma) for lemma in sentence.lemmas])  # (tokens, relations)
        sums = np.concatenate([np.zeros((1, self.width), np.float32), np.cumsum(words, axis=0)])
        whole = self.whole(words, sentence.lemmas)
        logits = (np.log(item.chances + 1e-6) - np.log(1 - item.chances + 1e-6)) / 4
        subjects = np.array([self._of_subject(item, s, sums, logits, without) for s in item.subjects])
        objects = np.array([self._of_object(item, o, words, sums, logits, without) for o in item.objects])
        subject_at = {s: n for n, s in enumerate(item.subjects)}
        object_at = {o: n for n, o in enumerate(item.objects)}
        out = np.zeros((len(item.pairs), self.width, EXTRAS), np.float32)
        out[:, :, :_OBJECT] = objects[[object_at[o] for _, o in item.pairs]]
        out[:, :, _OBJECT : _OBJECT + _SUBJECT] = subjects[[subject_at[s] for s, _ in item.pairs]]
        rest = out[:, :, _OBJECT + _SUBJECT :]
        rest[:, :, 0] = self._between(item, sums)
        rest[:, :, 1] = 1.0
        label = np.maximum(out[:, :, 0], rest[:, :, 0])
        rest[:, :, 2] = label > 0.99
        rest[:, :, 3] = _leading(label)
        label = out[:, :, 0:3].max(axis=2)
        rest[:, :, 4] = label > 0.99
        rest[:, :, 5] = _leading(label)
        rest[:, :, 6] = whole
        rest[:, :, 7] = _leading(whole)
        rest[:, :, 8] = whole < 0.01
        return out

    def _of_object(self, item: Pairs, place: int, words: NDArray[np.float32], sums: NDArray[np.float32],
                   logits: NDArray[np.float32], without: str | None) -> NDArray[np.float32]:  # fmt: skip
        """Return what speaks of an object: labels' words around, above and in it, what is known of it."""
        start, end = item.scene.places[place]
        size = len(words)
        out = np.zeros((self.width, _OBJECT), np.float32)
        out[:, 0] = np.minimum(sums[start] - sums[max(0, start - 4)], 1.0)
        out[:, 1] = np.minimum(sums[min(size, end + 3)] - sums[end], 1.0)
        for governor in governors(item.scene.sentence, item.scene.sentence.head(start, end)):
            np.maximum(out[:, 2], words[governor], out=out[:, 2])
        out[:, 3:5] = _known(self.memory.object(item.scene.surfaces[place], without), self.width)
        out[:, 5] = logits[place, 1]
        out[:, 6:8] = self._class_match(item, place, subject=False)
        out[:, 8:10] = self._own_words(sums, item.scene.places[place])
        return out

    def _of_subject(self, item: Pairs, place: int, sums: NDArray[np.float32], logits: NDArray[np.float32],
                    without: str | None) -> NDArray[np.float32]:  # fmt: skip
        """Return what speaks of a subject: what is known of it, its class, labels' words in it."""
        out = np.zeros((self.width, _SUBJECT), np.float32)
        out[:, 0:2] = _known(self.memory.subject(item.scene.surfaces[place], without), self.width)
        out[:, 2] = logits[place, 0]
        out[:, 3:5] = self._class_match(item, place, subject=True)
        out[:, 5:7] = self._own_words(sums, item.scene.places[place])
        return out

    def _between(self, item: Pairs, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how much of each relation's label stands between the ends of each pair."""
        places = item.scene.places
        ends = [sorted((places[s], places[o])) for s, o in item.pairs]
        near = [
            (right.start, left.end) if 0 <= right.start - left.end <= _NEAR else (0, 0)
            for left, right in ends
        ]
        return np.asarray(
            np.minimum(sums[[n[0] for n in near]] - sums[[n[1] for n in near]], 1.0), np.float32
        )

    def _own_words(self, sums: NDArray[np.float32], place: Place) -> NDArray[np.float32]:
        """Return how much of each relation's label a place holds itself, and the most of any label's.

        What holds words of a label is rarely a name: "runway length" is no runway.
        """
        own = np.minimum(sums[place.end] - sums[place.start], 1.0)
        most = np.full_like(own, own.max(initial=0.0))
        return np.stack([own, most], axis=1).astype(np.float32)

    def whole(self, words: NDArray[np.float32], lemmas: tuple[str, ...]) -> NDArray[np.float32]:
        """Return how much of each relation's label the sentence holds, each of its words counted once."""
        first = [number for number, lemma in enumerate(lemmas) if lemma not in lemmas[:number]]
        return np.asarray(np.minimum(words[first].sum(axis=0), 1.0), np.float32)

    def _class_match(self, item: Pairs, place: int, *, subject: bool) -> NDArray[np.float32]:
        """Return whether a place's own words, and the nouns said of it, name a relation's domain or range."""
        sentence = item.scene.sentence
        start, end = item.scene.places[place]
        said = nouns_of(sentence, item.scene.places[place], sentence.head(start, end))
        out = np.zeros((self.width, 2), np.float32)
        for column, lemmas in enumerate((sentence.lemmas[start:end], said)):
            for lemma in lemmas:
                np.maximum(out[:, column], self.classes(lemma)[0 if subject else 1], out=out[:, column])
        return out

    def classes(self, lemma: str) -> NDArray[np.float32]:
        """Return for each relation whether a word is in the name of its domain, and of its range."""
        if lemma not in self._classes:
            self._classes[lemma] = np.array(
                [
                    [any(akin(lemma, word) for word in words_of(end)) for end in ends]
                    for ends in (
                        [r.domain for r in self.schema.relations],
                        [r.range for r in self.schema.relations],
                    )
                ],
                np.float32,
            )
        return self._classes[lemma]


def _leading(label: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say where a label is met as well as any, of those that are met at all."""
    return np.asarray((label > 0.3) & (label >= label.max(axis=-1, keepdims=True) - 0.01))


def _known(counts: dict[int, int], width: int) -> NDArray[np.float32]:
    """Return for each relation how well a name is known for it, and whether for others alone."""
    out = np.zeros((width, 2), np.float32)
    if counts:
        out[:, 1] = 1.0
        for relation, count in counts.items():
            out[relation] = (np.log1p(count), 0.0)
    return out


def _sort(kind: str) -> int:
    return ("date", "number", "text").index(values.Value(kind).sort)


def targets(many: Sequence[Pairs], width: int, *, incomplete: bool) -> tuple[csr_matrix, NDArray[np.float32]]:
    """Return the truth of (pair, relation) as shares of each object, and the weight of each object.

    Of several mentions of a triple's ends, those that stand closest are taken; an object's further
    mentions have no weight. An object whose subject the sentence does not name is none here.
    """
    rows, columns, shares = [], [], []
    importance: list[float] = []
    offset = 0
    for item in many:
        at = {pair: offset + n for n, pair in enumerate(item.pairs)}
        chosen: dict[int, list[tuple[int, int]]] = {}
        ignored: set[int] = set()
        astray: set[int] = set()
        for fact in item.scene.facts:
            (ignored if fact.subjects else astray).update(fact.objects)
            near = [(_gap(item, s, o), s, o) for s in fact.subjects for o in fact.objects if (s, o) in at]
            if near:
                _, s, o = min(near)
                if (at[s, o], fact.relation) not in chosen.setdefault(o, []):
                    chosen[o].append((at[s, o], fact.relation))
        for o in item.objects:
            for row, relation in chosen.get(o, ()):
                rows.append(row)
                columns.append(relation)
                shares.append(1.0 / len(chosen[o]))
            if o in ignored and o not in chosen:
                importance.append(0.0)
            else:
                importance.append(1.0 if o in chosen or o in astray or not incomplete else UNLABELLED)
        offset += len(item.pairs)
    truth = csr_matrix((np.array(shares, np.float32), (rows, columns)), shape=(offset, width))
    return truth, np.array(importance, np.float32)


def _gap(item: Pairs, subject: int, object_: int) -> int:
    s, o = item.scene.places[subject], item.scene.places[object_]
    return max(o.start - s.end, s.start - o.end)
