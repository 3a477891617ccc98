"""A store as the SPARQL protocol sees it: answers in the forms of the web, from copies that many may read.

Oxigraph can neither be told to stop nor be read by a second process while a first one writes. So whoever
serves a store copies it after each change (hard links, no data), and lets processes that can be killed read
the copies.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import DCTERMS, Graph, URIRef

from osgraph.errors import InputError, NotFoundError, QueryError, RefusedError, StoreError
from osgraph.rdf import NAMESPACES
from osgraph.store import folder, refusals, updates
from osgraph.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RESULTS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "srx",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types of the answers to SELECT and ASK, with their file suffixes; the first is the usual one."""

GRAPHS: Final[Mapping[str, str]] = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
"""Media types of graphs, with their file suffixes; the first is the usual one."""

_TOP: Final = re.compile(r"[{}]|\bWHERE\b", re.IGNORECASE)


ROWS: Final = 100_000
"""Rows of an answer, if nothing else is said."""

SIZE: Final = 64 * 2**20
"""Bytes of an answer, if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a request names; the store's own where it names none."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an answer may hold: rows, and bytes as it is written."""

    rows: int = ROWS
    size: int = SIZE


class TooLargeError(QueryError):
    """An answer is larger than the bounds allow."""


class NotAcceptableError(QueryError):
    """The answer has none of the forms that were asked for."""


class Reader(Store):
    """A copy of a store, open for reading; any number of processes may read one copy at once.

    It answers every question that a :class:`osgraph.store.Store` answers, and cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open a copy that :func:`copy` made.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        super().__init__()
        try:
            self._open = ox.Store.read_only(str(path / folder.DATABASE))
        except OSError as error:
            raise StoreError(f"{path}: the copy of the store cannot be read: {error}") from error

    def close(self) -> None:
        """Let go of the copy; a second call does nothing."""
        self._open = None
        self._unions.clear()

    def derive(self, rules: Mapping[str, str], state: str) -> dict[str, int]:
        """Leave what was derived as it was when the copy was made."""
        del rules, state
        return {}

    def answer(
        self,
        query: str,
        accepted: Sequence[str],
        *,
        dataset: Dataset = Dataset(),
        base: str | None = None,
        bounds: Bounds = Bounds(),
    ) -> tuple[str, bytes]:
        """Answer a query in a form of the web.

        Args:
            query: SPARQL 1.1 text.
            accepted: media types in the order in which the reader likes them.
            dataset: the graphs to ask, by their IRIs, in place of the query's own.
            base: what relative IRIs are relative to.
            bounds: how large the answer may be.

        Returns:
            The media type, and the answer in it.

        Raises:
            QueryError: it is malformed, refused, or fails while it runs.
            NotAcceptableError: none of the media types fits an answer of its kind.
            TooLargeError: the answer is larger than the bounds allow.
        """
        found = self._found(query, dataset, base)
        if isinstance(found, ox.QueryTriples):
            media = _first(accepted, GRAPHS)
            return media, _serialized_graph(found, media, bounds.size)
        media = _first(accepted, RESULTS)
        out = _Bounded(bounds.size)
        found.serialize(out, format=ox.QueryResultsFormat.from_media_type(media))
        body = out.getvalue()
        if len(body) > bounds.rows and isinstance(found, ox.QuerySolutions):  # a row takes a byte at least
            _count(self._found(query, dataset, base), bounds.rows)
        return media, body

    def _found(
        self, query: str, dataset: Dataset, base: str | None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        database = _local(self)
        known = {graph.value for graph in database.named_graphs() if isinstance(graph, ox.NamedNode)}
        refusals.check(query, known)
        for name in (*dataset.default, *dataset.named):
            if name not in known:
                raise RefusedError(f"<{name}> is no graph of the store; files and addresses are not read")
        graphs: dict[str, list[ox.NamedNode]] = {}
        if dataset:
            graphs["default_graph"] = [ox.NamedNode(name) for name in dataset.default]
            graphs["named_graphs"] = [ox.NamedNode(name) for name in dataset.named]
        try:
            return database.query(query, base_iri=base, prefixes=dict(NAMESPACES), **graphs)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise refusals.malformed(query, error) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query fails while it runs: {error}") from error

    def graph_as(self, name: str | None, media: str, size: int = SIZE) -> bytes:
        """Return a named graph, or the union of the documents, in a form of :data:`GRAPHS`.

        Raises:
            NotFoundError: the store has no graph of that name.
            TooLargeError: it is larger than the bounds allow.
        """
        node = ox.NamedNode(name) if name else ox.DefaultGraph()
        if name and not self._database.contains_named_graph(ox.NamedNode(name)):
            raise NotFoundError(f"<{name}> is no graph of the store")
        triples = sorted(
            (quad.triple for quad in self._database.quads_for_pattern(None, None, None, node)), key=str
        )
        return _serialized_graph(triples, media, size)


def _local(store: Store) -> ox.Store:
    database = store._database
    assert isinstance(database, ox.Store)  # it is served, and so it lies in a folder
    return database


def copy(store: Store, target: Path) -> None:
    """Copy a store on disk, as it is now, into a new folder that a :class:`Reader` takes.

    Raises:
        StoreError: the copy cannot be written.
    """
    try:
        target.mkdir(parents=True)
        folder.copy_database(_local(store), target)
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: the store cannot be copied: {error}") from error


def update(store: Store, text: str, *, base: str | None = None, using: Dataset = Dataset()) -> None:
    """Run a SPARQL 1.1 update over all graphs of a store, in one step.

    It changes what it names and nothing else: who adds to a document's graph adds to the union of the
    documents too, if questions are to see it.

    Args:
        store: what is changed.
        text: SPARQL 1.1 Update.
        base: what relative IRIs are relative to.
        using: the graphs that its patterns ask, in place of the store's own.

    Raises:
        QueryError: it is malformed, or reaches for files and addresses.
        InputError: it names graphs itself, beside ``using``.
    """
    bare = refusals.bare(text)
    refusals.check(text, ())
    if re.search(r"\bLOAD\b", bare, re.IGNORECASE):
        raise RefusedError("LOAD is refused: an update reaches for nothing outside the store")
    if using:
        if re.search(r"\b(USING|WITH)\b", bare, re.IGNORECASE):
            raise InputError("the update names its graphs with USING or WITH, and the request names others")
        text = _restricted(text, using)
    try:
        _local(store).update(text, base_iri=base, prefixes=dict(NAMESPACES))
    except SyntaxError as error:
        raise QueryError(f"malformed update: {error}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the update fails while it runs: {error}") from error
    finally:
        store._unions.clear()
        store._ready = None


def _restricted(text: str, using: Dataset) -> str:
    """Put USING clauses before the WHERE of each operation that takes one (SPARQL 1.1 Protocol, 2.2.3)."""
    clauses = " ".join([f"USING <{ox.NamedNode(name).value}>" for name in using.default]
                       + [f"USING NAMED <{ox.NamedNode(name).value}>" for name in using.named])  # fmt: skip
    masked = refusals.masked(text)
    out, at, depth = [], 0, 0
    for found in _TOP.finditer(masked):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        after_template = (
            masked[: found.start()].rstrip().endswith("}")
        )  # the WHERE of DELETE WHERE takes none
        if found[0].upper() == "WHERE" and depth == 0 and after_template:
            out += [text[at : found.start()], clauses, " "]
            at = found.start()
    return "".join([*out, text[at:]])


class _Bounded(io.BytesIO):
    """Bytes up to a size."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._left = size

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError("the answer is larger than this server gives; ask for less, with LIMIT")
        return super().write(data)


