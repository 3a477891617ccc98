"""What Oxigraph answers, in the values of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Graph

from osgraph.errors import QueryError
from osgraph.store.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.store.databases import Database, Name

    Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def rows(found: Found) -> Rows:
    """Return an answer as a table: ASK has one cell, CONSTRUCT and DESCRIBE have three columns, sorted."""
    if isinstance(found, ox.QueryBoolean):
        return Rows(("answer",), ("true" if found else "false",))
    if isinstance(found, ox.QueryTriples):
        return Rows(
            ("subject", "predicate", "object"),
            tuple(sorted("\t".join(str(term).replace("\t", "\\t") for term in triple) for triple in found)),
        )
    columns = tuple(variable.value for variable in found.variables)
    written = (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode()
    return Rows(columns, tuple(written.split("\n")[1:-1]))


def graph(found: Found) -> Graph:
    """Return an answer to CONSTRUCT or DESCRIBE as an rdflib graph.

    Raises:
        QueryError: the query was of another kind.
    """
    if not isinstance(found, ox.QueryTriples):
        raise QueryError("a CONSTRUCT or DESCRIBE query is needed here")
    return Graph().parse(data=ox.serialize(found, format=ox.RdfFormat.N_TRIPLES), format="nt")


def united(database: Database, graphs: Iterable[ox.NamedNode]) -> ox.Store:
    """Return a copy of a database in memory whose default graph holds some named graphs too."""
    copy = ox.Store()
    copy.bulk_extend(iter(database))
    for name in graphs:
        quads = database.quads_for_pattern(None, None, None, name)
        copy.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return copy


def copied(database: Database, name: Name) -> ox.Store:
    """Return a copy in memory of one graph of a database."""
    copy = ox.Store()
    copy.bulk_extend(database.quads_for_pattern(None, None, None, name))
    return copy


def lexical(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    """Return a term as plain text: an IRI, or the words of a literal."""
    return str(value) if isinstance(value, ox.Triple) else value.value
