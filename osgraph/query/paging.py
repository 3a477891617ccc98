"""Claims a page at a time, so that a store of any size can be browsed.

Everything is asked in SPARQL: first which claims fit, then what is said of those alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import Literal

from osgraph import iris
from osgraph.errors import InputError, NotFoundError
from osgraph.model import IRI, ClaimRecord, Modality, Polarity, Review, Span, Verdict
from osgraph.query import names
from osgraph.query.evidence import AUTHOR, OPENNESS
from osgraph.rdf import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osgraph.store import Store

MOST: Final = 500
"""The most claims of one page."""

_IRI: Final = re.compile(r"""[^\x00-\x20<>"{}|^`\\\x7f-\x9f\ud800-\udfff]+""")
_WORDS: Final = """SELECT DISTINCT ?c ?id ?title ?house ?issued ?start ?end ?exact ?place {{
  VALUES ?c {{ {claims} }} ?c osg:evidence ?passage .
  ?passage oa:hasSource ?d ; oa:hasSelector ?at, ?quote . ?d dcterms:identifier ?id .
  ?at oa:start ?start ; oa:end ?end . ?quote oa:exact ?exact .
  OPTIONAL {{ ?d dcterms:title ?title }} OPTIONAL {{ ?d dcterms:publisher ?house }}
  OPTIONAL {{ ?d dcterms:issued ?issued }}
  OPTIONAL {{ ?passage oa:hasSelector/rdf:value ?place }} }}"""

Properties = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims are wanted; what is None does not matter.

    Attributes:
        subject: name or IRI of an entity.
        relation: name or IRI of a relation.
        object: name or IRI of an entity or an openness value.
        entity: name or IRI of an entity at either end.
        document: id of a document.
        polarity: affirmed or denied.
        modality: how the text holds it.
        speaker: name or IRI of who says it; "author" for the authors of the documents.
        perspective: the labelled viewpoint it stands under; "none" for claims outside all.
        former: whether it is past.
        text: words that the quote holds, in any case.
    """

    subject: str | None = None
    relation: str | None = None
    object: str | None = None
    entity: str | None = None
    document: str | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None
    speaker: str | None = None
    perspective: str | None = None
    former: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the claims that fit, and how many fit."""

    claims: tuple[ClaimRecord, ...]
    total: int
    offset: int


def page(store: Store, wanted: Filter = Filter(), *, offset: int = 0, limit: int = 50) -> Page:
    """Return claims that fit, a page of them.

    Pages are cut in the order of the store's index, which is the same for the same content; the claims of
    one page are sorted by document and place.

    Args:
        store: where they are kept.
        wanted: which claims.
        offset: how many to leave out at the start.
        limit: how many to return, 1 to :data:`MOST`.

    Raises:
        NotFoundError: the store knows no entity or relation of a name that the filter gives.
        InputError: offset or limit are out of bounds.
    """
    if offset < 0 or not 1 <= limit <= MOST:
        raise InputError(
            f"offset {offset}, limit {limit}: the one starts at 0, the other goes from 1 to {MOST}"
        )
    where = _where(store, wanted)
    found = store.select(f"SELECT DISTINCT ?c {{ {where} }} OFFSET {offset} LIMIT {limit}").plain()
    total = store.select(f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ {where} }}").plain()
    return Page(tuple(named(store, [str(iri) for (iri,) in found])), int(total[0][0] or 0), offset)


def named(store: Store, claims: Iterable[str]) -> list[ClaimRecord]:
    """Return claims by their IRIs, each with all names and its quote, sorted by document and place."""
    wanted = [node(iri) for iri in claims]
    if not wanted:
        return []
    about: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for claim, predicate, value in store.select(
        f"SELECT ?c ?p ?o {{ VALUES ?c {{ {' '.join(wanted)} }} ?c ?p ?o }}"
    ).rows:
        if claim and predicate and value:
            about[claim.value][predicate.value].append(value.value)
    places = store.select(_WORDS.format(claims=" ".join(wanted)))
    ends = {
        iri
        for said in about.values()
        for predicate in (v.SUBJECT, v.OBJECT, v.ATTRIBUTED_TO, v.BENCHMARK)
        for iri in said.get(str(predicate), ())
    }
    known = _described(store, ends)
    records = [_record(str(row[0]), about[str(row[0])], row[1:], known) for row in places.plain()]
    return sorted(records, key=lambda r: (r.document, r.start, r.end, r.id))


