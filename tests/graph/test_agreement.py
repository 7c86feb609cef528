from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError
from agentscaler.graph import engines
from reference import agreement

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=25)
FIGURES = ["adjusted_mutual_info", "adjusted_rand_index"]


@pytest.mark.parametrize("figure", FIGURES)
@given(pairs=PAIRS)
def test_equals_the_reference(figure, pairs):
    a, b = (list(labels) for labels in zip(*pairs, strict=True))
    found = getattr(_core, figure)(a, b)
    assert found == pytest.approx(getattr(agreement, figure)(a, b), abs=1e-8)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("groups", [1, 2, 30, 900])
def test_equals_scikit_learn(figure, groups):
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is in the group `peers`")
    generator = np.random.default_rng(groups)
    a = generator.integers(0, groups, 900)
    b = np.where(generator.random(900) < 0.6, a, generator.integers(0, 20, 900))
    peer = {"adjusted_mutual_info": "adjusted_mutual_info_score"}.get(figure, "adjusted_rand_score")
    assert getattr(_core, figure)(a, b) == pytest.approx(getattr(metrics, peer)(a, b), abs=1e-9)


@pytest.mark.parametrize("figure", FIGURES)
def test_limits(figure):
    figure = getattr(_core, figure)
    assert figure([], []) == 1.0
    assert figure([3, 3, 3], [9, 9, 9]) == 1.0
    assert figure([1, 2, 3], [7, 9, 8]) == 1.0
    assert abs(figure([0, 1, 2, 3], [0, 0, 0, 0])) < 1e-9
    with pytest.raises(ArgumentError, match="labels_b has 1 items"):
        figure([1, 2], [1])
    with pytest.raises(ArgumentError, match="labels_a"):
        figure([0.5], [1])


@pytest.mark.parametrize("figure", FIGURES)
def test_labels_are_never_rounded_or_wrapped(figure):
    figure = getattr(engines, figure)
    with pytest.raises(ArgumentError, match="labels_a"):
        figure([0.25, 0.75], [0, 1])
    with pytest.raises(ArgumentError, match="from 0 to 4294967296"):
        figure([0, 1], np.array([0, 2**32]))
    with pytest.raises(ArgumentError, match="from -1"):
        figure([0, -1], [0, 1])
