"""Claims sifted by how sure the program is of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.model import AnnotatedDocument, Rejection

if TYPE_CHECKING:
    from osgraph.model import IRI, Claim


def sift(annotated: AnnotatedDocument, least: float) -> AnnotatedDocument:
    """Return a document with the claims that are sure enough; the others become rejections with that reason.

    Args:
        annotated: what was found in a document.
        least: the confidence that a claim must have to stay.
    """
    kept = tuple(claim for claim in annotated.claims if claim.confidence >= least)
    if len(kept) == len(annotated.claims):
        return annotated
    names = {entity.iri: entity.name for entity in annotated.entities}
    refused = {_refused(claim, names, least) for claim in annotated.claims if claim.confidence < least}
    used = {iri for c in kept for iri in (c.subject, c.object, c.speaker, c.benchmark)}
    return replace(
        annotated,
        entities=tuple(entity for entity in annotated.entities if entity.iri in used),
        claims=kept,
        rejections=tuple(
            sorted(
                {*annotated.rejections, *refused},
                key=lambda r: (r.evidence, r.relation, r.subject, r.object, r.reason),
            )
        ),
    )


def _refused(claim: Claim, names: dict[IRI, str], least: float) -> Rejection:
    object_ = names.get(claim.object) or iris.local(claim.object)
    reason = f"less sure than {least:g}"
    return Rejection(names[claim.subject], claim.relation, object_, claim.evidence, reason)
