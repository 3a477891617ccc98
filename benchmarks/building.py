"""Reads of a served store while a build goes through the server: no failed read, no half of a document.

Documents of invented news are built through ``osgraph serve --writable`` while clients ask all the time:
saved questions, and how many claims each document has. Each of these numbers must be the one that the
document has in the end, and the union must hold just as many claims as the graphs of the documents.

    python benchmarks/building.py --documents 200 --clients 8
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles

import httpx
from serving import BIN, QUESTIONS, running

from osgraph import query

PORT = 7883
ADDRESS = f"http://127.0.0.1:{PORT}/sparql"
COUNTS = """SELECT ?id (COUNT(DISTINCT ?claim) AS ?n) {
  ?document a osg:Document ; dcterms:identifier ?id . OPTIONAL { GRAPH ?document { ?claim a osg:Claim } }
} GROUP BY ?id"""
BOTH = """SELECT ?seen ?held {
  { SELECT (COUNT(DISTINCT ?claim) AS ?seen) { ?claim a osg:Claim } }
  { SELECT (COUNT(DISTINCT ?claim) AS ?held) { GRAPH ?document { ?claim a osg:Claim } } } }"""
MAKERS = ("Umbra Labs", "Fjell", "Acme Research", "Norden AI", "Lumen Works", "Kestrel")
LINES = (
    "{a} released {m}, an open-source model.",
    "{a} may release {m} next year.",
    "{m} outperforms {n}.",
    "{a} competes with {b}.",
    "{b} did not release {n}.",
    "{a} uses {n}, said {b}.",
    "{b} invested in {a}.",
    "{a} supports open-source AI.",
)


def main() -> None:
    """Build, read, and print what was seen."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=200)
    options.add_argument("--clients", type=int, default=8)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        first, texts = place / "first.txt", place / "texts"
        first.write_text(_text(0), encoding="utf-8")
        texts.mkdir()
        for number in range(given.documents):
            (texts / f"d{number:04}.txt").write_text(_text(number + 1), encoding="utf-8")
        build = [str(BIN / "osgraph"), "build"]
        subprocess.run([*build, str(first), "--store", str(place / "kg")], check=True, capture_output=True)
        os.environ["OSGRAPH_TOKEN"] = "benchmark"
        server = [BIN / "osgraph", "serve", "--store", place / "kg", "--port", PORT, "--writable"]
        with running(server, PORT):
            readers = [_Reader(number) for number in range(given.clients)]
            for reader in readers:
                reader.start()
            start = time.monotonic()
            subprocess.run([*build, str(texts), "--store", ADDRESS], check=True, capture_output=True)
            seconds = time.monotonic() - start
            for reader in readers:
                reader.stop()
            _show(readers, dict(_counts(httpx.Client(timeout=60))), given.documents, seconds)


def _text(number: int) -> str:
    chance = random.Random(number)
    lines = []
    for _ in range(12):
        a, b = chance.sample(MAKERS, 2)
        m, n = f"Bolt-{chance.randrange(40)}", f"Nut-{chance.randrange(40)}"
        lines.append(chance.choice(LINES).format(a=a, b=b, m=m, n=n))
    return f"# News {number}\n\n" + "\n\n".join(lines) + "\n"


class _Reader(threading.Thread):
    """A client that asks until it is told to stop."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.statuses: Counter[int] = Counter()
        self.times: list[float] = []
        self.seen: set[tuple[str, int]] = set()
        self.unequal: list[tuple[int, int]] = []
        self._number = number
        self._stopped = False

    def run(self) -> None:
        """Ask one question after the other."""
        saved = query.saved()
        texts = [saved[name].text for name in QUESTIONS]
        with httpx.Client(timeout=60) as client:
            asked = self._number
            while not self._stopped:
                asked += 1
                self._ask(client, texts[asked % len(texts)])
                for row in self._ask(client, COUNTS):
                    self.seen.add((row["id"]["value"], int(row["n"]["value"])))
                for row in self._ask(client, BOTH):
                    both = int(row["seen"]["value"]), int(row["held"]["value"])
                    if both[0] != both[1]:
                        self.unequal.append(both)

    def _ask(self, client: httpx.Client, text: str) -> list[dict[str, dict[str, str]]]:
        start = time.monotonic()
        reply = client.post(ADDRESS, data={"query": text})
        self.times.append(time.monotonic() - start)
        self.statuses[reply.status_code] += 1
        rows: list[dict[str, dict[str, str]]] = (
            reply.json()["results"]["bindings"] if reply.is_success else []
        )
        return rows

    def stop(self) -> None:
        """Let it end."""
        self._stopped = True
        self.join()


def _counts(client: httpx.Client) -> list[tuple[str, int]]:
    rows = client.post(ADDRESS, data={"query": COUNTS}).json()["results"]["bindings"]
    return [(row["id"]["value"], int(row["n"]["value"])) for row in rows]


def _show(readers: list[_Reader], final: dict[str, int], documents: int, seconds: float) -> None:
    statuses = sum((reader.statuses for reader in readers), Counter[int]())
    seen = set().union(*(reader.seen for reader in readers))
    half = [(id_, n) for id_, n in seen if final[id_] != n]
    unequal = [both for reader in readers for both in reader.unequal]
    times = sorted(time_ for reader in readers for time_ in reader.times)
    late = 1000 * quantiles(times, n=100)[98]
    assert len(final) == documents + 1
    print(f"{documents} documents with {sum(final.values())} claims built in {seconds:.0f} s")
    print(f"{len(times)} reads meanwhile, by status {dict(statuses)}; p99 {late:.0f} ms")
    print(
        f"{len(seen)} documents seen by number of claims: {len(half)} by half, {len(unequal)} unions unequal"
    )


if __name__ == "__main__":
    main()
