"""Objections: what the grammar has to say against a proposal, its polarity and the order of its ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from osgraph.llm import holding
from osgraph.model import Polarity

if TYPE_CHECKING:
    from osgraph.claims import Knowledge
    from osgraph.claims.state import End, State
    from osgraph.llm.holding import Reading
    from osgraph.ontology import Relation

_REVERSED: Final = 2.0
"""From what log odds on the words are taken to say the reverse. Of annotated claims of passages left out
(``scripts/train_ends.py --leave-out 5``) whose ends could be turned round, 3 % lie beyond it to the
wrong side and 59 % to the right one."""

_ADVERSE: Final = "adverse"
_EFFECT: Final = "effect"  # the role of relations whose subject is a cause of something in the object
_HELD_ANYWAY: Final = frozenset({_ADVERSE, "home", "maker", _EFFECT})
"""Roles of relations that hold where something is prevented: who may not sell its chips made them."""


def to_polarity(
    proposed: Polarity, relation: Relation, reading: Reading, object_: End, state: State, knowledge: Knowledge
) -> str:
    """Return what speaks against a polarity; "" where nothing does.

    What is proposed as denied must be denied, and nothing else. An adverse relation is denied only where a
    word for it is: "cannot compete" says that one lags, and the "bars from" that denies a purchase is what
    restricts it. Of what cannot match the other, the words say that the other is better.

    Args:
        proposed: the polarity.
        relation: the relation of the proposal.
        reading: how the text holds its ends.
        object_: its object.
        state: the document's grammar.
        knowledge: cues, and words that hint at relations.
    """
    denied = reading.held.polarity is Polarity.NEGATIVE
    some = denied or (reading.denies and "home" not in relation.roles)
    if denied and "comparison" in relation.roles and reading.acts(object_.mention, state):
        denied = some = False
    denied = denied or (reading.prevents and not relation.roles & _HELD_ANYWAY)
    if some and _ADVERSE in relation.roles:
        doc = state.passages[reading.passage].doc
        lemmas = [t.lemma_.lower() for t in doc]
        hints, joint = knowledge.triggers.hints(lemmas), doc[reading.joint]
        negated = any(c.dep_ == "neg" for c in joint.children)
        says = relation.name in hints[joint.i]
        said = says and (negated or not knowledge.cues.denies(lemmas[joint.i]))
        below = negated and not hints[joint.i] and any(relation.name in hints[t.i] for t in joint.subtree)
        denied, some = denied and said, said or below
    if proposed is Polarity.POSITIVE and denied:
        return "the words deny it"
    if proposed is Polarity.NEGATIVE and not some:
        return "no word denies it"
    return ""


def to_order(
    relation: Relation,
    ends: tuple[End, End],
    joint: int,
    order: float | None,
    state: State,
    knowledge: Knowledge,
) -> bool:
    """Say whether words say a relation between two ends the other way round.

    What the text calls the cause settles it, and what it bars the other from; else the built-in extractor, or
    the model of the order as far as both ends have words of their own.

    Args:
        relation: the relation.
        ends: subject and object.
        joint: the word that joins them.
        order: how much more the model sees for their order than for the reverse, as log odds; None where the
            built-in extractor reads the reverse in these words.
        state: the document's grammar.
        knowledge: cues.
    """
    if not relation.roles & {_ADVERSE, _EFFECT}:
        barred = [holding.is_barred(end, joint, state, knowledge.cues) for end in ends]
        if barred[0] != barred[1]:
            return barred[0]
    if _EFFECT in relation.roles:
        causes = [holding.is_cause(end, state) for end in ends]
        if causes[0] != causes[1]:
            return causes[1]
    worded = all(end.mention.name for end in ends)
    return order is None or (worded and order < -_REVERSED)
