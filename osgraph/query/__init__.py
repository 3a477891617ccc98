"""Questions to a store: claims with their evidence, saved questions, counts, the open-and-closed matrix."""

from __future__ import annotations

from osgraph.query.evidence import (
    EntityRecord,
    RejectionRecord,
    annotated,
    claims,
    entities,
    records,
    rejections,
)
from osgraph.query.quadrants import Cell, Matrix, matrix
from osgraph.query.questions import SavedQuery, run, saved
from osgraph.query.tally import Stats, stats

__all__ = [
    "Cell",
    "EntityRecord",
    "Matrix",
    "RejectionRecord",
    "SavedQuery",
    "Stats",
    "annotated",
    "claims",
    "entities",
    "matrix",
    "records",
    "rejections",
    "run",
    "saved",
    "stats",
]
