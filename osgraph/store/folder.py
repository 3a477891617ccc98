"""The folder that a store on disk lives in: a mark of its format, its owner's process id, the database."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph

from osgraph import web
from osgraph.errors import StoreError, StoreLockedError
from osgraph.store import seals
from osgraph.store.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.store.databases import Database

_FORMAT: Final = "1"
_MARK, _OWNER, DATABASE = "osgraph-store", "owner.pid", "oxigraph"
_ANEW: Final = "make it anew: osgraph rebuild PATHS --store"
_LOCKED: Final = ("While lock file", "lock hold by current process")  # RocksDB's words for a held lock


def opened(path: str | Path | None) -> tuple[Database, Path | None]:
    """Open the database of a store: in memory, behind an address, or in a folder, which is returned too."""
    if path is None:
        return pyoxigraph.Store(), None
    if web.is_address(str(path)):
        return Remote(str(path)), None
    return open_database(Path(path)), Path(path)


def open_database(folder: Path) -> pyoxigraph.Store:
    """Open the database in a folder, and make both where there is none.

    The lock is the database's own: it goes when its process ends, however it ends, so that a lock left
    by a dead process never stands in the way. The owner's process id beside it serves the message.

    Raises:
        StoreLockedError: another process, or this one, has it open already.
        StoreError: the folder holds something else, is damaged, or cannot be read or written.
    """
    try:
        _check(folder)
        folder.mkdir(parents=True, exist_ok=True)
        database = _database(folder)
        (folder / _OWNER).write_text(str(os.getpid()), encoding="utf-8")
        (folder / _MARK).write_text(_FORMAT + "\n", encoding="utf-8")
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"{folder}: the store cannot be opened: {error.strerror or error}") from error
    return database


def copy_database(database: pyoxigraph.Store, folder: Path) -> None:
    """Copy a database on disk into an empty folder, which becomes a store."""
    database.flush()
    database.backup(folder / DATABASE)
    (folder / _MARK).write_text(_FORMAT + "\n", encoding="utf-8")


def settle(database: Database, folder: Path | None) -> None:
    """Have a database write what it still holds in memory, as the last thing before it is let go.

    Raises:
        StoreError: the disk is full, or fails. The folder is not sealed then, for a file cut short may be
            written anew under the same name; the log of the database has what is missing.
    """
    try:
        database.flush()
    except (OSError, RuntimeError) as error:
        if folder:
            (folder / _OWNER).unlink(missing_ok=True)
        raise StoreError(
            f"{folder}: the last of it is in the store's log alone: {error}; make room on the disk, and the "
            "next command that opens the store settles it"
        ) from error
    if isinstance(database, Remote):
        database.close()


def release(folder: Path) -> None:
    """Take the owner's process id away; the database's lock goes with the database."""
    seals.write(folder, folder / DATABASE)
    (folder / _OWNER).unlink(missing_ok=True)


def is_store(folder: Path) -> bool:
    """Say whether a folder is a store, be it of another format or damaged."""
    return (folder / _MARK).is_file() or (folder / DATABASE).is_dir()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep every other process from opening a store while the block runs, without opening its database.

    Raises:
        StoreLockedError: another process, or this one, has it open.
    """
    if _owner(folder) == "this very process":  # taking the lock a second time would give the first away
        raise StoreLockedError(f"{folder}: the store is in use by this very process; close it first")
    try:
        import fcntl
    except ImportError:  # Windows refuses to move a folder with open files
        yield
        return
    try:
        lock = (folder / DATABASE / "LOCK").open("a")
    except OSError as error:
        raise StoreError(f"{folder}: the store cannot be locked: {error.strerror or error}") from error
    with lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreLockedError(
                f"{folder}: the store is in use by {_owner(folder)}; wait for its end"
            ) from error
        yield


def _check(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise StoreError(f"{folder}: a store is a folder, and this is a file; name another place")
    held = {entry.name for entry in folder.iterdir()}
    if _MARK not in held:
        if held - {_OWNER, DATABASE, seals.NAME}:  # those alone: a store whose making was cut off
            raise StoreError(
                f"{folder}: this folder holds something else than a store; name another or a new one"
            )
        return
    version = (folder / _MARK).read_text(encoding="utf-8", errors="replace").strip()
    if version != _FORMAT:
        raise StoreError(
            f"{folder}: the store has format {version[:20]!r}, this version reads {_FORMAT!r}; "
            f"{_ANEW} {folder}"
        )
    if not (folder / DATABASE / "CURRENT").is_file():
        raise StoreError(f"{folder}: the store is damaged: {DATABASE}/CURRENT is missing; {_ANEW} {folder}")
    if broken := seals.broken(folder, folder / DATABASE):
        what = f"{DATABASE}/{broken[0]} is not as it was written"
        raise StoreError(f"{folder}: the store is damaged: {what}; {_ANEW} {folder}")


def _database(folder: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store(folder / DATABASE)
    except (OSError, RuntimeError) as error:
        if any(words in str(error) for words in _LOCKED):
            raise StoreLockedError(
                f"{folder}: the store is in use by {_owner(folder)}; wait for its end or name another store"
            ) from error
        raise StoreError(
            f"{folder}: the store is damaged or cannot be read: {error}; {_ANEW} {folder}"
        ) from error


def _owner(folder: Path) -> str:
    try:
        pid = (folder / _OWNER).read_text(encoding="utf-8").strip()
    except OSError:
        return "another process"  # it is just opening or closing it
    if pid == str(os.getpid()):
        return "this very process"
    return f"process {pid}" if pid.isdecimal() else "another process"
