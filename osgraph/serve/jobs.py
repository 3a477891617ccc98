"""What the processes that answer questions can do; each job is a function of a copy of the store.

Arguments and answers are such that JSON or bytes can carry them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from osgraph import answering, iris, query, view
from osgraph.errors import InputError, NotFoundError
from osgraph.model import Modality, Polarity
from osgraph.serve import describing, drawing, pages
from osgraph.serve.extraction import extract
from osgraph.store.protocol import ROWS, SIZE, Bounds, Dataset, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Answer = tuple[str, bytes]
JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"


def sparql(
    reader: Reader,
    query: str,
    accepted: Sequence[str],
    default: Sequence[str] = (),
    named: Sequence[str] = (),
    base: str | None = None,
    rows: int = ROWS,
    size: int = SIZE,
) -> Answer:
    """Answer a SPARQL query in the first of the media types that fits."""
    dataset = Dataset(tuple(default), tuple(named))
    return reader.answer(query, accepted, dataset=dataset, base=base, bounds=Bounds(rows, size))


def graph(reader: Reader, name: str | None, media: str, size: int = SIZE) -> Answer:
    """Return a named graph, or the union of the documents, as RDF."""
    return media, reader.graph_as(name, media, size)


def claims(reader: Reader, wanted: Mapping[str, Any], offset: int = 0, limit: int = 50) -> Answer:
    """Return claims that fit, a page of them."""
    found = query.page(reader, to_filter(wanted), offset=offset, limit=limit)
    listed = [query.to_json(record) for record in found.claims]
    return _json({"total": found.total, "offset": offset, "limit": limit, "claims": listed})


def claim(reader: Reader, id: str) -> Answer:  # noqa: A002
    """Return one claim by its IRI or the last part of it."""
    found = query.named(reader, [iris.BASE + "claim/" + id.rsplit("/", 1)[-1]])
    if not found:
        raise NotFoundError(f"no claim has the id {id!r}")
    return _json(query.to_json(found[0]))


def entities(reader: Reader, search: str = "", offset: int = 0, limit: int = 50) -> Answer:
    """Return entities by words of their names, the best first."""
    found = query.search(reader, search, limit=offset + limit)[offset:]
    listed = [{"iri": iri, "name": name, "class": cls, "claims": n} for iri, name, cls, n in found]
    return _json({"offset": offset, "limit": limit, "entities": listed})


def entity(reader: Reader, name: str) -> Answer:
    """Return what is known of an entity beside its claims."""
    return _json(asdict(describing.entity(reader, name)))


def documents(reader: Reader, offset: int = 0, limit: int = 50) -> Answer:
    """Return the documents, by id, a page of them."""
    total, listed = describing.documents(reader, offset, limit)
    return _json({"total": total, "offset": offset, "limit": limit, "documents": listed})


def document(reader: Reader, id: str) -> Answer:  # noqa: A002
    """Return a document with its text."""
    return _json(describing.document(reader, id))


def matrix(reader: Reader) -> Answer:
    """Return who is open and who is closed, and where."""
    return _json(query.matrix(reader).to_json())


def stats(reader: Reader) -> Answer:
    """Return counts of what the store holds."""
    return _json(describing.counts(reader))


def schema(reader: Reader) -> Answer:
    """Return the classes and relations of the ontology, and how a claim is written in RDF."""
    return _json(describing.schema(reader))


def question(reader: Reader, name: str) -> Answer:
    """Answer a saved question."""
    saved = query.saved().get(name)
    if saved is None:
        raise NotFoundError(f"no saved question is called {name!r}")
    rows = reader.select(saved.text)
    return _json({**asdict(saved), "columns": list(rows.columns), "rows": [list(row) for row in rows]})


def ask(reader: Reader, question: str, document: str | None = None) -> Answer:
    """Answer a question in words."""
    return _json(answering.to_json(answering.ask(reader, question, document=document)))


def describe(reader: Reader, iri: str, media: str) -> Answer:
    """Return what the documents say of a thing, with the claims that say it, as RDF."""
    return media, describing.as_rdf(reader, iri, media)


def drawn(reader: Reader, entity: str | None = None, around: Sequence[str] = ()) -> Answer:
    """Return the data of the graph page."""
    return JSON, view.to_json(drawing.data(reader, entity, around)).encode("utf-8", "replace")


def page(reader: Reader, name: str, arguments: Mapping[str, Any]) -> Answer:
    """Return a page of the web app."""
    return HTML, pages.PAGES[name](reader, **arguments).encode("utf-8", "replace")


def to_filter(wanted: Mapping[str, Any]) -> query.Filter:
    """Return a filter of claims from plain values.

    Raises:
        InputError: a polarity or modality is none.
    """
    values = dict(wanted)
    try:
        for name, kind in (("polarity", Polarity), ("modality", Modality)):
            if values.get(name) is not None:
                values[name] = kind(values[name])
    except ValueError as error:
        raise InputError(str(error)) from error
    return query.Filter(**values)


def _json(value: object) -> Answer:
    return JSON, json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace")


JOBS: Final[Mapping[str, Callable[..., Answer]]] = {
    job.__name__: job
    for job in (sparql, graph, claims, claim, entities, entity, documents, document, matrix, stats, schema,
                question, ask, describe, drawn, page, extract)
}  # fmt: skip
