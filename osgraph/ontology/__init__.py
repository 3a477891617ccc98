"""The ontology that the program works by, read from Turtle into plain frozen values."""

from __future__ import annotations

from pathlib import Path

from osgraph.errors import OntologyError
from osgraph.ontology.catalog import Catalog, CatalogEntry, load_catalog
from osgraph.ontology.terms import (
    CUE_KINDS,
    LABEL,
    ROLES,
    SHARED_ROLES,
    Class,
    Cue,
    Ontology,
    Openness,
    Relation,
    label_key,
    labels,
)

__all__ = [
    "CUE_KINDS",
    "LABEL",
    "ROLES",
    "SHARED_ROLES",
    "Catalog",
    "CatalogEntry",
    "Class",
    "Cue",
    "Ontology",
    "Openness",
    "Relation",
    "label_key",
    "labels",
    "load",
    "load_catalog",
    "locate",
]

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "_data" / "ontology", _PACKAGE.parent / "ontology")  # in the wheel; in a checkout


def locate(name: str) -> Path:
    """Return where a file or folder of the shipped ontology lies.

    Args:
        name: "osgraph.ttl", "shapes.ttl", "catalog.ttl", "queries" or "examples".

    Raises:
        OntologyError: nothing of that name is shipped.

    Example:
        >>> locate("osgraph.ttl").name
        'osgraph.ttl'
    """
    if name and Path(name).name == name:
        for place in _PLACES:
            if (place / name).exists():
                return place / name
    raise OntologyError(f"{name}: no file or folder of that name is shipped with the ontology")


def load(path: Path | None = None) -> Ontology:
    """Read an ontology and check all of it.

    Args:
        path: a Turtle file in any namespace; None for the shipped one. A file that says
            ``owl:imports <https://w3id.org/osgraph/ontology>`` extends the shipped one; a file
            without cues of its own takes the shipped ones, for they belong to the language.

    Raises:
        OntologyError: the file cannot be read, is not Turtle, or breaks a rule; every problem is listed.

    Example:
        >>> ontology = load()
        >>> maker = ontology.relation_with_role("maker")
        >>> maker.name, "{s} develops {o}" in maker.phrases
        ('develops', True)
    """
    from osgraph.ontology import reading

    return reading.read(path or locate("osgraph.ttl"), shipped=locate("osgraph.ttl"))
