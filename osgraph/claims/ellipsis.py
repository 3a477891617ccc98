"""Ellipsis: sentences that leave their subject to the heading ("- Trained on 8 H100s")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph import propositions
from osgraph.claims import topics
from osgraph.claims.candidates import Candidate
from osgraph.claims.state import Found
from osgraph.model import SectionKind
from osgraph.propositions import OBJECT, SUBJECT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.patterns import Pattern
    from osgraph.claims.state import State
    from osgraph.propositions import Proposition

_FINITE = frozenset({"VBD", "VBZ", "VBN"})  # a bare "VB" asks the reader to do something
_TRUST = 0.5


def find(state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield what verbs without a subject at the head of a sentence say of the topic.

    Args:
        state: the document's passages and mentions.
        knowledge: the patterns that such a verb may fit but for the missing end.
    """
    for index, passage in enumerate(state.passages):
        if passage.section.kind not in {SectionKind.ITEM, SectionKind.PARAGRAPH} or passage.lead:
            continue
        starts = {s.start for s in passage.doc.sents if s[0].tag_ in _FINITE and s.root.i == s.start}
        if not starts:
            continue
        for proposition in propositions.find(passage.doc):
            if proposition.predicate in starts and proposition.kind is Kind.VERB:
                for pattern in knowledge.patterns.get((Kind.VERB, proposition.lemma), ()):
                    yield from _completed(index, proposition, pattern, state, knowledge)


def _completed(
    index: int, proposition: Proposition, pattern: Pattern, state: State, knowledge: Knowledge
) -> Iterator[Found]:
    """Yield the candidates that a pattern gives where the topic fills its missing end.

    A verb with an object of its own lacks its subject; one without may be a passive too ("Trained on X").
    """
    if pattern.needs or proposition.fillers(SUBJECT):
        return
    doc = state.passages[index].doc
    is_active = bool(proposition.fillers(OBJECT)) or doc[proposition.predicate].tag_ == "VBZ"
    for missing in (SUBJECT,) if is_active else (SUBJECT, OBJECT):
        if missing not in {pattern.subject, pattern.object}:
            continue
        topic_is_subject = pattern.subject == missing
        told = pattern.object if topic_is_subject else pattern.subject
        fillers = proposition.fillers("by" if told == SUBJECT else told)
        tokens = [token.i for f in fillers for token, _ in propositions.members(doc[f.token])]
        relation = knowledge.ontology.relations[pattern.relation]
        allowed = relation.domain if topic_is_subject else relation.range
        about = topics.of(index, allowed, state, knowledge) if tokens else None
        for token in tokens:
            other = state.end(index, token)
            if about is not None and other is not None and other.thing.key != about.thing.key:
                ends = (about, other) if topic_is_subject else (other, about)
                yield Found(_candidate(index, pattern, token, proposition), relation, *ends)


def _candidate(index: int, pattern: Pattern, token: int, proposition: Proposition) -> Candidate:
    steps = ("subject left out",)
    classes = pattern.subject_class, pattern.object_class
    return Candidate(
        index, pattern.relation, token, token, proposition, pattern.phrase, steps, _TRUST, *classes
    )
