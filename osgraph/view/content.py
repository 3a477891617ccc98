"""What the page shows, as plain data: pyvis makes the nodes with their places, tables hold the rest."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from pyvis.network import Network

from osgraph import iris, network

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

    from osgraph.model import IRI, ClaimRecord

AT_FIRST: Final = 500
"""Nodes that the page draws when it opens; the search finds the others and brings them in."""

# class: (colour slot, shape). Shapes tell families apart, so that no distinction hangs on colour alone;
# the slots are the colours of Okabe and Ito, "Color Universal Design" (2008), set in page.css.
_LOOKS: Final = {
    "Country": ("blue", "dot"),
    "Government": ("sky", "dot"),
    "Company": ("orange", "dot"),
    "Lab": ("green", "dot"),
    "Community": ("yellow", "dot"),
    "Person": ("pink", "dot"),
    "Group": ("grey", "dot"),
    "Agent": ("ink", "dot"),
    "Model": ("vermilion", "diamond"),
    "Software": ("green", "square"),
    "Hardware": ("blue", "square"),
    "Dataset": ("yellow", "square"),
    "Benchmark": ("pink", "square"),
    "Artifact": ("grey", "square"),
    "License": ("green", "triangle"),
    "Policy": ("blue", "triangle"),
    "Strategy": ("orange", "triangle"),
    "Event": ("pink", "triangleDown"),
    "Place": ("sky", "triangleDown"),
    "Concept": ("grey", "hexagon"),
    "Openness": ("ink", "star"),
}
_OTHER: Final = ("pink", "hexagon")  # classes that someone added to the ontology


def content(records: Iterable[ClaimRecord], title: str) -> dict[str, object]:
    """Return the page's data, ready for JSON, the same for any order of the records.

    Nodes, edges, passages and documents are named by their place in their list. Nodes come the most
    connected first: the page draws the first ``at_first`` of them. A claim leaves out what is not so.
    """
    graph = network.to_networkx(records)
    order = network.most_connected(graph, graph.number_of_nodes())
    at = {node: number for number, node in enumerate(order)}
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (at[edge[0]], at[edge[1]], edge[2]))
    claims = [claim for edge in edges for claim in edge[3]["records"]]
    documents = sorted({claim.document: claim for claim in claims}.values(), key=lambda claim: claim.document)
    document_at = {claim.document: number for number, claim in enumerate(documents)}
    passages = sorted({(document_at[c.document], c.start, c.end, c.quote) for c in claims})
    passage_at = {passage: number for number, passage in enumerate(passages)}
    drawn = _drawn(graph, order, edges)
    edge_of = {claim.id: number for number, edge in enumerate(edges) for claim in edge[3]["records"]}
    return {
        "title": title,
        "at_first": AT_FIRST,
        "classes": _classes(graph),
        "relations": {name: iris.spoken(name) for name in sorted({claim.relation_name for claim in claims})},
        "documents": [_document(claim) for claim in documents],
        "passages": [
            {"document": document, "start": start, "end": end, "quote": quote}
            for document, start, end, quote in passages
        ],
        "nodes": drawn.nodes,
        "edges": drawn.edges,
        "claims": [
            _claim(claim, edge_of[claim.id], passage_at[_passage(claim, document_at)]) for claim in claims
        ],
    }


def label(name: str) -> str:
    r"""Return a name as it is drawn: one short line, without marks that change how the rest is read.

    Example:
        >>> label("a\u202e name\nof far more letters than any picture holds")
        'a name of far more letters…'
    """
    # Cf holds the marks that turn the direction of text; the joiner of emoji is one of them and stays.
    plain = "".join(c for c in " ".join(name.split()) if c == "\u200d" or unicodedata.category(c)[0] != "C")
    if len(plain) <= network.LONGEST_LABEL:
        return plain
    return plain[: network.LONGEST_LABEL - 1].rstrip() + "…"


def _drawn(
    graph: nx.MultiDiGraph, order: Sequence[IRI], edges: Sequence[tuple[IRI, IRI, object, dict[str, object]]]
) -> Network:
    """Return pyvis's network: places fixed beforehand, no physics; colours follow in the page."""
    drawn = Network(directed=True)
    drawn.toggle_physics(status=False)
    at = {node: number for number, node in enumerate(order)}
    places = network.layout(graph)
    for number, node in enumerate(order):
        about = graph.nodes[node]
        name = about["name"] or iris.local(node)
        drawn.add_node(
            number,
            label=label(name) or "?",
            shape=_LOOKS.get(iris.local(about["cls"]), _OTHER)[1],
            group=iris.local(about["cls"]),
            x=places[node].x,
            y=places[node].y,
            size=round(network.radius(about["claims"]), 1),
            name=name,
            iri=node,
            claims=about["claims"],
        )
    for number, (subject, object_, _, about) in enumerate(edges):
        negative = {"negative": True} if about["polarity"] == "negative" else {}
        drawn.add_edge(at[subject], at[object_], id=number, relation=about["relation_name"], **negative)
    return drawn


def _classes(graph: nx.MultiDiGraph) -> list[dict[str, object]]:
    """Return the classes that occur, in the order of the legend."""
    found = {iris.local(cls) for _, cls in graph.nodes(data="cls")}
    known = list(_LOOKS)
    legend = sorted(found, key=lambda cls: (known.index(cls) if cls in _LOOKS else len(known), cls))
    return [
        {"name": cls, "label": iris.spoken(cls).capitalize(), "colour": colour, "shape": shape}
        for cls in legend
        for colour, shape in [_LOOKS.get(cls, _OTHER)]
    ]


def _document(claim: ClaimRecord) -> dict[str, object]:
    about = {"id": claim.document, "title": claim.title, "source": claim.source, "published": claim.published}
    return {key: value for key, value in about.items() if value}


def _passage(claim: ClaimRecord, document_at: dict[str, int]) -> tuple[int, int, int, str]:
    return (document_at[claim.document], claim.start, claim.end, claim.quote)


def _claim(claim: ClaimRecord, edge: int, passage: int) -> dict[str, object]:
    about = {
        "id": iris.local(claim.id),
        "fact": claim.is_fact,
        "speaker": claim.speaker if claim.speaker_iri else None,
        "perspective": claim.perspective,
        "former": claim.former,
        "time": claim.time,
        "quantity": claim.quantity,
        "benchmark": claim.benchmark,
        "confidence": round(claim.confidence, 2) if claim.confidence < 1 else None,
        "marks": [[mark.start, mark.end] for mark in sorted(claim.marks)],
    }
    kept = {key: value for key, value in about.items() if value not in (None, False, [])}
    return {"edge": edge, "passage": passage, "modality": claim.modality.value, **kept}
