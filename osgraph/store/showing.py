"""What a store shows of its documents, under the decisions of people about them.

The graphs of documents stay as they were made. The union that questions see is made of an image of each:
an entity that was merged into another is called by that one's name, a claim that was rejected is gone, with
the plain triple that no other claim makes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from osgraph import iris
from osgraph.model import Review, Verdict
from osgraph.rdf import vocabulary as v
from osgraph.store import deciding, updates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from osgraph.model import Decision
    from osgraph.store.databases import Database
    from osgraph.store.deciding import Decided, Edge, Node

ONE_AND_THE_SAME: Final = "subject and object were decided to be one"
_DOCUMENTS: Final = iris.BASE + "document/"
_AT_ONCE: Final = 500  # triples of one question
_CLAIMS: Final = iris.BASE + "claim/"
_TYPE, _LABEL, _ALIAS = (ox.NamedNode(iri) for iri in (v.TYPE, v.LABEL, v.ALT_LABEL))
_DESCRIBING: Final = frozenset({_TYPE, _LABEL, _ALIAS})
_ENDS: Final = tuple(ox.NamedNode(iri) for iri in (v.SUBJECT, v.PREDICATE, v.OBJECT))
_CLAIM, _REVIEW, _REASON = (ox.NamedNode(iri) for iri in (v.CLAIM, v.REVIEW, v.REASON))
_EVIDENCE, _EXACT = (ox.NamedNode(iri) for iri in (v.EVIDENCE, v.EXACT))
_POLARITY, _MODALITY, _SPEAKER = (ox.NamedNode(iri) for iri in (v.POLARITY, v.MODALITY, v.ATTRIBUTED_TO))
_UNPLAIN: Final = tuple(ox.NamedNode(iri) for iri in (v.FORMER, v.PERSPECTIVE))
_FACTUAL: Final = (ox.NamedNode(v.HELD["positive"]), ox.NamedNode(v.HELD["asserted"]))


# --- the image of a document ---


def shown(
    database: Database,
    name: ox.NamedNode,
    decided: Decided,
    triples: Iterable[ox.Triple] | None = None,
    *,
    rejected: bool = False,
) -> set[ox.Triple]:
    """Return what is shown of a document's graph.

    Args:
        database: where the graph is.
        name: of the graph.
        decided: the decisions.
        triples: the part of the graph that is wanted; all of it when None.
        rejected: keep the claims that were rejected, to be listed.
    """
    if triples is None:
        triples = (quad.triple for quad in database.quads_for_pattern(None, None, None, name))
    if not decided:
        return set(triples)
    out: set[ox.Triple] = set()
    reviews: dict[ox.NamedNode, Review | None] = {}
    for triple in triples:
        claim = triple.subject
        if isinstance(claim, ox.NamedNode) and claim.value.startswith(_CLAIMS):
            if claim not in reviews:
                reviews[claim] = review = _review(database, name, claim, decided)
                out |= _told(claim, review)
            review = reviews[claim]
            if review and review.verdict is Verdict.REJECTED and not rejected:
                continue
        elif _may_be_hidden(triple, decided) and not _is_made(database, name, triple, decided):
            continue
        out.update(_image(triple, decided))
    return out


def _told(claim: ox.NamedNode, review: Review | None) -> set[ox.Triple]:
    """Return what is said of a claim that was reviewed."""
    if review is None:
        return set()
    told = {ox.Triple(claim, _REVIEW, ox.NamedNode(v.VERDICTS[review.verdict]))}
    if review.reason:
        told.add(ox.Triple(claim, _REASON, ox.Literal(review.reason, language="en")))
    return told


def _image(triple: ox.Triple, decided: Decided) -> Iterator[ox.Triple]:
    """Yield a triple with merged entities called by what stands for them; their names become its aliases."""
    subject = decided.things.get(triple.subject)
    thing = decided.things.get(triple.object)
    object_ = thing.node if thing else triple.object
    if subject is None:
        yield ox.Triple(triple.subject, triple.predicate, object_) if thing else triple
        return
    name = ox.Literal(subject.name, language="en")
    if triple.predicate == _TYPE:
        yield ox.Triple(subject.node, _TYPE, subject.cls)
    elif triple.predicate in _DESCRIBING:
        yield ox.Triple(subject.node, _LABEL, name)
        if object_ != name:
            yield ox.Triple(subject.node, _ALIAS, object_)
    else:
        yield ox.Triple(subject.node, triple.predicate, object_)


# --- claims under review ---


def _review(database: Database, name: ox.NamedNode, claim: ox.NamedNode, decided: Decided) -> Review | None:
    edge = _edge(database, name, claim)
    if edge is None:
        return None
    subject, relation, object_ = decided.shown(edge[0]), edge[1], decided.shown(edge[2])
    if (subject, relation, object_) in decided.edges:
        for passage in _values(database, name, claim, _EVIDENCE):
            quote = ox.NamedNode(f"{passage.value}#quote")  # as rdf names it
            for words in _values(database, name, quote, _EXACT):
                found = decided.reviews.get(((subject, relation, object_), " ".join(words.value.split())))
                if found:
                    return found
    if subject == object_ and edge[0] != edge[2]:
        return Review(Verdict.REJECTED, ONE_AND_THE_SAME)
    return None


def _edge(database: Database, name: ox.NamedNode, claim: ox.NamedNode) -> Edge | None:
    ends = [next(_values(database, name, claim, end), None) for end in _ENDS]
    match ends:
        case [ox.NamedNode() as subject, ox.NamedNode() as relation, ox.NamedNode() as object_]:
            return subject, relation, object_
    return None


def _may_be_hidden(triple: ox.Triple, decided: Decided) -> bool:
    subject, object_ = triple.subject, triple.object
    if not isinstance(subject, ox.NamedNode) or not isinstance(object_, ox.NamedNode):
        return False
    edge = decided.shown(subject), triple.predicate, decided.shown(object_)
    return edge in decided.edges or (edge[0] == edge[2] and subject != object_)


def _is_made(database: Database, name: ox.NamedNode, triple: ox.Triple, decided: Decided) -> bool:
    """Say whether a claim of a document that stands makes a plain triple; what no claim makes is none."""
    edge = (triple.subject, triple.predicate, triple.object)
    claims = [
        quad.subject
        for quad in database.quads_for_pattern(None, _ENDS[0], triple.subject, name)
        if isinstance(quad.subject, ox.NamedNode) and _edge(database, name, quad.subject) == edge
    ]
    return not claims or any(
        _is_fact(database, name, claim) and not _is_rejected(_review(database, name, claim, decided))
        for claim in claims
    )


def _is_rejected(review: Review | None) -> bool:
    return review is not None and review.verdict is Verdict.REJECTED


def _is_fact(database: Database, name: ox.NamedNode, claim: ox.NamedNode) -> bool:
    """Say whether a claim makes a plain triple: the rule of :func:`osgraph.rdf.is_fact`, over its graph."""

    def one(predicate: ox.NamedNode) -> object:
        return next(_values(database, name, claim, predicate), None)

    return (
        (one(_POLARITY), one(_MODALITY)) == _FACTUAL
        and one(_SPEAKER) == ox.NamedNode(f"{name.value}#author")
        and not any(one(predicate) for predicate in _UNPLAIN)
    )


def _values(
    database: Database, name: ox.NamedNode, node: ox.NamedNode, predicate: ox.NamedNode
) -> Iterator[ox.NamedNode | ox.Literal]:
    for quad in database.quads_for_pattern(node, predicate, None, name):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.object


# --- the updates that keep the union equal to the images of all documents ---


def replaced(database: Database, name: str, written: str, decided: Decided) -> str:
    """Return the update that puts a document's graph in the place of the one it may have had.

    Args:
        database: where it is.
        name: of the graph.
        written: the graph, as N-Triples; where there is no old one and no decision, it is not read here.
        decided: the decisions.
    """
    graph = ox.NamedNode(name)
    seen, drop = written, ""
    known = database.contains_named_graph(graph)
    if decided or known:
        fresh = ox.Store()
        fresh.load(written, ox.RdfFormat.N_TRIPLES, to_graph=graph)
        now = shown(fresh, graph, decided)
        seen = updates.data(now) if decided else written
        drop = withdrawn(database, [name], decided, now) if known else ""
    return f"{drop} INSERT DATA {{ {seen} GRAPH <{name}> {{ {written} }} }}"


def withdrawn(
    database: Database, names: Sequence[str], decided: Decided, kept: Collection[ox.Triple] = ()
) -> str:
    """Return the update that drops graphs, and from the union what only documents among them say.

    Args:
        database: where they are.
        names: of the graphs.
        decided: the decisions.
        kept: what is to stay in the union all the same.
    """
    graphs = [ox.NamedNode(name) for name in names if name.startswith(_DOCUMENTS)]
    before = {triple for graph in graphs for triple in shown(database, graph, decided)}
    lost = before.difference(kept)
    plain = {triple for triple in lost if _is_plain(triple, decided)}
    gone = plain - _said_elsewhere(database, plain, graphs)
    gone |= {t for t in lost - plain if not _is_said(database, t, decided, set(graphs))}
    drops = " ".join(f"DROP SILENT GRAPH <{name}> ;" for name in names)
    return f"DELETE DATA {{ {updates.data(gone)} }} ; {drops}"


def restated(database: Database, before: Sequence[Decision], after: Sequence[Decision]) -> str:
    """Return the update that makes the union follow other decisions than those it follows."""
    old, new = deciding.ready(before), deciding.ready(after)
    was: set[ox.Triple] = set()
    now: set[ox.Triple] = set()
    for graph, triples in _touched(database, before, after, old, new).items():
        was |= shown(database, graph, old, triples)
        now |= shown(database, graph, new, triples)
    return f"DELETE DATA {{ {updates.data(was - now)} }} ; INSERT DATA {{ {updates.data(now - was)} }} ;"


def _is_plain(triple: ox.Triple, decided: Decided) -> bool:
    """Say whether a triple that is shown is one that documents hold as it is, whatever was decided."""
    merged = triple.subject in decided.things or triple.object in decided.things
    return not merged and not _may_be_hidden(triple, decided)


def _said_elsewhere(
    database: Database, triples: Collection[ox.Triple], but: Collection[ox.NamedNode]
) -> set[ox.Triple]:
    """Return the triples that the graphs of documents hold, but of some."""
    held: set[ox.Triple] = set()
    names = ", ".join(map(str, but))
    rows = [f"({t.subject} {t.predicate} {t.object})" for t in triples]
    for start in range(0, len(rows), _AT_ONCE):
        part = " ".join(rows[start : start + _AT_ONCE])
        found = database.query(f"""
            SELECT ?s ?p ?o {{ VALUES (?s ?p ?o) {{ {part} }}
              FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }}
                FILTER(STRSTARTS(STR(?g), "{_DOCUMENTS}") && ?g NOT IN ({names})) }} }}""")
        held.update(ox.Triple(row["s"], row["p"], row["o"]) for row in found)  # type: ignore[union-attr]
    return held


def _is_said(database: Database, triple: ox.Triple, decided: Decided, but: Collection[ox.NamedNode]) -> bool:
    """Say whether what is shown of a document, but of some, holds a triple that is not plain."""
    subjects, objects = decided.behind(triple.subject), decided.behind(triple.object)
    patterns: Iterable[tuple[Node, Node, Node | None]] = product(subjects, [triple.predicate], objects)
    if triple.subject in decided.things and triple.predicate in _DESCRIBING:
        patterns = product(subjects, _DESCRIBING, [None])  # a name may have become an alias
    return any(
        triple in shown(database, name, decided, [found])
        for pattern in patterns
        for name, found in _said(database, *pattern)
        if name not in but
    )


def _said(
    database: Database, subject: Node | None, predicate: Node | None, object_: Node | None
) -> Iterator[tuple[ox.NamedNode, ox.Triple]]:
    """Yield what the documents say that fits a pattern, with the names of their graphs."""
    found = database.quads_for_pattern(subject, predicate, object_, None)  # type: ignore[arg-type]
    for quad in found:
        name = quad.graph_name
        if isinstance(name, ox.NamedNode) and name.value.startswith(_DOCUMENTS):
            yield name, quad.triple


def _touched(
    database: Database, before: Sequence[Decision], after: Sequence[Decision], old: Decided, new: Decided
) -> Mapping[ox.NamedNode, set[ox.Triple]]:
    """Return what of the documents' graphs two states of decisions show in different ways, and around it."""
    moved = {
        other
        for term in old.things.keys() | new.things.keys()
        if old.things.get(term) != new.things.get(term)
        for other in _one_with(term, old, new)
    }
    found: dict[ox.NamedNode, set[ox.Triple]] = defaultdict(set)

    def add(subject: Node | None, predicate: Node | None, object_: Node | None) -> set[Node]:
        said = list(_said(database, subject, predicate, object_))
        for name, triple in said:
            found[name].add(triple)
        return {triple.subject for _, triple in said}

    edges = {
        edge
        for decision in (Counter(before) - Counter(after)) + (Counter(after) - Counter(before))
        if decision.quote
        for edge in _as_written(decision.terms, old, new)
    }
    edges |= {
        edge
        for decision in {*before, *after}
        if decision.quote and not moved.isdisjoint(map(ox.NamedNode, decision.terms))
        for edge in _as_written(decision.terms, old, new)
    }
    for term in moved:
        add(term, None, None)
        add(None, None, term)
    claims = _with_ends(moved, found)
    for subject, relation, object_ in edges:
        add(subject, relation, object_)
        claims |= add(None, _ENDS[0], subject) & add(None, _ENDS[2], object_)
    for claim in claims:
        add(claim, None, None)
    return found


def _with_ends(terms: Collection[Node], found: Mapping[ox.NamedNode, set[ox.Triple]]) -> set[Node]:
    """Return the claims both of whose ends are among some terms."""
    triples = [triple for those in found.values() for triple in those if triple.object in terms]
    starting: set[Node] = {triple.subject for triple in triples if triple.predicate == _ENDS[0]}
    return starting & {triple.subject for triple in triples if triple.predicate == _ENDS[2]}


def _one_with(term: Node, *states: Decided) -> set[Node]:
    return {term}.union(*(decided.behind(decided.shown(term)) for decided in states))


def _as_written(terms: Sequence[str], *states: Decided) -> Iterator[Edge]:
    """Yield the edges that documents may have for one that was decided about."""
    subject, relation, object_ = map(ox.NamedNode, terms)
    for start, end in product(_one_with(subject, *states), _one_with(object_, *states)):
        yield start, relation, end
