from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.graph.tau import FLOOR, choose_tau, histogram
from reference import tau as reference

COSINES = st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60)


@given(COSINES, st.integers(2, 5000), st.floats(0, 20))
def test_the_rule_is_the_obvious_one(cosines, num_tools, spreads):
    found = choose_tau(np.array(cosines, dtype=np.float32), num_tools=num_tools, spreads=spreads)
    assert found.value == pytest.approx(reference.tau(cosines, num_tools, spreads), rel=1e-5)
    assert 0 < found.value <= 1


def test_related_pairs_do_not_move_it():
    noise = np.random.default_rng(0).exponential(0.004, 10_000).astype(np.float32)
    related = np.full(300, 0.9, dtype=np.float32)
    alone = choose_tau(noise, num_tools=20_000, spreads=7)
    mixed = choose_tau(np.concatenate([noise, related]), num_tools=20_000, spreads=7)
    assert mixed.value == pytest.approx(alone.value, rel=0.1)
    assert mixed.rule == "middle"


def test_one_api_alone_keeps_links():
    all_related = np.random.default_rng(0).uniform(0.2, 0.6, 10_000).astype(np.float32)
    found = choose_tau(all_related, num_tools=30, spreads=7)
    assert found.rule == "neighbours"
    assert (all_related >= found.value).mean() * 29 == pytest.approx(5, abs=0.2)


def test_no_pairs_is_no_error():
    assert choose_tau(np.empty(0, np.float32), num_tools=1, spreads=7).value == FLOOR


def test_histogram_counts_every_pair():
    drawn = histogram(np.array([0, 0.011, 0.5, 1, 1.0000001, -0.1], dtype=np.float32))
    assert sum(drawn["null"]) == 6
    assert len(drawn["edges"]) == len(drawn["null"]) + 1
