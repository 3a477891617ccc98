"""Topics: what the headings above a passage and the document's title name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.claims.state import End
from osgraph.mentions import Form, chain
from osgraph.ontology import label_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import State
    from osgraph.model import IRI


def of(passage: int, allowed: frozenset[IRI], state: State, knowledge: Knowledge) -> End | None:
    """Return what a passage is about, as far as its headings name something of a class allowed.

    Args:
        passage: index of the passage.
        allowed: the classes that it may have.
        state: the document's passages and mentions.
        knowledge: its class nouns name nothing ("Model card").
    """
    nouns = knowledge.vocabulary.heads
    for at in chain(passage, state.passages):
        for end in _names(at, state):
            is_label = label_key(end.mention.name) in nouns or _is_plain(end, state, knowledge)
            if not is_label and _fits(end, allowed, state):
                return end
    return None


def _is_plain(end: End, state: State, knowledge: Knowledge) -> bool:
    """Say whether a heading is made of ordinary words that the text never uses as a name: "Model Details"."""
    words = end.thing.name.lower().split()
    ordinary = len(words) > 1 and all(map(knowledge.vocabulary.is_word, words))
    return ordinary and not end.thing.entries and not _is_spoken_of(end, state)


def _names(passage: int, state: State) -> Iterator[End]:
    """Yield the names of a heading, from left to right; a lone word such as "lumo-base" is one too."""
    doc = state.passages[passage].doc
    for mention in state.mentions.within(passage, 0, len(doc)):
        found = state.mentions.thing(mention)
        is_word = " " not in mention.name and not mention.name.isalpha()
        is_lone = mention.end - mention.start == len(doc) and is_word
        if found is not None and (mention.form is Form.NAME or is_lone):
            yield End(mention, found[0], f'heading "{mention.name}"')


def _is_all(end: End, state: State) -> bool:
    """Say whether a heading is the name and nothing else, but for what stands before a colon or a dash."""
    doc = state.passages[end.mention.passage].doc
    before = doc[end.mention.start - 1].text if end.mention.start else ":"
    return end.mention.end == len(doc) and before in {":", "-", "--", "—"}


def _fits(end: End, allowed: frozenset[IRI], state: State) -> bool:
    """Say whether a name can be of a class.

    Where nothing tells its class, it can be so if it is all of the heading, and the text speaks of it too:
    any word is written like a name in a heading.
    """
    thing = end.thing
    classes = thing.classes if thing.entries else thing.classes[:1]
    if set(classes) & allowed:
        return True
    if thing.entries or not _is_all(end, state):
        return False
    if not thing.name.isalpha():
        return True
    return _is_spoken_of(end, state)


def _is_spoken_of(end: End, state: State) -> bool:
    """Say whether a document names a thing at another place too."""
    known = (state.mentions.thing(m) for m in state.mentions.all if m != end.mention)
    return any(found is not None and found[0].key == end.thing.key for found in known)
