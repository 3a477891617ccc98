"""Turtle read into an ontology, with every problem of the file told at once."""

from __future__ import annotations

import hashlib
import re
from itertools import combinations
from typing import TYPE_CHECKING

import rdflib
from rdflib.collection import Collection
from rdflib.compare import to_canonical_graph
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.plugins.parsers.notation3 import BadSyntax

from osgraph.errors import OntologyError
from osgraph.iris import ONTOLOGY, local
from osgraph.model import IRI
from osgraph.ontology.terms import CUE_KINDS, ROLES, SHARED_ROLES, Class, Cue, Ontology, Openness, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node

OSG = rdflib.Namespace(ONTOLOGY)
_INCLUDES = tuple(rdflib.Namespace(f"{scheme}://schema.org/") for scheme in ("https", "http"))
_ANYTHING = frozenset({OWL.Thing, RDFS.Resource})
_CLASS_TYPES = (OWL.Class, RDFS.Class)
_RELATION_TYPES = (OWL.ObjectProperty, RDF.Property)
_MODALITIES = frozenset({"hedged", "predicted", "normative", "hypothetical", "asserted"})
_MOST_WORDS = 4  # of a trigger
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
_CLASS = re.compile(r"\{([so]):(\w+)\}")

Problems = list[str]
"""What is wrong with a file: one line for each problem, term first."""


def read(path: Path, *, shipped: Path) -> Ontology:
    """Read the ontology of a Turtle file; see :func:`osgraph.ontology.load`.

    Raises:
        OntologyError: the file cannot be read, is not Turtle, or breaks a rule; every problem is listed.
    """
    graph = parse(path)
    if (None, OWL.imports, rdflib.URIRef(ONTOLOGY.rstrip("#"))) in graph:
        graph += parse(shipped)
    problems: Problems = []
    classes = _classes(graph, problems)
    openness = _openness(graph, problems)
    acts = [act for value in openness.values() for act in value.acts]
    relations = _relations(graph, classes, acts, problems)
    cues = _cues(graph if (None, OSG.cue, None) in graph else parse(shipped), problems)
    if not classes:
        problems.append("no class is declared (rdf:type owl:Class or rdfs:Class)")
    if problems:
        told = sorted(set(problems))
        count = f"{len(told)} problem{'s' if len(told) > 1 else ''}"
        raise OntologyError("\n  ".join([f"{path}: {count} in the ontology", *told]))
    return Ontology(classes, relations, openness, cues, digest(graph))


