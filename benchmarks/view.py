"""The page in a browser: how soon it can be used, how smoothly it moves, how large it is; beside plain pyvis.

Each page is opened from the file system in headless Chromium without a network, some times over; the medians
go to ``docs/benchmarks.md``. *Usable* counts from the start of the navigation until the names and lines are
painted and a click would be heard; for plain pyvis until its layout is stable and its waiting bar gone, which
is given up after a while. *Frames* are the times between two paintings while the mouse drags the picture.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from page import put, save, table
from playwright.sync_api import TimeoutError as TooLong
from playwright.sync_api import sync_playwright
from pyvis.network import Network

import osgraph
from osgraph import iris, network, view
from osgraph.model import ClaimRecord, Modality, Polarity, Span

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "scripts"))
RESULT: Final = ROOT / "benchmarks" / "results" / "view.json"
PYVIS_LIMIT: Final = 10_000  # claims; of more pyvis takes minutes to write the file, for it searches lists
GIVEN_UP: Final = 60.0  # seconds
_FRAMES: Final = """() => new Promise(done => {
  const times = [];
  let last = performance.now();
  const frame = now => {
    times.push(now - last);
    last = now;
    times.length < 90 ? requestAnimationFrame(frame) : done(times.slice(5));
  };
  requestAnimationFrame(frame);
})"""
_PAINTED: Final = """() => new Promise(done => {
  requestAnimationFrame(() => setTimeout(() => done(performance.now())));
})"""
_STABLE: Final = """() => {
  const bar = document.getElementById('loadingBar');
  return !bar || bar.style.display === 'none';
}"""


@dataclass(frozen=True)
class Measured:
    """One page: what it holds, and the medians of what was seen."""

    what: str
    nodes: int
    claims: int
    megabytes: float
    usable: float | None
    frame: float | None


def claims_of(nodes: int, count: int, documents: int) -> list[ClaimRecord]:
    """Return invented claims: a few names in many claims, many names in few, always the same ones."""
    chance = random.Random(3)
    classes = ("Country", "Company", "Model", "Software", "Concept", "Group", "Policy", "Person")
    relations = ("develops", "uses", "supports", "competesWith", "dependsOn", "partnersWith", "strengthens")
    modalities = (*[Modality.ASSERTED] * 6, Modality.HEDGED, Modality.PREDICTED)
    ends = list(range(8))
    found: dict[tuple[int, str, int], None] = {}
    while len(found) < count:
        fresh = len(found) * nodes // count
        one = chance.choice(ends) if chance.random() < 0.6 else chance.randint(0, fresh)
        other = fresh if chance.random() < 0.6 else chance.choice(ends)
        if one != other and found.setdefault((one, chance.choice(relations), other), None) is None:
            ends += (one, other)
    words = "the maker of open systems said last spring that it would keep to its wider plan".split()
    records = []
    for number, (one, relation, other) in enumerate(found):
        names = [f"{chance.choice(words)} {end}" if end % 3 else f"Name {end}" for end in (one, other)]
        quote = f"{names[0]} {' '.join(chance.choices(words, k=18))} {names[1]}."
        document = f"document-{number % documents:05}"
        records.append(
            ClaimRecord(
                id=iris.hashed("claim", number),
                subject=iris.entity(f"thing {one}"),
                subject_name=f"Name {one} of {words[one % len(words)]}",
                subject_class=classes[one % len(classes)],
                relation=iris.term(relation),
                relation_name=relation,
                object=iris.entity(f"thing {other}"),
                object_name=f"Name {other} of {words[other % len(words)]}",
                object_class=classes[other % len(classes)],
                polarity=Polarity.NEGATIVE if chance.random() < 0.05 else Polarity.POSITIVE,
                modality=chance.choice(modalities),
                speaker="author",
                speaker_iri=None,
                perspective=None,
                former=False,
                time=None,
                quantity=None,
                benchmark=None,
                confidence=round(chance.uniform(0.3, 1), 2),
                document=document,
                title=f"What was said on day {number % documents}",
                source=f"Paper {number % 40}",
                published=f"20{30 + number % 7}-0{1 + number % 9}-1{number % 10}",
                start=number,
                end=number + len(quote),
                quote=quote,
                marks=(Span(0, len(names[0])), Span(len(quote) - len(names[1]) - 1, len(quote) - 1)),
            )
        )
    return records


def plain(records: list[ClaimRecord], path: Path) -> None:
    """Write the same graph as pyvis does by itself, all defaults but that it loads nothing from elsewhere."""
    graph = network.to_networkx(records)
    drawing = Network(directed=True, cdn_resources="in_line")
    for node, about in graph.nodes(data=True):
        drawing.add_node(node, label=about["name"])
    for subject, object_, about in graph.edges(data=True):
        drawing.add_edge(subject, object_, title=about["relation_name"])
    with chdir(path.parent):
        path.write_text(drawing.generate_html(notebook=False), encoding="utf-8")


def opened(browser: Browser, path: Path, *, ours: bool) -> tuple[float | None, float | None]:
    """Return the seconds until a page can be used, and the milliseconds of a frame while it is dragged."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
    page.set_default_timeout(GIVEN_UP * 1000)
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("() => window.osgraph !== undefined" if ours else _STABLE, polling=20)
        usable = page.evaluate(_PAINTED)
    except TooLong:
        page.close()
        return None, None
    frame = dragged(page)
    page.close()
    return usable / 1000, frame


