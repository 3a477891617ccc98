"""Builds on many machines: two worker processes make what one makes, also when one of them is killed."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec
import pytest
from click.testing import CliRunner
from distributed import Client, LocalCluster
from endpoint import empty, oxigraph

import osgraph
from osgraph import cluster, ontology
from osgraph.cli import command
from osgraph.cluster import building, manifest, work
from osgraph.cluster.inputs import find, partitions
from osgraph.cluster.places import Place
from osgraph.documents import Columns
from osgraph.errors import InputError
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")

NOTE = (
    "{} released a small model on Monday. The company is based in France and sells chips to Meta. "
    "Its rivals said that OpenAI may publish the weights of a model next year, though nobody is sure of it.\n"
)
FIRMS = ("Acme", "Bolt", "Cask", "Dorn", "Elmo", "Fern")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six notes in folders, a copy of the first, a table of two, a file that cannot be read, an id twice."""
    place = tmp_path_factory.mktemp("corpus")
    for number, firm in enumerate(FIRMS):
        folder = place / f"part-{number % 2}"
        folder.mkdir(exist_ok=True)
        text = (
            NOTE.format(firm)
            + f"{firm} relies on chips from NVIDIA, and {FIRMS[number - 1]} competes with it."
        )
        (folder / f"{firm.lower()}.md").write_text(text, encoding="utf-8")
        if not number:
            (place / "zz-copy.md").write_text(text, encoding="utf-8")
            (place / "zz-twice.md").write_text(
                f"---\nid: part-0/{firm.lower()}\n---\nOther words.", encoding="utf-8"
            )
    (place / "table.csv").write_text(
        "title,text\nOne,Mistral acquired Acme.\nTwo,Qwen beats Llama.\n", encoding="utf-8"
    )
    (place / "empty.txt").write_text("", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def alone(corpus: Path) -> Iterator[bytes]:
    """The store that one process builds."""
    with osgraph.build(corpus) as kg:
        yield kg.store.dump("nq")


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    """Two worker processes, which stay warm for all tests here."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as started:
        yield started


def loaded(out: str | Path) -> bytes:
    with Store() as store:
        cluster.load(str(out), store)
        return store.dump("nq")


def test_two_workers_make_the_store_of_one_process(
    corpus: Path, alone: bytes, workers: LocalCluster, tmp_path: Path
) -> None:
    made = cluster.build([corpus], workers.scheduler_address, tmp_path / "out", size=300)
    assert len(made.shards) > 4
    assert made.copies == {"zz-copy": "part-0/acme"}
    reasons = {Path(item.path).name: item.reason for item in made.all_skipped}
    assert reasons.keys() == {"empty.txt", "zz-twice.md"}
    assert "acme" in reasons["zz-twice.md"]
    assert loaded(tmp_path / "out") == alone


def test_a_killed_worker_costs_only_its_partition(
    corpus: Path, alone: bytes, workers: LocalCluster, tmp_path: Path
) -> None:
    with Client(workers) as client:
        pids = client.run(os.getpid)
        killed = []

        def kill() -> None:  # as soon as a first shard is there, and so the build is under way
            while not list((tmp_path / "out").glob("00000[1-9]*.json")):
                time.sleep(0.005)
            while not (busy := [worker for worker, tasks in client.processing().items() if tasks]):
                time.sleep(0.005)
            os.kill(pids[busy[0]], signal.SIGKILL)
            killed.append(time.time_ns())

        thread = threading.Thread(target=kill)
        thread.start()
        made = cluster.build([corpus], workers.scheduler_address, tmp_path / "out", size=1)
        thread.join()
        assert sum(path.stat().st_mtime_ns > killed[0] for path in (tmp_path / "out").glob("0*.json")) > 0
        assert not any("lost" in item.reason for item in made.all_skipped)
    assert loaded(tmp_path / "out") == alone


def test_what_is_done_is_not_done_again(
    corpus: Path, alone: bytes, workers: LocalCluster, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = cluster.build([corpus], workers.scheduler_address, out, size=300)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name != "manifest.json"}
    again = cluster.build([corpus], workers.scheduler_address, out, size=300)
    assert again == first
    lost = next(shard for shard in first.shards[1:] if shard.quads)
    (out / lost.record).unlink()
    (out / lost.file).write_bytes(b"half")
    assert cluster.build([corpus], workers.scheduler_address, out, size=300) == first
    after = {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name != "manifest.json"}
    assert {name for name in after if after[name] != before[name]} <= {
        lost.record,
        lost.file,
        first.shards[0].file,
    }
    assert loaded(out) == alone


def test_buckets_are_read_and_written(corpus: Path, alone: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = fsspec.filesystem("memory")
    for path in corpus.rglob("*.*"):
        memory.pipe(f"/letters/{path.relative_to(corpus).as_posix()}", path.read_bytes())
    memory.pipe("/letters/.hidden/x.md", b"Acme acquired Bolt.")
    memory.pipe("/letters/program.exe", b"MZ")
    one_process(monkeypatch)
    made = cluster.build(["memory://letters"], "tcp://nowhere", "memory://out", size=300)
    assert {item.path for item in made.all_skipped} == {
        "memory://letters/empty.txt",
        "memory://letters/zz-twice.md",
    }
    assert loaded("memory://out") == alone


def test_shards_go_into_a_server_over_http(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_process(monkeypatch)
    cluster.build([corpus / "part-0"], "tcp://nowhere", tmp_path, size=300)
    with oxigraph() as address, Store(empty(address)) as far, Store() as near:
        cluster.load(str(tmp_path), far)
        cluster.load(str(tmp_path), near)
        assert far.documents() == near.documents() == ["acme", "cask", "elmo"]
        assert far.dump("nq") == near.dump("nq")


def test_the_commands_do_all_that(
    corpus: Path, alone: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_process(monkeypatch)
    shards, store = str(tmp_path / "shards"), str(tmp_path / "kg")
    run = CliRunner().invoke
    made = run(
        command, ["build", str(corpus), "--cluster", "tcp://x", "--shards", shards], standalone_mode=False
    )
    assert made.return_value == 3, made.output
    assert "9 documents" in made.output
    assert "empty file" in made.output
    merged = run(command, ["load", shards, "--store", store], standalone_mode=False)
    assert merged.return_value == 3, merged.output
    assert "9 documents" in merged.output
    with Store(store) as kept:
        assert kept.dump("nq") == alone
    half = run(command, ["build", str(corpus), "--cluster", "tcp://x"], standalone_mode=False)
    assert "go together" in str(half.exception)


def test_a_partition_that_cannot_be_built_is_reported(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_process(monkeypatch, broken="table.csv")
    made = cluster.build([corpus], "tcp://nowhere", tmp_path, size=300)
    [why] = [item.reason for item in made.all_skipped if item.path.endswith("table.csv")]
    assert "lost" in why
    with Store() as store:
        cluster.load(str(tmp_path), store)
        assert "part-0/acme" in store.documents()


def test_a_shard_that_was_changed_is_refused(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_process(monkeypatch)
    made = cluster.build([corpus / "part-0" / "acme.md"], "tcp://nowhere", tmp_path)
    (tmp_path / made.shards[1].file).write_bytes(b"")
    with Store() as store, pytest.raises(InputError, match="not what was built"):
        cluster.load(str(tmp_path), store)


def test_a_file_that_changes_meanwhile_is_noticed(corpus: Path, tmp_path: Path) -> None:
    [part] = partitions(find([str(corpus / "part-0" / "acme.md")])[0])
    means = osgraph.pipeline.Settings().means
    fates = (work.Fate("another hash"),)
    job = work.Job("1", part, fates, Columns(), means, means.run(0.5), 0.5, Place(str(tmp_path)))
    with pytest.raises(InputError, match="changed while"):
        work.build(job)


def test_a_worker_of_another_version_is_refused(corpus: Path, tmp_path: Path) -> None:
    [part] = partitions(find([str(corpus / "part-0" / "acme.md")])[0])
    means = osgraph.pipeline.Settings().means
    job = work.Job("1", part, (), Columns(), means, means.run("another"), 0.5, Place(str(tmp_path)))
    with pytest.raises(InputError, match="other versions"):
        work.build(job)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read"),
        ("{", "no JSON"),
        ("[]", "format"),
        ('{"format": 2}', "format 2"),
        ('{"format": 1, "shards": 3}', "no manifest"),
        (
            json.dumps(
                {
                    "format": 1,
                    "run": "r",
                    "copies": {},
                    "skipped": [],
                    "shards": [
                        {
                            "name": "../x",
                            "sha256": "",
                            "quads": 1,
                            "documents": [],
                            "claims": {},
                            "skipped": [],
                        }
                    ],
                }
            ),
            "no name of a shard",
        ),
    ],
)
def test_a_broken_manifest_is_refused(text: str, words: str, tmp_path: Path) -> None:
    if text:
        (tmp_path / manifest.NAME).write_text(text, encoding="utf-8")
    with Store() as store, pytest.raises(InputError, match=words):
        cluster.load(str(tmp_path), store)


@pytest.mark.parametrize("path", ["-", "https://example.org/a.md"])
def test_what_no_worker_can_read_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="save it as a file"):
        cluster.build([path], "tcp://nowhere", tmp_path)


def test_settings_without_sense_are_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no language model"):
        cluster.build([corpus], "tcp://nowhere", tmp_path, prune=True)


def test_a_scheduler_that_is_not_there_is_told(corpus: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="no Dask scheduler answers"),
        building.connected(str(tmp_path / "none.json")),
    ):
        pass


def test_the_shard_of_the_ontology_is_that_of_a_store(tmp_path: Path) -> None:
    shard = building._background(osgraph.pipeline.Settings().means, Place(str(tmp_path)))
    with Store() as store:
        store.load_named("ontology", ontology.locate("osgraph.ttl"))
        store.load_named("catalog", ontology.locate("catalog.ttl"))
        assert (tmp_path / shard.file).read_bytes() == store.dump("nq")


def one_process(monkeypatch: pytest.MonkeyPatch, broken: str = "") -> None:
    """Let this process be the cluster: memory:// is another place in each process."""
    from contextlib import contextmanager

    class Here:
        @staticmethod
        @contextmanager
        def connected(address: str, workers: int = 1) -> Iterator[None]:
            yield None

    def built(client: object, jobs: list[work.Job]) -> Iterator[manifest.Shard]:
        for job in jobs:
            names = {Path(file.address).name for file in job.inputs}
            yield building._failed(job, "every worker was lost") if broken in names else work.build(job)

    monkeypatch.setattr(building, "connected", Here.connected)
    monkeypatch.setattr(building, "_mapped", lambda client, function, parts: map(function, parts))
    monkeypatch.setattr(building, "_built", built)
