"""Rules in SPARQL that fill the graph of derived statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from osgraph import iris
from osgraph.errors import QueryError, StoreError
from osgraph.rdf import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Mapping

GRAPH: Final = ox.NamedNode(iris.BASE + "derived")
_DIGEST: Final = ox.NamedNode(iris.term("digest"))


def derive(database: ox.Store, rules: Mapping[str, str], state: str) -> dict[str, int]:
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
    try:
        database.clear_graph(GRAPH)
        for name, rule in rules.items():
            found = database.query(rule, prefixes=dict(NAMESPACES))
            if not isinstance(found, ox.QueryTriples):
                raise QueryError(f"rule {name}: a rule is a CONSTRUCT query")
            quads = {ox.Quad(t.subject, t.predicate, t.object, GRAPH) for t in found}
            new = [quad for quad in quads if quad not in database]
            database.bulk_extend(new)
            added[name] = len(new)
        database.add(ox.Quad(GRAPH, _DIGEST, ox.Literal(state), GRAPH))
    except SyntaxError as error:
        raise QueryError(f"rule {name}: {error}") from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the derived statements cannot be written: {error}") from error
    return added


def state(database: ox.Store) -> str:
    """Return what the derived graph was derived from, or "" where it is missing or unfinished."""
    marks = [quad.object for quad in database.quads_for_pattern(GRAPH, _DIGEST, None, GRAPH)]
    return marks[0].value if len(marks) == 1 and isinstance(marks[0], ox.Literal) else ""
