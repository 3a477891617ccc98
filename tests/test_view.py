"""The page as text: whole, alone, escaped, the same each time. ``test_browser`` opens it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_claims import record, records

from osgraph import iris, query, view
from osgraph.errors import InputError
from osgraph.model import Span
from osgraph.view import looks
from osgraph.view.assembly import to_json
from osgraph.view.columns import AT_FIRST, content, label

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
    assert not re.search(r"XMLHttpRequest|import\(|WebSocket|innerHTML|eval\(|document\.write", own)
    assert own.count("fetch(") == 1  # for a page whose server gives the data; this one's policy forbids it


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


def told(data: Any) -> set[tuple[Any, ...]]:
    """Return the claims of a page's data as the claims themselves tell them."""
    nodes, edges, claims, passages = data["nodes"], data["edges"], data["claims"], data["passages"]
    found = set()
    for number, (edge, passage) in enumerate(zip(claims["edge"], claims["passage"], strict=True)):
        at = str(number)
        speaker = data["speakers"][claims["speaker"][at]]["name"] if at in claims["speaker"] else "author"
        about = data["documents"][passages["document"][passage]]
        found.add(
            (
                nodes["name"][edges["from"][edge]],
                data["relations"][edges["relation"][edge]]["name"],
                nodes["name"][edges["to"][edge]],
                edge in edges["negative"],
                data["modalities"][claims["modality"][number]],
                claims["fact"][number] == "1",
                speaker,
                claims["perspective"].get(at),
                at in claims["former"],
                about["id"],
                about.get("published"),
                passages["quote"].get(str(passage))
                or about["text"][passages["start"][passage] : passages["end"][passage]],
                tuple(claims["marks"][number]),
            )
        )
    return found


def test_the_data_says_what_the_claims_say(page: str) -> None:
    assert told(Page(page).data()) == {
        (
            r.subject_name,
            r.relation_name,
            r.object_name,
            r.polarity == "negative",
            r.modality.value,
            r.is_fact,
            r.speaker,
            r.perspective,
            r.former,
            r.document,
            r.published,
            r.quote,
            tuple(at for mark in sorted(r.marks) for at in (mark.start, mark.end)),
        )
        for r in records()
    }


def test_a_quote_that_the_text_holds_is_not_there_twice() -> None:
    claim = record("Corvid", "develops", "Magpie", marked="[Corvid] [made] [Magpie].", start=3)
    other = replace(claim, id=iris.hashed("claim", "other"), document="elsewhere", start=0)
    data = content([claim, other], "", texts={claim.document: "🦩! " + claim.quote + " And so on."})
    assert [about.get("text") for about in data["documents"]] == [None, "🦩! " + claim.quote + " And so on."]
    assert list(data["passages"]["quote"].values()) == [claim.quote]
    assert len(told(json.loads(to_json(data)))) == 2


def test_the_matrix_is_that_of_the_query() -> None:
    """Rows by thing and columns by claim are enough to fill the matrix as ``osgraph matrix`` does."""
    data = content(records(), "")
    matrix, claims, edges = data["matrix"], data["claims"], data["edges"]
    found = set()
    for node, row in matrix["row"].items():
        own = [n for n in matrix["column"] if edges["from"][claims["edge"][n]] == node]
        facts = [n for n in own if claims["fact"][n] == "1"]
        kinds = {matrix["column"][n] for n in facts or own}
        column = kinds.pop() if len(kinds) == 1 else matrix["columns"].index("mixed")
        found.add((data["nodes"]["name"][node], matrix["rows"][row], matrix["columns"][column], bool(facts)))
    assert found == {(p.name, p.row, p.column, p.stated) for p in query.placements(records())}
    assert len({(row, column) for _, row, column, _ in found}) == 3


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


PARTS = (
    *HOSTILE,
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "\u200f\u061c\u2067",
    "]]>-->",
    "&lt;b&gt;&#0;",
    "${alert(1)}`",
    "__proto__",
    "constructor",
    "\\u003c/script>",
    "'\"`\\",
    "\r\n\t",
    "../../etc/passwd.html",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='x'>",
    '=HYPERLINK("http://x")',
    "#tab=claims&facts=1",
    "%00%E0%A4%A",
)


def hostile_texts(count: int) -> list[str]:
    """Return different texts, each put together from a few of the worst parts; always the same ones."""
    chance, texts = random.Random(41), {iris.entity(part): part for part in PARTS if part.strip()}
    while len(texts) < count:
        text = "".join(chance.choices(PARTS, k=chance.randint(2, 4)))
        texts.setdefault(iris.entity(text), text)
    return list(texts.values())[:count]


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
    assert Page(whole).data()["passages"]["quote"].get("0", "") == text
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


# Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision deficiency"
# (2009), severity 1, over linear RGB.
SIGHTS = {
    "usual": np.eye(3),
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(colour: str, sight: str) -> Any:
    """Return a colour of the style sheet as CIELAB, as it is seen."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    x, y, z = np.where(
        (ratio := xyz / [0.9505, 1, 1.089]) > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_that_must_differ_do_so_for_everyone(sight: str, mode: int) -> None:
    """A distance of 10 is seen at a glance; about 2 can just be told apart."""
    pairs = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", view.files()["page.css"])
    colours = {name: (light, dark)[mode] for name, light, dark in pairs}
    shapes: dict[str, set[str]] = {"line": {f"family{at}" for at in range(7)} | {"denied"}}
    for look in looks.CLASSES.values():
        shapes.setdefault(look.shape, set()).add(look.colour)
    for names in shapes.values():
        for one, other in itertools.combinations(sorted(names), 2):
            far = np.linalg.norm(lab(colours[one], sight) - lab(colours[other], sight))
            assert far > 10, (one, other, far)


def test_an_unknown_class_has_a_look() -> None:
    claim = replace(record("Corvid", "develops", "Magpie"), subject_class="https://example.org/terms#Orchard")
    [known, new] = content([claim], "")["classes"]
    assert (known["name"], new["name"], new["label"]) == ("Model", "Orchard", "Orchard")


def test_only_the_most_connected_are_drawn_at_first() -> None:
    claims = [record("Corvid", "uses", f"part {at}", start=at) for at in range(AT_FIRST + 20)]
    data = content(claims, "")
    assert data["at_first"] == AT_FIRST < len(data["nodes"]["name"])
    assert data["nodes"]["name"][0] == "Corvid"


def test_no_claims_make_a_page_too() -> None:
    assert Page(view.page([])).data()["claims"]["id"] == []


def test_write_leaves_one_file_in_utf8(tmp_path: Path) -> None:
    claims = [record("Çà et là 🦩", "develops", "Magpie")]
    view.write(view.page(claims, title="Été"), tmp_path / "graph.html")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]
    assert (tmp_path / "graph.html").read_text(encoding="utf-8") == view.page(claims, title="Été")


@pytest.mark.parametrize("where", ["missing/graph.html", "folder"])
def test_write_says_what_is_wrong_and_leaves_nothing(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        view.write("", tmp_path / where)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]
