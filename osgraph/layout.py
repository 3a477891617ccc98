"""Where the nodes of a network go in a picture: the same places for the same network, always.

Only elementwise arithmetic and whole numbers decide, which every machine rounds alike: no linear algebra
library has a say in the picture.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from math import atan2, cos, pi, sin, sqrt
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osgraph.model import IRI

    Points = NDArray[np.float64]  # one row a node: x, y (or half width, half height)

LONGEST_LABEL: Final = 28
"""Letters of a name that a picture shows; the layout keeps room for so many."""

_EDGE = 150.0  # pixels between neighbours
_CORE = 800  # nodes of a component that are laid out by stress: its cost grows with their square
_NAMED = (
    250  # nodes of a component that get room for their names; of more the others show theirs on zooming in
)
_GAP = 60.0  # pixels between two components
_AIR = 3.0  # times the area of the names that the picture has at least
_WIDER = 1.15  # screens and names are wider than high
_LETTER, _LINE = 6.4, 18.0  # pixels of a letter's width and of a line's height
_ROUNDS = 150  # of pushing apart, at most
_GOLDEN_ANGLE = 2.399963229728653


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture, in pixels; y grows downwards."""

    x: float
    y: float


def radius(claims: int) -> float:
    """Return the radius in pixels of a node with so many claims: its area grows with them, to a limit.

    Example:
        >>> radius(1), radius(10_000)
        (10.0, 30.0)
    """
    return min(30.0, 6.0 + 4.0 * sqrt(claims))


def places(graph: nx.MultiDiGraph) -> dict[IRI, Point]:
    """Return where each node goes, names not overlapping.

    Each component is laid out by stress majorization (Gansner, Koren, North, "Graph drawing by stress
    majorization", 2004; hop counts as distances), then pushed apart until no two labels overlap;
    components are packed in rows, the largest first. Of a component above 800 nodes the less connected
    ones are put beside their neighbours; above 250, room is kept for the names of the most connected ones
    alone. The start and the way up come from the nodes themselves, so that a small change moves little.

    Args:
        graph: its nodes may have ``name`` and ``claims``, which say how much room they take.

    Example:
        >>> [place] = places(nx.MultiDiGraph({"a": []})).values()
        >>> place
        Point(x=0.0, y=0.0)
    """
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b}))
    components = sorted((sorted(c) for c in nx.connected_components(plain)), key=lambda c: (-len(c), c[0]))
    parts = [_component(plain, nodes, _boxes(graph, nodes)) for nodes in components]
    found: dict[IRI, Point] = {}
    for nodes, points in zip(components, _packed(parts), strict=True):
        for node, (x, y) in zip(nodes, points.round(1).tolist(), strict=True):
            found[node] = Point(x + 0.0, y + 0.0)  # no minus zero
    return found


def _boxes(graph: nx.MultiDiGraph, nodes: Sequence[IRI]) -> Points:
    """Return half the width and height that each node takes, with the label beneath if it gets room."""
    claims = graph.nodes(data="claims", default=1)
    ranked = sorted(nodes, key=lambda node: (-graph.degree(node), -claims[node], node))
    named = set(ranked[:_NAMED])
    boxes = []
    for node in nodes:
        letters = min(len(graph.nodes[node].get("name", node)), LONGEST_LABEL) if node in named else 0
        size = radius(claims[node])
        boxes.append((max(size, letters * _LETTER / 2) + 7, size + (_LINE / 2 if letters else 0) + 5))
    return np.array(boxes, dtype=np.float64).reshape(-1, 2)


def _component(plain: nx.Graph, nodes: list[IRI], boxes: Points) -> tuple[Points, Points]:
    """Return the places of one component's nodes, in their order, and their boxes."""
    ranked = sorted(nodes, key=lambda node: (-plain.degree(node), node))
    core = sorted(ranked[:_CORE])
    hops = _hops(plain, nodes, core)
    shown = boxes if len(core) == len(nodes) else boxes[np.isin(nodes, core)]
    lean = np.array([_lean(node) * plain.degree(node) for node in core])
    points = _apart(_level(_stress(hops * _EDGE, core.index(ranked[0])), lean) * (_WIDER, 1.0), shown)
    if len(core) == len(nodes):
        return points, boxes
    return _apart(_beside(plain, nodes, dict(zip(core, points, strict=True))), boxes), boxes


