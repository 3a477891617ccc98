"""Documents as they come: texts wrapped in pages of ten sites, and files made to exhaust their reader.

Run by ``make bench-inputs``. Prints the share of the claims of a text that its pages keep, the share that
they add, and what the worst files cost. The pages and the files are those of the tests.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import ROOT, shared

from osgraph import documents, pipeline, query
from osgraph.model import Document
from osgraph.readers import webpages

if TYPE_CHECKING:
    from collections.abc import Sequence

sys.path.append(str(ROOT / "tests"))
os.environ.setdefault("OSGRAPH_HOSTILE", "1200")  # megabytes that a bomb unpacks to


def triples(read: Sequence[Document]) -> dict[str, set[tuple[str, str, str]]]:
    """Return the triples of documents by id."""
    return {
        one.document.id: {(r.subject, r.relation, r.object) for r in query.records(one)}
        for one in pipeline.extract(read)
    }


def pages() -> None:
    """Print what the pages keep and add, by template."""
    from page_templates import TEMPLATES, article

    texts = sorted((shared() / "data" / "gold" / "docs").glob("*.txt"))
    if not texts:
        print(f"no texts under {shared()}: pages not measured")
        return
    clean, wrapped = [], []
    for path in texts:
        text = path.read_text("utf-8")
        clean.append(Document(path.stem, text))
        title, blocks = article(text)
        for name, make in TEMPLATES.items():
            wrapped.append(webpages.document(make(title or "A report", blocks), f"{path.stem}/{name}"))
    wanted = triples(clean)
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*TEMPLATES, "all")}
    for id_, found in triples(wrapped).items():
        text, _, name = id_.partition("/")
        for key in (name, "all"):
            counts[key]["wanted"] += len(wanted[text])
            counts[key]["kept"] += len(wanted[text] & found)
            counts[key]["more"] += len(found - wanted[text])
    print(f"{'page':12} kept   more   (of the triples of {len(texts)} clean texts)")
    for name, count in counts.items():
        print(f"{name:12} {count['kept'] / count['wanted']:.3f}  {count['more'] / count['wanted']:.3f}")


def hostile() -> None:
    """Print what each hostile file costs, the slowest first."""
    from hostile_files import FILES

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILES.items():
            path = Path(folder, name)
            path.write_bytes(make())
            start = time.perf_counter()
            items = list(documents.read([path]))
            told = items[0].reason if not isinstance(items[0], Document) else "read"
            rows.append((time.perf_counter() - start, name, told))
            path.unlink()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000
    print(f"\n{len(rows)} hostile files; most memory of a reading process: {peak} MB")
    for seconds, name, told in sorted(rows, reverse=True)[:10]:
        print(f"{seconds:5.1f} s  {name:20} {told[:90]}")


if __name__ == "__main__":
    pages()
    hostile()
