"""Topics: what the headings above a passage and the document's title name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.mentions.model import Form
from osgraph.model import SectionKind
from osgraph.ontology import label_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.mentions.model import Mention, Thing
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.text import Passage

_TOPICAL = (
    "Company",
    "Lab",
    "Community",
    "Model",
    "Software",
    "Hardware",
    "Government",
    "Dataset",
    "Benchmark",
)


def chain(passage: int, passages: Sequence[Passage]) -> Iterator[int]:
    """Yield the passages that head a passage, the nearest first and the document's first heading last."""
    heading = passages[passage].section.heading
    title = next(
        (i for i, p in enumerate(passages) if p.section.kind is SectionKind.HEADING),
        len(passages),
    )
    at = passage
    while heading and at > 0:
        at -= 1
        section = passages[at].section
        if section.kind is SectionKind.HEADING and passages[at].doc.text == heading:
            yield at
            heading = section.heading
            if at == title:
                return
    if title not in {passage, len(passages)}:
        yield title


class Topics:
    """The topic of each passage: an agent or artifact that its nearest heading names.

    Attributes:
        opening: the subject of the document's first sentence, for lines that no heading tells of.
    """

    def __init__(
        self,
        mentions: Sequence[Mention],
        things: Mapping[Mention, tuple[Thing, str]],
        passages: Sequence[Passage],
        vocabulary: Vocabulary,
    ) -> None:
        self._passages, self._things = passages, things
        self._classes = {vocabulary.classes.get(name) for name in _TOPICAL}
        self._heads = vocabulary.heads
        self._names: dict[int, list[Mention]] = {}
        for mention in mentions:
            if mention.form is Form.NAME and mention in things:
                self._names.setdefault(mention.passage, []).append(mention)
        self._known: dict[int, Thing | None] = {}
        self.opening = self._opening()

    def of(self, passage: int) -> Thing | None:
        """Return what a passage is about; None where no heading tells."""
        if passage not in self._known:
            headings = (self._named(at) for at in chain(passage, self._passages))
            self._known[passage] = next((t for t in headings if t is not None), None)
        return self._known[passage]

    def _named(self, heading: int) -> Thing | None:
        """Return the first name of a heading that is of a topical class, or all of the heading."""
        doc = self._passages[heading].doc
        for mention in self._names.get(heading, ()):
            thing = self._things[mention][0]
            whole = mention.start == 0 and mention.end == len(doc)
            if label_key(mention.name) in self._heads:
                continue
            if set(thing.classes[:1]) & self._classes and (whole or thing.entries or mention.start == 0):
                return thing
        return None

    def _opening(self) -> Thing | None:
        """Return the name that is subject of the document's first sentence below its title."""
        for at, passage in enumerate(self._passages):
            if passage.section.kind is SectionKind.HEADING:
                continue
            for mention in self._names.get(at, ()):
                token = passage.doc[mention.head]
                thing = self._things[mention][0]
                if token.dep_ in {"nsubj", "nsubjpass"} and set(thing.classes[:1]) & self._classes:
                    return thing
            return None
        return None
