"""Turns: whose words a passage holds in a dialogue ("Mona Rey: ...")."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from osgraph.mentions import Form
from osgraph.model import SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.mentions import Mention, Mentions
    from osgraph.model import IRI
    from osgraph.text import Passage

# A label: a time perhaps, then a name or a role, what else tells of its owner, a colon, and words.
_LABEL = re.compile(
    r"(?:[\[(]?\d+(?::\d\d)+[\])]?\s*[-–—]?\s*)?(?P<name>[^\W\d_][\w.'’ -]{0,38}?)"
    r"(?P<more>\s*[,(\[][^:\n]{0,60}|\s*[\[(]?\d+(?::\d\d)+[\])]?)?\s*:\s+\S"
)
_NAMES = 6  # words of a label, at most


def find(
    passages: Sequence[Passage], mentions: Mentions, people: frozenset[IRI]
) -> tuple[Mention | None, ...]:
    """Return for each passage the mention that names its speaker; None where the document speaks.

    In a dialogue (labels return or take turns) a turn lasts until the next label or heading; a label that
    stands alone counts where it names a person, for its own passage.

    Args:
        passages: the parsed sections.
        mentions: what they name.
        people: the classes of single persons.
    """
    labels = [_label(p) for p in passages]
    counted = Counter(label for label in labels if label)
    named = [_named(i, label, mentions) for i, label in enumerate(labels)]
    things = [mentions.thing(mention) if mention else None for mention in named]
    persons = {
        label for label, thing in zip(labels, things, strict=True) if thing and people & set(thing[0].classes)
    }
    taken = {label for label, n in counted.items() if label in persons or n > 1}
    is_dialogue = sum(counted[label] for label in taken) > 1
    out: list[Mention | None] = []
    current: Mention | None = None
    first: dict[str, Mention] = {}
    for passage, label, mention in zip(passages, labels, named, strict=True):
        if label in taken and (is_dialogue or label in persons):
            if mention is not None:
                first.setdefault(label, mention)
            current = first.get(label)
            out.append(current if is_dialogue or passage.section.kind is SectionKind.PARAGRAPH else None)
            continue
        if passage.section.kind is SectionKind.HEADING or not is_dialogue:
            current = None
        out.append(current)
    return tuple(out)


def _label(passage: Passage) -> str:
    match = None if passage.lead else _LABEL.match(passage.doc.text)
    if match is None or len(match["name"].split()) > _NAMES:
        return ""
    return match["name"].strip()


def _named(index: int, label: str, mentions: Mentions) -> Mention | None:
    """Return the name with which a passage opens, if it is the label."""
    if len(label) < 2:  # "Q:", "A:"
        return None
    for mention in mentions.within(index, 0, _NAMES + 1):
        if mention.form is Form.NAME and mention.name.casefold() in label.casefold():
            return mention
    return None
