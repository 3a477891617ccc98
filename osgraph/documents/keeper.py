"""A process that reads files, kept at arm's length: it may use so much memory and time, and may fail."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from time import monotonic
from typing import IO, TYPE_CHECKING, Final

from osgraph.model import Skipped
from osgraph.readers import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from osgraph.model import Document
    from osgraph.readers import Source

SECONDS: Final = 23.0
"""Time that a document may take; each of the many of a table has as much."""

_WARMING: Final = 5.0  # seconds in which the process starts and a library is imported


class Keeper:
    """Reads files in a process of its own, which starts with the first file; use it in a ``with`` block.

    It is started anew after a file that killed it or kept it too long.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, data: bytes, source: Source) -> Iterator[Document | Skipped]:
        """Read a file, as :func:`osgraph.readers.read` does.

        Yields:
            What is in it; what the process could not do is skipped with the reason.
        """
        end = monotonic() + self._seconds + (0 if self._process else _WARMING)
        process = self._process or self._start()
        threading.Thread(
            target=_send, args=(process, exchange.request(source, len(data)), data), daemon=True
        ).start()
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, end - monotonic()))
            except queue.Empty:
                self._stop()
                yield Skipped(source.path, f"took longer than {self._seconds:.0f} s to read; given up")
                return
            if not line:
                self._stop()
                yield Skipped(source.path, "the process that read it broke down: damaged, or made to do harm")
                return
            item = exchange.load(line)
            if item is None:
                return
            yield item
            end = monotonic() + self._seconds

    def _start(self) -> subprocess.Popen[bytes]:
        self._lines = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "osgraph.readers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"},
        )
        assert self._process.stdout is not None  # it is a pipe
        threading.Thread(target=_receive, args=(self._process.stdout, self._lines), daemon=True).start()
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                _close(pipe)
            self._process = None


def _send(process: subprocess.Popen[bytes], *parts: bytes) -> None:
    """Write a request; a process that ended meanwhile is noticed where its answer is awaited."""
    assert process.stdin is not None  # it is a pipe
    with suppress(BrokenPipeError, ValueError):  # it ended, or was stopped and its pipe closed
        for part in parts:
            process.stdin.write(part)
        process.stdin.flush()


def _receive(pipe: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Hand on the lines of an answer, then an empty one when the process has ended."""
    with suppress(
        ValueError
    ):  # the process was stopped and its pipe closed, which whoever stopped it reports
        for line in pipe:
            lines.put(line)
    lines.put(b"")


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(BrokenPipeError):  # it had not read all
            pipe.close()
