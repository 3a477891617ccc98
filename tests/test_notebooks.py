"""The notebooks: they run, and show what they say they show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import run_notebooks

if TYPE_CHECKING:
    from pathlib import Path

PATHS = run_notebooks.paths()


def test_the_notebooks_are_there_in_order() -> None:
    assert [path.name[:2] for path in PATHS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_gives(path: Path) -> None:
    written = path.read_text("utf-8")
    assert len(written) < 60_000, "outputs are to be light"
    for shown, given in zip(_outputs(written), _outputs(run_notebooks.executed(path)), strict=True):
        assert shown == given, f"{path.name} is out of date; run: make reference"


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_a_kernel(path: Path, tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    (tmp_path / "seeds").symlink_to(run_notebooks.ROOT / "seeds")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()


def _outputs(text: str) -> list[list[dict[str, Any]]]:
    """Return the outputs by cell; of pictures none, for their places hang on the processor."""
    return [
        [output for output in cell["outputs"] if "image/svg+xml" not in output.get("data", {})]
        for cell in json.loads(text)["cells"]
        if cell["cell_type"] == "code"
    ]
