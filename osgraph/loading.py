"""What was made elsewhere, on its way into a store: annotated claims, files of RDF."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from osgraph import __version__, evaluation, iris, ontology, rdf
from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from osgraph.store import Store


def load_claims(paths: Sequence[str | Path], store: Store, *, vocabulary: Path | None = None) -> list[str]:
    """Put annotated documents into a store; a document that is there is replaced.

    All files are read before the first document is written, so that a faulty one changes nothing.

    Args:
        paths: files of annotated documents, JSON Lines as ``osgraph extract --format jsonl`` writes them.
        store: where the claims go; it stays open.
        vocabulary: an ontology in Turtle; the shipped one when None.

    Returns:
        The ids of the documents, in the order of the files.

    Raises:
        AnnotationError: a file breaks the format; the message names every fault by its line.
        InputError: a file cannot be read, or two files describe one document.
        StoreError: the store cannot be written.
    """
    terms = ontology.load(vocabulary)
    found = {}
    for path in paths:
        for id_, annotated in evaluation.read(path, terms).items():
            if id_ in found:
                raise InputError(f"{path}: the document {id_!r} stands in an earlier file too")
            found[id_] = annotated
    store.load_named("ontology", vocabulary or ontology.locate("osgraph.ttl"))
    for id_, annotated in found.items():
        digest = hashlib.sha256(repr((annotated.entities, annotated.claims)).encode("utf-8", "replace"))
        run = iris.hashed("run", "annotations", __version__, terms.digest, digest.hexdigest())
        store.replace(id_, rdf.to_graph(annotated, terms, run=run))
    return list(found)
