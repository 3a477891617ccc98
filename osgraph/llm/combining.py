"""Combining: what was found without a language model with what one proposed and the text bears out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from osgraph import iris
from osgraph.llm import grounding
from osgraph.llm.holding import careful
from osgraph.model import AnnotatedDocument, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.claims import Knowledge
    from osgraph.llm.proposing import Told
    from osgraph.model import IRI, Claim
    from osgraph.ontology import Ontology
    from osgraph.text import Passage

_MOST_SURE: Final = 0.99


def combine(
    found: AnnotatedDocument,
    told: Told,
    passages: Sequence[Passage],
    knowledge: Knowledge,
    *,
    own: str = "built-in extractor",
) -> AnnotatedDocument:
    """Add what a language model proposes, as far as the text bears it out, to what was found without it.

    Where both say the same, the claim is surer (as of two independent witnesses) and held as the more careful
    of them holds it. Each claim says in its steps who found it, and what was refused says why.

    Args:
        found: what the built-in extractor, or a learnt model, made of a document.
        told: what the language model said of it.
        passages: its parsed sections.
        knowledge: ontology, catalog and models.
        own: who found what was found without it, for people.
    """
    grounded = grounding.ground(told.proposals, found, passages, knowledge)
    matched: dict[int, Claim] = {}
    fresh = []
    for claim in grounded.claims:
        at = _same(claim, found.claims, knowledge.ontology)
        if at is None:
            fresh.append(replace(claim, steps=(told.by, *claim.steps)))
        else:
            matched[at] = _agreed(found.claims[at], claim, told.by)
    if told.alone:
        kept = list(matched.values())
    else:
        kept = [
            matched.get(at) or replace(claim, steps=(*claim.steps, f"{own} alone"))
            for at, claim in enumerate(found.claims)
        ]
    claims = tuple(
        sorted((*kept, *fresh), key=lambda c: (c.evidence, c.subject, c.relation, c.object, c.modality))
    )
    entities = {entity.iri: entity for entity in (*found.entities, *grounded.entities)}
    named = {iri for c in claims for iri in (c.subject, c.object, c.speaker, c.benchmark) if iri}
    unread = {
        Rejection("?", iris.term("Claim"), "?", span, f"language model: {fault}")
        for fault, span in told.faults
    }
    refused = {replace(r, reason=f"language model: {r.reason}") for r in grounded.refused}
    before = () if told.alone else found.rejections
    return replace(
        found,
        entities=tuple(entity for iri, entity in sorted(entities.items()) if iri in named),
        claims=claims,
        rejections=tuple(
            sorted(
                {*before, *refused, *unread},
                key=lambda r: (r.evidence, r.relation, r.subject, r.object, r.reason),
            )
        ),
    )


def _same(claim: Claim, others: Sequence[Claim], ontology: Ontology) -> int | None:
    """Return the place of the claim that says the same of the same words; None if there is none."""
    for at, other in enumerate(others):
        if (
            _terms(claim, ontology) == _terms(other, ontology)
            and claim.polarity is other.polarity
            and claim.evidence.overlaps(other.evidence)
        ):
            return at
    return None


def _terms(claim: Claim, ontology: Ontology) -> tuple[IRI, frozenset[IRI] | tuple[IRI, IRI]]:
    ends, relation = (claim.subject, claim.object), ontology.relations.get(claim.relation)
    return claim.relation, frozenset(ends) if relation is not None and relation.symmetric else ends


def _agreed(one: Claim, other: Claim, by: str) -> Claim:
    """Return a claim that a language model proposed as well."""
    sure = 1 - (1 - one.confidence) * (1 - grounding.TRUST)
    return replace(
        one,
        modality=careful(one.modality, other.modality),
        speaker=one.speaker or other.speaker,
        confidence=round(max(one.confidence, min(sure, _MOST_SURE)), 3),
        steps=(*one.steps, f"agrees: {by}"),
    )
