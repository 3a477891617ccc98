"""The process that reads files for another one: requests on standard input, documents on standard output.

A file that is made to harm can hurt this process alone, which has a bound on its memory.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import warnings
from typing import TYPE_CHECKING, BinaryIO, Final

from osgraph import readers
from osgraph.model import Skipped
from osgraph.readers import exchange

if TYPE_CHECKING:
    from osgraph.readers.source import Source

MAX_MEMORY: Final = 900_000_000
"""Bytes that the process may have of its own."""


def main() -> None:
    """Serve requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is interrupted, and ends this process
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    warnings.simplefilter("ignore")
    logging.disable()
    _bound()
    while line := sys.stdin.buffer.readline():
        source, size = exchange.requested(line)
        _answer(sys.stdin.buffer.read(size), source, answers)
        answers.write(exchange.END)
        answers.flush()


def _answer(data: bytes, source: Source, answers: BinaryIO) -> None:
    try:
        for item in readers.read(data, source):
            answers.write(exchange.dump(item))
            answers.flush()
    except MemoryError:
        answers.write(exchange.dump(Skipped(source.path, "needs more memory than a file may have; split it")))
    except Exception as error:  # noqa: BLE001  (a library's own fault on one file is told, and stops no other)
        why = f"cannot be read: {type(error).__name__}: {error}"
        answers.write(exchange.dump(Skipped(source.path, why[:300])))


def _bound() -> None:
    """Bound the memory of the process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


if __name__ == "__main__":
    main()
