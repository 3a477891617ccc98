"""The page as text: whole, alone, escaped, the same each time. ``test_browser`` opens it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_claims import record, records

from osgraph import view
from osgraph.errors import InputError
from osgraph.model import Span
from osgraph.view.content import AT_FIRST, content, label

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "javascript:alert(1)",
    "\u2028\u2029",
    "\u202egnp.exe",
    "\x00\x07",
    "\ud800",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}",
    "🦩" * 50,
    "x" * 10_000,
)


class Page(HTMLParser):
    """Collects what a page is made of: tags with attributes, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.texts.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style"):
            tag, attrs, before = self.texts[-1]
            self.texts[-1] = (tag, attrs, before + data)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(("/" + tag, {}))

    def data(self) -> Any:
        """Return the page's data."""
        [text] = [text for _, attrs, text in self.texts if attrs.get("id") == "data"]
        return json.loads(text)


@pytest.fixture(scope="module")
def page() -> str:
    return view.page(records(), title="Four <briefs>")


def test_the_page_is_whole(page: str) -> None:
    tags = [tag for tag, _ in Page(page).tags]
    assert page.startswith("<!doctype html>")
    assert [tags.count(tag) for tag in ("html", "/html", "head", "body", "/body", "main", "title")] == [1] * 7
    assert "<title>Four &lt;briefs&gt;</title>" in page
    ids = [attrs["id"] for _, attrs in Page(page).tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_nothing_is_loaded(page: str) -> None:
    parsed = Page(page)
    for tag, attrs in parsed.tags:
        assert "src" not in attrs, tag
        assert attrs.get("href", "data:,") == "data:,", tag
        assert not any(name.startswith("on") or name == "style" for name in attrs), tag
    for tag, _, text in parsed.texts:
        if tag == "style":
            assert not re.search(r"url\(|@import", text)
    own = parsed.texts[-1][2]
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(|WebSocket|innerHTML|eval\(|document\.write", own)


def test_the_policy_allows_just_what_the_page_holds(page: str) -> None:
    parsed = Page(page)
    [policy] = [
        a["content"] or "" for _, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    runs = [text for _, attrs, text in parsed.texts if attrs.get("type") != "application/json"]
    assert len(runs) == 3
    for text in runs:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
        assert "\r" not in text  # browsers change line ends before they hash


def test_the_data_says_what_the_claims_say(page: str) -> None:
    data = Page(page).data()
    told = set()
    for claim in data["claims"]:
        edge, passage = data["edges"][claim["edge"]], data["passages"][claim["passage"]]
        names = (data["nodes"][edge["from"]]["name"], edge["relation"], data["nodes"][edge["to"]]["name"])
        told.add((*names, "negative" in edge, claim["modality"], claim.get("fact", False), passage["quote"]))
    assert told == {
        (
            r.subject_name,
            r.relation_name,
            r.object_name,
            r.polarity == "negative",
            r.modality.value,
            r.is_fact,
            r.quote,
        )
        for r in records()
    }


def test_the_page_is_the_same_for_any_order_and_hash_seed(page: str) -> None:
    shuffled = records()
    random.Random(3).shuffle(shuffled)
    assert view.page(shuffled, title="Four <briefs>") == page
    script = (
        "import hashlib; from sample_claims import records; from osgraph import view\n"
        "print(hashlib.sha256(view.page(records(), title='Four <briefs>').encode()).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "11", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert told.strip() == hashlib.sha256(page.encode()).hexdigest()


def hostile(text: str) -> list[Any]:
    """Return claims that carry the text in every field that a document can fill."""
    claim = record(text, "develops", "Magpie", marked="")
    return [
        replace(
            claim,
            quote=text,
            marks=(Span(0, 1), Span(-3, 10**9)),
            title=text,
            source=text,
            document=text,
            speaker=text,
            speaker_iri=claim.subject,
            perspective=text,
            quantity=text,
            subject_class=text or "Company",
            relation_name=text,
            published=text,
        )
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    whole = view.page(hostile(text), title=text)
    plain = view.page(hostile("plain"), title="plain")
    assert [tag for tag, _ in Page(whole).tags] == [tag for tag, _ in Page(plain).tags]
    assert Page(whole).data()["passages"][0]["quote"] == text
    whole.encode()


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=30))
def test_any_text_makes_the_same_page_around_it(text: str) -> None:
    found = re.search(r'id="data">(.*?)</script>', view.page(hostile(text)), re.DOTALL)
    assert found
    assert not re.search("[<>&\u2028\u2029]", found[1])
    assert json.loads(found[1])["documents"][0].get("title", "") == text


def test_labels_are_short_lines() -> None:
    assert label("two\nlines\tand\x00 more") == "two lines and more"
    assert len(label("y" * 10_000)) == 28
    assert "\u202e" not in label("\u202egnp.exe")


def test_an_unknown_class_has_a_look() -> None:
    claim = replace(record("Corvid", "develops", "Magpie"), subject_class="https://example.org/terms#Orchard")
    [known, new] = content([claim], "")["classes"]
    assert (known["name"], new["name"], new["label"]) == ("Model", "Orchard", "Orchard")


def test_only_the_most_connected_are_drawn_at_first() -> None:
    claims = [record("Corvid", "uses", f"part {at}", start=at) for at in range(AT_FIRST + 20)]
    data = content(claims, "")
    assert data["at_first"] == AT_FIRST < len(data["nodes"])
    assert data["nodes"][0]["name"] == "Corvid"


def test_no_claims_make_a_page_too() -> None:
    assert Page(view.page([])).data()["claims"] == []


def test_write_leaves_one_file_in_utf8(tmp_path: Path) -> None:
    claims = [record("Çà et là 🦩", "develops", "Magpie")]
    view.write(claims, tmp_path / "graph.html", title="Été")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]
    assert (tmp_path / "graph.html").read_text(encoding="utf-8") == view.page(claims, title="Été")


@pytest.mark.parametrize("where", ["missing/graph.html", "folder"])
def test_write_says_what_is_wrong_and_leaves_nothing(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot write the page"):
        view.write([], tmp_path / where)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]
