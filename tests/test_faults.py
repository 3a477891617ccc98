"""What happens when a process, a disk or a folder fails: docs/reliability.md names these tests."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forking import Commands, commands
from sample_annotated import graph_of, letter

import osgraph
from osgraph import building, cli, documents
from osgraph.errors import StoreError
from osgraph.model import Document, Skipped
from osgraph.store import Store, seals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LETTERS = {
    "north": "Norvane released Lark. Ostwell acquired Norvane. Lark is closed-source.",
    "south": "Meta released Llama. Baidu may use Llama. Mona Rey said that Ostwell supports Baidu.",
    "west": "Norvane Labs released Wren. Google said that Wren is open-source.",
}
LATER = {
    "east": "Tencent released Hunyuan. Ostwell released Finch. Finch is proprietary.",
    "north": "Norvane released Lark. Ostwell may acquire Norvane. Lark is open-source.",
}
FIRMS = '<urn:x:norvane> <urn:x:in> "Oslo" .\n'
TOLD_OF_BUG = "Traceback (most recent call last)"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    with commands(tmp_path_factory.mktemp("told")) as found:
        yield found


def written(folder: Path, letters: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in letters.items():
        (folder / f"{name}.txt").write_text(text + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, run: Commands) -> Path:
    """A folder with documents, a store of them, files to load, and an earlier export."""
    place = tmp_path_factory.mktemp("base")
    written(place / "notes", LETTERS)
    shutil.copytree(place / "notes", place / "later")
    written(place / "later", LATER)
    (place / "firms.ttl").write_text(FIRMS, "utf-8")
    for words in (
        ("build", place / "notes"),
        ("load", place / "firms.ttl"),
        ("different", "Ostwell", "Meta"),
        ("export", place / "kg.ttl"),
        ("export", place / "vault", "--format", "obsidian"),
    ):
        done = run.run(*words, "--store", place / "kg")
        assert done.status == 0, done.out
    with osgraph.build(place / "later") as kg:
        lines = [line for letter in kg.documents() for line in extracted(kg, letter)]
    (place / "claims.jsonl").write_text("".join(lines), "utf-8")
    return place


def extracted(kg: osgraph.KnowledgeGraph, document: str) -> list[str]:
    import json

    from osgraph import evaluation

    [annotated] = osgraph.extract([Document(document, kg.store.text(document))])
    return [json.dumps(evaluation.to_json(annotated)) + "\n"]


def dump(store: Path) -> bytes:
    with Store(store) as opened:
        return opened.dump("nq")


def by_graph(quads: bytes) -> dict[str, frozenset[bytes]]:
    graphs: dict[str, set[bytes]] = {}
    for line in quads.splitlines():
        graphs.setdefault(line.rsplit(b" ", 2)[1].decode(), set()).add(line)
    return {name: frozenset(held) for name, held in graphs.items()}


def held(path: Path) -> dict[str, bytes]:
    """Return what a file or the files of a folder hold."""
    paths = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(each.relative_to(path)): each.read_bytes() for each in paths if each.is_file()}


# ---------------------------------------------------------------- kills

WRITING: dict[str, tuple[object, ...]] = {
    "build": ("build", "later"),
    "build --prune": ("build", "notes/south.txt", "--prune"),
    "load": ("load", "firms.ttl", "--name", "others"),
    "load-claims": ("load-claims", "claims.jsonl"),
    "same": ("same", "Norvane", "Norvane Labs"),
    "different": ("different", "Ostwell", "Google"),
    "accept": ("accept", "CLAIM"),
    "reject": ("reject", "CLAIM", "--reason", "a joke"),
    "undo": ("undo", "1"),
    "forget": ("forget", "south"),
    "reason": ("reason",),
    "snapshot": ("snapshot", "june"),
    "export": ("export", "kg.ttl"),
    "export to a folder": ("export", "vault", "--format", "obsidian"),
    "rebuild": ("rebuild", "later"),
}
ONCE = {"same", "different", "accept", "reject", "undo", "forget", "snapshot"}
"""Commands that refuse to do again what they did."""


def words(name: str, place: Path) -> list[object]:
    with Store(place / "kg") as store:
        claim = sorted(osgraph.KnowledgeGraph(store).claims(subject="Ostwell"), key=lambda c: c.id)[0].id
    known = {"CLAIM": claim, **{path.name: path for path in place.iterdir()}}
    given = [known.get(word, place / word if "/" in str(word) else word) for word in map(str, WRITING[name])]
    return [*given, "--store", place / "kg"]


def state(place: Path) -> tuple[bytes, dict[str, bytes], dict[str, bytes], list[str]]:
    snapshots = place / "kg.snapshots"
    taken = sorted(path.name for path in snapshots.iterdir() if not path.name.startswith("."))
    return dump(place / "kg"), held(place / "kg.ttl"), held(place / "vault"), taken


def decided(quads: bytes) -> dict[str, frozenset[bytes]]:
    """Return all but what follows from the rest, which is derived anew when it is asked for."""
    return {graph: held for graph, held in by_graph(quads).items() if not graph.endswith("/derived>")}


def killed(name: str, number: int, run: Commands, base: Path, folder: Path) -> int:
    """Kill a command at random moments; return how many of them came before its end."""
    moments = random.Random(f"{name} {number}")
    undisturbed = folder / "undisturbed"
    shutil.copytree(base, undisturbed)
    (undisturbed / "kg.snapshots").mkdir()
    before = state(undisturbed)
    done = run.run(*words(name, undisturbed))
    assert done.status == 0, done.out
    after = state(undisturbed)
    count = 0
    for n in range(number):
        place = folder / str(n)
        shutil.copytree(base, place)
        (place / "kg.snapshots").mkdir()
        asked = words(name, place)
        ended = run.run(*asked, kill_after=moments.uniform(0, 1.05) * done.seconds)
        assert ended.status in {0, -signal.SIGKILL}, ended.out
        count += ended.status != 0
        left = state(place)
        assert left[1] in (before[1], after[1])
        assert left[2] in (before[2], after[2])
        assert left[3] in (before[3], after[3])
        whole = by_graph(before[0]), by_graph(after[0])
        for graph, quads in by_graph(left[0]).items():
            if not graph.endswith(("/derived>", "/catalog>", "/ontology>")):
                assert quads in (whole[0].get(graph), whole[1].get(graph)), graph
        was_done = decided(left[0]) == decided(after[0]) and left[3] == after[3]
        if name not in ONCE or not was_done:
            again = run.run(*asked)
            assert again.status == 0, again.out
            left = state(place)
        assert (decided(left[0]), *left[1:]) == (decided(after[0]), *after[1:])
        assert left[0] == after[0] or name in ONCE
        shutil.rmtree(place)
    shutil.rmtree(undisturbed)
    return count


@pytest.mark.parametrize("name", WRITING)
def test_a_killed_command_leaves_all_or_nothing_and_can_be_repeated(
    name: str, run: Commands, base: Path, tmp_path: Path
) -> None:
    killed(name, 1, run, base, tmp_path)


@pytest.mark.long
@pytest.mark.xdist_group("kills")
def test_a_hundred_kills(run: Commands, base: Path, tmp_path: Path) -> None:
    each = int(os.environ.get("OSGRAPH_KILLS", "8"))
    counts = {name: killed(name, each, run, base, tmp_path / name) for name in WRITING}
    print(counts)
    assert sum(counts.values()) >= 100 or each < 8, counts


# ---------------------------------------------------------------- disks and folders


@contextmanager
def small_disk(place: Path, megabytes: float) -> Iterator[Callable[[str], None]]:
    """Mount a small file system; gives a function that changes its options. Skips where nobody may mount."""
    place.mkdir()

    def mount(options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
        subprocess.run(command, check=True, capture_output=True, text=True)

    try:
        mount(f"size={int(megabytes * 1024)}k")
    except (OSError, subprocess.CalledProcessError) as error:
        told = str(getattr(error, "stderr", "") or error)
        reason = f"NO SMALL DISK CAN BE MOUNTED, FULL AND READ-ONLY DISKS WERE NOT TESTED: {told.strip()}"
        if os.environ.get("CI") == "true" and "permi" not in told.lower():
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield lambda options: mount(f"remount,{options}")
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def filled_up(megabytes: float, run: Commands, base: Path, folder: Path) -> bool:
    """Build into a disk of some size, then into a larger one; say whether the first was full."""
    with small_disk(folder / f"disk-{megabytes}", megabytes) as remount:
        place = folder / f"disk-{megabytes}"
        build = ("build", base / "notes", "--store", place / "kg")
        ended = run.run(*build)
        assert TOLD_OF_BUG not in ended.out
        assert (ended.status, "osgraph: " in ended.out) in {(0, False), (2, True)}, ended
        again = run.run(*build)
        assert TOLD_OF_BUG not in again.out
        assert again.status in {0, 2}, again
        remount("size=200m")
        done = run.run(*build)
        assert done.status == 0, done.out
        with osgraph.build(base / "notes") as kg:
            assert dump(place / "kg") == kg.store.dump("nq")
        return ended.status == 2


@pytest.mark.parametrize("megabytes", [3])
def test_a_full_disk_is_told_and_a_larger_one_goes_on(
    megabytes: float, run: Commands, base: Path, tmp_path: Path
) -> None:
    assert filled_up(megabytes, run, base, tmp_path)


def test_a_disk_that_fills_up_while_the_store_is_closed_costs_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 40) as remount:
        place = tmp_path / "disk" / "kg"
        store = Store(place)
        store.replace(letter().document.id, graph_of(letter()))
        remount(f"size={shutil.disk_usage(place).used // 1024}k")
        with pytest.raises(StoreError, match=r"log alone: .*make room"):
            store.close()
        remount("size=40m")
        with Store(place) as store:
            assert store.documents() == [letter().document.id]


@pytest.mark.long
@pytest.mark.xdist_group("disks")
def test_full_disks_of_many_sizes(run: Commands, base: Path, tmp_path: Path) -> None:
    full = [filled_up(step / 4, run, base, tmp_path) for step in range(1, 80, 3)]
    assert full[0]
    assert not full[-1]


@pytest.mark.parametrize("name", ["export", "export to a folder", "snapshot", "same", "rebuild"])
def test_a_full_disk_leaves_what_was_there(name: str, run: Commands, base: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 200) as remount:
        place = tmp_path / "disk" / "place"
        shutil.copytree(base, place)
        (place / "kg.snapshots").mkdir()
        before = state(place)
        asked = words(name, place)
        (tmp_path / "disk" / "filling").write_bytes(
            bytes(os.statvfs(place).f_bavail * os.statvfs(place).f_frsize)
        )
        ended = run.run(*asked)
        assert ended.status == 2, ended.out
        assert "osgraph: " in ended.out
        assert TOLD_OF_BUG not in ended.out
        (tmp_path / "disk" / "filling").unlink()
        remount("size=300m")
        assert state(place) == before
        assert run.run(*asked).status == 0


@pytest.mark.parametrize("name", ["build", "stats", "same", "export", "snapshot", "rebuild"])
def test_a_disk_that_cannot_be_written_is_told(name: str, run: Commands, base: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 200) as remount:
        place = tmp_path / "disk" / "place"
        shutil.copytree(base, place)
        asked = words(name, place) if name in WRITING else [name, "--store", place / "kg"]
        files = held(place)
        remount("ro")
        ended = run.run(*asked)
        assert ended.status == 2, ended.out
        assert TOLD_OF_BUG not in ended.out
        assert str(place) in ended.out
        assert held(place) == files


def test_a_clock_that_was_set_back_hides_no_change(run: Commands, base: Path, tmp_path: Path) -> None:
    """All files are from the future then; and what is written now is older than what was written before."""
    place = tmp_path / "place"
    shutil.copytree(base, place)
    future = time.time() + 50 * 365 * 86_400
    for path in place.rglob("*"):
        os.utime(path, (future, future))
    build = ("build", place / "notes", "--store", place / "kg")
    assert "Nothing new: 3 documents unchanged" in run.run(*build).out
    written(place / "notes", LATER)
    os.utime(place / "notes" / "north.txt", (0, 0))
    assert run.run(*build).status == 0
    with Store(place / "kg") as store, osgraph.build(place / "notes") as fresh:
        assert decided(store.dump("nq")).items() >= decided(fresh.store.dump("nq")).items()
        assert store.documents() == ["east", "north", "south", "west"]
        assert "open-source" in store.text("north")


# ---------------------------------------------------------------- several at once


def test_of_several_writers_one_writes_and_the_others_are_told(
    run: Commands, base: Path, tmp_path: Path
) -> None:
    """Two builds and a forget at once: whoever comes second is told who is at work, and may come again."""
    place = tmp_path / "place"
    shutil.copytree(base, place)
    asked = [("build", place / "later"), ("build", place / "later"), ("forget", "south")]
    left = [(*each, "--store", place / "kg") for each in asked]
    for _ in range(len(asked)):
        started = [(each, run.start(*each)) for each in left]
        ended = [(each, run.wait(*one)) for each, one in started]
        for _, done in ended:
            assert done.status == 0 or (done.status == 2 and "in use by" in done.out), done
        left = [each for each, done in ended if done.status == 2]
    assert not left
    with Store(place / "kg") as store, osgraph.build(place / "later") as fresh:
        assert set(fresh.documents()) >= set(store.documents()) >= {"east", "north", "west"}
        for document in store.documents():
            assert set(store.triples(document)) == set(fresh.store.triples(document))


def test_a_build_into_a_store_that_is_served_is_told_who_serves(
    run: Commands, base: Path, tmp_path: Path
) -> None:
    from serving import served

    shutil.copytree(base, tmp_path / "place")
    store = tmp_path / "place" / "kg"
    with served(store) as client:
        for command in (("build", base / "later"), ("forget", "south"), ("rebuild", base / "later")):
            ended = run.run(*command, "--store", store)
            assert (ended.status, "in use by process" in ended.out) == (2, True), ended
        assert len(client.get("/api/documents").json()["documents"]) == 3
    assert run.run("forget", "south", "--store", store).status == 0


# ---------------------------------------------------------------- damaged stores


def flipped(folder: Path, dice: random.Random) -> str:
    """Flip a bit of a file of a store; say which."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    [path] = dice.choices(files, [path.stat().st_size ** 0.3 for path in files])
    held = bytearray(path.read_bytes())
    at = dice.randrange(len(held))
    held[at] ^= 1 << dice.randrange(8)
    path.write_bytes(held)
    return f"{path.relative_to(folder)} at {at}"


