"""What people decided about entities and claims, as a graph of a store."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from osgraph import iris
from osgraph.errors import StoreError
from osgraph.model import IRI, Decision, Review, Verdict
from osgraph.rdf import vocabulary as v
from osgraph.store import updates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.store.databases import Database

    Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Edge = tuple[Node, Node, Node]

GRAPH: Final = ox.NamedNode(iris.BASE + "decisions")
_NODES: Final = iris.BASE + "decision/"
_TERMS: Final = {
    Verdict.SAME: (v.KEEPS, v.MERGES),
    Verdict.DIFFERENT: (v.TELLS, v.APART),
    Verdict.ACCEPTED: (v.OF_SUBJECT, v.OF_RELATION, v.OF_OBJECT),
    Verdict.REJECTED: (v.OF_SUBJECT, v.OF_RELATION, v.OF_OBJECT),
}
_WORDS: Final = {"quote": v.EXACT, "name": v.KEPT_NAME, "reason": v.REASON}
_INTEGER: Final = ox.NamedNode(v.NAMESPACES["xsd"] + "integer")


class Thing(NamedTuple):
    """What entities that are one are shown as."""

    node: ox.NamedNode
    name: str
    cls: ox.NamedNode


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions, made ready to be looked up.

    Attributes:
        things: every entity that is one with others, with what it is shown as.
        groups: what is shown, with all that it stands for, itself included.
        reviews: what was decided about claims, by edge and words; the ends of an edge are as they are shown.
        edges: the edges of the reviews.
    """

    things: Mapping[Node, Thing] = field(default_factory=dict)
    groups: Mapping[Node, frozenset[Node]] = field(default_factory=dict)
    reviews: Mapping[tuple[Edge, str], Review] = field(default_factory=dict)
    edges: frozenset[Edge] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.things or self.reviews)

    def shown(self, term: Node) -> Node:
        """Return what stands for a term."""
        thing = self.things.get(term)
        return thing.node if thing else term

    def behind(self, term: Node) -> frozenset[Node]:
        """Return the terms that a term which is shown stands for; none where another stands for it."""
        alone: frozenset[Node] = frozenset({term} - self.things.keys())
        return self.groups.get(term, alone)


def stand_ins(decisions: Sequence[Decision]) -> dict[IRI, IRI]:
    """Return the entities that were merged into others, each with the one that stands for it.

    Example:
        >>> a, b, c = IRI("x:a"), IRI("x:b"), IRI("x:c")
        >>> stand_ins([Decision(Verdict.SAME, (b, c)), Decision(Verdict.SAME, (a, b))])
        {'x:c': 'x:a', 'x:b': 'x:a'}
    """
    above: dict[IRI, IRI] = {}
    for decision in decisions:
        if decision.verdict is Verdict.SAME:
            kept, merged = (_top(term, above) for term in decision.terms)
            if kept != merged:
                above[merged] = kept
    return {term: _top(term, above) for term in above}


def _top(term: IRI, above: Mapping[IRI, IRI]) -> IRI:
    while term in above:
        term = above[term]
    return term


def ready(decisions: Sequence[Decision]) -> Decided:
    """Return decisions in the form that the store follows; of two about one claim the later one holds."""
    above = stand_ins(decisions)
    called: dict[IRI, tuple[str, str]] = {}
    for decision in decisions:
        if decision.verdict is Verdict.SAME:
            kept = above.get(decision.terms[0], decision.terms[0])
            if kept == decision.terms[0] or kept not in called:
                called[kept] = decision.name, decision.cls or ""
    members: dict[IRI, set[Node]] = defaultdict(set)
    for term in {*above, *above.values()}:
        members[above.get(term, term)].add(ox.NamedNode(term))
    things: dict[Node, Thing] = {}
    groups: dict[Node, frozenset[Node]] = {}
    for term, those in members.items():
        name, cls = called[term]
        thing = Thing(ox.NamedNode(term), name, ox.NamedNode(cls))
        groups[thing.node] = frozenset(those)
        things |= dict.fromkeys(those, thing)
    so_far = Decided(things, groups)
    reviews = {
        (_edge(decision, so_far), decision.quote): Review(decision.verdict, decision.reason)
        for decision in decisions
        if decision.quote
    }
    return Decided(things, groups, reviews, frozenset(edge for edge, _ in reviews))


def _edge(decision: Decision, decided: Decided) -> Edge:
    subject, relation, object_ = map(ox.NamedNode, decision.terms)
    return decided.shown(subject), relation, decided.shown(object_)


def quads(decisions: Sequence[Decision]) -> set[ox.Quad]:
    """Return decisions as the graph that keeps them, numbered in their order."""
    return {
        ox.Quad(ox.NamedNode(f"{_NODES}{number}"), _node(predicate), value, GRAPH)
        for number, decision in enumerate(decisions, 1)
        for predicate, value in _properties(number, decision)
    }


def rewritten(before: Sequence[Decision], after: Sequence[Decision]) -> str:
    """Return the update that puts the graph of decisions in the place of that of others."""
    old, new = quads(before), quads(after)
    gone, come = (updates.data(quad.triple for quad in those) for those in (old - new, new - old))
    graph = f"GRAPH <{GRAPH.value}>"
    return f"""
        DELETE DATA {{ {graph} {{ {gone} }} }} ; INSERT DATA {{ {graph} {{ {come} }} }} ;
        {"" if after else f"DROP SILENT {graph}"}"""


def _properties(number: int, decision: Decision) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    yield v.TYPE, _node(v.DECISION)
    yield v.NUMBER, ox.Literal(str(number), datatype=_INTEGER)
    yield v.VERDICT, _node(v.VERDICTS[decision.verdict])
    for predicate, term in zip(_TERMS[decision.verdict], decision.terms, strict=True):
        yield predicate, ox.NamedNode(term)
    if decision.cls:
        yield v.KEPT_CLASS, ox.NamedNode(decision.cls)
    for name, predicate in _WORDS.items():
        if words := getattr(decision, name):
            yield predicate, ox.Literal(words, language="en")


def read(database: Database) -> tuple[Decision, ...]:
    """Return the decisions that a database keeps, in the order in which they were made.

    Raises:
        StoreError: the graph holds something else; the message names it.
    """
    nodes: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in database.quads_for_pattern(None, None, None, GRAPH):
        if not isinstance(quad.object, ox.NamedNode | ox.Literal):
            raise StoreError(f"{quad.subject}: no decision; see `osgraph validate`")
        nodes[str(quad.subject)][quad.predicate.value] = quad.object.value
    found = []
    for node, held in nodes.items():
        try:
            found.append((int(held[str(v.NUMBER)]), _decision(held)))
        except (KeyError, ValueError) as error:
            raise StoreError(f"{node}: the decision lacks or garbles a part of it: {error}") from error
    return tuple(decision for _, decision in sorted(found, key=lambda pair: pair[0]))


def _decision(held: Mapping[str, str]) -> Decision:
    verdict = Verdict(iris.local(held[str(v.VERDICT)]).lower())
    words = {name: held.get(str(predicate), "") for name, predicate in _WORDS.items()}
    cls = IRI(held[str(v.KEPT_CLASS)]) if verdict is Verdict.SAME else None
    decision = Decision(verdict, tuple(IRI(held[str(p)]) for p in _TERMS[verdict]), cls=cls, **words)
    if bool(decision.name) != bool(decision.cls) or bool(decision.quote) != (len(decision.terms) == 3):
        raise ValueError("a name for what is kept, a quote for a claim")
    return decision


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
