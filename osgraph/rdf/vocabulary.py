"""The classes and predicates that graphs of documents are written in.

They stand here as constants because looking one up in an rdflib namespace costs more than writing the
triple it is for.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rdflib import OWL, PROV, RDF, RDFS, SKOS, XSD, URIRef
from rdflib.namespace import DCTERMS, SDO

from osgraph import iris
from osgraph.model import Modality, Polarity, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

_OA: Final = "http://www.w3.org/ns/oa#"
_NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
_ITSRDF: Final = "http://www.w3.org/2005/11/its/rdf#"

NAMESPACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dcterms": str(DCTERMS),
        "itsrdf": _ITSRDF,
        "nif": _NIF,
        "oa": _OA,
        "osg": iris.ONTOLOGY,
        "osr": iris.RESOURCE,
        "owl": str(OWL),
        "prov": str(PROV),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "schema": str(SDO),
        "skos": str(SKOS),
        "xsd": str(XSD),
    }
)
"""The prefixes that every graph, query and file of the project binds."""


def _osg(name: str) -> URIRef:
    return URIRef(iris.term(name))


TYPE: Final = RDF.type
LABEL: Final = RDFS.label
COMMENT: Final = RDFS.comment
ALT_LABEL: Final = SKOS.altLabel

DOCUMENT: Final = _osg("Document")
NIF_CONTEXT: Final = URIRef(_NIF + "Context")
IDENTIFIER: Final = DCTERMS.identifier
TITLE: Final = DCTERMS.title
PUBLISHER: Final = DCTERMS.publisher
ISSUED: Final = DCTERMS.issued
TOPIC: Final = DCTERMS.subject
CREATOR: Final = DCTERMS.creator
LANGUAGE: Final = DCTERMS.language
WRITTEN_BY: Final = SDO.author
URL: Final = SDO.url
REFERENCES: Final = DCTERMS.references
DIGEST: Final = _osg("digest")
SKETCH: Final = _osg("sketch")
COPY_OF: Final = _osg("copyOf")
TEXT: Final = URIRef(_NIF + "isString")
AGENT: Final = PROV.Agent

MENTION: Final = URIRef(_NIF + "Phrase")
CONTEXT: Final = URIRef(_NIF + "referenceContext")
BEGIN_INDEX: Final = URIRef(_NIF + "beginIndex")
END_INDEX: Final = URIRef(_NIF + "endIndex")
ANCHOR: Final = URIRef(_NIF + "anchorOf")
REFERS_TO: Final = URIRef(_ITSRDF + "taIdentRef")

OPENNESS: Final = _osg("Openness")

CLAIM: Final = _osg("Claim")
SUBJECT: Final = RDF.subject
PREDICATE: Final = RDF.predicate
OBJECT: Final = RDF.object
POLARITY: Final = _osg("polarity")
MODALITY: Final = _osg("modality")
HELD: Final = {value: _osg(value.capitalize()) for value in (*Polarity, *Modality)}
ATTRIBUTED_TO: Final = PROV.wasAttributedTo
PERSPECTIVE: Final = _osg("perspective")
FORMER: Final = _osg("former")
TIME: Final = _osg("time")
QUANTITY: Final = _osg("quantity")
BENCHMARK: Final = _osg("benchmark")
CONFIDENCE: Final = _osg("confidence")
EVIDENCE: Final = _osg("evidence")
WORDS: Final = _osg("words")
STEP: Final = _osg("step")
GENERATED_BY: Final = PROV.wasGeneratedBy
RUN: Final = PROV.Activity

PASSAGE: Final = URIRef(_OA + "SpecificResource")
SOURCE: Final = URIRef(_OA + "hasSource")
SELECTOR: Final = URIRef(_OA + "hasSelector")
POSITION_SELECTOR: Final = URIRef(_OA + "TextPositionSelector")
QUOTE_SELECTOR: Final = URIRef(_OA + "TextQuoteSelector")
START: Final = URIRef(_OA + "start")
END: Final = URIRef(_OA + "end")
EXACT: Final = URIRef(_OA + "exact")
FRAGMENT_SELECTOR: Final = URIRef(_OA + "FragmentSelector")
REFINED_BY: Final = URIRef(_OA + "refinedBy")
VALUE: Final = RDF.value
CONFORMS_TO: Final = DCTERMS.conformsTo
FRAGMENTS: Final = {  # as the Web Annotation Data Model names what they conform to
    "page": URIRef("http://tools.ietf.org/rfc/rfc3778"),
    "row": URIRef("http://tools.ietf.org/rfc/rfc7111"),
    "t": URIRef("http://www.w3.org/TR/media-frags/"),
}

REJECTION: Final = _osg("Rejection")
SUBJECT_NAME: Final = _osg("subjectName")
OBJECT_NAME: Final = _osg("objectName")
REASON: Final = _osg("reason")

DECISION: Final = _osg("Decision")
NUMBER: Final = _osg("number")
VERDICT: Final = _osg("verdict")
VERDICTS: Final = {value: _osg(value.capitalize()) for value in Verdict}
KEEPS: Final = _osg("keeps")
MERGES: Final = _osg("merges")
KEPT_NAME: Final = _osg("keptName")
KEPT_CLASS: Final = _osg("keptClass")
TELLS: Final = _osg("tells")
APART: Final = _osg("apartFrom")
OF_SUBJECT: Final = _osg("ofSubject")
OF_RELATION: Final = _osg("ofRelation")
OF_OBJECT: Final = _osg("ofObject")
REVIEW: Final = _osg("review")
