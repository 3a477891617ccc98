"""The values of the step: a predicate with its role-filled arguments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of word or construction the predicate is."""

    VERB = "verb"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    LINK = "link"  # no word of its own: a possessive, a preposition between nouns, a compound, a bracket
    LABEL = "label"  # what stands before a colon, or over a column of a table


SUBJECT = "subject"
OBJECT = "object"
GENITIVE = "'s"
COMPOUND = "compound"
STATE = "state"
MUTUAL = "and"
ASIDE = "()"


@dataclass(frozen=True, slots=True, order=True)
class Argument:
    """One argument: its role and the token that heads it.

    Roles are ``subject``, ``object``, a preposition ("in", "than"), an object with its preposition
    ("lead in", of "take the lead in coding"), ``'s`` (possessor of a noun), ``compound``, ``state``
    ("closed" in "keeps it closed"), ``and`` (a further member of the subject's list) or ``()`` (what
    stands in brackets after a noun).
    Voice is normalised: the doer of a passive is its subject.
    """

    role: str
    token: int
    step: str = ""


@dataclass(frozen=True, slots=True)
class Proposition:
    """A predicate of one parsed section with its arguments.

    Attributes:
        predicate: index of the token that heads the predicate.
        lemma: lemma of the predicate, particle included ("roll out"); a comparative keeps its form.
        kind: verb, noun, adjective or link.
        arguments: the arguments, coordination not yet expanded, sorted by role and token.
        steps: the constructions that were resolved ("passive", "relative clause", "control", ...).
    """

    predicate: int
    lemma: str
    kind: Kind
    arguments: tuple[Argument, ...]
    steps: tuple[str, ...] = ()

    def fillers(self, role: str) -> tuple[Argument, ...]:
        """Return the arguments that fill a role."""
        return tuple(a for a in self.arguments if a.role == role)
