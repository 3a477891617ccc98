"""PDF: the lines of its pages drawn together into headings and paragraphs, each word with its page."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from osgraph.errors import InputError
from osgraph.readers import dates, plain
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.model import Document
    from osgraph.readers.source import Source

MAX_PAGES: Final = 3_000
"""Number of pages past which a file is refused."""

_EDGE: Final = 0.12  # share of a page's height, at top and bottom, where running lines stand
_LARGER: Final = 1.12  # a heading is so many times as large as the text
_GAP: Final = 1.35  # a new paragraph stands so many times the usual distance below
_SHORT: Final = 0.85  # a line that fills less of its column ends a paragraph, if it ends a sentence
_ENDS: Final = re.compile(r"[.!?:;][\"'”’)\]]*$")
_BULLET: Final = re.compile(r"(?:[•‣◦▪●·–*\uf0b7\x7f]|\d{1,2}[.)])\s+(?=\S)|[-]\s+(?=[A-Z])")
_PAGE: Final = re.compile(r"(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_HYPHENS: Final = "-\u00ad\u2010\ufffe\x02"
_CONTROL: Final = {0x02: "-", 0xFFFE: "-"}  # what PDFium writes for a hyphen at the end of a line
_COLUMN: Final = 20  # points by which the left edges of one column may differ
_SAMPLES: Final = 6  # characters of a line that are measured
_CREATED: Final = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; its box is in points, with the origin at the bottom left."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def height(self) -> float:
        return max(1.0, self.size)


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a file.

    Raises:
        InputError: it is damaged, locked by a password, too long, or has pictures of text alone.
    """
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "locked by a password; save it without one" if locked else f"a damaged PDF: {error}"
        raise InputError(why) from error
    try:
        yield _document(file, source)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"a damaged PDF: {error}") from error
    finally:
        file.close()


def _document(file: Any, source: Source) -> Document:
    if len(file) > MAX_PAGES:
        raise InputError(f"{len(file)} pages, more than {MAX_PAGES}; split it")
    pages = [_lines(file, number) for number in range(len(file))]
    if not any(pages):
        raise InputError("no text in it, only pictures; run it through text recognition (OCR) first")
    running = _running(file, pages)
    lines = [line for page in pages for line in page]
    writer = Writer()
    for paragraph in _paragraphs([line for line in lines if line not in running], _words(lines)):
        paragraph.write(writer)
    for line in sorted(running, key=lambda line: (line.page, -line.top)):
        writer.paragraph(line.text, noise="running line of a page", place=f"page={line.page}")
    return writer.document(source.id, **_about(file, lines))


def _about(file: Any, lines: Sequence[_Line]) -> dict[str, Any]:
    """Return what a file says about itself; a title that is but the name of a file is none."""
    told = file.get_metadata_dict(skip_empty=True)
    head = "\n".join(line.text for line in lines[:30])
    created = _CREATED.match(told.get("CreationDate", ""))
    title = clean(told.get("Title", ""))
    if re.search(r"\.\w{2,4}$|^untitled$|^microsoft word", title, re.IGNORECASE):
        title = ""
    largest = max((line.size for line in lines if line.page == lines[0].page), default=0)
    shown = " ".join(
        line.text for line in lines[:12] if line.page == lines[0].page and line.size >= largest - 0.5
    )
    return {
        "title": title or (shown if len(shown) <= 160 else "") or plain.title(head),
        "author": clean(told.get("Author", "")) or plain.author(head),
        "published": dates.in_text(head) or ("-".join(filter(None, created.groups())) if created else None),
    }


