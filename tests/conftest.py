"""Fixtures that every test module may use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import chromium
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; tests that need it are skipped where it is missing, and fail in CI."""
    folder = Path(os.environ.get("OSGRAPH_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        reason = f"no shared data at {folder}; set OSGRAPH_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of this module."""
    try:
        path = chromium.path()
    except FileNotFoundError as missing:
        reason = f"NO CHROMIUM: the page was not tested in a browser; {missing}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield browser
        browser.close()
