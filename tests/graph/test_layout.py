from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError


def _map(sizes, links, *, seed=0, iterations=100):
    src, dst, weight = (list(column) for column in zip(*links, strict=True)) if links else ([],) * 3
    return _core.domain_map_layout(sizes, src, dst, weight, seed=seed, iterations=iterations)


def _distances(x, y):
    return np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])


@given(
    sizes=st.lists(st.floats(0.25, 4096.0, width=32), max_size=30),
    ends=st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29), st.floats(0, 2, width=32))),
    seed=st.integers(0, 2**64 - 1),
    iterations=st.integers(0, 30),
)
def test_no_circle_lies_over_another(sizes, ends, seed, iterations):
    links = [end for end in ends if max(end[:2]) < len(sizes)]
    x, y, r = _map(sizes, links, seed=seed, iterations=iterations)
    assert r == pytest.approx(np.sqrt(np.array(sizes)))
    above = np.triu_indices(len(sizes), 1)
    assert np.all(_distances(x, y)[above] >= np.add.outer(r, r)[above])
    again = _map(sizes, links, seed=seed, iterations=iterations)
    assert all(np.array_equal(a, b) for a, b in zip((x, y, r), again, strict=True))


def test_linked_circles_are_nearer_than_others():
    groups = np.arange(120) % 12
    links = [(i, j, 1.0) for i in range(120) for j in range(i) if groups[i] == groups[j]]
    x, y, _ = _map(np.full(120, 9.0, np.float32), links)
    far = _distances(x, y)
    inside = groups[:, None] == groups[None, :]
    assert far[inside].mean() < 0.5 * far[~inside].mean()


def test_the_seed_decides():
    sizes, links = [4.0] * 20, [(0, 1, 1.0)]
    assert not np.array_equal(_map(sizes, links, seed=1)[0], _map(sizes, links, seed=2)[0])


@pytest.mark.parametrize(
    ("sizes", "links", "message"),
    [
        ([1.0, 0.0], [], "sizes is 0 at 1, but must be finite numbers above 0"),
        ([float("inf")], [], "sizes is inf at 0"),
        ([1.0], [(0, 1, 1.0)], "dst is 1 at 0"),
        ([1.0], [(0, 0, -1.0)], "weight is -1 at 0"),
    ],
)
def test_bad_arguments_are_refused(sizes, links, message):
    with pytest.raises(ArgumentError, match=message):
        _map(sizes, links)
