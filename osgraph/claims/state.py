"""What is known of one document while its claims are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.mentions import through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.claims.candidates import Candidate
    from osgraph.claims.settling import Settler
    from osgraph.mentions import Mention, Mentions, Thing
    from osgraph.model import IRI, Rejection, Span
    from osgraph.ontology import Relation
    from osgraph.propositions import Reader
    from osgraph.text import Passage


@dataclass(frozen=True, slots=True)
class End:
    """One end of a claim: where it stands, what it names, how that was found."""

    mention: Mention
    thing: Thing
    step: str


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with what its two ends name; they may stand in different passages."""

    candidate: Candidate
    relation: Relation
    subject: End
    object: End


@dataclass(slots=True)
class State:
    """The parse and mentions of a document, with the names and classes settled so far.

    Attributes:
        passages: the parsed sections.
        mentions: what they name.
        readers: for each passage, the reader of its factuality.
        settler: chooses classes.
        used: for each IRI in a claim, its thing and class.
        rejections: what was sought and refused.
        turns: for each passage of a dialogue, the mention that names who speaks it.
        topical: whether the document is about what the ontology is about; None until asked.
    """

    passages: Sequence[Passage]
    mentions: Mentions
    readers: Sequence[Reader]
    settler: Settler
    turns: Sequence[Mention | None] = ()
    used: dict[IRI, tuple[Thing, IRI]] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    topical: bool | None = None

    def end(self, passage: int, token: int) -> End | None:
        """Return what a token names as an end of a claim; None where it names nothing that is known."""
        carried = through(self.passages[passage].doc[token])
        mention = self.mentions.at(passage, carried.i) or self.mentions.at(passage, token)
        found = self.mentions.thing(mention) if mention is not None else None
        return End(mention, *found) if mention is not None and found is not None else None

    def use(self, thing: Thing, settled: tuple[IRI, IRI | None]) -> IRI:
        """Return the IRI of a thing in a claim, and remember it."""
        cls, entry = settled
        iri = self.settler.iri(thing, cls, entry)
        if entry is None and self.used.get(iri, (thing, cls))[1] != cls:
            iri = iris.entity(thing.name, iris.local(cls))  # one name for two kinds of thing
        self.used.setdefault(iri, (thing, cls))
        return iri

    def speaker(self, thing: Thing, classes: frozenset[IRI]) -> IRI | None:
        """Return the IRI of a thing that speaks; a name of no known class becomes one that can."""
        settled = self.settler.settle(thing, classes)
        if settled is None and thing.is_name and not thing.entries:
            self.settler.vote(thing, classes)
            settled = self.settler.settle(thing, classes)
        return None if settled is None else self.use(thing, settled)

    def voice(self, passage: int, classes: frozenset[IRI]) -> IRI | None:
        """Return the IRI of whose turn in a dialogue a passage is; None outside of dialogues."""
        mention = self.turns[passage] if self.turns else None
        found = self.mentions.thing(mention) if mention is not None else None
        return None if found is None else self.speaker(found[0], classes)

    def evidence(self, passage: int, token: int) -> Span:
        """Return where the sentence of a token stands in the document."""
        parsed = self.passages[passage]
        sentence = parsed.doc[token].sent
        return parsed.span(sentence.start, sentence.end)
