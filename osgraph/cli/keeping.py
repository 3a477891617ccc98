"""The commands that keep a store in order: what follows from its claims, what people decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from osgraph.cli import options, tables

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    short_help="Derive what follows from all claims together.",
    epilog=options.examples("osgraph reason", "osgraph query contradictions --with derived"),
)
@options.store
@options.as_json
def reason(store: str | Path, as_json: bool) -> None:
    """Derive placements in the matrix, contradictions, corroboration and drift, by the rules of the ontology.

    A build does it by itself; after a change of the rules, do it by hand.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        added = kg.reason()
    if as_json:
        tables.show_json(added)
    else:
        tables.show(("rule", "statements"), added.items())


COMMANDS: Final = (reason,)
