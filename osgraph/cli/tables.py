"""Tables and marked text for people: drawn on a terminal, plain and aligned elsewhere.

What documents say may hold control characters that would steer a terminal; none gets through.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from osgraph.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from osgraph.model import ClaimRecord, Skipped

FOUND_SOMETHING: Final = 3
WRONG_INPUT: Final = 2

_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)  # orders to a terminal, turns of direction
_WIDTH: Final = 48  # characters of a cell outside a terminal; --json and --format give all of it


def show(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table."""
    cells = [[_cell(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        draw(columns, cells)
        return
    lines = [[_cut(cell) for cell in line] for line in [list(columns), *cells]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def draw(columns: Sequence[str], cells: Iterable[Sequence[object]]) -> None:
    """Print a table whose cells are wrapped to the width at hand, on a terminal or not."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=SIMPLE, header_style="bold", pad_edge=False)
    for row in cells:
        table.add_row(*(Text(_cell(value)) for value in row))  # as Text: nothing in it is read as markup
    console = Console()
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().strip("\n").splitlines()))


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def clean(text: str) -> str:
    r"""Return a text on one line, without characters that a terminal would obey.

    Example:
        >>> clean("one\n two\x1b[2J")
        'one two�[2J'
    """
    return _UNSAFE.sub("\ufffd", " ".join(text.split()))


def quote(record: ClaimRecord) -> str:
    """Return a claim's words on one line; those that make it stand in bold, or in «» outside a terminal."""
    parts, at = [], 0
    for span in _joined(record.marks):
        marked = clean(span.of(record.quote))
        shown = click.style(marked, bold=True) if sys.stdout.isatty() else f"«{marked}»"
        parts += [_spaced(record.quote[at : span.start]), shown]
        at = span.end
    return "".join([*parts, _spaced(record.quote[at:])]).strip()


def _spaced(text: str) -> str:
    """Clean a piece of a text, white space at its ends kept as one space."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return " " * before + clean(text) + " " * (after and bool(text.strip()))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(span.end, out[-1].end))
        else:
            out.append(span)
    return out


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return "" if value is None else clean(str(value))


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDTH else cell[: _WIDTH - 1] + "…"


def status(built: int, skipped: Sequence[Skipped]) -> int:
    """Name what was skipped, one line each, and return the exit status.

    Where nothing was built and no document was met, only paths without any, the input was wrong.
    """
    for item in skipped:
        click.echo(f"osgraph: skipped {clean(item.path)}: {clean(item.reason)}", err=True)
    if not skipped:
        return 0
    none_met = built == 0 and not any(Path(item.path).is_file() or item.path == "-" for item in skipped)
    return WRONG_INPUT if none_met else FOUND_SOMETHING
