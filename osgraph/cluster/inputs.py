"""The files of a corpus, near or far, in partitions that a worker reads at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from osgraph.cluster import places
from osgraph.documents import STDIN, files
from osgraph.errors import InputError
from osgraph.model import Skipped
from osgraph.web import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SIZE: Final = 2_000_000
"""Bytes of documents in a partition: some minutes of work, and what is lost with a worker."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read.

    Attributes:
        id: what its document is called, if it does not say so itself.
        shown: what people call the file.
        address: where it lies: a path, or an address that fsspec knows.
        size: its bytes.
    """

    id: str
    shown: str
    address: str
    size: int


def find(paths: Sequence[str]) -> tuple[list[Input], list[Skipped]]:
    """Return the files that paths stand for in the order of their ids, and what is none.

    Files get the ids that a build on one machine gives them.

    Args:
        paths: files and folders, and addresses of such.

    Raises:
        InputError: a path is standard input or a web address, which no partition can hold.
    """
    for path in paths:
        if path == STDIN or is_address(path):
            raise InputError(f"{path}: a cluster reads files and buckets; save it as a file first")
    sizes: dict[Path, tuple[str, int]] = {}
    far = chain.from_iterable(_far(path, sizes) for path in sorted(filter(places.is_far, paths)))
    found: list[Input] = []
    skipped: list[Skipped] = []
    near = [path for path in paths if not places.is_far(path)]
    for item in files.find(near, far):
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        id_, file = item
        address, size = sizes.get(file.path) or (str(file.path), file.path.stat().st_size)
        found.append(Input(id_, file.shown, address, size))
    return found, skipped


def _far(address: str, sizes: dict[Path, tuple[str, int]]) -> Iterator[files.File | Skipped]:
    """List the files at an address; their addresses and sizes go into a table, by the paths given out."""
    system, root = places.system(address)
    scheme = address.partition("://")[0]
    try:
        held = system.find(root, detail=True)
    except OSError as error:
        yield Skipped(address, f"cannot be listed: {error}")
        return
    count = 0
    for path, about in sorted(held.items()):
        inside = (
            PurePosixPath(path).relative_to(root) if path != root else PurePosixPath(PurePosixPath(path).name)
        )
        is_one = path == root
        if not is_one and not files.is_wanted(inside.parts):
            continue
        place = Path(f"/{scheme}/{str(path).lstrip('/')}")
        sizes[place] = (system.unstrip_protocol(path), int(about.get("size") or 0))
        shown = address if is_one else f"{address.rstrip('/')}/{inside}"
        count += 1
        yield files.File(shown, place, 1 if is_one else len(inside.parts))
    if not count:
        yield Skipped(address, "nothing lies there in a known format (text, web page, PDF, Word ...)")


def partitions(found: Iterable[Input], size: int = SIZE) -> list[tuple[Input, ...]]:
    """Return files in parts of some bytes each, in order; a larger file is a part by itself.

    Example:
        >>> files = [Input(name, name, name, 3) for name in "abcde"]
        >>> [len(part) for part in partitions(files, 7)]
        [2, 2, 1]
    """
    parts: list[tuple[Input, ...]] = []
    part: list[Input] = []
    held = 0
    for one in found:
        if part and held + one.size > size:
            parts.append(tuple(part))
            part, held = [], 0
        part.append(one)
        held += one.size
    return [*parts, tuple(part)] if part else parts