def dragged(page: Page) -> float:
    """Return the median time between two frames while the mouse drags the picture about."""
    box = page.locator("#canvas canvas, #mynetwork canvas").first.bounding_box()
    assert box is not None
    page.evaluate(f"() => {{ window.frames_seen = ({_FRAMES})() }}")
    x, y = box["x"] + 12, box["y"] + box["height"] * 0.75
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(70):
        page.mouse.move(x + 5 * step, y - 4 * (step % 35))
    page.mouse.up()
    return float(statistics.median(page.evaluate("window.frames_seen")))


def measure(
    browser: Browser, what: str, records: list[ClaimRecord], folder: Path, runs: int, *, ours: bool
) -> Measured:
    """Write a page and open it some times over."""
    path = folder / "page.html"
    if ours:
        view.write(view.page(records), path)
    else:
        plain(records, path)
    seen = [opened(browser, path, ours=ours) for _ in range(runs)]
    usable = [time for time, _ in seen if time is not None]
    frames = [frame for _, frame in seen if frame is not None]
    graph = network.to_networkx(records)
    return Measured(
        what,
        graph.number_of_nodes(),
        len(records),
        path.stat().st_size / 1e6,
        statistics.median(usable) if usable else None,
        statistics.median(frames) if frames else None,
    )


def main() -> int:
    """Measure all pages and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="times each page is opened")
    runs = parser.parse_args().runs
    seeds = osgraph.build(ROOT / "seeds").claims()
    sets = {
        "seed documents": seeds,
        "2,000 names, 6,000 claims": claims_of(2000, 6000, 400),
        "50,000 claims": claims_of(12_000, 50_000, 3000),
    }
    measured = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        import chromium  # of scripts/

        browser = playwright.chromium.launch(executable_path=chromium.path(), args=list(chromium.FLAGS))
        for what, records in sets.items():
            measured.append(measure(browser, f"{what}: osgraph", records, Path(name), runs, ours=True))
            print(measured[-1], flush=True)
            if len(records) > PYVIS_LIMIT:
                continue
            again = 1 if len(records) > 1000 else runs
            measured.append(measure(browser, f"{what}: pyvis", records, Path(name), again, ours=False))
            print(measured[-1], flush=True)
        browser.close()
    rows = [
        (
            m.what,
            f"{m.nodes:,}",
            f"{m.claims:,}",
            f"{m.megabytes:.2f}",
            f"over {GIVEN_UP:.0f}" if m.usable is None else f"{m.usable:.2f}",
            None if m.frame is None else f"{m.frame:.0f}",
        )
        for m in measured
    ]
    put("view", table(("page", "names", "claims", "MB", "usable after s", "ms a frame"), rows))
    save(RESULT, {m.what: m.__dict__ for m in measured})
    return 0


if __name__ == "__main__":
    sys.exit(main())
