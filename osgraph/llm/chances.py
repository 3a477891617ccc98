"""Chances: how likely the learned pair model holds a relation between two things, either way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.claims import pairs
from osgraph.claims.candidates import match

if TYPE_CHECKING:
    from osgraph.claims import Knowledge
    from osgraph.claims.candidates import Candidate
    from osgraph.claims.state import End, State
    from osgraph.model import IRI


def of(
    relation: IRI, subject: End, object_: End, joint: int, state: State, knowledge: Knowledge
) -> tuple[float, float] | None:
    """Return the chance of a relation between two ends of one passage, and that of the reverse.

    None where the model does not know the relation, or the two stand in different passages.

    Args:
        relation: its IRI.
        subject: what the claim has as its subject.
        object_: what it has as its object.
        joint: the word that joins the two.
        state: the document's mentions.
        knowledge: the model.
    """
    model, index = knowledge.model, subject.mention.passage
    if model is None or relation not in model.relations or object_.mention.passage != index:
        return None
    doc = state.passages[index].doc
    table = pairs.Table.of(doc, knowledge.triggers)
    said = list(match(index, doc, knowledge.patterns))
    rows = []
    for one, other in ((subject, object_), (object_, subject)):
        held = tuple(c for c in said if _ends(c, index, state) == (one.thing.key, other.thing.key))
        top = held[0].proposition.predicate if held else joint
        rows.append(pairs.features(pairs.Pair(index, one, other, held, top), table))
    forward, backward = model.shares(rows)[:, model.relations.index(relation)]
    return float(forward), float(backward)


def _ends(candidate: Candidate, index: int, state: State) -> tuple[str, str] | None:
    """Return the keys of the two things that a candidate speaks of."""
    s, o = state.end(index, candidate.subject), state.end(index, candidate.object)
    return (s.thing.key, o.thing.key) if s and o else None
