"""Claims: propositions and mentions read as relations under an ontology."""

from __future__ import annotations

from osgraph.claims.annotating import annotate
from osgraph.claims.knowledge import Knowledge, prepare

__all__ = ["Knowledge", "annotate", "prepare"]
