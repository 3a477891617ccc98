"""Documents in a language that the ontology has no phrases in: their names, and what their tables say.

A phrase, a cue of doubt and a rule of grammar are each of one language. Without them no sentence is turned
into a claim, since nothing would tell what it denies or supposes. A name is the same in any language, and a
row of a table needs no grammar.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from osgraph.claims import tables
from osgraph.claims.annotating import concluded
from osgraph.claims.settling import Settler, entities
from osgraph.claims.state import State
from osgraph.mentions import named
from osgraph.model import AnnotatedDocument, Entity
from osgraph.propositions import Reader

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
    found = (
        Entity(iri, known[iri].cls, known[iri].name, tuple(sorted(set(found))), known[iri].aliases)
        for iri, found in sorted(spans.items())
    )
    return AnnotatedDocument(document, tuple(found))


def tabled(document: Document, passages: Sequence[Passage], knowledge: Knowledge) -> AnnotatedDocument:
    """Find the names of a document, those that only its pipeline recognises as well, and what tables say.

    Args:
        document: the document with its sections.
        passages: its sections as a pipeline of its language reads them, from :func:`osgraph.text.words_of`.
        knowledge: has the catalog's names and the ontology's labels.
    """
    mentions = named(passages, knowledge.gazetteer, knowledge.vocabulary)
    readers = [Reader(passage.doc, knowledge.cues) for passage in passages]
    state = State(passages, mentions, readers, Settler(knowledge.ontology, knowledge.catalog))
    told = concluded(document, list(tables.find(state, knowledge)), state, knowledge)
    used = {
        iri: pair
        for iri, pair in state.used.items()
        if any(iri in {c.subject, c.object} for c in told.claims)
    }
    for mention in mentions.all:
        thing, _ = mentions.things[mention]
        likely = frozenset(thing.classes)
        state.settler.vote(thing, likely)
        settled = state.settler.settle(thing, likely)
        if settled is not None and (mention.entries or mention.classes):
            iri = state.use(thing, settled)
            used[iri] = state.used[iri]
    return replace(told, entities=entities(used, mentions, knowledge.catalog))
