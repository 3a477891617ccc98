"""Validation of what a store holds against the shapes of the ontology (SHACL, by pySHACL)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import RDF, RDFS, SH, Graph, URIRef

from osgraph import iris, ontology, rdf
from osgraph.errors import InputError, OntologyError

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib.term import Node

    from osgraph.store import Store

_CLAIMS: Final = iris.BASE + "claim/"
_IRI: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,:;]")
_BECAUSE: Final = URIRef(iris.term("because"))
_EXACT: Final = URIRef(rdf.NAMESPACES["oa"] + "exact")
_DERIVED: Final = f"""
    CONSTRUCT {{ ?node ?p ?o }} {{
      VALUES ?class {{ osg:Placement osg:Contradiction osg:Corroboration osg:Drift }}
      GRAPH <{iris.BASE}derived> {{ ?node a ?class ; ?p ?o }}
    }}"""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of a validation.

    Attributes:
        node: what does not conform, by IRI.
        path: IRI of the property that is at fault; "" where the node as a whole is.
        value: the value at fault; "" where it is missing.
        message: what is wrong, for people: things in it go by their names.
        severity: "Violation", "Warning" or "Info".
        claim: the claim at fault, in words; "" where it is about none.
        quote: the words that make the claim.
    """

    node: str
    path: str
    value: str
    message: str
    severity: str
    claim: str = ""
    quote: str = ""


def validate(store: Store, *, shapes: Path | None = None) -> list[Violation]:
    """Check a store against shapes, under the ontology that it was built with.

    What is checked are the documents as they are seen, the decisions about them, and what was derived from
    them: placements, contradictions, corroborations, drift.

    Args:
        store: what to check.
        shapes: a Turtle file of SHACL shapes; the shipped one when None.

    Returns:
        What does not conform, sorted; empty when all does.

    Raises:
        InputError: pySHACL is not installed.
        OntologyError: the shapes cannot be read or are no SHACL.
    """
    try:
        import pyshacl
        from pyshacl.errors import ReportableRuntimeError
    except ImportError as error:
        raise InputError(
            "validation needs pySHACL, which is not installed: pip install 'osgraph[validate]'"
        ) from error
    path = shapes or ontology.locate("shapes.ttl")
    data = Graph(bind_namespaces="none")  # a copy in memory: pySHACL asks for single triples very often
    data += store.graph
    data += store.named("decisions")
    data += store.construct(_DERIVED)
    data += store.named("ontology")  # as data: the ont_graph of pySHACL leaves the openness values out
    try:
        rules = Graph().parse(path, format="turtle")
        _, report, _ = pyshacl.validate(data, shacl_graph=rules)
    except (OSError, SyntaxError, ValueError, ReportableRuntimeError) as error:
        raise OntologyError(f"{path}: these shapes cannot be used: {error}") from error
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(_violation(report, result, data) for result in results)


def _violation(report: Graph, result: Node, data: Graph) -> Violation:
    def text(prop: Node) -> str:
        value = report.value(result, prop)
        return "" if value is None else str(value)

    node, value = text(SH.focusNode), text(SH.value)
    message = _IRI.sub(lambda found: _name(URIRef(found[0]), data), " ".join(text(SH.resultMessage).split()))
    claims = [iri for iri in (node, value) if iri.startswith(_CLAIMS)]
    claims += sorted(str(claim) for claim in data.objects(URIRef(node), _BECAUSE))
    said, quote = _claim(URIRef(claims[0]), data) if claims else ("", "")
    severity = iris.local(text(SH.resultSeverity))
    return Violation(node, text(SH.resultPath), value, message, severity, said, quote)


def _claim(claim: URIRef, data: Graph) -> tuple[str, str]:
    """Return a claim in words, as far as it has a subject, relation and object, with its quote."""
    ends = (data.value(claim, end, any=True) for end in (RDF.subject, RDF.predicate, RDF.object))
    said = " ".join(_name(end, data) if isinstance(end, URIRef) else "?" for end in ends)
    passages = sorted(map(str, data.objects(claim, URIRef(iris.term("evidence")))))
    quotes = [str(data.value(URIRef(f"{passage}#quote"), _EXACT) or "") for passage in passages]
    return said, " ".join(" ".join(quotes).split())


def _name(iri: URIRef, data: Graph) -> str:
    """Return what a thing is called; a relation and an openness value by the end of its IRI."""
    if iri.startswith(_CLAIMS):
        return f"“{_claim(iri, data)[0]}”"
    names = sorted(map(str, data.objects(iri, RDFS.label)))
    return names[0] if names and iri.startswith(iris.RESOURCE) else iris.local(iri)
