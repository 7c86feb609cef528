from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError
from agentscaler.graph import engines
from reference import communities as reference

NODES = 12
EDGES = st.lists(
    st.tuples(
        st.integers(0, NODES - 1),
        st.integers(0, NODES - 1),
        st.sampled_from([0.0, 0.25, 1.0, 3.0]),
    ),
    max_size=40,
)
SETTINGS = st.fixed_dictionaries(
    {
        "algorithm": st.sampled_from(["leiden", "louvain"]),
        "objective": st.sampled_from(["modularity", "cpm"]),
        "resolution": st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0]),
        "seed": st.integers(0, 3),
    }
)
LEIDEN = {"algorithm": "leiden", "objective": "modularity", "resolution": 1.0, "seed": 0}


def columns(edges):
    return [list(column) for column in zip(*edges, strict=True)] or [[], [], []]


def planted(nodes, groups, degree, inside, seed):
    """Random graph of which a share of the edges lies inside the planted groups."""
    generator = np.random.default_rng(seed)
    group = generator.integers(0, groups, nodes)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(groups + 1))
    src = generator.integers(0, nodes, nodes * degree // 2)
    lo, hi = starts[group[src]], starts[group[src] + 1]
    near = order[lo + (generator.random(len(src)) * (hi - lo)).astype(int)]
    dst = np.where(
        generator.random(len(src)) < inside, near, generator.integers(0, nodes, len(src))
    )
    keys = np.unique(np.sort(np.stack([src, dst]), axis=0)[:, src != dst], axis=1)
    weight = generator.random(keys.shape[1]).astype(np.float32) + np.float32(0.5)
    return keys[0].astype(np.uint32), keys[1].astype(np.uint32), weight


@given(EDGES, SETTINGS)
def test_labels_are_complete_stable_and_connected(edges, settings):
    labels = _core.communities(NODES, *columns(edges), **settings).tolist()
    first = {label: labels.index(label) for label in labels}
    assert list(first) == list(range(len(first)))
    assert _core.communities(NODES, *columns(edges[::-1]), **settings).tolist() == labels
    if settings["algorithm"] == "leiden":
        assert reference.all_connected(edges, labels)


@given(EDGES, st.sampled_from(["leiden", "louvain"]), st.sampled_from([0.1, 0.5, 1.0]))
def test_no_worse_than_the_trivial_groupings(edges, algorithm, resolution):
    arguments = {"algorithm": algorithm, "resolution": resolution, "seed": 1}
    alone, together = list(range(NODES)), [0] * NODES
    labels = _core.communities(NODES, *columns(edges), objective="cpm", **arguments).tolist()
    score = reference.constant_potts(edges, labels, resolution)
    assert score >= reference.constant_potts(edges, alone, resolution) - 1e-9
    labels = _core.communities(NODES, *columns(edges), objective="modularity", **arguments).tolist()
    score = reference.modularity(NODES, edges, labels, resolution)
    assert score >= reference.modularity(NODES, edges, alone, resolution) - 1e-9
    assert score >= reference.modularity(NODES, edges, together, resolution) - 0.05


@given(EDGES, st.lists(st.integers(0, NODES - 1), min_size=NODES, max_size=NODES), st.floats(0, 4))
def test_modularity_equals_the_reference(edges, labels, resolution):
    found = _core.modularity(NODES, *columns(edges), labels, resolution=resolution)
    assert found == pytest.approx(reference.modularity(NODES, edges, labels, resolution), abs=1e-9)


def test_graphs_without_anything():
    for nodes in (0, 1, 3):
        assert _core.communities(nodes, [], [], [], **LEIDEN).tolist() == list(range(nodes))
    assert _core.communities(2, [0, 0], [0, 0], [1.0, 2.0], **LEIDEN).tolist() == [0, 1]


def test_types_and_layout_do_not_matter():
    src, dst, weight = planted(500, 20, 10, 0.8, 1)
    labels = _core.communities(500, src, dst, weight, **LEIDEN)
    strided = [np.repeat(a, 2)[::2] for a in (src, dst, weight)]
    wide = (src.astype(np.int64), dst.astype(np.uint64), weight.astype(np.float64))
    for arrays in (strided, wide, (src.tolist(), dst.tolist(), weight.tolist())):
        assert (_core.communities(500, *arrays, **LEIDEN) == labels).all()


@pytest.mark.parametrize("objective", ["modularity", "cpm"])
@pytest.mark.parametrize("seed", [1, 2])
def test_as_good_as_leidenalg(objective, seed):
    leidenalg = pytest.importorskip("leidenalg", reason="leidenalg is in the group `peers`")
    igraph = pytest.importorskip("igraph")
    nodes = 3000
    src, dst, weight = planted(nodes, 100, 12, 0.7, seed)
    resolution = 1.0 if objective == "modularity" else 0.05
    graph = igraph.Graph(nodes, list(zip(src.tolist(), dst.tolist(), strict=True)))
    kind = {
        "modularity": leidenalg.RBConfigurationVertexPartition,
        "cpm": leidenalg.CPMVertexPartition,
    }[objective]
    peer = leidenalg.find_partition(
        graph,
        kind,
        weights=weight.astype(float).tolist(),
        resolution_parameter=resolution,
        seed=seed,
    ).membership
    edges = list(zip(src.tolist(), dst.tolist(), weight.tolist(), strict=True))

    def score(labels):
        if objective == "cpm":
            return reference.constant_potts(edges, labels, resolution)
        return _core.modularity(nodes, src, dst, weight, labels, resolution=1.0)

    arguments = LEIDEN | {"objective": objective, "resolution": resolution}
    labels = _core.communities(nodes, src, dst, weight, **arguments).tolist()
    assert reference.all_connected(edges, labels)
    assert score(labels) >= 0.995 * score(list(peer))


def test_as_good_as_networkit():
    networkit = pytest.importorskip("networkit", reason="networkit is in the group `peers`")
    nodes = 4000
    src, dst, weight = planted(nodes, 80, 16, 0.75, 4)
    graph = networkit.Graph(nodes, weighted=True)
    for u, v, w in zip(src.tolist(), dst.tolist(), weight.tolist(), strict=True):
        graph.addEdge(u, v, w)
    networkit.setNumberOfThreads(1)
    networkit.setSeed(1, useThreadId=False)
    peer = networkit.community.PLM(graph, refine=True).run().getPartition().getVector()
    least = 0.995 * _core.modularity(nodes, src, dst, weight, peer, resolution=1.0)
    for algorithm in ("leiden", "louvain"):
        labels = _core.communities(nodes, src, dst, weight, **LEIDEN | {"algorithm": algorithm})
        assert _core.modularity(nodes, src, dst, weight, labels, resolution=1.0) >= least


@pytest.mark.parametrize(
    ("arrays", "text"),
    [
        (([0], [3], [1.0]), "dst is 3 at 0"),
        (([-1], [1], [1.0]), "src is an array of numbers from -1"),
        (([0], [1], [-1.0]), "weight is -1 at 0"),
        (([0], [1], [float("nan")]), "weight is NaN"),
        (([0], [1], [float("inf")]), "weight is inf"),
        (([0, 1], [1], [1.0]), "dst has 1 items, but 2"),
        (([0.5], [1], [1.0]), "src is an array of float64"),
        (([True], [1], [1.0]), "src is an array of bool"),
        (([0], [1], [1]), "weight is an array of int64"),
    ],
)
def test_broken_graphs(arrays, text):
    with pytest.raises(ArgumentError, match=text):
        _core.communities(3, *arrays, **LEIDEN)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"algorithm": "best"}, "leiden"),
        ({"objective": "best"}, "cpm"),
        ({"resolution": -1.0}, "resolution is -1"),
        ({"resolution": float("nan")}, "resolution is NaN"),
    ],
)
def test_wrong_arguments(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        _core.communities(2, [0], [1], [1.0], **LEIDEN | arguments)


def test_labels_of_another_graph():
    with pytest.raises(ArgumentError, match="labels has 1 items"):
        _core.modularity(2, [0], [1], [1.0], [0], resolution=1.0)
    with pytest.raises(ArgumentError, match="labels is 2 at 1"):
        _core.modularity(2, [0], [1], [1.0], [0, 2], resolution=1.0)


def test_ends_are_never_rounded_or_wrapped():
    for src in ([0.5], np.array([2**32]), [-1]):
        with pytest.raises(ArgumentError, match="src"):
            engines.communities(3, src, [1], [1.0])
