"""A store of graphs, one named graph a document."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import Graph, URIRef

from osgraph import iris
from osgraph.errors import InputError, QueryError, StoreError
from osgraph.rdf import NAMESPACES
from osgraph.store import (
    answers,
    bulk,
    deciding,
    deriving,
    dumping,
    files,
    folder,
    refusals,
    showing,
    snapshots,
    updates,
)
from osgraph.store.answers import lexical
from osgraph.store.deciding import Decided
from osgraph.store.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import IO, Self

    from osgraph.model import Decision
    from osgraph.store.databases import Database
    from osgraph.store.rows import Rows

_BESIDE: Final = frozenset({"catalog", "decisions", "derived", "ontology"})
_LOADED: Final = _BESIDE - {"decisions"}
_DOCUMENTS: Final = iris.BASE + "document/"
_IDENTIFIER: Final = NAMESPACES["dcterms"] + "identifier"
_TEXT: Final = NAMESPACES["nif"] + "isString"
_AT_ONCE: Final = 20_000  # quads of one transaction; its cost grows faster than their number


class Store:
    """Graphs of documents, with what stands beside them: catalog, ontology, decisions, derived statements.

    The database's default graph is kept equal to the union of the document graphs, as the decisions let
    them be seen (:mod:`osgraph.store.showing`). Asked for a union of many graphs, Oxigraph searches them
    one by one and gives a triple that two of them hold twice; one graph on the side answers 50 times faster
    (400 documents), with every row once.

    A store is opened by its making, and closed by :meth:`close` or by leaving a ``with`` block.

    Example:
        >>> with Store() as store:
        ...     len(store.select("SELECT * { ?s ?p ?o }"))
        0
    """

    def __init__(self, path: str | Path | None = None) -> None:
        """Open a store.

        Args:
            path: its folder, made where there is none; or the address of a SPARQL 1.1 endpoint
                (:mod:`osgraph.store.remote`), which is first asked when something is; None for a store in
                memory.

        Raises:
            InputError: an address is none, or holds a password.
            StoreLockedError: another process has it open.
            StoreError: the folder is no store, is damaged, or cannot be written.
        """
        opened, self.path = folder.opened(path)
        self._open: Database | None = opened
        self._unions: dict[frozenset[str], ox.Store] = {}
        self._ready: Decided | None = None  # read when first needed, kept until an update

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def _database(self) -> Database:
        if self._open is None:
            raise StoreError("the store is closed; open it again to use it")
        return self._open

    def close(self) -> None:
        """Write what is left to write, and let others open the store; a second call does nothing.

        Raises:
            StoreError: the disk does not take it; it is written when the store is opened again.
        """
        if self._open is None:
            return
        try:
            folder.settle(self._open, self.path)
        finally:
            self._open, self._unions = None, {}
        if self.path:
            folder.release(self.path)

    # --- writing ---

    def replace(self, document_id: str, graph: Graph | Sequence[str]) -> None:
        """Put the graph of a document in the place of the one it may have had, in one step.

        Args:
            document_id: which document.
            graph: what it is to say, as a graph of RDFLib or as lines of N-Triples, which cost less.

        Raises:
            InputError: the graph does not describe that document.
            StoreError: the graph holds what cannot be stored, or writing fails; nothing is changed then.
        """
        name = iris.document(document_id)
        if isinstance(graph, Graph):
            describes = (URIRef(name), URIRef(_IDENTIFIER), None) in graph
            written = updates.data(updates.triples(name, graph)) if describes else ""
        else:
            describes = any(line.startswith(f"<{name}> <{_IDENTIFIER}> ") for line in graph)
            written = "".join(graph)
        if not describes:
            raise InputError(f"the graph does not describe the document {document_id!r} (<{name}>)")
        self._update(name, showing.replaced(self._database, name, written, self._decided()))

    def load_named(self, name: str, graph: Graph | Path) -> None:
        """Put a graph beside those of the documents, in the place of the one of that name.

        Args:
            name: "catalog", "derived" or "ontology".
            graph: what it is to hold, or a Turtle file of it. A file is read past the transactions, which
                would take most of the time of a small build; what a killed process leaves of it, the next
                one makes good.

        Raises:
            InputError: another name, or a file that is not Turtle.
            StoreError: as for :meth:`replace`.
        """
        iri = _beside(name, _LOADED)
        if isinstance(graph, Path):
            self._unions.clear()
            bulk.replace(self._database, ox.NamedNode(iri), graph)
        else:
            triples = updates.data(updates.triples(iri, graph))
            self._update(iri, f"DROP SILENT GRAPH <{iri}> ; INSERT DATA {{ GRAPH <{iri}> {{ {triples} }} }}")

    def check_file(self, path: Path, *, name: str | None = None, format: str | None = None) -> files.Checked:  # noqa: A002
        """Read a file of RDF whole and say what :meth:`load_file` would do with it.

        Args:
            path: the file.
            name: what it is to be called; by the file's name when None.
            format: a key of :data:`osgraph.store.SOURCE_FORMATS`; by the suffix when None.

        Raises:
            InputError: it cannot be loaded; the message says why.
        """
        return files.check(path, name, format, _BESIDE)

    def load_file(self, file: files.Checked) -> None:
        """Put what a file of RDF says into a graph of its own, or restore the graphs of a store's export.

        A graph takes the place of the one of its name. Up to some thousand quads it is one transaction; for
        more, old graphs go first and all new ones come at once, so that a killed process leaves none by half.

        Raises:
            InputError: the file is another one than was checked.
            StoreError: writing to the store failed.
        """
        before = self.decisions()
        self._restate(before, ())  # what a file restores is as it was made
        self._write(file)
        self._ready = None
        self._restate((), self.decisions())

    def _restate(self, before: Sequence[Decision], after: Sequence[Decision], more: str = "") -> None:
        if before or after:
            update = showing.restated(self._database, before, after)
            self._update(deciding.GRAPH.value, update + more)

    def _write(self, file: files.Checked) -> None:
        names = sorted(file.graphs) or [iris.source(file.name)]
        known = [name for name in names if self._database.contains_named_graph(ox.NamedNode(name))]
        drop = showing.withdrawn(self._database, known, Decided()) if known else ""
        quads = files.restored(file) if file.graphs else files.imported(file)
        if file.quads <= _AT_ONCE:
            self._update(str(file.path), f"{drop} INSERT DATA {{ {updates.as_quads(quads)} }}")
            return
        if drop:
            self._update(str(file.path), drop)
        self._unions.clear()
        bulk.extend(self._database, file, quads)

    def forget_source(self, name: str) -> bool:
        """Take the graph of a file that was loaded away; say whether there was one."""
        graph = ox.NamedNode(iris.source(name))
        known = self._database.contains_named_graph(graph)
        if known:
            self._unions.clear()
            self._database.remove_graph(graph)
        return known

    def forget(self, document_id: str) -> bool:
        """Take the graph of a document away, with everything that only it said.

        Returns:
            Whether there was one.
        """
        name = iris.document(document_id)
        known = self._database.contains_named_graph(ox.NamedNode(name))
        if known:
            self._update(name, showing.withdrawn(self._database, [name], self._decided()))
        return known

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Let decisions take the place of those that there are; what is seen of the documents follows them.

        Raises:
            StoreError: writing fails; nothing is changed then.
        """
        before = self.decisions()
        self._restate(before, decisions, deciding.rewritten(before, decisions))
        self._ready = None

    def decisions(self) -> tuple[Decision, ...]:
        """Return what was decided about entities and claims, in the order of the decisions.

        Raises:
            StoreError: a file that was loaded brought what is no decision.
        """
        return deciding.read(self._database)

    def _decided(self) -> Decided:
        if self._ready is None:
            self._ready = deciding.ready(self.decisions())
        return self._ready

    def _update(self, name: str, update: str) -> None:
        """Run an update; it is one transaction: whoever is killed leaves the old graph or the new one."""
        self._unions.clear()
        try:
            self._database.update(update)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise StoreError(f"<{name}>: writing to the store failed: {error}") from error

    def derive(self, rules: Mapping[str, str], state: str) -> dict[str, int]:
        """Fill the graph of derived statements anew; see :func:`osgraph.store.deriving.derive`."""
        self._unions.clear()
        if isinstance(self._database, Remote) and self._database.derives():
            return {}
        return deriving.derive(self._database, rules, state)

    def snapshot(self, name: str) -> Path:
        """Keep a copy of the store as it is now, in a folder beside it; return that folder, a store too.

        Raises:
            InputError: nothing can be called so, or a snapshot has the name already.
            StoreError: the store is in memory, or the copy cannot be written.
        """
        return snapshots.take(self._database, self.path, name)

    # --- reading ---

    def state(self) -> str:
        """Return a digest of the documents that the store holds: their versions, runs, and the decisions."""
        return deriving.content(self._database, self.decisions())

    def derived_from(self) -> str:
        """Return the state that the derived statements were derived from; "" where they are missing."""
        return deriving.state(self._database)

    def documents(self) -> list[str]:
        """Return the ids of the documents, sorted."""
        quads = self._database.quads_for_pattern(None, ox.NamedNode(_IDENTIFIER), None, ox.DefaultGraph())
        return sorted(lexical(quad.object) for quad in quads if lexical(quad.subject).startswith(_DOCUMENTS))

    def sources(self) -> list[files.Source]:
        """Return the files of RDF that were loaded, by name."""
        return files.sources(self._database)

    def text(self, document_id: str) -> str:
        """Return the text of a document; "" where the store has none of that id."""
        node = ox.NamedNode(iris.document(document_id))
        quads = self._database.quads_for_pattern(node, ox.NamedNode(_TEXT), None, node)
        return next((lexical(quad.object) for quad in quads), "")

    def triples(self, document_id: str, *, rejected: bool = False) -> Iterator[tuple[str, str, str]]:
        """Return the triples of a document, as the decisions let them be seen, as plain text: IRIs and words.

        This is what :func:`osgraph.rdf.from_graph` reads, at a tenth of the cost of rdflib's terms.

        Args:
            document_id: which document.
            rejected: have also the claims that were rejected in review.
        """
        name = ox.NamedNode(iris.document(document_id))
        for triple in showing.shown(self._database, name, self._decided(), rejected=rejected):
            yield lexical(triple.subject), triple.predicate.value, lexical(triple.object)

    @property
    def graph(self) -> Graph:
        """The union of the documents as an rdflib graph, for reading."""
        return self._graph()

    def named(self, name: str) -> Graph:
        """Return one graph beside the documents ("catalog", "derived", "ontology"), for reading.

        Raises:
            InputError: another name.
        """
        return self._graph(_beside(name))

    def _graph(self, name: str | None = None) -> Graph:
        from osgraph.store import view  # rdflib's own engine for queries, which few need, comes with it

        return view.graph(lambda: self._database, name)

    def select(self, query: str, *, include: Collection[str] = ()) -> Rows:
        """Answer a SPARQL query over the union of the documents.

        An ASK query gives one cell, CONSTRUCT and DESCRIBE give three columns. The project's prefixes are
        bound. ``GRAPH`` reaches every graph by its name.

        Args:
            query: SPARQL 1.1 text.
            include: names of graphs to add to the union: "catalog", "derived", "ontology", or of a source.

        Raises:
            QueryError: it is malformed (with the place), refused, or fails while it runs.
            InputError: there is no graph of a name to include.
        """
        try:
            return answers.rows(self._query(query, include))
        except (OSError, RuntimeError, ValueError, SyntaxError) as error:
            if isinstance(error, (QueryError, InputError, StoreError)):
                raise
            raise QueryError(f"the query fails while it runs: {error}") from error

    def construct(self, query: str, *, include: Collection[str] = ()) -> Graph:
        """Answer a CONSTRUCT or DESCRIBE query with an rdflib graph of its own.

        Raises:
            QueryError: as for :meth:`select`, or the query is of another kind.
        """
        return answers.graph(self._query(query, include))

    def _query(self, query: str, include: Collection[str]) -> answers.Found:
        database = self._union(frozenset(include)) if include else self._database
        refusals.check(query, (graph.value for graph in database.named_graphs()))
        try:
            return database.query(query, prefixes=dict(NAMESPACES))
        except SyntaxError as error:
            raise refusals.malformed(query, error) from error

    def _union(self, names: frozenset[str]) -> ox.Store:
        """Return a copy in memory whose default graph holds the named graphs too; kept until a write."""
        if names not in self._unions:
            graphs = [self._included(name) for name in sorted(names)]
            self._unions[names] = answers.united(self._database, graphs)
        return self._unions[names]

    def _included(self, name: str) -> ox.NamedNode:
        graph = ox.NamedNode(iris.source(name))
        if name not in _BESIDE and self._database.contains_named_graph(graph):
            return graph
        return ox.NamedNode(_beside(name, sources=[source.name for source in self.sources()]))

    def dump(self, format: str) -> bytes:  # noqa: A002
        """Return the store's content in a form of RDF; see :meth:`write`."""
        out = io.BytesIO()
        self.write(format, out)
        return out.getvalue()

    def write(self, format: str, out: IO[bytes]) -> None:  # noqa: A002
        """Write the store's content in a form of RDF, the same bytes whatever the order it came in.

        Args:
            format: a key of :data:`osgraph.store.FORMATS`. "trig" and "nq" hold every graph, the others the
                union of the documents. "rdf" (XML) knows no control characters: they become U+FFFD.
            out: where it goes, bit by bit.

        Raises:
            InputError: an unknown form.
        """
        dumping.dump(self._database, format, out)


def _beside(name: str, known: Collection[str] = _BESIDE, sources: Sequence[str] = ()) -> str:
    if name not in known:
        known = ", ".join([*sorted(known), *sources])
        raise InputError(f"no graph is called {name!r}; beside the documents there are {known}")
    return iris.BASE + name
