"""How well claims are found, on documents annotated by hand (in ``OSGRAPH_SHARED``)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import osgraph
from osgraph import evaluation, ontology

GOLD = (
    Path(os.environ.get("OSGRAPH_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "gold"
)


def main() -> int:
    """Print one line a file of annotated documents."""
    files = sorted(GOLD.glob("*.jsonl"))
    if not files:
        print(f"no annotated documents in {GOLD}; set OSGRAPH_SHARED")
        return 0
    vocabulary = ontology.load()
    heads = ("entities", "triples", "precision", "recall", "polarity", "modality")
    print(f"{'':12} " + " ".join(f"{head:>9}" for head in heads))
    for file in files:
        gold = evaluation.read(file, vocabulary)
        found = osgraph.extract(annotated.document for annotated in gold.values())
        scores = evaluation.score(gold, {annotated.document.id: annotated for annotated in found}, vocabulary)
        shares = [
            scores.entities.f1,
            scores.triples.f1,
            scores.triples.precision,
            scores.triples.recall,
            scores.factuality["polarity"] or 0.0,
            scores.factuality["modality"] or 0.0,
        ]
        print(f"{file.stem:12} " + " ".join(f"{share:9.3f}" for share in shares))
    return 0


if __name__ == "__main__":
    sys.exit(main())
