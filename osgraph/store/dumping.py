"""The content of a store as bytes of RDF."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from osgraph.errors import InputError
from osgraph.rdf import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osgraph.store.databases import Database
    from osgraph.store.rows import Term

FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }
)
"""The forms that a store can be dumped in, by their usual file suffix."""

_DATASETS: Final = frozenset({"trig", "nq"})  # the forms that keep all graphs apart
_TYPE: Final = NAMESPACES["rdf"] + "type"
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dump(database: Database, format: str) -> bytes:  # noqa: A002
    """Return what a database holds in a form of RDF, sorted.

    Raises:
        InputError: an unknown form.
    """
    if format not in FORMATS:
        raise InputError(f"unknown form {format!r} of RDF; there are {', '.join(FORMATS)}")
    prefixes = dict(NAMESPACES)
    if format in _DATASETS:
        quads = sorted(
            _canonical(quad for quad in database if not isinstance(quad.graph_name, ox.DefaultGraph)),
            key=_order,
        )
        return ox.serialize(quads, format=FORMATS[format], prefixes=prefixes) or b""
    union = database.quads_for_pattern(None, None, None, ox.DefaultGraph())
    triples = [quad.triple for quad in sorted(union, key=_order)]
    if format != "rdf":
        return ox.serialize(triples, format=FORMATS[format], prefixes=prefixes) or b""
    written = ox.serialize(map(_legal_in_xml, triples), format=FORMATS[format], prefixes=prefixes) or b""
    return written.replace(b"\r", b"&#13;")  # as it is, an XML parser would read a line feed


def serialize(
    quads: Iterable[tuple[Term, Term, Term, Term]],
    format: str,  # noqa: A002
    *,
    prefixes: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return statements made of the terms of rows, each with the name of its graph, in the order given.

    Args:
        quads: subject, predicate, object, name of the graph.
        format: "trig" or "nq".
        prefixes: names for namespaces beside those of the project.
    """
    made = (ox.Quad(*map(_ox, quad)) for quad in quads)  # type: ignore[arg-type]
    return ox.serialize(made, format=FORMATS[format], prefixes={**NAMESPACES, **prefixes}) or b""


def _ox(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    match term.kind:
        case "iri":
            return ox.NamedNode(term.value)
        case "blank":
            return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return (
        ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
        if term.datatype
        else ox.Literal(term.value)
    )


def _canonical(quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    """Return the quads with blank nodes, which an ontology may have, named by what they hold (RDFC-1.0)."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _order(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    predicate = quad.predicate.value
    return (str(quad.graph_name), str(quad.subject), predicate != _TYPE, predicate, str(quad.object))


def _legal_in_xml(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or not _NO_XML.search(value.value):
        return triple
    text = _NO_XML.sub("\ufffd", value.value)
    kind = {"language": value.language} if value.language else {"datatype": value.datatype}
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(text, **kind))
