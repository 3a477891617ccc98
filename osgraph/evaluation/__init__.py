"""Annotated documents on file, compared with those that the extractor finds."""

from __future__ import annotations

from osgraph.evaluation.annotations import read, to_json
from osgraph.evaluation.scores import Agreement, Scores, score

__all__ = ["Agreement", "Scores", "read", "score", "to_json"]
