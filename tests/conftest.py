"""Fixtures that every test module may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
