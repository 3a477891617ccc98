"""Feeds (RSS, Atom): each entry is a document. A list of feeds (OPML) is not followed, only told."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from osgraph.errors import InputError
from osgraph.readers import blocks, dates, packed, webpages
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.model import Document
    from osgraph.readers.source import Source

_ENTITIES: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
_SHOWN: Final = 5  # addresses of a list that a message names


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read the entries of a feed.

    Raises:
        InputError: it is no feed, or one without entries, or it defines entities.
    """
    if _ENTITIES.search(data[:100_000]):
        raise InputError("XML that defines entities of its own, which can be a trap; not read")
    if b"<opml" in data[:2_000].lower():
        raise InputError(_listed(data))
    import feedparser

    found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not found.version:
        raise InputError("XML, but no feed (RSS or Atom) and no web page")
    if not found.entries:
        raise InputError("a feed without entries")
    names = source.names(clean(entry.get("title", "")) or entry.get("link", "") for entry in found.entries)
    for name, entry in zip(names, found.entries, strict=True):
        if made := _document(entry, found.feed, name):
            yield made


def _document(entry: Any, feed: Any, name: str) -> Document | None:
    """Return an entry as a document, or None where it says nothing."""
    title = _plain(entry.get("title", ""))
    contents = [content.get("value", "") for content in entry.get("content", ())]
    body = max([*contents, entry.get("summary", "")], key=len)
    writer = Writer()
    if title:
        writer.heading(title, 1)
    if body.strip():
        tree = webpages.parsed(f"<div>{body}</div>")
        for block in blocks.find(tree):
            block.write(writer)
    if not writer:
        return None
    publisher = entry.get("source", {}).get("title") or feed.get("title") or ""
    url = entry.get("link", "")
    published = dates.read(entry.get("published") or entry.get("updated") or "")
    return writer.document(
        name,
        title=title,
        author=_plain(entry.get("author", "")),
        source=_plain(publisher),
        published=published or dates.in_address(url),
        url=url,
        language=(feed.get("language") or "")[:2].lower(),
    )


def _plain(words: str) -> str:
    return clean(re.sub(r"<[^<>]{1,200}>", "", words))


def _listed(data: bytes) -> str:
    """Return what to say about a list of feeds."""
    found = [url for outline in packed.xml(data).iter("{*}outline") if (url := outline.get("xmlUrl"))]
    shown = " ".join(clean(url) for url in found[:_SHOWN])
    more = " ..." if len(found) > _SHOWN else ""
    return f"a list of {len(found)} feeds; name those that you want fetched: osgraph build {shown}{more}"