def parse(path: Path) -> rdflib.Graph:
    """Read a Turtle file.

    Raises:
        OntologyError: in one line: it cannot be read, or is not Turtle.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise OntologyError(f"{path}: byte {error.start}: not UTF-8; save it as UTF-8 text") from error
    try:
        return rdflib.Graph().parse(data=text, format="turtle", publicID=ONTOLOGY)
    except BadSyntax as error:
        raise OntologyError(f"{path}: line {error.lines + 1}: not valid Turtle: {error._why}") from error
    except (ValueError, IndexError, AssertionError, AttributeError) as error:  # the last for "?x" of N3
        raise OntologyError(f"{path}: not valid Turtle: {' '.join(str(error).split())}") from error


def digest(graph: rdflib.Graph) -> str:
    """Return the SHA-256 of the triples of a graph, whatever their order and the names of blank nodes."""
    if any(isinstance(node, rdflib.BNode) for triple in graph for node in triple):
        graph = to_canonical_graph(graph)
    lines = sorted("\x1e".join(map(_written, triple)) for triple in graph)
    return hashlib.sha256("\x1d".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _written(node: Node) -> str:
    parts = (node.language or "", node.datatype or "") if isinstance(node, rdflib.Literal) else ()
    return "\x1f".join((type(node).__name__, str(node), *parts))


# -- classes -----------------------------------------------------------------------------------------------


def _classes(graph: rdflib.Graph, problems: Problems) -> dict[IRI, Class]:
    declared = {c for kind in _CLASS_TYPES for c in graph.subjects(RDF.type, kind) if _is_iri(c)}
    apparatus = set(graph.transitive_subjects(RDFS.subClassOf, OSG.Discourse))
    out: dict[IRI, Class] = {}
    for cls in sorted(declared - apparatus, key=str):
        parents = sorted(str(p) for p in graph.objects(cls, RDFS.subClassOf) if p in declared)
        for parent in sorted(set(graph.objects(cls, RDFS.subClassOf)) - declared, key=str):
            if _is_iri(parent) and _namespace(parent) == _namespace(cls):
                problems.append(f"{_short(cls)}: its parent {_short(parent)} is not declared as a class")
        if ring := _ring(graph, cls):
            problems.append(f"{' and '.join(ring)}: a class above itself (cycle of rdfs:subClassOf)")
        out[IRI(str(cls))] = Class(
            iri=IRI(str(cls)),
            name=local(str(cls)),
            label=_text(graph, cls, RDFS.label) or local(str(cls)),
            comment=_text(graph, cls, RDFS.comment),
            parents=tuple(map(IRI, parents)),
            head_nouns=_words(graph, cls, OSG.headNoun, problems),
        )
    _one_owner("head noun", {c.iri: c.head_nouns for c in out.values()}, problems)
    _one_name("class", out, problems)
    return out


def _ring(graph: rdflib.Graph, cls: Node) -> list[str]:
    """Return the classes that stand both above and below a class, itself included; empty if none does."""
    above = {
        a for p in graph.objects(cls, RDFS.subClassOf) for a in graph.transitive_objects(p, RDFS.subClassOf)
    }
    if cls not in above:
        return []
    return sorted(_short(str(a)) for a in above if cls in graph.transitive_objects(a, RDFS.subClassOf))


def _openness(graph: rdflib.Graph, problems: Problems) -> dict[IRI, Openness]:
    values = sorted({v for v in graph.subjects(RDF.type, OSG.Openness) if _is_iri(v)}, key=str)
    out: dict[IRI, Openness] = {}
    for value in values:
        broader = graph.value(value, SKOS.broader)
        if broader is not None and broader not in values:
            problems.append(f"{_short(value)}: its broader value <{broader}> is no openness value")
        out[IRI(str(value))] = Openness(
            iri=IRI(str(value)),
            name=local(str(value)),
            words=_words(graph, value, OSG.word, problems),
            triggers=_words(graph, value, OSG.trigger, problems),
            acts=_words(graph, value, OSG.act, problems),
            broader=None if broader is None else IRI(str(broader)),
        )
    _one_owner("openness word", {v.iri: v.words for v in out.values()}, problems)
    return out


# -- relations ---------------------------------------------------------------------------------------------


def _relations(
    graph: rdflib.Graph, classes: Mapping[IRI, Class], acts: Sequence[str], problems: Problems
) -> dict[IRI, Relation]:
    """Read the relations; the acts that open or close a thing are further phrases of its making."""
    out: dict[IRI, Relation] = {}
    declared = {r for kind in _RELATION_TYPES for r in graph.subjects(RDF.type, kind) if _is_iri(r)}
    for prop in sorted(declared - _no_relations(graph), key=str):
        roles = frozenset(_words(graph, prop, OSG.role, problems))
        phrases = _words(graph, prop, OSG.phrase, problems)
        relation = Relation(
            iri=IRI(str(prop)),
            name=local(str(prop)),
            label=_text(graph, prop, RDFS.label) or local(str(prop)),
            comment=_text(graph, prop, RDFS.comment),
            domain=_signature(graph, prop, "domain", classes, problems),
            range=_signature(graph, prop, "range", classes, problems),
            symmetric=(prop, RDF.type, OWL.SymmetricProperty) in graph,
            roles=roles,
            phrases=tuple(sorted({*phrases, *acts})) if "maker" in roles else phrases,
            triggers=_words(graph, prop, OSG.trigger, problems),
        )
        out[relation.iri] = relation
        _check_relation(relation, problems)
    _check_phrases(out.values(), problems)
    for role in sorted(ROLES - SHARED_ROLES):
        holders = [_short(r.iri) for r in out.values() if role in r.roles]
        if len(holders) > 1:
            problems.append(f"{' and '.join(holders)}: one role, {role!r}; only one relation can have it")
    _one_name("relation", out, problems)
    return out


def _no_relations(graph: rdflib.Graph) -> set[Node]:
    """Return the properties that hold between no two things: fields of claims, annotations, literals."""
    apparatus = set(graph.transitive_subjects(RDFS.subClassOf, OSG.Discourse))
    out = {p for cls in apparatus for p in graph.subjects(RDFS.domain, cls)}
    out |= set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    out |= set(graph.subjects(RDF.type, OWL.DatatypeProperty))
    return out | {p for p, r in graph.subject_objects(RDFS.range) if _is_literal_type(r)}


def _signature(
    graph: rdflib.Graph, prop: Node, side: str, classes: Mapping[IRI, Class], problems: Problems
) -> frozenset[IRI]:
    """Return the classes that one side of a relation takes, subclasses included.

    Several ``rdfs:domain`` narrow each other (RDF Schema 1.1, section 3.1), several
    ``schema:domainIncludes`` widen it, and so does ``owl:unionOf``; where nothing is said, all classes do.
    """
    sets = [_members(graph, node) for node in graph.objects(prop, RDFS[side])]
    included = {node for space in _INCLUDES for node in graph.objects(prop, space[f"{side}Includes"])}
    if included:
        sets.append(included)
    out = frozenset(classes)
    for members in sets:
        if members & _ANYTHING:
            continue
        for cls in sorted(members, key=str):
            if IRI(str(cls)) not in classes:
                problems.append(f"{_short(prop)}: its {side} {_short(cls)} is not declared as a class")
        closed = {c for cls in members for c in graph.transitive_subjects(RDFS.subClassOf, cls)}
        out &= {IRI(str(c)) for c in closed}
    if not out and all(IRI(str(c)) in classes for members in sets for c in members):
        problems.append(f"{_short(prop)}: no class can be its {side}: rdfs:{side} given twice narrows it")
    return out


def _members(graph: rdflib.Graph, node: Node) -> set[Node]:
    union = graph.value(node, OWL.unionOf)
    return {node} if union is None else set(Collection(graph, union))


def _check_relation(relation: Relation, problems: Problems) -> None:
    name = _short(relation.iri)
    if relation.symmetric and relation.domain != relation.range:
        problems.append(f"{name}: symmetric, but its domain and range differ")
    problems.extend(
        f"{name}: unknown role {role!r}; roles are {', '.join(sorted(ROLES))}"
        for role in sorted(relation.roles - ROLES)
    )
    problems.extend(
        f"{name}: trigger {trigger!r} must be one to four words in lower case, nothing in braces"
        for trigger in relation.triggers
        if trigger != trigger.lower() or len(trigger.split()) > _MOST_WORDS or _PLACEHOLDER.search(trigger)
    )
    for phrase in relation.phrases:
        placeholders = sorted(_PLACEHOLDER.findall(_CLASS.sub(r"{\1}", phrase)))
        if placeholders != ["{o}", "{s}"]:
            problems.append(
                f"{name}: phrase {phrase!r} must hold {{s}} once and {{o}} once, nothing else in braces"
            )


def _check_phrases(relations: Iterable[Relation], problems: Problems) -> None:
    """Refuse one phrase on two relations, unless the classes that they take tell them apart."""
    owners: dict[str, list[Relation]] = {}
    for relation in relations:
        for phrase in dict.fromkeys(_folded(p) for p in relation.phrases):
            owners.setdefault(phrase, []).append(relation)
    for phrase, sharing in sorted(owners.items()):
        for one, other in combinations(sharing, 2):
            if one.domain & other.domain and one.range & other.range:
                problems.append(f"{_short(one.iri)} and {_short(other.iri)}: one phrase, {phrase!r}")


# -- cues --------------------------------------------------------------------------------------------------


def _cues(graph: rdflib.Graph, problems: Problems) -> tuple[Cue, ...]:
    out: set[Cue] = set()
    for node in sorted(set(graph.subjects(OSG.cue)), key=str):
        name = local(str(node))
        for entry in _words(graph, node, OSG.cue, problems):
            kind, colon, text = (part.strip() for part in entry.partition(":"))
            if not colon or not text:
                problems.append(f"{_short(node)}: cue {entry!r} must read kind:words, as in 'verb:say'")
            elif kind not in CUE_KINDS:
                known = ", ".join(sorted(CUE_KINDS))
                problems.append(f"{_short(node)}: cue {entry!r} is of unknown kind; kinds are {known}")
            else:
                out.add(Cue(text, kind, name.lower()))
    held: dict[tuple[str, str], str] = {}
    for cue in sorted(out):
        if cue.value in _MODALITIES:
            other = held.setdefault((cue.kind, cue.text), cue.value)
            if other != cue.value:
                problems.append(f"cue {cue.kind}:{cue.text}: shows two modalities, {other} and {cue.value}")
    return tuple(sorted(out))


# -- literals ----------------------------------------------------------------------------------------------


def _words(graph: rdflib.Graph, node: Node, prop: Node, problems: Problems) -> tuple[str, ...]:
    """Return the texts that a term holds under an annotation property, sorted."""
    out = set()
    for value in graph.objects(node, prop):
        words = " ".join(str(value).split())
        if not isinstance(value, rdflib.Literal) or not words:
            problems.append(
                f"{_short(node)}: osg:{local(str(prop))} takes a text that is not empty, not {value!r}"
            )
        else:
            out.add(words)
    return tuple(sorted(out))


def _text(graph: rdflib.Graph, node: Node, prop: Node) -> str:
    """Return the best text that a term holds: English, else without language, else the first."""
    values = [v for v in graph.objects(node, prop) if isinstance(v, rdflib.Literal)]

    def rank(value: rdflib.Literal) -> tuple[bool, bool, str]:
        language = value.language or ""
        return not language.startswith("en"), bool(language), str(value)

    return " ".join(str(min(values, key=rank)).split()) if values else ""


def _one_owner(what: str, words: Mapping[IRI, tuple[str, ...]], problems: Problems) -> None:
    owners: dict[str, list[str]] = {}
    for iri, texts in words.items():
        for text in dict.fromkeys(map(_folded, texts)):
            owners.setdefault(text, []).append(_short(iri))
    for text, names in sorted(owners.items()):
        if len(names) > 1:
            problems.append(f"{' and '.join(names)}: one {what}, {text!r}")


def _one_name(what: str, terms: Mapping[IRI, Class] | Mapping[IRI, Relation], problems: Problems) -> None:
    by_name: dict[str, list[IRI]] = {}
    for iri, value in terms.items():
        by_name.setdefault(value.name, []).append(iri)
    for name, iris in sorted(by_name.items()):
        if len(iris) > 1:
            problems.append(f"{' and '.join(iris)}: both are called {name}; rename one {what}")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_iri(node: Node) -> bool:
    return isinstance(node, rdflib.URIRef)


def _is_literal_type(node: Node) -> bool:
    return node in {RDFS.Literal, RDF.langString} or str(node).startswith(str(XSD))


def _namespace(node: Node) -> str:
    return str(node)[: len(str(node)) - len(local(str(node)))]


def _short(node: Node | str) -> str:
    return f"osg:{local(str(node))}" if str(node).startswith(ONTOLOGY) else f"<{node}>"
