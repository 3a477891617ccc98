"""The one owner of the store: it writes, and after each write makes the copy that questions read."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from osgraph.reason import reason
from osgraph.store import Store
from osgraph.store.protocol import copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_T = TypeVar("_T")
_COPIES: Final = "serving"


class Keeper:
    """A store that one process writes and others read, in copies that never change.

    A question reads the newest copy there is when it comes, and sees all of a write or nothing of it.
    """

    def __init__(self, path: Path) -> None:
        """Open the store and make the first copy.

        Raises:
            StoreLockedError: another process has it open.
            StoreError: it cannot be opened or copied.
        """
        self._store = Store(path)
        self._folder = path / _COPIES
        shutil.rmtree(self._folder, ignore_errors=True)  # what a killed server left
        self._writing = asyncio.Lock()
        self._number = 0
        self._readers: Counter[int] = Counter()
        reason(self._store)
        copy(self._store, self._place(0))

    def _place(self, number: int) -> Path:
        return self._folder / str(number)

    @property
    def current(self) -> int:
        """The number of the newest copy; it grows with each write."""
        return self._number

    @contextmanager
    def reading(self) -> Iterator[str]:
        """Lend the newest copy: its folder stays while the block runs."""
        number = self._number
        self._readers[number] += 1
        try:
            yield str(self._place(number))
        finally:
            self._readers[number] -= 1
            self._sweep(number)

    async def write(self, change: Callable[[Store], _T]) -> _T:
        """Change the store and let the questions that come after it see the change.

        Args:
            change: does it; runs in a thread, one at a time.
        """
        async with self._writing:
            result = await asyncio.to_thread(change, self._store)
            following = self._number + 1
            await asyncio.to_thread(copy, self._store, self._place(following))
            before, self._number = self._number, following
            self._sweep(before)
            return result

    def close(self) -> None:
        """Take the copies away and close the store."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._store.close()

    def _sweep(self, number: int) -> None:
        if number != self._number and not self._readers[number]:
            del self._readers[number]
            shutil.rmtree(self._place(number), ignore_errors=True)
