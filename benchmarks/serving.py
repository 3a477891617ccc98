"""Load on a served store, beside the server of the database itself: the same store, the same questions.

Eight saved questions are asked by many clients for some seconds (``wrk``), first of ``osgraph serve``, then
of ``oxigraph serve``, which has a copy of the same files; that both give the same rows is checked first.
With ``--distinct`` each request is another text (a comment with a number), so that no answer is one that is
kept: that tells what the processes alone do.

    python benchmarks/serving.py --store out/kg --seconds 30
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from osgraph import graph, query
from osgraph.store import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTIONS = (
    "documents",
    "facts",
    "hedged-claims",
    "who-develops-what",
    "who-is-open-and-closed",
    "who-is-where",
    "who-shifted",
    "who-supports-what",
)
BIN = Path(sys.executable).parent


def main() -> None:
    """Measure both servers and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, default=Path("out/kg"))
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--clients", type=int, default=64)
    options.add_argument("--distinct", action="store_true", help="ask another text each time")
    given = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with graph.open(given.store) as kg:
            protocol.copy(kg.store, place / "copy")
        script = place / "ask.lua"
        script.write_text(_script(distinct=given.distinct), encoding="utf-8")
        kept = {}
        with running([BIN / "osgraph", "serve", "--store", given.store, "--port", "7881"], 7881):
            ours = _answers("http://127.0.0.1:7881/sparql")
            kept["osgraph"] = _load(script, "http://127.0.0.1:7881/sparql", given.clients, given.seconds)
        database = place / "copy" / "oxigraph"
        with running([BIN / "oxigraph", "serve", "--location", database, "--bind", "127.0.0.1:7882"], 7882):
            assert ours == _answers("http://127.0.0.1:7882/query")
            kept["oxigraph"] = _load(script, "http://127.0.0.1:7882/query", given.clients, given.seconds)
    for name, found in kept.items():
        print(f"{name:10} {found['rate']:9.0f} requests/s   p99 {found['p99']:>9}   errors {found['errors']}")
    mine, theirs = (float(str(kept[name]["rate"])) for name in ("osgraph", "oxigraph"))
    print(f"ratio {mine / theirs:.2f}")


def _answers(address: str) -> list[list[str]]:
    """Return what a server says to each question, as sorted rows; none of them is empty."""
    found = []
    for name in QUESTIONS:
        data, headers = {"query": query.saved()[name].text}, {"accept": "application/sparql-results+json"}
        reply = httpx.post(address, data=data, headers=headers, timeout=60).raise_for_status().json()
        rows = sorted(json.dumps(row, sort_keys=True) for row in reply["results"]["bindings"])
        assert rows, name
        found.append(rows)
    return found


def _script(*, distinct: bool) -> str:
    """Return the program of wrk: the questions in turn, the union of the documents as default graph."""
    saved = query.saved()
    texts = [f"query={quote(saved[name].text)}" for name in QUESTIONS]
    number = '.. "%20%23" .. n' if distinct else ""
    return f"""
local bodies = {{ {", ".join(json.dumps(text) for text in texts)} }}
local n = math.random(8)
request = function()
  n = n + 1
  return wrk.format("POST", nil, {{ ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Accept"] = "application/sparql-results+json" }}, bodies[n % #bodies + 1] {number})
end
"""


def _load(script: Path, address: str, clients: int, seconds: int) -> dict[str, object]:
    command = [
        "wrk",
        "-t",
        "1",
        "-c",
        str(clients),
        "-d",
        f"{seconds}s",
        "--latency",
        "-s",
        str(script),
        address,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = re.findall(r"(Non-2xx.*|Socket errors.*)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"^\s+99%\s+(\S+)", said, re.MULTILINE)
    assert rate
    assert p99
    return {"rate": float(rate[1]), "p99": p99[1], "errors": "; ".join(errors) or "none"}


@contextmanager
def running(command: list[object], port: int) -> Iterator[None]:
    """Run a server while the block runs."""
    with subprocess.Popen([*map(str, command)], stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
                except OSError:
                    time.sleep(0.1)
                else:
                    break
            yield
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
