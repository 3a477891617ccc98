"""Verdicts on single claims: which are right, how their confidence and their phrases hold up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph import iris

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.evaluation import Scores
    from osgraph.model import AnnotatedDocument, Claim

BINS: Final = 10
_PHRASE: Final = re.compile(r'^phrase "(.*)"$')
_RESOLVED: Final = re.compile(r'^("[^"]*"|apposition: .*) is .*$', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim with whether its triple is one that the annotators found too."""

    claim: Claim
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims of one range of confidence.

    Attributes:
        low: where it begins.
        high: where it ends; claims of exactly 1 belong to the last.
        claims: number of claims.
        right: how many of them are right.
        confidence: their mean confidence; None when there are none.
    """

    low: float
    high: float
    claims: int
    right: int
    confidence: float | None

    @property
    def share(self) -> float | None:
        """Share of right claims; None when there are none."""
        return self.right / self.claims if self.claims else None


@dataclass(frozen=True, slots=True, order=True)
class Tally:
    """How often what led to a claim led to a right one. ``relation`` is "" for what serves all relations."""

    relation: str
    step: str
    right: int
    found: int


def verdicts(predicted: Mapping[str, AnnotatedDocument], scores: Scores) -> list[Verdict]:
    """Say of each predicted claim whether the scores call its triple right."""
    spurious = frozenset(scores.spurious)
    return [
        Verdict(claim, line not in spurious)
        for annotated in predicted.values()
        for claim, line in _lines(annotated)
    ]


def reliability(judged: Sequence[Verdict]) -> list[Bin]:
    """Sort claims into ten ranges of confidence."""
    ranges: list[list[Verdict]] = [[] for _ in range(BINS)]
    for verdict in judged:
        ranges[min(int(verdict.claim.confidence * BINS), BINS - 1)].append(verdict)
    return [
        Bin(
            low=at / BINS,
            high=(at + 1) / BINS,
            claims=len(members),
            right=sum(member.right for member in members),
            confidence=sum(m.claim.confidence for m in members) / len(members) if members else None,
        )
        for at, members in enumerate(ranges)
    ]


def tallies(judged: Sequence[Verdict]) -> list[Tally]:
    """Count the right claims of each phrase of each relation, then those of each further step of all."""
    found: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for verdict in judged:
        keys = set(_keys(verdict.claim))
        found.update(keys)
        right.update(keys if verdict.right else ())
    rows = [Tally(relation, step, right[relation, step], n) for (relation, step), n in found.items()]
    return sorted(rows, key=lambda row: (not row.relation, row.relation, -row.found, row.step))


def _lines(annotated: AnnotatedDocument) -> Iterator[tuple[Claim, str]]:
    """Yield each claim with the line by which :class:`~osgraph.evaluation.Scores` names its triple."""
    names = {entity.iri: entity.name for entity in annotated.entities}
    for claim in annotated.claims:
        subject = names.get(claim.subject) or iris.local(claim.subject)
        object_ = names.get(claim.object) or iris.local(claim.object)
        yield claim, f"{annotated.document.id}: {subject} | {iris.local(claim.relation)} | {object_}"


def _keys(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield what led to a claim; the names of what a pronoun stands for are left out."""
    relation = iris.local(claim.relation)
    if not claim.steps:
        yield relation, "no step"
    for at, step in enumerate(claim.steps):
        plain = _RESOLVED.sub(_without_names, _PHRASE.sub(r"\1", " ".join(step.split())))
        yield (relation, plain) if at == 0 else ("", plain)


def _without_names(found: re.Match[str]) -> str:
    return "apposition" if found[1].startswith("apposition") else f"{found[1].lower()} is ..."
