"""The updates that change a store, as SPARQL: each is one transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from osgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node


def triples(name: str, graph: Graph) -> list[ox.Triple]:
    """Return a graph in Oxigraph's terms, which let no broken IRI through."""
    try:
        return [ox.Triple(_ox(s), _ox(p), _ox(o)) for s, p, o in graph]  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise StoreError(f"<{name}>: the graph cannot be stored: {error}") from error


def data(triples: Iterable[ox.Triple]) -> str:
    """Return triples as N-Triples, which SPARQL reads as data."""
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def as_quads(quads: Iterable[ox.Quad]) -> str:
    """Return quads as SPARQL reads them as data."""
    graphs: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""].append(quad.triple)
    written = []
    for name, triples in graphs.items():
        written.append(f"GRAPH <{name}> {{ {data(triples)} }}" if name else data(triples))
    return "\n".join(written)


def _ox(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    match term:
        case URIRef():
            return ox.NamedNode(term)
        case BNode():
            return ox.BlankNode(term)
        case Literal(language=str(language)):
            return ox.Literal(term, language=language)
        case Literal(datatype=URIRef() as datatype):
            return ox.Literal(term, datatype=ox.NamedNode(datatype))
        case Literal():
            return ox.Literal(term)
    raise TypeError(f"{term!r} is no term of a triple")
