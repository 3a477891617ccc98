"""What a store says of one thing: an entity, a document, a claim; and of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from osgraph import iris, ontology, query
from osgraph.errors import NotFoundError

if TYPE_CHECKING:
    from osgraph.store.protocol import Reader

_MOST: Final = 500  # claims that go with the description of a thing in RDF
_DESCRIBE: Final = """CONSTRUCT {{ ?x ?p ?o . ?c ?cp ?co . ?e ?ep ?eo . ?n rdfs:label ?label }} WHERE {{
  {{ VALUES ?x {{ {node} }} ?x ?p ?o }}
  UNION {{
    {{ SELECT DISTINCT ?c {{
       {{ ?c rdf:subject {node} }} UNION {{ ?c rdf:object {node} }} UNION {{ VALUES ?c {{ {node} }} }}
       ?c a osg:Claim }} LIMIT {most} }}
    {{ ?c ?cp ?co }} UNION {{ ?c osg:evidence ?e . ?e ?ep ?eo }}
    UNION {{ ?c osg:evidence/oa:hasSelector ?e . ?e ?ep ?eo }}
    UNION {{ ?c rdf:subject|rdf:object|prov:wasAttributedTo ?n . ?n rdfs:label ?label }}
  }} }}"""


@dataclass(frozen=True, slots=True)
class Described:
    """An entity over all documents.

    Attributes:
        iri: what it is.
        name: what it is called.
        cls: its class.
        aliases: what else it is called.
        classes: all classes that documents give it.
        claims: number of claims that it is an end of.
        documents: ids of the documents that name it.
    """

    iri: str
    name: str
    cls: str
    aliases: tuple[str, ...]
    classes: tuple[str, ...]
    claims: int
    documents: tuple[str, ...]


def entity(reader: Reader, name: str) -> Described:
    """Return what is known of an entity, given by name or IRI.

    Raises:
        NotFoundError: the store knows none; the message gives the nearest names.
    """
    iri = name if name.startswith(iris.RESOURCE) else sorted(query.meant(reader, name))[0]
    node = query.node(iri)
    rows = reader.select(
        f"SELECT DISTINCT ?what ?value {{ {{ {node} rdfs:label ?value BIND('label' AS ?what) }} UNION "
        f"{{ {node} skos:altLabel ?value BIND('alias' AS ?what) }} UNION "
        f"{{ {node} a ?value BIND('class' AS ?what) }} UNION "
        f"{{ ?d dcterms:references {node} ; dcterms:identifier ?value BIND('document' AS ?what) }} }} "
        "ORDER BY ?value"
    ).plain()
    found: dict[str, list[str]] = {"label": [], "alias": [], "class": [], "document": []}
    for what, value in rows:
        found[str(what)].append(str(value))
    if not found["label"]:
        raise NotFoundError(f"no entity is called {name!r}")
    classes = tuple(iris.local(cls) for cls in found["class"] if cls.startswith(iris.ONTOLOGY))
    others = tuple(sorted({*found["label"], *found["alias"]} - {found["label"][0]}))
    count = query.counts(reader, [iri]).get(iri, 0)
    return Described(
        iri, found["label"][0], next(iter(classes), ""), others, classes, count, tuple(found["document"])
    )


def documents(reader: Reader, offset: int, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """Return how many documents there are, and some of them by id, with the number of their claims."""
    total = reader.select("SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a osg:Document }").plain()[0][0]
    rows = reader.select(
        f"""SELECT ?id ?title ?house ?issued (COUNT(DISTINCT ?c) AS ?claims) {{
          {{ SELECT ?d ?id {{ ?d a osg:Document ; dcterms:identifier ?id }}
            ORDER BY ?id OFFSET {offset} LIMIT {limit} }}
          OPTIONAL {{ ?d dcterms:title ?title }} OPTIONAL {{ ?d dcterms:publisher ?house }}
          OPTIONAL {{ ?d dcterms:issued ?issued }}
          OPTIONAL {{ ?c osg:evidence/oa:hasSource ?d . ?c a osg:Claim }}
        }} GROUP BY ?id ?title ?house ?issued ORDER BY ?id"""
    ).plain()
    keys = ("id", "title", "source", "published", "claims")
    return int(total or 0), [dict(zip(keys, row, strict=True)) for row in rows]


def document(reader: Reader, id_: str) -> dict[str, Any]:
    """Return a document: id, title, publisher, date, text.

    Raises:
        NotFoundError: no document has that id.
    """
    node = query.node(iris.document(id_))
    rows = reader.select(
        f"SELECT ?title ?house ?issued {{ {node} a osg:Document OPTIONAL {{ {node} dcterms:title ?title }} "
        f"OPTIONAL {{ {node} dcterms:publisher ?house }} OPTIONAL {{ {node} dcterms:issued ?issued }} }} "
        "LIMIT 1"
    ).plain()
    if not rows:
        raise NotFoundError(f"no document has the id {id_!r}")
    title, house, issued = rows[0]
    text = reader.text(id_)
    return {"id": id_, "title": title or "", "source": house or "", "published": issued, "text": text}


def size(reader: Reader) -> dict[str, Any]:
    """Return how many documents, entities and claims there are."""
    (row,) = reader.select(
        """SELECT ?documents ?entities ?claims {
          { SELECT (COUNT(DISTINCT ?d) AS ?documents) { ?d a osg:Document } }
          { SELECT (COUNT(DISTINCT ?e) AS ?entities) { ?d dcterms:references ?e } }
          { SELECT (COUNT(?c) AS ?claims) { ?c a osg:Claim } } }"""
    ).plain()
    return dict(zip(("documents", "entities", "claims"), row, strict=True))


def counts(reader: Reader) -> dict[str, Any]:
    """Return how many documents, entities and claims there are, and the claims by relation and modality."""
    out = size(reader)
    for name, predicate in (("relations", "rdf:predicate"), ("modalities", "osg:modality")):
        rows = reader.select(
            f"SELECT ?v (COUNT(?c) AS ?n) {{ ?c a osg:Claim ; {predicate} ?v }} "
            "GROUP BY ?v ORDER BY DESC(?n) ?v"
        ).plain()
        out[name] = {iris.local(str(value)): n for value, n in rows if value}
    return out


def relations(reader: Reader) -> list[str]:
    """Return the names of the relations that claims are made with, sorted."""
    rows = reader.select("SELECT DISTINCT ?v { ?c rdf:predicate ?v }").plain()
    return sorted(iris.local(str(value)) for (value,) in rows)


def schema(reader: Reader) -> dict[str, Any]:
    """Return the classes and relations that claims are made of, and how claims are written."""
    terms = ontology.load()
    return {
        "prefixes": {"osg": iris.ONTOLOGY, "osr": iris.RESOURCE},
        "classes": {
            c.name: {"means": c.comment, "is a": [iris.local(parent) for parent in c.parents]}
            for c in terms.classes.values()
        },
        "relations": {
            r.name: {
                "means": r.comment,
                "from": sorted(iris.local(cls) for cls in r.domain),
                "to": sorted(iris.local(cls) for cls in r.range),
            }
            for r in terms.relations.values()
        },
        "openness": [value.name for value in terms.openness.values()],
        "documents": len(reader.documents()),
        "claims": "?c a osg:Claim ; rdf:subject ?s ; rdf:predicate ?relation ; rdf:object ?o ; osg:polarity "
        "osg:Positive ; osg:modality osg:Asserted ; osg:evidence ?e . ?e oa:hasSource ?document ; "
        "oa:hasSelector/oa:exact ?quote . ?s rdfs:label ?name",
        "facts": "?s osg:develops ?o matches only what a document's author states as present fact; hedged, "
        "denied, predicted and quoted claims exist as osg:Claim alone",
        "prefixes are bound": "osg, osr, rdf, rdfs, skos, prov, oa, dcterms",
    }


def as_rdf(reader: Reader, iri: str, media: str) -> bytes:
    """Return what the documents say of a thing, with claims about it and their evidence, as RDF.

    Raises:
        NotFoundError: they say nothing of it.
    """
    query_ = _DESCRIBE.format(node=query.node(iri), most=_MOST)
    if not reader.select(f"SELECT ?p {{ {query.node(iri)} ?p ?o }} LIMIT 1"):
        raise NotFoundError(f"the store says nothing of <{iri}>")
    return reader.answer(query_, [media])[1]
