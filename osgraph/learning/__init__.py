"""An extractor for any ontology, learnt from example sentences."""

from __future__ import annotations

from osgraph.learning.extracting import extract, relation_iri, triples
from osgraph.learning.files import load, save
from osgraph.learning.lessons import Learnt, curve, learn
from osgraph.learning.model import Model
from osgraph.learning.report import Report, report

__all__ = [
    "Learnt",
    "Model",
    "Report",
    "curve",
    "extract",
    "learn",
    "load",
    "relation_iri",
    "report",
    "save",
    "triples",
]
