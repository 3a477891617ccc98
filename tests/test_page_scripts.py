"""The page's own scripts without a page: what they compute, under Node where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from osgraph.view.assembly import files

ROOT = Path(__file__).resolve().parents[1]
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None, reason="NO NODE: the scripts of the page were tested in the browser only (install nodejs)"
)


@needs_node
@pytest.mark.parametrize("file", sorted((ROOT / "tests" / "page").glob("*.test.js")), ids=lambda f: f.stem)
def test_the_modules_compute_what_they_should(file: Path) -> None:
    assert NODE
    done = subprocess.run([NODE, "--test", file], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@needs_node
def test_the_joined_script_is_one_module(tmp_path: Path) -> None:
    """No two modules share a name at their top level, and no import is left."""
    assert NODE
    script = tmp_path / "page.mjs"
    script.write_text(files()["page.js"], encoding="utf-8")
    done = subprocess.run([NODE, "--check", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "\nimport " not in script.read_text("utf-8")
    assert "\nexport " not in script.read_text("utf-8")
