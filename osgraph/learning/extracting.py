"""A learnt model at work: triples of sentences, claims of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph import iris, text
from osgraph.learning import sentences
from osgraph.model import IRI, AnnotatedDocument, Claim, Entity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osgraph.learning.model import Found, Model
    from osgraph.learning.scenes import Scene
    from osgraph.learning.schema import Relation
    from osgraph.model import Document
    from osgraph.text import Passage


def triples(
    model: Model, texts: Iterable[str], *, pipeline: str = text.DEFAULT_PIPELINE
) -> Iterator[list[tuple[str, str, str]]]:
    """Yield the triples of each text: subject, relation, object, as the examples would write them."""
    nlp = text.load(pipeline, entities=True)
    parsed = (sentences.from_doc(doc) for doc in nlp.pipe(texts, batch_size=64))
    for _, found in model.read(parsed):
        yield [(f.subject, model.schema.relations[f.relation].name, f.object) for f in found]


def extract(
    model: Model,
    documents: Iterable[Document],
    *,
    classes: Mapping[str, IRI] | None = None,
    pipeline: str = text.DEFAULT_PIPELINE,
) -> Iterator[AnnotatedDocument]:
    """Yield documents, whose sections were found, with the entities and claims that a model finds.

    Each sentence is read by itself and is the evidence of its claims.

    Args:
        model: the model.
        documents: documents whose sections were found.
        classes: the IRIs of the ontology's classes by their names; others are minted.
        pipeline: the spaCy pipeline that parses.
    """
    known = classes or {}
    for document, passages in text.parse(text.load(pipeline, entities=True), documents):
        entities: dict[IRI, Entity] = {}
        claims: dict[tuple[IRI, str, IRI, Span], Claim] = {}
        for passage in passages:
            parts = [
                (sent.start, sentences.from_doc(sent.as_doc())) for sent in passage.doc.sents if len(sent) > 1
            ]
            for (first, _), (scene, found) in zip(parts, model.read(s for _, s in parts), strict=True):
                for each in found:
                    claim = _claim(model, passage, first, scene, each, entities, known)
                    claims.setdefault((claim.subject, claim.relation, claim.object, claim.evidence), claim)
        yield AnnotatedDocument(document, tuple(entities.values()), tuple(claims.values()))


def relation_iri(relation: Relation) -> IRI:
    """Return the IRI of a relation: its own, or one minted from its name."""
    return IRI(relation.iri) if "://" in relation.iri else iris.term(relation.name)


def _claim(
    model: Model,
    passage: Passage,
    first: int,
    scene: Scene,
    found: Found,
    entities: dict[IRI, Entity],
    classes: Mapping[str, IRI],
) -> Claim:
    """Return a found triple as a claim; its ends join the document's entities."""
    relation = model.schema.relations[found.relation]
    ends, words = [], []
    for written, place, cls in (
        (found.subject, scene.places[found.subject_place], relation.domain),
        (found.object, scene.places[found.object_place], relation.range),
    ):
        span = passage.span(first + place.start, first + place.end)
        canonical = written.replace("_", " ").strip().strip('"')
        iri = iris.entity(canonical)
        name = cls.split(" or ", maxsplit=1)[0] or "Thing"
        known = entities.get(iri) or Entity(iri, classes.get(name) or iris.term(name), canonical, ())
        mentions = tuple(sorted({*known.mentions, span}))
        entities[iri] = Entity(iri, known.cls, known.name, mentions, known.aliases)
        ends.append(iri)
        words.append(span)
    return Claim(
        subject=ends[0],
        relation=relation_iri(relation),
        object=ends[1],
        evidence=passage.span(first, first + len(scene.sentence.words)),
        confidence=round(found.chance, 3),
        words=tuple(words),
        steps=(f"learnt: {relation.name}, {found.chance:.2f}",),
    )
