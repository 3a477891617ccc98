"""Validation of a store's documents against the shapes of the ontology (SHACL, by pySHACL)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import RDF, SH, Graph

from osgraph import iris, ontology
from osgraph.errors import InputError, OntologyError

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib.term import Node

    from osgraph.store import Store


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of a validation.

    Attributes:
        node: what does not conform, by IRI.
        path: IRI of the property that is at fault; "" where the node as a whole is.
        value: the value at fault; "" where it is missing.
        message: what is wrong, for people.
        severity: "Violation", "Warning" or "Info".
    """

    node: str
    path: str
    value: str
    message: str
    severity: str


def validate(store: Store, *, shapes: Path | None = None) -> list[Violation]:
    """Check the documents of a store against shapes, under the ontology that the store was built with.

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
    data += store.named("ontology")  # as data: the ont_graph of pySHACL leaves the openness values out
    try:
        rules = Graph().parse(path, format="turtle")
        _, report, _ = pyshacl.validate(data, shacl_graph=rules)
    except (OSError, SyntaxError, ValueError, ReportableRuntimeError) as error:
        raise OntologyError(f"{path}: these shapes cannot be used: {error}") from error
    return sorted(_violation(report, result) for result in report.subjects(RDF.type, SH.ValidationResult))


def _violation(report: Graph, result: Node) -> Violation:
    def text(prop: Node) -> str:
        value = report.value(result, prop)
        return "" if value is None else str(value)

    return Violation(
        text(SH.focusNode),
        text(SH.resultPath),
        text(SH.value),
        " ".join(text(SH.resultMessage).split()),
        iris.local(text(SH.resultSeverity)),
    )
