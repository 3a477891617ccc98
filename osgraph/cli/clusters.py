"""Builds on a cluster, and the merging of what they made, as the command line has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osgraph.cli import options as shared
from osgraph.cli import tables
from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from osgraph.store import Store


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that send a build to a cluster."""
    for option in (
        click.option(
            "--shards",
            metavar="PLACE",
            help="Folder, or address such as s3://bucket/folder, where a cluster puts what it builds.",
        ),
        click.option(
            "--cluster",
            metavar="URL",
            help="Build on a Dask cluster: its scheduler's address (tcp://host:8786) or file, or 'local' for "
            "as many processes here as --workers says.",
        ),
    ):
        command = option(command)
    return command


def given(means: dict[str, Any]) -> tuple[str, str] | None:
    """Take the cluster and the place of its shards out of the options given; None where none is named.

    Raises:
        InputError: only one of the two is there.
    """
    cluster, shards = means.pop("cluster"), means.pop("shards")
    if not cluster and not shards:
        return None
    if not cluster or not shards:
        raise InputError(
            "--cluster and --shards go together: the address of a scheduler, and where its workers write"
        )
    return cluster, shards


def build(
    paths: Sequence[str],
    cluster: str,
    shards: str,
    progress: Callable[[int, int], None] | None,
    language_model: object,
    means: dict[str, Any],
    *,
    as_json: bool,
) -> int:
    """Build on a cluster and say what came of it; return the exit status."""
    from osgraph import cluster as clusters

    if language_model is not None:
        raise InputError("a build on a cluster takes no language model; leave --llm or --cluster out")
    made = clusters.build(paths, cluster, shards, progress=progress, **means)
    counts = {"documents": sum(len(shard.documents) for shard in made.shards)}
    for shard in made.shards:
        for modality, count in shard.claims.items():
            counts[modality] = counts.get(modality, 0) + count
    full = sum(1 for shard in made.shards if shard.quads)
    if as_json:
        skipped = [{"path": item.path, "reason": item.reason} for item in made.all_skipped]
        copies = dict(made.copies)
        tables.show_json({**counts, "shards": full, "run": made.run, "copies": copies, "skipped": skipped})
    else:
        claims = sum(counts.values()) - counts["documents"]
        click.echo(
            f"{counts['documents']} documents, {claims} claims in {full} shards in {tables.clean(shards)}"
        )
        if made.copies:
            click.echo(f"  {len(made.copies)} repeat another: kept as its copies")
        click.echo(f"  put them into a store: osgraph load {tables.clean(shards)} --store DIR|URL")
    return tables.status(counts["documents"], made.all_skipped)


def is_shards(place: str | Path) -> bool:
    """Say whether what is to be loaded is a place with shards, not a file."""
    return isinstance(place, str) or place.is_dir()


def files(ctx: click.Context, argument: click.Parameter, given: Sequence[str]) -> tuple[str | Path, ...]:
    """Read what is to be loaded: files as paths, places of shards as their addresses."""
    from osgraph.cluster.places import is_far

    return tuple(
        place if is_far(place) or Path(place).is_dir() else shared.FILE.convert(place, argument, ctx)
        for place in given
    )


def load(shards: str, into: Store, shown: str | Path, progress: Callable[[int, int], None] | None) -> int:
    """Merge shards into a store and say what came of it; return the exit status."""
    from osgraph import cluster as clusters

    made = clusters.load(shards, into, progress=progress)
    documents = sum(len(shard.documents) for shard in made.shards)
    full = sum(1 for shard in made.shards if shard.quads)
    click.echo(
        f"{tables.clean(shards)}: {documents} documents from {full} shards in {tables.clean(str(shown))}"
    )
    return tables.status(documents, made.all_skipped)