def _lines(file: Any, number: int) -> list[_Line]:
    """Return the lines of a page, in the order in which they were written."""
    from pypdfium2 import raw

    page = file[number]
    text = page.get_textpage()
    whole = text.get_text_range()
    out = []
    box = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
    for found in re.finditer(r"[^\r\n]+", whole):
        if not (words := clean(found[0].translate(_CONTROL))):
            continue
        boxes = []
        sizes = []
        inked = [at for at in range(found.start(), found.end()) if not whole[at].isspace()]
        for at in {*inked[:: max(1, len(inked) // _SAMPLES)], *inked[-1:]}:
            if raw.FPDFText_GetCharBox(text, at, *map(ctypes.byref, box)):
                boxes.append(tuple(value.value for value in box))
                sizes.append(raw.FPDFText_GetFontSize(text, at) * _scale(text, at, raw))
        if boxes:
            lefts, rights, bottoms, tops = zip(*boxes, strict=True)
            size = median(sizes)
            out.append(
                _Line(words, number + 1, min(lefts), max(rights), min(bottoms), max(tops), round(size, 1))
            )
    text.close()
    page.close()
    return out


def _scale(text: Any, at: int, raw: Any) -> float:
    """Return how much a character is enlarged beside its font size."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text, at, ctypes.byref(matrix)):
        return 1.0
    return float((matrix.c**2 + matrix.d**2) ** 0.5) or 1.0


def _running(file: Any, pages: Sequence[Sequence[_Line]]) -> set[_Line]:
    """Return the lines at the edges of pages that return on others, and numbers of pages."""
    edges: list[_Line] = []
    for number, page in enumerate(pages):
        height = file.get_page_size(number)[1] or 1.0
        edges += [line for line in page if line.top > (1 - _EDGE) * height or line.bottom < _EDGE * height]
    keys = Counter(key for key, _ in {(_key(line), line.page) for line in edges})
    often = max(2, len(pages) // 4)
    return {line for line in edges if keys[_key(line)] >= often or _PAGE.fullmatch(line.text)}


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "0", line.text.casefold())


def _words(lines: Sequence[_Line]) -> frozenset[str]:
    """Return the words that stand whole somewhere, hyphens in them kept."""
    return frozenset(word.casefold() for line in lines for word in re.findall(r"\w+(?:-\w+)*", line.text))


class _Paragraph:
    """Lines that are read as one."""

    def __init__(self, first: _Line, level: int, *, is_item: bool) -> None:
        self.lines = [first]
        self.level = level
        self.is_item = is_item
        self.pieces = [(first.text, f"page={first.page}")]

    def add(self, line: _Line, words: frozenset[str]) -> None:
        text, place = self.pieces[-1]
        here = f"page={line.page}"
        self.lines.append(line)
        joined, rest = _joined(text, line.text, words)
        self.pieces[-1] = (joined, place)
        if rest:
            if place == here:
                self.pieces[-1] = (f"{joined} {rest}", place)
            else:
                self.pieces.append((rest, here))

    def write(self, writer: Writer) -> None:
        if self.level:
            writer.heading(" ".join(text for text, _ in self.pieces), self.level, place=self.pieces[0][1])
        elif self.is_item:
            bare = _BULLET.sub("", self.pieces[0][0], count=1)
            writer.stretches([(bare, self.pieces[0][1]), *self.pieces[1:]], kind="item")
        else:
            writer.stretches(self.pieces)


def _joined(above: str, below: str, words: frozenset[str]) -> tuple[str, str]:
    """Return two lines as the end of the first and the rest of the second, a broken word mended."""
    if len(above) < 2 or above[-1] not in _HYPHENS or not above[-2].isalpha() or not below[:1].isalpha():
        return above, below
    first = re.split(r"\s", above)[-1][:-1]
    second, _, rest = below.partition(" ")
    core = re.match(r"\w+(?:-\w+)*", second)
    tail = core[0] if core else second
    whole, hyphened = f"{first}{tail}".casefold(), f"{first}-{tail}".casefold()
    parted = first.casefold() in words and tail.casefold() in words and above[-1] in "-\u2010"
    keeps = hyphened in words or (whole not in words and (parted or not tail.islower() or "-" in first))
    return above[:-1] + ("-" if keeps else "") + second, rest


def _paragraphs(lines: Sequence[_Line], words: frozenset[str]) -> Iterator[_Paragraph]:
    """Draw lines together."""
    body = _usual(line.size for line in lines for _ in range(len(line.text)))
    sizes = sorted({line.size for line in lines if line.size > body * _LARGER}, reverse=True)
    leading, widths = _leading(lines), _widths(lines)
    current: _Paragraph | None = None
    for line in lines:
        level = min(6, sizes.index(line.size) + 1) if line.size in sizes else 0
        if current is not None and _goes_on(current, line, level, leading, widths):
            current.add(line, words)
            continue
        if current is not None:
            yield current
        current = _Paragraph(line, level, is_item=not level and _BULLET.match(line.text) is not None)
    if current is not None:
        yield current


def _goes_on(
    current: _Paragraph, line: _Line, level: int, leading: float, widths: Mapping[tuple[int, int], float]
) -> bool:
    """Say whether a line belongs to the paragraph above it."""
    last = current.lines[-1]
    if level != current.level or _BULLET.match(line.text):
        return False
    ends = _ENDS.search(last.text) is not None
    distance = (last.bottom - line.bottom) / last.height
    if line.page != last.page or distance < 0:  # the next page or column
        return bool(level == 0 and not ends and not current.is_item) or line.text[0].islower()
    if distance > leading * _GAP:
        return False
    if level:
        return True
    if current.is_item and line.left < current.lines[0].left - 1:
        return False
    width = max(widths.get(_column(last), 0), last.right - last.left)
    is_short = last.right - last.left < _SHORT * width
    is_indented = line.left > last.left + line.height * 0.8 and line.left - last.left < line.height * 4
    return not (ends and (is_short or (is_indented and not current.is_item)))


def _widths(lines: Sequence[_Line]) -> dict[tuple[int, int], float]:
    """Return the widths of columns: those of their widest lines."""
    found: dict[tuple[int, int], float] = {}
    for line in lines:
        found[_column(line)] = max(found.get(_column(line), 0), line.right - line.left)
    return found


def _column(line: _Line) -> tuple[int, int]:
    return line.page, round(line.left / _COLUMN)


def _leading(lines: Sequence[_Line]) -> float:
    """Return the usual distance of lines, in sizes of their type."""
    found = [
        round((above.bottom - below.bottom) / above.height, 1)
        for above, below in pairwise(lines)
        if above.page == below.page
        and abs(above.size - below.size) < 0.5
        and 0 < above.bottom - below.bottom < 4 * above.height
    ]
    return _usual(found) if found else 1.2


def _usual(values: Any) -> float:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else 0.0
