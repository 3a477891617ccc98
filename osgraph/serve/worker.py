"""The process that answers questions: it can be killed at any time, and loses nothing then."""

from __future__ import annotations

import json
import signal
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from osgraph.errors import OsgraphError
from osgraph.serve.jobs import JOBS
from osgraph.store.protocol import Reader

if TYPE_CHECKING:
    import socket

LENGTH: Final = struct.Struct("!I")
_MEMORY: Final = "the question takes more memory than this server gives; ask for less"


def main(end: socket.socket, memory: int) -> None:
    """Answer the requests that come through a socket, one after the other, until it is closed.

    A request is a length and JSON: the folder of a copy of the store, the name of a job, its arguments. A
    reply is a length and JSON (the media type of the answer and its size, or an error), then the answer.

    Args:
        end: this process's end of a pair of sockets.
        memory: bytes that it may take beyond what it has at the start.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # at a terminal it goes to all; the server ends us
    _bound(memory)
    reader: Reader | None = None
    opened = ""
    with end.makefile("rb") as requests:
        while head := requests.read(LENGTH.size):
            request = json.loads(requests.read(*LENGTH.unpack(head)))
            try:
                if reader is None or opened != request["copy"]:
                    reader, opened = Reader(Path(request["copy"])), request["copy"]
                media, body = JOBS[request["job"]](reader, **request["arguments"])
                told: dict[str, Any] = {"media": media, "size": len(body)}
            except OsgraphError as error:
                told, body = {"error": type(error).__name__, "message": str(error), "size": 0}, b""
            except MemoryError:
                told, body = {"error": "TooLargeError", "message": _MEMORY, "size": 0}, b""
            except Exception as error:  # noqa: BLE001 (a bug in one answer must not cost the others theirs)
                told, body = {"error": "Bug", "message": f"{type(error).__name__}: {error}", "size": 0}, b""
            header = json.dumps(told).encode()
            end.sendall(LENGTH.pack(len(header)) + header + body)


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:  # no such thing on Windows: there the time limit alone guards
        return
    pages = (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if Path("/proc").is_dir() else 0
    )
    now = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + memory, now + memory))
