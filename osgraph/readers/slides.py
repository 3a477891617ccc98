"""Slides (.pptx): titles, lists, tables and notes; each word with the number of its slide."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from osgraph.errors import InputError
from osgraph.readers import dates, packed
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.model import Document
    from osgraph.readers.source import Source


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a presentation.

    Raises:
        InputError: it is damaged or holds no text.
    """
    import pptx
    from lxml.etree import LxmlError
    from pptx.exc import PackageNotFoundError

    packed.opened(data).close()
    try:
        file = pptx.Presentation(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, TypeError, LxmlError) as error:
        raise InputError(f"a damaged presentation: {error}") from error
    writer = Writer()
    titles = []
    for number, slide in enumerate(file.slides, 1):
        place = f"page={number}"
        title = slide.shapes.title
        if title is not None and title.has_text_frame:
            writer.heading(title.text_frame.text, 1, place=place)
            titles.append(clean(title.text_frame.text))
        for shape in _shapes(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                _write(shape, writer, place)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
                writer.paragraph(paragraph.text, place=place)
    if not writer:
        raise InputError("a presentation without text")
    told = file.core_properties
    yield writer.document(
        source.id,
        title=clean(told.title or "").replace("PowerPoint Presentation", "")
        or next(filter(None, titles), ""),
        author=clean(told.author or ""),
        published=dates.in_text("\n".join(titles))
        or (told.created.date().isoformat() if told.created else None),
        language=(told.language or "")[:2].lower(),
    )


def _shapes(shapes: Any) -> Iterator[Any]:
    """Yield the shapes of a slide, groups opened, from top to bottom."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _write(shape: Any, writer: Writer, place: str) -> None:
    if getattr(shape, "has_table", False) and shape.has_table:
        for row in shape.table.rows:
            writer.row([cell.text for cell in row.cells], place=place)
    elif shape.has_text_frame:
        paragraphs = [paragraph for paragraph in shape.text_frame.paragraphs if paragraph.text.strip()]
        is_list = shape.is_placeholder and len(paragraphs) > 1
        for paragraph in paragraphs:
            if is_list or paragraph.level:
                writer.item(paragraph.text, paragraph.level, place=place)
            else:
                writer.paragraph(paragraph.text, place=place)
