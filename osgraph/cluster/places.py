"""Places for files, near or far: folders and buckets, by their addresses (fsspec)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_BLOCK: Final = 1 << 20  # bytes


def is_far(path: str) -> bool:
    """Say whether a path is the address of a place that fsspec knows, such as s3:// or memory://.

    Example:
        >>> is_far("s3://bucket/letters"), is_far("letters/2024"), is_far("http://example.org/a.txt")
        (True, False, False)
    """
    return bool(_ADDRESS.match(path)) and not path.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or a bucket.

    Attributes:
        address: a path, or an address such as ``s3://bucket/folder``.
    """

    address: str

    def names(self) -> list[str]:
        """Return the names of the files right in it, sorted; none where there is no such place."""
        system, root = self._system()
        try:
            found = system.ls(root, detail=False, refresh=True)
        except FileNotFoundError:
            return []
        return sorted(str(path).rstrip("/").rsplit("/", 1)[-1] for path in found)

    def read(self, name: str) -> bytes:
        """Return what a file in it holds.

        Raises:
            InputError: there is none, or it cannot be read.
        """
        return b"".join(self.blocks(name))

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield what a file in it holds, some of it at a time.

        Raises:
            InputError: there is none, or it cannot be read.
        """
        system, root = self._system()
        try:
            with system.open(f"{root}/{name}", "rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except OSError as error:
            raise InputError(f"{self.address}/{name} cannot be read: {_told(error)}") from error

    def write(self, name: str, data: bytes) -> None:
        """Put a file into it, whole or not at all.

        Raises:
            InputError: it cannot be written.
        """
        system, root = self._system()
        part = f"{root}/.{name}.{uuid.uuid4().hex}"  # two workers may be at it
        try:
            system.makedirs(root, exist_ok=True)
            with system.open(part, "wb") as file:
                file.write(data)
            system.mv(part, f"{root}/{name}")
        except OSError as error:
            raise InputError(f"{self.address}/{name} cannot be written: {_told(error)}") from error

    def _system(self) -> tuple[Any, str]:
        return system(self.address)


def system(address: str) -> tuple[Any, str]:
    """Return what reads and writes at an address, and the path by which it calls it.

    Raises:
        InputError: fsspec, or what it needs for addresses of this kind, is not installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError("this needs fsspec: pip install 'osgraph[cluster]'") from error
    try:
        found, path = url_to_fs(address if is_far(address) else str(Path(address).absolute()))
    except (ImportError, ValueError, OSError) as error:
        raise InputError(f"{address}: {_told(error)}") from error
    return found, str(path).rstrip("/")


def opened(address: str) -> IO[bytes]:
    """Open a file for reading.

    Raises:
        OSError: it cannot be.
    """
    found, path = system(address)
    file: IO[bytes] = found.open(path, "rb")
    return file


def _told(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error or type(error).__name__).split())[:300]
