"""Blocks that are noise by what is known of their place: outside an article, or in a list of references."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from osgraph import languages
from osgraph.model import SectionKind
from osgraph.sections.layout import BARE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.model import Noise
    from osgraph.sections.layout import Block

_REFERENCES: Final = frozenset(
    {"references", "bibliography", "works cited", "literature cited", "endnotes", "footnotes"}
)
_THREAD: Final = re.compile(
    r"(?:\d[\d,.]*|all|reader|readers['’]|user|top) (?:comments?|replies|responses)"
    r"|comments? ?(?:\([\d,.]+\)|[\d,.]+)"
    r"|(?:leave|post|add|write) (?:a|your) (?:comment|reply)|join the (?:conversation|discussion)"
)
_SOURCE: Final = re.compile(
    r"https?://|\bdoi\b|\bet al\b|\(\d{4}[a-z]?\)|\b(?:19|20)\d\d\b|\bpp?\. ?\d|\barXiv\b"
)
_UNSPACED: Final = 400  # characters of one word: data
_DATA: Final = re.compile(rf"[!-~]{{{_UNSPACED},}}")  # ASCII alone: other scripts do without blanks
_UNENDED: Final = 5_000  # characters in which at least one sentence ends, if they are sentences
_LONG: Final = 200  # characters of a passage whose language can be told
_LONG_HAN: Final = 30  # the same in a script whose characters are words
_SENTENCE_END: Final = re.compile(r"[.!?…。！？;:]")


def marked(blocks: Sequence[Block], noise: Sequence[Noise], language: str = "") -> tuple[Block, ...]:
    """Return blocks, those that are noise by their place as such, with the reason.

    Args:
        blocks: the blocks of a text, in order.
        noise: what the reader of the file judged to be noise, in order.
        language: the code of the document's language; long passages in another one are noise.
    """
    reasons = [
        _read_as(block, noise) or _unreadable(block) or _foreign(block, language or languages.ENGLISH)
        for block in blocks
    ]
    for at in _references(blocks):
        reasons[at] = reasons[at] or "list of references"
    for at in _comments(blocks):
        reasons[at] = reasons[at] or "comments"
    return tuple(
        replace(block, kind=SectionKind.NOISE, level=0, reason=reason)
        if reason and not block.reason
        else block
        for block, reason in zip(blocks, reasons, strict=True)
    )


def _read_as(block: Block, noise: Sequence[Noise]) -> str:
    """Return why the reader judged a block to be noise, or ""."""
    at = bisect_right(noise, block.span.start, key=lambda one: one.span.start) - 1
    if at < 0 or not noise[at].span.overlaps(block.span):
        return ""
    return noise[at].reason


def _unreadable(block: Block) -> str:
    """Return why nobody would read a block as sentences, or ""."""
    if len(block.words) <= _UNSPACED:
        return ""
    if _DATA.search(block.words):
        return "data, no words"
    ends = sum(1 for _ in _SENTENCE_END.finditer(block.words))
    return "words without sentences" if ends < len(block.words) // _UNENDED else ""


def _foreign(block: Block, language: str) -> str:
    """Return in which other language a long block is, or ""."""
    if len(block.words) < (
        _LONG if block.words.isascii() or not languages.of_name(block.words) else _LONG_HAN
    ):
        return ""
    found = languages.of(block.words)
    return f"in {languages.name(found)}" if found and found != language else ""


def _comments(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the places of what readers say below a text: from a heading that says so to the next as high.

    A heading without marks holds up to one with marks, since the names of those who speak look like headings.
    What a text begins with is its title.
    """
    inside = 0  # the lowest level of a heading that ends it; 0 is outside
    for at, block in enumerate(blocks):
        if block.level and (not inside or block.level <= inside):
            words = block.words.lower().strip(" :.#*")
            is_marked = block.level < BARE
            says_so = _THREAD.fullmatch(words) is not None or (is_marked and words == "comments")
            inside = min(block.level, BARE - 1) if at > 0 and says_so else 0
        if inside:
            yield at


def _references(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the places of lists of references: below a heading that says so, as far as they look like it."""
    inside = False
    for at, block in enumerate(blocks):
        if block.level:
            inside = block.words.lower().strip(" :.0123456789") in _REFERENCES
        elif inside and block.kind in (SectionKind.ITEM, SectionKind.PARAGRAPH):
            inside = _SOURCE.search(block.words) is not None or block.kind is SectionKind.ITEM
            if inside:
                yield at
