"""What every request passes before anything reads it: host, size, time; and what every reply carries."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from osgraph.errors import OsgraphError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from osgraph.serve.settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content policy of pages: nothing from elsewhere, no script inside a page."""

_ALWAYS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": POLICY,
}
_OPEN: Final = ("/sparql", "/api/", "/openapi.json", "/resource/", "/document/", "/claim/", "/graphs")


class TooMuchError(OsgraphError):
    """A request is larger than the server takes."""


class TooSlowError(OsgraphError):
    """A client takes too long to send its request."""


class UnauthorizedError(OsgraphError):
    """A request that changes the store brings no token, or a wrong one."""


class ReadOnlyError(OsgraphError):
    """The server was started for reading."""


class Guard:
    """Refuse what is not for this server or too much for it; put headers on each reply.

    Pages of any site may read (CORS): the replies hold nothing that depends on who asks, for there are no
    cookies. None may write: a write needs an Authorization header, which a browser sends for a foreign page
    only after asking, and the answer to that question does not allow it.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Guard an application."""
        self._app = app
        self._hosts = frozenset(settings.hosts)
        self._settings = settings
        self._limits = settings.limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        readable = scope["path"].startswith(_OPEN)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    out.setdefault(name, value)
                if readable:
                    out["access-control-allow-origin"] = "*"
                    out["access-control-expose-headers"] = "ETag, Link"
            await send(message)

        refusal = self._refusal(headers)
        if refusal:
            await refusal(scope, receive, answer)
        elif scope["method"] == "OPTIONS" and readable and "access-control-request-method" in headers:
            await _preflight(scope, receive, answer)
        else:
            await self._app(scope, self._bounded(receive, self._most(headers)), answer)

    def _refusal(self, headers: Headers) -> JSONResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _name(hosts[0]) not in self._hosts:
            return _error(
                421, "this server does not go by that name; see `osgraph serve --help`, --allow-host"
            )
        if "transfer-encoding" in headers and "content-length" in headers:
            return _error(400, "a request has one length: Content-Length or Transfer-Encoding, not both")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return _error(400, "Content-Length is no number")
        if int(length) > self._most(headers):
            return _error(413, f"the request has {length} bytes; this server takes {self._most(headers)}")
        return None

    def _most(self, headers: Headers) -> int:
        """Return how many bytes a request may have."""
        writes = self._settings.writable and _brings_token(headers, self._settings)
        return self._limits.writing if writes else self._limits.body

    def _bounded(self, receive: Receive, most: int) -> Receive:
        taken = 0
        whole = False
        end = asyncio.get_running_loop().time() + self._limits.upload

        async def bounded() -> Message:
            nonlocal taken, whole
            if whole:  # from now on only the client's going away can come
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError as error:
                raise TooSlowError("the request did not come in time") from error
            taken += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if taken > most:
                raise TooMuchError(f"the request is larger than {most} bytes")
            return message

        return bounded


def authorize(request: Request, settings: Settings) -> None:
    """Let a request that changes the store pass, if the server is writable and the request brings the token.

    Raises:
        ReadOnlyError: the server was started for reading.
        UnauthorizedError: the token is missing or wrong.
    """
    if not settings.writable:
        raise ReadOnlyError("this server is for reading; start it with --writable to change the store")
    if not _brings_token(request.headers, settings):
        raise UnauthorizedError("a change needs the token of the server: Authorization: Bearer TOKEN")


def _brings_token(headers: Headers, settings: Settings) -> bool:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    right = hmac.compare_digest(given.strip().encode(), settings.token.encode())  # in constant time
    return scheme.lower() == "bearer" and bool(settings.token) and right


def _name(host: str) -> str:
    """Return a Host header without its port.

    Example:
        >>> _name("localhost:8000"), _name("[::1]:8000"), _name("Example.ORG")
        ('localhost', '::1', 'example.org')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"status": status, "error": message}, status, headers={"connection": "close"})


async def _preflight(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {
        "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
        "access-control-allow-headers": "Accept, Content-Type",
        "access-control-max-age": "86400",
    }
    await JSONResponse(None, 204, headers=headers)(scope, receive, send)


def is_page(request: Request) -> bool:
    """Say whether a browser asks for a page to show."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        ("/api/", "/sparql")
    )
