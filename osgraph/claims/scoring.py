"""Scoring: a learned linear model says which relation, if any, holds between two mentions.

Multinomial logistic regression over the features of :mod:`osgraph.claims.pairs`; trained by
``scripts/train_pairs.py`` on the annotated passages of ``ontology/examples``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from osgraph.errors import OntologyError
from osgraph.model import IRI

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PairModel:
    """A linear model of relations between two mentions.

    Attributes:
        features: place of each feature in the rows of ``weights``.
        relations: the relation of each column after the first; the first stands for none.
        weights: one row a feature, one column for "none" and each relation.
    """

    features: Mapping[str, int]
    relations: tuple[IRI, ...]
    weights: NDArray[np.float32]

    def shares(self, described: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Return the probability of each relation for many pairs at once: a row a pair, a column a relation.

        What a row lacks to one is the probability of "none".

        Args:
            described: the features of each pair; at least one of each pair is known ("bias" always is).
        """
        if not described:
            return np.empty((0, len(self.relations)))
        place = self.features.get
        rows = [[row for f in features if (row := place(f)) is not None] for features in described]
        starts = np.cumsum([0, *map(len, rows[:-1])])
        weights = self.weights[list(chain.from_iterable(rows))]
        scores = np.add.reduceat(weights, starts, axis=0, dtype=np.float64)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = odds[:, 1:] / odds.sum(axis=1, keepdims=True)
        return shares

    def reasons(self, described: Sequence[str], relation: IRI, most: int = 3) -> list[tuple[str, float]]:
        """Return the features that speak most for a relation, each with its lead over "none"."""
        column = self.relations.index(relation) + 1
        found = [(f, self.weights[self.features[f]]) for f in described if f in self.features]
        leads = [(f, float(w[column] - w[0])) for f, w in found]
        return sorted((lead for lead in leads if lead[1] > 0), key=lambda x: (-x[1], x[0]))[:most]


def save(model: PairModel, path: Path) -> None:
    """Write a model as a NumPy archive: names as text, weights as 16-bit floats; nothing in it can run."""
    names = "\n".join(sorted(model.features, key=lambda f: model.features[f]))
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            features=np.frombuffer(names.encode("utf-8"), dtype=np.uint8),
            relations=np.frombuffer("\n".join(model.relations).encode("utf-8"), dtype=np.uint8),
            weights=model.weights.astype(np.float16),
        )


def load(path: Path) -> PairModel:
    """Read a model.

    Raises:
        OntologyError: the file is no model, or its parts do not fit together.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            names = archive["features"].tobytes().decode("utf-8").split("\n")
            relations = tuple(map(IRI, archive["relations"].tobytes().decode("utf-8").split("\n")))
            weights = archive["weights"].astype(np.float32)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise OntologyError(f"{path}: cannot be read as a pair model ({error}); train it anew") from error
    if weights.shape != (len(names), len(relations) + 1):
        raise OntologyError(f"{path}: {weights.shape} weights for {len(names)} features; train it anew")
    return PairModel({name: row for row, name in enumerate(names)}, relations, weights)
