"""The page in a real browser: it draws, filters, finds, and shows the evidence, all without a network."""

from __future__ import annotations

import csv
import struct
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from sample_claims import record, records
from test_view import HOSTILE, hostile, hostile_texts

import osgraph
from osgraph import iris, query, view
from osgraph.model import Modality
from osgraph.view import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from osgraph.model import ClaimRecord

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
OSG = Namespace(iris.ONTOLOGY)
SVG = {"svg", "title", "rect", "path", "circle", "g", "text"}


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page of claims from the file system; afterwards, fail on any complaint or network request."""
    complaints: list[str] = []
    contexts = []

    def open_page(claims: Any = None, *, title: str = "Claims", **options: Any) -> Page:
        fragment = options.pop("fragment", "")
        texts = options.pop("texts", None)
        whole = view.page(records() if claims is None else claims, title=title, texts=texts)
        view.write(whole, tmp_path / "graph.html")
        context = browser.new_context(
            viewport=options.pop("viewport", {"width": 1280, "height": 800}),
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: complaints.append(f"request: {asked.url}"))
        context.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
        page.goto((tmp_path / "graph.html").as_uri() + fragment)
        page.wait_for_function("() => window.osgraph !== undefined")
        return page

    yield open_page
    for context in contexts:
        context.close()
    local = (f"request: {(tmp_path / 'graph.html').as_uri()}", "request: data:,", "request: blob:null/")
    assert [complaint for complaint in complaints if not complaint.startswith(local)] == []


def drawn(page: Page) -> tuple[int, int]:
    """Return how many nodes and lines the canvas holds."""
    counts = page.evaluate("Object.values(osgraph.drawn()).map(things => things.length)")
    return counts[0], counts[1]


def find(page: Page, name: str) -> None:
    page.fill("#search", name)
    page.press("#search", "Enter")


def lines(keep: Callable[[ClaimRecord], bool] = lambda _: True) -> int:
    """Return how many lines the sample's claims make, of those to keep."""
    return len({frozenset((r.subject, r.object)) for r in records() if keep(r)})


def passing(page: Page) -> int:
    return int(page.evaluate("osgraph.passing().length"))


def click(page: Page, thing: str, ids: list[Any]) -> Any:
    """Click the first of these nodes or lines that nothing covers, and return it."""
    for each in ids:
        at = page.evaluate("thing => osgraph.where(thing)", {thing: each})
        if at is not None:
            page.mouse.click(at["x"], at["y"])
            return each
    raise AssertionError(f"no {thing} can be clicked")


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
    assert drawn(page) == (47, lines())
    assert painted(page) > 50
    assert page.inner_text("#counts") == "84 claims · 47 names · 4 documents"
    assert page.title() == "Claims"


