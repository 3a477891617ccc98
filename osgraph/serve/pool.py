"""Processes that answer questions, and are killed when an answer takes too long or nobody waits for it."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osgraph.errors import OsgraphError
from osgraph.serve import worker

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from osgraph.serve.settings import Limits


class BusyError(OsgraphError):
    """Too many questions wait already."""


class TimeLimitError(OsgraphError):
    """An answer took too long."""


class JobError(OsgraphError):
    """A question was not answered; ``kind`` is the name of the error in the process that tried."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(slots=True, eq=False)
class _Process:
    process: BaseProcess
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def kill(self) -> None:
        self.process.kill()
        self.writer.close()


class Pool:
    """A number of processes, each with one question at a time."""

    def __init__(self, size: int, limits: Limits) -> None:
        """Prepare a pool; :meth:`start` starts it."""
        self._size = size
        self._limits = limits
        self._idle: deque[_Process] = deque()
        self._free = asyncio.Semaphore(0)
        self._starting = asyncio.Lock()
        self._waiting = 0
        self._running: set[_Process] = set()
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:  # a fresh process then takes a hundredth of a second
            self._context.set_forkserver_preload(["osgraph.serve.worker"])

    async def start(self) -> None:
        """Start the processes."""
        for _ in range(self._size):
            await self._add()

    async def stop(self) -> None:
        """Kill all processes."""
        for process in (*self._idle, *self._running):
            process.kill()
        self._idle.clear()

    async def run(self, job: str, arguments: dict[str, Any], copy: str) -> tuple[str, bytes]:
        """Do a job in a process; if the waiting task is cancelled, the process is killed.

        Args:
            job: a name in :data:`osgraph.serve.jobs.JOBS`.
            arguments: its arguments, as JSON can write them.
            copy: folder of the copy of the store that it reads.

        Returns:
            Media type and bytes of the answer.

        Raises:
            BusyError: too many questions wait already.
            TimeLimitError: the answer takes too long.
            JobError: the job failed, or its process died.
        """
        if self._waiting >= self._limits.waiting:
            raise BusyError("too many questions wait already; try again in a moment")
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        process = self._idle.pop()
        self._running.add(process)
        request = json.dumps({"job": job, "arguments": arguments, "copy": copy}).encode()
        done = False
        try:
            async with asyncio.timeout(self._limits.seconds):
                reply = await _exchange(process, request)
            done = True
        except TimeoutError as error:
            raise TimeLimitError(
                f"the answer takes longer than {self._limits.seconds:g} seconds; ask for less"
            ) from error
        except (asyncio.IncompleteReadError, OSError) as error:
            raise JobError(
                "TooLargeError", "the question takes more memory than this server gives"
            ) from error
        finally:
            self._running.discard(process)
            if done:
                self._idle.append(process)
                self._free.release()
            else:
                process.kill()
                await asyncio.shield(asyncio.ensure_future(self._add()))
        if "error" in reply[0]:
            raise JobError(reply[0]["error"], reply[0]["message"])
        return str(reply[0]["media"]), reply[1]

    async def _add(self) -> None:
        ours, theirs = socket.socketpair()
        process = self._context.Process(target=worker.main, args=(theirs, self._limits.memory), daemon=True)
        async with self._starting:  # starting two at once is not safe in multiprocessing
            await asyncio.to_thread(process.start)
        theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        self._idle.append(_Process(process, reader, writer))
        self._free.release()


async def _exchange(process: _Process, request: bytes) -> tuple[dict[str, Any], bytes]:
    process.writer.write(worker.LENGTH.pack(len(request)) + request)
    await process.writer.drain()
    (length,) = worker.LENGTH.unpack(await process.reader.readexactly(worker.LENGTH.size))
    header = json.loads(await process.reader.readexactly(length))
    return header, await process.reader.readexactly(header["size"])
