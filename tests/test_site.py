"""The site of the documentation: whole, without dead links, and loading nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made as `make docs` does."""
    folder = tmp_path_factory.mktemp("site")
    command = [Path(sys.executable).parent / "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    ids = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    dead = []
    for path, text in pages.items():
        if path.name == "404.html":  # its links begin at the root of a server
            continue
        for target in re.findall(r'\b(?:href|src)="([^"]+)"', text):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if there.is_dir():
                there /= "index.html"
            if not there.is_file() or (
                there in ids and parts.fragment and unquote(parts.fragment) not in ids[there]
            ):
                dead.append(f"{path.relative_to(site)}: {target}")
    assert len(pages) > 30
    assert dead == []


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    address = r'="(?:https?:)?//'
    loads = rf"<(?:script|img|iframe|source)\b[^>]*\bsrc(?:set)?{address}"
    styles = rf"<link\b[^>]*\bhref{address}[^>]*stylesheet"
    for path in site.rglob("*.html"):
        assert re.search(f"{loads}|{styles}", path.read_text("utf-8")) is None, path.name
    for path in site.rglob("*.css"):
        assert re.search(r"url\(['\"]?(?:https?:)?//|@import", path.read_text("utf-8")) is None, path.name


def test_every_page_of_the_documentation_is_in_the_site(site: Path) -> None:
    for page in (ROOT / "docs").glob("*.md"):
        assert (site / f"{page.stem}.html").is_file()
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        assert "output" in (site / "notebooks" / f"{notebook.stem}.html").read_text("utf-8")
