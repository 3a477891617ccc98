"""The claims as a network whose nodes are what they speak of.

Grouping is by subject, relation, object and polarity: what one text affirms and another denies are two
edges, so that neither hides the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import atan2, cos, sin, sqrt
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

from osgraph.model import IRI, ClaimRecord, Modality, Polarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]  # one row a node: x, y (or half width, half height)

LONGEST_LABEL: Final = 28
"""Letters of a name that a picture shows; the layout keeps room for so many."""

_EDGE = 150.0  # pixels between neighbours
_CORE = 800  # nodes of a component that are laid out by stress: its cost grows with their square
_GAP = 60.0  # pixels between two components
_AIR = 3.0  # times the area of the names that the picture has at least
_WIDER = 1.3  # screens and names are wider than high
_LETTER, _LINE = 6.4, 18.0  # pixels of a letter's width and of a line's height
_GOLDEN_ANGLE = 2.399963229728653


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture, in pixels; y grows downwards."""

    x: float
    y: float


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


def radius(claims: int) -> float:
    """Return the radius in pixels of a node with so many claims: its area grows with them, to a limit.

    Example:
        >>> radius(1), radius(10_000)
        (10.0, 30.0)
    """
    return min(30.0, 6.0 + 4.0 * sqrt(claims))


def layout(graph: nx.MultiDiGraph) -> dict[IRI, Point]:
    """Return where each node goes, names not overlapping: the same places for the same graph, always.

    Each component is laid out by stress majorization (Gansner, Koren, North, "Graph drawing by stress
    majorization", 2004; hop counts as distances), then pushed apart until no two labels overlap;
    components are packed in rows, the largest first. Of a component above 800 nodes the less connected
    ones are put beside their neighbours. Only elementwise arithmetic is used, which every machine rounds
    alike: no linear algebra library has a say in the picture.

    Example:
        >>> [place] = layout(nx.MultiDiGraph({"a": []})).values()
        >>> place
        Point(x=0.0, y=0.0)
    """
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b}))
    components = sorted((sorted(c) for c in nx.connected_components(plain)), key=lambda c: (-len(c), c[0]))
    parts = [_component(plain, nodes, _boxes(graph, nodes)) for nodes in components]
    places: dict[IRI, Point] = {}
    for nodes, points in zip(components, _packed(parts), strict=True):
        for node, (x, y) in zip(nodes, points.round(1).tolist(), strict=True):
            places[node] = Point(x + 0.0, y + 0.0)  # no minus zero
    return places


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


def _boxes(graph: nx.MultiDiGraph, nodes: Sequence[IRI]) -> Points:
    """Return half the width and half the height that each node takes with its label beneath."""
    boxes = []
    for node in nodes:
        letters = min(len(graph.nodes[node].get("name", node)), LONGEST_LABEL)
        size = radius(graph.nodes[node].get("claims", 1))
        boxes.append((max(size, letters * _LETTER / 2) + 7, size + _LINE / 2 + 5))
    return np.array(boxes, dtype=np.float64).reshape(-1, 2)


def _component(plain: nx.Graph, nodes: list[IRI], boxes: Points) -> tuple[Points, Points]:
    """Return the places of one component's nodes, in their order, and their boxes."""
    core = nodes
    if len(nodes) > _CORE:
        core = sorted(sorted(nodes, key=lambda node: (-plain.degree(node), node))[:_CORE])
    inside = {node: at for at, node in enumerate(core)}
    # The shortest ways lead through the whole component, so that a core that falls apart still holds.
    hops = np.array(
        [[ways[node] for node in core] for ways in (_hops(plain, node) for node in core)], dtype=np.float64
    )
    shown = boxes if core is nodes else boxes[[at for at, node in enumerate(nodes) if node in inside]]
    points = _apart(_level(_stress(hops * _EDGE)) * (_WIDER, 1.0), shown)
    if core is nodes:
        return points, boxes
    return _beside(plain, nodes, dict(zip(core, points, strict=True))), boxes


def _hops(plain: nx.Graph, source: IRI) -> dict[IRI, int]:
    return dict(nx.single_source_shortest_path_length(plain, source))


