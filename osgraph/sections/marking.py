"""Blocks that are noise by what is known of their place: outside an article, or in a list of references."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from osgraph.model import SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.model import Noise
    from osgraph.sections.layout import Block

_REFERENCES: Final = frozenset(
    {"references", "bibliography", "works cited", "literature cited", "endnotes", "footnotes"}
)
_SOURCE: Final = re.compile(
    r"https?://|\bdoi\b|\bet al\b|\(\d{4}[a-z]?\)|\b(?:19|20)\d\d\b|\bpp?\. ?\d|\barXiv\b"
)
_UNSPACED: Final = 400  # characters without a blank: no words, but data


def marked(blocks: Sequence[Block], noise: Sequence[Noise]) -> tuple[Block, ...]:
    """Return blocks, those that are noise by their place as such, with the reason.

    Args:
        blocks: the blocks of a text, in order.
        noise: what the reader of the file judged to be noise, in order.
    """
    reasons = [_read_as(block, noise) or _unreadable(block) for block in blocks]
    for at in _references(blocks):
        reasons[at] = reasons[at] or "list of references"
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
    is_data = len(block.words) > _UNSPACED and max(map(len, block.words.split()), default=0) > _UNSPACED
    return "data, no words" if is_data else ""


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
