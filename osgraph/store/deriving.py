"""Rules in SPARQL that fill the graph of derived statements."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from osgraph import iris
from osgraph.errors import QueryError, StoreError
from osgraph.rdf import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osgraph.model import Decision
    from osgraph.store.databases import Database

GRAPH: Final = ox.NamedNode(iris.BASE + "derived")
_DIGEST: Final = ox.NamedNode(iris.term("digest"))
_TYPE: Final = ox.NamedNode(NAMESPACES["rdf"] + "type")
_RUN: Final = ox.NamedNode(NAMESPACES["prov"] + "Activity")
_DOCUMENTS: Final = iris.BASE + "document/"


def derive(database: Database, rules: Mapping[str, str], state: str) -> dict[str, int]:
    """Fill the derived graph anew: each rule adds what it constructs, and reads what those before it added.

    The graph is marked with the state that it was derived from last of all, so that one whose making was
    cut off is known for unfinished.

    Args:
        database: where the documents are.
        rules: CONSTRUCT queries by name, in the order in which they run.
        state: what identifies the content that the rules read.

    Returns:
        The number of statements that each rule added.

    Raises:
        QueryError: a rule is malformed, or is no CONSTRUCT query.
        StoreError: writing fails.
    """
    added = {}
    size = 0
    try:
        database.clear_graph(GRAPH)
        for name, rule in rules.items():
            found = database.query(rule, prefixes=dict(NAMESPACES))
            if not isinstance(found, ox.QueryTriples):
                raise QueryError(f"rule {name}: a rule is a CONSTRUCT query")
            database.bulk_extend({ox.Quad(t.subject, t.predicate, t.object, GRAPH) for t in found})
            before, size = size, _size(database)
            added[name] = size - before
        database.add(ox.Quad(GRAPH, _DIGEST, ox.Literal(state), GRAPH))
    except SyntaxError as error:
        raise QueryError(f"rule {name}: {error}") from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the derived statements cannot be written: {error}") from error
    return added


def _size(database: Database) -> int:
    found = database.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {GRAPH} {{ ?s ?p ?o }} }}")
    assert isinstance(found, ox.QuerySolutions)
    return int(next(found)["n"].value)


def state(database: Database) -> str:
    """Return what the derived graph was derived from, or "" where it is missing or unfinished."""
    marks = [quad.object for quad in database.quads_for_pattern(GRAPH, _DIGEST, None, GRAPH)]
    return marks[0].value if len(marks) == 1 and isinstance(marks[0], ox.Literal) else ""


def content(database: Database, decisions: Sequence[Decision]) -> str:
    """Return a digest of what there is to derive from: the documents' versions and runs, and the decisions.

    It is asked before every matrix, so it reads two columns of an index, not a graph after the other.
    """
    found = sorted(
        (quad.graph_name.value, str(quad.subject), str(quad.object))
        for predicate, value in ((_DIGEST, None), (_TYPE, _RUN))
        for quad in database.quads_for_pattern(None, predicate, value, None)
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(_DOCUMENTS)
    )
    return hashlib.sha256(repr([*found, *decisions]).encode("utf-8", "replace")).hexdigest()
