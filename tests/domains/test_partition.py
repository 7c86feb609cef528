from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.domains.config import DomainsConfig
from agentscaler.domains.links import Links, between, inside
from agentscaler.domains.partition import OUTSIDE, partition
from reference import links as reference

NODES = 30
EDGES = st.dictionaries(
    st.tuples(st.integers(0, NODES - 2), st.integers(1, NODES - 1)).filter(lambda e: e[0] < e[1]),
    st.sampled_from([0.125, 0.25, 0.5, 1.0]),
    max_size=120,
)
LABELS = st.lists(st.integers(-1, 5), min_size=NODES, max_size=NODES)


def links_of(edges):
    rows = [(src, dst, weight) for (src, dst), weight in sorted(edges.items())]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return Links(*(np.array(c, dtype=k) for c, k in zip(columns, ("u4", "u4", "f4"), strict=True)))


def clique(start, size, weight=1.0):
    return {(i, j): weight for i in range(start, start + size) for j in range(i + 1, start + size)}


@given(EDGES, LABELS)
def test_sums_between_communities_are_the_obvious_ones(edges, labels):
    found = between(links_of(edges), np.array(labels))
    rows = [(src, dst, weight) for (src, dst), weight in edges.items()]
    pairs = zip(found.a.tolist(), found.b.tolist(), found.weight.tolist(), strict=True)
    assert {(a, b): weight for a, b, weight in pairs} == reference.between(rows, labels)
    own = inside(links_of(edges), np.array(labels), 6).tolist()
    assert own == reference.inside(rows, labels, 6)


@given(EDGES, st.sampled_from(["cpm", "modularity"]), st.sampled_from(["leiden", "louvain"]))
def test_every_tool_is_in_one_domain_of_the_range_or_outside(edges, objective, algorithm):
    config = DomainsConfig(
        min_tools=3, max_tools=6, objective=objective, algorithm=algorithm, resolution=0.3
    )
    found = partition(NODES, links_of(edges), config, seed=0)
    sizes = np.bincount(found.labels[found.labels >= 0], minlength=found.num_communities)
    assert len(sizes) == found.num_communities == len(found.merges)
    assert ((sizes >= 3) & (sizes <= 6)).all()
    outside = np.flatnonzero(found.labels == OUTSIDE).tolist()
    assert sorted(found.scraps) == outside
    assert all(1 <= size < 3 for size in found.scraps.values())


@given(EDGES)
def test_cuts_and_merges_tell_how_a_domain_came_about(edges):
    config = DomainsConfig(min_tools=3, max_tools=6, resolution=0.2)
    found = partition(NODES, links_of(edges), config, seed=0)
    for number in range(found.num_communities):
        members = set(np.flatnonzero(found.labels == number).tolist())
        joined = [node for merge in found.merges[number] for node in merge.tools]
        assert len(joined) == len(set(joined))
        assert set(joined) < members
        core = len(members) - len(joined)
        cuts = found.cuts[number]
        assert all(cut.kept < cut.tools for cut in cuts)
        assert all(a.kept == b.tools for a, b in pairwise(cuts))
        if cuts:
            assert cuts[-1].kept == core
        steps = [cut.resolution for cut in cuts if cut.resolution is not None]
        assert steps == sorted(steps)


@given(EDGES)
def test_the_same_twice(edges):
    links, config = links_of(edges), DomainsConfig(min_tools=3, max_tools=6)
    first, second = (partition(NODES, links, config, seed=4) for _ in range(2))
    assert first.labels.tolist() == second.labels.tolist()


def test_a_large_community_is_cut_where_it_is_thin():
    bridge = {(19, 20): 1.0, (18, 21): 1.0}
    links = links_of({**clique(0, 20), **clique(20, 20), **bridge})
    config = DomainsConfig(max_tools=30, resolution=0.003)
    found = partition(40, links, config, seed=0)
    assert found.labels.tolist() == [0] * 20 + [1] * 20
    assert [cut.tools for cut in found.cuts[0]] == [40]
    assert found.cuts[0][0].resolution > found.resolution


def test_tools_that_nothing_tells_apart_are_cut_in_order():
    found = partition(50, links_of(clique(0, 50)), DomainsConfig(), seed=0)
    assert found.labels.tolist() == [0] * 25 + [1] * 25
    assert found.cuts[0][-1].resolution is None


def test_a_scrap_joins_its_most_similar_neighbour():
    edges = {**clique(0, 6), **clique(6, 6), (0, 12): 0.6, (1, 12): 0.6, (6, 12): 0.5}
    config = DomainsConfig(resolution=0.5, merge=0.2)
    found = partition(13, links_of(edges), config, seed=0)
    assert found.labels[12] == found.labels[0]
    assert found.merges[0][0].tools == [12]
    assert found.merges[0][0].similarity == pytest.approx(1.2 / 6)
    alone = partition(13, links_of(edges), DomainsConfig(resolution=0.5, merge=1.0), seed=0)
    assert alone.scraps == {12: 1}


def test_no_room_no_merge():
    edges = {**clique(0, 7), (0, 7): 0.1, (1, 7): 0.1}
    config = DomainsConfig(max_tools=7, resolution=0.9, merge=0.0)
    assert partition(8, links_of(edges), config, seed=0).scraps == {7: 1}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_no_links(count):
    found = partition(count, links_of({}), DomainsConfig(), seed=0)
    assert found.labels.tolist() == [OUTSIDE] * count
    assert found.num_communities == 0
