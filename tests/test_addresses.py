"""Web addresses, against a server of the tests: what is fetched, what is refused, and watching of feeds."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from page_templates import TEMPLATES, article
from sample_files import ARTICLE

from osgraph import documents
from osgraph.documents import addresses
from osgraph.documents.addresses import Fetcher
from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.readers import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = TEMPLATES["weblog"](*article(ARTICLE)).encode()
FEED = (
    "<rss version='2.0'><channel><title>The Lantern</title>{}</channel></rss>",
    "<item><title>{0}</title><link>https://lantern.example/{1}</link><description>{0}</description></item>",
)


class Site(BaseHTTPRequestHandler):
    """A site with a page, a feed, rules, and traps."""

    entries: ClassVar[list[str]] = ["Meta released Llama."]
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        handler = {
            "/robots.txt": lambda: self.say(b"User-agent: *\nDisallow: /closed\n", "text/plain"),
            "/2025/03/02/page": lambda: self.say(PAGE, "text/html; charset=utf-8"),
            "/latin": lambda: self.say(
                "<p>Le café de Meta.</p>".encode("latin-1"), "text/html; charset=latin-1"
            ),
            "/packed.html": lambda: self.say(gzip.compress(PAGE), "text/html", {"Content-Encoding": "gzip"}),
            "/moved": lambda: self.say(b"", headers={"Location": "/2025/03/02/page"}, status=302),
            "/loop": lambda: self.say(b"", headers={"Location": "/loop"}, status=301),
            "/away": lambda: self.say(b"", headers={"Location": "ftp://a.example/"}, status=301),
            "/feed.xml": lambda: self.say(feed(self.entries), "application/rss+xml"),
            "/large": lambda: self.say(b"Meta. " * 400, "text/plain"),
            "/slow": self.drip,
        }.get(self.path, lambda: self.say(b"no", status=404))
        handler()

    def say(
        self, body: bytes, kind: str = "text/plain", headers: dict[str, str] | None = None, status: int = 200
    ) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            try:
                self.wfile.write(b"Meta. ")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        """Be silent."""


def feed(entries: list[str]) -> bytes:
    items = "".join(FEED[1].format(words, n) for n, words in enumerate(entries))
    return FEED[0].format(items).encode()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def read(address: str) -> Document | Skipped:
    [item] = documents.read([address], private=True)
    return item


def reason(address: str) -> str:
    item = read(address)
    assert isinstance(item, Skipped)
    assert item.path == address
    return item.reason


def test_a_page_is_read_with_its_address_as_id(site: str) -> None:
    page = read(f"{site}/2025/03/02/page")
    assert isinstance(page, Document)
    assert page.id == f"{site.removeprefix('http://').partition(':')[0]}/2025/03/02/page"
    assert (page.url, page.published) == (f"{site}/2025/03/02/page", "2025-03-02")
    assert "Lumo-2 outperforms GPT-4o" in page.text
    assert page.noise


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/moved", "Lumo-2 outperforms"),
        ("/packed.html", "Lumo-2 outperforms"),
        ("/latin", "Le café de Meta."),
    ],
)
def test_what_is_moved_packed_or_in_another_encoding_is_read(path: str, words: str, site: str) -> None:
    page = read(site + path)
    assert isinstance(page, Document)
    assert words in page.text


def test_the_entries_of_a_feed_are_documents(site: str) -> None:
    item = read(f"{site}/feed.xml")
    assert isinstance(item, Document)
    assert (item.id, item.source) == ("127.0.0.1/feed.xml/meta-released-llama", "The Lantern")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/loop", "sends on more than 5 times"),
        ("/away", "no web address"),
        ("/nothing", "the site answered 404 (Not Found)"),
        ("/closed/page", "the site asks programs not to read it (robots.txt)"),
    ],
)
def test_what_is_refused(path: str, why: str, site: str) -> None:
    assert why in reason(site + path)
    assert "/closed/page" not in Site.asked


def test_bounds_of_size_and_time(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MAX_BYTES", 1000)
    assert "larger than 0.001 MB" in reason(f"{site}/large")
    with Fetcher(private=True, seconds=0.5) as fetcher, pytest.raises(InputError, match="took too long"):
        fetcher.fetch(f"{site}/slow", Columns())


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
    ],
)
def test_private_addresses_are_refused_unless_asked_for(address: str) -> None:
    [item] = documents.read([address])
    assert isinstance(item, Skipped)
    assert "an address of a private net; allow it with --private-addresses" in item.reason


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://ida:secret@example.org/", "an address with a password in it"),
        ("http:///path", "no web address"),
        ("https://no-such-site.invalid/", "no site of that name is known"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, why: str) -> None:
    [item] = documents.read([address])
    assert isinstance(item, Skipped)
    assert why in item.reason


def test_watching_tells_what_is_new_in_folders_and_feeds(site: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("Baidu released Ernie.", "utf-8")
    command = [Path(sys.executable).parent / "osgraph", "watch", inbox, f"{site}/feed.xml", "--every", "1"]
    command += ["--private-addresses", "--store", tmp_path / "kg"]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a background job; inherited
        signal.signal(signal.SIGINT, signal.default_int_handler)
    watch = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert watch.stdout is not None
    patience = threading.Timer(120, watch.kill)
    patience.start()
    try:
        first = {watch.stdout.readline() for _ in range(2)}
        assert {line.partition(" (")[0] for line in first} == {"Baidu develops ERNIE", "Meta develops Llama"}
        (inbox / "bad.pdf").write_bytes(b"no PDF")
        (inbox / "b.txt").write_text("Nvidia acquired Mistral.", "utf-8")
        assert (
            watch.stdout.readline()
            == "NVIDIA acquires Mistral AI (asserted) «Nvidia» «acquired» «Mistral». [b]\n"
        )
        Site.entries.append("Alibaba may abandon Qwen.")
        assert watch.stdout.readline().startswith("Alibaba shiftsFrom Qwen (hedged)")
    finally:
        patience.cancel()
        watch.send_signal(signal.SIGINT)
        _, told = watch.communicate(timeout=60)
    assert watch.returncode == 130
    assert "bad.pdf: not what its name says" in told
