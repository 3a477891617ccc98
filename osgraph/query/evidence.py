"""Claims, refused claims and entities as a reader sees them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from osgraph import iris, rdf
from osgraph.errors import NotFoundError
from osgraph.model import IRI, AnnotatedDocument, Claim, ClaimRecord, Entity, Span
from osgraph.query import names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from osgraph.store import Store

AUTHOR: Final = "author"
"""The speaker of a claim that the document's author makes."""

OPENNESS: Final = "Openness"
"""The class of an object that is an openness value, no entity."""

_CLAIMS: Final = iris.BASE + "claim/"
_REJECTED: Final = "?c osg:review osg:Rejected . GRAPH ?d { ?c a osg:Claim } ?d dcterms:identifier ?id"


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity over all documents: its most frequent name and class, and how often it occurs."""

    iri: IRI
    name: str
    cls: str
    aliases: tuple[str, ...]
    documents: int
    mentions: int
    claims: int


@dataclass(frozen=True, slots=True)
class RejectionRecord:
    """A claim that was sought and refused, with the reason and its exact words."""

    subject: str
    relation: IRI
    relation_name: str
    object: str
    reason: str
    document: str
    title: str
    start: int
    end: int
    quote: str


def annotated(
    store: Store, document: str | None = None, *, rejected: bool = False
) -> Iterator[AnnotatedDocument]:
    """Yield the documents of a store with what was found in them, by id.

    Args:
        store: where they are kept.
        document: the id of one of them; all when None.
        rejected: have also the claims that were rejected in review.

    Raises:
        NotFoundError: no document has that id; the message gives the nearest ones.
    """
    known = store.documents()
    if document is not None and document not in known:
        near = get_close_matches(document, known, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise NotFoundError(f"no document has the id {document!r}{hint}")
    for id_ in known if document is None else [document]:
        yield rdf.from_graph(store.triples(id_, rejected=rejected))


def records(annotated: AnnotatedDocument) -> list[ClaimRecord]:
    """Return the claims of a document, everything by name and by IRI, sorted by place."""
    known = {entity.iri: entity for entity in annotated.entities}
    found = [_record(claim, annotated, known) for claim in annotated.claims]
    return sorted(found, key=lambda record: (record.start, record.end, record.id))


def claims(
    store: Store,
    *,
    subject: str | None = None,
    relation: str | None = None,
    object: str | None = None,  # noqa: A002
    document: str | None = None,
    id: str | None = None,  # noqa: A002
    rejected: bool = False,
) -> list[ClaimRecord]:
    """Return the claims that fit, sorted by document and place.

    Names may be canonical ones or aliases, in any case; where one means several things, all count.
    A store without documents has no claims, whatever the name.

    Args:
        store: where they are kept.
        subject: name or IRI of an entity; any when None.
        relation: name ("worksFor", "works for") or IRI of a relation; any when None.
        object: name or IRI of an entity or an openness value; any when None.
        document: id of a document; any when None.
        id: IRI of one claim, or the last part of it.
        rejected: have also the claims that were rejected in review; each says so.

    Raises:
        NotFoundError: the store knows no entity, relation, document or claim of that name.
    """
    if not store.documents():
        return []
    wanted = {
        "subject": names.entities(store, subject) if subject is not None else None,
        "predicate": names.relations(store, relation) if relation is not None else None,
        "object": names.entities(store, object) if object is not None else None,
    }
    claim = _CLAIMS + id.removeprefix(_CLAIMS) if id is not None else None
    found: list[ClaimRecord] = []
    for id_ in _documents(store, wanted, rejected=rejected) if document is None else [document]:
        for one in annotated(store, id_, rejected=rejected):
            found += [record for record in records(one) if _fits(record, wanted, claim)]
    if claim and not found:
        raise NotFoundError(f"no claim has the id {id!r} (among those asked for)")
    return found


def rejections(
    store: Store,
    *,
    subject: str | None = None,
    relation: str | None = None,
    object: str | None = None,  # noqa: A002
    document: str | None = None,
) -> list[RejectionRecord]:
    """Return the refused claims that fit, sorted by document and place.

    What was refused may be no entity, so subject and object are compared as names, in any case.

    Raises:
        NotFoundError: no document has that id.
    """
    pairs = ((subject, "subject"), (relation, "relation_name"), (object, "object"))
    wanted = {field: names.folded(iris.local(name)) for name, field in pairs if name is not None}
    found = []
    for one in annotated(store, document):
        for refused in one.rejections:
            record = RejectionRecord(
                subject=refused.subject,
                relation=refused.relation,
                relation_name=iris.local(refused.relation),
                object=refused.object,
                reason=refused.reason,
                document=one.document.id,
                title=one.document.title,
                start=refused.evidence.start,
                end=refused.evidence.end,
                quote=refused.evidence.of(one.document.text),
            )
            if all(names.folded(getattr(record, field)) == name for field, name in wanted.items()):
                found.append(record)
    return found


def entities(store: Store) -> list[EntityRecord]:
    """Return the entities of all documents, those with the most claims first, then by name."""
    seen: dict[IRI, list[Entity]] = defaultdict(list)
    touched: Counter[IRI] = Counter()
    for one in annotated(store):
        for entity in one.entities:
            seen[entity.iri].append(entity)
        for claim in one.claims:
            touched.update({claim.subject, claim.object})
    found = [_entity(forms, touched[iri]) for iri, forms in seen.items()]
    return sorted(found, key=lambda record: (-record.claims, record.name, record.iri))


def to_json(claim: ClaimRecord) -> dict[str, Any]:
    """Return a claim as plain values for JSON."""
    return {
        "id": claim.id,
        "subject": {"iri": claim.subject, "name": claim.subject_name, "class": claim.subject_class},
        "relation": {"iri": claim.relation, "name": claim.relation_name},
        "object": {"iri": claim.object, "name": claim.object_name, "class": claim.object_class},
        "polarity": claim.polarity.value,
        "modality": claim.modality.value,
        "speaker": {"iri": claim.speaker_iri, "name": claim.speaker},
        "perspective": claim.perspective,
        "former": claim.former,
        "time": claim.time,
        "quantity": claim.quantity,
        "benchmark": claim.benchmark,
        "confidence": claim.confidence,
        "document": claim.document,
        "title": claim.title,
        "source": claim.source,
        "published": claim.published,
        "evidence": [claim.start, claim.end],
        "place": claim.place,
        "quote": claim.quote,
        "words": [[span.start, span.end] for span in claim.marks],
        "steps": list(claim.steps),
        "review": asdict(claim.review) if claim.review else None,
    }


def _documents(store: Store, wanted: Mapping[str, Collection[IRI] | None], *, rejected: bool) -> list[str]:
    """Return the ids of the documents that have a claim with these ends, so that no other need be read."""
    tests = [
        f"VALUES ?{part} {{ {' '.join(f'<{iri}>' for iri in sorted(iris_))} }} ?c rdf:{part} ?{part} ."
        for part, iris_ in wanted.items()
        if iris_ is not None
    ]
    if not tests:
        return store.documents()
    where = " ".join([*tests, "?c a osg:Claim ; osg:evidence/oa:hasSource/dcterms:identifier ?id"])
    if rejected:  # of those the union of the documents says no more than that
        where = f"{{ {where} }} UNION {{ {_REJECTED} }}"
    return [str(id_) for (id_,) in store.select(f"SELECT DISTINCT ?id {{ {where} }} ORDER BY ?id")]


def _fits(record: ClaimRecord, wanted: Mapping[str, Collection[IRI] | None], claim: str | None) -> bool:
    ends = {"subject": record.subject, "predicate": record.relation, "object": record.object}
    return claim in {None, record.id} and all(
        allowed is None or ends[part] in allowed for part, allowed in wanted.items()
    )


def _record(claim: Claim, annotated: AnnotatedDocument, known: Mapping[IRI, Entity]) -> ClaimRecord:
    document, evidence = annotated.document, claim.evidence
    object_ = known.get(claim.object)
    return ClaimRecord(
        id=claim.iri or rdf.claim_iri(document.id, claim),
        subject=claim.subject,
        subject_name=known[claim.subject].name,
        subject_class=iris.local(known[claim.subject].cls),
        relation=claim.relation,
        relation_name=iris.local(claim.relation),
        object=claim.object,
        object_name=object_.name if object_ else iris.local(claim.object),
        object_class=iris.local(object_.cls) if object_ else OPENNESS,
        polarity=claim.polarity,
        modality=claim.modality,
        speaker=known[claim.speaker].name if claim.speaker else AUTHOR,
        speaker_iri=claim.speaker,
        perspective=claim.perspective,
        former=claim.former,
        time=claim.time,
        quantity=claim.quantity,
        benchmark=known[claim.benchmark].name if claim.benchmark else None,
        confidence=claim.confidence,
        document=document.id,
        title=document.title,
        source=document.source,
        published=document.published,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.of(document.text),
        marks=tuple(
            Span(word.start - evidence.start, word.end - evidence.start)
            for word in claim.words
            if evidence.covers(word)  # a pronoun's antecedent may stand in another sentence
        ),
        steps=claim.steps,
        review=claim.review,
        place=document.place(evidence),
    )


def _entity(forms: list[Entity], claims: int) -> EntityRecord:
    called: Counter[tuple[str, str]] = Counter((entity.name, iris.local(entity.cls)) for entity in forms)
    name, cls = min(called, key=lambda pair: (-called[pair], pair))
    others = {alias for entity in forms for alias in (entity.name, *entity.aliases)} - {name}
    mentions = sum(len(entity.mentions) for entity in forms)
    return EntityRecord(forms[0].iri, name, cls, tuple(sorted(others)), len(forms), mentions, claims)
