"""Sections of a document: what each part of its layout is, under which viewpoint it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from osgraph import frontmatter
from osgraph.model import Section, SectionKind, Span
from osgraph.ontology import labels
from osgraph.sections import fields, leading, signs
from osgraph.sections.layout import BARE, Block, blocks
from osgraph.sections.marking import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.model import Document
    from osgraph.ontology import Cue, Ontology

_BULLET: Final = BARE + 1  # level of a viewpoint's label that is a list item
_LABEL: Final = "label of a viewpoint"
_EXPLANATION: Final = "explains a viewpoint"


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading in force, with the viewpoint that it labels."""

    level: int
    words: str
    perspective: str | None


def find(document: Document, ontology: Ontology) -> tuple[Section, ...]:
    """Divide a document's text into sections.

    Noise is code, marks without words, lists of references, what the reader of the file or the ontology's
    boilerplate cues name, and the lines that label or explain a viewpoint: none of them makes a claim.
    Metadata is front matter, but for its title and what the ontology has labels for, and lines such as
    ``Author: ...`` above the first paragraph. The label of a viewpoint (the ontology's perspective cues)
    holds until the next heading of its level or above; one that is a list item, for the items that follow;
    one that opens a paragraph ("Market Impact: ..."), for that paragraph.

    Returns:
        Sections in the order of the text; no two share a character, and between them stand only white
        space and marks.
    """
    text = document.text
    front = frontmatter.find(text)
    head = fields.find(text, front.span, labels(ontology)) if front else ()
    body = marked(blocks(text, front.span.end if front else 0), document.noise, document.language)
    return head + tuple(_sections(text, body, ontology.cues))


def _sections(text: str, body: Sequence[Block], cues: tuple[Cue, ...]) -> Iterator[Section]:
    """Give each block its kind, its heading, its viewpoint."""
    body_starts = next((at for at, block in enumerate(body) if _is_read(block)), len(body))
    viewpoints = _labels(body, cues)
    explanations = _explanations(body, viewpoints)
    headings: list[_Heading] = []
    leads = leading.find(text, body)
    for at, (block, label) in enumerate(zip(body, viewpoints, strict=True)):
        if at < body_starts and signs.is_detail(block.words):
            yield Section(block.span, SectionKind.METADATA)
            continue
        level = block.level or ((_BULLET if block.kind is SectionKind.ITEM else BARE) if label else 0)
        _close(headings, block, level)
        reason = block.reason or (_LABEL if label else _EXPLANATION if at in explanations else "")
        reason = reason or signs.boilerplate(block.words, cues)
        section = Section(
            block.span,
            SectionKind.NOISE if reason else block.kind,
            next((above.perspective for above in reversed(headings) if above.perspective), None),
            headings[-1].words if headings else "",
            reason,
            None if reason else leads.get(at),
        )
        yield from (section,) if reason else _parted(text, section, cues)
        if level:
            headings.append(_Heading(level, block.words, label))


def _is_read(block: Block) -> bool:
    """Say whether a block belongs to the body of a text."""
    return block.kind in (SectionKind.PARAGRAPH, SectionKind.ITEM) and not signs.is_detail(block.words)


def _labels(body: Sequence[Block], cues: tuple[Cue, ...]) -> list[str | None]:
    """Return for each block the viewpoint that it labels as a whole, or None.

    A marked heading may go on after a colon. In a list where the cues know one label, an item that looks
    like another (a few words, a longer item below) is one too.
    """
    labels: list[str | None] = []
    in_list = False
    for block, after in zip_longest(body, body[1:]):
        words = block.words.split(": ")[0] if 0 < block.level < BARE else block.words
        found = signs.label(words, cues)
        if not found and in_list and not labels[-1] and after is not None and _looks_like_label(block, after):
            found = block.words
        labels.append(found)
        in_list = block.kind is SectionKind.ITEM and (in_list or found is not None)
    return labels


def _looks_like_label(block: Block, after: Block) -> bool:
    """Say whether two items look like a label above what it labels."""
    items = block.kind is after.kind is SectionKind.ITEM
    return items and signs.is_label_like(block.words) and len(after.words.split()) > signs.MAX_LABEL_WORDS


def _close(headings: list[_Heading], block: Block, level: int) -> None:
    """Drop the headings that end at a block: those of its level or below, those of a list that is over."""
    floor = level or (_BULLET if block.kind is SectionKind.PARAGRAPH else _BULLET + 1)
    while headings and headings[-1].level >= floor:
        headings.pop()


def _explanations(body: Sequence[Block], labels: Sequence[str | None]) -> frozenset[int]:
    """Return the places of the lines that explain the label above them, with the content still to come.

    Such a line is a question without its mark ("How this lands for investors."). Where at least half of
    the labels of a document are explained so, what stands first under the others explains them too.
    """
    first = [
        at
        for at in range(1, len(body) - 1)
        if labels[at - 1]
        and not labels[at]
        and body[at].kind is SectionKind.PARAGRAPH
        and not labels[at + 1]
        and body[at + 1].kind in (SectionKind.PARAGRAPH, SectionKind.ITEM)
    ]
    asking = [at for at in first if signs.is_open_question(body[at].words)]
    return frozenset(first if len(asking) > 1 and 2 * len(asking) >= len(first) else asking)


def _parted(text: str, section: Section, cues: tuple[Cue, ...]) -> Iterator[Section]:
    """Part the label of a viewpoint from the words that it opens; most sections have none."""
    opening = signs.opening_label(section.span.of(text), cues)
    if opening is None:
        yield section
        return
    label, end, rest = opening
    start = section.span.start
    yield replace(section, span=Span(start, start + end), kind=SectionKind.NOISE, reason=_LABEL)
    yield replace(section, span=Span(start + rest, section.span.end), perspective=label)
