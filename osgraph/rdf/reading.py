"""The way from a document's graph back to the annotated document."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.errors import InputError
from osgraph.model import (
    IRI,
    AnnotatedDocument,
    Claim,
    Document,
    Entity,
    Modality,
    Place,
    Polarity,
    Rejection,
    Review,
    Span,
    Verdict,
)
from osgraph.rdf import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Properties = Mapping[str, list[str]]  # of one node: predicate to values
    Nodes = Mapping[str, Properties]


def from_graph(triples: Iterable[tuple[object, object, object]]) -> AnnotatedDocument:
    """Return the annotated document that a graph describes.

    Entities come in the order of their first mention, claims and rejections in that of their evidence.
    Sections are not kept in a graph.

    Args:
        triples: an rdflib graph, or any triples whose ``str()`` is the IRI or the lexical form.

    Raises:
        InputError: it describes no document, or several, or lacks a part of one.
    """
    nodes: dict[str, dict[str, list[str]]] = defaultdict(dict)
    by_type: dict[str, list[str]] = defaultdict(list)
    type_ = str(v.TYPE)
    for s, p, o in triples:
        subject, predicate, value = str(s), str(p), str(o)
        nodes[subject].setdefault(predicate, []).append(value)
        if predicate == type_:
            by_type[value].append(subject)
    documents = by_type[str(v.DOCUMENT)]
    if len(documents) != 1:
        raise InputError(f"a graph of one document is needed; this one describes {len(documents)}")
    try:
        return _annotated(documents[0], nodes, by_type)
    except (KeyError, ValueError) as error:
        raise InputError(f"{documents[0]}: the graph lacks or garbles a part of it: {error}") from error


def _annotated(node: str, nodes: Nodes, by_type: Mapping[str, list[str]]) -> AnnotatedDocument:
    described = nodes[node]
    document = Document(
        id=_one(described, v.IDENTIFIER),
        text=_one(described, v.TEXT),
        title=_maybe(described, v.TITLE) or "",
        source=_maybe(described, v.PUBLISHER) or "",
        published=_maybe(described, v.ISSUED),
        topic=_maybe(described, v.TOPIC) or "",
        sketch=_maybe(described, v.SKETCH) or "",
        author=_maybe(described, v.WRITTEN_BY) or "",
        url=_maybe(described, v.URL) or "",
        language=_maybe(described, v.LANGUAGE) or "",
        places=_places(nodes, by_type[str(v.PASSAGE)]),
    )
    entities = _entities(described, nodes, by_type[str(v.MENTION)])
    claims = [_claim(iri, nodes, f"{node}#author") for iri in by_type[str(v.CLAIM)]]
    rejections = [_rejection(nodes[iri], nodes) for iri in by_type[str(v.REJECTION)]]
    return AnnotatedDocument(
        document,
        tuple(sorted(entities, key=lambda e: (e.mentions[:1] or (Span(len(document.text), 0),), e.iri))),
        tuple(sorted(claims, key=_claim_order)),
        tuple(sorted(rejections, key=lambda r: (r.evidence, r.relation, r.subject, r.object, r.reason))),
    )


def _places(nodes: Nodes, passages: Iterable[str]) -> tuple[Place, ...]:
    """Return where the passages stand in the source; of the rest of the text the graph does not say it."""
    found = []
    for passage in passages:
        if fragment := _maybe(nodes.get(f"{passage}#place", {}), v.VALUE):
            at = nodes[f"{passage}#position"]
            found.append(Place(Span(int(_one(at, v.START)), int(_one(at, v.END))), fragment))
    return tuple(sorted(found, key=lambda place: place.span))


def _entities(document: Properties, nodes: Nodes, mentions: Iterable[str]) -> list[Entity]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for mention in mentions:
        at = nodes[mention]
        spans[_one(at, v.REFERS_TO)].append(Span(int(_one(at, v.BEGIN_INDEX)), int(_one(at, v.END_INDEX))))
    return [
        Entity(
            iri=IRI(iri),
            cls=IRI(_one(nodes[iri], v.TYPE)),
            name=_one(nodes[iri], v.LABEL),
            mentions=tuple(sorted(set(spans[iri]))),
            aliases=tuple(sorted(nodes[iri].get(str(v.ALT_LABEL), ()))),
        )
        for iri in document.get(str(v.REFERENCES), ())
    ]


def _claim(iri: str, nodes: Nodes, author: str) -> Claim:
    held = nodes[iri]
    verdict = _maybe(held, v.REVIEW)
    speaker, benchmark = _one(held, v.ATTRIBUTED_TO), _maybe(held, v.BENCHMARK)
    steps = (step.partition(". ") for step in held.get(str(v.STEP), ()))
    return Claim(
        subject=IRI(_one(held, v.SUBJECT)),
        relation=IRI(_one(held, v.PREDICATE)),
        object=IRI(_one(held, v.OBJECT)),
        evidence=_evidence(held, nodes),
        polarity=Polarity(iris.local(_one(held, v.POLARITY)).lower()),
        modality=Modality(iris.local(_one(held, v.MODALITY)).lower()),
        speaker=None if speaker == author else IRI(speaker),
        perspective=_maybe(held, v.PERSPECTIVE),
        former=_maybe(held, v.FORMER) == "true",
        time=_maybe(held, v.TIME),
        quantity=_maybe(held, v.QUANTITY),
        benchmark=IRI(benchmark) if benchmark else None,
        confidence=float(_one(held, v.CONFIDENCE)),
        words=tuple(_span(word) for word in (_maybe(held, v.WORDS) or "").split()),
        steps=tuple(text for _, text in sorted((int(number), text) for number, _, text in steps)),
        iri=IRI(iri),
        review=Review(Verdict(iris.local(verdict).lower()), _maybe(held, v.REASON) or "")
        if verdict
        else None,
    )


def _rejection(held: Properties, nodes: Nodes) -> Rejection:
    return Rejection(
        subject=_one(held, v.SUBJECT_NAME),
        relation=IRI(_one(held, v.PREDICATE)),
        object=_one(held, v.OBJECT_NAME),
        evidence=_evidence(held, nodes),
        reason=_one(held, v.REASON),
    )


def _evidence(held: Properties, nodes: Nodes) -> Span:
    position = nodes[f"{_one(held, v.EVIDENCE)}#position"]
    return Span(int(_one(position, v.START)), int(_one(position, v.END)))


def _span(word: str) -> Span:
    start, _, end = word.partition("-")
    return Span(int(start), int(end))


def _claim_order(claim: Claim) -> tuple[object, ...]:
    held = (claim.polarity, claim.modality, claim.speaker or "", claim.perspective or "", claim.former)
    rest = (claim.time or "", claim.quantity or "", claim.benchmark or "")
    return (claim.evidence, claim.subject, claim.relation, claim.object, *held, *rest)


def _one(held: Properties, predicate: str) -> str:
    return held[str(predicate)][0]


def _maybe(held: Properties, predicate: str) -> str | None:
    values = held.get(str(predicate))
    return values[0] if values else None
