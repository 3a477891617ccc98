"""Inputs: the same article in every format gives the same claims, each quote at its place."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from sample_files import AUTHOR, DAY, PUBLISHER, TITLE, URL, WRITERS, cues, page

import osgraph
from osgraph import documents, query
from osgraph.model import ClaimRecord, Document, Skipped

if TYPE_CHECKING:
    from pathlib import Path

TWO_COLUMNS = frozenset({"two.pdf", "chrome.pdf"})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the article in every format."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, write in WRITERS.items():
        write(folder / name)
    if browser := shutil.which("chromium"):
        (folder / "page").mkdir()
        printed = folder / "page" / "chrome.htm"
        printed.write_text(page("body{columns:2;font:34px serif;hyphens:auto}"), "utf-8")
        options = "--headless --no-sandbox --disable-gpu --no-pdf-header-footer".split()
        made = [f"--print-to-pdf={folder / 'chrome.pdf'}", printed.as_uri()]
        subprocess.run([browser, *options, *made], check=True, capture_output=True)
        shutil.rmtree(folder / "page")
    return folder


@pytest.fixture(scope="module")
def read(corpus: Path) -> dict[str, Document]:
    """The article as it was read, by the name of its file."""
    out = {}
    for path in sorted(corpus.iterdir()):
        items = list(documents.read([path]))
        assert not [item for item in items if isinstance(item, Skipped)], path.name
        longest = max((item for item in items if isinstance(item, Document)), key=lambda item: len(item.text))
        out[path.name] = longest
    return out


@pytest.fixture(scope="module")
def claims(read: dict[str, Document]) -> dict[str, list[ClaimRecord]]:
    found = osgraph.extract(read.values())
    return {name: query.records(annotated) for name, annotated in zip(read, found, strict=True)}


def triples(records: list[ClaimRecord]) -> set[tuple[str, str, str]]:
    return {(record.subject, record.relation, record.object) for record in records}


NAMES = [*WRITERS, "chrome.pdf"]


@pytest.mark.parametrize("name", NAMES[1:])
def test_each_format_gives_the_claims_of_the_text(name: str, claims: dict[str, list[ClaimRecord]]) -> None:
    if name not in claims:
        pytest.skip("no Chromium to print with")
    wanted, found = triples(claims["a.md"]), triples(claims[name])
    assert len(wanted) > 40
    least = 0.9 if name in TWO_COLUMNS else 0.95
    assert len(wanted & found) >= least * len(wanted), sorted(wanted - found)
    assert len(found - wanted) <= (1.05 - least) * len(wanted), sorted(found - wanted)


@pytest.mark.parametrize("name", ["one.pdf", "two.pdf", "chrome.pdf"])
def test_quotes_of_a_pdf_stand_on_their_pages(
    name: str, corpus: Path, claims: dict[str, list[ClaimRecord]]
) -> None:
    if name not in claims:
        pytest.skip("no Chromium to print with")
    file = pypdfium2.PdfDocument(corpus / name)
    pages = [squeezed(sheet.get_textpage().get_text_range()) for sheet in file]
    assert len(pages) > 1
    for record in claims[name]:
        number = int(record.place.removeprefix("page="))
        assert squeezed(record.quote)[:12] in pages[number - 1], record.quote
    places = {record.place for record in claims[name]}
    assert 1 < len(places) <= len(pages)


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_quotes_of_a_transcript_stand_at_their_time(name: str, claims: dict[str, list[ClaimRecord]]) -> None:
    said = {(start, end): squeezed(words) for start, end, words in cues()}
    for record in claims[name]:
        start, end = map(float, record.place.removeprefix("t=").split(","))
        first = squeezed(" ".join(record.quote.split()[:2]))
        assert first in said[start, end] + "".join(w for at, w in said.items() if at[0] == end), record.quote


def squeezed(words: str) -> str:
    return re.sub(r"[\W\ufffe]+", "", words)


def test_each_format_says_what_it_knows_of_the_article(read: dict[str, Document]) -> None:
    for name in ("page.html", "a.epub", "a.csv", "a.tsv", "a.xlsx", "a.parquet", "a.json", "a.jsonl"):
        known = read[name]
        assert (known.title, known.author, known.source, known.published) == (TITLE, AUTHOR, PUBLISHER, DAY)
    for name in ("a.docx", "one.pdf", "a.rtf"):
        assert (read[name].title, read[name].author) == (TITLE, AUTHOR)
    feed, mail = read["a.rss"], read["a.eml"]
    assert (feed.title, feed.author, feed.source, feed.published, feed.url) == (
        TITLE,
        AUTHOR,
        PUBLISHER,
        DAY,
        URL,
    )
    assert (mail.title, mail.author, mail.source, mail.published) == (TITLE, AUTHOR, "lantern.example", DAY)
    assert read["a.mbox"].id == "a/bergen-lab-opens-its-models-while-rivals-close-theirs"
    assert read["a.zip"].id == "a/texts/one"
    assert read["a.md.gz"].id == "a"
