"""What the examples said of names: as which relation's subject or object each was seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Counts = dict[str, dict[int, dict[str, int]]]


@dataclass(frozen=True)
class Memory:
    """Roles of names: surface -> relation -> group of examples -> count.

    Counting by group lets an example be described without what only its own group said; otherwise
    the examples would look as if every name in them were known already.
    """

    subjects: Mapping[str, Mapping[int, Mapping[str, int]]]
    objects: Mapping[str, Mapping[int, Mapping[str, int]]]

    def subject(self, name: str, without: str | None = None) -> dict[int, int]:
        """Return how often a name was the subject of each relation."""
        return _counts(self.subjects.get(name, {}), without)

    def object(self, name: str, without: str | None = None) -> dict[int, int]:
        """Return how often a name was the object of each relation."""
        return _counts(self.objects.get(name, {}), without)


def _counts(roles: Mapping[int, Mapping[str, int]], without: str | None) -> dict[int, int]:
    out = {}
    for relation, groups in roles.items():
        count = sum(groups.values()) - (groups.get(without, 0) if without is not None else 0)
        if count:
            out[relation] = count
    return out


class Recorder:
    """Collects a :class:`Memory`."""

    def __init__(self) -> None:
        self._subjects: defaultdict[str, defaultdict[int, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        self._objects: defaultdict[str, defaultdict[int, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )

    def add(self, subject: set[str], relation: int, object_: set[str], group: str) -> None:
        """Record one triple under every surface form of its ends."""
        for name in subject:
            self._subjects[name][relation][group] += 1
        for name in object_:
            self._objects[name][relation][group] += 1

    def memory(self) -> Memory:
        """Return what was collected."""
        return Memory(
            *({n: {r: dict(g) for r, g in roles.items()} for n, roles in side.items()}
              for side in (self._subjects, self._objects))
        )  # fmt: skip
