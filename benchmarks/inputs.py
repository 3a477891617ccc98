"""Documents as they come: texts wrapped in pages of ten sites, and files made to exhaust their reader.

Run by ``make bench-inputs``. Prints the share of the claims of a text that its pages keep, the share that
they add, and what the worst files cost. The pages and the files are those of the tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from unittest import mock

from corpus import ROOT, shared

from osgraph import documents, pipeline, query
from osgraph.documents.keeper import Keeper
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


class Watched(Keeper):
    """Notes the most memory that its process had, where the system tells (Linux)."""

    peaks: ClassVar[list[int]] = [0]

    def _stop(self) -> None:
        if self._process is not None:
            status = Path(f"/proc/{self._process.pid}/status")
            found = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.exists() else None
            self.peaks.append(int(found[1]) // 1000 if found else 0)
        super()._stop()


def hostile() -> None:
    """Print what each hostile file costs, the slowest first."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        make = f"import pathlib, hostile_files; hostile_files.write(pathlib.Path({folder!r}))"
        subprocess.run([sys.executable, "-c", make], cwd=ROOT / "tests", check=True)  # it takes memory, too
        for path in sorted(Path(folder).iterdir()):
            name = path.name
            start = time.perf_counter()
            with mock.patch.object(documents, "Keeper", Watched):
                items = list(documents.read([path]))
            told = items[0].reason if not isinstance(items[0], Document) else "read"
            rows.append((time.perf_counter() - start, name, told))
    print(f"\n{len(rows)} hostile files; most memory of a reading process: {max(Watched.peaks)} MB")
    for seconds, name, told in sorted(rows, reverse=True)[:10]:
        print(f"{seconds:5.1f} s  {name:20} {told[:90]}")


if __name__ == "__main__":
    pages()
    hostile()