def _serialized_graph(triples: object, media: str, size: int) -> bytes:
    form = ox.RdfFormat.from_media_type(media)
    out = _Bounded(size)
    prefixes = dict(NAMESPACES) if form in {ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML} else None
    ox.serialize(triples, out, format=form, prefixes=prefixes)  # type: ignore[arg-type]
    return out.getvalue()


def _count(found: object, most: int) -> None:
    for number, _ in enumerate(found, 1):  # type: ignore[arg-type]
        if number > most:
            raise TooLargeError(f"the answer has more than {most} rows; ask for fewer, with LIMIT")


def _first(accepted: Sequence[str], offered: Mapping[str, str]) -> str:
    for media in accepted:
        if media in offered:
            return media
    raise NotAcceptableError(f"an answer of this kind is written as {', '.join(offered)}")


def parse(data: bytes, media: str) -> Graph:
    """Return the graph that a text in a form of :data:`GRAPHS` writes; it reaches for nothing outside.

    Raises:
        SyntaxError: it is malformed.
    """
    form = ox.RdfFormat.from_media_type(media)
    triples = (
        quad.triple for quad in ox.parse(data, format=form)
    )  # JSON-LD contexts from elsewhere: an error
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def holds(store: Store, name: str) -> bool:
    """Say whether a store has a graph of a name."""
    return _local(store).contains_named_graph(ox.NamedNode(name))


def read(store: Store, name: str) -> Graph:
    """Return a copy of a named graph."""
    triples = (quad.triple for quad in _local(store).quads_for_pattern(None, None, None, ox.NamedNode(name)))
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def document_id(graph: Graph, name: str) -> str:
    """Return the id that the graph of a document gives it.

    Raises:
        InputError: it does not describe the document of that name.
    """
    found = graph.value(URIRef(name), DCTERMS.identifier)
    if found is None:
        raise InputError(
            f"the graph does not describe the document <{name}>: it gives it no dcterms:identifier"
        )
    return str(found)


def put(store: Store, name: str, graph: Graph, *, replaces: bool) -> bool:
    """Put a graph beside those of the documents, in the place of the one of that name or in addition to it.

    Returns:
        Whether there was one.
    """
    known = holds(store, name)
    drop = (
        f"DROP SILENT GRAPH <{name}> ; CREATE GRAPH <{name}> ;"
        if replaces
        else f"CREATE SILENT GRAPH <{name}> ;"
    )
    data = updates.data(updates.triples(name, graph))
    update(store, f"{drop} INSERT DATA {{ GRAPH <{name}> {{ {data} }} }}")
    return known


def drop(store: Store, name: str) -> bool:
    """Drop a graph that is no document's; say whether there was one."""
    known = holds(store, name)
    if known:
        update(store, f"DROP GRAPH <{name}>")
    return known
