"""Annotating one document: candidates become claims under the ontology, or rejections with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.claims import candidates, consequences, qualifiers
from osgraph.claims.settling import Settler, entities
from osgraph.mentions import find as find_mentions
from osgraph.mentions import through
from osgraph.model import AnnotatedDocument, Claim, Modality, Polarity, Rejection
from osgraph.propositions import Factuality, Kind, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.claims import Knowledge
    from osgraph.claims.candidates import Candidate
    from osgraph.mentions import Mention, Mentions, Thing
    from osgraph.model import IRI, Document, Span
    from osgraph.ontology import Relation
    from osgraph.text import Passage


@dataclass(slots=True)
class _State:
    """What is known of a document while its claims are made."""

    passages: Sequence[Passage]
    mentions: Mentions
    readers: list[Reader]
    settler: Settler
    used: dict[IRI, tuple[Thing, IRI]] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Argument:
    """One end of a claim: where it stands, what it names, how that was found."""

    mention: Mention
    thing: Thing
    step: str


def annotate(document: Document, passages: Sequence[Passage], knowledge: Knowledge) -> AnnotatedDocument:
    """Find the claims of a parsed document.

    Args:
        document: the document with its sections.
        passages: its parsed sections.
        knowledge: ontology, catalog and compiled phrases, from :func:`osgraph.claims.prepare`.
    """
    mentions = find_mentions(passages, knowledge.gazetteer, knowledge.vocabulary)
    readers = [Reader(p.doc, knowledge.cues) for p in passages]
    state = _State(passages, mentions, readers, Settler(knowledge.ontology, knowledge.catalog))
    found = [c for i, p in enumerate(passages) for c in candidates.match(i, p.doc, knowledge.patterns)]
    ends = [
        (c, s, o)
        for c in found
        if (s := _argument(c.passage, c.subject, state)) and (o := _argument(c.passage, c.object, state))
    ]
    for candidate, s, o in ends:
        relation = knowledge.ontology.relations[candidate.relation]
        firm = candidate.proposition.kind is not Kind.LINK
        state.settler.vote(s.thing, relation.domain, firm=firm)
        state.settler.vote(o.thing, relation.range, firm=firm)
    claims = [claim for c, s, o in ends for claim in _claims(c, s, o, state, knowledge)]
    claims += consequences.find(claims, state, knowledge)
    kept = _distinct(claims, knowledge)
    names = {iri for c in kept for iri in (c.subject, c.object, c.speaker, c.benchmark) if iri is not None}
    used = {iri: pair for iri, pair in state.used.items() if iri in names}
    return AnnotatedDocument(
        document,
        entities(used, mentions, knowledge.catalog),
        tuple(sorted(kept, key=_order)),
        tuple(
            sorted(
                set(state.rejections), key=lambda r: (r.evidence, r.relation, r.subject, r.object, r.reason)
            )
        ),
    )


def _argument(passage: int, token: int, state: _State) -> Argument | None:
    doc = state.passages[passage].doc
    carried = through(doc[token])
    mention = state.mentions.at(passage, carried.i) or state.mentions.at(passage, token)
    if mention is None:
        return None
    found = state.mentions.thing(mention)
    return Argument(mention, *found) if found is not None else None


def _claims(
    candidate: Candidate, s: Argument, o: Argument, state: _State, knowledge: Knowledge
) -> Iterator[Claim]:
    relation = knowledge.ontology.relations[candidate.relation]
    if s.thing.key == o.thing.key:
        return
    subject = state.settler.settle(s.thing, relation.domain)
    value = _openness(candidate.passage, o, relation, state, knowledge)
    object_ = (value, value) if value else state.settler.settle(o.thing, relation.range)
    if subject is None or object_ is None:
        if candidate.proposition.kind is not Kind.LINK:
            bad, place, allowed = (
                (s, "subject", relation.domain) if subject is None else (o, "object", relation.range)
            )
            state.rejections.append(_rejection(candidate, s, o, bad, place, allowed, state, knowledge))
        return
    subject_iri = _use(s.thing, subject, state)
    object_iri = value or _use(o.thing, object_, state)
    yield _claim(candidate, s, o, subject_iri, object_iri, state, knowledge)


def _use(thing: Thing, settled: tuple[IRI, IRI | None], state: _State) -> IRI:
    cls, entry = settled
    iri = state.settler.iri(thing, cls, entry)
    if entry is None and state.used.get(iri, (thing, cls))[1] != cls:
        iri = iris.entity(thing.name, iris.local(cls))  # one name for two kinds of thing
    state.used.setdefault(iri, (thing, cls))
    return iri


def _openness(index: int, o: Argument, relation: Relation, state: _State, knowledge: Knowledge) -> IRI | None:
    """Return the openness value that an object stands for, where the relation takes one."""
    if not relation.range & knowledge.openness_classes:
        return None
    value = knowledge.openness.value_of(o.mention.name)
    if value is None and "openness" in relation.roles:  # "behind proprietary walls"
        doc = state.passages[index].doc
        found = knowledge.openness.find(doc, doc[o.mention.head].left_edge.i, o.mention.head)
        value = found[0] if found else None
    return value


def _claim(
    candidate: Candidate,
    s: Argument,
    o: Argument,
    subject: IRI,
    object_: IRI,
    state: _State,
    knowledge: Knowledge,
) -> Claim:
    passage = state.passages[candidate.passage]
    doc = passage.doc
    proposition = candidate.proposition
    factuality = state.readers[candidate.passage].of(proposition, (candidate.subject, candidate.object))
    predicate = doc[proposition.predicate]
    relation = knowledge.ontology.relations[candidate.relation]
    words = {s.mention.span, passage.span(predicate.i), o.mention.span}
    claim = Claim(
        subject,
        candidate.relation,
        object_,
        evidence=evidence(passage, predicate.i),
        polarity=factuality.polarity,
        modality=factuality.modality,
        speaker=speaker(candidate.passage, factuality, state, knowledge),
        perspective=passage.section.perspective,
        former=factuality.former,
        time=qualifiers.time(predicate),
        quantity=qualifiers.quantity(doc, candidate.object, proposition.predicate),
        confidence=candidate.confidence,
        words=tuple(sorted(words)),
        steps=_steps(candidate, s, o, factuality, doc),
    )
    if "comparison" in relation.roles:
        claim = replace(claim, benchmark=_benchmark(candidate, state, knowledge))
    return claim


def _steps(
    candidate: Candidate, s: Argument, o: Argument, factuality: Factuality, doc: object
) -> tuple[str, ...]:
    steps = [f'phrase "{candidate.phrase}"', *candidate.steps, s.step, o.step]
    for i in factuality.cues:
        steps.append(f'cue "{doc[i].text}"')  # type: ignore[index]
    return tuple(step for step in steps if step)


def evidence(passage: Passage, token: int) -> Span:
    """Return where the sentence of a token stands in the document."""
    sentence = passage.doc[token].sent
    return passage.span(sentence.start, sentence.end)


def speaker(index: int, factuality: Factuality, state: _State, knowledge: Knowledge) -> IRI | None:
    """Return the IRI of who says it; None where it is the author or nobody that the document names."""
    if factuality.speaker is None:
        return None
    found = _argument(index, factuality.speaker, state)
    if found is None:
        return None
    settled = state.settler.settle(found.thing, knowledge.speakers)
    if settled is None and found.thing.is_name and not found.thing.entries:
        state.settler.vote(found.thing, knowledge.speakers)
        settled = state.settler.settle(found.thing, knowledge.speakers)
    if settled is None:
        return None
    plain = not found.thing.is_name and len(found.thing.name.split()) == 1
    singular = state.passages[index].doc[found.mention.head].tag_ == "NN"
    if plain and singular:
        return None
    return _use(found.thing, settled, state)


def _benchmark(candidate: Candidate, state: _State, knowledge: Knowledge) -> IRI | None:
    """Return the test on which a comparison was made: what stands with "in" or "on" and is one."""
    for role in ("on", "in", "at", "across"):
        for argument in candidate.proposition.fillers(role):
            found = _argument(candidate.passage, argument.token, state)
            settled = state.settler.settle(found.thing, knowledge.benchmarks) if found else None
            if found and settled:
                return _use(found.thing, settled, state)
    return None


def _rejection(
    candidate: Candidate,
    s: Argument,
    o: Argument,
    bad: Argument,
    place: str,
    allowed: frozenset[IRI],
    state: _State,
    knowledge: Knowledge,
) -> Rejection:
    is_a = ", ".join(iris.local(c) for c in bad.thing.classes[:2]) or "of no known class"
    takes = ", ".join(sorted(iris.local(c) for c in allowed)[:6])
    relation = knowledge.ontology.relations[candidate.relation]
    return Rejection(
        s.thing.name,
        candidate.relation,
        o.thing.name,
        evidence(state.passages[candidate.passage], candidate.proposition.predicate),
        f"{place} is {is_a}; {relation.name} takes {takes}",
    )


def _distinct(claims: Sequence[Claim], knowledge: Knowledge) -> list[Claim]:
    """Drop repetitions: one claim for each triple and sentence, one for each home of an agent."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in sorted(claims, key=lambda c: (-c.confidence, _order(c))):
        relation = knowledge.ontology.relations[claim.relation]
        key: tuple[object, ...] = (claim.subject, claim.relation, claim.object, claim.evidence)
        if relation.symmetric and claim.object < claim.subject:
            key = (claim.object, claim.relation, claim.subject, claim.evidence)
        if (
            "home" in relation.roles
            and claim.polarity is Polarity.POSITIVE
            and claim.modality is Modality.ASSERTED
        ):
            key = key[:3]
            known = best.get(key)
            if known is not None and known.evidence > claim.evidence:
                best[key] = claim
        best.setdefault(key, claim)
    return list(best.values())


def _order(claim: Claim) -> tuple[object, ...]:
    return (claim.evidence, claim.subject, claim.relation, claim.object, claim.polarity, claim.modality)
