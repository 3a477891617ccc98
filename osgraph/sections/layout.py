"""Layout of a text by its marks alone: lines drawn together into headings, paragraphs, list items, code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final

from osgraph import markup
from osgraph.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BARE: Final = 7
"""Level of a heading without marks: below all that Markdown has (1 to 6)."""

_LINE: Final = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_MARKS: Final = re.compile(
    r"(?P<indent>[^\S\r\n]*)(?:>\s*)*"
    r"(?:(?P<hashes>#{1,6})(?:\s+|(?<=##)(?!#))"
    r"|(?P<bullet>(?:[-*+•‣◦▪●·–—]|\d{1,3}[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?))?"
)
_FENCE: Final = re.compile(r"[ \t]*(`{3,}|~{3,})")
_SENTENCE_END: Final = re.compile(r"[.!?…:][\"')\]]*$")
_RUNS_ON: Final = re.compile(
    r"[,;&(/]$|(?:^|\s)(?:an?|the|and|or|but|of|in|on|to|for|with|by|at|from|as|that|which|who|is|are|was|were|has"
    r"|have|had|be|been|will|would|can|could|may|its|their|our|his|her|than|into|over|about|not|if)$"
)
_FIELD: Final = re.compile(r"[\w][\w /-]{1,30}:\s+\S")  # "Licence: MIT"
_MAX_WRAPPED = 140  # characters; a longer line was not wrapped by hand
_MIN_WRAPPED = 30  # a shorter one was not broken for want of room
_MAX_HEADING = 120
_MAX_HEADING_WORDS = 18
_MAX_QUESTION_WORDS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that is laid out as one.

    Attributes:
        span: where its words stand, without marks before and after them.
        kind: heading, paragraph or item by its looks; noise where there is nothing to read.
        words: its plain words.
        level: of a heading, 1 to 6 by its marks, :data:`BARE` without any; else 0.
        reason: for noise, why.
    """

    span: Span
    kind: SectionKind
    words: str
    level: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its marks; ``kind`` None is a blank line or one of marks alone."""

    span: Span
    words: str
    kind: SectionKind | None
    level: int = 0  # of a heading; of a line of marks, the level that it gives to the line above
    indent: int = 0
    reason: str = ""


def blocks(text: str, start: int = 0) -> tuple[Block, ...]:
    r"""Divide a text into blocks, in order.

    A paragraph is one line, or several that were wrapped by hand: a break is taken for a wrap where the
    sentence plainly runs on (a small letter, a comma, "of" at its end), and, among lines most of which do
    so, where the next word had no room. A short line that ends no sentence, with text below, is a heading.

    Args:
        text: the whole text.
        start: where to begin; offsets count from the start of ``text`` all the same.

    Example:
        >>> [(block.kind.value, block.words) for block in blocks("Why it matters\nA race begins.\n- One")]
        [('heading', 'Why it matters'), ('paragraph', 'A race begins.'), ('item', 'One')]
    """
    found: list[Block] = []
    run: list[_Line] = []
    for line in _lines(text, start):
        if line.kind is SectionKind.PARAGRAPH:
            run.append(line)
            continue
        is_underlined = line.kind is None and len(run) == 1 and run[0].kind is SectionKind.PARAGRAPH
        found += _drawn_together(text, run, line.level if is_underlined else 0)
        run = [line] if line.kind is SectionKind.ITEM else []
        if line.kind in (SectionKind.HEADING, SectionKind.NOISE):
            found.append(Block(line.span, line.kind, line.words, line.level, line.reason))
    found += _drawn_together(text, run, 0)
    return tuple(
        replace(block, kind=SectionKind.HEADING, level=BARE) if _is_bare_heading(block, after) else block
        for block, after in zip_longest(found, found[1:])
    )


def trimmed(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends."""
    inner = span.of(text)
    return Span(span.start + len(inner) - len(inner.lstrip()), span.start + len(inner.rstrip()))


def _lines(text: str, start: int) -> Iterator[_Line]:
    """Read a text line by line; fenced code is one line of noise."""
    at = start
    while at < len(text):
        line = _LINE.match(text, at)
        fence = _FENCE.match(text, at)
        end = _code_end(text, fence[1], line.end()) if line and fence else None
        if end is not None:
            yield _Line(trimmed(text, Span(at, end)), "", SectionKind.NOISE, reason="code")
            at = end
        else:
            at = line.end() if line else len(text)
            yield _line(text, *(line.span(1) if line else (at, at)))


