"""The app in a browser: the graph that loads what somebody looks at, its colours, an answer without rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from serving import fill, served

from osgraph.serve import drawing
from osgraph.store import Store, protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(fill(tmp_path_factory.mktemp("app") / "kg")) as client:
        yield client


@pytest.fixture
def at(browser: Browser, server: httpx.Client) -> Iterator[Callable[..., Page]]:
    """Open a page of the app; afterwards, fail on any complaint of the browser."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: str, **options: str) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{server.base_url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def names(page: Page) -> set[str]:
    """Return what the graph has drawn."""
    page.wait_for_function("() => window.osgraph !== undefined")
    drawn = page.evaluate("osgraph.names()")
    return set(drawn)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_of_the_page_s_colours(at: Callable[..., Page], scheme: str) -> None:
    page = at("/query", color_scheme=scheme)
    page.wait_for_selector(".CodeMirror")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    turned = page.evaluate("getComputedStyle(document.getElementById('yasgui')).filter")
    assert (max(map(int, re.findall(r"\d+", paper))) < 64, "invert" in turned) == (scheme == "dark",) * 2


def test_a_question_without_rows_says_why(at: Callable[..., Page]) -> None:
    page = at("/ask?question=Who+acquires+Fjell%3F")
    assert "1 claim of" in page.inner_text(".problem")
    assert page.locator("main table").count() == 0


def test_the_graph_loads_what_is_near_a_name_when_somebody_looks(at: Callable[..., Page]) -> None:
    page = at("/graph?entity=Fjell")
    assert names(page) == {"Fjell", "Norway", "OpenWeights"}
    assert "2 of 16 claims" in page.inner_text("#counts")
    page.fill("#search", "nut")  # the page has no such name, the store has
    page.click("#found li:has(bdi:text-is('Nut'))")
    page.wait_for_function("() => osgraph.names().includes('Bolt')")
    assert names(page) == {"Fjell", "Norway", "OpenWeights", "Nut", "Umbra", "Bolt"}
    assert page.inner_text("#panel h2") == "Nut"
    page.click("#panel button:has-text('Bolt') >> nth=0")
    assert page.locator("#panel button:has-text('Load 2 more')").count() == 1
    page.click("#panel button:has-text('Focus')")
    page.wait_for_function("() => osgraph.names().includes('Acme')")
    assert page.locator("#panel button:has-text('Load')").count() == 0
    address = page.url
    assert "around=Nut,Bolt" in address
    page.goto("about:blank")
    page.goto(address)  # a bookmark brings back what was loaded
    assert {"Acme", "Nut"} <= names(page)
    page.click("#panel a:has-text('Its page')")
    assert page.inner_text("h1") == "Bolt"


def test_the_graph_of_a_large_store_starts_with_what_a_sample_speaks_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(fill(tmp_path / "kg")) as store:
        protocol.copy(store, tmp_path / "copy")
    reader = protocol.Reader(tmp_path / "copy")
    whole = drawing.data(reader)
    assert len(whole["claims"]["id"]) == whole["store"]["claims"] == 16
    monkeypatch.setattr(drawing, "_NEAR", 9)
    few = drawing.data(reader)
    assert 3 <= len(few["claims"]["id"]) <= 9
    assert few["store"]["claims"] == 16
    assert few["store"]["claims_of"][0] >= max(few["store"]["claims_of"][1:])
    more = drawing.data(reader, None, few["nodes"]["iri"][:1])
    assert set(few["claims"]["id"]) < set(more["claims"]["id"])


def test_the_data_of_the_graph_has_bounds(server: httpx.Client) -> None:
    data = server.get("/graph/data.json", params={"around": ["Umbra", "Nobody_at_all"]}).json()
    assert data["store"]["claims"] == len(data["claims"]["id"])
    assert len(data["store"]["claims_of"]) == len(data["nodes"]["iri"])
    assert server.get("/graph/data.json", params={"around": ["x"] * 13}).status_code == 400
    assert server.get("/graph/data.json", params={"entity": "Nobody at all"}).status_code == 404
    assert server.get("/graph/main.js").status_code == 404
    first = server.get("/graph/page.js")
    again = server.get("/graph/page.js", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
