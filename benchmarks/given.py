"""Extraction that is told what the text names, to see how much is lost to finding it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from unittest import mock

from osgraph import claims, mentions, sections, text
from osgraph.mentions import Form, Mention, Mentions, Thing
from osgraph.pipeline.processes import Means

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.claims import Knowledge
    from osgraph.model import AnnotatedDocument, Entity, Span
    from osgraph.text import Passage

_SEARCH = "osgraph.claims.annotating.find_mentions"  # what is put out of action here


def extract(gold: Mapping[str, AnnotatedDocument]) -> dict[str, AnnotatedDocument]:
    """Extract the claims of annotated documents, whose entities and mentions are taken as annotated.

    Pronouns, nationality words inside longer names and openness words, which are not annotated, are still
    found.
    """
    tools = Means().load()
    divided = [
        replace(one.document, sections=sections.find(one.document, tools.ontology)) for one in gold.values()
    ]
    out = {}
    for document, passages in text.parse(tools.nlp, divided, names=tools.knowledge.gazetteer.names):
        told = told_mentions(gold[document.id].entities, passages, tools.knowledge)
        with mock.patch(_SEARCH, return_value=told):
            out[document.id] = claims.annotate(document, passages, tools.knowledge)
    return out


def told_mentions(entities: Sequence[Entity], passages: Sequence[Passage], knowledge: Knowledge) -> Mentions:
    """Return the annotated mentions of a document, with what leads to them."""
    searched = mentions.find(passages, knowledge.gazetteer, knowledge.vocabulary)
    told = {
        mention: (_thing(entity, mention, knowledge), "")
        for entity in entities
        for span in entity.mentions
        for mention in _placed(entity, span, passages)
    }
    annotated = {(m.passage, m.head): thing for m, (thing, _) in told.items()}
    same = {
        thing.key: annotated[m.passage, m.head]
        for m, (thing, step) in searched.things.items()
        if not step and (m.passage, m.head) in annotated
    }
    taken = {other.span for other in told}
    for mention, (thing, step) in searched.things.items():
        if _is_nationality(mention, passages, knowledge):
            if mention.span not in taken:
                told[mention] = same.get(thing.key, thing), step
        elif any(mention.span.overlaps(other) for other in taken):
            continue
        elif step and thing.key in same:
            told[mention] = same[thing.key], step
        elif knowledge.openness.value_of(mention.name):
            told[mention] = thing, step
    ordered = tuple(sorted(told))
    heads = {(m.passage, i): m for m in ordered if m.form is Form.NAME for i in range(m.start, m.end)}
    return Mentions(ordered, told, heads | {(m.passage, m.head): m for m in ordered})


def _placed(entity: Entity, span: Span, passages: Sequence[Passage]) -> Iterator[Mention]:
    """Yield the mention that an annotated span is in the parse; none where nothing was parsed."""
    for index, passage in enumerate(passages):
        inside = [
            i
            for i, (start, end) in enumerate(zip(passage.starts, passage.ends, strict=True))
            if start < span.end and span.start < end
        ]
        if inside:
            start, end = inside[0], inside[-1] + 1
            head = passage.doc[start:end].root
            form = Form.NAME if head.pos_ == "PROPN" else Form.NOMINAL
            yield Mention(index, head.i, start, end, span, form, entity.name, (entity.cls,))


def _is_nationality(mention: Mention, passages: Sequence[Passage], knowledge: Knowledge) -> bool:
    words = passages[mention.passage].doc[mention.start : mention.end].text
    return knowledge.gazetteer.country_of(words) is not None


def _thing(entity: Entity, mention: Mention, knowledge: Knowledge) -> Thing:
    known = knowledge.catalog.forms.get(entity.name, ())
    entries = tuple(iri for iri in known if knowledge.catalog.entries[iri].cls == entity.cls)
    return Thing(entity.iri, entity.name, (entity.cls,), entries[:1], mention.form is Form.NAME)
