"""Reading of documents: files, folders or standard input become :class:`~osgraph.model.Document` values."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from osgraph import frontmatter, iris, markup
from osgraph.errors import InputError
from osgraph.model import Document, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SUFFIXES: Final = (".txt", ".md", ".markdown")
"""Suffixes of the files that are read from a folder; a file named by itself may have any."""

MAX_BYTES: Final = 50_000_000
"""Size in bytes past which a document is skipped."""

STDIN: Final = "-"
"""The path that stands for standard input."""

_MAX_TITLE = 120
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to read: the path to show, its absolute path, and how many of its last parts name it."""

    shown: str
    path: Path
    depth: int = 1

    def names(self) -> list[str]:
        """Return the ids it may bear, the shortest first; those with a suffix come last."""
        parts = self.path.parts[1:]
        depths = range(self.depth, len(parts) + 1)
        bare = [*parts[:-1], self.path.stem]
        return [_printable("/".join(names[-depth:])) for names in (bare, parts) for depth in depths]


def read(paths: Sequence[str | Path], *, stdin: TextIO | None = None) -> Iterator[Document | Skipped]:
    """Read documents, in the order of their paths' ids; whatever cannot be read is reported, not raised.

    A document's id is that of its front matter, else its path relative to the folder given, without
    suffix. Where two would be equal, each gets the shortest path that tells them apart; of two that
    still are (front matter gives both the same id), the second is skipped. A file that is reached
    twice is read once. Links to folders are not followed, hidden files are passed over.

    Args:
        paths: files, folders, or ``"-"`` for standard input.
        stdin: what ``"-"`` reads; ``sys.stdin`` when None.

    Yields:
        A document without sections, or the input that was skipped with its reason.

    Example:
        >>> import io
        >>> [document] = read(["-"], stdin=io.StringIO("A brief"))
        >>> document.id, document.title
        ('stdin', 'A brief')
        >>> [skipped] = read(["no/such/file.txt"])
        >>> skipped.reason
        'no such file or folder'
    """
    sources: dict[Path, _Source] = {}
    for path in sorted({str(path) for path in paths} - {STDIN}):
        found = list(_sources(path))
        yield from (source for source in found if isinstance(source, Skipped))
        for source in found:
            if isinstance(source, _Source):
                known = sources.get(source.path)
                sources[source.path] = source if known is None or source.depth > known.depth else known
    ids = _ids(list(sources.values()))
    taken: dict[str, str] = {}
    for id_, source in sorted(ids.items(), key=lambda pair: (pair[0], pair[1].shown)):
        yield _checked(_read_file(id_, source), source.shown, taken)
    if STDIN in map(str, paths):
        yield _checked(_read_stdin(sys.stdin if stdin is None else stdin), STDIN, taken)


def _checked(item: Document | Skipped, shown: str, taken: dict[str, str]) -> Document | Skipped:
    """Skip a document whose id is taken; ``taken`` maps the IRIs of ids to the paths that have them."""
    if isinstance(item, Skipped):
        return item
    first = taken.setdefault(iris.document(item.id), shown)
    if first == shown:
        return item
    return Skipped(shown, f"its id {item.id!r} is that of {first}; give one of the two another id")


def _sources(path: str) -> Iterator[_Source | Skipped]:
    """List the files that a path stands for."""
    root = Path(os.path.abspath(path))  # noqa: PTH100  (unlike resolve(), it keeps the names of links)
    if not root.exists():
        yield Skipped(_printable(path), "no such file or folder")
    elif not root.is_dir():
        yield _Source(_printable(path), root)
    else:
        problems: list[OSError] = []
        count = 0
        for folder, folders, files in os.walk(root, onerror=problems.append):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = Path(folder, name)
                if file.suffix.lower() in SUFFIXES and not name.startswith("."):
                    inside = file.relative_to(root)
                    count += 1
                    yield _Source(_printable(str(Path(path, inside))), file, len(inside.parts))
        for problem in problems:
            shown = Path(path, Path(problem.filename).relative_to(root))
            yield Skipped(_printable(str(shown)), f"folder cannot be read: {problem.strerror}")
        if not count and not problems:
            yield Skipped(_printable(path), f"folder without documents ({', '.join(SUFFIXES)})")


def _ids(sources: Sequence[_Source]) -> dict[str, _Source]:
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


def _read_file(id_: str, source: _Source) -> Document | Skipped:
    """Read one file into a document."""
    try:
        if not stat.S_ISREG(source.path.stat().st_mode):  # opening a pipe or a device could hang
            return Skipped(source.shown, "not a regular file; pipe it in and name it '-'")
        with source.path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Skipped(source.shown, f"cannot be read: {error.strerror}")
    return _document(id_, source.shown, data)


def _read_stdin(stdin: TextIO) -> Document | Skipped:
    """Read standard input into a document, as bytes where it has them, so that line ends stay."""
    buffer = getattr(stdin, "buffer", None)
    data = (
        buffer.read(MAX_BYTES + 1) if buffer else stdin.read(MAX_BYTES + 1).encode("utf-8", "surrogatepass")
    )
    return _document("stdin", STDIN, data)


def _document(id_: str, shown: str, data: bytes) -> Document | Skipped:
    """Make a document of a file's bytes."""
    try:
        text = _decoded(data)
    except InputError as error:
        return Skipped(shown, str(error))
    found = frontmatter.find(text)
    fields: Mapping[str, str] = found.fields if found else {}
    body = text[found.span.end :] if found else text
    return Document(
        id=fields.get("id") or id_,
        text=text,
        title=fields.get("title") or _title(body),
        source=fields.get("publisher") or fields.get("source") or "",
        published=_date(fields.get("published") or fields.get("date") or ""),
        topic=fields.get("topic") or "",
    )


def _decoded(data: bytes) -> str:
    """Return a file's bytes as text.

    Raises:
        InputError: they are no text that can be read; the message says why.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES // 1_000_000} MB; split it")
    nul = data.find(b"\0")
    if nul >= 0:
        raise InputError(f"binary file (NUL at byte {nul}); only UTF-8 text is read")
    body = data.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(body)
        raise InputError(f"invalid UTF-8 at byte {at} (0x{data[at]:02x}); save it as UTF-8") from error
    if not text.strip():
        raise InputError("empty file")
    return text


def _title(body: str) -> str:
    """Return the first Markdown heading, else the first line if it is short and ends no sentence."""
    heading = re.search(r"^#{1,6}[ \t]+(\S.*?)[ \t#]*\r?$", body, re.MULTILINE)
    if heading:
        return markup.plain(heading[1])[0]
    first = next((line for line in body.splitlines() if any(c.isalnum() for c in line)), "")
    words = markup.plain(first)[0]
    return words if len(words) <= _MAX_TITLE and words[-1:] not in set(".!:;,\"'") else ""


def _date(value: str) -> str | None:
    """Return a date as ISO 8601 writes it (day, month or year), or None where none is understood."""
    if iso := re.match(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?![\d-])", value):
        return iso[0]
    for pattern in ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y"):
        try:
            return datetime.strptime(value, pattern).date().isoformat()
        except ValueError:  # the next pattern may fit
            continue
    return None


def _printable(name: str) -> str:
    """Return a path as text that can be written out, whatever bytes the file system gave."""
    return os.fsencode(name).decode("utf-8", "replace").replace(os.sep, "/")
