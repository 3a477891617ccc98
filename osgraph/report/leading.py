"""Which entities hold the network of claims together, which belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx

from osgraph.query import OPENNESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.model import IRI, ClaimRecord

_SEED: Final = 7
_SAMPLE: Final = 400  # nodes from which betweenness is measured: its cost grows with nodes times edges


@dataclass(frozen=True, slots=True)
class Leader:
    """An entity with its weight in the network.

    Attributes:
        iri: what it is.
        pagerank: the share of a random reader's time it gets, following claims from subject to object
            (Page and others, "The PageRank citation ranking", 1999).
        betweenness: the share of shortest ways between others that lead through it (Freeman, 1977).
        community: number of the community it belongs to, the largest being 1.
    """

    iri: IRI
    pagerank: float
    betweenness: float
    community: int


def leaders(records: Iterable[ClaimRecord]) -> list[Leader]:
    """Return the entities of the claims, those with the most weight first; IRIs decide ties.

    Openness values are no entities. Communities are those of Blondel and others, "Fast unfolding of
    communities in large networks" (2008), always found in the same order.

    Example:
        >>> leaders([])
        []
    """
    pairs: dict[tuple[IRI, IRI], int] = {}
    for record in records:
        if record.object_class != OPENNESS and record.subject != record.object:
            ends = record.subject, record.object
            pairs[ends] = pairs.get(ends, 0) + 1
    # Nodes are numbers: the libraries' sets of them have one order on every machine, sets of names have not.
    nodes = sorted({node for ends in pairs for node in ends})
    at = {node: number for number, node in enumerate(nodes)}
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_weighted_edges_from((at[a], at[b], n) for (a, b), n in sorted(pairs.items()))
    if not nodes:
        return []
    ranks = nx.pagerank(graph)
    plain = nx.Graph(graph)
    between = nx.betweenness_centrality(plain, k=min(_SAMPLE, len(nodes)), seed=_SEED)
    found = sorted(
        nx.community.louvain_communities(plain, seed=_SEED), key=lambda group: (-len(group), min(group))
    )
    community = {node: number for number, group in enumerate(found, 1) for node in group}
    all_ = [
        Leader(node, round(ranks[n], 4), round(between[n], 4), community[n]) for n, node in enumerate(nodes)
    ]
    return sorted(all_, key=lambda leader: (-leader.pagerank, -leader.betweenness, leader.iri))