def search(store: Store, words: str, *, limit: int = 20) -> list[tuple[IRI, str, str, int]]:
    """Return entities whose name or alias holds words: IRI, name, class, number of claims; the best first.

    Those called exactly so come first, then those whose name begins so, then those with the most claims.
    """
    sought = Literal(" ".join(words.split()).lower()).n3()
    found = store.select(
        f"""SELECT ?e (MIN(?rank) AS ?best) {{
          {{ SELECT DISTINCT ?e ?name {{ ?e rdfs:label|skos:altLabel ?name . ?d dcterms:references ?e }} }}
          BIND(LCASE(STR(?name)) AS ?lower) FILTER(CONTAINS(?lower, {sought}))
          BIND(IF(?lower = {sought}, 0, IF(STRSTARTS(?lower, {sought}), 1, 2)) AS ?rank)
        }} GROUP BY ?e ORDER BY ?best ?e LIMIT 500"""
    ).plain()
    ranks = {str(iri): int(rank or 0) for iri, rank in found}
    counted = counts(store, ranks)
    best = sorted(ranks, key=lambda iri: (ranks[iri], -counted.get(iri, 0), iri))[:limit]
    known = _described(store, best)
    return [(IRI(iri), *known.get(iri, (iris.local(iri), "")), counted.get(iri, 0)) for iri in best]


def node(iri: str) -> str:
    """Return an IRI as SPARQL writes it; nothing that could end it passes.

    Raises:
        NotFoundError: it holds what no IRI holds, so nothing is called so.

    Example:
        >>> node("https://w3id.org/osgraph/resource/Meta")
        '<https://w3id.org/osgraph/resource/Meta>'
    """
    if not _IRI.fullmatch(iri):
        raise NotFoundError(f"{iri!r} is no IRI, so nothing is called so")
    return f"<{iri}>"


def counts(store: Store, entities: Iterable[str]) -> dict[str, int]:
    """Return how many claims each entity is an end of.

    That it is a claim is not asked of each: nothing else has ends, and it takes a hundred times as long.
    """
    values = " ".join(node(iri) for iri in entities)
    query = f"""SELECT ?e (COUNT(*) AS ?n) {{ VALUES ?e {{ {values} }}
      {{ ?c rdf:subject ?e }} UNION {{ ?c rdf:object ?e }} }} GROUP BY ?e"""
    return {str(iri): int(n or 0) for iri, n in store.select(query).plain() if iri}


def meant(store: Store, name: str) -> frozenset[IRI]:
    """Return what a name or IRI may mean; a name as it stands is found by index.

    Raises:
        NotFoundError: the store knows none; the message gives the nearest names.
    """
    if name.startswith((iris.RESOURCE, iris.ONTOLOGY)):  # a value of openness is an end of claims, too
        return frozenset({IRI(name)})
    literal = Literal(name, lang="en").n3()
    query = f"SELECT DISTINCT ?e {{ ?e rdfs:label|skos:altLabel {literal} . ?d dcterms:references ?e }}"
    found = frozenset(IRI(str(iri)) for (iri,) in store.select(query))
    return found or names.entities(store, name)


def _where(store: Store, wanted: Filter) -> str:
    """Return the patterns that a claim ``?c`` that is wanted fits."""
    ends = (("rdf:subject", wanted.subject), ("rdf:object", wanted.object),
            ("rdf:subject|rdf:object", wanted.entity), ("prov:wasAttributedTo", wanted.speaker))  # fmt: skip
    parts = ["?c a osg:Claim ."]
    for number, (predicate, name) in enumerate(ends):
        if predicate.startswith("prov") and name == AUTHOR:
            parts.append(f'?c {predicate} ?who . FILTER(STRENDS(STR(?who), "#author"))')
        elif name is not None:
            parts.append(
                f"VALUES ?end{number} {{ {_listed(meant(store, name))} }} ?c {predicate} ?end{number} ."
            )
    if wanted.relation is not None:
        relations = _listed(names.relations(store, wanted.relation))
        parts.append(f"VALUES ?p {{ {relations} }} ?c rdf:predicate ?p .")
    if wanted.document is not None:
        parts.append(f"?c osg:evidence/oa:hasSource {node(iris.document(wanted.document))} .")
    return " ".join([*parts, *_held(wanted)])


