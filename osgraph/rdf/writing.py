"""The way from an annotated document to its graph."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Graph

from osgraph import iris, languages
from osgraph.errors import InputError
from osgraph.model import (
    IRI,
    SURE,
    AnnotatedDocument,
    Claim,
    Document,
    Entity,
    Modality,
    Polarity,
    Rejection,
    Span,
)
from osgraph.rdf import terms
from osgraph.rdf import vocabulary as v
from osgraph.rdf.terms import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.ontology import Ontology
    from osgraph.rdf.terms import Triple

_DATED: Final = (
    (re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"), "", XSD.date),
    (re.compile(r"[1-9][0-9]{3}-[0-9]{2}"), "-01", XSD.gYearMonth),
    (re.compile(r"[1-9][0-9]{3}"), "-01-01", XSD.gYear),
)
_DECIMALS: Final = 6  # places of a confidence
_TRUE: Final = Value("true", datatype=XSD.boolean)


def claim_iri(document_id: str, claim: Claim) -> IRI:
    """Return the IRI of a claim: a hash of what it says and where.

    What two sentences claim alike are two claims; confidence and the steps that found it do not count.

    Example:
        >>> claim = Claim(IRI("a:Meta"), IRI("a:develops"), IRI("a:Llama"), Span(0, 20))
        >>> claim_iri("memo", claim) == claim_iri("memo", claim) != claim_iri("letter", claim)
        True
    """
    at = (document_id, claim.evidence.start, claim.evidence.end)
    triple = (claim.subject, claim.relation, claim.object)
    held = (claim.polarity, claim.modality, claim.speaker, claim.perspective, claim.former)
    return iris.hashed("claim", *at, *triple, *held, claim.time, claim.quantity, claim.benchmark)


def digest(document: Document) -> str:
    """Return what tells two versions of a document apart: a hash of its text and metadata."""
    held = [document.text, document.title, document.source, document.published or "", document.topic]
    more = [document.author, document.url, document.language, document.noise, document.places]
    held += [repr(value) for value in more if value]  # what has none of these keeps its hash
    return hashlib.sha256("\x1f".join(held).encode("utf-8", "replace")).hexdigest()


def is_fact(claim: Claim) -> bool:
    """Say whether the document's author states a claim as present fact: the rule for plain triples."""
    return (
        claim.polarity is Polarity.POSITIVE
        and claim.modality is Modality.ASSERTED
        and not claim.former
        and claim.speaker is None
        and claim.perspective is None
        and claim.confidence >= SURE
    )


def to_graph(annotated: AnnotatedDocument, ontology: Ontology, *, run: IRI, note: str = "") -> Graph:
    """Return what :func:`to_lines` writes as a graph of RDFLib.

    The graph lies in its simple store, which knows no contexts and is twice as fast; for a tool that asks
    for contexts (pySHACL, a TriG serializer) copy it: ``Graph() + graph``.

    Args:
        annotated: what was found in a document.
        ontology: tells relations and openness values, which are no entities of a document.
        run: IRI of the run that found it.
        note: what people should know of the run; "" for nothing.

    Raises:
        InputError: as for :func:`to_lines`.
    """
    graph = Graph("SimpleMemory", bind_namespaces="none")
    for prefix, namespace in v.NAMESPACES.items():
        graph.bind(prefix, namespace)
    graph.addN((*terms.to_rdflib(triple), graph) for triple in _statements(annotated, ontology, run, note))
    return graph


def to_lines(annotated: AnnotatedDocument, ontology: Ontology, *, run: IRI, note: str = "") -> list[str]:
    """Return a document, its entities, claims and rejections as sorted lines of N-Triples.

    The plain triple of a claim is written only where :func:`is_fact` holds. Two claims that differ in
    nothing but confidence or steps are one; the surer one stays. Confidences keep six decimal places;
    characters that UTF-8 cannot hold (lone surrogates) become ``?``.

    Args:
        annotated: what was found in a document.
        ontology: tells relations and openness values, which are no entities of a document.
        run: IRI of the run that found it.
        note: what people should know of the run, such as the language model that took part; "" for nothing.

    Raises:
        InputError: a claim or mention points outside the document's text, to an unknown relation, or to
            an entity that the document does not have (the message lists all such faults); or an IRI or the
            name of a language is none.
    """
    return terms.to_lines(_statements(annotated, ontology, run, note))


