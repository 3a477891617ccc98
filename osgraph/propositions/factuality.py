"""Factuality: how a text holds a proposition, by the cues in whose scope it stands.

Scope is the clause, not the sentence: a cue counts where the grammar makes it govern the predicate
(auxiliary, adverb, governing verb, condition), and nowhere else. The cues are data of the ontology.
The categories follow FactBank (Saurí and Pustejovsky 2009) in spirit: polarity beside degrees of certainty,
with the source that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph.model import Modality, Polarity
from osgraph.propositions.clauses import Clauses, Marks
from osgraph.propositions.model import Kind
from osgraph.propositions.nominal import LIGHT_VERB
from osgraph.propositions.speakers import Speakers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.propositions.cues import Cues
    from osgraph.propositions.model import Proposition

_ORDER = (Modality.HEDGED, Modality.NORMATIVE, Modality.HYPOTHETICAL, Modality.PREDICTED)
_AHEAD = frozenset({Modality.HEDGED, Modality.PREDICTED})
_PLANNED = _AHEAD | {Modality.HYPOTHETICAL}
_ASIDE = frozenset({"title", "apposition"})  # what such a noun says is no part of what a speaker says
_LOWER = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl", "conj"})


@dataclass(frozen=True, slots=True)
class Factuality:
    """How a text holds one proposition. ``speaker`` and ``cues`` are token indices."""

    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ASSERTED
    speaker: int | None = None
    former: bool = False
    cues: tuple[int, ...] = ()


class Reader:
    """Reads the factuality of the propositions of one parsed text."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        self.doc, self.cues = doc, cues
        self.speakers = Speakers(doc, cues)
        self.clauses = Clauses(doc, cues, self.speakers)

    def of(self, proposition: Proposition, arguments: Iterable[int] = ()) -> Factuality:
        """Return how the text holds a proposition, for the given fillers of its roles (token indices)."""
        marks = Marks()
        ends = [self.doc[i] for i in arguments]
        token = self.doc[proposition.predicate]
        step = proposition.steps[0] if proposition.steps else ""
        aside = proposition.kind is Kind.LINK or step in _ASIDE
        if proposition.steps[:1] == (LIGHT_VERB,):
            marks.add(self.cues.value("verb", token.head.lemma_.lower()), token.head)
            self.clauses.read(token.head, marks)
        elif aside or (step == "noun" and not _is_said(token, ends)):
            self.clauses.noun(token, marks)
            if step == "noun" and token.dep_ == "dobj":  # "considers a ban on X"
                self._planned(token.head, [self.doc[token.right_edge.i], *ends], marks)
        else:
            said = token.head if step == "noun" and token.dep_ == "dobj" else token
            for clause in _clauses(said, ends):
                self.clauses.read(clause, marks)
            if not proposition.arguments:
                self._planned(token, ends, marks)
        if proposition.kind is Kind.NOUN:
            self.clauses.noun(token, marks)
        for end in ends:
            self.clauses.argument(end, marks)
        if proposition.kind is Kind.LINK:
            marks.negatives = 0  # "no Ruritanian firm": it would be of Ruritania all the same
        speaker = None
        if not aside or self.speakers.is_quoted(token):
            speaker = self.speakers.of(token, () if aside else [e.i for e in ends])
        return Factuality(
            Polarity.NEGATIVE if marks.negatives % 2 else Polarity.POSITIVE,
            _modality(marks),
            speaker,
            marks.former,
            tuple(sorted(set(marks.cues))),
        )

    def _planned(self, verb: Token, ends: Sequence[Token], marks: Marks) -> None:
        """Hold what an object tells of as its verb: "considers a ban on X", "chooses between X and Y"."""
        lemma = verb.lemma_.lower()
        value = self.cues.value("verb", lemma)
        if value in _AHEAD and any(c.dep_ == "dobj" and _below(c, ends) for c in verb.children):
            marks.add(value, verb)
        for link in verb.children:
            held = self.cues.value("verb", f"{lemma} {link.lower_}") if link.dep_ == "prep" else None
            if held in _PLANNED and _below(link, ends):
                marks.add(held, verb)


def _below(noun: Token, ends: Sequence[Token]) -> bool:
    return any(noun.is_ancestor(end) and noun.i != end.i for end in ends)


def _is_said(noun: Token, ends: Sequence[Token]) -> bool:
    """Say whether a clause, not the noun by itself, says what joins a noun with what hangs on it.

    So for a predicate noun, and for an object where the parser hangs on it what belongs to its verb:
    "will train its models on chips of N", "to release it under an open licence".
    """
    if noun.dep_ in {"attr", "acomp", "oprd"}:
        return not all(noun.is_ancestor(end) for end in ends)
    joined = {e.head.lower_ for e in ends if e.dep_ == "pobj" and e.head.head.i == noun.i}
    return noun.dep_ == "dobj" and noun in ends and bool(joined & {"on", "under"})


def _modality(marks: Marks) -> Modality:
    if marks.asked:
        return Modality.HYPOTHETICAL
    held = next((m for m in _ORDER if m in marks.modalities), Modality.ASSERTED)
    return Modality.HEDGED if held is Modality.ASSERTED and marks.enabled else held


def _clauses(predicate: Token, ends: Sequence[Token]) -> list[Token]:
    """Return the predicate, or the deeper clauses in which its arguments stand.

    Where two things are joined across clauses ("N plans to open a fab"), the lower clause says it.
    """
    deeper = []
    for end in ends:
        if not predicate.is_ancestor(end):
            continue
        for token in end.ancestors:
            if token.i == predicate.i:
                break
            if token.pos_ in {"VERB", "AUX"} and token.dep_ in _LOWER:
                if end.head.i != token.i or end.dep_ not in {"nsubj", "nsubjpass"}:
                    deeper.append(token)  # the subject of an infinitive is the object of what governs it
                break
    return list(dict.fromkeys(deeper)) or [predicate]
