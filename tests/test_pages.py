"""Web pages: the article is found among menus, adverts and teasers; all else stays in the text as noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_templates import TEMPLATES, article
from sample_files import ARTICLE

import osgraph
from osgraph import ontology, query, sections
from osgraph.model import Document, SectionKind
from osgraph.readers import webpages

if TYPE_CHECKING:
    from pathlib import Path

UNREAD = (SectionKind.NOISE, SectionKind.METADATA)


def page(template: str, text: str = ARTICLE) -> Document:
    title, blocks = article(text)
    return webpages.document(TEMPLATES[template](title or "A report", blocks), template)


def words(document: Document, *, noise: bool) -> list[str]:
    found = sections.find(document, ontology.load())
    return [section.span.of(document.text) for section in found if (section.kind in UNREAD) is noise]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_article_and_nothing_else_is_read(template: str) -> None:
    document = page(template)
    wanted = [section.span.of(ARTICLE) for section in sections.find(Document("a", ARTICLE), ontology.load())]
    read = [line for line in words(document, noise=False) if line != "References"]
    assert read == wanted


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_around_the_article_stays_in_the_text_with_a_reason(template: str) -> None:
    document = page(template)
    assert len(document.noise) > 2
    assert all(noise.reason and noise.span.of(document.text).strip() for noise in document.noise)
    assert "Google releases Chrome" not in document.text  # a script
    assert "hidden words" not in document.text


def test_a_page_says_what_it_is() -> None:
    known = page("newspaper")
    assert (known.title, known.author, known.source, known.published, known.url, known.language) == (
        "Bergen lab opens its models while rivals close theirs",
        "Ida Holm",
        "The Lantern",
        "2025-03-02",
        "https://lantern.example/2025/03/02/race",
        "en",
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2>One</h2><p>Two <b>words</b>,<br>more.</p>", "## One\n\nTwo words, more."),
        ("<p>A sentence.<br>Another one.<br><br>a third</p>", "A sentence.\n\nAnother one.\n\na third"),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", "- One\n  - Two"),
        ("<ol><li><p>One</p><p>More of it</p></li></ol>", "- One\n\nMore of it"),
        ("<blockquote><p>Said so</p></blockquote>", "> Said so"),
        ("<table><tr><th>Model</th><th>Licence</th></tr><tr><td>Lumo</td><td>MIT</td></tr></table>",
         "| Model | Licence |\n| Lumo | MIT |"),
        ("<dl><dt>Licence</dt><dd>MIT</dd></dl>", "- Licence: MIT"),
        ("<p>Fact<sup><a href='#1'>[1]</a></sup>.</p>", "Fact."),
        ("<pre>x = 1\ny</pre>", "```\nx = 1\ny\n```"),
        ("<figure><img alt='no'><figcaption>A caption.</figcaption></figure>", "A caption."),
        ("<p>He said <q>no</q>.</p>", 'He said "no".'),
    ],
)  # fmt: skip
def test_layout_of_html(markup: str, text: str) -> None:
    assert webpages.document(f"<body>{markup}</body>", "page").text == text


@pytest.mark.parametrize(
    ("around", "post"),
    [
        ("{}<section id='comments'><ol>{}</ol></section>", "<li class='comment'>{}</li>"),
        ("{}<div id='disqus_thread'><div>{}</div></div>", "<div class='x1'>{}</div>"),
        ("{}<h2>24 comments</h2>{}", "<div class='x1'>{}</div>"),
        ("{}{}", "<div itemprop='comment' itemscope itemtype='https://schema.org/Comment'>{}</div>"),
    ],
    ids=["by their class", "by the thread", "by the heading", "by structured data"],
)
def test_comments_are_noise_however_many(around: str, post: str) -> None:
    title, blocks = article(ARTICLE)
    said = "<p>Tencent acquires every lab that it can find, and Google depends on Samsung for that.</p>"
    posts = "".join(post.format(f"<b>reader{n}</b>{said * 3}") for n in range(24))
    text = f"<div><h1>{title}</h1>{''.join(blocks)}"
    document = webpages.document(f"<body><main>{around.format(text, posts)}</main></body>", "page")
    wanted = [section.span.of(ARTICLE) for section in sections.find(Document("a", ARTICLE), ontology.load())]
    assert [line for line in words(document, noise=False) if line != "References"] == wanted
    assert document.text.count("Tencent acquires") == 72


def triples(documents: list[Document]) -> dict[str, set[tuple[str, str, str]]]:
    found = osgraph.extract(documents)
    return {a.document.id: {(r.subject, r.relation, r.object) for r in query.records(a)} for a in found}


def test_pages_around_real_texts_give_their_claims(shared: Path) -> None:
    """A sample, one page a text; benchmarks/pages.py puts each text into each page."""
    texts = [path.read_text("utf-8") for path in sorted((shared / "data" / "gold" / "docs").glob("*.txt"))]
    names = list(TEMPLATES)
    clean = triples([Document(str(n), text) for n, text in enumerate(texts)])
    pages = []
    for n, text in enumerate(texts):
        title, blocks = article(text)
        pages.append(webpages.document(TEMPLATES[names[n % len(names)]](title or "A report", blocks), str(n)))
    wrapped = triples(pages)
    wanted = sum(map(len, clean.values()))
    kept = sum(len(clean[id_] & wrapped[id_]) for id_ in clean)
    more = sum(len(wrapped[id_] - clean[id_]) for id_ in clean)
    assert wanted > 150
    assert kept >= 0.97 * wanted
    assert more <= 0.02 * wanted
