"""The examples of docs/claims.md: one claim as Turtle, as JSON Lines, as the program writes it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rdflib

from osgraph import iris, ontology, rdf
from osgraph.evaluation import read

PAGE = (Path(__file__).parents[1] / "docs" / "claims.md").read_text(encoding="utf-8")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
OWN_NAMES = {rdflib.URIRef(iris.term("evidence")), rdflib.PROV.wasGeneratedBy}  # shortened, left out


def block(language: str) -> str:
    """Return the last example in a language: the first Turtle shows plain triples only."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[-1]


@pytest.fixture
def written(tmp_path: Path) -> rdflib.Graph:
    """The graph that the program makes of the JSON example."""
    path = tmp_path / "notice.jsonl"
    path.write_text(json.dumps(json.loads(block("json"))), encoding="utf-8")
    (annotated,) = read(path).values()
    return rdf.to_graph(annotated, ontology.load(), run=iris.hashed("run", "test"))


def about_claims(graph: rdflib.Graph) -> set[tuple[rdflib.term.Node, rdflib.term.Node]]:
    (claim,) = graph.subjects(rdflib.RDF.type, rdflib.URIRef(iris.term("Claim")))
    return {(p, o) for p, o in graph.predicate_objects(claim) if p not in OWN_NAMES}


def test_the_turtle_says_what_the_json_says(written: rdflib.Graph) -> None:
    assert about_claims(rdflib.Graph().parse(data=block("turtle"), format="turtle")) == about_claims(written)


@pytest.mark.parametrize("predicate", [OA.start, OA.end, OA.exact])
def test_the_evidence_is_the_same(predicate: rdflib.URIRef, written: rdflib.Graph) -> None:
    shown = rdflib.Graph().parse(data=block("turtle"), format="turtle")
    assert set(shown.objects(None, predicate)) == set(written.objects(None, predicate)) != set()


def test_a_hedged_claim_gives_no_plain_triple(written: rdflib.Graph) -> None:
    assert not list(written.triples((None, rdflib.URIRef(iris.term("outperforms")), None)))
