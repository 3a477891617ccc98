"""What a build has to do: which documents are new or changed, which the store has as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import rdflib

from osgraph import rdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.model import IRI, Document
    from osgraph.store import Store


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents given, beside what the store has.

    Attributes:
        due: new documents, and those that changed in text, metadata or in what reads them.
        unchanged: ids of those that the store has as they are.
        pruned: ids of documents to take out of the store.
    """

    due: tuple[Document, ...]
    unchanged: tuple[str, ...]
    pruned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Version:
    digest: str
    run: str
    original: str

    def is_of(self, document: Document, run: IRI) -> bool:
        return (self.digest, self.run) == (rdf.digest(document), run)


def find(given: Sequence[Document], store: Store, run: IRI, *, prune: bool = False) -> Changes:
    """Compare documents with a store.

    A text that the store holds under the id of a document that is gone keeps that id: the file was moved.
    A copy is due again with its original, or when that is taken out.

    Args:
        given: the documents to build, by id.
        store: what was built before.
        run: identifies what reads the documents.
        prune: take out what the store has and was not given.
    """
    known = _versions(store)
    given = _with_old_ids(given, set(known), store)
    ids = {document.id for document in given}
    pruned = known.keys() - ids if prune else set()
    stale = {d.id for d in given if d.id not in known or not known[d.id].is_of(d, run)} | pruned
    stale |= {id_ for id_ in ids & known.keys() if known[id_].original in stale}
    due = tuple(document for document in given if document.id in stale)
    return Changes(due, tuple(sorted(ids - stale)), tuple(sorted(pruned)))


def _versions(store: Store) -> dict[str, _Version]:
    rows = store.select("""
        SELECT ?id ?digest ?run ?original {
          GRAPH ?g { ?d a osg:Document ; dcterms:identifier ?id ; osg:digest ?digest . ?run a prov:Activity }
          OPTIONAL { ?d osg:copyOf/dcterms:identifier ?original }
        }""").plain()
    return {
        str(id_): _Version(str(digest), str(run), str(original or "")) for id_, digest, run, original in rows
    }


def _with_old_ids(given: Sequence[Document], before: set[str], store: Store) -> list[Document]:
    now = {document.id for document in given}
    kept = []
    for document in given:
        old = [] if document.id in before else _ids_of(document, store)
        free = [id_ for id_ in old if id_ not in now]
        kept.append(replace(document, id=free[0]) if free else document)
        now.add(kept[-1].id)
    return kept


def _ids_of(document: Document, store: Store) -> list[str]:
    written = rdflib.Literal(
        document.text, lang=document.language or "en"
    ).n3()  # as rdf writes it, all marks escaped
    rows = store.select(f"SELECT ?id {{ ?d nif:isString {written} ; dcterms:identifier ?id }} ORDER BY ?id")
    return [str(id_) for (id_,) in rows.plain()]