def damaged(number: int, seed: int, run: Commands, base: Path, folder: Path) -> int:
    """Flip bits: a store says what it said before, or that it is damaged; return how often it does that."""
    dice = random.Random(seed)
    before = dump(shutil.copytree(base / "kg", folder / "sound"))
    count = 0
    for n in range(number):
        store = folder / f"kg-{n}"
        shutil.copytree(base / "kg", store)
        where = flipped(store, dice)
        out = folder / f"{n}.nq"
        ended = run.run("export", out, "--store", store)
        assert ended.status in {0, 2}, (where, ended)
        if ended.status == 0:
            assert out.read_bytes() == before, where
        else:
            count += 1
            assert "osgraph rebuild" in ended.out, (where, ended)
            done = run.run("rebuild", base / "notes", "--store", store)
            assert done.status in {0, 3}, (where, done)
            saved = "lost" not in done.out
            assert (decided(dump(store)) == decided(before)) is saved, (where, done)
            assert (folder / f"kg-{n}.old").is_dir()
        shutil.rmtree(store)
        shutil.rmtree(folder / f"kg-{n}.old", ignore_errors=True)
    return count


def test_a_damaged_store_is_told_and_made_anew(run: Commands, base: Path, tmp_path: Path) -> None:
    assert damaged(5, 3, run, base, tmp_path) >= 1


