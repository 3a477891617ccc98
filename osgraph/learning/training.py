"""Learning of a model from aligned examples."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from osgraph.learning import (
    compatibility,
    features,
    forms,
    loglinear,
    pairing,
    scenes,
    spans,
    spotting,
    values,
)
from osgraph.learning.contents import surface
from osgraph.learning.memory import Recorder
from osgraph.learning.model import Model, contexts_of
from osgraph.learning.names import bare, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osgraph.learning.memory import Memory
    from osgraph.learning.pairing import Pairs
    from osgraph.learning.scenes import Scene, Triple
    from osgraph.learning.schema import Schema
    from osgraph.learning.sentences import Sentence

FOLDS: Final = 4
LEAST: Final = 2  # sentences that a feature must stand in; more where there are many examples
BALANCE: Final = 0.5  # 0: each sentence counts alike; 1: each group of sentences about one thing does
ALL, WORD, END = (
    0.7,
    0.5,
    0.5,
)  # how much of the weights is shared: by all, by a word of the label, by a class
_ENOUGH: Final = 4  # examples of a relation after which a sort of value never seen is forbidden
_ODD: Final = 0.04  # and a sort that no more than this share of them has


def ready(examples: Sequence[tuple[Sentence, Sequence[Triple]]], schema: Schema) -> list[Scene]:
    """Make examples ready: candidate places, features, alignment."""
    known = spans.known_names(plain(end) for _, triples in examples for t in triples for end in (t[0], t[2]))
    return [scenes.make(sentence, known, triples, schema) for sentence, triples in examples]


def fit(many: Sequence[Scene], schema: Schema, *, incomplete: bool = False) -> Model:
    """Learn a model from scenes with facts."""
    memory = remember(many)
    described = [spotting.described(scene, memory, own=True) for scene in many]
    spotter = spotting.fit(many, described, incomplete=incomplete)
    chances = _unseen(many, described, incomplete=incomplete)
    items = [pairing.make(*each) for each in zip(many, described, chances, strict=True)]
    least = LEAST + (len(many) > 300) + len(many) // 1000
    place_words = features.vocabulary(
        ((i.scene.sentence.text, i.places[p]) for i in items for p in {*i.subjects, *i.objects}),
        least=least,
    )
    pair_words = features.vocabulary(
        ((i.scene.sentence.text, f) for i in items for f in i.features), least=least
    )
    sorts = sorts_of(many, schema)
    batch = pairing.Assembler(schema, memory, place_words, pair_words, sorts).batch(items, own=True)
    truth, importance = pairing.targets(items, len(schema.relations), incomplete=incomplete)
    weights = loglinear.fit(
        batch,
        truth,
        importance * _balance(items),
        parts_of(schema),
        np.asarray(truth.sum(axis=0)).ravel() > 0,
    )
    names = (plain(e) for scene in many for f in scene.facts for e in (f.triple[0], f.triple[2]))
    known = spans.known_names(names)
    return Model(
        schema=schema,
        memory=memory,
        spotter=spotter,
        places=place_words,
        pairs=pair_words,
        sorts=sorts,
        weights=weights,
        forms=write(many, schema),
        known=known,
        both=compatibility.both_of(schema, many, incomplete=incomplete),
    )


def _balance(items: Sequence[Pairs]) -> NDArray[np.float32]:
    """Return a weight for each object that keeps a much repeated subject matter from ruling: 1 on average."""
    sizes = Counter(item.scene.group for item in items)
    rows = [np.full(len(item.objects), sizes[item.scene.group] ** -BALANCE) for item in items]
    weights = np.concatenate([np.zeros(0), *rows])
    return (weights / weights.mean() if len(weights) else weights).astype(np.float32)


def remember(many: Sequence[Scene]) -> Memory:
    """Record the roles of all names, by their canonical and their surface forms."""
    recorder = Recorder()
    for scene in many:
        for fact in scene.facts:
            ends = []
            for places, canonical in ((fact.subjects, fact.triple[0]), (fact.objects, fact.triple[2])):
                names = {scene.surfaces[p] for p in places} | {
                    surface(plain(canonical)),
                    surface(bare(canonical)),
                }
                ends.append(names - {""})
            recorder.add(ends[0], fact.relation, ends[1], scene.group)
    return recorder.memory()


def folds_of(groups: Sequence[str], count: int) -> list[int]:
    """Spread groups over folds, large groups first, each into the smallest fold."""
    sizes = {g: groups.count(g) for g in dict.fromkeys(groups)}
    loads = [0] * count
    fold_of = {}
    for group in sorted(sizes, key=lambda g: (-sizes[g], g)):
        smallest = loads.index(min(loads))
        fold_of[group] = smallest
        loads[smallest] += sizes[group]
    return [fold_of[g] for g in groups]


def _unseen(
    many: Sequence[Scene], described: Sequence[Sequence[Sequence[str]]], *, incomplete: bool
) -> list[NDArray[np.float32]]:
    """Return the chances of each scene's places, from a spotter that has not seen the scene's group."""
    folds = folds_of([scene.group for scene in many], FOLDS)
    out: dict[int, NDArray[np.float32]] = {}
    for fold in range(FOLDS):
        rest = [n for n, f in enumerate(folds) if f != fold] or list(range(len(many)))
        own = [n for n, f in enumerate(folds) if f == fold]
        if own:
            spotter = spotting.fit(
                [many[n] for n in rest], [described[n] for n in rest], incomplete=incomplete
            )
            out.update(zip(own, spotter.chances_of([described[n] for n in own]), strict=True))
    return [out[n] for n in range(len(many))]


def sorts_of(many: Sequence[Scene], schema: Schema) -> NDArray[np.bool_]:
    """Return which sorts of value ("date", "number", "text") each relation may have."""
    order = ("date", "number", "text")
    seen = np.zeros((len(schema.relations), 3), int)
    for scene in many:
        for fact in scene.facts:
            for sort in {values.Value(scene.kinds[o]).sort for o in fact.objects}:
                seen[fact.relation, order.index(sort)] += 1
    out = np.ones((len(schema.relations), 3), bool)
    for number, relation in enumerate(schema.relations):
        if seen[number].sum() >= _ENOUGH:
            out[number] = seen[number] > _ODD * seen[number].sum()
        elif relation.sort:
            out[number] = [sort == relation.sort for sort in order]
    return out


def parts_of(schema: Schema) -> NDArray[np.float32]:
    """Return how the weights of relations are shared: (parts, relations).

    A relation's weights are the sum of its own, of those of its label's words, of its ends' classes,
    and of those of all relations.
    """
    rows: dict[str, dict[int, float]] = {}
    for number, relation in enumerate(schema.relations):
        rows.setdefault("all", {})[number] = ALL
        rows.setdefault(f"relation {relation.name}", {})[number] = 1.0
        for word in relation.words:
            rows.setdefault(f"word {word}", {})[number] = WORD
        rows.setdefault(f"domain {relation.domain}", {})[number] = END
        rows.setdefault(f"range {relation.range}", {})[number] = END
    shared = {name: row for name, row in sorted(rows.items()) if len(row) > 1 or name.startswith("relation")}
    out = np.zeros((len(shared), len(schema.relations)), np.float32)
    for index, row in enumerate(shared.values()):
        for number, weight in row.items():
            out[index, number] = weight
    # Under the penalty, so many parts are the same as a root of their covariance, which is smaller.
    return np.asarray(np.linalg.cholesky(out.T @ out).T, np.float32)


def write(many: Sequence[Scene], schema: Schema) -> forms.Forms:
    """Learn how values are written from all aligned ends."""
    observed = []
    for scene in many:
        for fact in scene.facts:
            relation = schema.relations[fact.relation]
            for places, canonical, contexts in (
                (fact.subjects, fact.triple[0], contexts_of(relation.name, relation.domain, subject=True)),
                (fact.objects, fact.triple[2], contexts_of(relation.name, relation.range, subject=False)),
            ):
                observed += [
                    forms.Writing(scene.sentence, scene.places[p], canonical, contexts) for p in places
                ]
    return forms.learn(observed)
