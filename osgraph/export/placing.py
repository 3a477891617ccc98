"""Where an export goes: a file or a folder that is there whole, or as it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO

_MARK: Final = ".osgraph-export.json"  # says what the folder is, and which files were written to it


def replace_file(path: Path, content: bytes | Callable[[IO[bytes]], None]) -> None:
    """Write beside the file, then rename: a reader, or a crash, never sees half of it.

    Args:
        path: the file.
        content: what it is to hold, or what writes that.

    Raises:
        InputError: it cannot be written.
    """
    beside = _beside(path, "tmp")
    try:
        try:
            if isinstance(content, bytes):
                beside.write_bytes(content)
            else:
                with beside.open("wb") as file:
                    content(file)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def replace_folder(path: Path, form: str, files: Mapping[str, bytes]) -> None:
    """Write a folder beside, then rename; an earlier export gives way, with what others put there kept.

    Args:
        path: the folder.
        form: what kind of export it is; another kind does not give way.
        files: contents by paths inside the folder, of one or two parts.

    Raises:
        InputError: there is something else, a file of the earlier export was changed by others, or the
            folder cannot be written.
    """
    fresh, old = _beside(path, "tmp"), _beside(path, "old")
    try:
        kept = _strangers(path, form, files) if path.exists() or path.is_symlink() else []
        try:
            _fill(fresh, form, files)
            for name in kept:
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path / name, fresh / name, follow_symlinks=False)
            if path.exists():
                path.rename(old)
            try:
                fresh.rename(path)
            except OSError:
                if old.exists():
                    old.rename(path)
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _fill(folder: Path, form: str, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    mark = json.dumps({"form": form, "files": digests}, ensure_ascii=False, indent=1)
    (folder / _MARK).write_text(mark + "\n", encoding="utf-8")


def _strangers(path: Path, form: str, files: Mapping[str, bytes]) -> list[str]:
    """Return the files of an earlier export's folder that are not the export's own."""
    try:
        mark = json.loads((path / _MARK).read_text(encoding="utf-8"))
        written = dict(mark["files"]) if mark["form"] == form else None
    except (OSError, ValueError, KeyError, TypeError):
        written = None
    if written is None or path.is_symlink():
        raise InputError(f"{path}: this is no earlier export as {form}; name another place, or take it away")
    kept = []
    for folder, _, names in os.walk(path):
        for file in (Path(folder) / name for name in sorted(names)):
            name = file.relative_to(path).as_posix()
            if name == _MARK:
                continue
            if name not in written:
                kept.append(name)
            elif file.is_symlink() or hashlib.sha256(file.read_bytes()).hexdigest() != written[name]:
                raise InputError(
                    f"{file}: it was changed since it was exported; move it, or name another place"
                )
    taken = sorted(set(kept) & files.keys())
    if taken:
        raise InputError(f"{path / taken[0]}: osgraph did not write it, and would now; move it")
    return kept


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name[:100]}.{os.getpid()}.{ending}")
