"""Courses: changes from one openness to another, which parsers misread ("from open to closed models")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from osgraph import propositions
from osgraph.claims.candidates import TRUST, Candidate
from osgraph.claims.state import End, Found
from osgraph.mentions import Form, Mention, Thing
from osgraph.propositions import GENITIVE, SUBJECT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import State
    from osgraph.propositions import Proposition

_TO: Final = frozenset({"to", "toward", "towards", "into"})
_REACH: Final = 6  # tokens from the verb to "from", and from there to "to"
_WORDS: Final = 4  # of what is left, and of what is chosen


def find(state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield both ends of a change of openness, where a verb or noun of changing course stands before them.

    Args:
        state: the document's passages and mentions.
        knowledge: its phrases tell which words speak of such a change.
    """
    ends = [knowledge.ontology.relation_with_role(role) for role in ("shiftFrom", "shiftTo")]
    for index, passage in enumerate(state.passages):
        doc = passage.doc
        if not any(token.lower_ == "from" for token in doc):
            continue
        for proposition in propositions.find(doc):
            course = _course(doc, proposition.predicate) if _changes(proposition, knowledge) else None
            doers = (*proposition.fillers(SUBJECT), *proposition.fillers(GENITIVE))
            for doer in doers if course else ():
                subject = state.end(index, doer.token)
                for relation, start in zip(ends, course or (), strict=True):
                    value = _value(index, start, state, knowledge)
                    if subject is not None and relation is not None and value is not None:
                        said = Candidate(
                            index,
                            relation.iri,
                            doer.token,
                            start,
                            proposition,
                            "",
                            ("from one openness to another",),
                            TRUST[proposition.kind],
                        )
                        yield Found(said, relation, subject, value)


def _changes(proposition: Proposition, knowledge: Knowledge) -> bool:
    """Say whether a predicate is one of those by which the ontology's phrases say a change of course."""
    if proposition.kind not in {Kind.VERB, Kind.NOUN}:
        return False
    patterns = knowledge.patterns.get((proposition.kind, proposition.lemma), ())
    roles = (knowledge.ontology.relations[p.relation].roles for p in patterns)
    return any({"shiftFrom", "shiftTo"} & set(found) for found in roles)


def _course(doc: Doc, predicate: int) -> tuple[int, int] | None:
    """Return where what is left and what is chosen start: the words after "from" and "to"."""
    sentence_end = doc[predicate].sent.end
    start = next(
        (i for i in range(predicate + 1, min(sentence_end, predicate + _REACH)) if doc[i].lower_ == "from"),
        None,
    )
    if start is None:
        return None
    to = next((i for i in range(start + 2, min(sentence_end, start + _REACH)) if doc[i].lower_ in _TO), None)
    return (start + 1, to + 1) if to is not None and to + 1 < sentence_end else None


def _value(index: int, start: int, state: State, knowledge: Knowledge) -> End | None:
    """Return the openness that the words from a place on begin with, up to the next "to" or mark."""
    passage = state.passages[index]
    doc = passage.doc
    end = start
    while (
        end < min(len(doc), start + _WORDS)
        and doc[end].lower_ not in _TO
        and not (doc[end].is_punct and doc[end].text != "-")
    ):
        end += 1
    found = knowledge.openness.find(doc, start, end)
    if found is None:
        return None
    mention = Mention(index, start, start, end, passage.span(start, end), Form.NOMINAL, found[1])
    return End(mention, Thing(found[1], found[1], ()), "")
