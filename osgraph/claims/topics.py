"""Topics: what the headings above a passage and the document's title name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.claims.patterns import label_key
from osgraph.claims.state import End
from osgraph.mentions import Form
from osgraph.model import SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import State
    from osgraph.model import IRI


def chain(passage: int, state: State) -> Iterator[int]:
    """Yield the passages that head a passage, the nearest first and the document's first heading last."""
    heading = state.passages[passage].section.heading
    title = next(
        (i for i, p in enumerate(state.passages) if p.section.kind is SectionKind.HEADING),
        len(state.passages),
    )
    at = passage
    while heading and at > 0:
        at -= 1
        section = state.passages[at].section
        if section.kind is SectionKind.HEADING and state.passages[at].doc.text == heading:
            yield at
            heading = section.heading
            if at == title:
                return
    if title < passage:
        yield title


def of(passage: int, allowed: frozenset[IRI], state: State, knowledge: Knowledge) -> End | None:
    """Return what a passage is about, as far as its headings name something of a class allowed.

    Args:
        passage: index of the passage.
        allowed: the classes that it may have.
        state: the document's passages and mentions.
        knowledge: its class nouns name nothing ("Model card").
    """
    nouns = knowledge.vocabulary.heads
    for at in chain(passage, state):
        named = [e for e in _names(at, state) if label_key(e.mention.name) not in nouns]
        names = [e for e in named if _fits(e, allowed, is_all=_is_all(e, state))]
        if names:
            return names[0]
    return None


def _names(passage: int, state: State) -> Iterator[End]:
    """Yield the names of a heading, from left to right; of one that is a common noun, this noun."""
    doc = state.passages[passage].doc
    for mention in state.mentions.within(passage, 0, len(doc)):
        found = state.mentions.thing(mention)
        if found is not None and (mention.form is Form.NAME or mention.end - mention.start == len(doc) == 1):
            thing, _ = found
            yield End(mention, thing, f'heading "{mention.name}"')


def _is_all(end: End, state: State) -> bool:
    """Say whether a heading is the name and nothing else, but for what stands before a colon or a dash."""
    doc = state.passages[end.mention.passage].doc
    before = doc[end.mention.start - 1].text if end.mention.start else ":"
    return end.mention.end == len(doc) and before in {":", "-", "--", "—"}


def _fits(end: End, allowed: frozenset[IRI], *, is_all: bool) -> bool:
    """Say whether a name can be of a class; nothing but a name can be so where nothing tells its class."""
    classes = end.thing.classes if end.thing.entries else end.thing.classes[:1]
    return bool(set(classes) & allowed) or (is_all and not end.thing.entries)
