"""Readers, one by one: what is peculiar to a format."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_files import pdf

import osgraph
from osgraph import documents, query, readers
from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.readers import Columns, Source, formats
from osgraph.readers.pdf import _joined

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(name: str, data: bytes | str, columns: Columns | None = None) -> list[Document | Skipped]:
    source = Source(name.rpartition(".")[0], name, columns or Columns())
    return list(readers.read(data.encode() if isinstance(data, str) else data, source))


def one(name: str, data: bytes | str, columns: Columns | None = None) -> Document:
    [item] = read(name, data, columns)
    assert isinstance(item, Document), item
    return item


def reason(name: str, data: bytes | str, columns: Columns | None = None) -> str:
    [item] = read(name, data, columns)
    assert isinstance(item, Skipped), item
    return item.reason


def noise(document: Document) -> list[tuple[str, str]]:
    return [(one.reason, one.span.of(document.text)) for one in document.noise]


def claimed(items: Sequence[Document]) -> set[tuple[str, str, str, str, str]]:
    return {
        (record.subject_name, record.relation_name, record.object_name, record.speaker, record.place)
        for annotated in osgraph.extract(items)
        for record in query.records(annotated)
    }


# ---------------------------------------------------------------- structure in the claims


def test_turns_of_a_transcript_give_speaker_and_time() -> None:
    talk = one(
        "talk.vtt",
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Mona Rey>Meta released Llama, and\n\n"
        "00:00:04.000 --> 00:00:07.000\n<v Mona Rey>OpenAI relies on Nvidia.\n\n"
        "00:01:10.000 --> 00:01:14.500\n<v Ivo Brand>China may lead in robotics.\n\n"
        "00:01:15.000 --> 00:01:19.000\n<v Mona Rey>Baidu abandoned Ernie.\n",
    )
    assert talk.text.split("\n\n") == [
        "Mona Rey: Meta released Llama, and OpenAI relies on Nvidia.",
        "Ivo Brand: China may lead in robotics.",
        "Mona Rey: Baidu abandoned Ernie.",
    ]
    assert {
        ("Meta", "develops", "Llama", "Mona Rey", "t=1,4"),
        ("China", "leadsIn", "robotics", "Ivo Brand", "t=70,74.5"),
        ("Baidu", "shiftsFrom", "ERNIE", "Mona Rey", "t=75,79"),
    } <= claimed([talk])


def test_a_table_of_models_says_of_each_what_its_columns_name() -> None:
    table = one("models.csv", "Model,Maker,Licence\nLumo-2,Fjordtech,MIT License\nQwen3,Alibaba,Apache 2.0\n")
    page = one(
        "models.html",
        "<article><h1>Open models</h1><p>Two models that were released in the spring are compared.</p><table>"
        "<tr><th>Model</th><th>Maker</th><th>Licence</th></tr><tr><td>Lumo-2</td><td>Fjordtech</td><td>MIT "
        "License"
        "</td></tr><tr><td>Qwen3</td><td>Alibaba</td><td>Apache 2.0</td></tr></table></article>",
    )
    for items, rows in (([table], ("row=2", "row=3")), ([page], ("", ""))):
        assert {
            ("Fjordtech", "develops", "Lumo-2", "author", rows[0]),
            ("Lumo-2", "licensedUnder", "MIT License", "author", rows[0]),
            ("Alibaba", "develops", "Qwen3", "author", rows[1]),
            ("Qwen3", "licensedUnder", "Apache License 2.0", "author", rows[1]),
        } <= claimed(items)


def test_a_place_lasts_in_the_store_and_is_said_in_words(tmp_path: Path) -> None:
    pdf(tmp_path / "report.pdf", copies=2)
    command = [Path(sys.executable).parent / "osgraph"]
    store = ["--store", tmp_path / "kg"]
    subprocess.run([*command, "build", tmp_path / "report.pdf", *store], check=True, capture_output=True)
    told = subprocess.run(
        [*command, "explain", "Anthropic", *store], check=True, capture_output=True, text=True
    ).stdout
    assert ", page 2, characters " in told
    with osgraph.open(tmp_path / "kg") as kg:
        assert {record.place for record in kg.claims()} >= {"page=1", "page=2", "page=3"}
        rows = kg.query(
            "SELECT DISTINCT ?at { ?s a oa:FragmentSelector ; rdf:value ?at ; oa:refinedBy/oa:exact ?words ;"
            " dcterms:conformsTo <http://tools.ietf.org/rfc/rfc3778> }"
        )
        assert {at for (at,) in rows.plain()} >= {"page=1", "page=2", "page=3"}
        assert not kg.validate()


# ---------------------------------------------------------------- formats


@pytest.mark.parametrize(
    ("name", "data", "module"),
    [
        ("a.txt", b"Text.", "plain"),
        ("a.txt", b"%PDF-1.4", "pdf"),
        ("a.txt", b"<!DOCTYPE html><html>", "webpages"),
        ("a.html", b"<?xml version='1.0'?><rss version='2.0'>", "feeds"),
        ("a.xml", b"<!-- a --><html><body>", "webpages"),
        ("a.md", b"<p>Markdown with marks</p>", "plain"),
        ("a", b"WEBVTT\n\n", "transcripts"),
        ("a.log", b"Line.", "plain"),
        ("archive", b"\x1f\x8b\x08", "archives"),
        ("a.doc", b"{\\rtf1", "rtf"),
    ],
)
def test_what_a_file_is_shows_in_its_first_bytes(name: str, data: bytes, module: str) -> None:
    assert formats.of(name, data) == module


def test_what_is_no_text_is_named() -> None:
    with pytest.raises(InputError, match="a picture"):
        formats.of("a.txt", b"\x89PNG\r\n")


# ---------------------------------------------------------------- PDF


@pytest.mark.parametrize(
    ("above", "below", "words", "joined"),
    [
        ("the develop-", "ment of chips", set(), ("the development", "of chips")),
        ("an open-", "source model", {"open", "source"}, ("an open-source", "model")),
        ("an open-", "source model", {"open-source"}, ("an open-source", "model")),
        ("of GPT-", "4o", set(), ("of GPT-", "4o")),
        ("state-of-the-", "art models", set(), ("state-of-the-art", "models")),
        ("a dash -", "and more", set(), ("a dash -", "and more")),
        ("regu\u00adlat\u00ad", "ors met", set(), ("regu\u00adlators", "met")),
    ],
)
def test_broken_words_are_mended(above: str, below: str, words: set[str], joined: tuple[str, str]) -> None:
    assert _joined(above, below, frozenset(words)) == joined


def test_running_lines_of_pages_are_noise(tmp_path: Path) -> None:
    pdf(tmp_path / "a.pdf", copies=2)
    document = one("a.pdf", (tmp_path / "a.pdf").read_bytes())
    lines = {words for why, words in noise(document) if why == "running line of a page"}
    assert {"The Bergen Review of Models", "Page 1", "Page 2"} <= lines
    paragraphs = document.text.split("\n\n")
    assert paragraphs[1].startswith("Norwegian startup Fjordtech")
    assert paragraphs[1].endswith("according to Fjordtech.")


# ---------------------------------------------------------------- mail


def test_attachments_of_one_name_are_documents_of_two() -> None:
    message = EmailMessage()
    message["Subject"] = "Two"
    message.set_content("See both.")
    for text in ("Meta released Llama.", "Baidu released Ernie."):
        message.add_attachment(text.encode(), maintype="text", subtype="plain", filename="note.txt")
    read_ = [(item.id, item.text) for item in read("m.eml", message.as_bytes()) if isinstance(item, Document)]
    assert read_[1:] == [("m/note", "Meta released Llama."), ("m/note-2", "Baidu released Ernie.")]


def test_rows_get_distinct_names_whatever_their_ids_say() -> None:
    rows = read(
        "t.csv", "id,text\n2,Meta released Llama.\n2,Baidu released Ernie.\n2-2,None.\n,None.\n2,None.\n"
    )
    assert [item.id for item in rows if isinstance(item, Document)] == [
        "t/2",
        "t/2-2",
        "t/2-2-3",
        "t/4",
        "t/2-5",
    ]


def test_control_characters_in_a_page_do_not_cost_its_article() -> None:
    words = "Meta released Llama, a model whose weights anyone may use, and said that more would follow. " * 4
    menu = "<nav>Home \x1f<a href=/>News</a></nav>"
    page = f"{menu}<article><h1>A</h1><p>{words}</p>\x02<form>Sign</form>\x1f</article>"
    assert words.strip() in one("p.html", page).text
    assert noise(one("p.html", page)) == noise(one("p.html", page.replace("\x1f", " ").replace("\x02", " ")))


def test_quoted_mail_and_signatures_are_noise_and_attachments_are_documents() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Ida Holm <ida@lantern.example>", "The race"
    mail.set_content(
        "Meta released Llama.\n\n- One\n- Two\n\nOn Sunday Ivo wrote:\n> Baidu did.\n\n-- \nIda, Lantern"
    )
    mail.add_attachment(b"Baidu released Ernie.", maintype="text", subtype="plain", filename="note.txt")
    message, note = read("race.eml", mail.as_bytes())
    assert isinstance(message, Document)
    assert isinstance(note, Document)
    assert message.text.startswith("# The race\n\nMeta released Llama.\n\n- One\n- Two")
    assert ("quoted mail", "> Baidu did.") in noise(message)
    assert [why for why, words in noise(message) if "Lantern" in words] == ["signature"]
    assert (note.id, note.text) == ("race/note", "Baidu released Ernie.")


# ---------------------------------------------------------------- tables


def test_named_columns_hold_the_parts() -> None:
    table = "day,words,who\n2025-03-02,Meta released Llama.,Ida\n3 March 2025,Baidu released Ernie.,Ivo\n"
    columns = Columns(text="words", date="day", author="who")
    found = [item for item in read("news.csv", table, columns) if isinstance(item, Document)]
    assert [(item.id, item.text, item.published, item.author) for item in found] == [
        ("news/1", "Meta released Llama.", "2025-03-02", "Ida"),
        ("news/2", "Baidu released Ernie.", "2025-03-03", "Ivo"),
    ]
    assert "no column 'text'; there are: day, words, who" in reason("news.csv", table, Columns(text="text"))


def test_objects_without_text_name_their_keys() -> None:
    assert reason("a.json", json.dumps({"a": 1, "b": 2})) == (
        "no column for the text; name one of these with --text-column: a, b"
    )
    assert "neither an object nor a list of objects" in reason("a.json", "[1, 2]")


def test_rows_without_text_are_counted_and_equal_titles_get_numbers() -> None:
    table = (
        "title\ttext\nRace\tMeta released Llama.\nEmpty\t\n"
        "Race\t<p>Baidu <b>released</b> Ernie.</p><p>So.</p>\n"
    )
    first, empty, second = read("a.tsv", table)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert empty == Skipped("a.tsv, row 2", "no text in it")
    assert (first.id, first.text) == ("a/race", "# Race\n\nMeta released Llama.")
    assert (second.id, second.text) == ("a/race-3", "# Race\n\nBaidu released Ernie.\n\nSo.")


# ---------------------------------------------------------------- feeds, archives


def test_a_list_of_feeds_is_told_and_not_followed() -> None:
    listed = "<opml><body><outline text='a'><outline xmlUrl='https://a.example/f'/></outline></body></opml>"
    assert reason("feeds.opml", listed) == (
        "a list of 1 feeds; name those that you want fetched: osgraph build https://a.example/f"
    )


def test_files_of_an_archive_have_ids_below_its_own() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("b/x.md", "a.md", "a.txt", "style.css", ".hidden.md"):
            archive.writestr(name, f"The file {name}.")
    found = read("all.zip", out.getvalue())
    assert [item.id for item in found if isinstance(item, Document)] == ["all/a.md", "all/a.txt", "all/b/x"]


def test_an_archive_is_read_from_standard_input() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.md", "Meta released Llama.")
    stream = io.TextIOWrapper(io.BytesIO(out.getvalue()))
    [item] = documents.read(["-"], stdin=stream)
    assert isinstance(item, Document)
    assert (item.id, item.text) == ("stdin/a", "Meta released Llama.")
