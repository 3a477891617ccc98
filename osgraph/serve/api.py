"""The REST interface: operations as data, from which both the routes and their description are made."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import jsonschema
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from osgraph.model import Modality, Polarity
from osgraph.query.paging import MOST
from osgraph.serve import extraction
from osgraph.serve.guard import authorize

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from osgraph.serve.service import Service

    Handler = Callable[[Request, Service, dict[str, Any]], Awaitable[Response]]

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 500, "pattern": r"^[^\x00-\x1f\x7f]+$"}
_OFFSET: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 10_000_000, "default": 0}
_LIMIT: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}
_PAGED: Final[Mapping[str, tuple[str, Schema]]] = {
    "offset": ("How many to leave out at the start.", _OFFSET),
    "limit": ("How many to return.", _LIMIT),
}
_FILTER: Final[Mapping[str, tuple[str, Schema]]] = {
    "subject": ("Name or IRI of the subject.", _TEXT),
    "relation": ("Name or IRI of the relation.", _TEXT),
    "object": ("Name or IRI of the object.", _TEXT),
    "entity": ("Name or IRI of an entity at either end.", _TEXT),
    "document": ("Id of the document.", _TEXT),
    "polarity": ("Affirmed or denied.", {"type": "string", "enum": [value.value for value in Polarity]}),
    "modality": ("How the text holds it.", {"type": "string", "enum": [value.value for value in Modality]}),
    "speaker": ('Name or IRI of who says it; "author" for the authors.', _TEXT),
    "perspective": ('The viewpoint that it stands under; "none" for none.', _TEXT),
    "former": ("Whether it is past.", {"type": "boolean"}),
    "text": ("Words that the quote holds.", _TEXT),
}
_OBJECT: Final[Schema] = {"type": "object"}
_THING: Final[Schema] = {
    "type": "object",
    "required": ["iri", "name"],
    "properties": {
        "iri": {"type": ["string", "null"]},
        "name": {"type": "string"},
        "class": {"type": "string"},
    },
}
CLAIM: Final[Schema] = {
    "type": "object",
    "required": [
        "id",
        "subject",
        "relation",
        "object",
        "polarity",
        "modality",
        "speaker",
        "document",
        "quote",
    ],
    "properties": {
        "id": {"type": "string"},
        "subject": _THING,
        "relation": _THING,
        "object": _THING,
        "polarity": {"enum": [value.value for value in Polarity]},
        "modality": {"enum": [value.value for value in Modality]},
        "speaker": _THING,
        "confidence": {"type": "number"},
        "document": {"type": "string"},
        "evidence": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        "quote": {"type": "string"},
    },
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked over HTTP.

    Attributes:
        path: where, with parameters in braces.
        method: GET, POST or DELETE.
        summary: what it does, for the description.
        handler: does it.
        parameters: of the query string: name to description and JSON schema.
        required: those of them that must be given.
        path_schema: schema of the parameter of the path.
        body: schema of the JSON body; None where there is none.
        reply: schema of the reply.
        writes: whether it needs the token.
        fails: statuses that it may answer with, beside those of all operations.
    """

    path: str
    method: str
    summary: str
    handler: Handler
    parameters: Mapping[str, tuple[str, Schema]] = field(default_factory=dict)
    path_schema: Schema = field(default_factory=lambda: _TEXT)
    required: tuple[str, ...] = ()
    body: Schema | None = None
    reply: Schema = field(default_factory=lambda: _OBJECT)
    writes: bool = False
    fails: tuple[int, ...] = ()


def _job(name: str, *, whole: bool = False) -> Handler:
    """Return a handler that hands the parameters to a job; as one filter of claims when ``whole``."""

    async def handler(request: Request, service: Service, given: dict[str, Any]) -> Response:
        if not whole:
            return await service.respond(request, name, **given)
        paging = {key: given.pop(key) for key in _PAGED if key in given}
        return await service.respond(request, name, wanted=given, **paging)

    return handler


async def _extract(request: Request, service: Service, given: dict[str, Any]) -> Response:
    found = await service.extract(request, given)
    told = json.loads(found.body)
    del told["graph"]
    return JSONResponse(told)


async def _add(request: Request, service: Service, given: dict[str, Any]) -> Response:
    found = await service.extract(request, given)
    id_ = await service.write(lambda store: extraction.keep(store, found.body))
    return JSONResponse({"id": id_, "claims": len(json.loads(found.body)["claims"])}, 201)


async def _forget(_: Request, service: Service, given: dict[str, Any]) -> Response:
    known = await service.write(lambda store: store.forget(given["id"]))
    if not known:
        raise HTTPException(404, f"no document has the id {given['id']!r}")
    return Response(status_code=204)


