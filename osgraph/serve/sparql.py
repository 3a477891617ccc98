"""The SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013) and its Service Description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from osgraph.serve.guard import authorize
from osgraph.serve.negotiation import accepted
from osgraph.store.protocol import GRAPHS, RESULTS, Dataset, update
from osgraph.store.remote import DERIVING

if TYPE_CHECKING:
    from starlette.requests import Request

    from osgraph.serve.service import Service

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = {"application/sparql-query": "query", "application/sparql-update": "update"}
_DESCRIPTION: Final = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
<> a sd:Service ; sd:endpoint <> ;
  sd:supportedLanguage sd:SPARQL11Query{update} ; sd:feature <{feature}> ;
  sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
    formats:SPARQL_Results_TSV, formats:Turtle, formats:N-Triples, formats:JSON-LD, formats:RDF_XML ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


async def endpoint(request: Request, service: Service) -> Response:
    """Answer a query, or run an update, as the protocol says."""
    given = await _parameters(request)
    operations = [pair for pair in given if pair[0] in {"query", "update"}]
    if not operations and request.method == "GET":
        return _introduction(request, service)
    if len(operations) != 1:
        raise HTTPException(400, "give one query, or one update")
    kind, text = operations[0]
    if kind == "update":
        if request.method == "GET":
            raise HTTPException(400, "an update is sent by POST")
        return await _update(request, service, text, given)
    offered = [*RESULTS, *GRAPHS]
    liked = accepted(request.headers.get("accept"), [*offered, "application/json", "application/xml"])
    usual = {
        "application/json": "application/sparql-results+json",
        "application/xml": "application/sparql-results+xml",
    }
    taken = list(dict.fromkeys(usual.get(media, media) for media in liked))
    if not taken:
        raise HTTPException(406, f"answers are written as {', '.join(offered)}")
    limits = service.settings.limits
    return await service.respond(
        request,
        "sparql",
        query=text,
        accepted=taken,
        default=_all(given, "default-graph-uri"),
        named=_all(given, "named-graph-uri"),
        base=str(request.url.replace(query="")),
        rows=limits.rows,
        size=limits.answer,
    )


async def _update(request: Request, service: Service, text: str, given: list[tuple[str, str]]) -> Response:
    authorize(request, service.settings)
    using = Dataset(tuple(_all(given, "using-graph-uri")), tuple(_all(given, "using-named-graph-uri")))
    base = str(request.url.replace(query=""))
    await service.write(lambda store: update(store, text, base=base, using=using))
    return Response(status_code=204)


async def _parameters(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of a request, those of its body among them (SPARQL 1.1 Protocol, 2.1 and 2.2)."""
    given = _decoded(request.scope["query_string"])
    if request.method != "POST":
        return given
    media, _, rest = request.headers.get("content-type", "").partition(";")
    media, charset = media.strip().lower(), rest.lower().partition("charset=")[2].strip().strip('"')
    if charset not in {"", "utf-8", "utf8"}:
        raise HTTPException(415, f"charset {charset!r}: write in UTF-8")
    body = await request.body()
    if media == _FORM:
        return given + _decoded(body)
    if media not in _DIRECT:
        raise HTTPException(415, f"send {', '.join([_FORM, *_DIRECT])}")
    try:
        return [*given, (_DIRECT[media], body.decode())]
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the body is not UTF-8") from error


def _decoded(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPException(400, "the parameters are not percent-encoded UTF-8") from error


def _all(given: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in given if key == name]


def _introduction(request: Request, service: Service) -> Response:
    """Return the service description, or the query page for a browser."""
    liked = accepted(request.headers.get("accept"), ["text/turtle", "text/html"])
    if liked[:1] == ["text/html"]:
        return RedirectResponse("/query", 303)
    if not liked:
        raise HTTPException(406, "the service description is written as text/turtle")
    language = ", sd:SPARQL11Update" if service.settings.writable else ""
    text = _DESCRIPTION.replace("{update}", language).replace("{feature}", DERIVING)
    return Response(text, media_type="text/turtle")
