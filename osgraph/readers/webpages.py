"""Web pages: the whole visible text, with what is no part of the article marked as noise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from osgraph.errors import InputError
from osgraph.readers import dates, encoding
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from osgraph.model import Document
    from osgraph.readers.source import Source

_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,30})""", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # in XML and its libraries
_LAST_DATE: Final = "2100-01-01"  # else the extractor of dates asks the clock
_SHOWN: Final = 2_000  # bytes in which a page declares its encoding


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a page.

    Raises:
        InputError: there is no page, or nothing to read on it.
    """
    tag = _DECLARED.search(data[:_SHOWN])
    page = encoding.decoded(data, source.declared or (tag[1].decode("ascii") if tag else ""))
    yield document(page, source.id, url=source.url)


def document(page: str, name: str, *, url: str = "", **known: Any) -> Document:
    """Return a page as a document.

    Args:
        page: its HTML.
        name: what the document is called.
        url: its address, if that is known.
        known: fields of the document that are known better than the page says them.

    Raises:
        InputError: there is no page, or nothing to read on it.
    """
    from osgraph.readers import blocks, mainmatter

    page = _FORBIDDEN.sub(" ", page)
    tree = parsed(page)
    about = _about(tree, url) | {key: value for key, value in known.items() if value}
    body = tree.find("body")
    body = tree if body is None else body
    found = list(blocks.find(body))
    main = _main(page)
    article = [block.words for block in blocks.find(main)] if main is not None else []
    reasons = mainmatter.judge(body, found, article)
    writer = Writer()
    for block, reason in zip(found, reasons, strict=True):
        block.write(writer, noise=reason)
    if not writer:
        raise InputError("web page without text; if it is made by scripts, save it from a browser")
    return writer.document(name, **about)


def parsed(page: str) -> HtmlElement:
    """Return the tree of a page or of a piece of one.

    Raises:
        InputError: nothing of it is HTML.
    """
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(_DECLARATION.sub("", page), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"no HTML that can be read: {error}") from error


def _main(page: str) -> HtmlElement | None:
    """Return what readability takes for the article of a page, as a tree of its own."""
    from readability import Document as Readable
    from readability.readability import Unparseable

    try:
        summary = Readable(_DECLARATION.sub("", page)).summary(html_partial=True)
    except Unparseable:  # a page without anything that looks like an article
        return None
    return parsed(summary)


def _about(tree: HtmlElement, url: str) -> dict[str, Any]:
    """Return what a page says about itself."""
    from trafilatura.metadata import extract_metadata

    dating = {"original_date": True, "extensive_search": True, "max_date": _LAST_DATE}
    told = extract_metadata(tree, default_url=url or None, date_config=dating)
    address = url or told.url or ""
    host = (urlsplit(address).hostname or told.hostname or "").removeprefix("www.")
    language = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or told.language or ""
    )
    return {
        "title": clean(told.title or ""),
        "author": clean(told.author or ""),
        "source": clean(told.sitename or "") or host,
        "published": told.date or dates.in_address(address),
        "url": address,
        "language": language[:2].lower() if language[:2].isalpha() else "",
    }
