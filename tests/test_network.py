"""The network of claims: grouping, importance, and places that never change."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from sample_claims import record, records

from osgraph import iris, layout, network
from osgraph.model import Modality

CORVID, MAGPIE, OPEN = iris.entity("Corvid"), iris.entity("Magpie"), iris.term("OpenSource")


def test_nodes_are_iris_with_name_class_and_number_of_claims() -> None:
    graph = network.to_networkx([record("Corvid", "develops", "Magpie"), record("Corvid", "uses", "Roost")])
    assert graph.nodes[CORVID] == {"name": "Corvid", "cls": "Company", "claims": 2}
    assert graph.nodes[MAGPIE] == {"name": "Magpie", "cls": "Model", "claims": 1}


def test_a_claim_about_itself_counts_once() -> None:
    graph = network.to_networkx([record("Corvid", "dependsOn", "Corvid")])
    assert graph.nodes[CORVID]["claims"] == 1
    assert set(layout.places(graph)) == {CORVID}


def test_claims_of_one_triple_are_one_edge_with_the_firmest_modality() -> None:
    told = record("Corvid", "develops", "Magpie", start=90)
    feared = record("Corvid", "develops", "Magpie", how="hedged", start=10)
    [(_, _, key, edge)] = network.to_networkx([told, feared]).edges(keys=True, data=True)
    assert key == (iris.term("develops"), "positive")
    assert edge["records"] == (feared, told)
    assert (edge["modality"], edge["fact"], edge["claims"], edge["documents"]) == ("asserted", True, 2, 1)


def test_affirmed_and_denied_are_two_edges() -> None:
    graph = network.to_networkx(
        [
            record("Corvid", "hasOpenness", "OpenSource"),
            record("Corvid", "hasOpenness", "OpenSource", how="not"),
        ]
    )
    assert sorted(edge["polarity"] for edge in graph[CORVID][OPEN].values()) == ["negative", "positive"]


@pytest.mark.parametrize(
    "how", [*(m.value for m in Modality if m is not Modality.ASSERTED), "not", "former", "said", "viewpoint"]
)
def test_what_is_no_fact_makes_no_fact_edge(how: str) -> None:
    more = {"said": {"speaker": "Ilse Brandt"}, "viewpoint": {"perspective": "Rival View"}}.get(
        how, {"how": how}
    )
    [(_, _, edge)] = network.to_networkx([record("Corvid", "develops", "Magpie", **more)]).edges(data=True)
    assert edge["fact"] is False


def test_where_documents_differ_the_most_frequent_class_wins() -> None:
    claims = [record("Corvid", "uses", "Roost", start=at) for at in range(3)]
    claims[0] = replace(claims[0], subject_class="Lab")
    assert network.to_networkx(claims).nodes[CORVID]["cls"] == "Company"


def test_the_order_of_claims_does_not_matter() -> None:
    shuffled = records()
    random.Random(5).shuffle(shuffled)
    one, other = network.to_networkx(records()), network.to_networkx(shuffled)
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
    assert layout.places(one) == layout.places(other)


def test_most_connected_come_first_and_ties_go_by_name() -> None:
    graph = nx.MultiDiGraph([("hub", "a"), ("hub", "b"), ("c", "hub"), ("b", "a")])
    assert network.most_connected(graph, 3) == ["hub", "a", "b"]
    assert network.most_connected(graph, 0) == []


def test_layout_is_the_same_under_any_hash_seed() -> None:
    script = (
        "from sample_claims import records; from osgraph import layout, network\n"
        "print(sorted(layout.places(network.to_networkx(records())).items()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_no_two_labels_overlap() -> None:
    graph = network.to_networkx(records())
    places = layout.places(graph)
    boxes = []
    for node, about in graph.nodes(data=True):
        size = layout.radius(about["claims"])
        half = max(size, 3.2 * min(len(about["name"]), layout.LONGEST_LABEL))
        boxes.append((places[node], half, size + 9))
    for at, (one, wide, high) in enumerate(boxes):
        for other, wide2, high2 in boxes[:at]:
            assert abs(one.x - other.x) >= wide + wide2 or abs(one.y - other.y) >= high + high2


def test_neighbours_lie_nearer_than_strangers() -> None:
    graph = nx.relabel_nodes(nx.path_graph(12, create_using=nx.MultiDiGraph), lambda at: f"n{at:02}")
    places = layout.places(graph)
    ends, near = (places["n00"], places["n11"]), (places["n00"], places["n01"])
    assert abs(ends[0].x - ends[1].x) > 6 * abs(near[0].x - near[1].x)


def test_a_small_change_moves_little() -> None:
    """One claim more about any name leaves nearly all names of its component near where they were."""
    before = layout.places(network.to_networkx(records()))
    plain = nx.Graph(network.to_networkx(records()))
    largest = sorted(max(nx.connected_components(plain), key=len))
    wide = max(before[node].x for node in largest) - min(before[node].x for node in largest)
    medians = []
    for node in largest:
        name = plain.nodes[node]["name"]
        claims = [*records(), replace(record(name, "uses", "one thing more"), subject=node)]
        after = layout.places(network.to_networkx(claims))
        moved = np.array([(after[n].x - before[n].x, after[n].y - before[n].y) for n in largest])
        moved -= np.median(moved, axis=0)  # that the whole picture shifts does not count
        medians.append(np.median(np.hypot(*moved.T)) / wide)
    assert np.median(medians) < 0.05
    assert np.quantile(medians, 0.9) < 0.15


def test_components_do_not_mix() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")])
    graph.add_node("alone")
    places = layout.places(graph)
    assert len(set(places.values())) == 6
    big = [places[node] for node in "abc"]
    for node in ("x", "y", "alone"):
        beside = not min(p.x for p in big) <= places[node].x <= max(p.x for p in big)
        below = not min(p.y for p in big) <= places[node].y <= max(p.y for p in big)
        assert beside or below


def test_a_component_too_large_for_stress_still_gets_every_node_a_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layout, "_CORE", 10)
    tree = nx.relabel_nodes(nx.balanced_tree(3, 4), lambda at: f"n{at:03}").to_directed()
    places = layout.places(nx.MultiDiGraph(tree))
    assert len(set(places.values())) == len(tree)


def test_nothing_has_no_layout() -> None:
    assert layout.places(network.to_networkx([])) == {}
