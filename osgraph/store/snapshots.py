"""Copies of a store as it was at one time, kept in a folder beside it, each a store by itself."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Final

import pyoxigraph

from osgraph.errors import InputError, StoreError
from osgraph.store import folder, seals

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.store.databases import Database

_NAME: Final = re.compile(r"\w[\w.-]{0,99}")
_ENDING: Final = ".snapshots"


def place(store: Path, name: str) -> Path:
    """Return the folder of a snapshot of a store, there or not.

    Raises:
        InputError: nothing can be called so.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r}: a snapshot's name is made of letters, digits, '.', '-' and '_'")
    return store.parent / (store.name + _ENDING) / name


def names(store: Path) -> list[str]:
    """Return the names of the snapshots of a store, sorted."""
    around = store.parent / (store.name + _ENDING)
    found = around.iterdir() if around.is_dir() else ()
    return sorted(entry.name for entry in found if entry.is_dir() and _NAME.fullmatch(entry.name))


def take(database: Database, store: Path | None, name: str) -> Path:
    """Copy a store under a name and return the folder of the copy; it is there whole or not at all.

    Raises:
        InputError: nothing can be called so, or a snapshot has the name already.
        StoreError: the store is in memory, or the copy cannot be written.
    """
    if store is None or not isinstance(database, pyoxigraph.Store):
        raise StoreError("a store in memory or behind an address has no snapshots; build it into a folder")
    target = place(store, name)
    if target.exists():
        raise InputError(f"{target}: there is a snapshot of that name; choose another, or take it away")
    draft = target.with_name(f".{name}.{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        try:
            folder.copy_database(database, draft)
            seals.write(draft, draft / folder.DATABASE)
            draft.rename(target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: the snapshot cannot be written: {error}") from error
    return target
