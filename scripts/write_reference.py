"""The pages that say what the program does, written by running it.

``docs/cli.md`` is made from the commands themselves. In the README and ``docs/keeping.md``, what stands under
each ``$`` line of a console block is replaced by what that line prints; a block that names a file (a comment
in its first line) is written to that file before. With ``--check`` nothing is written: status 1 says that a
page is out of date.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osgraph.cli import command

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"```(\w+)\n(.*?)```\n", re.DOTALL)
_FILE = re.compile(r"# (\w+\.\w+)\n")


def cli_page() -> str:
    """Return the page of the command line: every command as it explains itself."""
    lines = [
        "# The command line",
        "",
        "Each command explains itself with `--help`; this page is made of those texts (`make docs`).",
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


def readme(text: str) -> str:
    """Return the README with the output of its commands as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "seeds").symlink_to(ROOT / "seeds")

        def renewed(block: re.Match[str]) -> str:
            named = _FILE.match(block[2])
            if named:
                (Path(folder) / named[1]).write_text(block[2], encoding="utf-8")
            if block[1] != "console" or "$ make" in block[2]:
                return block[0]
            commands = re.findall(r"^\$ (.*)$", block[2], re.MULTILINE)
            return (
                "```console\n" + "".join(f"$ {line}\n{_output(line, folder)}" for line in commands) + "```\n"
            )

        return _BLOCK.sub(renewed, text)


def _output(line: str, folder: str) -> str:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"README: {line}: status {done.returncode}\n{done.stderr}")
    return done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"


def main() -> int:
    """Write the pages, or say which of them are out of date."""
    pages = {
        ROOT / "docs" / "cli.md": cli_page(),
        **{
            path: readme(path.read_text("utf-8"))
            for path in (ROOT / "README.md", ROOT / "docs" / "keeping.md")
        },
    }
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text]
    for path in stale:
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(ROOT)} is out of date; run: make docs")
        else:
            path.write_text(pages[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
