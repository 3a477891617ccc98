"""The web app's addresses: pages for people, and the same addresses as RDF for programs (linked data)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from osgraph import iris
from osgraph.serve import drawing, pages
from osgraph.serve.guard import POLICY
from osgraph.serve.negotiation import accepted
from osgraph.store.protocol import GRAPHS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from osgraph.serve.service import Service

    Handler = Callable[[Request, Service], Awaitable[Response]]

_BY_SUFFIX: Final = {suffix: media for media, suffix in GRAPHS.items()}
_PER_PAGE: Final = 50
_STYLED: Final = POLICY.replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)  # the editor sets styles
_OWN: Final = "frame-ancestors 'none'"  # the report carries a stricter policy itself
_DRAWN: Final = POLICY.replace("img-src 'self' data:", "img-src 'self' data: blob:")  # pictures to take away
_ASKED: Final = 500  # characters of what somebody types into a field


def _page(name: str, *fields: str, policy: str = "") -> Handler:
    """Return a handler of a page that takes some fields of the query string."""

    async def handler(request: Request, service: Service) -> Response:
        given: dict[str, Any] = {field: _field(request, field) for field in fields if _field(request, field)}
        if "offset" in given:
            given["offset"] = _number(given["offset"])
        response = await service.respond(request, "page", name=name, arguments=given)
        if policy:
            response.headers["content-security-policy"] = policy
        return response

    return handler


def _thing(kind: str) -> Handler:
    """Return the handler of a thing's address: a page, or RDF, as the client likes."""

    async def handler(request: Request, service: Service) -> Response:
        name = request.path_params["name"]
        iri = f"{iris.BASE}{kind}/{name}"
        form = request.query_params.get("format")
        if form is not None and form not in _BY_SUFFIX:
            raise HTTPException(400, f"format is one of {', '.join(_BY_SUFFIX)}")
        liked = (
            [_BY_SUFFIX[form]] if form else accepted(request.headers.get("accept"), ["text/html", *GRAPHS])
        )
        if not liked:
            raise HTTPException(406, f"there is text/html, {', '.join(GRAPHS)}")
        if liked[0] != "text/html":
            return await service.respond(request, "describe", iri=iri, media=liked[0])
        offset = _number(request.query_params.get("offset", "0"))
        response = await service.respond(request, "page", name=kind, arguments={"iri": iri, "offset": offset})
        address = quote(request.url.path, safe="/%")
        response.headers["link"] = ", ".join(
            f'<{address}?format={suffix}>; rel="alternate"; type="{media}"'
            for media, suffix in GRAPHS.items()
        )
        return response

    return handler


async def _search(request: Request, service: Service) -> Response:
    """Show what a search finds; what looks like a question is asked."""
    words = _field(request, "q")
    if words.rstrip().endswith("?"):
        return RedirectResponse(f"/ask?question={quote(words)}", 303)
    return await service.respond(request, "page", name="search", arguments={"words": words})


async def _graph(request: Request, _: Service) -> Response:
    """Show the page that draws; its data comes by itself."""
    entity = _field(request, "entity")
    shown = drawing.page(f"?{urlencode({'entity': entity})}" if entity else "")
    return HTMLResponse(shown, headers={"content-security-policy": _DRAWN})


async def _drawing(request: Request, service: Service) -> Response:
    """Give out a file of the page that draws, or its data."""
    name = request.path_params["file"]
    if name == drawing.DATA:
        around = request.query_params.getlist("around")
        if len(around) > drawing.MOST_AROUND or any(len(each) > _ASKED for each in around):
            raise HTTPException(400, f"around: at most {drawing.MOST_AROUND}, of {_ASKED} characters")
        entity = _field(request, "entity") or None
        return await service.respond(request, "drawn", entity=entity, around=around)
    if name not in drawing.files():
        raise HTTPException(404, f"the graph page has no file {name[:80]!r}")
    media, body, tag = drawing.files()[name]
    headers = {"etag": tag, "cache-control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)


async def _question(request: Request, service: Service) -> Response:
    return await service.respond(
        request, "page", name="question", arguments={"name": request.path_params["name"]}
    )


async def _extract(request: Request, service: Service) -> Response:
    return await service.respond(
        request, "page", name="extract", arguments={"writable": service.settings.writable}
    )


ROUTES: Final[Mapping[str, Handler]] = {
    "/": _page("home"),
    "/search": _search,
    "/ask": _page("ask", "question", "document"),
    "/claims": _page(
        "claims", "entity", "relation", "document", "modality", "polarity", "speaker", "text", "offset"
    ),
    "/documents": _page("documents", "offset"),
    "/matrix": _page("matrix"),
    "/report": _page("report", policy=_OWN),
    "/graph": _graph,
    "/graph/{file}": _drawing,
    "/query": _page("query", policy=_STYLED),
    "/questions": _page("questions"),
    "/questions/{name}": _question,
    "/extract": _extract,
    "/resource/{name:path}": _thing("resource"),
    "/document/{name:path}": _thing("document"),
    "/claim/{name}": _thing("claim"),
}
"""The addresses of pages."""


def error_page(status: int, message: str, headers: Mapping[str, str]) -> Response:
    """Return the page that says what went wrong."""
    return HTMLResponse(pages.error(status, message), status, headers=dict(headers))


def _field(request: Request, name: str) -> str:
    value = request.query_params.get(name, "").strip()
    if len(value) > _ASKED:
        raise HTTPException(400, f"{name} is longer than {_ASKED} characters")
    return value


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 8:
        raise HTTPException(400, f"offset {value[:20]!r} is no number of claims")
    return int(value)
