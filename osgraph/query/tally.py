"""How much of what a store holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph import iris, rdf
from osgraph.model import IRI, Modality, Polarity
from osgraph.query.evidence import annotated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.store import Store


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over all documents.

    Attributes:
        documents: how many there are.
        entities: how many different ones.
        mentions: how often they are named.
        claims: how many, each sentence's counted.
        facts: those that an author states as present fact.
        rejections: how many claims were refused.
        classes: class to number of entities (an entity counts once for each class a document gives it).
        relations: relation to number of claims.
        modalities: modality to number of claims; all are there, in the model's order.
        polarities: polarity to number of claims; both are there.
        reasons: reason to number of refused claims.
    """

    documents: int
    entities: int
    mentions: int
    claims: int
    facts: int
    rejections: int
    classes: Mapping[str, int]
    relations: Mapping[str, int]
    modalities: Mapping[str, int]
    polarities: Mapping[str, int]
    reasons: Mapping[str, int]


def stats(store: Store) -> Stats:
    """Count what a store holds; mappings come with the largest count first, then by name."""
    documents = mentions = facts = 0
    typed: set[tuple[IRI, str]] = set()
    relations: Counter[str] = Counter()
    modalities: Counter[str] = Counter()
    polarities: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for one in annotated(store):
        documents += 1
        mentions += sum(len(entity.mentions) for entity in one.entities)
        typed.update((entity.iri, iris.local(entity.cls)) for entity in one.entities)
        relations.update(iris.local(claim.relation) for claim in one.claims)
        modalities.update(claim.modality.value for claim in one.claims)
        polarities.update(claim.polarity.value for claim in one.claims)
        facts += sum(map(rdf.is_fact, one.claims))
        reasons.update(rejection.reason for rejection in one.rejections)
    return Stats(
        documents=documents,
        entities=len({iri for iri, _ in typed}),
        mentions=mentions,
        claims=relations.total(),
        facts=facts,
        rejections=reasons.total(),
        classes=_sorted(Counter(cls for _, cls in typed)),
        relations=_sorted(relations),
        modalities={modality.value: modalities[modality.value] for modality in Modality},
        polarities={polarity.value: polarities[polarity.value] for polarity in Polarity},
        reasons=_sorted(reasons),
    )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
