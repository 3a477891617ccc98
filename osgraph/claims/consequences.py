"""Consequences: the claims that the ontology's rules draw from others and from openness words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from osgraph.mentions import Form
from osgraph.model import Claim, Modality, Polarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import State
    from osgraph.mentions import Mention, Thing
    from osgraph.model import IRI
    from osgraph.ontology import Relation

_LIKELY = (
    0.5  # how sure it must be that somebody makes a thing without a name, for what its kind says to count
)


def find(claims: Sequence[Claim], state: State, knowledge: Knowledge) -> list[Claim]:
    """Return the claims that follow from those found.

    Args:
        claims: the claims found by phrases.
        state: the document's mentions and settled classes.
        knowledge: the ontology's rules: which relation says openness, which makes, which shifts.
    """
    relation = knowledge.ontology.relation_with_role("openness")
    if relation is None:
        return []
    said = [_made(claim, claims, knowledge) for claim in _said(claims, relation, state, knowledge)]
    said += _done(claims, relation, knowledge)
    return [*said, *_of_makers(claims, said, relation, state, knowledge)]


def without_denials(claims: Sequence[Claim], knowledge: Knowledge) -> list[Claim]:
    """Return claims without those that deny the making of a thing by what denies its opening alone.

    "Acme did not publish the weights of X" does not say that Acme did not make X.
    """
    maker = knowledge.ontology.relation_with_role("maker")
    denials = [c for c in claims if maker and c.relation == maker.iri and c.polarity is Polarity.NEGATIVE]
    acts = {(c.subject, c.object, c.evidence) for c in denials if _act(c, knowledge) is not None}
    gone = {id(c) for c in denials if (c.subject, c.object, c.evidence) in acts}
    return [claim for claim in claims if id(claim) not in gone]


def _act(claim: Claim, knowledge: Knowledge) -> IRI | None:
    """Return the openness that the phrase of a claim gives to what is made."""
    return next((value for step in claim.steps if (value := knowledge.acts.get(step))), None)


def _done(claims: Sequence[Claim], relation: Relation, knowledge: Knowledge) -> Iterator[Claim]:
    """Yield the openness that somebody's act gives a thing: "Acme publishes the weights of X"."""
    maker = knowledge.ontology.relation_with_role("maker")
    for claim in claims:
        value = _act(claim, knowledge) if maker and claim.relation == maker.iri else None
        if value is not None:
            yield replace(
                claim,
                subject=claim.object,
                relation=relation.iri,
                object=value,
                quantity=None,
                confidence=claim.confidence - 0.05,
            )


def _made(claim: Claim, claims: Sequence[Claim], knowledge: Knowledge) -> Claim:
    """Hold what is said of a thing as its making is held: what is planned is not open yet."""
    maker = knowledge.ontology.relation_with_role("maker")
    making = [
        c
        for c in claims
        if maker and c.relation == maker.iri and c.object == claim.subject and c.evidence == claim.evidence
    ]
    ahead = [c for c in making if c.modality is not Modality.ASSERTED]
    if not ahead or any(c.modality is Modality.ASSERTED and c.subject not in knowledge.lands for c in making):
        return claim
    return replace(claim, modality=ahead[0].modality, speaker=ahead[0].speaker)


def _said(claims: Sequence[Claim], relation: Relation, state: State, knowledge: Knowledge) -> Iterator[Claim]:
    """Yield openness that a noun phrase carries ("Acme's open-source model") of what claims speak of."""
    maker = knowledge.ontology.relation_with_role("maker")
    made = {c.object for c in claims if maker and c.relation == maker.iri and c.confidence >= _LIKELY}
    spoken_of = {c.subject for c in claims} | {c.object for c in claims}
    for mention in state.mentions.all:
        found = state.mentions.thing(mention)
        value = _value(mention, state, knowledge) if found else None
        if found is None or value is None or mention.head < state.passages[mention.passage].lead:
            continue
        thing, step = found
        if step.startswith("apposition") and thing.is_name:
            state.settler.vote(thing, relation.domain, firm=False)
            settled = state.settler.settle(thing, relation.domain)
            if settled is not None:
                spoken_of.add(state.use(thing, settled))
        for iri, (known, cls) in sorted(state.used.items()):
            if known.key != thing.key or cls not in relation.domain or iri not in spoken_of:
                continue
            if not (thing.is_name or iri in made or cls in knowledge.speakers):
                continue
            passage = state.passages[mention.passage]
            yield Claim(
                iri,
                relation.iri,
                value[0],
                evidence=state.evidence(mention.passage, mention.head),
                speaker=state.voice(mention.passage, knowledge.speakers),
                perspective=passage.section.perspective,
                confidence=0.45,
                words=(mention.span,),
                steps=(f'openness word "{value[1]}"',),
            )


def _value(mention: Mention, state: State, knowledge: Knowledge) -> tuple[IRI, str] | None:
    doc = state.passages[mention.passage].doc
    head = doc[mention.head]
    start = min(mention.start, head.left_edge.i)
    end = mention.start if mention.form is Form.NAME else mention.head  # a name is no description
    return knowledge.openness.find(doc, start, end) if start < end else None


def _of_makers(
    claims: Sequence[Claim], said: Sequence[Claim], relation: Relation, state: State, knowledge: Knowledge
) -> Iterator[Claim]:
    """Yield openness of those who make or follow what is open or closed, in the sentence that says so."""
    maker = knowledge.ontology.relation_with_role("maker")
    to = knowledge.ontology.relation_with_role("shiftTo")
    passing = {r.iri for r in (maker, to) if r} | knowledge.pursuits
    values: dict[tuple[IRI, tuple[int, int]], Claim] = {}
    for claim in (*said, *(c for c in claims if c.relation == relation.iri)):
        values[claim.subject, (claim.evidence.start, claim.evidence.end)] = claim
    for claim in claims:
        if claim.relation not in passing or claim.polarity is Polarity.NEGATIVE:
            continue
        direct = values.get((claim.object, (claim.evidence.start, claim.evidence.end)))
        value = claim.object if claim.object in knowledge.ontology.openness else None
        if value is None:
            value = direct.object if direct else _of_strategy(claim, state, knowledge)
        subject = state.used.get(claim.subject)
        if value is None or subject is None or subject[1] not in relation.domain:
            continue
        if maker is None or claim.relation != maker.iri:  # to turn to open models of others opens nothing
            followed = state.used.get(claim.object)
            if followed is not None and followed[1] in knowledge.makes:
                continue
        yield replace(
            claim,
            relation=relation.iri,
            object=value,
            polarity=direct.polarity if direct else claim.polarity,
            modality=direct.modality if direct and claim.modality is Modality.ASSERTED else claim.modality,
            speaker=claim.speaker or (direct.speaker if direct else None),
            benchmark=None,
            quantity=None,
            confidence=claim.confidence - 0.05,
            steps=(*claim.steps, "openness of what it makes or follows"),
        )


def _of_strategy(claim: Claim, state: State, knowledge: Knowledge) -> IRI | None:
    """Return the openness in the name of a strategy, approach or the like."""
    pair: tuple[Thing, IRI] | None = state.used.get(claim.object)
    if pair is None:
        return None
    for mention in state.mentions.all:
        found = state.mentions.thing(mention)
        inside = claim.evidence.covers(mention.span)
        if inside and found is not None and found[0].key == pair[0].key:
            value = _value(mention, state, knowledge)
            if value is not None:
                return value[0]
    return None
