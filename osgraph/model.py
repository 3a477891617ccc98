"""The values that the steps exchange: documents, mentions, entities, claims.

Every offset counts Unicode code points of ``Document.text``; every end is exclusive.
The meaning of each field of a claim is that of the project's ontology (``docs/ontology.md``).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NewType

IRI = NewType("IRI", str)
"""An absolute IRI, minted by :mod:`osgraph.iris` or read from an ontology."""


SURE: Final = 0.45
"""The least confidence of a fact: what is less sure is a claim to look at, and makes no plain triple."""


class Polarity(StrEnum):
    """Whether the text affirms the claim or denies it."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Modality(StrEnum):
    """How the text holds the claim to be: fact, possibility, future, demand or supposition."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    PREDICTED = "predicted"
    NORMATIVE = "normative"
    HYPOTHETICAL = "hypothetical"


class Verdict(StrEnum):
    """What somebody decided about two entities, or about a claim."""

    SAME = "same"
    DIFFERENT = "different"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class SectionKind(StrEnum):
    """What a stretch of text is in its document's layout."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    NOISE = "noise"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text: start and end offset.

    Example:
        >>> Span(4, 8).of("The Llama")
        'Llam'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the text that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Say whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that is read as one: a heading, a paragraph, a list item, or noise.

    Attributes:
        span: where its words stand, without bullet or heading marks.
        kind: what it is.
        perspective: the labelled viewpoint it stands under ("Adversary View"), else None.
        heading: the heading it stands under, else "".
        reason: for noise, why it was judged so; else "".
        lead: the words above that a list item completes ("The plan will:"), else None.
    """

    span: Span
    kind: SectionKind
    perspective: str | None = None
    heading: str = ""
    reason: str = ""
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of text that a reader of files judged to be no part of what a document says, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of text stands in its source, as a fragment of its address.

    ``page=3`` for a page or slide (RFC 3778), ``row=7`` for a row of a table (RFC 7111), ``t=12.5,17`` for
    seconds of a recording (W3C Media Fragments).
    """

    span: Span
    fragment: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it.

    Of a text file, ``text`` is the whole file, front matter included; of any other format, all its words as
    they are read, those judged noise included. A build gives it a ``sketch``, by which near copies are known,
    or says which document it copies.

    Attributes:
        id: what it is called.
        text: what every offset counts in.
        title: its title, else "".
        source: who published it, else "".
        published: ISO date, month or year, else None.
        topic: what it is about, as its front matter says, else "".
        sections: its layout, once it was found.
        author: who wrote it, as it says, else "".
        url: its address, else "".
        language: ISO 639-1 code of its language; "" where that was not asked.
        noise: stretches that make no claims, in order.
        places: where stretches stand in the source, in order.
    """

    id: str
    text: str
    title: str = ""
    source: str = ""
    published: str | None = None
    topic: str = ""
    sections: tuple[Section, ...] = ()
    sketch: str = ""
    copy_of: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    noise: tuple[Noise, ...] = ()
    places: tuple[Place, ...] = ()

    def place(self, span: Span) -> str:
        """Return the fragment of the place where a stretch begins, or "" where none is known.

        Example:
            >>> Document("d", "A word.", places=(Place(Span(0, 7), "page=3"),)).place(Span(2, 6))
            'page=3'
        """
        at = bisect_right(self.places, span.start, key=lambda place: place.span.start) - 1
        found = self.places[at] if at >= 0 else None
        return found.fragment if found and span.start < found.span.end else ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that was not read, or a document that was not built, with its reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that a document speaks of: its IRI, class, canonical name and mentions."""

    iri: IRI
    cls: IRI
    name: str
    mentions: tuple[Span, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What was decided about a claim, and why."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided; it holds for documents that come later too.

    Attributes:
        verdict: what was decided.
        terms: what about: the entity that is kept and the one that is merged into it; two entities that are
            not one; or subject, relation and object of a claim, as its document has them.
        quote: the words of the claim, white space as single blanks; "" where it is about entities.
        name: what the entity that is kept is called; "" for other verdicts.
        cls: the class of the entity that is kept; None for other verdicts.
        reason: why, in free words; "" for none.
    """

    verdict: Verdict
    terms: tuple[IRI, ...]
    quote: str = ""
    name: str = ""
    cls: IRI | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says: a subject, a relation, an object, and how the text holds it.

    Attributes:
        subject: IRI of an entity of the document.
        relation: IRI of a relation of the ontology.
        object: IRI of an entity, or of an openness value.
        evidence: the sentence or sentences that make the claim.
        polarity: affirmed or denied.
        modality: how sure the text is.
        speaker: IRI of the entity that says it; None for the document's author.
        perspective: the labelled viewpoint it stands under, else None.
        former: it held once and no longer does.
        time: ISO date, month or year if the sentence dates the claim.
        quantity: amount, share, size or score that belongs to the claim.
        benchmark: IRI of the benchmark of a comparison.
        confidence: between 0 and 1.
        words: the stretches that show it: subject, predicate, object (for marking in the quote).
        steps: how it was found, for people: phrase and pattern, then each resolution that led to it.
        iri: what a graph names it, for a claim read from one; no part of what it says.
        review: what was decided about it since, for a claim read from a store; no part of what it says.
    """

    subject: IRI
    relation: IRI
    object: IRI
    evidence: Span
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ASSERTED
    speaker: IRI | None = None
    perspective: str | None = None
    former: bool = False
    time: str | None = None
    quantity: str | None = None
    benchmark: IRI | None = None
    confidence: float = 1.0
    words: tuple[Span, ...] = ()
    steps: tuple[str, ...] = ()
    iri: IRI | None = field(default=None, compare=False, repr=False)
    review: Review | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A claim that was sought and refused: names instead of IRIs, and the reason."""

    subject: str
    relation: IRI
    object: str
    evidence: Span
    reason: str


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document with the entities and claims found in it (or annotated by hand)."""

    document: Document
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """One claim as a reader sees it: everything by name and by IRI, with its exact words.

    ``marks`` are offsets inside ``quote`` of the words that make the claim; ``id`` is the claim's IRI.
    ``speaker`` is "author" where the document's author speaks; ``review`` says what was decided about it;
    ``place`` is the fragment of the source where the quote begins, such as a page or a time.
    """

    id: IRI
    subject: IRI
    subject_name: str
    subject_class: str
    relation: IRI
    relation_name: str
    object: IRI
    object_name: str
    object_class: str
    polarity: Polarity
    modality: Modality
    speaker: str
    speaker_iri: IRI | None
    perspective: str | None
    former: bool
    time: str | None
    quantity: str | None
    benchmark: str | None
    confidence: float
    document: str
    title: str
    source: str
    published: str | None
    start: int
    end: int
    quote: str
    marks: tuple[Span, ...] = field(default=())
    steps: tuple[str, ...] = field(default=())
    review: Review | None = field(default=None)
    place: str = ""

    @property
    def is_fact(self) -> bool:
        """Say whether the source itself states it as present fact (the rule for plain triples)."""
        return (
            self.polarity is Polarity.POSITIVE
            and self.modality is Modality.ASSERTED
            and not self.former
            and self.speaker_iri is None
            and self.perspective is None
            and self.confidence >= SURE
        )
