"""The SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from osgraph import iris
from osgraph.serve.guard import authorize
from osgraph.serve.negotiation import accepted
from osgraph.store import protocol
from osgraph.store.protocol import GRAPHS

if TYPE_CHECKING:
    from rdflib import Graph
    from starlette.requests import Request

    from osgraph.serve.service import Service
    from osgraph.store import Store

_DOCUMENTS: Final = iris.BASE + "document/"
_NONE: Final = frozenset('<>"{}|^`\\ \n\t\r')


async def endpoint(request: Request, service: Service) -> Response:
    """Read, replace, extend or drop the graph that a request names."""
    name = _name(request)
    if request.method in {"GET", "HEAD"}:
        media = accepted(request.headers.get("accept"), GRAPHS)
        if not media:
            raise HTTPException(406, f"graphs are written as {', '.join(GRAPHS)}")
        size = service.settings.limits.answer
        return await service.respond(request, "graph", name=name, media=media[0], size=size)
    authorize(request, service.settings)
    if name is None:
        raise HTTPException(403, "the default graph is made of the documents; write theirs")
    if request.method == "DELETE":
        known = await service.write(lambda store: _drop(store, name))
        return Response(status_code=204 if known else 404)
    graph = await _body(request)
    replaces = request.method == "PUT"
    known = await service.write(lambda store: _put(store, name, graph, replaces=replaces))
    return Response(
        status_code=204 if known else 201, headers={} if known else {"location": str(request.url)}
    )


def _name(request: Request) -> str | None:
    """Return the graph that a request names; None for the default graph."""
    given = request.query_params
    if ("default" in given) == ("graph" in given) or len(given.getlist("graph")) > 1:
        raise HTTPException(400, "name one graph: ?graph=IRI or ?default")
    name = given.get("graph")
    if name is not None and (":" not in name or _NONE & set(name)):
        raise HTTPException(400, f"{name!r} is no absolute IRI")
    return name


async def _body(request: Request) -> Graph:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in GRAPHS:
        raise HTTPException(415, f"send a graph as {', '.join(GRAPHS)}")
    try:
        return protocol.parse(await request.body(), media)
    except SyntaxError as error:
        raise HTTPException(400, f"the graph cannot be read: {error}") from error


def _drop(store: Store, name: str) -> bool:
    if name.startswith(_DOCUMENTS):
        return any(iris.document(id_) == name and store.forget(id_) for id_ in store.documents())
    return protocol.drop(store, name)


def _put(store: Store, name: str, graph: Graph, *, replaces: bool) -> bool:
    """Put a graph in the place of another or add to it; that of a document goes into the union, too."""
    if name.startswith(_DOCUMENTS):
        known = protocol.holds(store, name)
        if known and not replaces:
            graph += protocol.read(store, name)
        store.replace(protocol.document_id(graph, name), graph)
        return known
    return protocol.put(store, name, graph, replaces=replaces)