@pytest.mark.long
@pytest.mark.xdist_group("flips")
def test_two_hundred_flipped_bits(run: Commands, base: Path, tmp_path: Path) -> None:
    assert damaged(200, 11, run, base, tmp_path) >= 50


def test_what_was_decided_and_loaded_outlives_a_rebuild(base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path / "place")
    store = tmp_path / "place" / "kg"
    before = dump(store)
    (store / "osgraph-store").write_text("0\n", "utf-8")
    with pytest.raises(StoreError, match=r"has format '0'.*osgraph rebuild PATHS"):
        Store(store)
    (tmp_path / "place" / "notes" / "west.txt").unlink()
    done = building.rebuild(tmp_path / "place" / "notes", store)
    assert (done.saved.decisions, done.saved.sources) == (1, ("firms",))
    assert done.missing == ("west",)
    assert done.old == tmp_path / "place" / "kg.old"
    after = decided(dump(store))
    assert decided(before).items() >= after.items()
    assert set(decided(before)) - set(after) == {"<https://w3id.org/osgraph/document/west>"}


def test_a_rebuild_of_nothing_changes_nothing(base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path / "place")
    store = tmp_path / "place" / "kg"
    files = held(store)
    with pytest.raises(osgraph.errors.InputError, match="no document of PATHS could be read"):
        building.rebuild(tmp_path / "no" / "such", store)
    assert held(store).items() >= {k: v for k, v in files.items() if k != "oxigraph/LOCK"}.items()
    with pytest.raises(osgraph.errors.InputError, match="no store is here"):
        building.rebuild(base / "notes", tmp_path / "elsewhere")


