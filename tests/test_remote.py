"""Stores behind an address: the same answers as from a folder, and what a bad endpoint can do."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import endpoint
import pytest
from sample_annotated import graph_of, hostile, letter, notes
from serving import TOKEN, fill, served

from osgraph import building, cli, graph, web
from osgraph.errors import InputError, OsgraphError, QueryError, StoreError
from osgraph.reason import reason
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASK = "ASK { ?s ?p ?o }"
TEXT = "Acme released Bolt, an open-source model. Umbra may buy Acme."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with endpoint.oxigraph() as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("local") / "kg")


@pytest.fixture
def remote(address: str, folder: Path, tmp_path: Path) -> str:
    """A server that holds what the folder holds."""
    place = endpoint.empty(address)
    with Store(folder) as store, Store(place) as other:
        reason(store)
        (tmp_path / "all.nq").write_bytes(store.dump("nq"))
        other.load_file(other.check_file(tmp_path / "all.nq"))
    return place


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, int]:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert isinstance(ended.value.code, int)
    return capsys.readouterr().out, ended.value.code


@pytest.mark.parametrize(
    "words",
    [
        ("query", "who-develops-what"),
        ("query", "SELECT ?c { ?c a osg:Company } ORDER BY ?c", "--with", "ontology"),
        ("query", "CONSTRUCT { ?a osg:develops ?b } { ?a osg:develops ?b }", "--format", "csv"),
        ("ask", "What does Umbra develop?"),
        ("ask", "How tall is the moon?"),
        ("explain", "Umbra", "--json"),
        ("matrix",),
        ("stats",),
    ],
)
def test_a_command_answers_as_for_a_folder(
    remote: str, folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert output(capsys, *words, "--store", remote) == output(capsys, *words, "--store", str(folder))


def test_pages_reports_and_exports_are_those_of_the_folder(remote: str, folder: Path, tmp_path: Path) -> None:
    for number, place in enumerate((folder, remote)):
        with graph.open(place) as kg:
            kg.view(tmp_path / f"{number}.html")
            kg.report(tmp_path / f"{number}.md")
            kg.export(tmp_path / f"{number}.trig")
            assert not kg.validate()
    for suffix in ("html", "md", "trig"):
        assert (tmp_path / f"0.{suffix}").read_bytes() == (tmp_path / f"1.{suffix}").read_bytes()


def test_a_build_fills_an_endpoint_as_it_fills_a_folder(address: str, tmp_path: Path) -> None:
    (tmp_path / "acme.txt").write_text(TEXT, encoding="utf-8")
    place = endpoint.empty(address)
    dumps = []
    for where in (tmp_path / "kg", place, place):
        with building.build(tmp_path / "acme.txt", where) as kg:
            dumps.append(kg.store.dump("nq"))
            assert kg.summary is not None
            unchanged = kg.summary.unchanged
    assert dumps[0] == dumps[1] == dumps[2]
    assert unchanged == 1  # the second build into the endpoint had nothing to do


def test_a_server_of_ours_is_built_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(fill(tmp_path / "kg"), "--writable", "--workers", "2") as client:
        place = f"{client.base_url}/sparql"
        with Store(place) as store:
            monkeypatch.delenv("OSGRAPH_TOKEN", raising=False)
            with pytest.raises(StoreError, match=r"401.*OSGRAPH_TOKEN"):
                store.forget("letter")
            monkeypatch.setenv("OSGRAPH_TOKEN", TOKEN)
            assert store.forget("letter")
            assert store.documents() == ["Trap", "notes/spring"]
            large = "An aside. " * 50_000  # some copies of it are more than others than writers may send
            store.replace("Large", graph_of(hostile(large, "Large")))
            assert store.text("Large") == large
            assert reason(store, again=True) == {}  # the server does it


def test_an_endpoint_whose_default_graph_is_the_union_is_refused() -> None:
    with endpoint.oxigraph("--union-default-graph") as address, Store(f"{address}/query") as store:
        with pytest.raises(StoreError, match="union of all others"):
            store.replace("letter", graph_of(letter()))
        assert not len(store.select("SELECT * { GRAPH ?g { ?s ?p ?o } }"))  # the trial left nothing


def test_only_a_folder_can_be_served_or_kept_as_a_snapshot(
    remote: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (("serve",), ("snapshot", "now"), ("mcp",)):
        with pytest.raises(SystemExit) as ended:
            cli.main([*command, "--store", remote])
        assert ended.value.code == 2
        assert "needs the folder of a store" in capsys.readouterr().err
    with Store(remote) as store, pytest.raises(StoreError, match="behind an address has no snapshots"):
        store.snapshot("now")


@pytest.mark.parametrize("place", ["http://", "http://user:secret@127.0.0.1/sparql", "https:///x"])
def test_what_is_no_address_or_holds_a_password_is_refused(place: str) -> None:
    with pytest.raises(InputError, match="address"):
        Store(place)


# --- endpoints that do not behave ---


class Odd(BaseHTTPRequestHandler):
    """An endpoint that answers by its path, and notes which requests brought a token."""

    protocol_version = "HTTP/1.1"
    replies: ClassVar[dict[str, tuple[int, str, bytes]]] = {
        "/garbage": (200, "", b"\x00<html>\x1b[31mno"),
        "/other": (200, "", b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "x"}}]}}'),
        "/moved": (302, "/true", b""),
        "/true": (200, "", b'{"head": {}, "boolean": true}'),
        "/fails": (500, "", b"\x1b[31mout of \x07 order"),
        "/closed": (401, "", b"who are you"),
    }
    tokens: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        self.tokens.append(self.headers.get("authorization", ""))
        status, location, body = self.replies.get(self.path, (404, "", b""))
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def odd() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with odd() as address:
        yield address


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("garbage", "no result of SPARQL"),
        ("moved", "answered 302"),
        ("fails", "answered 500: .*out of order"),
        ("nothing", "answered 404"),
        ("closed", "refuses it .401"),
    ],
)
def test_an_endpoint_that_fails_is_told_with_what_it_said(site: str, path: str, message: str) -> None:
    with Store(f"{site}/{path}") as store, pytest.raises(StoreError, match=message) as told:
        store.select(ASK)
    assert f"{site}/{path}" in str(told.value)
    assert str(told.value).isprintable()


def test_rows_that_are_none_are_told_too(site: str) -> None:
    with Store(f"{site}/other") as store:
        with pytest.raises(OsgraphError):
            store.select("SELECT ?a { ?a ?b ?c }")
        with pytest.raises(StoreError, match="no result of SPARQL"):
            store.documents()


def test_an_endpoint_that_takes_no_updates_is_told_with_where_they_were_tried(site: str) -> None:
    with (
        Store(f"{site}/fails") as store,
        pytest.raises(StoreError, match=r"fails answered 500, .*/update .*404"),
    ):
        store.load_named("catalog", graph_of(notes()))


def test_a_token_is_sent_where_it_is_asked_for_and_not_over_the_open_net(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSGRAPH_TOKEN", "secret")
    Odd.tokens.clear()
    with Store(f"{site}/true") as store:
        store.select(ASK)
    with Store(f"{site}/closed") as store, pytest.raises(StoreError, match="401"):
        store.select(ASK)
    assert Odd.tokens == ["", "", "Bearer secret"]
    monkeypatch.setattr(web, "numbers", lambda _: ["1.1.1.1"])
    with Store(f"{site}/closed") as store, pytest.raises(StoreError, match="by https only"):
        store.select(ASK)
    assert Odd.tokens[3:] == [""]


def test_an_answer_without_end_is_cut_off(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osgraph.store.remote._LARGEST", 10)
    with Store(f"{site}/true") as store, pytest.raises(StoreError, match="too large"):
        store.select(ASK)


def test_nobody_there_is_told() -> None:
    with Store("http://127.0.0.1:9/sparql") as store, pytest.raises(StoreError, match="cannot be reached"):
        store.select(ASK)


def test_a_query_the_endpoint_refuses_is_the_query_s_fault(remote: str, address: str) -> None:
    with Store(remote) as store:
        with pytest.raises(QueryError, match="line 1"):
            store.select("ASK {")  # told before it is sent
        with pytest.raises(QueryError, match="SERVICE"):
            store.select("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
