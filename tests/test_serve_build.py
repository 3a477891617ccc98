"""Reading a served store while somebody writes through the server: no failed read, no half of a document."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx
from sample_annotated import graph_of, hostile, notes
from serving import TOKEN, fill, served

from osgraph.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SIZES = """SELECT ?id (COUNT(?held) AS ?n) (COUNT(?seen) AS ?m) {
  ?document a osg:Document ; dcterms:identifier ?id .
  GRAPH ?document { ?held osg:polarity ?p } OPTIONAL { ?held osg:polarity ?p BIND(1 AS ?seen) }
} GROUP BY ?id ORDER BY ?id"""
ROUNDS = 4


def test_readers_see_documents_whole_while_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSGRAPH_TOKEN", TOKEN)
    seen: set[tuple[str, int, int]] = set()
    failed: list[str] = []
    reads: list[int] = []
    done = threading.Event()

    def read(address: str) -> None:
        with httpx.Client(timeout=60) as client:
            while not done.is_set():
                reply = client.post(address, data={"query": SIZES})
                reads.append(reply.status_code)
                if not reply.is_success:
                    failed.append(reply.text)
                    continue
                for row in reply.json()["results"]["bindings"]:
                    seen.add((row["id"]["value"], int(row["n"]["value"]), int(row["m"]["value"])))

    with served(fill(tmp_path / "kg"), "--writable", "--workers", "2") as client:
        address = f"{client.base_url}/sparql"
        readers = [threading.Thread(target=read, args=(address,)) for _ in range(2)]
        for reader in readers:
            reader.start()
        with Store(address) as store:
            for number in range(ROUNDS):
                store.replace(f"d{number}", graph_of(hostile("Some words.", f"d{number}")))
                store.replace("notes/spring", graph_of(notes()))
                store.forget("notes/spring")
            final = {row[0]: row[1:] for row in store.select(SIZES).plain()}
        done.set()
        for reader in readers:
            reader.join()
    assert not failed
    assert len(reads) > ROUNDS
    assert {id_ for id_, _, _ in seen} >= {f"d{number}" for number in range(ROUNDS - 1)}
    sizes = {**final, "notes/spring": (len(notes().claims),) * 2}
    assert {(id_, n, m) for id_, n, m in seen if sizes[id_] != (n, m)} == set()
