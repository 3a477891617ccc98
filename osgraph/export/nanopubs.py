"""Claims as nanopublications: assertion, provenance, publication info.

The form is that of the nanopublication guidelines (https://nanopub.net/guidelines/working_draft/): four
graphs each, none of them empty. What no source states as fact is asserted as a claim, without its triple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from osgraph import iris, query, rdf, store
from osgraph.store import Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.model import IRI, ClaimRecord
    from osgraph.store import Store

    Quad = tuple[Term, Term, Term, Term]

_NP: Final = "http://www.nanopub.org/nschema#"
_PREFIXES: Final = {"np": _NP}
_ASSERTED: Final = frozenset(  # what of a claim's statements is assertion; the rest says where it is from
    [rdf.NAMESPACES["rdf"] + name for name in ("type", "subject", "predicate", "object")]
    + [iris.term(name) for name in ("polarity", "modality", "former", "time", "quantity", "benchmark")]
    + [iris.term("perspective")]
)
_STATEMENTS: Final = """
    SELECT DISTINCT ?claim ?node ?p ?o {
      { ?claim a osg:Claim ; ?p ?o . BIND(?claim AS ?node) }
      UNION { ?claim a osg:Claim ; osg:evidence ?node . ?node ?p ?o }
      UNION { ?claim a osg:Claim ; osg:evidence/oa:hasSelector ?node . ?node ?p ?o }
    }"""
_ABOUT: Final = """
    SELECT ?node ?p ?o {
      VALUES ?p { rdf:type rdfs:label dcterms:identifier dcterms:title dcterms:publisher dcterms:issued }
      ?node ?p ?o
    }"""


def trig(kg: Store) -> bytes:
    """Return a nanopublication a claim, in TriG; unsigned, as signing needs a key and a clock."""
    statements: dict[str, list[tuple[Term, Term, Term]]] = {}
    for claim, *said in kg.select(_STATEMENTS).rows:
        assert claim is not None
        statements.setdefault(claim.value, []).append(_triple(said))
    about: dict[str, list[tuple[Term, Term, Term]]] = {}
    for row in kg.select(_ABOUT).rows:
        triple = _triple(row)
        about.setdefault(triple[0].value, []).append(triple)
    quads = [
        quad for record in query.claims(kg) for quad in _nanopub(record, sorted(statements[record.id]), about)
    ]
    return store.serialize(quads, "trig", prefixes=_PREFIXES)


def _nanopub(
    record: ClaimRecord,
    statements: list[tuple[Term, Term, Term]],
    about: dict[str, list[tuple[Term, Term, Term]]],
) -> Iterator[Quad]:
    claim = _iri(record.id)
    name = f"{iris.BASE}nanopub/{iris.local(record.id)}"
    whole = _iri(name)
    head, assertion, provenance, publication = (
        _iri(f"{name}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield whole, _term("rdf:type"), _iri(_NP + "Nanopublication"), head
    yield whole, _iri(_NP + "hasAssertion"), assertion, head
    yield whole, _iri(_NP + "hasProvenance"), provenance, head
    yield whole, _iri(_NP + "hasPublicationInfo"), publication, head
    if record.is_fact:
        yield _iri(record.subject), _iri(record.relation), _iri(record.object), assertion
    ends = sorted({record.subject, record.object, *(o.value for _, p, o in statements if p == _BENCHMARK)})
    yield from ((*triple, assertion) for end in ends for triple in sorted(about.get(end, ())))
    run = None
    for subject, predicate, object_ in statements:
        if predicate == _GENERATED:
            run = object_
        asserted = subject == claim and predicate.value in _ASSERTED
        yield subject, predicate, object_, assertion if asserted else provenance
        if subject == claim and predicate == _SPEAKER:
            yield assertion, predicate, object_, provenance
            yield from ((*triple, provenance) for triple in about.get(object_.value, ()))
    document = _iri(iris.document(record.document))
    yield assertion, _term("prov:hadPrimarySource"), document, provenance
    yield assertion, _term("prov:wasDerivedFrom"), claim, provenance
    yield from ((*triple, provenance) for triple in about.get(document.value, ()))
    yield whole, _term("rdfs:label"), Term(_words(record), "literal", language="en"), publication
    yield whole, _term("dcterms:creator"), run or claim, publication
    yield whole, _term("prov:wasDerivedFrom"), document, publication


def _words(record: ClaimRecord) -> str:
    denied = "not " if record.polarity.value == "negative" else ""
    return (
        f"{record.subject_name} {denied}{record.relation_name} {record.object_name} ({record.modality.value})"
    )


def _triple(row: tuple[Term | None, ...] | list[Term | None]) -> tuple[Term, Term, Term]:
    subject, predicate, object_ = row
    assert subject is not None
    assert predicate is not None
    assert object_ is not None
    return subject, predicate, object_


def _iri(value: str | IRI) -> Term:
    return Term(value, "iri")


def _term(name: str) -> Term:
    prefix, _, local = name.partition(":")
    return _iri(rdf.NAMESPACES[prefix] + local)


_GENERATED: Final = _term("prov:wasGeneratedBy")
_SPEAKER: Final = _term("prov:wasAttributedTo")
_BENCHMARK: Final = _term("osg:benchmark")
