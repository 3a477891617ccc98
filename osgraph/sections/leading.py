"""Lead-ins: the words above a list that each of its items completes ("The plan will:")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph.model import SectionKind, Span
from osgraph.sections.layout import BARE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osgraph.sections.layout import Block

_LAST_SENTENCE: Final = re.compile(r"(?:.*[.!?][\"')\]]*\s)?(?P<lead>.*\S)\s*:[*_\s]*\Z", re.DOTALL)
_OPEN: Final = re.compile(
    r"(?:^|\s)(?:an?|the|and|or|of|in|on|to|for|with|by|at|from|as|that|is|are|was|were|has|have|had|be|been|will"
    r"|would|can|could|may|might|must|shall|should|includes?|included|including|not|also|both)\Z",
    re.IGNORECASE,
)
_MAX_LEAD: Final = 200  # characters; a longer sentence before a colon is complete by itself
_MAX_MEMBER_WORDS: Final = 8  # of an item that only names a member of what the lead-in announces
_FIELD: Final = re.compile(r"[^:.]{1,60}:\s")  # "Licence: MIT" says something by itself


def find(text: str, body: Sequence[Block]) -> Mapping[int, Span]:
    """Return for the items of lists the lead-in that they complete, by their place among the blocks.

    A lead-in is the last sentence of a paragraph or heading that ends in a colon right above a list. One
    that breaks off ("The plan will:", "Its backers include:") is completed by every item; one that does
    not ("Firms that back open weights:"), by items that are but a name or a few words.
    """
    leads: dict[int, Span] = {}
    lead: Span | None = None
    for at, block in enumerate(body):
        if block.kind is SectionKind.NOISE:
            continue  # an advert between a lead-in and its list parts neither
        if block.kind is not SectionKind.ITEM:
            lead = _lead(text, block)
        elif lead is not None and _completes(lead.of(text), block.words):
            leads[at] = lead
    return leads


def _lead(text: str, block: Block) -> Span | None:
    """Return where the lead-in stands that a block ends with; with its colon where it is complete."""
    if 0 < block.level < BARE:
        return None  # a marked heading is a name, no sentence
    match = _LAST_SENTENCE.match(block.span.of(text))
    if match is None or len(match["lead"]) > _MAX_LEAD:
        return None
    end = match.end("lead") if _OPEN.search(match["lead"].rstrip("*_ ")) else match.end()
    return Span(block.span.start + match.start("lead"), block.span.start + end)


def _completes(lead: str, words: str) -> bool:
    """Say whether an item is what a lead-in waits for."""
    if ":" not in lead[-4:]:
        return not _FIELD.match(words)
    return len(words.split()) <= _MAX_MEMBER_WORDS and words[-1] not in ".!?" and not _FIELD.match(words)
