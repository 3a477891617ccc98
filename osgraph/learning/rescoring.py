"""A second look at a sentence's candidate triples, in the light of each other.

The softmax judges each object by itself. Whether "X" can be the subject of a relation also depends on what
else the sentence says of X: as subject of relations with that domain, as object of relations whose range is
that domain, in the opposite direction. A dozen numbers say so, their weights learnt on examples that the
first model had not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.optimize import minimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from osgraph.learning.compatibility import Ends
    from osgraph.learning.pairing import Pairs

    Floats = NDArray[np.float32]

NAMES: Final = (
    "the first look", "all subjects together", "subject of the same domain", "subject of another domain",
    "subject is object of this domain", "subject is object of another range",
    "object is subject of this range", "object is subject of another domain", "the opposite direction",
    "another object, where one is usual",
    "another object, where many are usual", "the relation elsewhere", "subject of nothing else",
    "subject shared as in examples", "subject is object as in examples", "object is subject as in examples",
    "together as in examples",
    "none",
)  # fmt: skip
_SMALL: Final = 1e-4


def features(item: Pairs, chances: Floats, ends: Ends) -> tuple[Floats, Floats]:
    """Return the numbers of each (pair, relation), and the log of what is left for "none" of each object."""
    subjects = {place: n for n, place in enumerate(item.subjects)}
    objects = {place: n for n, place in enumerate(item.objects)}
    s = np.array([subjects[a] for a, _ in item.pairs])
    o = np.array([objects[b] for _, b in item.pairs])
    width = chances.shape[1]
    by_subject = np.zeros((len(subjects), width), np.float32)
    by_object = np.zeros((len(objects), width), np.float32)
    np.add.at(by_subject, s, chances)
    np.add.at(by_object, o, chances)
    nothing = np.zeros(width, np.float32)
    as_object = np.array([by_object[objects[a]] if a in objects else nothing for a, _ in item.pairs])
    as_subject = np.array([by_subject[subjects[b]] if b in subjects else nothing for _, b in item.pairs])
    table = np.zeros((len(subjects), len(objects), width), np.float32)
    table[s, o] = chances
    top = np.sort(table, axis=1)[:, -2:] if len(objects) > 1 else np.concatenate([table * 0, table], axis=1)
    rival = np.where(chances >= top[s, 1] - 1e-9, top[s, 0], top[s, 1])
    row = {pair: n for n, pair in enumerate(item.pairs)}
    turned = np.array([chances[row[b, a]].sum() if (b, a) in row else 0.0 for a, b in item.pairs], np.float32)
    others = by_subject[s] - chances
    fitting = others @ ends.same_domain.T
    total = others.sum(axis=1, keepdims=True)
    object_fits = as_object @ ends.range_domain
    subject_fits = as_subject @ ends.range_domain.T
    out = np.zeros((len(s), width, len(NAMES) - 1), np.float32)
    out[:, :, 0] = np.log(chances + _SMALL)
    out[:, :, 1] = np.log(by_object[o] + _SMALL)
    out[:, :, 2] = np.minimum(fitting, 2.0)
    out[:, :, 3] = np.minimum(total - fitting, 2.0)
    out[:, :, 4] = np.minimum(object_fits, 1.0)
    out[:, :, 5] = np.minimum(as_object.sum(axis=1, keepdims=True) - object_fits, 1.0)
    out[:, :, 6] = np.minimum(subject_fits, 1.0)
    out[:, :, 7] = np.minimum(as_subject.sum(axis=1, keepdims=True) - subject_fits, 1.0)
    out[:, :, 8] = turned[:, None]
    out[:, :, 9] = rival * ends.single
    out[:, :, 10] = rival * (1 - ends.single)
    out[:, :, 11] = np.minimum(by_object.sum(axis=0) - by_object[o], 2.0)
    out[:, :, 12] = np.exp(-3 * total)
    out[:, :, 13] = others @ ends.shares.T
    out[:, :, 14] = as_object @ ends.chains
    out[:, :, 15] = as_subject @ ends.chains.T
    out[:, :, 16] = (by_object.sum(axis=0) - by_object[o]) @ ends.beside.T / 3
    none = np.log(np.maximum(1.0 - by_object.sum(axis=1), 0.0) + _SMALL)
    return out, none.astype(np.float32)


def rescore(item: Pairs, chances: Floats, ends: Ends, weights: Floats) -> Floats:
    """Return the chances of (pair, relation) after the second look."""
    rows, none = features(item, chances, ends)
    objects = {place: n for n, place in enumerate(item.objects)}
    object_of = np.array([objects[b] for _, b in item.pairs])
    return _chances(rows @ weights[:-1], none + weights[-1], object_of)[0]


def _chances(scores: Floats, none: Floats, object_of: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    best = none.copy()
    np.maximum.at(best, object_of, scores.max(axis=1))
    exp = np.exp(scores - best[object_of][:, None])
    exp_none = np.exp(none - best)
    total = exp_none + np.bincount(object_of, exp.sum(axis=1), len(none)).astype(np.float32)
    return exp / total[object_of][:, None], exp_none / total, np.log(total) + best


def fit(
    many: Sequence[Pairs],
    chances: Sequence[Floats],
    truth: csr_matrix,
    importance: Floats,
    ends: Sequence[Ends],
    penalty: float = 3.0,
) -> Floats:
    """Learn the weights from pairs with the chances of a model that had not seen them."""
    start = np.zeros(len(NAMES))
    start[0] = 1.0
    blocks, nones, object_of = [], [], []
    offset = 0
    for item, chance, fitting in zip(many, chances, ends, strict=True):
        if item.pairs:
            rows, none = features(item, chance, fitting)
            objects = {place: n + offset for n, place in enumerate(item.objects)}
            object_of += [objects[b] for _, b in item.pairs]
            blocks.append(rows)
            nones.append(none)
            offset += len(objects)
    if not blocks:
        return start.astype(np.float32)
    rows, none, of = np.concatenate(blocks), np.concatenate(nones), np.array(object_of)
    wanted = np.asarray(truth.todense(), np.float32)
    wanted_none = np.maximum(0, 1 - np.bincount(of, wanted.sum(axis=1), offset)).astype(np.float32)

    def loss(flat: NDArray[Any]) -> tuple[float, NDArray[np.float64]]:
        w = flat.astype(np.float32)
        scores, nothing = rows @ w[:-1], none + w[-1]
        chance, chance_none, log_total = _chances(scores, nothing, of)
        right = np.bincount(of, (wanted * scores).sum(axis=1), offset) + wanted_none * nothing
        slope = (chance - wanted) * importance[of][:, None]
        gradient = np.append(
            np.einsum("pr,prk->k", slope, rows), ((chance_none - wanted_none) * importance).sum()
        )
        away = flat - start
        value = float(importance.astype(np.float64) @ (log_total - right)) + 0.5 * penalty * float(
            away @ away
        )
        return value, gradient.astype(np.float64) + penalty * away

    return np.asarray(
        minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x, np.float32
    )
