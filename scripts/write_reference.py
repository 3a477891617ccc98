"""The pages that say what the program does, written by running it.

``docs/cli.md`` is made from the commands themselves, ``docs/terms.md`` from the ontology. In the README and
the other pages, what stands under each ``$`` line of a console block is replaced by what that line prints
(see ``examples.py``). With ``--check`` nothing is written: status 1 says that a page is out of date. Pages
that are named are done alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import examples
import ontology_page

import osgraph
from osgraph.cli import command

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]


def cli_page() -> str:
    """Return the page of the command line: every command as it explains itself."""
    lines = [
        "# The command line",
        "",
        "Each command explains itself with `--help`; this page is made of those texts (`make reference`).",
        "",
        "Exit status: 0 done; 1 a bug; 2 wrong usage or input; 3 it ran and found something (documents were",
        "skipped, data does not conform); 130 interrupted. Errors are one line on standard error.",
        "",
    ]
    context = click.Context(command, info_name="osgraph", **command.context_settings)
    lines += _help("osgraph", command, context, level=2)
    for name in command.list_commands(context):
        sub = command.commands[name]
        lines += _help(f"osgraph {name}", sub, click.Context(sub, info_name=name, parent=context), level=2)
    return "\n".join(lines)


def _help(title: str, sub: click.Command, context: click.Context, level: int) -> Iterator[str]:
    context.terminal_width = 100
    yield from ("#" * level + f" {title}", "", "```text", sub.get_help(context).rstrip(), "```", "")


def pages() -> list[Path]:
    """Return the pages whose examples are run, the README first."""
    made = ("cli.md", "terms.md")
    return [
        ROOT / "README.md",
        *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in made),
    ]


def _written() -> Iterator[tuple[Path, str]]:
    """Yield each page with the text that it ought to have."""
    yield ROOT / "docs" / "cli.md", cli_page()
    yield ROOT / "docs" / "terms.md", ontology_page.page()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        osgraph.build(ROOT / "seeds", store).close()
        named = {Path(name).resolve() for name in sys.argv[1:] if not name.startswith("-")}
        for page in (page for page in pages() if not named or page in named):
            place = Path(folder) / page.stem
            place.mkdir()
            try:
                yield page, examples.renewed(page.read_text("utf-8"), place, store)[0]
            except RuntimeError as error:
                sys.exit(f"{page.relative_to(ROOT)}: {error}")


def main() -> int:
    """Write the pages, or say which of them are out of date."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for path, text in _written():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{path.relative_to(ROOT)} is out of date; run: make reference")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
