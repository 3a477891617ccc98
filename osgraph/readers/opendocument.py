"""Texts of OpenDocument (.odt): headings, paragraphs, lists and tables in the order of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.readers import dates, packed
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from osgraph.model import Document
    from osgraph.readers.source import Source

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_UNSEEN: Final = frozenset({f"{_TEXT}note", f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content"})


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a text.

    Raises:
        InputError: it is damaged or holds no text.
    """
    with packed.opened(data) as archive:
        content = packed.xml(packed.part(archive, "content.xml"))
        about = packed.xml(packed.part(archive, "meta.xml")) if "meta.xml" in archive.namelist() else None
    writer = Writer()
    _write(content, writer)
    if not writer:
        raise InputError("a text without words")
    first = next((clean(_words(heading)) for heading in content.iter(f"{_TEXT}h")), "")
    yield writer.document(
        source.id,
        title=_said(about, "title") or first,
        author=_said(about, "creator") or _said(about, "initial-creator"),
        published=dates.read(_said(about, "creation-date") or _said(about, "date")),
        language=_said(about, "language")[:2].lower(),
    )


def _write(root: _Element, writer: Writer) -> None:
    """Write what is in an element; a stack in place of recursion bears any depth."""
    waiting: list[tuple[_Element, int]] = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        tag = element.tag
        if tag in _UNSEEN:
            continue
        if tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level") or "1"
            writer.heading(_words(element), int(level) if level.isdigit() else 1)
        elif tag == f"{_TEXT}p":
            if depth:
                writer.item(_words(element), depth - 1)
            else:
                writer.paragraph(_words(element))
        elif tag == f"{_TABLE}table-row":
            writer.row([_words(cell) for cell in element.iter(f"{_TABLE}table-cell")])
        else:
            deeper = depth + (tag == f"{_TEXT}list")
            waiting += [(inner, deeper) for inner in reversed(element)]


def _words(element: _Element) -> str:
    parts = []
    for inner in element.iter():
        is_note = any(above.tag in _UNSEEN for above in inner.iterancestors()) or inner.tag in _UNSEEN
        if not is_note:
            parts.append(" " if inner.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"} else "")
            parts.append(inner.text or "")
        if inner is not element:
            parts.append(inner.tail or "" if not is_note or inner.tag in _UNSEEN else "")
    return "".join(parts)


def _said(about: _Element | None, name: str) -> str:
    found = about.find(f".//{{*}}{name}") if about is not None else None
    return clean("" if found is None else found.text or "")
