"""The commands that serve a store to others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import click

from osgraph.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    short_help="Serve a store: SPARQL, a web app, REST.",
    epilog=options.examples(
        "osgraph serve",
        "osgraph serve --store work/kg --port 8080",
        "OSGRAPH_TOKEN=secret osgraph serve --writable",
        "osgraph serve --host 0.0.0.0 --allow-host kg.example.org",
    ),
)
@options.folder
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen at."
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name that the server goes by, beside localhost.",
)
@click.option("--writable", is_flag=True, help="Let requests that bring the token change the store.")
@click.option(
    "--token-file", type=options.FILE, metavar="FILE", help="Holds the token; else OSGRAPH_TOKEN does."
)
@click.option(
    "--time-limit", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Seconds of an answer."
)
@click.option(
    "--row-limit", type=click.IntRange(1), default=100_000, show_default=True, help="Rows of an answer."
)
@click.option("--workers", type=click.IntRange(1), help="Processes that answer; twice the cores by default.")
@click.option("--verbose", is_flag=True, help="Log each request.")
def serve(
    store: Path,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    writable: bool,
    token_file: Path | None,
    time_limit: float,
    row_limit: int,
    workers: int | None,
    verbose: bool,
) -> None:
    """Serve a store until Ctrl-C: SPARQL at /sparql, REST at /api, pages for people at /.

    The server owns the store: what writes to it meanwhile goes through the server. Everybody who reaches the
    address may read; changes need --writable and a token.
    """
    from osgraph import serve as serving
    from osgraph.errors import NotFoundError

    if not store.exists():
        raise NotFoundError(f"{store}: no store here; make one with `osgraph build PATHS --store {store}`")
    token = _token(token_file) if token_file else os.environ.get("OSGRAPH_TOKEN", "")
    limits = serving.Limits(seconds=time_limit, rows=row_limit)
    more: dict[str, Any] = {"workers": workers} if workers else {}
    settings = serving.Settings(
        store, hosts=(*serving.LOCAL, host, *hosts), writable=writable, token=token, limits=limits, **more
    )
    click.echo(f"Serving {store} at http://{host}:{port}/ (Ctrl-C ends it)", err=True)
    serving.run(settings, host=host, port=port, log="info" if verbose else "warning")


@click.command(
    short_help="Give a store's claims to language-model agents (MCP).",
    epilog=options.examples("osgraph mcp", "osgraph mcp --store work/kg"),
)
@options.folder
def mcp(store: Path) -> None:
    """Serve tools and resources of the Model Context Protocol over standard input and output.

    An agent's host starts this command. Over HTTP the same tools stand at /mcp of `osgraph serve`.
    """
    import asyncio

    from osgraph import serve as serving
    from osgraph.errors import NotFoundError

    if not store.exists():
        raise NotFoundError(f"{store}: no store here; make one with `osgraph build PATHS --store {store}`")
    asyncio.run(serving.stdio(serving.Settings(store, workers=2)))


COMMANDS: Final = (serve, mcp)


def _token(file: Path) -> str:
    from osgraph.errors import InputError

    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: no token can be read from it: {error}") from error
