"""Files of the paths that people give, each with the id of its document."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.model import Skipped
from osgraph.readers import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: the path to show, its absolute path, and how many of its last parts name it."""

    shown: str
    path: Path
    depth: int = 1

    def names(self) -> list[str]:
        """Return the ids it may bear, the shortest first; those with a suffix come last."""
        parts = self.path.parts[1:]
        depths = range(self.depth, len(parts) + 1)
        bare = [*parts[:-1], self.path.stem]
        return [printable("/".join(names[-depth:])) for names in (bare, parts) for depth in depths]


def find(paths: Sequence[str], more: Iterable[File | Skipped] = ()) -> Iterator[tuple[str, File] | Skipped]:
    """Yield the files that paths stand for, each with its id, in the order of their ids.

    Folders are read recursively; links to folders are not followed, hidden files are passed over. A file that
    is reached twice comes once. Where two ids would be equal, each gets the shortest path that tells them
    apart.

    Args:
        paths: files and folders, in any order.
        more: files that were found elsewhere.
    """
    found: dict[Path, File] = {}
    for file in chain(chain.from_iterable(map(_files, sorted(paths))), more):
        if isinstance(file, Skipped):
            yield file
            continue
        known = found.get(file.path)
        found[file.path] = file if known is None or file.depth > known.depth else known
    yield from sorted(_ids(list(found.values())).items(), key=lambda pair: (pair[0], pair[1].shown))


def _files(path: str) -> Iterator[File | Skipped]:
    """List the files that a path stands for."""
    root = Path(os.path.abspath(path))  # noqa: PTH100  (unlike resolve(), it keeps the names of links)
    try:
        is_folder = stat.S_ISDIR(root.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last for a name with a null byte
        yield Skipped(printable(path), "no such file or folder")
        return
    except OSError as error:  # a name that is too long, a folder that may not be entered
        yield Skipped(printable(path), f"cannot be reached: {error.strerror}")
        return
    if not is_folder:
        yield File(printable(path), root)
    else:
        problems: list[OSError] = []
        count = 0
        for folder, folders, files in os.walk(root, onerror=problems.append):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = Path(folder, name)
                if formats.suffix(name) in formats.SUFFIXES and not name.startswith("."):
                    inside = file.relative_to(root)
                    count += 1
                    yield File(printable(str(Path(path, inside))), file, len(inside.parts))
        for problem in problems:
            shown = Path(path, Path(problem.filename).relative_to(root))
            yield Skipped(printable(str(shown)), f"folder cannot be read: {problem.strerror}")
        if not count and not problems:
            yield Skipped(
                printable(path), "folder without documents of a known format (text, web page, PDF, Word ...)"
            )


def is_wanted(parts: Sequence[str]) -> bool:
    """Say whether documents are read from a file in a folder, by the parts of its path there.

    Example:
        >>> is_wanted(["notes", "a.md"]), is_wanted([".git", "a.md"]), is_wanted(["a.exe"])
        (True, False, False)
    """
    return formats.suffix(parts[-1]) in formats.SUFFIXES and not any(part.startswith(".") for part in parts)


def _ids(sources: Sequence[File]) -> dict[str, File]:
    """Give each file an id; files whose ids clash take longer and longer names until they differ."""
    names = [source.names() for source in sources]
    chosen = [0] * len(sources)
    while True:
        ids = [options[at] for options, at in zip(names, chosen, strict=True)]
        counts = Counter(map(iris.document, ids))
        clashing = [
            n for n, id_ in enumerate(ids) if counts[iris.document(id_)] > 1 and chosen[n] + 1 < len(names[n])
        ]
        if not clashing:
            return dict(zip(ids, sources, strict=True))
        for n in clashing:
            chosen[n] += 1


def printable(name: str) -> str:
    """Return a path as text that can be written out, whatever bytes the file system gave."""
    return os.fsencode(name).decode("utf-8", "replace").replace(os.sep, "/")
