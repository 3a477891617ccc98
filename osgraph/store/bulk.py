"""Many quads at once, past the transactions of the database, whose cost grows faster than their number."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from osgraph.errors import InputError, StoreError
from osgraph.store import lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from osgraph.store.databases import Database
    from osgraph.store.files import Checked


def replace(database: Database, name: ox.NamedNode, path: Path) -> None:
    """Put what a Turtle file holds into the place of a graph, if that differs.

    Raises:
        InputError: it is no Turtle.
        StoreError: it cannot be read or written.
    """
    fresh = ox.Store()
    try:
        fresh.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=name)
        if set(fresh) != set(database.quads_for_pattern(None, None, None, name)):
            database.clear_graph(name)
            database.bulk_extend(fresh)
    except SyntaxError as error:
        raise InputError(f"{path}: not valid Turtle: {error}") from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be loaded into the store: {error}") from error


def extend(database: Database, file: Checked, quads: Iterable[ox.Quad]) -> None:
    """Add what a checked file holds.

    Args:
        database: what is filled.
        file: the file.
        quads: what it holds, as the store keeps it; read only where the file cannot be taken line by line.

    Raises:
        InputError: the file is another one than was checked.
        StoreError: writing fails.
    """
    try:
        if file.in_lines:
            with file.path.open("rb") as source:
                stream = cast("IO[bytes]", lines.Stream(lines.restored(file.path, source, file.sha256)))
                database.bulk_load(stream, ox.RdfFormat.N_QUADS, lenient=True)  # it was checked
        else:
            database.bulk_extend(quads)
    except (OSError, RuntimeError) as error:
        if isinstance(error, InputError | StoreError):
            raise
        raise StoreError(f"{file.path}: writing to the store failed: {error}") from error
