"""Texts about other things: a reader of technology news finds nothing in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from osgraph import documents, iris, pipeline
from osgraph.model import AnnotatedDocument, Document

TEXTS = Path(__file__).parent / "off_topic"
NAMES = ("fairy_tale", "match_report", "medical_leaflet", "poem", "recipe", "travel_blog")


def read(name: str) -> AnnotatedDocument:
    [document] = documents.read([TEXTS / f"{name}.txt"])
    assert isinstance(document, Document)
    [annotated] = pipeline.extract([document])
    return annotated


def told(annotated: AnnotatedDocument) -> list[str]:
    """Return the claims as lines that say what was read and how."""
    names = {entity.iri: entity.name for entity in annotated.entities}
    return [
        f"{names[claim.subject]} | {iris.local(claim.relation)} | "
        f"{names.get(claim.object) or iris.local(claim.object)} ({claim.confidence:.2f}) "
        f"{claim.evidence.of(annotated.document.text)!r} [{'; '.join(claim.steps)}]"
        for claim in annotated.claims
    ]


def test_every_text_of_the_folder_is_read() -> None:
    assert sorted(path.stem for path in TEXTS.iterdir()) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_text_about_other_things_makes_at_most_one_claim(name: str) -> None:
    annotated = read(name)
    assert len(annotated.document.text.split()) > 250
    lines = told(annotated)
    assert len(lines) <= 1, "\n".join(lines)
