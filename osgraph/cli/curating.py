"""The commands by which people decide about entities and claims."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import click

from osgraph.cli import options, tables

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.graph import KnowledgeGraph
    from osgraph.model import Decision

_WHY = click.option("--reason", default="", metavar="TEXT", help="Why, in free words.")


@click.command(
    short_help="List the entities, or those that may be one.",
    epilog=options.examples("osgraph entities", "osgraph entities --suggest", "osgraph entities --json"),
)
@click.option(
    "--suggest", is_flag=True, help="List pairs that may be one thing, the likeliest first, and why."
)
@options.store
@options.as_json
def entities(suggest: bool, store: str | Path, as_json: bool) -> None:
    """List the entities of all documents with their class, other names, and how often they occur.

    What was decided to be different is suggested no more.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        pairs = kg.suggestions() if suggest else []
        found = [] if suggest else kg.entities()
    if as_json:
        tables.show_json([*map(dataclasses.asdict, pairs), *map(dataclasses.asdict, found)])
    elif suggest:
        rows = [(pair.score, pair.kept_name, pair.merged_name, *pair.reasons, "")[:5] for pair in pairs]
        tables.show(("likeness", "entity", "may be", "for", "and"), rows)
    else:
        tables.show(
            ("entity", "class", "claims", "mentions", "documents", "other names"),
            [(e.name, e.cls, e.claims, e.mentions, e.documents, ", ".join(e.aliases)) for e in found],
        )


@click.command(
    short_help="Decide that two entities are one.",
    epilog=options.examples(
        "osgraph same Meta 'Meta Platforms'", "osgraph same Meta FAIR --reason 'one lab'"
    ),
)
@click.argument("kept")
@click.argument("merged")
@_WHY
@options.store
def same(kept: str, merged: str, reason: str, store: str | Path) -> None:
    """Decide that two entities are one: whatever is asked, MERGED is called KEPT from now on.

    Its names become aliases. It holds for documents that come later too; `osgraph undo` takes it back.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        _confirm(kg, kg.same(kept, merged, reason))


@click.command(
    short_help="Decide that two entities are not one.",
    epilog=options.examples("osgraph different Meta Metal"),
)
@click.argument("one")
@click.argument("other")
@_WHY
@options.store
def different(one: str, other: str, reason: str, store: str | Path) -> None:
    """Decide that two entities are not one: they are not suggested again, and cannot be merged."""
    from osgraph import graph

    with graph.open(store) as kg:
        _confirm(kg, kg.different(one, other, reason))


@click.command(
    short_help="Decide that a claim is wrong.",
    epilog=options.examples("osgraph explain Meta --ids", "osgraph reject 3f9a0c21 --reason 'a joke'"),
)
@click.argument("claim")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in free words.")
@options.store
def reject(claim: str, reason: str, store: str | Path) -> None:
    """Decide that a claim is wrong: it makes no plain triple and counts in no rule, but stays listed.

    CLAIM is its id, or the beginning of that. It stays rejected when its document is read anew.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        _confirm(kg, kg.reject(claim, reason))


@click.command(
    short_help="Decide that a claim is right.",
    epilog=options.examples("osgraph explain Meta --ids", "osgraph accept 3f9a0c21"),
)
@click.argument("claim")
@_WHY
@options.store
def accept(claim: str, reason: str, store: str | Path) -> None:
    """Decide that a claim is right, also one that was rejected before. CLAIM is its id, or its beginning."""
    from osgraph import graph

    with graph.open(store) as kg:
        _confirm(kg, kg.accept(claim, reason))


@click.command(
    short_help="List what was decided.",
    epilog=options.examples("osgraph decisions", "osgraph decisions --json"),
)
@options.store
@options.as_json
def decisions(store: str | Path, as_json: bool) -> None:
    """List what was decided about entities and claims, with the numbers that `osgraph undo` takes."""
    from osgraph import graph

    with graph.open(store) as kg:
        found = kg.decisions()
        told = [kg.describe(decision) for decision in found]
    if as_json:
        tables.show_json([{"number": n, **dataclasses.asdict(d)} for n, d in enumerate(found, 1)])
    else:
        rows = [(n, text, d.reason, d.quote) for n, (d, text) in enumerate(zip(found, told, strict=True), 1)]
        tables.show(("number", "decision", "reason", "words"), rows)


@click.command(short_help="Take a decision back.", epilog=options.examples("osgraph undo", "osgraph undo 3"))
@click.argument("number", required=False, type=click.IntRange(min=1))
@options.store
def undo(number: int | None, store: str | Path) -> None:
    """Take the last decision back, or that of a number; those after it move up by one.

    The store is then as if it had never been made.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        taken = kg.undo(number)
        click.echo(f"Taken back: {tables.clean(kg.describe(taken))}")


COMMANDS: Final = (entities, same, different, reject, accept, decisions, undo)


def _confirm(kg: KnowledgeGraph, decision: Decision) -> None:
    click.echo(f"{len(kg.decisions())}. {tables.clean(kg.describe(decision))}")