def test_search_offers_names_and_opens_the_chosen_one(opened: Callable[..., Page]) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("magpie")
    assert page.locator("#found li > bdi").all_inner_texts() == ["Magpie", "Magpie-7B"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Magpie-7B"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    page.fill("#search", "invoice")
    page.press("#search", "Enter")
    assert passing(page) == len([r for r in records() if "invoice" in r.quote.lower()])
    assert page.locator("#tokens li").first.inner_text().startswith("“invoice”")


FILTERS: dict[tuple[str, str], Callable[[ClaimRecord], bool]] = {
    ("modality", "asserted"): lambda r: r.modality != "asserted",
    ("modality", "hedged"): lambda r: r.modality != "hedged",
    ("polarity", "affirmed"): lambda r: r.polarity == "negative",
    ("relation", "develops"): lambda r: r.relation_name != "develops",
    ("cls", "Company"): lambda r: "Company" not in (r.subject_class, r.object_class),
    ("speaker", "Ilse Brandt"): lambda r: r.speaker != "Ilse Brandt",
    ("source", "Daily Ledger"): lambda r: r.source != "Daily Ledger",
    ("perspective", "Who Loses"): lambda r: r.perspective != "Who Loses",
}


def test_each_filter_leaves_what_it_names(opened: Callable[..., Page]) -> None:
    page = opened()
    page.evaluate("document.querySelectorAll('#rail details').forEach(each => { each.open = true; })")
    for (box, value), keep in FILTERS.items():
        page.uncheck(f'#rail input[name="{box}"][value="{value}"]')
        assert passing(page) == len([r for r in records() if keep(r)]) < len(records()), value
        assert drawn(page)[1] == lines(keep), value
        page.click("#tokens >> text=Reset")
        assert (passing(page), drawn(page)[1]) == (len(records()), lines())
    page.hover('#rail input[value="hedged"]')
    page.click('#rail button[aria-label="Only hedged"]')
    assert passing(page) == len([r for r in records() if r.modality == "hedged"])


def test_sliders_filter_by_date_sources_and_confidence(opened: Callable[..., Page]) -> None:
    claims = [replace(r, confidence=0.4 if r.speaker_iri else 0.9) for r in records()]
    page = opened(claims)
    page.click("text=Date, sources, confidence")

    def slide(name: str, value: int) -> int:
        page.locator(f'#rail input[aria-label="{name}"]').fill(str(value))
        return passing(page)

    dates = sorted({r.published for r in claims if r.published})
    assert slide("From", 1) == len([r for r in claims if not r.published or r.published >= dates[1]])
    page.uncheck('#rail input[name="undated"]')
    assert passing(page) == len([r for r in claims if r.published and r.published >= dates[1]])
    page.click("#tokens >> text=Reset")
    assert slide("Until", 0) == len([r for r in claims if not r.published or r.published <= dates[0]])
    page.click("#tokens >> text=Reset")
    assert slide("Confidence", 50) == len([r for r in claims if not r.speaker_iri])
    page.click("#tokens >> text=Reset")
    sources: dict[Any, set[str]] = {}
    for r in claims:
        key = (r.subject, r.relation, r.object, r.polarity)
        sources.setdefault(key, set()).add(r.source or r.document)
    two = [r for r in claims if len(sources[r.subject, r.relation, r.object, r.polarity]) > 1]
    assert 0 < slide("Sources that say so", 2) == len(two)


def test_facts_only_leaves_what_sources_state_themselves(opened: Callable[..., Page]) -> None:
    page = opened()
    page.click("text=Facts only")
    assert passing(page) == len([r for r in records() if r.is_fact])
    assert drawn(page)[1] == lines(lambda r: r.is_fact) < lines()
    page.click('#rail button[aria-label="Relations: none"]')
    assert drawn(page) == (0, 0)
    assert page.locator("#empty").is_visible()


def test_a_click_on_a_line_shows_the_quotes_with_their_words_marked(opened: Callable[..., Page]) -> None:
    page = opened()
    pair = click(page, "pair", page.evaluate("osgraph.drawn().lines"))
    assert page.evaluate("osgraph.chosen()") == {"pair": pair}
    quotes = {r.quote: [mark.of(r.quote) for mark in r.marks] for r in records()}
    for block in page.locator("#panel blockquote").all():
        assert block.locator("mark").all_inner_texts() == quotes[block.inner_text()]
    page.click('#panel [aria-label="Close the evidence"]')
    assert page.evaluate("osgraph.chosen()") is None


def test_a_click_on_a_node_shows_its_claims(opened: Callable[..., Page]) -> None:
    page = opened()
    click(page, "node", page.evaluate("osgraph.drawn().nodes.reverse()"))
    name = page.locator("#panel h2").inner_text()
    own = [r for r in records() if name in (r.subject_name, r.object_name)]
    assert sorted(page.locator("#panel blockquote").all_inner_texts()) == sorted(r.quote for r in own)


def test_a_double_click_focuses_and_the_trail_leads_back(opened: Callable[..., Page]) -> None:
    page = opened()
    at = page.evaluate("osgraph.where({node: 0})")
    page.mouse.dblclick(at["x"], at["y"])
    assert page.locator("#trail").is_visible()
    near = drawn(page)[0]
    assert near < 47
    page.click('#trail button[aria-label="2 steps away"]')
    assert near < drawn(page)[0] <= 47
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator("#trail").is_hidden()
    assert drawn(page)[0] == 47


def test_a_node_that_is_dragged_stays_where_it_was_put(opened: Callable[..., Page]) -> None:
    page = opened()
    at = page.evaluate("osgraph.where({node: 0})")
    page.mouse.move(at["x"], at["y"])
    page.mouse.down()
    page.mouse.move(at["x"] + 40, at["y"] + 25, steps=4)
    page.mouse.up()
    now = page.evaluate("osgraph.where({node: 0})")
    assert now["x"] - at["x"] == pytest.approx(40, abs=3)
    assert now["y"] - at["y"] == pytest.approx(25, abs=3)
    page.uncheck('#rail input[value="hedged"]')
    assert page.evaluate("osgraph.where({node: 0})") == pytest.approx(now, abs=1)  # and nothing jumps
    assert "pins=" in page.url
    page.click("#tokens >> text=Reset")
    assert page.evaluate("osgraph.where({node: 0})") == pytest.approx(at, abs=1)


def test_the_keyboard_walks_from_name_to_name(opened: Callable[..., Page]) -> None:
    page = opened()
    page.focus("#canvas")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("osgraph.chosen()") == {"node": 0}
    seen = {0}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(page.evaluate("osgraph.chosen().node"))
    assert len(seen) > 1
    name = page.locator("#panel h2").inner_text()
    assert page.inner_text("#status").startswith(name)
    page.keyboard.press("Enter")
    assert page.locator("#trail [aria-current]").inner_text() == name
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_the_panel_says_who_how_and_where(opened: Callable[..., Page]) -> None:
    page = opened()
    find(page, "licence revenue")
    [claim] = [r for r in records() if r.object_name == "licence revenue"]
    text = page.locator("#panel").inner_text()
    for part in ("hedged", "under “Who Loses”", claim.title, f"characters {claim.start}–{claim.end}"):
        assert part in text
    find(page, "Closed")
    assert "Said by Ilse Brandt" in page.locator("#panel").inner_text()


def test_a_quote_is_read_in_its_text(opened: Callable[..., Page]) -> None:
    claim = record("Corvid", "develops", "Magpie", marked="[Corvid] [made] 🦩 [Magpie].", start=4)
    hedged = replace(claim, id=iris.hashed("claim", 2), modality="hedged", steps=('cue "may"',))
    text = f"🦩🦩. {claim.quote} The end."
    page = opened([claim, replace(hedged, modality=Modality.HEDGED)], texts={claim.document: text})
    find(page, "Corvid")
    assert "hedged: “may”" in page.locator("#panel").inner_text()
    page.locator("text=Read in the text").first.click()
    assert page.locator("#reader .text").inner_text() == text
    assert page.locator("#reader .passage").inner_text() == claim.quote
    assert page.locator("#reader mark mark").all_inner_texts() == ["Corvid", "made", "Magpie"]
    page.keyboard.press("Escape")
    assert page.locator("#reader").is_hidden()
    assert page.locator("#panel").is_visible()


def test_marks_count_code_points(opened: Callable[..., Page]) -> None:
    page = opened([record("Corvid", "develops", "Magpie", marked="🦩🦩 [Corvid] [made] 🦩 [Magpie]")])
    find(page, "Corvid")
    assert page.locator("#panel mark").all_inner_texts() == ["Corvid", "made", "Magpie"]


def test_the_matrix_shows_names_and_filters_by_them(opened: Callable[..., Page]) -> None:
    page = opened(fragment="#tab=matrix")
    cell = page.locator('section[aria-label="Elsewhere, open"]')
    placed = [p for p in query.placements(records()) if (p.row, p.column) == ("elsewhere", "open")]
    assert sorted(cell.locator(".chip bdi").all_inner_texts()) == sorted(p.name for p in placed)
    held = {p.name for p in placed if not p.stated}
    assert set(cell.locator(".chip.held bdi").all_inner_texts()) == held
    name = cell.locator(".chip bdi").first.inner_text()
    cell.locator(".chip").first.click()
    assert passing(page) == len([r for r in records() if name in (r.subject_name, r.object_name)])
    assert page.locator("#panel h2").inner_text() == name
    cell.locator(".count").click()
    names = {p.name for p in placed}
    assert passing(page) == len([r for r in records() if names & {r.subject_name, r.object_name}])


def test_the_table_holds_the_same_claims_sorts_and_searches(opened: Callable[..., Page]) -> None:
    page = opened(fragment="#tab=claims")
    assert page.inner_text("#table-count") == "84 claims"
    assert page.get_attribute("#rows", "aria-rowcount") == "85"
    page.click("th >> text=Object")
    cells = page.locator("#body td:nth-child(3)").all_inner_texts()
    assert cells == sorted(cells, key=str.lower)
    page.click("th >> text=Object")
    assert page.get_attribute('th[aria-sort="descending"]', "scope") == "col"
    assert page.locator("#body td:nth-child(3)").first.inner_text() > cells[0]
    last = page.locator("#body tr").nth(20)
    last.locator("td").nth(1).click()
    claim = page.locator(f'#panel [data-claim="{last.get_attribute("data-claim")}"]')
    claim.locator("blockquote").wait_for(state="visible")
    page.fill("#words", "invoice")
    assert page.locator("#body tr").count() == 1
    page.click("#body tr td:nth-child(2)")
    assert page.locator("#panel blockquote").first.inner_text().startswith("It gave up Basalt-XL")


def test_the_table_has_only_the_rows_in_sight(opened: Callable[..., Page]) -> None:
    page = opened(
        [record("Corvid", "uses", f"part {at:04}", start=at) for at in range(3000)], fragment="#tab=claims"
    )
    assert page.locator("#body tr").count() < 80
    page.evaluate("document.getElementById('table-box').scrollTop = 1e9")
    page.wait_for_selector("text=part 2999")
    assert page.locator("#body tr").count() < 80


def test_pictures_and_claims_are_saved(opened: Callable[..., Page], tmp_path: Path) -> None:
    page = opened()
    page.click("text=Facts only")

    def saved(form: str) -> bytes:
        page.click("#menu-switch")
        with page.expect_download() as waiting:
            page.click(f"#save-{form}")
        waiting.value.save_as(tmp_path / f"saved.{form}")
        return (tmp_path / f"saved.{form}").read_bytes()

    png = saved("png")
    width, height = struct.unpack(">II", png[16:24])
    assert (png[:8], width, height > 1000) == (b"\x89PNG\r\n\x1a\n", 2 * (1280 - 256), True)
    svg = ElementTree.fromstring(saved("svg"))
    texts = {text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Corvid", "Magpie"} <= texts
    facts = [r for r in records() if r.is_fact]
    rows = list(csv.DictReader(saved("csv").decode("utf-8-sig").splitlines()))
    assert sorted(row["quote"] for row in rows) == sorted(r.quote for r in facts)
    graph = Graph().parse(data=saved("ttl").decode(), format="turtle")
    for r in facts:
        assert (URIRef(r.subject), URIRef(r.relation), URIRef(r.object)) in graph
        assert graph.value(URIRef(r.id), RDF.subject) == URIRef(r.subject)
    assert len(set(graph.subjects(RDF.type, URIRef(iris.term("Claim"))))) == len(facts)


def test_turtle_says_what_the_store_says(opened: Callable[..., Page], tmp_path: Path) -> None:
    """What the page saves of a claim is a part of what osgraph itself exports."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Nvidia may not release Llama, Reuters said. Baidu released ERNIE.", encoding="utf-8")
    kg = osgraph.build(letter)
    page = opened(kg.claims(), texts={"letter": kg.store.text("letter")})
    page.click("#menu-switch")
    with page.expect_download() as waiting:
        page.click("#save-ttl")
    waiting.value.save_as(tmp_path / "page.ttl")
    kg.export(tmp_path / "whole.ttl")
    mine, whole = (Graph().parse(tmp_path / f"{name}.ttl") for name in ("page", "whole"))
    here = {OSG.confidence, OSG.evidence}
    told = {t for claim in mine.subjects(RDF.type, OSG.Claim) for t in mine.triples((claim, None, None))}
    assert {t for t in told if t[1] not in here} <= set(whole)
    assert len(list(mine.subjects(RDF.type, OSG.Claim))) == len(kg.claims()) > 1


def test_a_bookmark_brings_the_state_back(opened: Callable[..., Page]) -> None:
    page = opened()
    page.click("text=Facts only")
    page.uncheck('#rail input[value="Company"]')
    find(page, "Magpie-7B")
    page.click("#tab-claims")
    page.click("th >> text=Relation")
    page.click("#theme")
    address, before = page.url, passing(page)
    assert "#" in address
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("() => window.osgraph !== undefined")
    assert passing(page) == before < len(records())
    assert page.locator("#panel h2").inner_text() == "Magpie-7B"
    assert page.locator("#rows").is_visible()
    assert page.get_attribute("th:nth-child(2)", "aria-sort") == "ascending"
    assert page.get_attribute("html", "data-theme") == "dark"
    page.go_back()
    page.go_forward()


def test_going_back_takes_the_last_step_back(opened: Callable[..., Page]) -> None:
    page = opened()
    find(page, "Magpie-7B")
    page.click("#tab-matrix")
    page.go_back()
    assert page.get_attribute("#tab-graph", "aria-selected") == "true"
    assert page.locator("#panel").is_visible()
    page.go_back()
    assert page.locator("#panel").is_hidden()


def test_a_large_graph_starts_with_the_most_connected_and_finds_the_rest(
    opened: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "AT_FIRST", 100)
    page = opened([record("Corvid", "uses", f"part {at:04}", start=at) for at in range(120)])
    assert drawn(page) == (100, 99)
    assert "The 100 most connected of 121 names." in page.inner_text("#note")
    find(page, "part 0119")
    assert page.locator("#panel h2").inner_text() == "part 0119"
    assert drawn(page) == (101, 100)
    page.click("text=Draw all")
    assert drawn(page) == (121, 120)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_the_switch(opened: Callable[..., Page], scheme: str) -> None:
    page = opened(color_scheme=scheme)

    def bright() -> bool:
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in paper.removeprefix("rgb(").rstrip(")").split(",")) > 3 * 128

    assert bright() == (scheme == "light")
    page.click("#theme")
    assert bright() == (scheme == "dark")
    page.click("#theme")
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert bright() == (scheme == "light")  # the switch was used, and holds
    assert painted(page) > 50


def test_a_narrow_window_shows_everything_it_needs(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 375, "height": 800})
    for tab in ("graph", "matrix", "claims"):
        page.click(f"#tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        assert page.evaluate("document.getElementById('stage').scrollWidth") == 375
    assert page.locator("#rail").is_hidden()
    page.click("#rail-switch")
    page.uncheck('#rail input[value="hedged"]')
    page.keyboard.press("Escape")
    assert page.locator("#rail").is_hidden()
    find(page, "Basalt")
    box = page.locator("#panel").bounding_box()
    assert box is not None
    assert (box["width"], box["y"] > 200) == (375, True)


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_axe_finds_no_serious_fault(
    opened: Callable[..., Page], scheme: str, rules: dict[str, list[str]]
) -> None:
    page = opened(color_scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))
    for tab in ("graph", "matrix", "claims"):
        page.click(f"#tab-{tab}")
        if tab != "graph":
            find(page, "Corvid")
        found = page.evaluate("rules => axe.run({resultTypes: ['violations'], ...rules})", rules)
        serious = [
            (fault["id"], [node["target"] for node in fault["nodes"]])
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert serious == [], tab


def test_a_notebook_shows_the_page_in_its_place(browser: Browser, tmp_path: Path) -> None:
    """The frame runs the page without an address of its own, and lets nothing out."""
    frame = view.Inline(view.page(records(), title='"<Quoted>" & more'), height=500)._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!doctype html>{frame}", encoding="utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto((tmp_path / "notebook.html").as_uri())
    inside = page.frame_locator("iframe")
    inside.locator("#search").fill("magpie")
    inside.locator("#search").press("Enter")
    assert inside.locator("#panel h2").inner_text() == "Magpie"
    inside.locator("#tab-claims").click()
    assert inside.locator("#table-count").inner_text() == "84 claims"
    assert complaints == []
    page.close()


def test_a_server_gives_the_page_out_in_files(browser: Browser) -> None:
    """The shell, its files and the data do under a policy that allows no script or style inside a page."""
    given = {
        "/": ("text/html", view.shell("Served", root="/static/", data="/data.json")),
        "/data.json": ("application/json", view.to_json(view.content(records(), "Served claims"))),
        **{
            f"/static/{name}": ("text/css" if name.endswith("css") else "text/javascript", text)
            for name, text in view.files().items()
        },
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = given[self.path]
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:",
            )
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.wait_for_function("() => window.osgraph !== undefined")
        assert page.title() == "Served claims"
        assert drawn(page) == (47, lines())
    finally:
        page.close()
        server.shutdown()
        server.server_close()
    assert complaints == []


def test_hostile_text_does_nothing_and_shows_as_text(opened: Callable[..., Page]) -> None:
    """200 texts made of the worst parts, each in every field that a document can fill."""
    texts = hostile_texts(200)
    claims = [replace(claim, id=iris.hashed("claim", text)) for text in texts for claim in hostile(text)]
    page = opened(claims, title=HOSTILE[0], texts={text: f"{text} {text}" for text in texts[::2]})
    assert page.title() == HOSTILE[0]
    shown = page.evaluate(
        """count => Array.from({length: count}, (_, at) => {
          osgraph.focus(at);
          const text = where => document.querySelector(where).textContent.toWellFormed();
          return [text("#panel h2"), text("#panel blockquote")];
        })""",
        len(texts) + 1,
    )
    wanted = {"".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text) for text in texts}
    assert {name for name, _ in shown} == {*wanted, "Magpie"}
    assert {quote for _, quote in shown[1:]} == wanted
    page.keyboard.press("Escape")
    page.click("#trail >> text=All")
    for form in ("svg", "ttl"):
        page.click("#menu-switch")
        with page.expect_download() as waiting:
            page.click(f"#save-{form}")
        saved = waiting.value.path().read_bytes()
        if form == "svg":
            assert {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(saved).iter()} <= SVG
        else:
            assert len(set(Graph().parse(data=saved, format="turtle").subjects(RDF.type, OSG.Claim))) == 200
    for tab in ("matrix", "claims", "graph"):
        page.click(f"#tab-{tab}")
    assert page.locator("img, script[src], a, iframe, object, embed, svg[onload]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
