"""Documents in a language that is not read: no claims, but the names in them that the catalog knows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from osgraph.model import AnnotatedDocument, Entity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.claims.knowledge import Knowledge
    from osgraph.model import IRI, Document, Span
    from osgraph.text import Passage


def names(document: Document, passages: Sequence[Passage], knowledge: Knowledge) -> AnnotatedDocument:
    """Find the known names of a document; those that are also words, and need context, are left out.

    Args:
        document: the document with its sections.
        passages: its sections in words, from :func:`osgraph.text.words_of`.
        knowledge: has the catalog's names.
    """
    spans: dict[IRI, list[Span]] = defaultdict(list)
    for passage in passages:
        for start, end, entries in knowledge.gazetteer.find(passage.doc):
            words = passage.doc[start:end].text
            if not knowledge.gazetteer.is_risky(words) and not knowledge.gazetteer.country_of(words):
                spans[entries[0]].append(passage.span(start, end))
    known = knowledge.catalog.entries
    entities = (
        Entity(iri, known[iri].cls, known[iri].name, tuple(sorted(set(found))), known[iri].aliases)
        for iri, found in sorted(spans.items())
    )
    return AnnotatedDocument(document, tuple(entities))
