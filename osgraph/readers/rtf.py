"""Rich text (.rtf): its words, one paragraph a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.readers import dates, plain
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.model import Document
    from osgraph.readers.source import Source

_FIELD: Final = r"\{{\\{name}\s+([^{{}}\\]{{1,300}})\}}"
_BULLET: Final = re.compile(r"(?:[•‣◦▪·–*-]|\d{1,3}[.)])\s+")


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a file.

    Raises:
        InputError: it is damaged or holds no text.
    """
    from striprtf import striprtf

    marked = data.decode("latin-1")
    try:
        text: str = striprtf.rtf_to_text(  # type: ignore[no-untyped-call]
            marked, encoding="cp1252", errors="replace"
        )
    except (ValueError, IndexError, LookupError, TypeError) as error:
        raise InputError(f"damaged rich text: {error}") from error
    writer = Writer()
    for line in text.splitlines():
        cells = line.split("|")
        if len(cells) > 2:
            writer.row(cells[:-1] if not cells[-1].strip() else cells)
        elif _BULLET.match(line.strip()):
            writer.item(_BULLET.sub("", line.strip(), count=1))
        else:
            writer.paragraph(line)
    if not writer:
        raise InputError("rich text without words")
    yield writer.document(
        source.id,
        title=_said(marked, "title") or plain.title(text),
        author=_said(marked, "author") or plain.author(text),
        published=dates.in_text(text),
    )


def _said(marked: str, name: str) -> str:
    found = re.search(_FIELD.format(name=name), marked[:20_000])
    return clean(found[1]) if found else ""
