"""Blocks of an HTML page: its visible text in order, each stretch with the element that it is laid out by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from osgraph.readers.writing import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from osgraph.readers.writing import Writer

_UNSEEN: Final = frozenset(
    "head script style noscript template svg math iframe object select datalist canvas audio video map "
    "textarea input button".split()
)
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr ruby rt rp img picture source nobr".split()
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BREAK: Final = "\u2028"  # what stands for "br" until a block is complete
_SENTENCE_END: Final = re.compile(r"[.!?:][\"'”’)]*$")
_CITATION: Final = re.compile(r"[\[(]?\s*[\d*†‡a-z]{1,3}\s*[\])]?")
_MAX_CELL: Final = 120  # characters of a cell of a table of data, on average
_MAX_TERM: Final = 6  # words of a term that reads as the label of what follows


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A stretch of a page that is laid out as one.

    Attributes:
        words: its text; for code, with its line breaks.
        kind: "heading", "paragraph", "item", "quotation", "row" or "code".
        element: the innermost block element that holds it.
        level: of a heading, 1 to 6; of an item, how deep its list lies in others.
        cells: of a row.
        linked: the share of its characters that are links.
    """

    words: str
    kind: str
    element: HtmlElement
    level: int = 0
    cells: tuple[str, ...] = ()
    linked: float = 0.0

    def write(self, writer: Writer, noise: str = "", place: str = "") -> None:
        """Write it as a block of a text."""
        match self.kind:
            case "heading":
                writer.heading(self.words, self.level, noise=noise, place=place)
            case "item":
                writer.item(self.words, self.level, noise=noise, place=place)
            case "row":
                writer.row(self.cells, noise=noise, place=place)
            case "quotation":
                writer.quotation(self.words, noise=noise, place=place)
            case "code":
                writer.code(self.words)
            case _:
                writer.paragraph(self.words, noise=noise, place=place)


class _Walk:
    """The state of a walk over a page."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.links = 0  # how many links are open
        self.lists = 0
        self.quotes = 0
        self.term = ""
        self.cells: list[str] | None = None

    def text(self, words: str | None) -> None:
        if words:
            self.pieces.append(words)
            self.linked += len(words.strip()) if self.links else 0

    def flush(self, element: HtmlElement) -> Iterator[Block]:
        """End a block: what was gathered since the last one stands in an element."""
        text, linked = "".join(self.pieces), self.linked
        self.pieces, self.linked = [], 0
        for words in _lines(text):
            share = min(1.0, linked / max(1, len(text.strip())))
            yield self._block(words, element, share)

    def _block(self, words: str, element: HtmlElement, linked: float) -> Block:
        tag = element.tag
        if tag in _HEADINGS:
            return Block(words, "heading", element, _HEADINGS[tag], linked=linked)
        if tag == "dd" and self.term:
            words, self.term = f"{self.term}: {words}", ""
            return Block(words, "item", element, linked=linked)
        if tag == "li" or (element.getparent() is not None and _opens_item(element)):
            return Block(words, "item", element, max(0, self.lists - 1), linked=linked)
        return Block(words, "quotation" if self.quotes else "paragraph", element, linked=linked)


def find(body: HtmlElement) -> Iterator[Block]:
    """Yield the blocks of a page in the order of its text; what is not shown is left out."""
    walk = _Walk()
    rows = {row for table in body.iter("table") if _is_data(table) for row in table.iter("tr")}
    events = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start" and _is_unseen(element):
            events.skip_subtree()
            walk.text(" ")
        elif event == "start":
            yield from _start(walk, element, events, is_row=element in rows)
        elif event == "end" and not _is_unseen(element):
            yield from _end(walk, element)
        if event != "start" and element is not body:
            walk.text(element.tail)


def _start(walk: _Walk, element: HtmlElement, events: etree.iterwalk, *, is_row: bool) -> Iterator[Block]:
    tag = element.tag
    if is_row:
        yield from walk.flush(_holder(element))
        cells = tuple(clean(_seen(cell)) for cell in element if cell.tag in {"td", "th"})
        if any(cells):
            yield Block(" ".join(cells), "row", element, cells=cells)
        events.skip_subtree()
    elif tag in {"pre", "listing"}:
        yield from walk.flush(_holder(element))
        yield Block("".join(element.itertext()), "code", element)
        events.skip_subtree()
    elif tag == "br":
        walk.text(_BREAK)
    elif tag == "sup" and _CITATION.fullmatch("".join(element.itertext()).strip()) and len(element):
        events.skip_subtree()
    elif tag not in _INLINE:
        yield from walk.flush(_holder(element))
        walk.lists += tag in {"ul", "ol"}
        walk.quotes += tag == "blockquote"
        walk.text(element.text)
    else:
        walk.links += tag == "a"
        walk.text('"' if tag == "q" else "")
        walk.text(element.text)


def _end(walk: _Walk, element: HtmlElement) -> Iterator[Block]:
    tag = element.tag
    if tag == "dt":
        words = clean("".join(walk.pieces)).rstrip(":")
        if words and len(words.split()) <= _MAX_TERM:
            walk.term, walk.pieces, walk.linked = words, [], 0
    if tag not in _INLINE and tag not in {"br", "tr", "pre", "listing"}:
        yield from walk.flush(element)
        walk.lists -= tag in {"ul", "ol"}
        walk.quotes -= tag == "blockquote"
    elif tag == "tr":
        yield from walk.flush(element)
    elif tag in _INLINE:
        walk.links -= tag == "a"
        walk.text('"' if tag == "q" else "")


def _holder(element: HtmlElement) -> HtmlElement:
    """Return the block that text before an element belongs to."""
    above = element.getparent()
    while above is not None and above.tag in _INLINE:
        above = above.getparent()
    return element if above is None else above


def _opens_item(element: HtmlElement) -> bool:
    """Say whether a paragraph is the first one of a list item."""
    parent = element.getparent()
    return element.tag in {"p", "div"} and parent.tag == "li" and parent.index(element) == 0


def _is_unseen(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    if "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _is_data(table: HtmlElement) -> bool:
    """Say whether a table holds data, in several columns of short cells, rather than the layout of a page."""
    if table.find(".//table") is not None:
        return False
    cells = [len(clean(_seen(cell))) for row in table.iter("tr") for cell in row if cell.tag in {"td", "th"}]
    several = any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in table.iter("tr"))
    return several and sum(cells) <= _MAX_CELL * len(cells)


def _seen(element: HtmlElement) -> str:
    """Return the text of an element without scripts and styles."""
    parts = []
    walked = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walked:
        if event == "start" and _is_unseen(inner) and inner is not element:
            walked.skip_subtree()
        elif event == "start":
            parts.append(inner.text or "")
        if event != "start" and inner is not element:
            parts.append(" " if inner.tag not in _INLINE else "")
            parts.append(inner.tail or "")
    return "".join(parts)


def _lines(text: str) -> Iterator[str]:
    """Part text at its breaks where two follow each other or a sentence ends; other breaks are blanks."""
    run = ""
    for line in text.split(_BREAK):
        words = clean(line)
        if not words or _SENTENCE_END.search(run):
            if run:
                yield run
            run = words
        else:
            run = f"{run} {words}".strip()
    if run:
        yield run
