"""Questions to a store: claims with their evidence, saved questions, counts, the open-and-closed matrix."""

from __future__ import annotations

from osgraph.query.dates import date, timeline
from osgraph.query.evidence import (
    AUTHOR,
    OPENNESS,
    EntityRecord,
    RejectionRecord,
    annotated,
    claims,
    entities,
    records,
    rejections,
)
from osgraph.query.names import entity, label
from osgraph.query.quadrants import KINDS, PLACES, Cell, Matrix, Placement, grounds, matrix, placements
from osgraph.query.questions import SavedQuery, run, saved
from osgraph.query.tally import Stats, stats

__all__ = [
    "AUTHOR",
    "KINDS",
    "OPENNESS",
    "PLACES",
    "Cell",
    "EntityRecord",
    "Matrix",
    "Placement",
    "RejectionRecord",
    "SavedQuery",
    "Stats",
    "annotated",
    "claims",
    "date",
    "entities",
    "entity",
    "grounds",
    "label",
    "matrix",
    "placements",
    "records",
    "rejections",
    "run",
    "saved",
    "stats",
    "timeline",
]
