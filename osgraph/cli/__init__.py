"""The command line: thin commands over :class:`osgraph.KnowledgeGraph`.

Exit status: 0 done; 1 a bug in osgraph; 2 wrong usage or input; 3 it ran and found something (documents
were skipped, or data does not conform); 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from osgraph import __version__
from osgraph.cli import asking, comparing, curating, keeping, making, models, serving, teaching
from osgraph.errors import OsgraphError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["command", "main"]

_LONGEST_NAME: Final = 200  # characters of a file's name in a message


class _InOrder(click.Group):
    """A group that lists its commands in the order in which people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands as they were added."""
        return list(self.commands)


@click.group(
    "osgraph",
    cls=_InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: osgraph build seeds && osgraph view",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def command() -> None:
    """Turn documents into a knowledge graph of claims, each with its exact words."""


for _command in (
    *making.READING,
    *asking.COMMANDS,
    *comparing.COMMANDS,
    *curating.COMMANDS,
    *keeping.COMMANDS,
    *making.CHANGING,
    teaching.learn,
    models.suggest_phrases,
    *serving.COMMANDS,
    teaching.suggest,
):
    command.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit status.

    Args:
        arguments: the words of the command line; those of the process when None.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal of another encoding shows "?", and nothing fails
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = command.main(arguments, prog_name="osgraph", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2
    except OsgraphError as error:
        click.echo(f"osgraph: {error}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("osgraph: interrupted", err=True)
        return 130
    except MemoryError:
        click.echo("osgraph: memory ran out; give fewer workers, or fewer documents at a time", err=True)
        return 2
    except BrokenPipeError:  # the reader (`head`) has enough; at exit Python would write what is left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a name that is too long, a folder that may not be entered, a disk that fails
        if error.filename is None:
            raise
        name = "".join(
            c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in os.fsdecode(error.filename)
        )
        shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]} ..."
        click.echo(f"osgraph: {shown}: {error.strerror}", err=True)
        return 2
    return status if isinstance(status, int) else 0
