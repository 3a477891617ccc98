"""The database's own server (``oxigraph serve``), for the tests of stores behind an address."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """Run an empty server while the block runs; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", place, *options]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                try:
                    httpx.get(f"http://{place}/")
                except httpx.TransportError:
                    assert process.poll() is None, "the server ended"
                    time.sleep(0.02)
                else:
                    break
            yield f"http://{place}"
        finally:
            process.terminate()


def empty(address: str) -> str:
    """Take all out of a server; return where it takes queries."""
    headers = {"content-type": "application/sparql-update"}
    httpx.post(f"{address}/update", content="DROP ALL", headers=headers).raise_for_status()
    return f"{address}/query"