def _hops(plain: nx.Graph, nodes: list[IRI], core: list[IRI]) -> Points:
    """Return how many steps the nodes of the core are apart, on the ways through the whole component.

    All ways are walked at once, step by step: one product of sparse matrices of whole numbers a step.
    """
    at = {node: number for number, node in enumerate(nodes)}
    inside = [at[node] for node in core]
    neighbours = nx.to_scipy_sparse_array(plain, nodes, dtype=np.float32, format="csr")
    hops = np.zeros((len(nodes), len(core)))
    seen = np.zeros(hops.shape, dtype=np.bool_)
    seen[inside, range(len(core))] = True
    front = seen
    step = 0
    while front.any():
        hops[front] = step
        front = (neighbours @ front.astype(np.float32) > 0) & ~seen
        seen = seen | front
        step += 1
    return hops[inside]


def _lean(node: IRI) -> float:
    """Return a number from -.5 to .5 that a node always has."""
    return int.from_bytes(hashlib.sha256(node.encode("utf-8", "replace")).digest()[:4]) / 2**32 - 0.5


def _stress(ideal: Points, hub: int) -> Points:
    """Return points whose distances come near the ideal ones (pixels; square, symmetric)."""
    n = len(ideal)
    points = _first_guess(ideal, hub)
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


def _level(points: Points, lean: Points) -> Points:
    """Return the points turned about their middle so that they stretch most from left to right.

    What leans to the left or upwards comes there: the picture is not mirrored by a small change.
    """
    x, y = (points - points.mean(axis=0)).T
    tilt = atan2(2.0 * float((x * y).sum()), float((x * x - y * y).sum())) / 2
    turned = np.stack((x * cos(tilt) + y * sin(tilt), y * cos(tilt) - x * sin(tilt)), axis=1)
    return np.where((turned * lean[:, None]).sum(axis=0) < 0, -turned, turned)


def _first_guess(ideal: Points, hub: int) -> Points:
    """Return a start: a tree round the hub, each branch in a sector as wide as what hangs on it is large.

    One node more makes one sector a little wider, where a start from the nodes farthest apart would turn.
    """
    hops = np.rint(ideal / _EDGE)
    depth = hops[hub]
    order = np.lexsort((np.arange(len(ideal)), depth)).tolist()
    degree = (hops == 1).sum(axis=1)
    above: dict[int, int] = {}
    size = [1] * len(ideal)
    for node in order[1:]:
        # Of a core that falls apart some nodes have no neighbour one step nearer: they hang on the hub.
        near = np.flatnonzero((hops[node] == 1) & (depth == depth[node] - 1)).tolist()
        above[node] = min(near, key=lambda other: (-degree[other], other), default=hub)
    for node in reversed(order[1:]):
        size[above[node]] += size[node]
    points = np.zeros((len(ideal), 2))
    start = {hub: 0.0}  # where the sector of a node that comes next begins
    width = {hub: 2 * pi}
    for node in order[1:]:
        parent = above[node]
        width[node] = width[parent] * size[node] / (size[parent] - 1)
        angle = start[parent] + width[node] / 2
        start[node], start[parent] = start[parent], start[parent] + width[node]
        points[node] = ideal[hub, node] * cos(angle), ideal[hub, node] * sin(angle)
    return points


def _apart(points: Points, boxes: Points) -> Points:
    """Return the points pushed apart, each pair the shorter way, until no two boxes overlap."""
    spread = points.max(axis=0) - points.min(axis=0) + 2 * boxes.max(axis=0)
    # Where names would fill much of the picture it grows as a whole first, which keeps its shape.
    points = points * max(1.0, sqrt(_AIR * 4 * float(boxes.prod(axis=1).sum()) / float(spread.prod())))
    for _ in range(_ROUNDS):
        one, other = _near(points, boxes)
        delta = points[one] - points[other]
        over = boxes[one] + boxes[other] - np.abs(delta)
        clash = (over > 0).all(axis=1)
        if not clash.any():
            break
        one, other, delta, over = one[clash], other[clash], delta[clash], over[clash]
        sideways = over[:, 0] < over[:, 1]
        push = np.where(np.stack((sideways, ~sideways), axis=1), np.copysign(over, delta), 0.0)
        moved = np.zeros_like(points)
        np.add.at(moved, one, push)
        np.add.at(moved, other, -push)
        # Damped, for a node may be pushed by many; a little more than the overlap, so that it ends.
        points = points + moved * 0.35
    return points


def _near(points: Points, boxes: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return all pairs whose boxes could overlap, sorted; the first of a pair comes first in the points."""
    from scipy.spatial import cKDTree

    reach = 2 * boxes.max(axis=0)
    pairs = cKDTree(points / reach).query_pairs(1.0, p=np.inf, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return pairs[:, 0], pairs[:, 1]


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
    width = max(sqrt(area * 1.4), *(float(size[0]) + _GAP for size in sizes))
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
