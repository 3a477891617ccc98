"""Documents to claims: a knowledge graph that shows its evidence.

Example::

    import osgraph

    kg = osgraph.build("seeds")
    kg.view("graph.html")

Names are imported when they are first used, so that ``import osgraph`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from osgraph.building import build
    from osgraph.errors import OsgraphError
    from osgraph.graph import KnowledgeGraph, open  # noqa: A004
    from osgraph.learning import learn
    from osgraph.model import (
        AnnotatedDocument,
        Claim,
        ClaimRecord,
        Document,
        Entity,
        Modality,
        Polarity,
        Rejection,
        Skipped,
        Span,
    )
    from osgraph.pipeline import Summary, extract

__version__ = "0.1.0"

__all__ = [
    "AnnotatedDocument",
    "Claim",
    "ClaimRecord",
    "Document",
    "Entity",
    "KnowledgeGraph",
    "Modality",
    "OsgraphError",
    "Polarity",
    "Rejection",
    "Skipped",
    "Span",
    "Summary",
    "__version__",
    "build",
    "extract",
    "learn",
    "open",
]

_ELSEWHERE: Final = {  # what is not in the model
    "KnowledgeGraph": "graph",
    "OsgraphError": "errors",
    "Summary": "pipeline",
    "build": "building",
    "extract": "pipeline",
    "learn": "learning",
    "open": "graph",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'model')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
