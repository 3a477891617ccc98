"""What the page shows, as one value that is ready for JSON.

``docs/architecture.md`` says how the page uses it. Long lists are columns, and columns that are mostly
empty are objects from row numbers to values: 50,000 claims must open at once. Rows go by their number.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pyvis.network import Network

from osgraph import iris, layout, network, query
from osgraph import ontology as ontologies
from osgraph.model import Modality, Polarity
from osgraph.view import looks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from osgraph.model import IRI, ClaimRecord
    from osgraph.ontology import Ontology

    Columns = dict[str, Any]
    Edge = tuple[IRI, IRI, object, dict[str, Any]]

FORMAT: Final = 1
"""The form of the data; it counts up when a page could misread what it is given."""

AT_FIRST: Final = 2000
"""Nodes that the page draws when it opens; the search finds the others and brings them in."""

_BASES: Final = {"entity": iris.RESOURCE, "term": iris.ONTOLOGY, "claim": f"{iris.BASE}claim/"}
_CUE: Final = 'cue "'  # how a step of extraction names the word that decided how a claim is held


def content(
    records: Iterable[ClaimRecord],
    title: str,
    *,
    aliases: Mapping[IRI, Sequence[str]] | None = None,
    texts: Mapping[str, str] | None = None,
    ontology: Ontology | None = None,
) -> dict[str, Any]:
    """Return the page's data, the same for any order of the records.

    Nodes come the most connected first: the page draws the first ``at_first`` of them.

    Args:
        records: the claims to show.
        title: what the page is called.
        aliases: other names of entities.
        texts: texts of documents by their id; what is missing is not in the page.
        ontology: tells which relations place a thing in the matrix; the shipped one when None.
    """
    graph = network.to_networkx(records)
    order = network.most_connected(graph, graph.number_of_nodes())
    at = {node: number for number, node in enumerate(order)}
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (at[edge[0]], at[edge[1]], edge[2]))
    claims = [claim for edge in edges for claim in edge[3]["records"]]
    relations = sorted({(claim.relation_name, claim.relation) for claim in claims})
    relation_at = {iri: number for number, (_, iri) in enumerate(relations)}
    documents = sorted({claim.document: claim for claim in claims}.values(), key=lambda claim: claim.document)
    document_at = {claim.document: number for number, claim in enumerate(documents)}
    passages = sorted({_passage(claim, document_at) for claim in claims})
    passage_at = {passage: number for number, passage in enumerate(passages)}
    texts = texts or {}
    count = Counter((claim.speaker, claim.speaker_iri) for claim in claims if claim.speaker_iri)
    speakers = sorted(count, key=lambda speaker: (-count[speaker], speaker))
    return {
        "format": FORMAT,
        "title": title,
        "at_first": AT_FIRST,
        "options": _options(),
        "bases": _BASES,
        "modalities": [modality.value for modality in Modality],
        "classes": _classes(graph),
        "families": list(looks.FAMILIES),
        "relations": [_relation(name, iri) for name, iri in relations],
        "documents": [_document(claim, texts) for claim in documents],
        "passages": _passages(passages, documents, texts),
        "nodes": _nodes(graph, order, aliases or {}),
        "edges": _edges(edges, at, relation_at),
        "speakers": [{"name": name, "iri": _short(iri or "", "entity")} for name, iri in speakers],
        "claims": _claims(edges, passage_at, document_at, {each: n for n, each in enumerate(speakers)}),
        "matrix": _matrix(claims, at, ontology),
    }


def label(name: str) -> str:
    r"""Return a name as it is drawn: one short line, without marks that change how the rest is read.

    Example:
        >>> label("a\u202e name\nof far more letters than any picture holds")
        'a name of far more letters…'
    """
    # Cf holds the marks that turn the direction of text; the joiner of emoji is one of them and stays.
    plain = "".join(c for c in " ".join(name.split()) if c == "\u200d" or unicodedata.category(c)[0] != "C")
    if len(plain) <= layout.LONGEST_LABEL:
        return plain
    return plain[: layout.LONGEST_LABEL - 1].rstrip() + "…"


def _options() -> dict[str, Any]:
    """Return pyvis's options of a drawing whose places are fixed beforehand: no physics, no layout."""
    drawing = Network(directed=True)
    drawing.toggle_physics(status=False)
    options: dict[str, Any] = json.loads(drawing.options.to_json())
    return {**options, "layout": {"improvedLayout": False}}


def _short(iri: str, kind: str) -> str:
    """Return an IRI without the start that most of its kind share; the page puts it back."""
    base = _BASES[kind]
    rest = iri.removeprefix(base)
    return rest if iri.startswith(base) and ":" not in rest else iri


def _classes(graph: nx.MultiDiGraph) -> list[dict[str, str]]:
    """Return the classes that occur, in the order of the legend."""
    found = {iris.local(cls): cls for _, cls in sorted(graph.nodes(data="cls"), reverse=True)}
    known = list(looks.CLASSES)
    legend = sorted(found, key=lambda cls: (known.index(cls) if cls in known else len(known), cls))
    return [
        {
            "name": cls,
            "iri": _short(found[cls], "term"),
            "label": iris.spoken(cls).capitalize(),
            "colour": looks.CLASSES.get(cls, looks.OTHER).colour,
            "shape": looks.CLASSES.get(cls, looks.OTHER).shape,
        }
        for cls in legend
    ]


def _relation(name: str, iri: IRI) -> dict[str, Any]:
    return {
        "name": name,
        "label": iris.spoken(name),
        "iri": _short(iri, "term"),
        "family": looks.family(name),
    }