def _code_end(text: str, fence: str, start: int) -> int | None:
    """Return where fenced code ends, or None where its fence is never closed and so hides nothing."""
    closing = re.compile(rf"^[ \t]*{re.escape(fence)}[`~]*[ \t]*$", re.MULTILINE).search(text, start)
    return closing.end() if closing else None


def _line(text: str, start: int, end: int) -> _Line:
    """Read one line."""
    marks = _MARKS.match(text, start, end)
    assert marks is not None  # every part of the pattern may be empty
    level = len(marks["hashes"] or "")
    span = trimmed(text, Span(marks.end(), end))
    raw = span.of(text)
    is_row = raw.startswith("|") and raw.count("|") > 1
    strip = "|" if is_row else "#" if level else ""
    if strip:
        inner = raw.strip(strip + " \t")
        offset = raw.find(inner) if inner else 0
        span = Span(span.start + offset, span.start + offset + len(inner))
        raw = inner
    if not any(c.isalnum() for c in raw):
        rule = 1 if re.fullmatch(r"={3,}", raw) else 2 if re.fullmatch(r"-{3,}", raw) else 0
        return _Line(span, "", None, rule)
    words, _ = markup.plain(raw)
    if not any(c.isalnum() for c in words):
        return _Line(span, "", SectionKind.NOISE, reason="marks without words")
    kind = (
        SectionKind.HEADING
        if level
        else SectionKind.ITEM
        if marks["bullet"] or is_row
        else SectionKind.PARAGRAPH
    )
    return _Line(span, words, kind, level, len(marks["indent"].expandtabs(4)))


def _drawn_together(text: str, run: Sequence[_Line], underline: int) -> Iterator[Block]:
    """Make blocks of lines that follow each other without a gap; an item can only be the first."""
    if not run:
        return
    is_item = run[0].kind is SectionKind.ITEM
    sure = [
        _runs_on(above, below) or (is_item and below.indent > run[0].indent) for above, below in pairwise(run)
    ]
    widths = [len(line.words) for line in run]
    wrapped = 2 * sum(sure) >= len(sure) > 0 and max(widths) <= _MAX_WRAPPED
    first = 0
    for at, line in enumerate(run):
        more = at + 1 < len(run) and (
            sure[at] or (wrapped and _was_wrapped(line.words, run[at + 1].words, max(widths), at == first))
        )
        if not more:
            span = Span(run[first].span.start, line.span.end)
            words = markup.plain(span.of(text))[0] if at > first else line.words
            if underline:
                yield Block(span, SectionKind.HEADING, words, underline)
            else:
                yield Block(span, run[first].kind or SectionKind.PARAGRAPH, words)
            first = at + 1


def _runs_on(above: _Line, below: _Line) -> bool:
    """Say whether a sentence plainly goes on from one line to the next."""
    words = above.words
    if len(words) < _MIN_WRAPPED or _SENTENCE_END.search(words):
        return False
    is_open = words.count("(") > words.count(")") or words.count('"') % 2 == 1
    return is_open or below.words[0].islower() or _RUNS_ON.search(words) is not None


def _was_wrapped(above: str, below: str, width: int, is_first: bool) -> bool:
    """Say whether the break between two lines of a wrapped paragraph is a wrap, not an end.

    The next word had no room, give or take a sixth of the width; or else the sentence is not over, unless
    the line stands first, where it is more likely a heading.
    """
    had_no_room = len(above) + 1 + len(below.split(" ", 1)[0]) > width * 5 / 6
    return had_no_room or not (is_first or _SENTENCE_END.search(above))


def _is_bare_heading(block: Block, after: Block | None) -> bool:
    """Say whether a paragraph looks like a heading: short, with text below, and no end of a sentence."""
    words = block.words
    if block.kind is not SectionKind.PARAGRAPH or after is None or len(words) > _MAX_HEADING:
        return False
    if _FIELD.match(words) and _FIELD.match(after.words):
        return False  # one field of several
    last = words.rstrip("\"')]")[-1:]
    count = len(words.split())
    first = next((c for c in words if c.isalnum()), "")
    if first.islower() or last in set(".!:;,…") or count > _MAX_HEADING_WORDS:
        return False
    return last != "?" or count <= _MAX_QUESTION_WORDS
