"""Minting of IRIs: every node of the graph gets its name here, and any label passes through safely."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import quote

from osgraph.model import IRI

BASE: Final = "https://w3id.org/osgraph/"
ONTOLOGY: Final = BASE + "ontology#"
RESOURCE: Final = BASE + "resource/"

_MAX_LOCAL = 160  # longer names are cut and told apart by a hash


def term(name: str) -> IRI:
    """Return the IRI of a term of the ontology.

    Example:
        >>> term("develops")
        'https://w3id.org/osgraph/ontology#develops'
    """
    return IRI(ONTOLOGY + quote(name, safe="-._~"))


def local(iri: str) -> str:
    """Return the last part of an IRI, after ``#`` or ``/``.

    Example:
        >>> local("https://w3id.org/osgraph/ontology#develops")
        'develops'
    """
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def spoken(name: str) -> str:
    """Return a term's local name as words.

    Example:
        >>> spoken("shiftsTo"), spoken("Openness")
        ('shifts to', 'openness')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()


def entity(name: str, qualifier: str = "") -> IRI:
    """Return the IRI of an entity, from its canonical name.

    Args:
        name: canonical name; white space becomes ``_``, letters outside ASCII stay (an IRI may hold
            them), everything that an IRI or a Turtle file could trip over is percent-encoded.
        qualifier: tells two things of one name apart ("Model" for the models of a firm of that name).

    Example:
        >>> entity("Tiezhen Wang"), entity("DeepSeek", "Model")
        ('https://w3id.org/osgraph/resource/Tiezhen_Wang', 'https://w3id.org/osgraph/resource/DeepSeek_Model')
    """
    return IRI(RESOURCE + slug(name) + (f"_{slug(qualifier)}" if qualifier else ""))


def document(id_: str) -> IRI:
    """Return the IRI of a document, which is also the name of its graph."""
    return IRI(f"{BASE}document/{slug(id_, safe='/')}")


def source(name: str) -> IRI:
    """Return the IRI of a file that was loaded, which is also the name of its graph.

    Example:
        >>> source("city registry")
        'https://w3id.org/osgraph/source/city_registry'
    """
    return IRI(f"{BASE}source/{slug(name)}")


def hashed(kind: str, *parts: object) -> IRI:
    """Return the IRI of a node that is identified by its content.

    Args:
        kind: "claim", "passage", "mention", "rejection" or "run".
        parts: what makes it what it is; compared as text, in order.

    Example:
        >>> hashed("claim", "a", 1) == hashed("claim", "a", "1") != hashed("claim", "a1")
        True
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"))
    return IRI(f"{BASE}{kind}/{digest.hexdigest()[:20]}")


def slug(name: str, safe: str = "") -> str:
    """Return a name as the last part of an IRI: readable where it can be, always legal, never empty."""
    words = "_".join(unicodedata.normalize("NFKC", name).split())
    out = "".join(c if c.isalnum() or c in "-_~." + safe else _escaped(c) for c in words)
    out = "/".join(part.replace(".", "%2E") if not part.strip(".") else part for part in out.split("/"))
    if not out.strip("/_"):
        out = "_" + out
    if out.endswith("."):  # Turtle must escape it there, and not every parser undoes that
        out = out[:-1] + "%2E"
    if len(out) > _MAX_LOCAL:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        cut = out[:_MAX_LOCAL]
        if "%" in cut[-2:]:
            cut = cut[: cut.rindex("%")]
        out = f"{cut}~{digest}"
    return out


def _escaped(c: str) -> str:
    return quote(c.encode("utf-8", "replace"), safe="")