def _statements(annotated: AnnotatedDocument, ontology: Ontology, run: IRI, note: str) -> Iterator[Triple]:
    faults = sorted(_faults(annotated, ontology))
    if faults:
        raise InputError(f"document {annotated.document.id!r}: " + "; ".join(faults))
    yield from _triples(annotated, run)
    if note:
        yield run, v.COMMENT, _text(note)
    for value in {claim.object for claim in annotated.claims} & ontology.openness.keys():
        yield value, v.TYPE, v.OPENNESS  # so that every end of a claim has a class here


def _faults(annotated: AnnotatedDocument, ontology: Ontology) -> set[str]:
    length = len(annotated.document.text)
    entities = Counter(entity.iri for entity in annotated.entities)
    faults = {f"<{iri}> is the IRI of {count} entities" for iri, count in entities.items() if count > 1}
    spans = {span for entity in annotated.entities for span in entity.mentions}
    for claim in annotated.claims:
        spans |= {claim.evidence, *claim.words}
        named = {claim.subject, claim.speaker, claim.benchmark} - {None}
        if claim.object not in ontology.openness:
            named.add(claim.object)
        faults |= {f"<{iri}> is no entity of it" for iri in named - entities.keys()}
        if claim.relation not in ontology.relations:
            faults.add(f"<{claim.relation}> is no relation of the ontology")
    spans |= {rejection.evidence for rejection in annotated.rejections}
    return faults | {
        f"{span.start} to {span.end} is no stretch of its {length} characters"
        for span in spans
        if not 0 <= span.start <= span.end <= length
    }


def _triples(annotated: AnnotatedDocument, run: str) -> Iterator[Triple]:
    document = annotated.document
    node = iris.document(document.id)
    author = f"{node}#author"
    yield run, v.TYPE, v.RUN
    yield from _document_triples(document, node, author)
    for entity in annotated.entities:
        yield from _entity_triples(entity, document, node)
    claims: dict[IRI, Claim] = {}
    for claim in annotated.claims:
        iri = claim_iri(document.id, claim)
        if iri not in claims or claims[iri].confidence < claim.confidence:
            claims[iri] = claim
    for iri, claim in claims.items():
        yield from _claim_triples(claim, iri, author)
        yield iri, v.EVIDENCE, _passage(document, claim.evidence)
        yield iri, v.GENERATED_BY, run
    for rejection in annotated.rejections:
        yield from _rejection_triples(rejection, document, run)
    for span in {claim.evidence for claim in claims.values()} | {r.evidence for r in annotated.rejections}:
        yield from _passage_triples(span, document, node)


def _document_triples(document: Document, node: str, author: str) -> Iterator[Triple]:
    yield node, v.TYPE, v.DOCUMENT
    yield node, v.TYPE, v.NIF_CONTEXT
    yield node, v.IDENTIFIER, Value(_encodable(document.id))
    yield node, v.TEXT, _text(document.text, document.language)
    yield node, v.DIGEST, Value(digest(document))
    if document.sketch:
        yield node, v.SKETCH, Value(document.sketch)
    if document.copy_of:
        yield node, v.COPY_OF, iris.document(document.copy_of)
    for predicate, value in (
        (v.TITLE, document.title),
        (v.PUBLISHER, document.source),
        (v.TOPIC, document.topic),
    ):
        if value:
            yield node, predicate, _text(value)
    for predicate, value in (
        (v.LANGUAGE, document.language),
        (v.WRITTEN_BY, document.author),
        (v.URL, document.url),
    ):
        if value:
            yield node, predicate, Value(_encodable(value))
    if document.published is not None:
        yield node, v.ISSUED, _dated(document.published)
    yield node, v.CREATOR, author
    yield author, v.TYPE, v.AGENT
    yield author, v.LABEL, _text(document.author or f"author of {document.title or document.id}")


def _entity_triples(entity: Entity, document: Document, node: str) -> Iterator[Triple]:
    iri = entity.iri
    yield iri, v.TYPE, entity.cls
    yield iri, v.LABEL, _text(entity.name)
    for alias in entity.aliases:
        yield iri, v.ALT_LABEL, _text(alias, languages.of_name(alias))
    yield node, v.REFERENCES, iri
    for span in entity.mentions:
        mention = iris.hashed("mention", document.id, span.start, span.end, entity.iri)
        yield mention, v.TYPE, v.MENTION
        yield mention, v.CONTEXT, node
        yield mention, v.BEGIN_INDEX, _number(span.start)
        yield mention, v.END_INDEX, _number(span.end)
        yield mention, v.ANCHOR, _text(span.of(document.text), document.language)
        yield mention, v.REFERS_TO, iri


