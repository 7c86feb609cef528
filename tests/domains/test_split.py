from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.domains.config import DomainsConfig
from agentscaler.domains.links import Links
from agentscaler.domains.split import HELD_OUT, choose_sides

SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=12)


def no_links():
    return Links(np.empty(0, "u4"), np.empty(0, "u4"), np.empty(0, "f4"))


def providers_of(sizes):
    return [f"p{number:02}" for number, size in enumerate(sizes) for _ in range(size)]


def copies(*pairs, weight=0.95):
    ends = np.array(pairs, dtype=np.uint32).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], np.full(len(ends), weight, dtype=np.float32))


@given(SIZES, st.integers(0, 50))
def test_a_provider_is_on_one_side(sizes, seed):
    providers = providers_of(sizes)
    sides = choose_sides(providers, no_links(), DomainsConfig(), seed=seed)
    seen = {}
    for provider, side in zip(providers, sides.side.tolist(), strict=True):
        assert seen.setdefault(provider, side) == side


@given(SIZES, st.integers(0, 50), st.randoms(use_true_random=False))
def test_order_does_not_matter(sizes, seed, random):
    providers = providers_of(sizes)
    mixed = random.sample(providers, len(providers))
    config = DomainsConfig()
    by_order = [
        dict(zip(p, choose_sides(p, no_links(), config, seed=seed).side.tolist(), strict=True))
        for p in (providers, mixed)
    ]
    assert by_order[0] == by_order[1]


@given(st.lists(st.integers(4, 60), min_size=3, max_size=12), st.integers(0, 50))
def test_three_families_make_three_splits(sizes, seed):
    sides = choose_sides(providers_of(sizes), no_links(), DomainsConfig(), seed=seed)
    assert set(sides.side.tolist()) == {0, 1, 2}
    assert not sides.notes


def test_too_few_families_are_said():
    two = choose_sides(providers_of([30, 20]), no_links(), DomainsConfig(), seed=0)
    assert set(two.side.tolist()) == {0, 2}
    assert "no vertical split" in two.notes[0]
    one = choose_sides(providers_of([30]), no_links(), DomainsConfig(), seed=0)
    assert set(one.side.tolist()) == {0}
    assert len(one.notes) == 2


def test_quotas_hold_for_many_providers():
    sides = choose_sides(providers_of([10] * 200), no_links(), DomainsConfig(), seed=3)
    shares = np.bincount(sides.side, minlength=3) / 2000
    np.testing.assert_allclose(shares, [0.6, 0.2, 0.2], atol=0.02)


def test_the_seed_decides():
    providers = providers_of([10] * 20)
    drawn = {
        tuple(choose_sides(providers, no_links(), DomainsConfig(), seed=seed).side.tolist())
        for seed in range(5)
    }
    assert len(drawn) == 5


def test_providers_with_copies_are_one_family():
    providers = providers_of([10, 10, 10, 10])
    links = copies((0, 10), (1, 11))  # two tools of p00 are in p01
    for seed in range(10):
        sides = choose_sides(providers, links, DomainsConfig(), seed=seed)
        assert sides.family["p00"] == sides.family["p01"] == "p00"
        assert sides.family["p02"] == "p02"
        assert sides.side[0] == sides.side[10]
        assert not sides.twins.any()


def test_one_copy_among_many_tools_makes_no_family_but_a_twin():
    providers = providers_of([40, 40, 40])
    links = copies((0, 40), (1, 80), (41, 81))
    sides = choose_sides(providers, links, DomainsConfig(), seed=0)
    assert len(set(sides.family.values())) == 3
    held = sides.side == HELD_OUT
    assert sides.twins.sum() == 2
    assert held[sides.twins].all()


def test_no_tools():
    assert choose_sides([], no_links(), DomainsConfig(), seed=0).side.tolist() == []
