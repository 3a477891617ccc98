"""The commands that look at a store in time: snapshots, differences, timelines, the report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from osgraph.cli import evidence, options, tables

if TYPE_CHECKING:
    from osgraph.diff import Change


@click.command(
    short_help="Keep a copy of a store as it is now.",
    epilog=options.examples("osgraph snapshot june", "osgraph snapshot --list", "osgraph diff june"),
)
@click.argument("name", required=False)
@click.option("--list", "list_", is_flag=True, help="List the snapshots.")
@options.folder
@options.as_json
def snapshot(name: str | None, list_: bool, store: Path, as_json: bool) -> None:
    """Keep a copy of a store as it is now, in the folder DIR.snapshots/NAME beside it.

    The copy is a store itself: name its folder where a command takes --store, or its name in `osgraph diff`.
    """
    from osgraph import graph
    from osgraph import store as stores

    if (name is not None) == list_:
        raise click.UsageError("give either a name or --list")
    if name is not None:
        with graph.open(store) as kg:
            folder = kg.snapshot(name)
        if as_json:
            tables.show_json({"name": name, "folder": str(folder)})
        else:
            click.echo(f"Wrote {folder}")
        return
    found = [(name, str(stores.snapshot_folder(store, name))) for name in stores.snapshot_names(store)]
    if as_json:
        tables.show_json([{"name": name, "folder": folder} for name, folder in found])
    else:
        tables.show(("snapshot", "folder"), found)


@click.command(
    short_help="Show what came, went and changed.",
    epilog=options.examples(
        "osgraph diff june",
        "osgraph diff june july --what quadrant",
        "osgraph diff old-kg new-kg --json",
        "osgraph diff --from 2025-01 --to 2025-06",
    ),
)
@click.argument("before", required=False, metavar="[A]")
@click.argument("after", required=False, metavar="[B]")
@click.option("--from", "start", metavar="DATE", help="Of A, only documents published till then.")
@click.option("--to", "end", metavar="DATE", help="Of B, only documents published till then.")
@click.option(
    "--what",
    multiple=True,
    type=click.Choice(["document", "quadrant", "entity", "claim"]),
    help="Only differences of this sort; may be given several times.",
)
@options.folder
@options.as_json
def diff(
    before: str | None,
    after: str | None,
    start: str | None,
    end: str | None,
    what: tuple[str, ...],
    store: Path,
    as_json: bool,
) -> None:
    """Show which documents, places in the matrix, entities and claims came, went or changed from A to B.

    A and B are snapshots of the store, by name, or folders of stores; where B is missing, it is the store
    itself. Dates compare two states of one store: a day, a month or a year; documents without a date
    count as old.
    """
    from osgraph import diff as differences
    from osgraph import graph

    if before is None and start is None:
        raise click.UsageError("give a snapshot or a store to compare with, or --from DATE")

    def state(name: str | None, until: str | None) -> differences.State:
        with graph.open(_folder(name, store) if name else store) as kg:  # one at a time: both may be one
            return differences.state(kg.store, until)

    changes = differences.diff(state(before, start), state(after, end))
    found = [change for change in changes if not what or change.what in what]
    if as_json:
        tables.show_json([_to_json(change) for change in found])
        return
    if not found:
        click.echo("Nothing differs.")
        return
    tables.show(
        ("what", "how", "name", "before", "after"),
        [(c.what.value, c.how.value, c.name, c.before, c.after) for c in found],
    )
    counts = Counter((change.what.value, change.how.value) for change in found)
    click.echo(", ".join(f"{n} {what} {how}" for (what, how), n in counts.items()))


@click.command(
    short_help="Show what is claimed of an entity, by date.",
    epilog=options.examples("osgraph timeline Meta", "osgraph timeline 'Hugging Face' --json"),
)
@click.argument("entity")
@options.store
@options.as_json
def timeline(entity: str, store: str | Path, as_json: bool) -> None:
    """Show the claims of and about an entity in the order of their dates, each with its words.

    The date of a claim is the one that its sentence gives, else that of its document.
    """
    from osgraph import graph, query

    with graph.open(store) as kg:
        records = kg.timeline(entity)
    if as_json:
        tables.show_json([{"date": query.date(r), **query.to_json(r)} for r in records])
        return
    for record in records:
        edge = f"{record.subject_name} {record.relation_name} {record.object_name}"
        when = (query.date(record) or "undated").ljust(10)
        click.echo(f"{when}  " + click.style(tables.clean(edge), bold=True) + f"  {evidence.held_as(record)}")
        click.echo(f"            {tables.quote(record)}")
        click.echo(f"            {tables.clean(record.document)}, characters {record.start} to {record.end}")


@click.command(
    short_help="Write what the claims come to, as HTML or Markdown.",
    epilog=options.examples(
        "osgraph report", "osgraph report -o june.html --since 2025-06", "osgraph report -o report.md"
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="report.html",
    show_default=True,
    metavar="FILE",
    help="The file: .html or .md.",
)
@click.option("--since", metavar="DATE", help="Show what documents since this day, month or year brought.")
@options.store
def report(output: Path, since: str | None, store: str | Path) -> None:
    """Write what the claims come to: the matrix, what is new, corroborated, contested, who says what.

    Each line leads to its quotes, which stand at the end. The page needs no network and runs no script; it
    can be printed, and sent by mail.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        kg.report(output, since=since)
    click.echo(f"Wrote {output}")


COMMANDS: Final = (report, snapshot, diff, timeline)


def _folder(name: str, store: Path) -> Path:
    """Return the folder that somebody means by a name: a store's, else that of a snapshot."""
    from osgraph import store as stores
    from osgraph.errors import NotFoundError

    known = stores.snapshot_names(store)
    if name in known:
        return stores.snapshot_folder(store, name)
    if Path(name).is_dir():
        return Path(name)
    hint = f"the snapshots of {store} are {', '.join(known)}" if known else f"{store} has no snapshots"
    raise NotFoundError(f"{name}: neither a snapshot nor the folder of a store; {hint}")


def _to_json(change: Change) -> dict[str, Any]:
    from osgraph import query

    return {
        "what": change.what.value,
        "how": change.how.value,
        "name": change.name,
        "before": change.before or None,
        "after": change.after or None,
        "evidence": [query.to_json(record) for record in change.evidence],
    }
