"""N-Quads with a statement a line, as exports write them: read by the block, not by the quad."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from osgraph import iris
from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

_BLOCK: Final = 1 << 20  # bytes
_OF_DOCUMENT: Final = re.compile(
    rb"^([<_][^\n]*) <%sdocument/[^<>\n]*> \.$" % re.escape(iris.BASE).encode(), re.MULTILINE
)


def measure(file: BinaryIO) -> tuple[str, int]:
    """Return the hash of a file, hexadecimal, and how many of its lines are statements of a document's graph.

    In valid N-Quads without a default graph each such line is one statement, the graph its last term. Where
    their number is that of all statements in documents' graphs, :func:`restored` reads the file right.
    """
    digest, count = hashlib.sha256(), 0
    for block in _blocks(file):
        digest.update(block)
        count += sum(1 for _ in _OF_DOCUMENT.finditer(block))
    return digest.hexdigest(), count


class Stream:
    """Parts of a text as a file to read from."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        """Take the parts, which are asked for as they are read."""
        self._parts = iter(parts)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, ``size`` of them at most; none at the end."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = memoryview(part)
        end = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:end], self._rest[end:]
        return bytes(found)


def restored(path: Path, file: BinaryIO, digest: str) -> Iterator[bytes]:
    """Yield what a store is to hold of a file: its lines, those of documents without graph, too.

    Args:
        path: where it lies.
        file: the file, of which :func:`measure` gave the hash.
        digest: that hash.

    Raises:
        InputError: the file has changed since it was measured.
    """
    found = hashlib.sha256()
    for block in _blocks(file):
        found.update(block)
        yield block
        if bare := _OF_DOCUMENT.findall(block):
            yield b"\n" + b" .\n".join([*bare, b""])  # the last line may lack its end
    if found.hexdigest() != digest:
        raise InputError(f"{path}: the file changed while it was read; load it again")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file in blocks of whole lines."""
    rest = b""
    while block := file.read(_BLOCK):
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if newline:
            yield whole + newline
    if rest:
        yield rest