def _stress(ideal: Points) -> Points:
    """Return points whose distances come near the ideal ones (pixels; square, symmetric)."""
    n = len(ideal)
    points = _first_guess(ideal)
    weights = 1.0 / np.square(np.where(ideal > 0, ideal, 1.0))
    np.fill_diagonal(weights, 0.0)
    total = weights.sum(axis=1)
    if not total.any():
        return points
    pull = weights * ideal
    for _ in range(max(60, min(300, 40_000_000 // (n * n)))):
        moved = np.empty_like(points)
        dx = points[:, 0, None] - points[None, :, 0]
        dy = points[:, 1, None] - points[None, :, 1]
        ratio = pull / np.maximum(np.sqrt(dx * dx + dy * dy), 1e-9)
        for axis, delta in enumerate((dx, dy)):
            wanted = (weights * points[None, :, axis] + ratio * delta).sum(axis=1) / total
            moved[:, axis] = (points[:, axis] + wanted) / 2  # all move at once: half steps never overshoot
        points = moved
    return points


def _level(points: Points) -> Points:
    """Return the points turned about their middle so that they stretch most from left to right."""
    x, y = (points - points.mean(axis=0)).T
    tilt = atan2(2.0 * float((x * y).sum()), float((x * x - y * y).sum())) / 2
    return np.stack((x * cos(tilt) + y * sin(tilt), y * cos(tilt) - x * sin(tilt)), axis=1)


def _first_guess(ideal: Points) -> Points:
    """Return a start seen from four nodes far apart: alike for alike graphs, unlike a random one."""
    first = int(ideal[0].argmax())
    second = int(ideal[first].argmax())
    middle = np.abs(ideal[first] - ideal[second]) - np.minimum(ideal[first], ideal[second]) / 2
    third = int(middle.argmin())
    fourth = int(ideal[third].argmax())
    seen = np.stack((ideal[first] - ideal[second], ideal[third] - ideal[fourth]), axis=1)
    jitter = np.random.default_rng(7).random(seen.shape) - 0.5  # nodes alike to all four must not coincide
    return np.asarray(seen + _EDGE * jitter)


def _apart(points: Points, boxes: Points) -> Points:
    """Return the points pushed apart, each pair the shorter way, until no two boxes overlap."""
    spread = points.max(axis=0) - points.min(axis=0) + 2 * boxes.max(axis=0)
    # Where names would fill much of the picture it grows as a whole first, which keeps its shape.
    points = points * max(1.0, sqrt(_AIR * 4 * float(boxes.prod(axis=1).sum()) / float(spread.prod())))
    room_x = boxes[:, 0, None] + boxes[None, :, 0]
    room_y = boxes[:, 1, None] + boxes[None, :, 1]
    for _ in range(150):
        dx = points[:, 0, None] - points[None, :, 0]
        dy = points[:, 1, None] - points[None, :, 1]
        over_x, over_y = room_x - np.abs(dx), room_y - np.abs(dy)
        clash = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(clash, val=False)
        if not clash.any():
            break
        sideways = clash & (over_x < over_y)
        push_x = np.where(sideways, np.copysign(over_x, dx), 0.0)
        push_y = np.where(clash & ~sideways, np.copysign(over_y, dy), 0.0)
        # Damped, for a node may be pushed by many; a little more than the overlap, so that it ends.
        points = points + np.stack((push_x.sum(axis=1), push_y.sum(axis=1)), axis=1) * 0.35
    return points


def _beside(plain: nx.Graph, nodes: list[IRI], placed: dict[IRI, Points]) -> Points:
    """Return the places of all nodes: those not placed go in a spiral round their placed neighbour."""
    turns: Counter[IRI] = Counter()
    waiting = [node for node in nodes if node not in placed]
    ring = dict.fromkeys(placed, 0.35 * _EDGE)  # smaller outwards: two parents' children never share a place
    while waiting:
        later = []
        for node in waiting:
            near = [other for other in sorted(plain[node]) if other in placed]
            if not near:
                later.append(node)
                continue
            turns[near[0]] += 1
            turn = turns[near[0]]
            reach, angle = ring[near[0]] * sqrt(turn + 1), turn * _GOLDEN_ANGLE
            ring[node] = 0.6 * ring[near[0]]
            placed[node] = placed[near[0]] + np.array((reach * cos(angle), reach * sin(angle)))
        waiting = later
    return np.array([placed[node] for node in nodes])


def _packed(parts: list[tuple[Points, Points]]) -> list[Points]:
    """Return the components' points side by side, in centred rows about as wide as a screen is."""
    if not parts:
        return []
    low = [(points - boxes).min(axis=0) for points, boxes in parts]
    sizes = [(points + boxes).max(axis=0) - least for (points, boxes), least in zip(parts, low, strict=True)]
    area = sum(float((size + _GAP).prod()) for size in sizes)
    width = max(sqrt(area * 1.7), *(float(size[0]) + _GAP for size in sizes))
    rows: list[list[int]] = [[]]
    for number, size in enumerate(sizes):
        if sum(float(sizes[at][0]) + _GAP for at in rows[-1]) + float(size[0]) > width:
            rows.append([])
        rows[-1].append(number)
    moved, y = [], 0.0
    for row in rows:
        x = -sum(float(sizes[at][0]) + _GAP for at in row) / 2
        for at in row:
            moved.append(parts[at][0] - low[at] + np.array((x, y)))
            x += float(sizes[at][0]) + _GAP
        y += max(float(sizes[at][1]) for at in row) + _GAP
    everything = np.concatenate(moved)
    middle = (everything.min(axis=0) + everything.max(axis=0)) / 2
    return [points - middle for points in moved]
