"""Chances: how likely the learned models hold a relation between two things, either way round.

Which of two things is the subject of a relation that holds, a linear model of its own tells
(``ontology/ends.npz``, trained by ``scripts/train_ends.py``): it weighs only what the two orders differ in,
as in learning which of two items is preferred (Fürnkranz and Hüllermeier 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.claims import pairs
from osgraph.claims.candidates import match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.claims import Knowledge
    from osgraph.claims.candidates import Candidate
    from osgraph.claims.state import End, State
    from osgraph.linear import Model
    from osgraph.model import IRI


@dataclass(frozen=True, slots=True)
class Chance:
    """What the models say of a relation between two ends.

    Attributes:
        share: the chance that the passage says it.
        order: how much more speaks for this order of the ends than for the reverse, as log odds.
    """

    share: float
    order: float


def of(
    relation: IRI,
    subject: tuple[End, IRI],
    object_: tuple[End, IRI],
    joint: int,
    state: State,
    knowledge: Knowledge,
) -> Chance | None:
    """Return the chance of a relation between two ends of one passage, and of their order.

    None where the model does not know the relation, or the two stand in different passages.

    Args:
        relation: its IRI.
        subject: what the claim has as its subject, with its class.
        object_: what it has as its object, with its class.
        joint: the word that joins the two.
        state: the document's mentions.
        knowledge: the models.
    """
    model, index = knowledge.model, subject[0].mention.passage
    if model is None or relation not in model.relations or object_[0].mention.passage != index:
        return None
    doc = state.passages[index].doc
    table = pairs.Table.of(doc, knowledge.triggers)
    said = list(match(index, doc, knowledge.patterns))
    rows = []
    for one, other in ((subject[0], object_[0]), (object_[0], subject[0])):
        held = tuple(c for c in said if _ends(c, index, state) == (one.thing.key, other.thing.key))
        top = held[0].proposition.predicate if held else joint
        rows.append(pairs.features(pairs.Pair(index, one, other, held, top), table))
    share = float(model.shares(rows[:1])[0, model.relations.index(relation)])
    orders = (
        described(relation, rows[0], subject, object_),
        described(relation, rows[1], object_, subject),
    )
    return Chance(share, order(*orders, knowledge.ends) if knowledge.ends else 0.0)


def described(
    relation: IRI, features: Iterable[str], subject: tuple[End, IRI], object_: tuple[End, IRI]
) -> set[str]:
    """Describe two ends in one order: what the pair model sees, and their classes and head words.

    Each feature counts for all relations together and for the one in question.
    """
    own = [f"class {iris.local(subject[1])}>{iris.local(object_[1])}"]
    for place, (end, cls) in (("subject", subject), ("object", object_)):
        own += [f"{place} class {iris.local(cls)}", f"{place} head {end.thing.name.lower().split()[-1]}"]
    name = iris.local(relation)
    return {words for feature in (*features, *own) for words in (feature, f"{name} | {feature}")}


def order(forward: set[str], backward: set[str], model: Model) -> float:
    """Return how much more speaks for one order of two ends than for the other, as log odds."""
    places, weights = model.features, model.weights[:, 0]
    sides = (sorted(forward - backward), sorted(backward - forward))
    one, other = (weights[[places[f] for f in side if f in places]].sum(dtype=float) for side in sides)
    return float(one - other)


def _ends(candidate: Candidate, index: int, state: State) -> tuple[str, str] | None:
    """Return the keys of the two things that a candidate speaks of."""
    s, o = state.end(index, candidate.subject), state.end(index, candidate.object)
    return (s.thing.key, o.thing.key) if s and o else None
