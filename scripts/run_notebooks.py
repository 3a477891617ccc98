"""Runs the notebooks in one process, and writes the outputs that they show.

A kernel of its own for each would load the language pipeline five times. The shell is IPython's, the one that
a kernel runs; ``tests/test_notebooks.py`` runs them in real kernels as well, among the long tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

ROOT: Final = Path(__file__).resolve().parents[1]
KINDS: Final = (
    "image/svg+xml",
    "text/html",
    "text/plain",
)  # of several forms of an output, the first is kept


def paths() -> list[Path]:
    """Return the notebooks, in the order in which they are read."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def executed(path: Path) -> str:
    """Return a notebook with the outputs of its cells as they are now, run in an empty folder.

    Raises:
        RuntimeError: a cell failed.
    """
    notebook = json.loads(path.read_text("utf-8"))
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(history_length=0, cache_size=0)
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            (Path(folder) / "seeds").symlink_to(ROOT / "seeds")
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell["outputs"] = _outputs("".join(cell["source"]), shell, path.name)
                    cell["execution_count"] = None
    finally:
        InteractiveShell.clear_instance()
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _outputs(source: str, shell: InteractiveShell, name: str) -> list[dict[str, Any]]:
    shown: list[dict[str, str]] = []
    shell.display_trap.hook = lambda value: None if value is None else shown.append(_forms(value, shell))
    with capture_output() as captured:
        result = shell.run_cell(source)  # type: ignore[no-untyped-call]
    if not result.success:
        raise RuntimeError(f"{name}: {source}\n{result.error_before_exec or result.error_in_exec!r}")
    out: list[dict[str, Any]] = []
    if captured.stdout:
        text = captured.stdout.splitlines(keepends=True)
        out.append({"name": "stdout", "output_type": "stream", "text": text})
    for forms in (*(one.data for one in captured.outputs), *shown):
        kind = next(kind for kind in KINDS if kind in forms)
        data = {kind: forms[kind].splitlines(keepends=True)}
        out.append({"data": data, "metadata": {}, "output_type": "display_data"})
    return out


def _forms(value: object, shell: InteractiveShell) -> dict[str, str]:
    formatter = shell.display_formatter
    assert formatter is not None
    forms: dict[str, str] = formatter.format(value)[0]  # type: ignore[no-untyped-call]
    return forms


def main() -> None:
    """Run the notebooks that are named, or all, and write those whose outputs changed."""
    named = {Path(name).resolve() for name in sys.argv[1:]}
    for path in paths():
        if named and path not in named:
            continue
        text = executed(path)
        if text != path.read_text("utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
