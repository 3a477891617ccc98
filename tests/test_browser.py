"""The page in a real browser: it draws, filters, finds, and shows the evidence, all without a network."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sample_claims import record, records
from test_view import HOSTILE, hostile

from osgraph import iris, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from osgraph.model import ClaimRecord

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of this module."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "NO CHROMIUM: the page was not tested in a browser; install it (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page of claims from the file system; afterwards, fail on any complaint or network request."""
    complaints: list[str] = []
    contexts = []

    def open_page(claims: Any = None, *, title: str = "Claims", **options: Any) -> Page:
        view.write(records() if claims is None else claims, tmp_path / "graph.html", title=title)
        context = browser.new_context(
            viewport=options.pop("viewport", {"width": 1280, "height": 800}),
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: complaints.append(f"request: {asked.url}"))
        context.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
        page.goto((tmp_path / "graph.html").as_uri())
        page.wait_for_function("window.osgraph !== undefined")
        return page

    yield open_page
    for context in contexts:
        context.close()
    local = (f"request: {(tmp_path / 'graph.html').as_uri()}", "request: data:,")
    assert [complaint for complaint in complaints if complaint not in local] == []


def drawn(page: Page) -> tuple[int, int]:
    """Return how many nodes and edges the canvas holds."""
    counts = page.evaluate("Object.values(osgraph.drawn()).map(ids => ids.length)")
    return counts[0], counts[1]


def find(page: Page, name: str) -> None:
    page.fill("#search", name)
    page.press("#search", "Enter")


def click_edge(page: Page) -> int:
    """Click an edge that nothing covers, and return its number."""
    for edge in page.evaluate("osgraph.drawn().edges"):
        at = page.evaluate("edge => osgraph.where({edge})", edge)
        if at is not None:
            page.mouse.click(at["x"], at["y"])
            return int(edge)
    raise AssertionError("no edge can be clicked")


def painted(page: Page) -> int:
    """Return how many different colours the canvas shows."""
    return int(
        page.evaluate(
            """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
              const canvas = document.querySelector("#canvas canvas");
              const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              done(new Set(new Uint32Array(all.buffer)).size);
            })))"""
        )
    )


def test_everything_is_drawn(opened: Callable[..., Page]) -> None:
    page = opened()
    assert drawn(page) == (47, edges())
    assert painted(page) > 50
    assert page.inner_text("#counts") == "84 claims · 47 names · 4 documents"
    assert page.title() == "Claims"


