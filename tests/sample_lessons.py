"""Examples about boats for the tests of learning: an ontology and sentences made from names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

ONTOLOGY = {
    "name": "boats",
    "concepts": [{"id": c, "label": c} for c in ("Boat", "Yard", "Person")],
    "relations": [
        {"id": "builtBy", "label": "built by", "domain": "Boat", "range": "Yard"},
        {"id": "launched", "label": "launch date", "domain": "Boat", "range": "date"},
        {"id": "owner", "label": "owner", "domain": "Boat", "range": "Person"},
        {"id": "length", "label": "length", "domain": "Boat", "range": "number"},
        {"id": "figurehead", "label": "figurehead", "domain": "Boat", "range": "Thing"},
    ],
}
BOATS = ("Sea Lark", "Marigold", "Petrel", "Northern Star", "Kittiwake", "Blue Heron", "Ardent", "Halcyon")
YARDS = ("Tarn Yard", "Moor Shipyard", "Ovell Works", "Brandt Yard", "Lune Docks")
OWNERS = ("Ada Finch", "Tom Reed", "Ivy Marsh", "Carl Stone", "Nell Page", "Rose Hart", "Jim Boyd")


def rows() -> list[dict[str, Any]]:
    """Return the example rows."""
    out = []
    for n, boat in enumerate(BOATS * 2):
        yard, owner = YARDS[n % 5], OWNERS[n % 7]
        out += [
            {
                "sentence": f"{boat} was built by {yard} and launched on {n + 1} May {1950 + n}.",
                "triples": [[boat, "built by", yard], [boat, "launch date", f"{1950 + n}-05-{n + 1:02}"]],
            },
            {
                "sentence": f"{owner} owns {boat}, which is {10 + n} metres long.",
                "triples": [[boat, "owner", owner], [boat, "length", f"{10 + n}.0"]],
            },
        ]
    return out


def write(folder: Path, *more: str) -> tuple[Path, Path]:
    """Write ontology and examples, and further lines behind them; return where they are."""
    ontology, examples = folder / "boats.json", folder / "boats.jsonl"
    ontology.write_text(json.dumps(ONTOLOGY), encoding="utf-8")
    lines = [*map(json.dumps, rows()), *more]
    examples.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ontology, examples
