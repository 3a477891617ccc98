"""The application: which address leads to what, and which error becomes which status."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from osgraph.errors import InputError, NotFoundError, OsgraphError, QueryError, RefusedError, StoreError
from osgraph.serve import agents, api, graphs, guard, openapi, site, sparql
from osgraph.serve.guard import Guard, ReadOnlyError, TooMuchError, TooSlowError, UnauthorizedError
from osgraph.serve.pool import BusyError, JobError, TimeLimitError
from osgraph.serve.service import Service
from osgraph.store.protocol import NotAcceptableError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping

    from starlette.requests import Request

    from osgraph.serve.settings import Settings

_LOG: Final = logging.getLogger("osgraph.serve")
_STATUS: Final[Mapping[type[OsgraphError], int]] = {  # the first that fits
    NotAcceptableError: 406,
    TooLargeError: 422,
    RefusedError: 403,
    QueryError: 400,
    NotFoundError: 404,
    BusyError: 503,
    TimeLimitError: 504,
    TooMuchError: 413,
    TooSlowError: 408,
    UnauthorizedError: 401,
    ReadOnlyError: 403,
    InputError: 400,
    StoreError: 503,
}
_BY_NAME: Final = {kind.__name__: status for kind, status in _STATUS.items()}
_HEADERS: Final = {401: {"www-authenticate": 'Bearer realm="osgraph"'}, 503: {"retry-after": "1"}}


def make(settings: Settings) -> Starlette:
    """Return the application that serves a store; it is opened when the application starts."""
    served: list[Service] = []
    tools = agents.http_app(agents.server(lambda: served[0]))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        service = app.state.service = Service(settings)
        served[:] = [service]
        await service.start()
        try:
            async with tools.router.lifespan_context(tools):
                yield
        finally:
            await service.stop()

    routes = [
        Route("/sparql", _served(sparql.endpoint), methods=["GET", "POST"]),
        Route("/graphs", _served(graphs.endpoint), methods=["GET", "PUT", "POST", "DELETE"]),
        Route("/openapi.json", _description, methods=["GET"]),
        *_api_routes(),
        *tools.routes,
        *(Route(path, _served(handler), methods=["GET"]) for path, handler in site.ROUTES.items()),
        Mount("/static", StaticFiles(packages=[("osgraph.serve", "static")])),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, settings=settings)],
        exception_handlers={
            HTTPException: _http_error,
            OsgraphError: _error,
            ClientDisconnect: _left,
            Exception: _bug,
        },
    )


def _served(
    handler: Callable[[Request, Service], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await handler(request, request.app.state.service)

    return endpoint


def _api_routes() -> Iterable[Route]:
    by_path: dict[str, list[api.Operation]] = {}
    for operation in api.OPERATIONS:
        by_path.setdefault(operation.path, []).append(operation)
    for path, operations in by_path.items():
        open_ended = path.replace("{id}", "{id:path}").replace("{name}", "{name:path}")
        methods = {operation.method: operation for operation in operations}
        yield Route(open_ended, partial(_operate, methods), methods=list(methods))


async def _operate(methods: Mapping[str, api.Operation], request: Request) -> Response:
    operation = methods["GET" if request.method == "HEAD" else request.method]
    return await api.call(operation, request, request.app.state.service)


async def _description(_: Request) -> Response:
    return JSONResponse(openapi.document())


async def _http_error(request: Request, error: Exception) -> Response:
    headers: Any = getattr(error, "headers", None)
    return _told(request, getattr(error, "status_code", 500), getattr(error, "detail", ""), headers)


async def _error(request: Request, error: Exception) -> Response:
    if isinstance(error, JobError):
        if error.kind == "Bug":
            _LOG.error("a bug in osgraph: %s", error)
        return _told(request, _BY_NAME.get(error.kind, 500), str(error))
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    return _told(request, status, str(error))


async def _left(_: Request, __: Exception) -> Response:
    return Response(status_code=499)  # nobody reads it


async def _bug(request: Request, error: Exception) -> Response:
    _LOG.error("a bug in osgraph", exc_info=error)
    return _told(request, 500, "a bug in osgraph; the server's log tells more")


def _told(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    more = {**(headers or {}), **_HEADERS.get(status, {})}
    if guard.is_page(request):
        return site.error_page(status, message, more)
    return JSONResponse({"status": status, "error": message}, status, headers=more)
