"""The description of the REST interface (OpenAPI 3.1)."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from osgraph import __version__
from osgraph.serve.api import OPERATIONS

if TYPE_CHECKING:
    from osgraph.serve.api import Operation

_ERROR: Final = {
    "description": "It cannot be done; the message says why.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
_ALWAYS: Final = (400, 413, 422, 503, 504)


def document() -> dict[str, Any]:
    """Return the description, ready for JSON.

    Example:
        >>> sorted(document()["paths"])[0]
        '/api/ask'
    """
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for operation in OPERATIONS:
        paths[operation.path][operation.method.lower()] = _operation(operation)
    error = {
        "type": "object",
        "required": ["status", "error"],
        "properties": {"status": {"type": "integer"}, "error": {"type": "string"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "osgraph",
            "version": __version__,
            "description": "Claims of documents, each with its words, who says it, how sure the text is.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Error": error},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": operation.path_schema}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    parameters += [
        {
            "name": name,
            "in": "query",
            "required": name in operation.required,
            "description": description,
            "schema": schema,
        }
        for name, (description, schema) in operation.parameters.items()
    ]
    success = {"GET": "200", "POST": "201" if operation.writes else "200", "DELETE": "204"}[operation.method]
    content = {} if success == "204" else {"content": {"application/json": {"schema": operation.reply}}}
    failing = [*_ALWAYS, *operation.fails, *([401, 403] if operation.writes else []),
               *([415] if operation.body else [])]  # fmt: skip
    out: dict[str, Any] = {
        "operationId": operation.method.lower() + re.sub(r"\W+", "_", operation.path),
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {success: {"description": "Done.", **content}}
        | {str(status): _ERROR for status in failing},
    }
    if operation.body is not None:
        out["requestBody"] = {"required": True, "content": {"application/json": {"schema": operation.body}}}
    if operation.writes:
        out["security"] = [{"token": []}]
    return out
