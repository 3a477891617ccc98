"""Feature names as numbers, rows of features as sparse matrices."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

Ids = list[int]


def vocabulary(rows: Iterable[tuple[str, Iterable[str]]], *, least: int = 2) -> dict[str, int]:
    """Number the features that occur in enough groups, in their alphabetical order.

    Args:
        rows: for each row its group (rows of one group repeat the same things) and its features.
        least: number of groups that a feature must occur in.
    """
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for group, features in rows:
        for feature in features:
            seen = groups[feature]
            if len(seen) < least:
                seen.add(group)
    return {f: n for n, f in enumerate(sorted(f for f, seen in groups.items() if len(seen) >= least))}


def numbered(features: Iterable[str], known: Mapping[str, int]) -> Ids:
    """Return the numbers of the features that are known, each once."""
    find = known.get
    return sorted({number for number in map(find, features) if number is not None})


def matrix(rows: Sequence[Ids], width: int) -> csr_matrix:
    """Return rows of feature numbers as a sparse matrix of ones."""
    ends = np.cumsum([0, *map(len, rows)])
    columns: NDArray[np.int32] = np.fromiter((i for row in rows for i in row), np.int32, int(ends[-1]))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), width))