def _claim_triples(claim: Claim, node: str, author: str) -> Iterator[Triple]:
    subject, relation, object_ = claim.subject, claim.relation, claim.object
    if is_fact(claim):
        yield subject, relation, object_
    yield node, v.TYPE, v.CLAIM
    yield node, v.SUBJECT, subject
    yield node, v.PREDICATE, relation
    yield node, v.OBJECT, object_
    yield node, v.POLARITY, v.HELD[claim.polarity]
    yield node, v.MODALITY, v.HELD[claim.modality]
    yield node, v.CONFIDENCE, _decimal(claim.confidence)
    yield node, v.ATTRIBUTED_TO, claim.speaker or author
    if claim.perspective is not None:
        yield node, v.PERSPECTIVE, _text(claim.perspective)
    if claim.former:
        yield node, v.FORMER, _TRUE
    if claim.time is not None:
        yield node, v.TIME, _dated(claim.time)
    if claim.quantity is not None:
        yield node, v.QUANTITY, _text(claim.quantity)
    if claim.benchmark is not None:
        yield node, v.BENCHMARK, claim.benchmark
    if claim.words:  # one literal, not a selector each: they mark words in the quote, in this order
        words = " ".join(f"{span.start}-{span.end}" for span in claim.words)
        yield node, v.WORDS, Value(words)
    for number, step in enumerate(claim.steps, 1):
        yield node, v.STEP, _text(f"{number}. {step}")


def _rejection_triples(rejection: Rejection, document: Document, run: str) -> Iterator[Triple]:
    at = (rejection.evidence.start, rejection.evidence.end)
    what = (rejection.subject, rejection.relation, rejection.object, rejection.reason)
    node = iris.hashed("rejection", document.id, *at, *what)
    yield node, v.TYPE, v.REJECTION
    yield node, v.SUBJECT_NAME, _text(rejection.subject)
    yield node, v.PREDICATE, rejection.relation
    yield node, v.OBJECT_NAME, _text(rejection.object)
    yield node, v.REASON, _text(rejection.reason)
    yield node, v.EVIDENCE, _passage(document, rejection.evidence)
    yield node, v.GENERATED_BY, run


def _passage_triples(span: Span, document: Document, node: str) -> Iterator[Triple]:
    passage = _passage(document, span)
    position, quoted = f"{passage}#position", f"{passage}#quote"
    yield passage, v.TYPE, v.PASSAGE
    yield passage, v.SOURCE, node
    yield passage, v.SELECTOR, position
    yield passage, v.SELECTOR, quoted
    yield position, v.TYPE, v.POSITION_SELECTOR
    yield position, v.START, _number(span.start)
    yield position, v.END, _number(span.end)
    yield quoted, v.TYPE, v.QUOTE_SELECTOR
    yield quoted, v.EXACT, _text(span.of(document.text), document.language)
    if fragment := document.place(span):
        place = f"{passage}#place"
        yield passage, v.SELECTOR, place
        yield place, v.TYPE, v.FRAGMENT_SELECTOR
        yield place, v.VALUE, Value(fragment)
        yield place, v.CONFORMS_TO, v.FRAGMENTS[fragment.partition("=")[0]]
        yield place, v.REFINED_BY, quoted


def _passage(document: Document, span: Span) -> IRI:
    return iris.hashed("passage", document.id, span.start, span.end)


def _encodable(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8")


def _text(value: str, language: str = "") -> Value:
    return Value(_encodable(value), language or "en")


def _number(value: int) -> Value:
    return Value(str(value), datatype=XSD.integer)


def _decimal(value: float) -> Value:
    """Return a number in the canonical form of XML Schema 1.1, which is the one that a store gives back."""
    written = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return Value(written, datatype=XSD.decimal)


def _dated(value: str) -> Value:
    """Return an ISO day, month or year with its datatype, anything else as text."""
    for pattern, rest, datatype in _DATED:
        if pattern.fullmatch(value):
            try:
                date.fromisoformat(value + rest)
            except ValueError:
                break  # shaped like a date, but in no calendar: text
            return Value(value, datatype=datatype)
    return _text(value)
