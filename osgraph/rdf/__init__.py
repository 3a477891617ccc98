"""Annotated documents as RDF graphs.

Claims are reified statements, evidence follows the Web Annotation model (a position beside a quote),
provenance PROV-O, whole texts with their mentions NIF 2.0, descriptions Dublin Core terms.
No blank node is written: what has no name of its own is named by a hash of what it holds, so that a
second run replaces and two people's graphs merge. Text is tagged as English and every other literal has
a datatype, so that a graph is the same before and after it lay in a store.
"""

from __future__ import annotations

from osgraph.rdf.reading import from_graph
from osgraph.rdf.vocabulary import NAMESPACES
from osgraph.rdf.writing import claim_iri, digest, is_fact, to_graph, to_lines

__all__ = ["NAMESPACES", "claim_iri", "digest", "from_graph", "is_fact", "to_graph", "to_lines"]
