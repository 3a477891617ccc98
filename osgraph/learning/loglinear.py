"""A softmax over all (subject, relation) pairs of an object, with weights shared between relations.

For each object the candidates are every pair of a subject and a relation, and "none". The score of a
candidate is a sum of weights of features of the object, the subject and the pair, each weight the sum of
parts that belong to the relation alone, to the words of its label, to its ends' classes, and to all
relations: a relation with few examples leans on what is shared. L2 penalty, L-BFGS from zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.optimize import minimize

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


UNTAUGHT: Final = -1.0  # added to the score of a relation without any example
FIRST: Final = 10.0  # how strongly the shared numbers keep the weights that they have alone


@dataclass(frozen=True, eq=False)
class Batch:
    """The pairs of many sentences, those of one object side by side.

    Attributes:
        objects: features of each object.
        subjects: features of each subject.
        pairs: features of each pair.
        object_of: row of the pair's object, ascending.
        subject_of: row of the pair's subject.
        shared: (pairs, relations, extras): numbers that mean the same for every relation.
        allowed: (objects, relations): whether the object's value fits the relation's range.
    """

    objects: csr_matrix
    subjects: csr_matrix
    pairs: csr_matrix
    object_of: Ints
    subject_of: Ints
    shared: Floats
    allowed: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights by relation; ``none`` weighs the features of an object that is none."""

    object: Floats
    subject: Floats
    pair: Floats
    none: Floats
    shared: Floats
    offsets: Floats

    def scores(self, batch: Batch) -> tuple[Floats, Floats]:
        """Return the scores of (pair, relation) and of "none" by object."""
        scores = (batch.objects @ self.object)[batch.object_of]
        scores += (batch.subjects @ self.subject)[batch.subject_of]
        scores += batch.pairs @ self.pair
        scores += batch.shared @ self.shared
        scores += self.offsets
        scores[~batch.allowed[batch.object_of]] = -30.0
        return scores, batch.objects @ self.none


def probabilities(weights: Weights, batch: Batch) -> Floats:
    """Return the probability of each (pair, relation) given the pair's object."""
    scores, none = weights.scores(batch)
    return _softmax(scores, none, batch.object_of)[0]


def _softmax(scores: Floats, none: Floats, object_of: Ints) -> tuple[Floats, Floats, Floats]:
    """Return P(pair, relation | object), P(none | object) and the log of the sum over all."""
    best = none.copy()
    np.maximum.at(best, object_of, scores.max(axis=1))
    exp = np.exp(scores - best[object_of][:, None])
    exp_none = np.exp(none - best)
    total = exp_none + np.bincount(object_of, exp.sum(axis=1), len(none)).astype(np.float32)
    exp /= total[object_of][:, None]
    return exp, exp_none / total, np.log(total) + best


def fit(
    batch: Batch,
    targets: csr_matrix,
    importance: Floats,
    parts: Floats,
    taught: NDArray[np.bool_],
    *,
    penalty: float = 1.0,
    rounds: int = 60,
) -> Weights:
    """Learn weights.

    Args:
        batch: the pairs.
        targets: (pairs, relations): the share of each candidate in its object's truth; an object
            without any is none.
        importance: weight of each object in the loss.
        parts: (parts, relations): how much of each part goes into a relation's weights.
        taught: for each relation, whether there is an example of it.
        penalty: strength of the L2 penalty.
        rounds: iterations, at most.
    """
    truth = np.asarray(targets.todense(), np.float32)
    given = np.bincount(batch.object_of, truth.sum(axis=1), len(importance)).astype(np.float32)
    truth_none = np.maximum(0.0, 1.0 - given).astype(np.float32)
    shapes = (
        (batch.objects.shape[1], len(parts)),
        (batch.subjects.shape[1], len(parts)),
        (batch.pairs.shape[1], len(parts)),
        (batch.objects.shape[1],),
        (batch.shared.shape[2],),
    )
    offsets = np.where(taught, 0.0, -30.0).astype(np.float32)
    cuts = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    centre, strength = np.zeros(cuts[-1]), np.full(cuts[-1], penalty)
    centre[cuts[-2] :] = _alone(batch, truth, truth_none, importance, offsets)
    strength[cuts[-2] :] = penalty * FIRST
    task = _Task(batch, truth, truth_none, importance, parts, offsets, shapes, centre, strength)
    result = minimize(
        task.loss,
        centre.copy(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 6, "ftol": 1e-5},
    )
    return replace(task.weights(result.x), offsets=np.where(taught, 0.0, UNTAUGHT).astype(np.float32))