def _document(claim: ClaimRecord, texts: Mapping[str, str]) -> dict[str, str]:
    about = {
        "id": claim.document,
        "iri": iris.document(claim.document),
        "title": claim.title,
        "source": claim.source,
        "published": claim.published,
        "text": texts.get(claim.document),
    }
    return {key: value for key, value in about.items() if value}


def _passage(claim: ClaimRecord, document_at: Mapping[str, int]) -> tuple[int, int, int, str]:
    return (document_at[claim.document], claim.start, claim.end, claim.quote)


def _passages(
    passages: Sequence[tuple[int, int, int, str]], documents: Sequence[ClaimRecord], texts: Mapping[str, str]
) -> Columns:
    """Return where the quotes stand; their words only where the document's text does not give them."""
    whole = [texts.get(claim.document, "") for claim in documents]
    return {
        "document": [document for document, _, _, _ in passages],
        "start": [start for _, start, _, _ in passages],
        "end": [end for _, _, end, _ in passages],
        "quote": {
            number: quote
            for number, (document, start, end, quote) in enumerate(passages)
            if not whole[document] or whole[document][start:end] != quote
        },
    }


def _nodes(graph: nx.MultiDiGraph, order: Sequence[IRI], aliases: Mapping[IRI, Sequence[str]]) -> Columns:
    places = layout.places(graph)
    classes = [cls["name"] for cls in _classes(graph)]
    abouts = [graph.nodes[node] for node in order]
    names = [about["name"] or iris.local(node) for node, about in zip(order, abouts, strict=True)]
    others = [
        sorted({alias for alias in aliases.get(node, ()) if alias != name})
        for node, name in zip(order, names, strict=True)
    ]
    labels = [label(name) or "?" for name in names]
    return {
        "iri": [_short(node, "entity") for node in order],
        "name": names,
        "label": {at: short for at, short in enumerate(labels) if short != names[at]},
        "cls": [classes.index(iris.local(about["cls"])) for about in abouts],
        "x": [places[node].x for node in order],
        "y": [places[node].y for node in order],
        "size": [round(layout.radius(about["claims"]), 1) for about in abouts],
        "aliases": {at: found for at, found in enumerate(others) if found},
        "code": {
            at: code
            for at, (name, about) in enumerate(zip(names, abouts, strict=True))
            if iris.local(about["cls"]) == "Country" and (code := looks.country_code(name))
        },
    }


def _edges(edges: Sequence[Edge], at: Mapping[IRI, int], relation_at: Mapping[IRI, int]) -> Columns:
    return {
        "from": [at[subject] for subject, _, _, _ in edges],
        "to": [at[object_] for _, object_, _, _ in edges],
        "relation": [relation_at[about["relation"]] for _, _, _, about in edges],
        "negative": [n for n, edge in enumerate(edges) if edge[3]["polarity"] == Polarity.NEGATIVE.value],
    }


def _claims(
    edges: Sequence[Edge],
    passage_at: Mapping[tuple[int, int, int, str], int],
    document_at: Mapping[str, int],
    speaker_at: Mapping[tuple[str, IRI | None], int],
) -> Columns:
    """Return the claims in the order of their edges."""
    claims = [claim for edge in edges for claim in edge[3]["records"]]
    modalities = list(Modality)

    def rare(value: Callable[[ClaimRecord], Any]) -> dict[int, Any]:
        found = ((number, value(claim)) for number, claim in enumerate(claims))
        return {number: told for number, told in found if told not in (None, "")}

    return {
        "edge": [number for number, edge in enumerate(edges) for _ in edge[3]["records"]],
        "id": [_short(claim.id, "claim") for claim in claims],
        "passage": [passage_at[_passage(claim, document_at)] for claim in claims],
        "modality": [modalities.index(claim.modality) for claim in claims],
        "confidence": [round(100 * claim.confidence) for claim in claims],
        "fact": "".join("1" if claim.is_fact else "0" for claim in claims),
        "marks": [[at for mark in sorted(claim.marks) for at in (mark.start, mark.end)] for claim in claims],
        "speaker": rare(lambda claim: speaker_at.get((claim.speaker, claim.speaker_iri))),
        "perspective": rare(lambda claim: claim.perspective),
        "former": rare(lambda claim: 1 if claim.former else None),
        "time": rare(lambda claim: claim.time),
        "quantity": rare(lambda claim: claim.quantity),
        "benchmark": rare(lambda claim: claim.benchmark),
        "cue": rare(_cue),
        "review": rare(lambda claim: claim.review.verdict.value if claim.review else None),
    }


def _cue(claim: ClaimRecord) -> str:
    """Return the words by which the text does not state the claim as plain fact, as extraction noted them."""
    if claim.modality is Modality.ASSERTED and claim.polarity is Polarity.POSITIVE:
        return ""
    return " … ".join(step[len(_CUE) : -1] for step in claim.steps if step.startswith(_CUE))


@cache
def _shipped() -> Ontology:
    return ontologies.load()


def _matrix(
    claims: Sequence[ClaimRecord], at: Mapping[IRI, int], ontology: Ontology | None
) -> dict[str, Any]:
    """Return the row of each thing in the matrix, and the column that each claim of openness speaks for."""
    ontology = ontology or _shipped()
    number = {claim.id: position for position, claim in enumerate(claims)}
    grounds = query.grounds(claims, ontology)
    placed = query.placements(claims, ontology)
    return {
        "rows": query.PLACES,
        "columns": query.KINDS,
        "row": {at[each.iri]: query.PLACES.index(each.row) for each in placed},
        "column": {number[claim.id]: query.KINDS.index(kind) for claim, kind in grounds},
    }
