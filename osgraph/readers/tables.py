"""Tables (.csv, .tsv, .xlsx, .parquet, .json, .jsonl): a document a row, or one table."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final

from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.readers import blocks, dates, encoding, formats, packed, plain, webpages
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osgraph.readers.source import Source

    Row = Mapping[str, Any]

_USUAL: Final = {
    "text": "text body content article article_text full_text transcript abstract description summary",
    "title": "title headline subject name",
    "date": "date published published_at publishedat published_date pubdate created_at datetime",
    "author": "author authors byline creator",
    "publisher": "publisher source outlet site site_name sitename domain newspaper",
    "url": "url link href",
    "id": "id guid slug",
}
_MAX_TABLE_ROWS: Final = 2_000  # of a table that is a document by itself
_MAX_CELL: Final = 10_000_000
_TAGS: Final = re.compile(r"</?(?:p|div|br|h[1-6]|ul|li|table|span|a)\b[^<>]*>", re.IGNORECASE)


def read(data: bytes, source: Source) -> Iterator[Document | Skipped]:
    """Read the rows of a table.

    Where a column holds texts, each row is a document. A table without such a column is one document, whose
    rows say of what stands first in them what the heads of the columns name.

    Raises:
        InputError: it is damaged or empty, or lacks a column that was named.
    """
    kind = formats.suffix(source.path)
    rows = _rows(data, kind, source)
    first = next(rows, None)
    if first is None:
        raise InputError("a table without rows")
    columns = _columns(first, source)
    if not columns["text"]:
        if kind in {".json", ".jsonl", ".ndjson"}:
            raise InputError(_without_text(first))
        yield _table(first, rows, source)
        return
    taken: set[str] = set()
    for number, row in enumerate(_chained(first, rows), 1):
        held = {part: _said(row.get(column)) for part, column in columns.items() if column}
        name = _name(held, number, taken)
        text = held.get("text", "")
        if not text.strip():
            yield Skipped(f"{source.path}, row {number}", "no text in it")
        else:
            yield _document(f"{source.id}/{name}", held, text)


def _rows(data: bytes, kind: str, source: Source) -> Iterator[Row]:
    """Yield the rows of a table of any kind."""
    if data.startswith(b"PAR1"):
        yield from _parquet(data)
    elif data.startswith(b"PK"):
        yield from _sheets(data)
    else:
        text = encoding.decoded(data, source.declared).lstrip("\ufeff")
        if kind in {".json", ".jsonl", ".ndjson"}:
            yield from _objects(text, is_lines=kind != ".json")
        else:
            yield from _separated(text, "\t" if kind == ".tsv" else "")


def _separated(text: str, separator: str) -> Iterator[Row]:
    csv.field_size_limit(_MAX_CELL)
    if not separator:
        head = text[:10_000].split("\n", 1)[0]
        separator = max(",;\t|", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restkey="", restval="")
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: no row of a table: {error}") from error


def _objects(text: str, *, is_lines: bool) -> Iterator[Row]:
    if not is_lines:
        yield from _listed(_parsed(text, 0))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            value = _parsed(line, number)
            if not isinstance(value, dict):
                raise InputError(f"line {number}: no JSON object")
            yield value


def _parsed(text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"line {line}: " if line else ""
        raise InputError(f"{where}no JSON: {error}") from error


def _listed(value: Any) -> Iterator[Row]:
    """Yield the objects of a JSON value: itself, its members, or those of the only list in it."""
    if isinstance(value, dict):
        lists = [
            v for v in value.values() if isinstance(v, list) and v and all(isinstance(o, dict) for o in v)
        ]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise InputError("JSON, but neither an object nor a list of objects")
    yield from value


def _sheets(data: bytes) -> Iterator[Row]:
    """Yield the rows of the first sheet that has any."""
    import zipfile

    import openpyxl
    from lxml.etree import LxmlError
    from openpyxl.utils.exceptions import InvalidFileException

    packed.opened(data).close()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            head = next((row for row in rows if any(cell is not None for cell in row)), None)
            if head is not None:
                keys = [_said(cell) or f"column {n}" for n, cell in enumerate(head, 1)]
                yield from (
                    dict(zip(keys, row, strict=False)) for row in rows if any(c is not None for c in row)
                )
                return
    except (KeyError, ValueError, InvalidFileException, zipfile.BadZipFile, LxmlError, SyntaxError) as error:
        raise InputError(f"a damaged workbook: {error}") from error


def _parquet(data: bytes) -> Iterator[Row]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs a library that is not installed: pip install 'osgraph[parquet]'"
        ) from error
    try:
        for batch in pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data)).iter_batches(1_000):
            yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(f"a damaged Parquet file: {error}") from error


def _columns(row: Row, source: Source) -> dict[str, str]:
    """Return the names of the columns that hold the parts of a document, "" where none does.

    Raises:
        InputError: a column that was named is not there.
    """
    known = {str(name).strip().casefold(): name for name in row if name}
    given = source.columns
    wanted = {part: str(getattr(given, part)) for part in _USUAL}
    missing = [name for name in wanted.values() if name and name.casefold() not in known]
    if missing:
        raise InputError(
            f"no column {' and no column '.join(map(repr, missing))}; there are: {', '.join(known)}"
        )
    out = {}
    for part, usual in _USUAL.items():
        names = [wanted[part].casefold()] if wanted[part] else usual.split()
        out[part] = next((known[name] for name in names if name in known), "")
    return out


def _without_text(row: Row) -> str:
    return (
        f"no column for the text; name one of these with --text-column: {', '.join(map(str, list(row)[:30]))}"
    )


def _name(held: Mapping[str, str], number: int, taken: set[str]) -> str:
    from osgraph.readers.source import distinct, slug

    name = clean(held.get("id", ""))[:100] or slug(held.get("title", ""))
    return distinct(name, number, taken)


def _document(name: str, held: Mapping[str, str], text: str) -> Document:
    """Return a row as a document: its title as a heading, unless the text begins with it."""
    title = clean(held.get("title", ""))
    known: dict[str, Any] = {
        "title": title or plain.title(text),
        "author": clean(held.get("author", "")),
        "source": clean(held.get("publisher", "")),
        "published": dates.read(held.get("date", "")) or dates.in_address(held.get("url", "")),
        "url": clean(held.get("url", "")),
    }
    if len(_TAGS.findall(text)) > 1:
        writer = Writer()
        if title:
            writer.heading(title, 1)
        for block in blocks.find(webpages.parsed(f"<div>{text}</div>")):
            block.write(writer)
        return writer.document(name, **known)
    whole = f"# {title}\n\n{text}" if title and title not in text[: len(title) + 20] else text
    return Document(name, whole.replace("\0", " "), **known)


def _table(first: Row, rows: Iterator[Row], source: Source) -> Document:
    """Return a table as a document of its own."""
    writer = Writer()
    heads = [str(head) for head in first]
    if len(heads) < 2:
        raise InputError(_without_text(first))
    writer.row(heads, place="row=1")
    for number, row in enumerate(_chained(first, rows), 2):
        if number > _MAX_TABLE_ROWS:
            raise InputError(
                f"a table of more than {_MAX_TABLE_ROWS:,} rows without a column of texts; "
                "split it, or name the column with --text-column"
            )
        writer.row([_said(row.get(head)) for head in first], place=f"row={number}")
    return writer.document(source.id)


def _chained(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def _said(value: object) -> str:
    """Return a cell as text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return _said(value.get("name") or value.get("title") or "")
    return str(value)
