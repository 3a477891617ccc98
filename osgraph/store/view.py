"""The store as rdflib sees it: a graph to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from osgraph.errors import QueryError, StoreError
from osgraph.rdf import NAMESPACES
from osgraph.store import answers, refusals
from osgraph.store.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.query import Result

    from osgraph.store.databases import Database


class ReadOnly(OxigraphStore):
    """An rdflib store over the database of a store of ours, that neither writes nor reaches outside."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        super().__init__()

    @property
    def _inner(self) -> Database:  # type: ignore[override]  # of what it has, this is what is used
        return self._database()  # asked each time: a closed store must not come back as an empty one

    def query(self, query: Any, *args: Any, **kwargs: Any) -> Result:
        """Answer a query, unless it is refused."""
        if not isinstance(query, str):
            raise QueryError("a prepared query would run past the store's checks; pass its text")
        refusals.check(query, (graph.value for graph in self._inner.named_graphs()))
        try:
            return super().query(query, *args, **kwargs)
        except SyntaxError as error:
            raise refusals.malformed(query, error) from error

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise StoreError("this graph is for reading; Store.replace and Store.forget change the store")

    add = addN = remove = update = add_graph = remove_graph = destroy = _refuse  # noqa: N815 (rdflib's name)


def graph(database: Callable[[], Database], name: str | None = None) -> Graph:
    """Return a named graph, or the union of the documents, with the prefixes bound."""
    held = database()
    if isinstance(held, Remote):  # rdflib asks for one triple after the other
        copy = answers.copied(held, ox.NamedNode(name) if name else ox.DefaultGraph())
        store = ReadOnly(lambda: copy)
    else:
        store = ReadOnly(database)
    identifier = URIRef(name) if name else DATASET_DEFAULT_GRAPH_ID
    found = Graph(store=store, identifier=identifier, bind_namespaces="none")
    for prefix, namespace in NAMESPACES.items():
        found.bind(prefix, namespace)
    return found
