"""Lines put in order, however many there are: in memory by the run, between runs on disk."""

from __future__ import annotations

import heapq
import io
import tempfile
from contextlib import ExitStack
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN: Final = 128 << 20
"""Bytes that are sorted at once; in memory they take some three times as much."""

_MARK: Final = b"\x01"
_BLOCK: Final = 10_000  # lines given at once


class Lines:
    r"""A file to write whole lines to, in pieces of any size, that gives them back in order of bytes.

    What is more than one run goes through files that have no name (an external merge sort: Knuth, The Art of
    Computer Programming 3, 5.4).

    Example:
        >>> with Lines() as lines:
        ...     _ = lines.write(b"b\na")
        ...     _ = lines.write(b"\n")
        ...     b"".join(lines.blocks())
        b'a\nb\n'
    """

    def __init__(self, first: bytes = b"", run: int = RUN) -> None:
        """Begin without lines.

        Args:
            first: what comes before anything else that stands in its place; lines hold no U+0001.
            run: the number of bytes that are sorted at once.
        """
        self._first, self._run, self._size = first, run, 0
        self._pieces: list[bytes] = []
        self._files: list[IO[bytes]] = []
        self._open = ExitStack()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def write(self, piece: bytes) -> int:
        """Take a piece; return its length."""
        self._pieces.append(bytes(piece))
        self._size += len(piece)
        if self._size >= self._run:
            self._spill()
        return len(piece)

    def flush(self) -> None:
        """Do nothing: all is taken as it comes."""

    def clear(self) -> None:
        """Forget all lines."""
        self._open.close()
        self._pieces, self._files, self._size = [], [], 0

    def blocks(self) -> Iterator[bytes]:
        """Yield all lines in order, many at once."""
        last, rest = self._sorted()
        assert not rest, "the last line has no end"
        if not self._files:
            yield self._shown(last)
            return
        for file in self._files:
            file.seek(0)
        merged = heapq.merge(*self._files, last)
        while block := list(islice(merged, _BLOCK)):
            yield self._shown(block)

    def _shown(self, lines: list[bytes]) -> bytes:
        block = b"".join(lines)
        return block.replace(_MARK, self._first) if self._first else block

    def _spill(self) -> None:
        found, rest = self._sorted()
        if found:
            file = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (closed with all others)
            file.writelines(found)
            self._files.append(file)
        self._pieces, self._size = [rest], len(rest)

    def _sorted(self) -> tuple[list[bytes], bytes]:
        """Return the lines that are in memory, sorted, and the beginning of one that has no end yet."""
        whole, newline, rest = b"".join(self._pieces).rpartition(b"\n")
        self._pieces = []
        if self._first:
            whole = whole.replace(self._first, _MARK)
        return sorted(io.BytesIO(whole + newline)), rest
