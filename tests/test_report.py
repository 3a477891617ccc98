"""The report: what it says, that each line leads to its quote, that nothing in it runs."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import osgraph
from osgraph import iris, ontology, rdf, report
from osgraph.cli import command
from osgraph.errors import InputError
from osgraph.model import IRI, AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span
from osgraph.report.leading import leaders
from osgraph.report.rendering import escaped
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TERMS = ontology.load()
HOSTILE = "<script>alert(1)</script> *b* [x](javascript:1) | `c`\u202e"
CLASSES = {"Acme": "Company", "Ferrant": "Company", "China": "Country", "Ilse": "Person"}
LETTERS = {  # publisher, date, claims "subject relation object how"
    "a": ("Gazette", "2031-01-05", ["Acme hasOpenness Open", "Acme basedIn China", "Acme uses Lumo hedged"]),
    "b": ("Courier", "2031-06-05", ["Acme hasOpenness Closed", "Acme uses Lumo", "Acme basedIn China"]),
    "c": (
        "",
        None,
        ["Ferrant shiftsTo Closed", "Ferrant develops Lumo says:Ilse", "Lumo uses Tavo lens:Us"],
    ),
    "d": ("Courier", "2031-07", ["Ferrant develops Lumo not", "Ferrant develops Lumo"]),
}


def end(name: str) -> IRI:
    return iris.term(name) if iris.term(name) in TERMS.openness else iris.entity(name)


def letter(id_: str, source: str, date: str | None, lines: list[str], title: str = "") -> AnnotatedDocument:
    text, claims, names, at = "\n".join(lines), [], set(), 0
    for line in lines:
        subject, relation, object_, *how = line.split()
        told = dict(word.split(":") for word in how if ":" in word)
        names |= {subject, object_, *([told["says"]] if "says" in told else [])}
        claims.append(
            Claim(
                end(subject),
                iris.term(relation),
                end(object_),
                Span(at, at + len(line)),
                polarity=Polarity.NEGATIVE if "not" in how else Polarity.POSITIVE,
                modality=Modality.HEDGED if "hedged" in how else Modality.ASSERTED,
                speaker=end(told["says"]) if "says" in told else None,
                perspective=told.get("lens"),
                words=(Span(at, at + len(subject)),),
            )
        )
        at += len(line) + 1
    entities = tuple(
        Entity(end(n), iris.term(CLASSES.get(n, "Model")), n, ())
        for n in sorted(names)
        if end(n) not in TERMS.openness
    )
    return AnnotatedDocument(Document(id_, text, title or id_, source, date), entities, tuple(claims))


def put(store: Store, annotated: AnnotatedDocument) -> None:
    graph = rdf.to_graph(annotated, TERMS, run=iris.hashed("run", "by hand"))
    store.replace(annotated.document.id, graph)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        opened.load_named("ontology", ontology.locate("osgraph.ttl"))
        for id_, (source, date, lines) in LETTERS.items():
            put(opened, letter(id_, source, date, lines))
        yield opened


class Reader(HTMLParser):
    """Collects tags, anchors and the ends of links, and sees that tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        about = dict(attrs)
        self.ids += [about["id"]] if about.get("id") else []
        self.links += [about["href"]] if tag == "a" and about.get("href") else []
        assert not any(name.startswith("on") for name in about)
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def plain(html: str) -> str:
    body = html[html.index("<body>") :]
    return " ".join(re.sub("<[^>]+>", " ", body).split()).replace(" ,", ",")


def test_what_it_says(store: Store) -> None:
    found = report.gather(store, since="2031-06")
    assert {name: n for n, name in found.counts} == {
        "documents": 4,
        "publishers": 2,
        "entities": 6,
        "claims": 11,
        "stated as fact": 7,
    }
    assert (found.first, found.last) == ("2031-01-05", "2031-07")
    [placed] = found.cells["China", "mixed"]
    assert (placed.name, placed.stated, placed.sources, placed.first, placed.last) == (
        "Acme",
        True,
        2,
        "2031-01-05",
        "2031-06-05",
    )
    assert [(s.subject, s.relation, s.object, s.sources) for s in found.corroborated] == [
        ("Acme", "based in", "China", 2),
        ("Ferrant", "develops", "Lumo", 2),
    ]
    assert {(d.about, d.reason) for d in found.disputes} == {
        ("Acme", "open and closed"),
        ("Ferrant", "asserted and denied"),
    }
    assert [(s.who, s.becomes, s.date) for s in found.shifts] == [
        ("Acme", "closed", "2031-06-05"),
        ("Ferrant", "closed", ""),
    ]
    assert [(p.name, p.documents, [s.name for s in p.speakers]) for p in found.publishers] == [
        ("Courier", 2, []),
        ("Gazette", 1, []),
        ("", 1, ["Ilse"]),
    ]
    [lens] = found.lenses
    assert (lens.name, [s.subject for s in lens.statements]) == ("Us", ["Lumo"])
    assert [source.document.id for source in found.sources] == ["d", "b", "a", "c"]


