"""Weighing: which of the relations that could hold between two mentions do, and how surely."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from osgraph.claims import pairs
from osgraph.claims.candidates import Candidate
from osgraph.propositions import Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.pairs import Pair, Table
    from osgraph.claims.scoring import PairModel
    from osgraph.mentions import Mention
    from osgraph.model import IRI

_KEEP = 0.05  # below this the model overrules a phrase: of such, one in seven is right
_FIND = 0.2  # from this on the model is believed without a phrase: there the best F1 lies
# Confidence of a phrase by the model's chance for it: share right of the passages that
# `scripts/train_pairs.py --leave-out 6` leaves out, which lies near a line.
_FLOOR, _SLOPE = 0.38, 0.5


def weigh(
    found: Sequence[Pair], doc: Doc, table: Table, knowledge: Knowledge
) -> Iterator[tuple[Pair, Candidate]]:
    """Yield the candidates that hold, each behind its pair, with their confidence.

    Without a model, phrases alone decide. With one, a phrase is dropped where the model sees next to no
    chance for it, and the model adds its best relation where it is sure enough and no phrase matched.

    Args:
        found: the pairs of a passage, each with what phrases say of it.
        doc: the parsed passage.
        table: the same as lists.
        knowledge: the model, if there is one for this ontology.
    """
    model = knowledge.model
    if model is None:
        yield from ((pair, candidate) for pair in found for candidate in pair.candidates)
        return
    described = [pairs.features(pair, table) for pair in found]
    shares = model.shares(described)
    best = shares.argmax(axis=1)
    kept: list[tuple[Pair, Candidate]] = []
    for row, pair in enumerate(found):
        chances = shares[row]
        kept += ((pair, candidate) for candidate in _kept(pair, chances, model, knowledge))
        relation, chance = model.relations[best[row]], float(chances[best[row]])
        said = {c.relation for c in pair.candidates}
        if chance >= _FIND and relation not in said and relation in knowledge.ontology.relations:
            kept.append((pair, _learned(pair, doc, relation, described[row], model, chance)))
    yield from (one for one in kept if not _is_land_of(*one, kept, knowledge))


def _is_land_of(
    pair: Pair, candidate: Candidate, kept: Sequence[tuple[Pair, Candidate]], knowledge: Knowledge
) -> bool:
    """Say whether the model, unasked, says of a land what is said of somebody or something of that land.

    What holds of "Ruritanian clients" need not hold of Ruritania.
    """
    entries = {*pair.subject.thing.entries, *pair.object.thing.entries}
    return (
        not candidate.phrase
        and bool(entries & knowledge.lands)
        and any(
            other.relation == candidate.relation
            and _covers(
                (whole.subject.mention, whole.object.mention), (pair.subject.mention, pair.object.mention)
            )
            for whole, other in kept
            if whole is not pair
        )
    )


def _covers(whole: tuple[Mention, Mention], part: tuple[Mention, Mention]) -> bool:
    """Say whether one end is the same and the other lies inside, whichever way round."""
    return any(
        (a == c and _inside(d, b)) or (b == d and _inside(c, a))
        for (a, b) in (whole, whole[::-1])
        for c, d in (part,)
    )


def _inside(part: Mention, whole: Mention) -> bool:
    return part != whole and whole.start <= part.start and part.end <= whole.end


def _kept(
    pair: Pair, chances: NDArray[np.float64], model: PairModel, knowledge: Knowledge
) -> Iterator[Candidate]:
    """Yield what phrases say of a pair, as far as the model agrees."""
    for candidate in pair.candidates:
        known = candidate.relation in model.relations
        if not known or pair.object_is_value(knowledge):
            yield candidate
            continue
        chance = float(chances[model.relations.index(candidate.relation)])
        if chance >= _KEEP:
            yield replace(candidate, confidence=round(_FLOOR + _SLOPE * chance, 3))


def _learned(
    pair: Pair, doc: Doc, relation: IRI, described: list[str], model: PairModel, chance: float
) -> Candidate:
    """Return the candidate that the model finds, as said by the word that joins the two mentions."""
    top = doc[pair.top]
    kind = Kind.VERB if top.pos_ in {"VERB", "AUX"} else Kind.NOUN
    steps = () if kind is Kind.VERB else ("noun",)
    proposition = Proposition(top.i, top.lemma_.lower(), kind, (), steps)
    reasons = tuple(f"feature {name} ({weight:+.1f})" for name, weight in model.reasons(described, relation))
    ends = pair.subject.mention.head, pair.object.mention.head
    return Candidate(pair.passage, relation, *ends, proposition, "", reasons, round(chance, 3))
