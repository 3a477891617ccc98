"""The order of the steps from documents to a store of claims."""

from __future__ import annotations

from osgraph.pipeline.building import Summary, build, extract
from osgraph.pipeline.settings import Given, Settings
from osgraph.text import DEFAULT_PIPELINE

__all__ = ["DEFAULT_PIPELINE", "Given", "Settings", "Summary", "build", "extract"]
