"""Grounding: a proposed claim is kept only if the text bears it out, word by word.

What is refused is kept with its reason. The quote must stand in the text, its sentences must speak of both
ends, domain and range must hold, and the grammar of the words must not deny what is proposed; of two readings
of how sure the text is, the more careful one counts. Nothing is taken on trust from a language model but that
a relation holds between two things of a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from osgraph import iris
from osgraph.claims import begin, settling
from osgraph.claims.annotating import speaker_of
from osgraph.claims.qualifiers import quantity, time
from osgraph.llm import arguments, chances, holding, objections, quoting
from osgraph.mentions import Thing
from osgraph.mentions.linking import key
from osgraph.model import AnnotatedDocument, Claim, Entity, Rejection, Span
from osgraph.propositions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from osgraph.claims import Knowledge
    from osgraph.claims.state import End
    from osgraph.llm.proposals import Proposal
    from osgraph.llm.quoting import Quote
    from osgraph.model import IRI
    from osgraph.ontology import Relation
    from osgraph.propositions import Factuality
    from osgraph.text import Passage

_FEWEST: Final = 2  # words of a quote: one alone says nothing of two things
_LONGEST: Final = 900  # characters of the sentences that a quote touches
_SHOWN: Final = 80  # characters of a name or quote in a reason
TRUST: Final = 0.5
"""Confidence of a proposal that the text bears out, and of which nothing else is known."""

_AUTHOR: Final = frozenset({"", "author", "the author", "none", "null", "unknown", "text", "n/a"})
_ORDER: Final = re.compile(  # words that are meant for a language model, not for readers
    r"\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:above|previous|prior|earlier|preceding|instructions?"
    r"|prompts?)\b|\bsystem prompt\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Grounded:
    """What became of proposals: claims with the entities they name, and refusals with their reasons."""

    claims: tuple[Claim, ...]
    entities: tuple[Entity, ...]
    refused: tuple[Rejection, ...]


class _RefusedError(Exception):
    """Why a proposal does not hold."""


def ground(
    proposals: Iterable[tuple[Proposal, Span]],
    found: AnnotatedDocument,
    passages: Sequence[Passage],
    knowledge: Knowledge,
) -> Grounded:
    """Check what a language model proposes about a document against its text.

    Args:
        proposals: each with the stretch of the document that the model was shown.
        found: what the built-in extractor made of the document, whose entities keep their classes.
        passages: its parsed sections.
        knowledge: ontology, catalog and models.

    Returns:
        Claims in the order of the text, one for each triple and quote; their steps say nothing yet of who
        proposed them.
    """
    checked = _Ground(passages, knowledge, found)
    claims: dict[tuple[object, ...], Claim] = {}
    refused: set[Rejection] = set()
    for proposal, shown in proposals:
        try:
            claim = checked.claim(proposal)
        except _RefusedError as reason:
            refused.add(checked.refusal(proposal, shown, str(reason)))
        else:
            claims.setdefault((claim.subject, claim.relation, claim.object, claim.evidence), claim)
    kept = sorted(claims.values(), key=lambda c: (c.evidence, c.subject, c.relation, c.object))
    reasons = sorted(refused, key=lambda r: (r.evidence, r.relation, r.subject, r.object, r.reason))
    return Grounded(tuple(kept), checked.entities(kept), tuple(reasons))


class _Ground:
    """A parsed document, ready to check proposals against it."""

    def __init__(self, passages: Sequence[Passage], knowledge: Knowledge, found: AnnotatedDocument) -> None:
        ontology = knowledge.ontology
        self.state, self.knowledge = begin(passages, knowledge), knowledge
        self.transcript = quoting.Transcript(found.document.text, passages)
        self.relations = {relation.name: relation for relation in ontology.relations.values()}
        self.classes = {cls.name: iri for iri, cls in ontology.classes.items()}
        self.values = {value.name: iri for iri, value in ontology.openness.items()}
        self.known = {entity.iri: entity for entity in found.entities}
        for iri, entity in self.known.items():
            self.state.used[iri] = Thing(key(entity.name), entity.name, (entity.cls,)), entity.cls
        self.phrasal = {
            pattern.relation
            for (kind, _), patterns in knowledge.patterns.items()
            for pattern in patterns
            if kind is Kind.LINK
        }
        self.read = found.claims
        self.places: dict[IRI, set[Span]] = defaultdict(set)

    def claim(self, proposal: Proposal) -> Claim:
        """Return a proposal as a claim.

        Raises:
            _RefusedError: the text does not bear it out.
        """
        relation = self.relations.get(proposal.relation)
        if relation is None:
            raise _RefusedError(f"the ontology has no relation {_shown(proposal.relation)}")
        if len(proposal.quote.split()) < _FEWEST:
            raise _RefusedError(f"its quote {_shown(proposal.quote)} is too short to say it")
        self._check_signature(proposal, relation)
        reasons = []
        for quote in self.transcript.find(proposal.quote):
            try:
                return self._claim_at(proposal, relation, quote)
            except _RefusedError as reason:
                reasons.append(reason)
        raise (
            reasons[0]
            if reasons
            else _RefusedError(f"its quote does not stand in the text: {_shown(proposal.quote)}")
        )

    def refusal(self, proposal: Proposal, shown: Span, reason: str) -> Rejection:
        """Return a refusal of a proposal, at its quote where that stands in the text."""
        quote = next(self.transcript.find(proposal.quote), None)
        relation = self.relations.get(proposal.relation)
        return Rejection(
            _cut(proposal.subject),
            relation.iri if relation else iris.term(_cut(proposal.relation)),
            _cut(proposal.object),
            quote.span if quote and quote.span.end - quote.span.start <= _LONGEST else shown,
            reason,
        )

    def entities(self, claims: Iterable[Claim]) -> tuple[Entity, ...]:
        """Return the entities that claims name, those of the built-in extractor as it has them."""
        named = {iri for c in claims for iri in (c.subject, c.object, c.speaker) if iri in self.state.used}
        fresh = {iri: self.state.used[iri] for iri in named - self.known.keys()}
        made = settling.entities(fresh, self.state.mentions, self.knowledge.catalog)
        return tuple(
            Entity(e.iri, e.cls, e.name, tuple(sorted({*e.mentions, *self.places.get(e.iri, ())})), e.aliases)
            for e in (*made, *(self.known[iri] for iri in sorted(named & self.known.keys())))
        )

    def _check_signature(self, proposal: Proposal, relation: Relation) -> None:
        """Check the proposed classes against domain and range."""
        takes_values = relation.range & self.knowledge.openness_classes
        if takes_values and proposal.object in self.values:
            ends = [("subject", proposal.subject_class, relation.domain)]
        else:
            ends = [
                ("subject", proposal.subject_class, relation.domain),
                ("object", proposal.object_class, relation.range - self.knowledge.openness_classes),
            ]
        for place, name, allowed in ends:
            cls = self.classes.get(name)
            if cls is None:
                raise _RefusedError(f"the ontology has no class {_shown(name)}")
            if cls not in allowed:
                takes = ", ".join(sorted(iris.local(c) for c in allowed)[:6]) or "openness values"
                raise _RefusedError(f"{place} is {name}; {relation.name} takes {takes}")

    def _claim_at(self, proposal: Proposal, relation: Relation, quote: Quote) -> Claim:
        """Return a proposal as a claim of the sentences that a quote stands in."""
        if quote.span.end - quote.span.start > _LONGEST:
            raise _RefusedError("its quote is too long to be the words of one claim")
        if any(_ORDER.search(self.state.passages[run.passage].doc.text) for run in quote.sentences):
            raise _RefusedError("the passage gives a language model orders")
        value = self.values.get(proposal.object) if relation.range & self.knowledge.openness_classes else None
        subject, object_ = self._ends(proposal, relation, value, quote)
        if subject.thing.key == object_.thing.key and subject.mention != object_.mention:
            object_ = arguments.by_itself(proposal.object, object_, self.classes.get(proposal.object_class))
        if subject.thing.key == object_.thing.key:
            raise _RefusedError(f"both ends are {_shown(subject.thing.name)}")
        s = self._settled("subject", subject, proposal.subject_class, relation.domain)
        o = (
            (value, None)
            if value
            else self._settled("object", object_, proposal.object_class, relation.range)
        )
        reading = holding.read(
            subject,
            object_,
            self.state,
            self.knowledge.cues,
            in_phrase=relation.iri in self.phrasal,
        )
        passage, joint, held = reading.passage, reading.joint, reading.held
        ends = subject, object_
        if objection := objections.to_polarity(
            proposal.polarity, relation, reading, object_, self.state, self.knowledge
        ):
            raise _RefusedError(objection)
        chance = chances.of(relation.iri, (subject, s[0]), (object_, o[0]), joint, self.state, self.knowledge)
        turned = relation.domain & {o[0]} and relation.range & {s[0]} and not relation.symmetric
        settler = self.state.settler  # what is refused leaves no trace
        named = settler.iri(subject.thing, *s), value or settler.iri(object_.thing, *o)
        reverse = self._reads_reverse(relation.iri, named, quote)
        order = None if reverse else chance.order if chance else 0.0
        if turned and objections.to_order(relation, ends, joint, order, self.state, self.knowledge):
            raise _RefusedError("the words say it the other way round")
        predicate = self.state.passages[passage].doc[joint]
        ours = speaker_of(passage, held, self.state, self.knowledge)
        theirs = self._speaker(proposal.speaker)
        return Claim(
            self._use(subject, s),
            relation.iri,
            value or self._use(object_, o),
            evidence=quote.span,
            polarity=proposal.polarity,
            modality=holding.careful(proposal.modality, reading.modality),
            speaker=ours or theirs,
            perspective=self.state.passages[passage].section.perspective,
            former=held.former,
            time=time(predicate),
            quantity=quantity(predicate, object_.mention.head)
            if object_.mention.passage == passage
            else None,
            confidence=round(1 - (1 - TRUST) * (1 - (chance.share if chance else 0.0)), 3),
            words=tuple(sorted({subject.mention.span, object_.mention.span})),
            steps=self._steps(subject, object_, held, passage),
        )

    def _reads_reverse(self, relation: IRI, ends: tuple[IRI, IRI], quote: Quote) -> bool:
        """Say whether the built-in extractor reads a relation in these words in the reverse order alone."""
        found = {
            (c.subject, c.object)
            for c in self.read
            if c.relation == relation and c.evidence.overlaps(quote.span)
        }
        return ends[::-1] in found and ends not in found

    def _ends(
        self, proposal: Proposal, relation: Relation, value: IRI | None, quote: Quote
    ) -> tuple[End, End]:
        """Return both ends; one may have been named before, but for a home, which stands with a name."""
        subject = self._spoken_of(proposal.subject, proposal.subject_class, quote, is_subject=True)
        object_ = (
            self._value(proposal.object, value, quote)
            if value
            else self._spoken_of(proposal.object, proposal.object_class, quote, is_subject=False)
        )
        if object_ is None and "employment" in relation.roles:
            object_ = arguments.headed(proposal.object, quote, self.state, self.knowledge)
        elsewhere = "home" not in relation.roles
        if elsewhere and subject is None and object_ is not None:
            subject = self._carried(proposal.subject, object_, quote, relation, is_subject=True)
        elif elsewhere and object_ is None and subject is not None:
            object_ = self._carried(proposal.object, subject, quote, relation, is_subject=False)
        for place, name, end in (
            ("subject", proposal.subject, subject),
            ("object", proposal.object, object_),
        ):
            if end is None:
                raise _RefusedError(f"the quoted sentence does not speak of the {place} {_shown(name)}")
        assert subject is not None
        assert object_ is not None
        return arguments.joined(subject, object_, self.state)

    def _spoken_of(self, name: str, cls: str, quote: Quote, *, is_subject: bool) -> End | None:
        return arguments.find(
            name, self.classes[cls], quote, self.state, self.knowledge, is_subject=is_subject
        )

    def _carried(
        self, name: str, other: End, quote: Quote, relation: Relation, *, is_subject: bool
    ) -> End | None:
        return arguments.carried(
            name, other, quote, self.state, self.knowledge, is_subject=is_subject, relation=relation
        )

    def _value(self, name: str, value: IRI, quote: Quote) -> End:
        """Return where the sentences say an openness value, or a narrower one."""
        openness = self.knowledge.ontology.openness.values()
        meant = [v for v in openness if value in {v.iri, v.broader}]
        words, triggers = (
            [w for v in meant for w in said(v)] for said in (attrgetter("words"), attrgetter("triggers"))
        )
        end = arguments.wording(name, words, triggers, quote, self.state)
        if end is None:
            raise _RefusedError(f"the quoted sentence has no word for {name}")
        return end

    def _settled(
        self, place: str, end: End, proposed: str, allowed: frozenset[IRI]
    ) -> tuple[IRI, IRI | None]:
        """Return the class of an end and its catalog entry: what is known goes before what is proposed."""
        thing = end.thing
        if thing.entries:
            options = list(zip(thing.classes, thing.entries, strict=True))
            options.sort(key=lambda pair: iris.local(pair[0]) != proposed)
            for known, entry in options:
                if known in allowed:
                    return known, entry
            cls = self.classes[proposed]
            if set(thing.entries) <= self.knowledge.lands and cls in self.knowledge.speakers:
                return cls, None  # a place's name for who governs it or sits there: "Delhi restricts"
            made = cls in self.knowledge.makes
            if made and not set(thing.classes) & self.knowledge.makes:
                return cls, None  # a firm's name for what it makes: "on GitHub"
            is_a = iris.local(thing.classes[0])
            raise _RefusedError(f"{place} {_shown(thing.name)} is a {is_a}, which does not fit")
        for iri in (iris.entity(thing.name), iris.entity(thing.name, proposed)):
            found = self.known.get(iri)
            if found is not None and found.cls in allowed:
                return found.cls, None
        return self.classes[proposed], None

    def _use(self, end: End, settled: tuple[IRI, IRI | None]) -> IRI:
        iri = self.state.use(end.thing, settled)
        if end.mention.form != "pronoun":
            self.places[iri].add(end.mention.span)
        return iri

    def _speaker(self, name: str) -> IRI | None:
        """Return who a proposal says speaks; None for the author."""
        if name.strip().lower() in _AUTHOR:
            return None
        thing = arguments.named(name, self.state, self.knowledge)
        speaker = self.state.speaker(thing, self.knowledge.speakers) if thing else None
        if speaker is None and next(self.transcript.find(name), None):
            unknown = Thing(key(name), name, tuple(sorted(self.knowledge.people)), is_name=True)
            speaker = self.state.speaker(unknown, self.knowledge.people or self.knowledge.speakers)
        if speaker is None:
            raise _RefusedError(f"the document names no speaker {_shown(name)}")
        return speaker

    def _steps(self, subject: End, object_: End, held: Factuality, passage: int) -> tuple[str, ...]:
        doc = self.state.passages[passage].doc
        cues = [f'cue "{doc[i].text}"' for i in held.cues]
        return tuple(step for step in (subject.step, object_.step, *cues) if step)


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + " ..."


def _shown(words: str) -> str:
    return f"“{_cut(words)}”"
