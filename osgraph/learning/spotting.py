"""Which places are arguments: two logistic regressions, one for subjects and one for objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from osgraph.learning import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from osgraph.learning.memory import Memory
    from osgraph.learning.scenes import Scene

STRENGTH: Final = 0.3  # inverse of the L2 penalty
UNLABELLED: Final = 0.25


@dataclass(frozen=True, eq=False)
class Spotter:
    """Weights of features, one column for subjects and one for objects."""

    vocabulary: Mapping[str, int]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def chances_of(self, scenes: Sequence[Sequence[Iterable[str]]]) -> list[NDArray[np.float32]]:
        """Return the chances of the places of several scenes, given their features (:func:`described`)."""
        rows = [features.numbered(place, self.vocabulary) for scene in scenes for place in scene]
        scores = features.matrix(rows, len(self.vocabulary)) @ self.weights + self.offsets
        chances = np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float32)
        return np.split(chances, np.cumsum([len(scene) for scene in scenes])[:-1])


def described(scene: Scene, memory: Memory, *, own: bool) -> list[list[str]]:
    """Return the features of the places of a scene, with what memory knows of them.

    Args:
        scene: the scene.
        memory: the roles of names.
        own: whether the scene is one of the examples, whose own group must not count.
    """
    without = scene.group if own else None
    out = []
    counts = {s: scene.surfaces.count(s) for s in scene.surfaces}
    for place, surface in enumerate(scene.surfaces):
        more = []
        for role, seen in (
            ("subject", memory.subject(surface, without)),
            ("object", memory.object(surface, without)),
        ):
            more.append(f"known {role}={min(3, sum(seen.values()))}")
        if counts[surface] > 1:
            more.append("repeated")
        out.append([*scene.features[place], *more])
    return out


def fit(
    scenes: Sequence[Scene], described: Sequence[Sequence[Sequence[str]]], *, incomplete: bool
) -> Spotter:
    """Learn to spot arguments from aligned examples and the features of their places."""
    from sklearn.linear_model import LogisticRegression

    rows = [(scene.sentence.text, row) for scene, own in zip(scenes, described, strict=True) for row in own]
    vocabulary = features.vocabulary(rows, least=2 + (len(scenes) > 300) + len(scenes) // 1000)
    matrix = features.matrix([features.numbered(row, vocabulary) for _, row in rows], len(vocabulary))
    weights = np.zeros((len(vocabulary), 2), np.float32)
    offsets = np.full(2, -4.0, np.float32)
    for role in (0, 1):
        truth = np.array([is_end for scene in scenes for is_end in labels(scene, role)])
        if truth.any() and not truth.all():
            model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=200, random_state=0)
            importance = np.where(truth, 1.0, UNLABELLED if incomplete else 1.0)
            model.fit(matrix, truth, sample_weight=importance)
            weights[:, role] = model.coef_[0]
            offsets[role] = model.intercept_[0]
    return Spotter(vocabulary, weights, offsets)


def labels(scene: Scene, role: int) -> list[bool]:
    """Say for each place whether it is a subject (role 0) or an object (1) of the example."""
    ends = {i for fact in scene.facts for i in (fact.objects if role else fact.subjects)}
    return [i in ends for i in range(len(scene.places))]
