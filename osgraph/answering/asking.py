"""What a question asks for, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osgraph.model import IRI, Modality


@dataclass(frozen=True, slots=True)
class End:
    """What a question says of one end of a claim.

    Attributes:
        named: the things that it names, each with all that are called so.
        classes: the classes that the end may have; any where there are none.
        values: the openness values that the end may have; any where there are none.
    """

    named: tuple[frozenset[IRI], ...] = ()
    classes: frozenset[IRI] = frozenset()
    values: frozenset[IRI] = frozenset()

    @property
    def given(self) -> bool:
        """Say whether the question names one thing, so that the answer need not repeat it."""
        return len(self.named) == 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about claims.

    Attributes:
        subject: their first end.
        object: their second end.
        relations: what holds between the ends; anything where there are none.
        home: where the subject is at home, by a claim of its own.
        residents: a subject may also be an agent that is at home in one that is named.
        speakers: who says so.
        others: somebody else than an author says so.
        perspective: the viewpoint; "" for claims outside all, None for any claims.
        within: only claims under some viewpoint.
        modalities: how the text holds them; anyhow where there are none.
        former: only past ones.
        reverse: the question speaks of the object first.
        content: what somebody claims is asked, and so all that tells how.
        counted: the number of claims by modality is asked.
        change: the subject moved from the one kind of openness to the other.
        columns: what else is asked: "modality", "polarity", "attribution", "quantity", "former", "benchmark",
            "makers", "targets"; "perspective" first or last.
    """

    subject: End = End()
    object: End = End()
    relations: frozenset[IRI] = frozenset()
    home: End | None = None
    residents: bool = False
    speakers: frozenset[IRI] = frozenset()
    others: bool = False
    perspective: str | None = None
    within: bool = False
    modalities: tuple[Modality, ...] = ()
    former: bool = False
    reverse: bool = False
    content: bool = False
    counted: bool = False
    change: tuple[IRI, IRI] | None = None
    columns: tuple[str, ...] = ()
