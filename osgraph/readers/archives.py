"""Archives (.zip, .tar) and packed files (.gz, .bz2, .xz): what lies in them, read within bounds."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.readers import formats, packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from osgraph.readers.source import Source

MAX_DEPTH: Final = 3
"""How many archives may lie within each other."""

_CHUNK: Final = 1_000_000
_FAULTS: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError)


def read(data: bytes, source: Source) -> Iterator[Document | Skipped]:
    """Read the files of an archive, in the order of their names; those of no known format are passed over.

    Raises:
        InputError: it is damaged, breaks the bounds, or holds nothing to read.
    """
    from osgraph import readers

    if source.depth >= MAX_DEPTH:
        raise InputError(f"an archive within {MAX_DEPTH} others; not opened")
    inside = replace(source, depth=source.depth + 1)
    if data.startswith(b"PK"):
        yield from _all(_zipped(data, source), inside)
        return
    unpacked = _unpacked(data) if data[257:262] != b"ustar" else data
    if unpacked[257:262] == b"ustar":
        yield from _all(_tarred(unpacked, source), inside)
        return
    name = (
        source.path.rsplit(".", 1)[0]
        if formats.suffix(source.path) in {".gz", ".bz2", ".xz"}
        else source.path
    )
    bare = source.id.rsplit(".", 1)[0] if formats.suffix(source.id) in formats.SUFFIXES else source.id
    yield from readers.read(unpacked, replace(inside, path=name, id=bare))


def _all(
    files: Iterator[tuple[str, Callable[[], bytes]] | Skipped], source: Source
) -> Iterator[Document | Skipped]:
    """Read the files of an archive."""
    from osgraph import readers

    found: list[tuple[str, Callable[[], bytes]]] = []
    refused = 0
    for file in files:
        if isinstance(file, Skipped):
            refused += 1
            yield file
        elif formats.suffix(file[0]) in formats.SUFFIXES and not _is_hidden(file[0]):
            found.append(file)
    if not found and not refused:
        raise InputError("an archive without documents")
    stems = [name.rsplit(".", 1)[0] for name, _ in found]
    for (name, load), stem in sorted(zip(found, stems, strict=True), key=lambda pair: pair[0][0]):
        own = name if stems.count(stem) > 1 else stem
        path = f"{source.path}/{name}"
        try:
            data = load()
        except InputError as error:
            yield Skipped(path, str(error))
            continue
        yield from readers.read(data, replace(source, id=f"{source.id}/{own}", path=path))


def _zipped(data: bytes, source: Source) -> Iterator[tuple[str, Callable[[], bytes]] | Skipped]:
    archive = packed.opened(data)
    for info in archive.infolist():
        if info.is_dir():
            continue
        if _leads_out(info.filename):
            yield Skipped(f"{source.path}/{info.filename}", "its name leads out of the archive")
        else:
            yield info.filename, lambda name=info.filename: packed.part(archive, name)  # type: ignore[misc]


def _tarred(data: bytes, source: Source) -> Iterator[tuple[str, Callable[[], bytes]] | Skipped]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for count, member in enumerate(archive, 1):
                if count > packed.MAX_PARTS:
                    raise InputError(f"more than {packed.MAX_PARTS} files; not unpacked")
                if member.isdir():
                    continue
                if _leads_out(member.name):
                    yield Skipped(f"{source.path}/{member.name}", "its name leads out of the archive")
                elif not member.isreg():
                    yield Skipped(f"{source.path}/{member.name}", "a link or a device, no file")
                else:
                    file = archive.extractfile(member)
                    held = file.read() if file else b""
                    yield member.name, lambda held=held: held  # type: ignore[misc]
    except _FAULTS as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"a damaged archive: {error}") from error


def _unpacked(data: bytes) -> bytes:
    """Return the bytes of a packed file.

    Raises:
        InputError: it is damaged, or holds more than the bounds.
    """
    openers = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
    opener = next((found for sign, found in openers if data.startswith(sign)), None)
    if opener is None:
        raise InputError("not an archive that osgraph knows (.zip, .tar, .gz, .bz2, .xz)")
    out = bytearray()
    try:
        with opener(io.BytesIO(data), "rb") as file:
            while chunk := file.read(_CHUNK):
                out += chunk
                if len(out) > packed.MAX_UNPACKED:
                    raise InputError(f"unpacks to more than {packed.MAX_UNPACKED:,} bytes; not unpacked")
    except _FAULTS as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"damaged: {error}") from error
    return bytes(out)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":")


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
