"""Plain text and Markdown: the text is the file as it is, front matter included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph import frontmatter, markup
from osgraph.errors import InputError
from osgraph.model import Document
from osgraph.readers import dates, encoding
from osgraph.readers.writing import MAX_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osgraph.readers.source import Source

_MAX_TITLE: Final = 120
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(\S.*?)[ \t#]*\r?$", re.MULTILINE)
_BYLINE: Final = re.compile(
    r"(?:by|authors?:)\s+([A-Z][\w.'’-]+(?:\s+(?:and\s+)?[A-Z][\w.'’-]+){1,5})", re.IGNORECASE
)


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a text.

    Raises:
        InputError: it is no text, or empty.
    """
    yield document(encoding.decoded(data, source.declared), source.id)


def document(text: str, name: str) -> Document:
    """Return a text as a document, with what its front matter and its first lines say of it.

    Raises:
        InputError: it is empty or too long.
    """
    if not text.strip():
        raise InputError("empty file")
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"more than {MAX_CHARACTERS:,} characters of text; split it")
    front = frontmatter.find(text)
    fields: Mapping[str, str] = front.fields if front else {}
    body = text[front.span.end :] if front else text
    return Document(
        id=fields.get("id") or name,
        text=text,
        title=fields.get("title") or title(body),
        source=fields.get("publisher") or fields.get("source") or "",
        published=dates.read(fields.get("published") or fields.get("date") or "") or dates.in_text(body),
        topic=fields.get("topic") or "",
        author=fields.get("author") or author(body),
        url=fields.get("url") or "",
        language=(fields.get("language") or fields.get("lang") or "")[:2].lower(),
    )


def title(body: str) -> str:
    """Return the first Markdown heading, else the first line if it is short and ends no sentence."""
    heading = _HEADING.search(body)
    if heading:
        return markup.plain(heading[1])[0]
    first = next((line for line in body.splitlines() if any(c.isalnum() for c in line)), "")
    words = markup.plain(first[: 2 * _MAX_TITLE])[0]
    return words if len(words) <= _MAX_TITLE and words[-1:] not in set(".!:;,\"'") else ""


def author(body: str) -> str:
    """Return whom a line of its own among the first names as the author ("By Ida Holm"), else ""."""
    lines = [line.strip(" *_#>\t") for line in body[:3000].splitlines() if line.strip()]
    found = (_BYLINE.fullmatch(line) for line in lines[:8])
    return next((match[1] for match in found if match), "")
