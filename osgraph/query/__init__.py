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
    to_json,
)
from osgraph.query.names import entity, label
from osgraph.query.paging import Filter, Page, counts, meant, named, node, page, search
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
    "Filter",
    "Matrix",
    "Page",
    "Placement",
    "RejectionRecord",
    "SavedQuery",
    "Stats",
    "annotated",
    "claims",
    "counts",
    "date",
    "entities",
    "entity",
    "grounds",
    "label",
    "matrix",
    "meant",
    "named",
    "node",
    "page",
    "placements",
    "records",
    "rejections",
    "run",
    "saved",
    "search",
    "stats",
    "timeline",
    "to_json",
]
