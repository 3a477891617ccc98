"""Documents: files, folders, addresses or standard input become :class:`~osgraph.model.Document` values."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from osgraph import iris, languages
from osgraph.documents import files
from osgraph.documents.addresses import Fetcher
from osgraph.documents.files import File, printable
from osgraph.documents.keeper import Keeper
from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.readers import MAX_BYTES, Columns, Source, encoding, formats, plain
from osgraph.web import is_address

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

__all__ = ["MAX_BYTES", "STDIN", "Columns", "claimed", "read", "read_bytes"]

STDIN = "-"
"""The path that stands for standard input."""


def read(
    paths: Sequence[str | Path],
    *,
    columns: Columns | None = None,
    private: bool = False,
    only: Collection[str] | None = None,
    stdin: TextIO | None = None,
) -> Iterator[Document | Skipped]:
    """Read documents, in the order of their paths' ids; whatever cannot be read is reported, not raised.

    A document's id is that of its front matter, else its path relative to the folder given, without
    suffix; what lies in an archive, a feed or a table has an id below that. Where two would be equal, each
    gets the shortest path that tells them apart; of two that still are (front matter gives both the same
    id), the second is skipped. A file that is reached twice is read once. Links to folders are not followed,
    hidden files are passed over. What is not plain text is read in a process of its own, within bounds of
    memory and time. Nothing is fetched but the addresses given.

    Args:
        paths: files, folders, web addresses, or ``"-"`` for standard input.
        columns: which columns of tables hold the parts of a document; the usual names when None.
        private: whether addresses of private nets may be asked.
        only: absolute paths of the files to read; the others but count for the ids. All are read when None.
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
    given = sorted({str(path) for path in paths})
    columns = columns or Columns()
    taken: dict[str, str] = {}
    with Keeper() as keeper, Fetcher(private) as fetcher:
        for found in files.find([path for path in given if path != STDIN and not is_address(path)]):
            if isinstance(found, Skipped):
                yield found
            elif only is None or str(found[1].path) in only:
                yield from _checked(_read_file(*found, columns, keeper), found[1].shown, taken)
        for address in filter(is_address, given):
            yield from _checked(_fetched(address, columns, fetcher, keeper), address, taken)
        if STDIN in given:
            source = Source("stdin", STDIN, columns)
            yield from _checked(
                _read_stdin(sys.stdin if stdin is None else stdin, source, keeper), STDIN, taken
            )


def _checked(
    items: Iterator[Document | Skipped], shown: str, taken: dict[str, str]
) -> Iterator[Document | Skipped]:
    """Skip documents whose ids are taken; ``taken`` maps the IRIs of ids to the paths that have them."""
    for item in items:
        why = claimed(item.id, shown, taken) if isinstance(item, Document) else ""
        yield Skipped(shown, why) if why else item


def claimed(id_: str, shown: str, taken: dict[str, str]) -> str:
    """Note that a file claims an id; say why it may not have it, or "".

    Args:
        id_: the id of a document.
        shown: what people call its file.
        taken: the IRIs of ids with the files that have them; it grows.
    """
    node = iris.document(id_)
    if node in taken:
        return f"its id {id_!r} is that of {taken[node]}; give one of the two another id"
    taken[node] = shown
    return ""


def _read_file(id_: str, file: File, columns: Columns, keeper: Keeper) -> Iterator[Document | Skipped]:
    """Read one file."""
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):  # opening a pipe or a device could hang
            yield Skipped(file.shown, "not a regular file; pipe it in and name it '-'")
            return
        with file.path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        yield Skipped(file.shown, f"cannot be read: {error.strerror}")
        return
    yield from read_bytes(data, Source(id_, file.shown, columns), keeper)


def _read_stdin(stdin: TextIO, source: Source, keeper: Keeper) -> Iterator[Document | Skipped]:
    """Read standard input, as bytes where it has them, so that line ends stay."""
    buffer = getattr(stdin, "buffer", None)
    data = (
        buffer.read(MAX_BYTES + 1) if buffer else stdin.read(MAX_BYTES + 1).encode("utf-8", "surrogatepass")
    )
    return read_bytes(data, source, keeper)


def _fetched(
    address: str, columns: Columns, fetcher: Fetcher, keeper: Keeper
) -> Iterator[Document | Skipped]:
    """Read what lies at a web address."""
    try:
        data, source = fetcher.fetch(address, columns)
    except InputError as error:
        yield Skipped(printable(address), str(error))
        return
    yield from map(_with_language, keeper.read(data, source))


def read_bytes(data: bytes, source: Source, keeper: Keeper) -> Iterator[Document | Skipped]:
    """Read bytes: plain text here, all else in the keeper's process, so that text needs no other library.

    Args:
        data: what a file holds.
        source: where it is from.
        keeper: who reads what is not plain text.

    Yields:
        The documents in it without sections, and what was skipped with its reason.
    """
    if len(data) > MAX_BYTES:
        yield Skipped(source.path, f"larger than {MAX_BYTES // 1_000_000} MB; split it")
        return
    if not data.strip():
        yield Skipped(source.path, "empty file")
        return
    try:
        is_plain = formats.of(source.path, data) == "plain" and encoding.is_plain(data)
        items = plain.read(data, source) if is_plain else keeper.read(data, source)
        yield from map(_with_language, items)
    except InputError as error:
        yield Skipped(source.path, str(error))


def _with_language(item: Document | Skipped) -> Document | Skipped:
    if isinstance(item, Skipped):
        return item
    return replace(item, language=languages.of(item.text) or item.language)
