"""The documents as JSON-LD with short keys: claims first, each with its evidence inside it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from osgraph import iris, rdf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.store import Store, Term

    Nodes = Mapping[tuple[str, str], list[tuple[str, Term]]]  # (kind, value) of a node to what it says

_PREFIXES: Final = {**rdf.NAMESPACES, "kg": iris.BASE}
_TERMS: Final[Mapping[str, tuple[str, str | None]]] = {  # key: property, and what its values are
    "label": ("rdfs:label", None),
    "alias": ("skos:altLabel", None),
    "identifier": ("dcterms:identifier", "xsd:string"),
    "title": ("dcterms:title", None),
    "publisher": ("dcterms:publisher", None),
    "topic": ("dcterms:subject", None),
    "published": ("dcterms:issued", "xsd:date"),
    "author": ("dcterms:creator", "@id"),
    "entity": ("dcterms:references", "@id"),
    "text": ("nif:isString", None),
    "digest": ("osg:digest", "xsd:string"),
    "subject": ("rdf:subject", "@id"),
    "relation": ("rdf:predicate", "@vocab"),
    "object": ("rdf:object", "@id"),
    "polarity": ("osg:polarity", "@vocab"),
    "modality": ("osg:modality", "@vocab"),
    "benchmark": ("osg:benchmark", "@id"),
    "confidence": ("osg:confidence", "xsd:decimal"),
    "words": ("osg:words", "xsd:string"),
    "speaker": ("prov:wasAttributedTo", "@id"),
    "run": ("prov:wasGeneratedBy", "@id"),
    "evidence": ("osg:evidence", "@id"),
    "document": ("oa:hasSource", "@id"),
    "selector": ("oa:hasSelector", "@id"),
    "start": ("oa:start", None),
    "end": ("oa:end", None),
    "quote": ("oa:exact", None),
    "inDocument": ("nif:referenceContext", "@id"),
    "beginIndex": ("nif:beginIndex", None),
    "endIndex": ("nif:endIndex", None),
    "anchor": ("nif:anchorOf", None),
    "refersTo": ("itsrdf:taIdentRef", "@id"),
}
CONTEXT: Final[Mapping[str, Any]] = {
    "@version": 1.1,
    "@vocab": iris.ONTOLOGY,
    "@language": "en",
    **_PREFIXES,
    "id": "@id",
    "type": "@type",
    **{key: {"@id": name, "@type": kind} if kind else name for key, (name, kind) in _TERMS.items()},
}
"""What the short keys mean; other keys are properties of the ontology by their names."""


def _full(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return _PREFIXES[prefix] + rest


_KEYS: Final = {_full(name): (key, kind) for key, (name, kind) in _TERMS.items()}
_TYPE, _LABEL, _TITLE = _full("rdf:type"), _full("rdfs:label"), _full("dcterms:title")
_WHOLE: Final = (_full("osg:evidence"), _full("oa:hasSelector"))  # their values stand inside
_NAMED: Final = frozenset(
    map(_full, ("rdf:subject", "rdf:object", "prov:wasAttributedTo", "osg:benchmark", "oa:hasSource"))
)  # so do class and name of theirs
_FIRST: Final = tuple(iris.term(name) for name in ("Claim", "Document", "Rejection"))
_SIMPLE: Final = re.compile(r"[A-Za-z_][\w.-]*")
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")


def document(kg: Store) -> bytes:
    """Return the union of the documents as JSON-LD, in the order: claims, documents, refused claims, rest."""
    nodes: dict[tuple[str, str], list[tuple[str, Term]]] = defaultdict(list)
    for subject, predicate, object_ in kg.select("SELECT ?s ?p ?o { ?s ?p ?o }").rows:
        assert subject is not None
        assert predicate is not None
        assert object_ is not None
        nodes[subject.kind, subject.value].append((predicate.value, object_))
    for said in nodes.values():
        said.sort()
    inside = {
        (value.kind, value.value)
        for said in nodes.values()
        for predicate, value in said
        if predicate in _WHOLE and _is_leaf(nodes, predicate, value)
    }
    top = sorted(nodes.keys() - inside, key=lambda node: _rank(nodes, node))
    graph = [_node(nodes, node) for node in top]
    written = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    return written.encode() + b"\n"


def _is_leaf(nodes: Nodes, predicate: str, value: Term) -> bool:
    """Say whether a node can stand inside another, so that none is ever inside itself."""
    deeper = _WHOLE[: _WHOLE.index(predicate) + 1]
    said = nodes.get((value.kind, value.value), ())
    return value.kind != "literal" and bool(said) and not any(name in deeper for name, _ in said)


def _rank(nodes: Nodes, node: tuple[str, str]) -> tuple[int, str, tuple[str, str]]:
    classes = sorted(value.value for predicate, value in nodes[node] if predicate == _TYPE)
    first = min((_FIRST.index(cls) for cls in classes if cls in _FIRST), default=len(_FIRST))
    return first, "" if first < len(_FIRST) else " ".join(classes), node


def _node(nodes: Nodes, node: tuple[str, str], only: frozenset[str] | None = None) -> dict[str, Any]:
    """Return a node as an object; with nothing but some of its properties where those are given."""
    out: dict[str, Any] = {"id": _compact(*node)}
    several: dict[str, list[Any]] = defaultdict(list)
    for predicate, value in nodes.get(node, ()):
        if only is not None and predicate not in only:
            continue
        if predicate == _TYPE and value.kind == "iri":
            several["type"].append(_in_vocabulary(value.value))
            continue
        key, kind = _KEYS.get(predicate, (None, None))
        several[key or _in_vocabulary(predicate)].append(_value(nodes, predicate, value, kind))
    return out | {key: values[0] if len(values) == 1 else values for key, values in several.items()}


def _value(nodes: Nodes, predicate: str, value: Term, kind: str | None) -> Any:
    if value.kind != "literal":
        node = (value.kind, value.value)
        if predicate in _WHOLE and _is_leaf(nodes, predicate, value):
            return _node(nodes, node)
        if predicate in _NAMED and node in nodes:
            return _node(nodes, node, frozenset({_TYPE, _LABEL, _TITLE}))
        if kind == "@vocab" and value.kind == "iri":
            return _in_vocabulary(value.value)
        return _compact(*node) if kind == "@id" else {"@id": _compact(*node)}
    if value.language:
        plain = value.language == "en" and kind is None
        return value.value if plain else {"@value": value.value, "@language": value.language}
    datatype = value.datatype or _full("xsd:string")
    if kind and ":" in kind and datatype == _full(kind):
        return value.value
    if kind is None and datatype == _full("xsd:boolean") and value.value in {"true", "false"}:
        return value.value == "true"
    if kind is None and datatype == _full("xsd:integer") and _INTEGER.fullmatch(value.value):
        return int(value.value)
    if datatype == _full("xsd:string"):
        return {"@value": value.value}
    return {"@value": value.value, "@type": _compact("iri", datatype)}


def _in_vocabulary(iri: str) -> str:
    """Return a term of the ontology by its name where no key has that name, any other IRI with its prefix."""
    name = iri.removeprefix(iris.ONTOLOGY)
    return name if name != iri and _SIMPLE.fullmatch(name) and name not in CONTEXT else _compact("iri", iri)


def _compact(kind: str, value: str) -> str:
    if kind == "blank":
        return f"_:{value}"
    fitting = [(space, prefix) for prefix, space in _PREFIXES.items() if value.startswith(space)]
    if not fitting:
        return value
    space, prefix = max(fitting)
    rest = value.removeprefix(space)
    return value if rest.startswith("//") else f"{prefix}:{rest}"
