"""The claims as a network whose nodes are what they speak of.

Grouping is by subject, relation, object and polarity: what one text affirms and another denies are two
edges, so that neither hides the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import networkx as nx

from osgraph.model import IRI, ClaimRecord, Modality, Polarity

if TYPE_CHECKING:
    from collections.abc import Iterable


def to_networkx(records: Iterable[ClaimRecord]) -> nx.MultiDiGraph:
    """Return the network of the claims, the same for any order of the records.

    A node is an IRI with ``name``, ``cls`` (the most frequent ones where documents differ) and ``claims``
    (how many claims it is subject or object of). An edge, keyed by relation and polarity, has
    ``relation`` (IRI), ``relation_name``, ``polarity``, ``modality`` (the firmest among its claims),
    ``fact`` (whether a source states it as plain fact), ``claims`` and ``documents`` (how many of each),
    and ``records`` (the claims themselves, sorted).

    Example:
        >>> to_networkx([]).number_of_nodes()
        0
    """
    names: dict[IRI, Counter[tuple[str, str]]] = defaultdict(Counter)
    edges: dict[tuple[IRI, IRI, IRI, str], list[ClaimRecord]] = defaultdict(list)
    touched: Counter[IRI] = Counter()
    for record in records:
        names[record.subject][record.subject_name, record.subject_class] += 1
        names[record.object][record.object_name, record.object_class] += 1
        touched.update({record.subject, record.object})
        edges[record.subject, record.object, record.relation, record.polarity.value].append(record)

    graph = nx.MultiDiGraph()
    for node in sorted(names):
        name, cls = min(names[node], key=lambda seen: (-names[node][seen], seen))
        graph.add_node(node, name=name, cls=cls, claims=touched[node])
    for (subject, object_, relation, polarity), found in sorted(edges.items()):
        found.sort(key=lambda record: (record.document, record.start, record.end, record.id))
        graph.add_edge(subject, object_, key=(relation, polarity), **_edge(found))
    return graph


def most_connected(graph: nx.MultiDiGraph, n: int) -> list[IRI]:
    """Return at most n nodes, those with the most edges first; claims, then IRIs, decide ties.

    Example:
        >>> most_connected(nx.MultiDiGraph([("a", "b"), ("b", "c")]), 1)
        ['b']
    """
    claims = graph.nodes(data="claims", default=0)
    return sorted(graph, key=lambda node: (-graph.degree(node), -claims[node], node))[:n]


def _edge(records: list[ClaimRecord]) -> dict[str, object]:
    firmness = list(Modality)
    return {
        "relation": records[0].relation,
        "relation_name": records[0].relation_name,
        "polarity": Polarity(records[0].polarity).value,
        "modality": min((r.modality for r in records), key=firmness.index).value,
        "fact": any(r.is_fact for r in records),
        "claims": len(records),
        "documents": len({r.document for r in records}),
        "records": tuple(records),
    }
