"""The knowledge graph as people use it: a store of claims with all that can be asked of it.

What needs a heavy library (drawing, networks, language models) imports it when it is called: most questions
need none of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from osgraph import query
from osgraph.errors import NotFoundError
from osgraph.model import Verdict
from osgraph.store import Store
from osgraph.web import is_address

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType
    from typing import Self

    import networkx as nx

    from osgraph.diff import Change
    from osgraph.likeness import Suggestion
    from osgraph.model import ClaimRecord, Decision
    from osgraph.pipeline import Summary
    from osgraph.query import EntityRecord, Matrix, RejectionRecord, Stats
    from osgraph.store import Checked, Rows, Source
    from osgraph.validation import Violation
    from osgraph.view import Inline


class KnowledgeGraph:
    """Claims of documents, open for questions; close it, or use it in a ``with`` block.

    Attributes:
        store: what holds the claims.
        summary: what the last build into it did; None where there was none since it was opened.

    Example:
        >>> with KnowledgeGraph(Store()) as kg:
        ...     kg.claims(subject="Meta")
        []
    """

    def __init__(self, store: Store) -> None:
        """Take a store, which from then on is closed with the graph."""
        self.store = store
        self.summary: Summary | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store, so that others may open it."""
        self.store.close()

    def documents(self) -> list[str]:
        """Return the ids of the documents, sorted."""
        return self.store.documents()

    def claims(
        self,
        *,
        subject: str | None = None,
        relation: str | None = None,
        object: str | None = None,  # noqa: A002
        document: str | None = None,
    ) -> list[ClaimRecord]:
        """Return claims with their evidence, sorted by document and place.

        Args:
            subject: name or IRI of an entity; None for any.
            relation: name or IRI of a relation; None for any.
            object: name or IRI of an entity or an openness value; None for any.
            document: id of a document; None for any.
        """
        return query.claims(self.store, subject=subject, relation=relation, object=object, document=document)

    def explain(self, *terms: str) -> list[ClaimRecord]:
        """Return the claims behind an entity, or behind one edge; those rejected in review say so.

        Args:
            terms: an entity; or a subject, a relation and an object. Each by name or IRI.

        Raises:
            NotFoundError: the graph knows no such name, or no claim makes this edge.
            TypeError: there are neither one nor three terms.
        """
        match terms:
            case [entity]:
                found = query.claims(self.store, subject=entity, rejected=True)
                found += query.claims(self.store, object=entity, rejected=True)
                records = {r.id: r for r in found}
            case [subject, relation, object_]:
                found = query.claims(
                    self.store, subject=subject, relation=relation, object=object_, rejected=True
                )
                records = {r.id: r for r in found}
            case _:
                raise TypeError(
                    f"explain takes an entity, or subject, relation and object, not {len(terms)} terms"
                )
        if not records:
            raise NotFoundError(f"no claim says {' '.join(terms)!r}; see `osgraph explain {terms[0]!r}`")
        return list(records.values())

    def rejections(self, *terms: str) -> list[RejectionRecord]:
        """Return what was refused: all of it, or that about an entity, or that about one edge.

        Args:
            terms: nothing; an entity's name; or the names of subject, relation and object.
        """
        match terms:
            case []:
                return query.rejections(self.store)
            case [entity]:
                found = query.rejections(self.store, subject=entity) + query.rejections(
                    self.store, object=entity
                )
                return list(dict.fromkeys(found))
            case [subject, relation, object_]:
                return query.rejections(self.store, subject=subject, relation=relation, object=object_)
        raise TypeError(
            f"rejections takes nothing, an entity, or subject, relation and object, not {len(terms)} terms"
        )

    def query(self, question: str, *, include: Collection[str] = ()) -> Rows:
        """Answer a question over the union of the documents.

        Args:
            question: SPARQL text, or the name of a saved question.
            include: graphs to add to the union: "catalog", "derived", "ontology", or of a loaded file.

        Raises:
            QueryError: it is malformed or refused, or no saved question has this name.
        """
        return query.run(self.store, question, include=include)

    def network(self) -> nx.MultiDiGraph:
        """Return the claims as a network of entities; see :func:`osgraph.network.to_networkx`."""
        from osgraph import network

        return network.to_networkx(self.claims())

    def view(
        self, path: str | Path | None = None, *, texts: bool = True, title: str = "", height: int = 640
    ) -> Inline | None:
        """Write the page that shows the network, one file that opens offline; or show it in a notebook.

        Args:
            path: the file; None for a value that a notebook shows in its place, without a network.
            texts: put the texts of the documents into the page, so that a quote can be read in its place.
            title: what the page is called.
            height: pixels that it takes in a notebook.

        Raises:
            InputError: the file cannot be written.
        """
        from osgraph import view

        page = view.page(
            self.claims(),
            title=title or view.TITLE,
            aliases={entity.iri: entity.aliases for entity in self.entities()},
            texts={document: self.store.text(document) for document in self.documents()} if texts else {},
        )
        if path is None:
            return view.Inline(page, height)
        view.write(page, path)
        return None

    def export(self, path: str | Path, format: str | None = None) -> None:  # noqa: A002
        """Write the graph to a file, or to a folder for neo4j and obsidian; see :func:`osgraph.export.write`.

        Args:
            path: the file or folder.
            format: ttl, nt, trig, nq, jsonld, rdf, nanopub, graphml, gexf, cypher, jsonl, csv, parquet, neo4j
                or obsidian; by the suffix when None.

        Raises:
            InputError: the form is unknown, or the file cannot be written.
        """
        from osgraph import export

        export.write(self.store, path, format)

    def load_claims(self, *paths: str | Path, ontology: Path | None = None) -> list[str]:
        """Put annotated documents into the graph; see :func:`osgraph.loading.load_claims`."""
        from osgraph import loading

        return loading.load_claims(paths, self.store, vocabulary=ontology)

    def reason(self) -> dict[str, int]:
        """Derive what follows from all claims together; see :func:`osgraph.reason.reason`."""
        from osgraph import reason

        return reason.reason(self.store, again=True)

    def load(self, *paths: str | Path, name: str | None = None, format: str | None = None) -> list[Checked]:  # noqa: A002
        """Put files of RDF into the graph, each as a graph of its own; see :func:`osgraph.loading.load`."""
        from osgraph import loading

        return loading.load(paths, self.store, name=name, format=format)

    def sources(self) -> list[Source]:
        """Return the files of RDF that were loaded, by name."""
        return self.store.sources()

    def entities(self) -> list[EntityRecord]:
        """Return the entities of all documents, those with the most claims first, then by name."""
        return query.entities(self.store)

    def suggestions(self) -> list[Suggestion]:
        """Return the entities that may be one, with reasons; see :func:`osgraph.likeness.suggest`."""
        from osgraph import likeness

        return likeness.suggest(self.store)

    def decisions(self) -> tuple[Decision, ...]:
        """Return what was decided about entities and claims; the first is number 1."""
        return self.store.decisions()

    def describe(self, decision: Decision) -> str:
        """Return a decision in words, everything by name."""
        from osgraph import decisions

        return decisions.describe(self.store, decision)

    def same(self, kept: str, merged: str, reason: str = "") -> Decision:
        """Let one entity stand for another, too; see :func:`osgraph.decisions.same`."""
        from osgraph import decisions

        return decisions.same(self.store, kept, merged, reason)

    def different(self, one: str, other: str, reason: str = "") -> Decision:
        """Record that two entities are not one; see :func:`osgraph.decisions.different`."""
        from osgraph import decisions

        return decisions.different(self.store, one, other, reason)

    def reject(self, claim: str, reason: str) -> Decision:
        """Let a claim count for nothing; see :func:`osgraph.decisions.review`."""
        from osgraph import decisions

        return decisions.review(self.store, claim, Verdict.REJECTED, reason)

    def accept(self, claim: str, reason: str = "") -> Decision:
        """Record that a claim was read and found right; see :func:`osgraph.decisions.review`."""
        from osgraph import decisions

        return decisions.review(self.store, claim, Verdict.ACCEPTED, reason)

    def undo(self, number: int | None = None) -> Decision:
        """Take the last decision back, or that of a number; see :func:`osgraph.decisions.undo`."""
        from osgraph import decisions

        return decisions.undo(self.store, number)

    def matrix(self) -> Matrix:
        """Return who is open and who is closed, in the United States, in China and elsewhere."""
        return query.matrix(self.store)

    def stats(self) -> Stats:
        """Return how much of what the graph holds."""
        return query.stats(self.store)

    def timeline(self, entity: str) -> list[ClaimRecord]:
        """Return the claims of and about an entity in the order of their dates, undated ones last."""
        return query.timeline(self.store, entity)

    def snapshot(self, name: str) -> Path:
        """Keep a copy of the graph as it is now, beside it; return its folder, which :func:`open` takes.

        Raises:
            InputError: nothing can be called so, or a snapshot has the name already.
            StoreError: the graph is in memory, or the copy cannot be written.
        """
        return self.store.snapshot(name)

    def diff(
        self, other: KnowledgeGraph | None = None, *, start: str | None = None, end: str | None = None
    ) -> list[Change]:
        """Return what becomes different from this graph to another one, or from one date to another.

        Args:
            other: the other graph; this one itself when None, which makes sense with dates.
            start: of this graph, only documents published till then; all when None.
            end: of the other graph, only documents published till then; all when None.

        Raises:
            InputError: a date is none.
        """
        from osgraph import diff

        return diff.diff(diff.state(self.store, start), diff.state((other or self).store, end))

    def report(self, path: str | Path, *, since: str | None = None) -> None:
        """Write what the claims come to, each line with its quotes; see :func:`osgraph.report.write`.

        Args:
            path: a file that ends in ``.html`` or ``.md``.
            since: the date from which on documents count as new: a day, month or year.

        Raises:
            InputError: the suffix is another one, ``since`` is no date, or the file cannot be written.
        """
        from osgraph import report

        report.write(self.store, path, since=since)

    def validate(self) -> list[Violation]:
        """Return what does not conform to the shapes of the ontology; empty when all does.

        Raises:
            InputError: pySHACL is not installed.
        """
        from osgraph import validation

        return validation.validate(self.store)

    def forget(self, document: str) -> None:
        """Take a document away, with all that only it said; or a loaded file, where no document has the id.

        Raises:
            NotFoundError: there is neither.
        """
        if not self.store.forget(document) and not self.store.forget_source(document):
            raise NotFoundError(f"{document}: no document or loaded file is called so; see `osgraph stats`")


def open(path: str | Path, *, new: bool = False) -> KnowledgeGraph:  # noqa: A001
    """Open a knowledge graph that was built before.

    Args:
        path: its folder, or the address of a SPARQL endpoint that keeps it.
        new: make one where there is none.

    Raises:
        NotFoundError: there is none, and none is to be made.
        StoreError: it cannot be opened.
    """
    if not new and not is_address(str(path)) and not Path(path).exists():
        raise NotFoundError(f"{path}: no store here; make one with `osgraph build PATHS --store {path}`")
    return KnowledgeGraph(Store(path))
