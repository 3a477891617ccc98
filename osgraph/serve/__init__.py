"""A store over HTTP: the SPARQL protocol, a web app, a REST interface; all questions in processes apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.errors import InputError
from osgraph.serve.settings import LOCAL, Limits, Settings
from osgraph.store import Store

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["LOCAL", "Limits", "Settings", "app", "run", "stdio"]


def app(settings: Settings) -> Starlette:
    """Return the ASGI application that serves a store; it opens the store when it starts.

    Raises:
        InputError: the libraries for it are not installed, or a writable server has no token.
    """
    if settings.writable and not settings.token:
        raise InputError("a writable server needs a token; give one with --token-file, or in OSGRAPH_TOKEN")
    try:
        from osgraph.serve import application
    except ImportError as error:
        raise InputError(
            f"{error.name} is not installed, so there is no server: pip install 'osgraph[serve]'"
        ) from error
    return application.make(settings)


async def stdio(settings: Settings) -> None:
    """Serve tools for agents over standard input and output, until the input ends.

    Raises:
        InputError: the libraries for it are not installed.
        StoreError: the store cannot be opened.
    """
    try:
        from osgraph.serve import agents
    except ImportError as error:
        raise InputError(
            f"{error.name} is not installed, so there are no tools: pip install 'osgraph[serve]'"
        ) from error
    await agents.stdio(settings)


def run(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000, log: str = "warning") -> None:
    """Serve a store until the process is told to stop.

    Args:
        settings: what is served.
        host: the address to listen at.
        port: the port; 0 for any that is free.
        log: how much is logged to standard error: "debug", "info", "warning", "error". Requests are logged
            at "info", by address and status; no header is.

    Raises:
        InputError: as for :func:`app`.
        StoreError: the store cannot be opened.
    """
    application = app(settings)
    Store(settings.store).close()  # says in a line what is wrong, where the server shows a trace
    import uvicorn

    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level=log,
        server_header=False,
        http="h11",  # it bounds the head of a request, as the other parser that may be installed does not
        loop="asyncio",
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 2**10,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run()
