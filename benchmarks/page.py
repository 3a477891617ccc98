"""The page of results: each benchmark rewrites what stands between its own two marks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from corpus import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PAGE: Final = ROOT / "docs" / "benchmarks.md"
RESULTS: Final = ROOT / "benchmarks" / "results"

Cell = str | int | float | None


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a Markdown table; shares get three digits, None is a dash.

    Example:
        >>> print(table(("what", "share"), [("a", 0.5), ("b", None)]))
        | what | share |
        | --- | ---: |
        | a | 0.500 |
        | b | – |
    """
    lines = [
        list(head),
        ["---", *["---:"] * (len(head) - 1)],
        *([_shown(cell) for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Replace what stands between the marks of a benchmark.

    Raises:
        ValueError: the page lacks the marks ``<!-- NAME -->`` and ``<!-- /NAME -->``.
    """
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{page}: no {start} ... {end}; put the two marks where the results belong")
    page.write_text(f"{before}{start}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")


def save(path: Path, values: dict[str, Any]) -> None:
    """Write results as JSON that differs in few lines from the last ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(values), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value
