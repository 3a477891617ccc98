"""The updates that change a store, as SPARQL: each is one transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from osgraph import iris
from osgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

_DOCUMENTS: Final = iris.BASE + "document/"


def withdraw(name: str) -> str:
    """Return the update that drops a document's graph, and from the union what no other document says."""
    return f"""
        DELETE {{ ?s ?p ?o }} WHERE {{
          GRAPH <{name}> {{ ?s ?p ?o }}
          FILTER NOT EXISTS {{
            GRAPH ?other {{ ?s ?p ?o }}
            FILTER(?other != <{name}> && STRSTARTS(STR(?other), "{_DOCUMENTS}"))
          }}
        }} ;
        DROP SILENT GRAPH <{name}> ;"""


def as_data(name: str, graph: Graph) -> str:
    """Return a graph as N-Triples, which SPARQL reads as data; Oxigraph's terms let no broken IRI through."""
    try:
        triples = [ox.Triple(_ox(s), _ox(p), _ox(o)) for s, p, o in graph]  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise StoreError(f"<{name}>: the graph cannot be stored: {error}") from error
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def as_quads(quads: Iterable[ox.Quad]) -> str:
    """Return quads as SPARQL reads them as data."""
    graphs: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""].append(quad.triple)
    written = []
    for name, triples in graphs.items():
        data = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        written.append(f"GRAPH <{name}> {{ {data} }}" if name else data)
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
