"""Linear models: multinomial logistic regression over named features, kept as names with numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from osgraph.errors import OntologyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained model.

    Attributes:
        features: place of each feature in the rows of ``weights``.
        labels: what each column stands for.
        weights: one row a feature, one column a label.
    """

    features: Mapping[str, int]
    labels: tuple[str, ...]
    weights: NDArray[np.float32]

    def shares(self, described: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each label, in order, given features; those unknown are passed over."""
        places = self.features
        scores = self.weights[[places[f] for f in described if f in places]].sum(axis=0, dtype=np.float64)
        odds = np.exp(scores - scores.max())
        shares: NDArray[np.float64] = odds / odds.sum()
        return shares


def save(model: Model, path: Path) -> None:
    """Write a model as a NumPy archive: names as text, weights as 16-bit floats; nothing in it can run."""
    names = "\n".join(sorted(model.features, key=lambda f: model.features[f]))
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            features=np.frombuffer(names.encode("utf-8"), dtype=np.uint8),
            labels=np.frombuffer("\n".join(model.labels).encode("utf-8"), dtype=np.uint8),
            weights=model.weights.astype(np.float16),
        )


def load(path: Path) -> Model:
    """Read a model.

    Raises:
        OntologyError: the file is no model, or its parts do not fit together.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            names = archive["features"].tobytes().decode("utf-8").split("\n")
            labels = tuple(archive["labels"].tobytes().decode("utf-8").split("\n"))
            weights = archive["weights"].astype(np.float32)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise OntologyError(f"{path}: cannot be read as a linear model ({error}); train it anew") from error
    if weights.shape != (len(names), len(labels)):
        raise OntologyError(f"{path}: {weights.shape} weights for {len(names)} features; train it anew")
    return Model({name: row for row, name in enumerate(names)}, labels, weights)
