"""Maximum one-to-one matching of two lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")


def match(left: Sequence[_T], right: Sequence[_T], fits: Callable[[_T, _T], bool]) -> dict[int, int]:
    """Pair as many items of two lists as can be, each at most once.

    Kuhn's augmenting paths (H. W. Kuhn, "The Hungarian method for the assignment problem", 1955): items
    come in their order, so that equal input gives equal pairs.

    Args:
        left: items to place, in order.
        right: items to place them on.
        fits: says whether an item of ``left`` may be paired with one of ``right``.

    Returns:
        The index in ``right`` for each index in ``left`` that found a partner.

    Example:
        >>> match(["ab", "a"], ["a", "b"], lambda word, letter: letter in word)
        {1: 0, 0: 1}
    """
    options = [[there for there, item in enumerate(right) if fits(wanted, item)] for wanted in left]
    owner: dict[int, int] = {}
    for start in range(len(left)):
        _augment(start, options, owner)
    return {here: there for there, here in owner.items()}


def _augment(start: int, options: list[list[int]], owner: dict[int, int]) -> None:
    """Place one more item, moving others along a path to a free place if there is one.

    Depth first over an explicit stack: a path may be longer than Python's recursion allows.
    """
    tried: set[int] = set()
    path = [(start, iter(options[start]))]
    places: list[int] = []  # the place that each item on the path would move to
    while path:
        place = next((there for there in path[-1][1] if there not in tried), None)
        if place is None:
            path.pop()
            places = places[: len(path) - 1] if path else []
            continue
        tried.add(place)
        places.append(place)
        if place not in owner:
            owner.update(zip(places, (here for here, _ in path), strict=True))
            return
        path.append((owner[place], iter(options[owner[place]])))
