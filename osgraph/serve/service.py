"""Questions to the store, answered from what was answered before or by a process of the pool."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from osgraph.reason import reason
from osgraph.serve.keeper import Keeper
from osgraph.serve.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.requests import Request

    from osgraph.serve.settings import Settings
    from osgraph.store import Store

_KEPT: Final = 64 * 2**20  # bytes of answers that are kept
_EXTRACTION: Final = 60.0  # seconds that a text may take, the loading of the language pipeline included
_QUIET: Final = 2.0  # seconds without a write after which the rules run
_LARGEST: Final = 4 * 2**20  # bytes of an answer that is worth keeping


class Answer(NamedTuple):
    """What a job returned, with a tag that changes when the bytes do."""

    media: str
    body: bytes
    tag: str


@dataclass(slots=True)
class _Asked:
    """A job that is being done, and how many wait for it; it is given up when nobody does."""

    work: asyncio.Future[Answer]
    waiting: int = 0


class Service:
    """The store of a server and the processes that answer for it.

    Answers are kept as long as the store stays as it is: a copy never changes, and so does what it answers.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the store; :meth:`start` starts the processes."""
        self.settings = settings
        self.keeper = Keeper(settings.store)
        self.pool = Pool(settings.workers, settings.limits)
        self._extraction = Pool(
            1, replace(settings.limits, seconds=_EXTRACTION, memory=4 * 2**30, waiting=16)
        )
        self._extracting = False
        self._asked: dict[tuple[int, str], _Asked] = {}
        self._kept: OrderedDict[tuple[int, str], Answer] = OrderedDict()
        self._size = 0
        self._later: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Start the processes."""
        await self.pool.start()

    async def stop(self) -> None:
        """End the processes, close the store."""
        if self._later is not None:
            self._later.cancel()
        await self.pool.stop()
        await self._extraction.stop()
        self.keeper.close()

    async def answer(self, job: str, arguments: dict[str, Any]) -> Answer:
        """Do a job on the newest copy of the store.

        Raises:
            BusyError: too many questions wait.
            TimeLimitError: it takes too long.
            JobError: it fails.
        """
        key = self._key(job, arguments)
        return self._known(key) or await self._fresh(key, job, arguments)

    def _key(self, job: str, arguments: dict[str, Any]) -> tuple[int, str]:
        return self.keeper.current, json.dumps([job, arguments], sort_keys=True)

    def _known(self, key: tuple[int, str]) -> Answer | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    async def _fresh(self, key: tuple[int, str], job: str, arguments: dict[str, Any]) -> Answer:
        """Do a job on a copy; those who ask the same meanwhile wait for the one answer."""
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = _Asked(asyncio.ensure_future(self._done(key, job, arguments)))
        asked.waiting += 1
        try:
            return await asyncio.shield(asked.work)
        finally:
            asked.waiting -= 1
            if not asked.waiting:
                self._asked.pop(key)
                asked.work.cancel()

    async def _done(self, key: tuple[int, str], job: str, arguments: dict[str, Any]) -> Answer:
        with self.keeper.reading() as copy:
            media, body = await self.pool.run(job, arguments, copy)
        found = Answer(media, body, f'"{hashlib.sha256(media.encode() + body).hexdigest()[:32]}"')
        if len(body) <= _LARGEST:
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[int, str], answer: Answer) -> None:
        before = self._kept.pop(key, None)
        self._size += len(answer.body) - (len(before.body) if before else 0)
        self._kept[key] = answer
        while self._size > _KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body)

    async def respond(self, request: Request, job: str, **arguments: Any) -> Response:
        """Answer a request with what a job returns; the job is given up when the client goes away."""
        key = self._key(job, arguments)
        found = self._known(key) or await _unless_left(request, self._fresh(key, job, arguments))
        headers = {"etag": found.tag, "vary": "Accept", "cache-control": "no-cache"}
        if found.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(found.body, media_type=found.media, headers=headers)

    async def extract(self, request: Request, arguments: dict[str, Any]) -> Answer:
        """Find the claims of a text; the work is given up when the client goes away."""
        return await _unless_left(request, self.extracted(arguments))

    async def extracted(self, arguments: dict[str, Any]) -> Answer:
        """Find the claims of a text, in a process that loads a language pipeline when it is first needed."""
        if not self._extracting:
            self._extracting = True
            await self._extraction.start()
        with self.keeper.reading() as copy:
            return Answer(*await self._extraction.run("extract", arguments, copy), tag="")

    async def write(self, change: Callable[[Store], Any]) -> Any:
        """Change the store; questions that come after it see the change."""
        result = await self._write(change)
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.ensure_future(self._derive())
        return result

    async def _write(self, change: Callable[[Store], Any]) -> Any:
        result = await self.keeper.write(change)
        self._kept.clear()
        self._size = 0
        return result

    async def _derive(self) -> None:
        """Derive anew what follows from all claims, when no write has come for a while."""
        await asyncio.sleep(_QUIET)
        await self._write(reason)


async def _unless_left(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Wait for an answer, or give it up when the client goes away.

    Raises:
        ClientDisconnect: it went away.
    """
    await request.body()  # what comes after it is the client's going away
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        if not working.done():
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
    if working.cancelled():
        raise ClientDisconnect
    return working.result()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
