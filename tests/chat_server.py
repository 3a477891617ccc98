"""A chat server on loopback that says what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Said:
    """One response: a status and a body, sent in pieces with pauses between them."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    pieces: int = 1


def chat(content: object, *, usage: object = None, finish: str = "stop") -> Said:
    """A chat completion with a text, or with any value made JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    body: dict[str, Any] = {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
    }
    body["usage"] = usage if usage is not None else {"prompt_tokens": 100, "completion_tokens": 10}
    return Said(json.dumps(body).encode())


def failed(status: int, message: str = "no", **headers: str) -> Said:
    """An error, to be tried again at once where it is worth it."""
    told = {"retry-after-ms": "1"} | {key.replace("_", "-"): value for key, value in headers.items()}
    return Said(json.dumps({"error": {"message": message}}).encode(), status, told)


class Chat:
    """The responses to come, the last of them for good, and the requests that came."""

    def __init__(self, *said: Said | Callable[[dict[str, Any]], Said]) -> None:
        self.said = list(said)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.lock = threading.Lock()
        self.url = ""

    def next(self, request: dict[str, Any], key: str) -> Said:
        with self.lock:
            self.requests.append(request)
            self.keys.append(key)
            said = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        return said if isinstance(said, Said) else said(request)


@contextmanager
def serving(*said: Said | Callable[[dict[str, Any]], Said]) -> Iterator[Chat]:
    """Serve on a free port of loopback until the block ends."""
    script = Chat(*said)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            response = script.next(request, self.headers.get("Authorization", ""))
            try:
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                step = max(1, len(response.body) // response.pieces)
                for at in range(0, len(response.body), step):
                    time.sleep(response.pause)
                    self.wfile.write(response.body[at : at + step])
                    self.wfile.flush()
            except OSError:
                return  # whoever asked has gone

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
