"""A document's text as a reader writes it: blocks as Markdown marks them, and what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osgraph.errors import InputError
from osgraph.model import Document, Noise, Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_CHARACTERS = 5_000_000
"""Length past which a text is refused: some ten thick books."""

_NEAR = frozenset({"item", "row"})  # blocks that stand together, without a blank line between


class Writer:
    r"""Collects blocks, in order; :meth:`document` ends the work.

    Example:
        >>> writer = Writer()
        >>> writer.heading("A race", 1)
        >>> writer.paragraph("It begins.", place="page=1")
        >>> writer.paragraph("Cookies?", noise="banner")
        >>> document = writer.document("race")
        >>> document.text
        '# A race\n\nIt begins.\n\nCookies?'
        >>> document.places[0].span.of(document.text), document.noise[0].reason
        ('It begins.', 'banner')
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = ""
        self._noise: list[Noise] = []
        self._places: list[Place] = []

    def __bool__(self) -> bool:
        return self._length > 0

    def heading(self, words: str, level: int, *, noise: str = "", place: str = "") -> None:
        """Write a heading of level 1 to 6."""
        self._block("heading", [(words, place)], noise, before="#" * max(1, min(level, 6)) + " ")

    def paragraph(self, words: str, *, noise: str = "", place: str = "") -> None:
        """Write a paragraph."""
        self._block("paragraph", [(words, place)], noise)

    def stretches(
        self, pieces: Iterable[tuple[str, str]], *, kind: str = "paragraph", noise: str = ""
    ) -> None:
        """Write a paragraph, or an item, of several pieces, each with its place."""
        self._block(kind, pieces, noise, before="- " if kind == "item" else "")

    def item(self, words: str, depth: int = 0, *, noise: str = "", place: str = "") -> None:
        """Write an item of a list."""
        self._block("item", [(words, place)], noise, before="  " * depth + "- ")

    def quotation(self, words: str, *, noise: str = "", place: str = "") -> None:
        """Write a paragraph that the document quotes as a block."""
        self._block("paragraph", [(words, place)], noise, before="> ")

    def row(self, cells: Sequence[str], *, noise: str = "", place: str = "") -> None:
        """Write a row of a table."""
        joined = " | ".join(" ".join(cell.split()).replace("|", "/") for cell in cells)
        if any(map(str.strip, cells)):
            self._block("row", [(f"| {joined} |", place)], noise)

    def code(self, text: str) -> None:
        """Write code, which nothing reads."""
        fence = "`" * 3
        body = text.strip("\r\n").replace(fence, "'''")
        if body.strip():
            self._write("code", f"{fence}\n{body}\n{fence}")

    def document(self, name: str, **known: Any) -> Document:
        """Return the document with what else is known of it, as keywords of :class:`Document`."""
        text = "".join(self._parts)
        return Document(name, text, **known, noise=tuple(self._noise), places=tuple(self._places))

    def _block(self, kind: str, pieces: Iterable[tuple[str, str]], noise: str, *, before: str = "") -> None:
        told = [(words, place) for given, place in pieces if (words := clean(given))]
        if not told:
            return
        start = self._write(kind, before)
        for number, (words, place) in enumerate(told):
            self._append(" " if number else "")
            at = self._length
            self._append(words)
            if place:
                self._place(Span(at, self._length), place)
        if noise:
            self._noise.append(Noise(Span(start, self._length), noise))

    def _write(self, kind: str, text: str) -> int:
        """Write text as the beginning of a block and return where it stands."""
        if self._length:
            self._append("\n" if kind == self._last and kind in _NEAR else "\n\n")
        start, self._last = self._length, kind
        self._append(text)
        return start

    def _append(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise InputError(f"more than {MAX_CHARACTERS:,} characters of text; split it")
        self._parts.append(text)

    def _place(self, span: Span, fragment: str) -> None:
        last = self._places[-1] if self._places else None
        if last and last.fragment == fragment:
            self._places[-1] = Place(Span(last.span.start, span.end), fragment)
        else:
            self._places.append(Place(span, fragment))


def clean(words: str) -> str:
    r"""Return words on one line, without control characters.

    Example:
        >>> clean(" two\n words\x00 ")
        'two words'
    """
    return " ".join("".join(c if c.isprintable() or c in "\u200d\u00ad" else " " for c in words).split())
