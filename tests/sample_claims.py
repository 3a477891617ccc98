"""Invented claims for the tests of the network and the page: no real firm, no real sentence.

Words in [brackets] of a quote are those that make the claim; they become its marks.
"""

from __future__ import annotations

import re
from pathlib import Path

from osgraph import iris
from osgraph.model import ClaimRecord, Modality, Polarity, Span

CLASSES = {
    "Company": ("Corvid", "Lanternfish", "Aster AI", "Basalt", "Quillon", "Tern Cloud", "Nimbus Forge"),
    "Country": ("Valdoria", "Estmark", "Ruvenia"),
    "Lab": ("Harrow Institute", "Sable University"),
    "Community": ("Commons Guild", "Daily Ledger"),
    "Government": ("Valdorian Trade Office", "Estmark Digital Ministry"),
    "Person": ("Ilse Brandt", "Tomas Okoro", "Mira Chand"),
    "Group": ("Estmark startups", "Valdorian cloud giants"),
    "Model": ("Magpie-7B", "Magpie", "Angler-2", "Basalt-XL", "Quill-Mini", "Starling"),
    "Software": ("Roost", "Perch Studio", "Ledgerbot"),
    "Hardware": ("V9 accelerators", "Kiln chips"),
    "Benchmark": ("OpenTrials",),
    "License": ("Feather Licence",),
    "Policy": ("V9 export rule", "Open Code Programme"),
    "Strategy": ("open-weights strategy", "walled-garden strategy"),
    "Concept": ("compute costs", "robotics", "licence revenue", "open-source AI", "translation quality"),
    "Openness": ("OpenSource", "OpenWeights", "Closed", "Proprietary"),
}
CLASS_OF = {name: cls for cls, names in CLASSES.items() for name in names}

SOURCES = {
    "guild-notes": ("Who gives their weights away", "Commons Guild Review", "2031-03-04"),
    "ledger-trade": ("Chips, rules and the price of waiting", "Daily Ledger", "2031-05-19"),
    "field-brief": ("Field brief: Estmark", "Harrow Papers", "2031-06-02"),
    "lens-memo": ("Five lenses on a closed turn", "", None),
}

ROWS = Path(__file__).with_suffix(".txt")


def records() -> list[ClaimRecord]:
    """Return the claims of ``sample_claims.txt`` in the order written."""
    found = []
    for number, line in enumerate(ROWS.read_text(encoding="utf-8").splitlines()[1:]):
        document, row = line.split(": ", 1)
        subject, relation, object_, how, speaker, perspective, marked = (p.strip() for p in row.split("|", 6))
        found.append(
            record(
                subject,
                relation,
                object_,
                how=how,
                speaker=speaker,
                perspective=perspective,
                marked=marked,
                document=document,
                start=100 * number,
            )
        )
    return found


def record(
    subject: str,
    relation: str,
    object_: str,
    *,
    how: str = "",
    speaker: str = "",
    perspective: str = "",
    marked: str = "One [thing] [does] [another].",
    document: str = "guild-notes",
    start: int = 0,
) -> ClaimRecord:
    """Return one claim. ``how`` is a modality, "not", "former" or nothing (asserted)."""
    title, source, published = SOURCES.get(document, (document, "", None))
    quote, marks = _unmarked(marked)
    return ClaimRecord(
        id=iris.hashed("claim", document, start, subject, relation, object_),
        subject=iris.entity(subject),
        subject_name=subject,
        subject_class=CLASS_OF.get(subject, "Concept"),
        relation=iris.term(relation),
        relation_name=relation,
        object=iris.term(object_) if object_ in CLASSES["Openness"] else iris.entity(object_),
        object_name=object_,
        object_class=CLASS_OF.get(object_, "Concept"),
        polarity=Polarity.NEGATIVE if how == "not" else Polarity.POSITIVE,
        modality=Modality.ASSERTED if how in ("", "not", "former") else Modality(how),
        speaker=speaker or "author",
        speaker_iri=iris.entity(speaker) if speaker else None,
        perspective=perspective or None,
        former=how == "former",
        time=None,
        quantity=None,
        benchmark=None,
        confidence=1.0,
        document=document,
        title=title,
        source=source,
        published=published,
        start=start,
        end=start + len(quote),
        quote=quote,
        marks=marks,
    )


def _unmarked(marked: str) -> tuple[str, tuple[Span, ...]]:
    quote, marks = "", []
    for piece in re.split(r"(\[[^]]*\])", marked):
        words = piece[1:-1] if piece.startswith("[") and piece.endswith("]") else piece
        if words != piece:
            marks.append(Span(len(quote), len(quote) + len(words)))
        quote += words
    return quote, tuple(marks)