def _listing(name: str, item: Schema, *, total: bool) -> Schema:
    required = ["offset", "limit", name] + ["total"] * total
    number = {"type": "integer", "minimum": 0}
    properties = {"offset": number, "limit": number, "total": number, name: {"type": "array", "items": item}}
    return {"type": "object", "required": required, "properties": properties}


_DOCUMENT: Final[Schema] = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 1_000_000},
        "id": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\w.-]+(/[\w.-]+)*$"},
        "title": {"type": "string", "maxLength": 500},
    },
}

OPERATIONS: Final = (
    Operation(
        "/api/claims", "GET", "Claims that fit, with their quotes.", _job("claims", whole=True),
        {**_FILTER, **_PAGED},
        reply=_listing("claims", CLAIM, total=True), fails=(404,),
    ),
    Operation("/api/claims/{id}", "GET", "One claim.", _job("claim"), reply=CLAIM, fails=(404,)),
    Operation(
        "/api/entities", "GET", "Entities by words of their names, the best first.", _job("entities"),
        {"search": ("Words of a name or alias.", _TEXT), **_PAGED},
        reply=_listing("entities", _THING, total=False),
    ),
    Operation("/api/entities/{name}", "GET", "What is known of an entity.", _job("entity"), fails=(404,)),
    Operation(
        "/api/documents", "GET", "The documents, by id.", _job("documents"), _PAGED,
        reply=_listing("documents", _OBJECT, total=True),
    ),
    Operation("/api/documents/{id}", "GET", "A document with its text.", _job("document"), fails=(404,)),
    Operation("/api/matrix", "GET", "Who is open and who is closed, and where.", _job("matrix")),
    Operation("/api/stats", "GET", "How much of what there is.", _job("stats")),
    Operation("/api/schema", "GET", "The classes and relations; how claims are written.", _job("schema")),
    Operation("/api/questions/{name}", "GET", "The answer to a saved question.", _job("question"),
              fails=(404,)),
    Operation(
        "/api/ask", "GET", "A question in words: its query, its rows, the claims behind them.",
        _job("ask"), {"question": ("The question.", _TEXT), "document": ("Ask one document alone.", _TEXT)},
        required=("question",), fails=(404,),
    ),
    Operation(
        "/api/extract", "POST", "The claims of a text; nothing is kept.", _extract, body=_DOCUMENT,
        reply={"type": "object", "required": ["id", "claims", "entities"],
               "properties": {"claims": {"type": "array", "items": CLAIM}}},
    ),
    Operation("/api/documents", "POST", "Keep a text and its claims.", _add, body=_DOCUMENT, writes=True),
    Operation("/api/documents/{id}", "DELETE", "Forget a document.", _forget, writes=True, fails=(404,)),
)  # fmt: skip
"""All that the interface offers."""


async def call(operation: Operation, request: Request, service: Service) -> Response:
    """Check what a request gives, and do what it asks for.

    Raises:
        HTTPException: a parameter or the body does not fit the schema; the message says which, and why.
    """
    if operation.writes:
        authorize(request, service.settings)
    given = _query(operation, request)
    for name, value in request.path_params.items():
        _check(value, operation.path_schema, name)
        given[name] = value
    if operation.body is not None:
        body = await _body(request)
        _check(body, operation.body, "body")
        given.update(body)
    return await operation.handler(request, service, given)


def _query(operation: Operation, request: Request) -> dict[str, Any]:
    pairs = request.query_params.multi_items()
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name not in operation.parameters:
            known = ", ".join(operation.parameters) or "none"
            raise HTTPException(400, f"no parameter is called {name!r}; there is {known}")
        if name in given:
            raise HTTPException(400, f"{name} is given twice")
        schema = operation.parameters[name][1]
        given[name] = _typed(value, schema["type"])
        _check(given[name], schema, name)
    for name in operation.required:
        if name not in given:
            raise HTTPException(400, f"{name} is missing: {operation.parameters[name][0]}")
    return given


def _typed(value: str, kind: str) -> Any:
    if kind == "integer" and re.fullmatch(r"-?[0-9]{1,12}", value):
        return int(value)
    return {"true": True, "false": False}.get(value, value) if kind == "boolean" else value


def _check(value: Any, schema: Schema, name: str) -> None:
    try:
        jsonschema.validate(value, schema)
    except jsonschema.ValidationError as error:
        place = ".".join([name, *map(str, error.absolute_path)])
        raise HTTPException(400, f"{place}: {error.message[:300]}") from error


async def _body(request: Request) -> Any:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send application/json")
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"the body is no JSON: {error}") from error
