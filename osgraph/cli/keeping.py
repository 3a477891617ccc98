"""The commands that keep a store in order: what follows from its claims, what people decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from osgraph.cli import making, options, tables
from osgraph.model import SURE

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


@click.command(
    short_help="Make a store anew that is damaged or of an older format.",
    epilog=options.examples(
        "osgraph rebuild seeds", "osgraph rebuild notes letters --store work/kg --workers 4"
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...", type=click.Path(allow_dash=True))
@click.option(
    "--min-confidence",
    "least",
    type=click.FloatRange(0, 1),
    default=SURE,
    show_default=True,
    help="Keep claims that are at least so sure; the others are listed as refused.",
)
@click.option(
    "--model", type=options.FILE, metavar="FILE", help="A model of osgraph learn, which finds the claims."
)
@options.folder
@options.inputs
@options.reading
@options.as_json
def rebuild(paths: tuple[str, ...], store: Path, as_json: bool, **means: Any) -> int:
    """Make a store anew from its documents, PATHS, as `osgraph build` read them.

    Decisions, and files that were loaded, are taken over from the old store as far as they can be read; what
    cannot is named, and so are documents that PATHS do not give any more: the status is 3 then. The old store
    is moved aside when the new one is whole, and never changed. Its snapshots stay.
    """
    from osgraph import building

    means["columns"] = making.named_columns(means)
    with making.progress_bar() as progress:
        done = building.rebuild(paths, store, progress=progress, **means)
    saved = done.saved
    if as_json:
        tables.show_json(
            {
                **done.summary.to_json(),
                "decisions": saved.decisions,
                "sources": saved.sources,
                "lost": saved.lost,
                "missing": done.missing,
                "old": str(done.old),
            }
        )
    else:
        making.show_summary(done.summary, store)
        click.echo(f"  taken over: {saved.decisions} decisions, {len(saved.sources)} loaded files")
        click.echo(f"  the old store lies in {done.old}; remove it when you are content")
    for what in saved.lost:
        click.echo(f"osgraph: lost, cannot be read any more: {tables.clean(what)}", err=True)
    for id_ in done.missing:
        click.echo(f"osgraph: {tables.clean(id_)} was in the old store, and PATHS do not give it", err=True)
    status = tables.status(done.summary.documents, done.summary.skipped)
    return status or (tables.FOUND_SOMETHING if saved.lost or done.missing else 0)


COMMANDS: Final = (reason, rebuild)
