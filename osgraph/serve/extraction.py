"""Claims of a text that somebody sends, found in a process of its own: a language pipeline is heavy."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rdflib import Graph

from osgraph import iris, ontology, query
from osgraph.errors import InputError
from osgraph.model import SURE, Document

if TYPE_CHECKING:
    from osgraph.store import Store
    from osgraph.store.protocol import Reader

Answer = tuple[str, bytes]


def extract(_: Reader, text: str, id: str = "", title: str = "") -> Answer:  # noqa: A002
    """Return the claims of a text, and its graph in N-Triples, ready to be stored.

    Raises:
        InputError: the text is no document: empty, or without words.
    """
    from osgraph import pipeline, rdf
    from osgraph.pipeline.processes import Means
    from osgraph.pipeline.sifting import sift

    document = _document(text, id, title)
    means = Means()
    (found,) = pipeline.extract([document])
    annotated = sift(found, SURE)
    graph = rdf.to_graph(annotated, means.load().ontology, run=means.run("served"))
    answer: dict[str, Any] = {
        "id": document.id,
        "claims": [query.to_json(record) for record in query.records(annotated)],
        "entities": [{"iri": e.iri, "name": e.name, "class": iris.local(e.cls)} for e in annotated.entities],
        "graph": "".join(sorted(graph.serialize(format="nt").splitlines(keepends=True))),
    }
    return "application/json", json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def _document(text: str, id_: str, title: str) -> Document:
    from osgraph import documents

    (read,) = documents.read(["-"], stdin=io.StringIO(text))
    if not isinstance(read, Document):
        raise InputError(f"the text cannot be read: {read.reason}")
    unnamed = "pasted-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return replace(read, id=id_ or (read.id if read.id != "stdin" else unnamed), title=title or read.title)


def keep(store: Store, answer: bytes) -> str:
    """Put what :func:`extract` returned into a store, and the ontology where it is missing; return the id."""
    found = json.loads(answer)
    if not len(store.named("ontology")):
        store.load_named("ontology", ontology.locate("osgraph.ttl"))
    store.replace(found["id"], Graph().parse(data=found["graph"], format="nt"))
    return str(found["id"])
