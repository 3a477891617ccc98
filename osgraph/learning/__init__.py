"""An extractor for any ontology, learnt from example sentences."""

from __future__ import annotations

from osgraph.learning.examples import read
from osgraph.learning.extracting import extract, relation_iri, triples
from osgraph.learning.files import load, save
from osgraph.learning.lessons import Learnt, curve, learn
from osgraph.learning.model import Model
from osgraph.learning.report import Report, report
from osgraph.learning.suggestions import Suggestion, suggest
from osgraph.learning.worksheet import page

__all__ = [
    "Learnt",
    "Model",
    "Report",
    "Suggestion",
    "curve",
    "extract",
    "learn",
    "load",
    "page",
    "read",
    "relation_iri",
    "report",
    "save",
    "suggest",
    "triples",
]