def test_large_stores_are_not_read_whole_when_they_are_opened(base: Path, tmp_path: Path) -> None:
    store = shutil.copytree(base / "kg", tmp_path / "kg")
    data = max((store / "oxigraph").glob("*.sst"), key=lambda path: path.stat().st_size)
    data.write_bytes(bytes(data.stat().st_size))
    assert seals.broken(store, store / "oxigraph") == [data.name]
    assert seals.broken(store, store / "oxigraph", largest=1000) == []
    data.unlink()  # it is the database that knows which files it needs
    assert seals.broken(store, store / "oxigraph") == []
    (store / "seal.json").write_text("[1, 2", "utf-8")
    assert seals.broken(store, store / "oxigraph") == []


# ---------------------------------------------------------------- memory


def test_a_worker_that_is_killed_for_memory_costs_no_written_document(
    run: Commands, base: Path, tmp_path: Path
) -> None:
    """The system's killer of processes strikes one worker; the build ends, says so, and can be repeated."""
    many = tmp_path / "many"
    many.mkdir()
    for n in range(30):
        (many / f"{n:02}.txt").write_text(
            f"Norvane released Lark-{n}. Ostwell acquired Wren-{n}.\n" * 20, "utf-8"
        )
    build = ("build", many, "--store", tmp_path / "kg", "--workers", "2")
    pid, started, out = run.start(*build)
    worker = None
    while worker is None and time.monotonic() - started < 100:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        found = [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
        worker = int(found[0]) if len(found) == 2 else None
        time.sleep(0.05)
    assert worker is not None
    time.sleep(1)
    os.kill(worker, signal.SIGKILL)
    ended = run.wait(pid, started, out)
    assert ended.status == 2, ended.out
    assert (
        "a worker process ended before its work was done; if memory ran out, give fewer workers" in ended.out
    )
    with osgraph.build(many, tmp_path / "kg") as kg:
        assert len(kg.documents()) == 30


def test_memory_that_runs_out_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def all_of_it(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(building, "build", all_of_it)
    with pytest.raises(SystemExit) as left:
        cli.main(["build", "somewhere"])
    assert left.value.code == 2
    assert "memory ran out" in capsys.readouterr().err


# ---------------------------------------------------------------- downloads


class _Broken(BaseHTTPRequestHandler):
    """Breaks off in one of several ways."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        how = self.path.strip("/")
        if how == "robots.txt":
            self.send_response(404)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        self.close_connection = True
        if how == "no-answer":
            self.connection.shutdown(2)
            return
        self.send_response(200)
        self.send_header("content-type", "text/html")
        if how == "chunks":
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"20\r\n<p>Meta released Llama.</p>    \r\n")
        else:
            self.send_header("content-length", "5000")
            self.end_headers()
            self.wfile.write(b"<p>Meta released Llama.</p>")
        self.wfile.flush()
        self.connection.shutdown(2)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.mark.parametrize("how", ["length", "chunks", "no-answer"])
def test_half_a_download_is_no_document(how: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        [item] = documents.read([f"http://127.0.0.1:{server.server_port}/{how}"], private=True)
        server.shutdown()
    assert isinstance(item, Skipped)
    assert item.reason.startswith("cannot be fetched")