def test_what_is_new(store: Store) -> None:
    news = report.gather(store, since="2031-06").news
    assert news is not None
    assert [source.document.id for source in news.documents] == ["d", "b"]
    assert [(m.name, m.before, m.after) for m in news.moves] == [("Acme", "China, open", "China, mixed")]
    assert [(s.subject, s.relation, s.object) for s in news.first] == [("Acme", "is", "closed")]
    assert [(before, s.subject, s.object) for before, s in news.otherwise] == [
        ("hedged", "Acme", "Lumo"),
        ("asserted", "Ferrant", "Lumo"),
    ]
    assert report.gather(store).news is None
    with pytest.raises(InputError, match="no date"):
        report.gather(store, since="June")


def test_every_line_leads_to_its_quote(store: Store) -> None:
    html = report.to_html(report.gather(store, since="2031-06"))
    reader = Reader(html)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    lines = re.findall(r'<li>(?!.*href="#q).*</li>', html)
    assert lines == []
    assert "Acme is closed" in plain(html)
    assert "Ferrant develops Lumo (said by Ilse)" in plain(html)
    assert "Lumo uses Tavo (viewpoint: Us)" in plain(html)


def test_nothing_runs_and_nothing_is_loaded(store: Store) -> None:
    hostile = letter("e", HOSTILE, "2031-08-01", ["Acme uses Lumo"], HOSTILE)
    entities = tuple(replace(e, name=HOSTILE) for e in hostile.entities)
    document = replace(hostile.document, text=f"{HOSTILE}, Acme uses Lumo")
    claims = (replace(hostile.claims[0], evidence=Span(0, len(HOSTILE)), perspective=HOSTILE),)
    put(store, AnnotatedDocument(document, entities, claims))
    found = report.gather(store, since="2031")
    html, markdown = report.to_html(found), report.to_markdown(found)
    reader = Reader(html)
    assert not reader.tags & {"script", "img", "iframe", "form", "object", "svg"}
    assert all(link.startswith("#") for link in reader.links)
    assert "url(" not in html
    assert "@import" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "\u202e" not in html + markdown
    assert "<script" not in markdown.replace(r"\<", "")
    assert not re.search(r"(?<!\\)\]\((?!#)", markdown)


def test_markdown_links_lead_somewhere(store: Store) -> None:
    markdown = report.to_markdown(report.gather(store, since="2031-06"))
    anchors = re.findall(r'<a id="(\w+)"></a>', markdown)
    assert set(re.findall(r"\]\(#(\w+)\)", markdown)) == set(anchors)
    assert len(anchors) == len(set(anchors))
    assert "**Ferrant** develops **Lumo** (denied)" in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("| **")]
    assert len(rows) == 4
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


def test_the_same_claims_give_the_same_bytes(store: Store) -> None:
    first = report.to_html(report.gather(store))
    with Store() as other:
        other.load_named("ontology", ontology.locate("osgraph.ttl"))
        for id_, (source, date, lines) in reversed(LETTERS.items()):
            put(other, letter(id_, source, date, lines))
        assert report.to_html(report.gather(other)) == first


def test_an_empty_store_has_a_report() -> None:
    with Store() as store:
        found = report.gather(store, since="2031")
        assert "There are no claims yet." in report.to_html(found)
        assert "There are no claims yet." in report.to_markdown(found)


def test_leaders_bind_the_network(store: Store) -> None:
    kg = osgraph.KnowledgeGraph(store)
    found = leaders(kg.claims())
    assert {iris.local(one.iri) for one in found} == {"Acme", "China", "Ferrant", "Lumo", "Tavo"}
    assert max(found, key=lambda one: one.betweenness).iri == iris.entity("Lumo")
    assert sum(one.pagerank for one in found) == pytest.approx(1, abs=0.001)
    assert leaders(reversed(kg.claims())) == found


def test_markdown_marks_are_escaped() -> None:
    assert escaped("see https://x.org or www.x.org, a@b") == r"see https\://x.org or www\.x.org, a\@b"


def test_the_command(tmp_path: Path) -> None:
    with Store(tmp_path / "kg") as store:
        put(store, letter("a", *LETTERS["a"]))
    for name in ("r.html", "r.md"):
        words = ["report", "-o", str(tmp_path / name), "--since", "2031", "--store", str(tmp_path / "kg")]
        result = CliRunner().invoke(command, words, catch_exceptions=False)
        assert result.exit_code == 0
        assert "New since 2031" in (tmp_path / name).read_text(encoding="utf-8")
    with osgraph.open(tmp_path / "kg") as kg, pytest.raises(InputError, match=r"\.html or \.md"):
        kg.report(tmp_path / "r.pdf")