@dataclass(frozen=True, eq=False)
class _Task:
    """What is minimised: the loss of the examples, and how far the weights are from their centre."""

    batch: Batch
    truth: Floats
    truth_none: Floats
    importance: Floats
    parts: Floats
    offsets: Floats
    shapes: tuple[tuple[int, ...], ...]
    centre: NDArray[np.float64]
    strength: NDArray[np.float64]

    @cached_property
    def transposed(self) -> list[csr_matrix]:
        """The features by column: of objects, subjects, pairs."""
        return [m.T.tocsr() for m in (self.batch.objects, self.batch.subjects, self.batch.pairs)]

    @cached_property
    def gathered(self) -> tuple[csr_matrix, csr_matrix]:
        """What adds up the rows of pairs by their object, and by their subject."""
        batch = self.batch
        return (
            _gathering(batch.object_of, batch.objects.shape[0]),
            _gathering(batch.subject_of, batch.subjects.shape[0]),
        )

    def weights(self, flat: NDArray[Any]) -> Weights:
        """Put the parts of weights together."""
        cuts = np.cumsum([0, *(int(np.prod(shape)) for shape in self.shapes)])
        small = flat.astype(np.float32)
        obj, subj, pair, none, shared = (
            small[a:b].reshape(shape) for a, b, shape in zip(cuts, cuts[1:], self.shapes, strict=False)
        )
        parts = self.parts
        return Weights(obj @ parts, subj @ parts, pair @ parts, none, shared, self.offsets)

    def loss(self, flat: NDArray[Any]) -> tuple[float, NDArray[np.float64]]:
        """Return the loss and its gradient."""
        batch, importance = self.batch, self.importance
        scores, none = self.weights(flat).scores(batch)
        chance, chance_none, log_total = _softmax(scores, none, batch.object_of)
        by_pair = (self.truth * scores).sum(axis=1)
        right = np.bincount(batch.object_of, by_pair, len(importance)) + self.truth_none * none
        value = float(importance.astype(np.float64) @ (log_total - right))
        slope = (chance - self.truth) * importance[batch.object_of][:, None]
        slope[~batch.allowed[batch.object_of]] = 0.0
        slope_none = (chance_none - self.truth_none) * importance
        by_object, by_subject = (gather @ slope for gather in self.gathered)
        gradients = [
            (self.transposed[0] @ by_object) @ self.parts.T,
            (self.transposed[1] @ by_subject) @ self.parts.T,
            (self.transposed[2] @ slope) @ self.parts.T,
            self.transposed[0] @ slope_none,
            slope.ravel() @ batch.shared.reshape(slope.size, -1),
        ]
        away = flat.astype(np.float64) - self.centre
        value += 0.5 * float(away @ (self.strength * away))
        gradient = np.concatenate([g.ravel().astype(np.float64) for g in gradients])
        return value, gradient + self.strength * away


def _alone(
    batch: Batch, truth: Floats, truth_none: Floats, importance: Floats, offsets: Floats
) -> NDArray[np.float64]:
    """Learn the weights of what relations share as if there were nothing else to go by.

    Together with all else they would come out too small: what tells one relation explains them away, and
    a relation with no example has nothing but them.
    """
    blocked = ~batch.allowed[batch.object_of]

    def loss(flat: NDArray[Any]) -> tuple[float, NDArray[np.float64]]:
        scores = batch.shared @ flat[:-1].astype(np.float32) + offsets
        scores[blocked] = -30.0
        none = np.full(len(importance), flat[-1], np.float32)
        chance, chance_none, log_total = _softmax(scores, none, batch.object_of)
        right = (
            np.bincount(batch.object_of, (truth * scores).sum(axis=1), len(importance)) + truth_none * none
        )
        slope = (chance - truth) * importance[batch.object_of][:, None]
        slope[blocked] = 0.0
        gradient = np.append(
            slope.ravel() @ batch.shared.reshape(slope.size, -1),
            ((chance_none - truth_none) * importance).sum(),
        ).astype(np.float64)
        value = float(importance.astype(np.float64) @ (log_total - right))
        return value + 0.05 * float(flat @ flat), gradient + 0.1 * flat

    size = batch.shared.shape[2] + 1
    result = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(result.x[:-1], np.float64)


def _gathering(rows: Ints, count: int) -> csr_matrix:
    """Return the matrix that adds up rows of values by the row that each belongs to."""
    from scipy.sparse import csr_matrix

    return csr_matrix(
        (np.ones(len(rows), np.float32), (rows, np.arange(len(rows)))), shape=(count, len(rows))
    )
