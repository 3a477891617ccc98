"""Digests of a database's files, kept beside it, by which damage is seen before anything is read.

RocksDB has sums of its own, but looks at them late: a file whose end is damaged makes it forget the last
writes without a word, and a query that meets a broken block may never end. Files of data never change once
written; the logs only grow. So what stood in them at the last clean end must stand there for ever.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Final

NAME: Final = "seal.json"
"""The file of the record."""

_LARGEST: Final = 256 * 2**20
"""Bytes of files that are read again whenever a store is opened; more would keep people waiting."""

Sums = dict[str, tuple[int, str]]


def write(folder: Path, database: Path) -> None:
    """Record what the files of a database hold, for the next time that it is opened.

    A file of data that was recorded before is not read again. Where the record cannot be written, the old
    one stays: what it says of the files that it names goes on being true.

    Args:
        folder: where the record is kept.
        database: the folder of the files.
    """
    known = _read(folder)
    with suppress(OSError):
        sums = {path.name: _sum(path, known) for path in _files(database)}
        draft = folder / f".{NAME}"
        draft.write_text(json.dumps(sums, indent=0) + "\n", encoding="utf-8")
        draft.replace(folder / NAME)


def _files(database: Path) -> list[Path]:
    return sorted(path for pattern in ("*.sst", "*.log", "MANIFEST-*") for path in database.glob(pattern))


def _sum(path: Path, known: Sums) -> tuple[int, str]:
    size = path.stat().st_size
    is_known = path.suffix == ".sst" and path.name in known and known[path.name][0] == size
    return known[path.name] if is_known else (size, _digest(path, size))


def broken(folder: Path, database: Path, *, largest: int = _LARGEST) -> list[str]:
    """Return the names of files that do not hold any more what they held at the last clean end.

    A file that is gone is not named: the database takes files away itself, and misses those it needs.

    Args:
        folder: where the record is kept.
        database: the folder of the files.
        largest: bytes of files past which only the logs are looked at.
    """
    sums = {name: sum_ for name, sum_ in _read(folder).items() if (database / name).is_file()}
    if sum(size for size, _ in sums.values()) > largest:
        sums = {name: sum_ for name, sum_ in sums.items() if not name.endswith(".sst")}
    return [
        name for name, (size, digest) in sums.items() if _digest(database / name, size) not in {digest, ""}
    ]


def _read(folder: Path) -> Sums:
    """Return the record; nothing where there is none, or where it is no such thing: then nothing is known."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return {Path(str(name)).name: (int(size), str(digest)) for name, (size, digest) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _digest(path: Path, size: int) -> str:
    """Return the digest of so many bytes of a file; "" where it was taken away meanwhile."""
    try:
        with path.open("rb") as file:
            digest = hashlib.blake2b(digest_size=16)
            while size > 0 and (piece := file.read(min(size, 2**20))):
                digest.update(piece)
                size -= len(piece)
            return digest.hexdigest()
    except FileNotFoundError:
        return ""
