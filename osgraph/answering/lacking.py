"""Why an answer has no rows: how many claims there are of each part of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph import iris, query

if TYPE_CHECKING:
    from osgraph.answering.asking import Asked
    from osgraph.store import Store


def told(store: Store, asked: Asked, document: str | None) -> str:
    """Return in words how many claims hold each relation and each thing that a question names.

    Args:
        store: where the claims are.
        asked: the question as it was read.
        document: id of the only document that was asked; all when None.
    """
    inside = f"; osg:evidence/oa:hasSource {query.node(iris.document(document))}" if document else ""
    parts = []
    for relation in sorted(asked.relations):
        found = f"?c a osg:Claim ; rdf:predicate {query.node(relation)} {inside}"
        parts.append((f'of "{iris.spoken(iris.local(relation))}"', found))
    for named in (*asked.subject.named, *asked.object.named):
        values = " ".join(query.node(iri) for iri in sorted(named))
        found = f"VALUES ?e {{ {values} }} ?c rdf:subject|rdf:object ?e . ?c a osg:Claim {inside}"
        parts.append((f"about {query.label(store, min(named))}", found))
    counted = [f"{_claims(store, found)} {words}" for words, found in parts]
    where = "this document has" if document else "the documents have"
    return f"No claim fits all of that: {where} {', '.join(counted)}." if counted else "No claim fits."


def _claims(store: Store, found: str) -> str:
    count = int(store.select(f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ {found} }}").plain()[0][0] or 0)
    return f"{count or 'no'} claim{'' if count == 1 else 's'}"
