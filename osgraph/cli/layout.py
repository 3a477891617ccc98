"""What each stretch of a document was judged to be, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from osgraph.cli import tables
from osgraph.model import Document, Skipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = ("document", "characters", "kind", "why", "words")


def show(inputs: Sequence[Document | Skipped], *, form: str, ontology: Path | None) -> int:
    """Print the sections of documents, with the reason where one makes no claims; return the exit status.

    Args:
        inputs: documents as they were read.
        form: "table", or "jsonl" for one object a section.
        ontology: a Turtle file; the shipped one when None.
    """
    from osgraph import ontology as vocabularies
    from osgraph import sections

    vocabulary = vocabularies.load(ontology)
    documents = [item for item in inputs if isinstance(item, Document)]
    rows = []
    for document in documents:
        for section in sections.find(document, vocabulary):
            span = section.span
            if form == "jsonl":
                held = {
                    "document": document.id,
                    "start": span.start,
                    "end": span.end,
                    "kind": section.kind.value,
                    "reason": section.reason,
                    "heading": section.heading,
                    "perspective": section.perspective,
                    "place": document.place(span),
                    "text": span.of(document.text),
                }
                click.echo(json.dumps(held, ensure_ascii=False))
            else:
                at = f"{span.start}-{span.end}"
                rows.append((document.id, at, section.kind.value, section.reason, span.of(document.text)))
    if form == "table":
        tables.show(COLUMNS, rows)
    return tables.status(len(documents), [item for item in inputs if isinstance(item, Skipped)])
