"""Claims with where they come from, as text for people or values for programs."""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from osgraph import iris
from osgraph.cli import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.model import ClaimRecord
    from osgraph.query import RejectionRecord
    from osgraph.validation import Violation


COLUMNS: Final = ("document", "subject", "relation", "object", "held as", "said by", "viewpoint")
"""What :func:`row` gives."""


def row(claim: ClaimRecord) -> tuple[str | None, ...]:
    """Return a claim as a row of a table."""
    triple = claim.subject_name, claim.relation_name, claim.object_name
    return claim.document, *triple, held_as(claim), _speaker(claim), claim.perspective


def show(records: Sequence[ClaimRecord], *, ids: bool = False) -> None:
    """Print claims under the edge that they make, each with speaker, quote, document and offsets.

    Args:
        records: the claims.
        ids: show how each is called, too.
    """

    def edge(record: ClaimRecord) -> tuple[str, str, str]:
        return record.subject_name, record.relation_name, record.object_name

    for (subject, relation, object_), claims in groupby(sorted(records, key=edge), key=edge):
        click.secho(tables.clean(f"{subject} {relation} {object_}"), bold=True)
        for claim in claims:
            click.echo(f"  {held_as(claim)}; said by {tables.clean(_speaker(claim))}{_viewpoint(claim)}")
            click.echo(f"    {tables.quote(claim)}")
            title = f" ({tables.clean(claim.title)})" if claim.title else ""
            at = f"{place(claim.place)}, " if claim.place else ""
            click.echo(
                f"    {tables.clean(claim.document)}{title}, {at}characters {claim.start} to {claim.end}"
            )
            if ids:
                click.echo(f"    claim {iris.local(claim.id)}")
            if claim.review:
                reason = f": {tables.clean(claim.review.reason)}" if claim.review.reason else ""
                click.echo(f"    {claim.review.verdict.value} in review{reason}")
            for step in claim.steps:
                click.echo(f"    - {tables.clean(step)}")
        click.echo()


def show_rejected(records: Sequence[RejectionRecord], *, as_json: bool) -> None:
    """Print what was sought and refused, with the reason."""
    if as_json:
        tables.show_json([dataclasses.asdict(record) for record in records])
        return
    for record in records:
        edge = f"{record.subject} {record.relation_name} {record.object}"
        click.secho(f"{tables.clean(edge)}: refused", bold=True)
        click.echo(f"  {tables.clean(record.reason)}")
        click.echo(f"    {tables.clean(record.quote)}")
        click.echo(f"    {tables.clean(record.document)}, characters {record.start} to {record.end}\n")


def show_violations(violations: Sequence[Violation]) -> None:
    """Print what does not conform to shapes, with the claim at fault and its quote."""
    for violation in violations:
        click.secho(f"{violation.severity}: {tables.clean(violation.message)}", bold=True)
        if violation.claim:
            click.echo(f"  {tables.clean(violation.claim)}")
            click.echo(f"    {tables.clean(violation.quote)}")
        if violation.value and not violation.claim:
            click.echo(f"  found: {tables.clean(violation.value)}")
        click.echo(f"  {tables.clean(violation.node)}\n")


def held_as(claim: ClaimRecord) -> str:
    """Return how the text holds a claim: "hedged", "not asserted, former (2024; $5 billion)"."""
    marks = [("denied, " if claim.polarity == "negative" else "") + claim.modality.value]
    if claim.former:
        marks.append("former")
    details = [claim.time, claim.quantity, claim.benchmark and f"on {claim.benchmark}"]
    said = tables.clean("; ".join(detail for detail in details if detail))
    return ", ".join(marks) + (f" ({said})" if said else "")


def place(fragment: str) -> str:
    """Return a place as people say it.

    Example:
        >>> place("page=3"), place("t=75.5,80")
        ('page 3', 'at 1:15')
    """
    kind, _, value = fragment.partition("=")
    if kind != "t":
        return f"{tables.clean(kind)} {tables.clean(value)}"
    minutes, seconds = divmod(int(float(value.partition(",")[0])), 60)
    hours, minutes = divmod(minutes, 60)
    return f"at {hours}:{minutes:02}:{seconds:02}" if hours else f"at {minutes}:{seconds:02}"


def _speaker(claim: ClaimRecord) -> str:
    return claim.speaker if claim.speaker_iri else "the author"


def _viewpoint(claim: ClaimRecord) -> str:
    return f"; viewpoint: {tables.clean(claim.perspective)}" if claim.perspective else ""
