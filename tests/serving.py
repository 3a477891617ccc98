"""A server in a process of its own, on a small invented store, for the tests that talk to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
from sample_annotated import graph_of, hostile, letter, notes

from osgraph import ontology
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "a-token-for-tests"
SCRIPT = "<script>document.title='taken'</script>\"><img src=x onerror=document.title='taken'>"


def fill(folder: Path) -> Path:
    """Make a store of the invented documents in a folder."""
    with Store(folder) as store:
        store.load_named("ontology", ontology.locate("osgraph.ttl"))
        for annotated in (notes(), letter(), hostile(SCRIPT, "Trap")):
            store.replace(annotated.document.id, graph_of(annotated))
    return folder


@contextmanager
def served(store: Path, *options: str) -> Iterator[httpx.Client]:
    """Serve a store while the block runs; the client's base is the server's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "osgraph", "serve", "--store", str(store), "--port", str(port), *options]
    with subprocess.Popen(
        command, env={**os.environ, "OSGRAPH_TOKEN": TOKEN}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _wait(client, process)
                yield client
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _wait(client: httpx.Client, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        try:
            client.get("/openapi.json")
        except httpx.TransportError:
            if process.poll() is not None:
                raise AssertionError(f"the server ended: {process.communicate()[1]}") from None
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