def test_search_offers_names_and_opens_the_chosen_one(opened: Callable[..., Page]) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("magpie")
    assert page.locator("#found li bdi").all_inner_texts() == ["Magpie", "Magpie-7B"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Magpie-7B"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    page.fill("#search", "no such thing")
    assert page.locator("#found").inner_text() == "No such name"


def edges(keep: Callable[[ClaimRecord], bool] = lambda _: True) -> int:
    """Return how many edges the sample's claims make, of those to keep."""
    return len({(r.subject, r.relation, r.object, r.polarity) for r in records() if keep(r)})


@pytest.mark.parametrize(
    ("box", "value", "keep"),
    [
        ("modality", "asserted", lambda r: r.modality != "asserted"),
        ("modality", "hedged", lambda r: r.modality != "hedged"),
        ("polarity", "affirmed", lambda r: r.polarity == "negative"),
        ("relation", "develops", lambda r: r.relation_name != "develops"),
        ("cls", "Company", lambda r: "Company" not in (r.subject_class, r.object_class)),
    ],
)
def test_a_filter_leaves_the_edges_it_names(
    opened: Callable[..., Page], box: str, value: str, keep: Callable[[ClaimRecord], bool]
) -> None:
    page = opened()
    page.uncheck(f'#rail input[name="{box}"][value="{value}"]')
    assert drawn(page)[1] == edges(keep) < edges()
    page.click("text=Reset filters")
    assert drawn(page)[1] == edges()


def test_facts_only_leaves_what_sources_state_themselves(opened: Callable[..., Page]) -> None:
    page = opened()
    page.click("text=Facts only")
    assert drawn(page)[1] == edges(lambda r: r.is_fact) < edges()
    page.click('#rail button[aria-label="Relations: all or none"]')
    assert drawn(page) == (0, 0)
    assert page.locator("#empty").is_visible()


def test_a_click_on_an_edge_shows_the_quote_with_its_words_marked(opened: Callable[..., Page]) -> None:
    page = opened()
    edge = click_edge(page)
    assert page.evaluate("osgraph.chosen()") == {"edge": edge}
    quotes = {r.quote: [mark.of(r.quote) for mark in r.marks] for r in records()}
    shown = page.locator("#panel blockquote").first.inner_text()
    assert page.locator("#panel blockquote").first.locator("mark").all_inner_texts() == quotes[shown]
    page.click('#panel [aria-label="Close the evidence"]')
    assert page.evaluate("osgraph.chosen()") is None


def test_a_click_on_a_node_shows_its_claims(opened: Callable[..., Page]) -> None:
    page = opened()
    node = page.evaluate("osgraph.drawn().nodes")[-1]
    at = page.evaluate("node => osgraph.where({node})", node)
    page.mouse.click(at["x"], at["y"])
    assert page.evaluate("osgraph.chosen()") == {"node": node}
    name = page.locator("#panel h2").inner_text()
    own = [r for r in records() if name in (r.subject_name, r.object_name)]
    assert sorted(page.locator("#panel blockquote").all_inner_texts()) == sorted(r.quote for r in own)


def test_the_panel_says_who_how_and_where(opened: Callable[..., Page]) -> None:
    page = opened()
    find(page, "licence revenue")
    [claim] = [r for r in records() if r.object_name == "licence revenue"]
    text = page.locator("#panel").inner_text()
    for part in ("hedged", "under “Who Loses”", claim.title, f"characters {claim.start}–{claim.end}"):
        assert part in text
    find(page, "Closed")
    assert "Said by Ilse Brandt" in page.locator("#panel").inner_text()


def test_marks_count_code_points(opened: Callable[..., Page]) -> None:
    page = opened([record("Corvid", "develops", "Magpie", marked="🦩🦩 [Corvid] [made] 🦩 [Magpie]")])
    find(page, "Corvid")
    assert page.locator("#panel mark").all_inner_texts() == ["Corvid", "made", "Magpie"]


def test_the_table_holds_the_same_claims(opened: Callable[..., Page]) -> None:
    page = opened()
    page.click("#tab-claims")
    assert page.locator("tbody tr").count() == len(records())
    page.fill("#search", "invoice")
    assert page.locator("tbody tr").count() == 1
    page.click("tbody tr td:last-child")
    assert "[" not in page.locator("#panel blockquote").inner_text()
    assert page.locator("#panel blockquote").inner_text().startswith("It gave up Basalt-XL")


def test_a_large_graph_starts_with_the_most_connected_and_finds_the_rest(opened: Callable[..., Page]) -> None:
    claims = [record("Corvid", "uses", f"part {at:03}", start=at) for at in range(520)]
    page = opened(claims)
    assert drawn(page) == (500, 499)
    assert "500 most connected of 521" in page.inner_text("#note")
    find(page, "part 519")
    assert page.locator("#panel h2").inner_text() == "part 519"
    assert drawn(page) == (501, 500)
    page.click("text=Draw all")
    assert drawn(page) == (521, 520)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system(opened: Callable[..., Page], scheme: str) -> None:
    page = opened(color_scheme=scheme)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bright = sum(int(part) for part in paper.removeprefix("rgb(").rstrip(")").split(",")) > 3 * 128
    assert bright == (scheme == "light")
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    assert painted(page) > 50


def test_a_narrow_window_shows_everything_it_needs(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert page.locator("#rail").is_hidden()
    page.click("#rail-switch")
    page.uncheck('#rail input[value="hedged"]')
    page.keyboard.press("Escape")
    assert page.locator("#rail").is_hidden()
    find(page, "Basalt")
    box = page.locator("#panel").bounding_box()
    assert box is not None
    assert (box["width"], box["y"] > 200) == (375, True)


def test_hostile_text_does_nothing_and_shows_as_text(opened: Callable[..., Page]) -> None:
    claims = [replace(claim, id=iris.hashed("claim", text)) for text in HOSTILE for claim in hostile(text)]
    page = opened(claims, title=HOSTILE[0])
    assert page.title() == HOSTILE[0]
    page.click("#tab-claims")
    shown = []
    for row in page.locator("tbody tr").all():
        row.locator("td").last.click()
        shown.append(page.locator("#panel blockquote").evaluate("block => block.textContent.toWellFormed()"))
    assert sorted(shown) == sorted(text.replace("\ud800", "\ufffd") for text in HOSTILE)
    assert page.locator("img, script[src], a, iframe, svg[onload]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
