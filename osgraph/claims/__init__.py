"""Claims: propositions and mentions read as relations under an ontology."""

from __future__ import annotations

from osgraph.claims.annotating import annotate, begin
from osgraph.claims.foreign import names, tabled
from osgraph.claims.knowledge import Knowledge, prepare
from osgraph.claims.scoring import PairModel
from osgraph.claims.scoring import load as load_model

__all__ = ["Knowledge", "PairModel", "annotate", "begin", "load_model", "names", "prepare", "tabled"]
