"""Word documents (.docx): paragraphs, headings, lists and tables in the order of the text."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from osgraph.errors import InputError
from osgraph.readers import dates, packed, plain
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.model import Document
    from osgraph.readers.source import Source

_LEVEL: Final = re.compile(r"heading\s+(\d)", re.IGNORECASE)


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a document.

    Raises:
        InputError: it is damaged or holds no text.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    packed.opened(data).close()
    try:
        file = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, TypeError, LxmlError) as error:
        raise InputError(f"a damaged Word document: {error}") from error
    writer = Writer()
    for block in file.iter_inner_content():
        if hasattr(block, "rows"):
            _table(block, writer)
        else:
            _paragraph(block, writer)
    for words in _notes(data):
        writer.paragraph(words, noise="footnote")
    if not writer:
        raise InputError("a Word document without text")
    told = file.core_properties
    head = "\n".join(paragraph.text for paragraph in file.paragraphs[:8])
    first = next((p.text for p in file.paragraphs if _level(p)), "")
    yield writer.document(
        source.id,
        title=clean(told.title or "") or clean(first) or plain.title(head),
        author="" if told.author in {None, "python-docx"} else clean(told.author),
        published=dates.in_text(head) or (told.created.date().isoformat() if told.created else None),
        language=(told.language or "")[:2].lower(),
    )


def _paragraph(block: Any, writer: Writer) -> None:
    level = _level(block)
    style = (block.style.name if block.style is not None else "") or ""
    numbered = block._p.pPr is not None and block._p.pPr.numPr is not None
    if level:
        writer.heading(block.text, level)
    elif numbered or style.startswith("List"):
        writer.item(block.text)
    elif "Quote" in style:
        writer.quotation(block.text)
    else:
        writer.paragraph(block.text)


def _level(block: Any) -> int:
    """Return the level of a heading, 0 for other paragraphs."""
    style = (block.style.name if block.style is not None else "") or ""
    found = _LEVEL.match(style)
    return 1 if style == "Title" else int(found[1]) if found else 0


def _table(table: Any, writer: Writer) -> None:
    for row in table.rows:
        cells: list[str] = []
        seen: set[Any] = set()
        for cell in row.cells:  # a merged cell comes once for each column that it spans
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(cell.text)
        if len(cells) > 1:
            writer.row(cells)
        else:
            for cell in cells:
                for line in cell.split("\n"):
                    writer.paragraph(line)


def _notes(data: bytes) -> Iterator[str]:
    """Yield the footnotes of a document."""
    with packed.opened(data) as archive:
        if "word/footnotes.xml" not in archive.namelist():
            return
        root = packed.xml(packed.part(archive, "word/footnotes.xml"))
    for note in root.iter("{*}footnote"):
        words = clean("".join(text.text or "" for text in note.iter("{*}t")))
        if words:
            yield words
