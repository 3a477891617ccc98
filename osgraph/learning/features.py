"""Feature names as numbers, rows of features as sparse matrices."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

Ids = list[int]


OF_ITSELF: Final = ("text=", "last=", "head=")
"""How features begin that say which thing stands at a place, not how it stands there."""


def vocabulary(rows: Iterable[tuple[str, str, Iterable[str]]], *, least: int = 2) -> dict[str, int]:
    """Number the features that occur often enough, in their alphabetical order.

    Args:
        rows: for each row its sentence, what the sentence is about, and the features.
        least: number of sentences that a feature must occur in; one that says which thing it is must occur
            with so many subject matters, else it tells examples by heart.
    """
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for sentence, matter, features in rows:
        for feature in features:
            known = seen[feature]
            if len(known) < least:
                known.add(matter if feature.startswith(OF_ITSELF) else sentence)
    return {f: n for n, f in enumerate(sorted(f for f, known in seen.items() if len(known) >= least))}


def numbered(features: Iterable[str], known: Mapping[str, int]) -> Ids:
    """Return the numbers of the features that are known, each once."""
    find = known.get
    return sorted({number for number in map(find, features) if number is not None})


def matrix(rows: Sequence[Ids], width: int) -> csr_matrix:
    """Return rows of feature numbers as a sparse matrix of ones."""
    ends = np.cumsum([0, *map(len, rows)])
    columns: NDArray[np.int32] = np.fromiter((i for row in rows for i in row), np.int32, int(ends[-1]))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), width))
