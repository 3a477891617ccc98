"""Active learning: which sentences are suggested, and how corrections come back as examples."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
import sample_lessons
from click.testing import CliRunner
from playwright.sync_api import sync_playwright

import osgraph
from osgraph import learning, sections
from osgraph.cli import command
from osgraph.learning import examples, schema
from osgraph.learning.suggestions import Guess, Suggestion, spread
from osgraph.model import Document, Span
from osgraph.ontology import load as load_ontology

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.learning import Model

SURE = "Gullwing was built by Pike Yard and launched on 7 June 1931."
UNSURE = "The yard at Tarn made the Curlew, 14 metres long, for Ed Lyle."
HOSTILE = "</script><img src=x onerror=alert(1)> <!-- built by \u2028 Pike Yard"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suggestions")
    ontology, taught = sample_lessons.write(folder)
    learning.save(osgraph.learn([taught], ontology).model, folder / "boats.npz")
    (folder / "notes").mkdir()
    (folder / "notes" / "a.txt").write_text(f"{SURE} {UNSURE} The weather was fine.", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    return learning.load(folder / "boats.npz")


def document(text: str) -> Document:
    plain = Document("memo", text)
    return replace(plain, sections=sections.find(plain, load_ontology()))


def suggestion(relation: str, doubt: float, at: int) -> Suggestion:
    return Suggestion(f"s{at}", doubt, (Guess(("a", relation, "b"), doubt, False),), "d", Span(at, at + 1))


def test_the_unsure_sentence_comes_before_the_sure_one(model: Model) -> None:
    text = f"{SURE} {UNSURE}"
    found = learning.suggest(model, [document(text)])
    assert [one.sentence for one in found] == [UNSURE, SURE]
    assert found[0].doubt > found[1].doubt
    assert all(one.span.of(text) == one.sentence for one in found)


def test_no_sentence_is_suggested_twice_or_when_taught(model: Model) -> None:
    twice = document(f"{UNSURE}\n\n{UNSURE}\n\n{SURE}")
    assert [one.sentence for one in learning.suggest(model, [twice], taught=[SURE.upper()])] == [UNSURE]


def test_suggestions_spread_over_relations() -> None:
    many = [suggestion("owner", 0.5 - n / 100, n) for n in range(5)] + [suggestion("length", 0.3, 9)]
    assert [one.guesses[0].triple[1] for one in spread(many, 3)] == ["owner", "length", "owner"]


def test_what_is_suggested_teaches_only_when_checked(folder: Path) -> None:
    words = ["suggest", str(folder / "notes"), "--model", str(folder / "boats.npz"), "--count", "1"]
    result = CliRunner().invoke(command, words, standalone_mode=False)
    assert result.return_value == 0
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert row["sentence"] == UNSURE
    known = schema.read(folder / "boats.json")
    faults: list[examples.Fault] = []
    assert examples.parsed("f:1", json.dumps(row), known, faults) == []
    assert faults[0].reason.startswith("not checked yet")
    row |= {"checked": True, "triples": [["Curlew", "owner", "Ed Lyle"]]}
    (example,) = examples.parsed("f:1", json.dumps(row), known, faults)
    assert example.triples == (("Curlew", "owner", "Ed Lyle"),)


def test_the_page_holds_hostile_words_as_data_alone(model: Model) -> None:
    guess = Guess((HOSTILE, "owner", HOSTILE), 0.4, True)
    text = learning.page([Suggestion(HOSTILE, 0.3, (guess,), HOSTILE, Span(0, 1))], model.schema)
    assert "<img" not in text
    assert text.count("</script>") == 2
    assert "default-src 'none'" in unescape(text)


def test_corrections_made_on_the_page_are_examples(folder: Path, model: Model) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: the page was not tested in a browser")
        pytest.skip(
            "no Chromium: the page was not tested in a browser; install it (apt-get install chromium)"
        )
    sheet = folder / "sheet.html"
    sheet.write_text(
        learning.page(learning.suggest(model, [document(f"{SURE} {UNSURE}")]), model.schema), "utf-8"
    )
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda r: None if r.url.startswith("file:") else complaints.append(r.url))
        tab.goto(sheet.as_uri())
        card = tab.locator("article").first
        card.get_by_role("button", name="Add a triple").click()
        card.get_by_role("checkbox").click()
        assert card.get_by_text("1 triple lacks a part").is_visible()
        assert not card.get_by_role("checkbox").is_checked()
        row = card.locator("li").last
        row.get_by_label("subject").fill("Curlew")
        row.get_by_label("relation").select_option("owner")
        row.get_by_label("object").fill("Ed Lyle")
        card.get_by_role("checkbox").check()
        tab.reload()  # what was done is still there
        assert tab.locator("article").first.get_by_role("checkbox").is_checked()
        with tab.expect_download() as download:
            tab.get_by_role("button", name="Save checked").click()
        download.value.save_as(folder / "corrected.jsonl")
        browser.close()
    assert complaints == []
    read = examples.read([folder / "corrected.jsonl"], model.schema)
    assert read.faults == ()
    assert [item.sentence for item in read.items] == [UNSURE]
    assert ("Curlew", "owner", "Ed Lyle") in read.items[0].triples
