"""Books (.epub): the chapters in the order of the book, as one document."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from osgraph.errors import InputError
from osgraph.readers import blocks, dates, encoding, packed, webpages
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from osgraph.model import Document
    from osgraph.readers.source import Source

_CONTAINER: Final = "META-INF/container.xml"
_PAGES: Final = frozenset({"application/xhtml+xml", "text/html"})


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a book.

    Raises:
        InputError: it is damaged, locked, or holds no text.
    """
    with packed.opened(data) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
            raise InputError("a book locked by digital rights management")
        root = packed.xml(packed.part(archive, _CONTAINER)).find(".//{*}rootfile")
        if root is None:
            raise InputError("a damaged book: it does not say where its contents are")
        path = root.get("full-path") or ""
        book = packed.xml(packed.part(archive, path))
        writer = Writer()
        for chapter in _chapters(book):
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(chapter)))
            page = encoding.decoded(packed.part(archive, inside))
            if not page.strip():
                continue
            tree = webpages.parsed(page)
            body = tree.find("body")
            for block in blocks.find(tree if body is None else body):
                block.write(writer)
    if not writer:
        raise InputError("a book without text")
    yield writer.document(
        source.id,
        title=_said(book, "title"),
        author=_said(book, "creator"),
        source=_said(book, "publisher"),
        published=dates.read(_said(book, "date")),
        language=_said(book, "language")[:2].lower(),
    )


def _chapters(book: _Element) -> Iterator[str]:
    """Yield the files of a book in the order in which they are read, its table of contents left out."""
    items = {item.get("id"): item for item in book.iter("{*}item")}
    for reference in book.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        is_page = item is not None and item.get("media-type") in _PAGES
        if item is not None and is_page and "nav" not in (item.get("properties") or "").split():
            yield item.get("href") or ""


def _said(book: _Element, name: str) -> str:
    """Return what the metadata of a book says, by the name that Dublin Core has for it."""
    found = book.find(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
    return clean("" if found is None else found.text or "")
