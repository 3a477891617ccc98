"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from osgraph.web import is_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DEFAULT_STORE: Final = "osgraph-kg"

_COLUMNS: Final = {
    "id": "Column of tables that names each document.",
    "url": "Column with its web address.",
    "publisher": "Column with who published it.",
    "author": "Column with who wrote it.",
    "date": "Column with its date.",
    "title": "Column with its title.",
    "text": "Column with the text of each document, if it is not called text, body or content.",
}

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

_FOLDER: Final = click.Path(file_okay=False, path_type=Path)


def _anywhere(ctx: click.Context, option: click.Parameter, place: str) -> str | Path:
    return place if is_address(place) else _here(ctx, option, place)


def _here(ctx: click.Context, option: click.Parameter, place: str) -> Path:
    if is_address(place):
        raise click.BadParameter("this command needs the folder of a store, not an address", ctx, option)
    return Path(_FOLDER.convert(place, option, ctx))


def _store(read: Callable[..., str | Path], metavar: str, words: str) -> Callable[..., Any]:
    shown = f"./{DEFAULT_STORE}"
    return click.option(
        "--store", callback=read, default=DEFAULT_STORE, show_default=shown, metavar=metavar, help=words
    )


store = _store(_anywhere, "DIR|URL", "Folder of the store, or address of a SPARQL endpoint that keeps it.")
folder = _store(_here, "DIR", "Folder of the store.")
as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")


def reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that decide how documents are read."""
    for option in (
        click.option(
            "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Number of processes."
        ),
        click.option(
            "--pipeline", metavar="NAME", help="An installed spaCy pipeline, in place of the usual one."
        ),
        click.option(
            "--no-coreference",
            "coreference",
            flag_value=False,
            default=True,
            help='Leave pronouns and descriptions such as "the company" unresolved.',
        ),
        click.option(
            "--catalog", type=FILE, metavar="FILE", help="A catalog in Turtle, in place of the shipped one."
        ),
        click.option(
            "--ontology",
            type=FILE,
            metavar="FILE",
            help="An ontology in Turtle, in place of the shipped one.",
        ),
    ):
        command = option(command)
    return command


def inputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where in its inputs a command finds documents."""
    for option in (
        click.option(
            "--private-addresses",
            "private",
            is_flag=True,
            help="Fetch from private nets and this machine, too.",
        ),
        *(
            click.option(f"--{part}-column", f"{part}_column", metavar="NAME", default="", help=words)
            for part, words in _COLUMNS.items()
        ),
    ):
        command = option(command)
    return command


def examples(*lines: str) -> str:
    r"""Return the end of a help text that shows command lines, one a line.

    Example:
        >>> examples("osgraph stats")
        '\x08\nExamples:\n  osgraph stats'
    """
    return "\n  ".join(["\b\nExamples:", *lines])