def _held(wanted: Filter) -> Iterator[str]:
    """Yield the patterns of how a claim is held, and in which words."""
    for predicate, value in (("osg:polarity", wanted.polarity), ("osg:modality", wanted.modality)):
        if value is not None:
            yield f"?c {predicate} {v.HELD[value].n3()} ."
    if wanted.perspective == "none":
        yield "FILTER NOT EXISTS { ?c osg:perspective ?lens }"
    elif wanted.perspective is not None:
        yield f"?c osg:perspective ?lens . FILTER(STR(?lens) = {Literal(wanted.perspective).n3()})"
    if wanted.former is not None:
        yield f"FILTER {'' if wanted.former else 'NOT '}EXISTS {{ ?c osg:former true }}"
    if wanted.text is not None:
        sought = Literal(wanted.text.lower()).n3()
        yield "?c osg:evidence/oa:hasSelector/oa:exact ?exact ."
        yield f"FILTER(CONTAINS(LCASE(STR(?exact)), {sought}))"


def _listed(found: Iterable[str]) -> str:
    return " ".join(node(iri) for iri in sorted(found))


def _described(store: Store, things: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the names and classes of things; of several, the first by the alphabet."""
    query = f"""SELECT ?e (MIN(STR(?l)) AS ?label) (MIN(STR(?t)) AS ?type) {{
      VALUES ?e {{ {_listed(things)} }} ?e rdfs:label ?l
      OPTIONAL {{ ?e a ?t FILTER(STRSTARTS(STR(?t), "{iris.ONTOLOGY}")) }} }} GROUP BY ?e"""
    rows = store.select(query).plain()
    return {str(iri): (str(label), iris.local(str(cls)) if cls else "") for iri, label, cls in rows if iri}


def _record(
    iri: str, said: Mapping[str, list[str]], place: tuple[object, ...], known: Mapping[str, tuple[str, str]]
) -> ClaimRecord:
    document, title, source, published, start, end, quote, fragment = place
    one = {predicate: values[0] for predicate, values in said.items()}
    subject, relation, object_ = (one[str(end_)] for end_ in (v.SUBJECT, v.PREDICATE, v.OBJECT))
    speaker = one.get(str(v.ATTRIBUTED_TO), "#author")
    begin = int(str(start))
    return ClaimRecord(
        id=IRI(iri),
        subject=IRI(subject),
        subject_name=known.get(subject, (iris.local(subject), ""))[0],
        subject_class=known.get(subject, ("", ""))[1],
        relation=IRI(relation),
        relation_name=iris.local(relation),
        object=IRI(object_),
        object_name=known[object_][0] if object_ in known else iris.local(object_),
        object_class=known[object_][1] if object_ in known else OPENNESS,
        polarity=Polarity(iris.local(one[str(v.POLARITY)]).lower()),
        modality=Modality(iris.local(one[str(v.MODALITY)]).lower()),
        speaker=AUTHOR if speaker.endswith("#author") else known.get(speaker, (iris.local(speaker), ""))[0],
        speaker_iri=None if speaker.endswith("#author") else IRI(speaker),
        perspective=one.get(str(v.PERSPECTIVE)),
        former=one.get(str(v.FORMER)) == "true",
        time=one.get(str(v.TIME)),
        quantity=one.get(str(v.QUANTITY)),
        benchmark=known.get(one.get(str(v.BENCHMARK), ""), (None, ""))[0],
        confidence=float(one.get(str(v.CONFIDENCE), 1)),
        document=str(document),
        title=str(title or ""),
        source=str(source or ""),
        published=str(published) if published else None,
        start=begin,
        end=int(str(end)),
        place=str(fragment or ""),
        quote=str(quote),
        marks=_marks(one.get(str(v.WORDS), "").split(), begin, int(str(end))),
        steps=_steps(said.get(str(v.STEP), ())),
        review=_review(one),
    )


def _marks(words: Iterable[str], start: int, end: int) -> tuple[Span, ...]:
    """Return the stretches that make the claim, inside its quote; "12-18" counts in the document."""
    found = []
    for word in words:
        first, _, last = word.partition("-")
        if start <= int(first) and int(last) <= end:  # a pronoun's antecedent may stand in another sentence
            found.append(Span(int(first) - start, int(last) - start))
    return tuple(found)


def _steps(written: Iterable[str]) -> tuple[str, ...]:
    """Return the steps in their order; they are numbered, for a graph has none."""
    parts = (step.partition(". ") for step in written)
    return tuple(text for _, text in sorted((int(number), text) for number, _, text in parts))


def _review(one: Mapping[str, str]) -> Review | None:
    verdict = one.get(str(v.REVIEW))
    return Review(Verdict(iris.local(verdict).lower()), one.get(str(v.REASON), "")) if verdict else None
