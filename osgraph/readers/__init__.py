"""Reading of files: the bytes of any format become documents, each on the library that knows the format.

Each module reads one format. A library is imported with the module, when the first file of its format comes.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.readers import formats
from osgraph.readers.source import Columns, Source, distinct

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_BYTES", "Columns", "Source", "read"]

MAX_BYTES: Final = 50_000_000
"""Size in bytes past which a file is skipped, packed or not."""


def read(data: bytes, source: Source) -> Iterator[Document | Skipped]:
    """Read what is in a file: one document, or the many of a feed, a table or an archive.

    Args:
        data: the bytes.
        source: what is known about them.

    Yields:
        Documents without sections, no two of one name, and what was skipped with its reason.

    Example:
        >>> [document] = read(b"<html><p>Meta released Llama.</p></html>", Source("page", "page.html"))
        >>> document.id, document.text
        ('page', 'Meta released Llama.')
    """
    if len(data) > MAX_BYTES:
        yield Skipped(source.path, f"larger than {MAX_BYTES // 1_000_000} MB; split it")
        return
    if not data.strip():
        yield Skipped(source.path, "empty file")
        return
    try:
        module = import_module(f"osgraph.readers.{formats.of(source.path, data)}")
        taken: set[str] = set()
        for item in module.read(data, source):
            # Two attachments, or a file of an archive and a row of a table in it, may be called the same.
            yield item if isinstance(item, Skipped) else replace(item, id=distinct(item.id, 2, taken))
    except InputError as error:
        yield Skipped(source.path, str(error))
    except RecursionError:
        yield Skipped(source.path, "nested too deeply")
