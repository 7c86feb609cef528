from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from agentscaler.errors import ArgumentError
from agentscaler.training.batch import cost
from agentscaler.training.order import Order, permutation
from training.small import pack, sequences


def read(order, first, last):
    return [order.pack(place) for place in range(first, last)]


def test_every_pack_is_read_once_an_epoch_in_another_order_each_time():
    packs = list(range(50))
    order = Order(packs, per_step=4, seed=3)
    epochs = [read(order, 50 * at, 50 * at + 50) for at in range(3)]
    assert all(sorted(epoch) == packs for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 3


def test_seed_stage_and_epoch_decide_the_order_and_nothing_else():
    def first(**changes):
        return read(Order(list(range(30)), **{"per_step": 3, "seed": 1, **changes}), 0, 30)

    assert first() == first() == first(per_step=5)
    assert len({tuple(first()), tuple(first(seed=2)), tuple(first(stage="vertical"))}) == 3


def test_a_permutation_is_a_fixed_one():
    """Written down: a library that sorts or mixes otherwise would change every run."""
    assert permutation(8, 1, "general", 0).tolist() == [6, 0, 4, 2, 3, 5, 1, 7]


def test_first_places_are_spread_evenly():
    """Over many keys every pack is the first one about as often."""
    counts = Counter(int(permutation(10, key)[0]) for key in range(2000))
    assert min(counts.values()) > 150
    assert max(counts.values()) < 250


@pytest.mark.parametrize(("share", "replayed"), [(0.25, 4), (0.5, 12), (0.0, 0)])
def test_replay_has_its_share_and_goes_through_all_of_the_earlier_packs(share, replayed):
    packs, earlier = [f"v{n}" for n in range(12)], [f"g{n}" for n in range(20)]
    order = Order(packs, replay=earlier, share=share, per_step=2, seed=0, stage="vertical")
    assert order.epoch == 12 + replayed
    seen = Counter()
    for epoch in range(5):
        one = read(order, order.epoch * epoch, order.epoch * (epoch + 1))
        assert sorted(name for name in one if name[0] == "v") == sorted(packs)
        seen.update(name for name in one if name[0] == "g")
    assert seen.total() == 5 * replayed
    if replayed:
        assert max(seen.values()) - min(seen[name] for name in earlier) <= 1


@pytest.mark.parametrize(("epochs", "steps"), [(1, 3), (2, 5), (0.1, 1)])
def test_steps_of_epochs(epochs, steps):
    assert Order(list(range(10)), per_step=4, seed=0).steps(epochs) == steps


def test_ranks_share_a_step_and_none_waits_long():
    rng = np.random.default_rng(0)
    packs = [pack(sequences(rng.integers(1, 60, rng.integers(1, 6)), seed=n)) for n in range(64)]
    order = Order(packs, per_step=16, seed=0, ranks=4)
    alone = Order(packs, per_step=16, seed=0)
    spread, plain = [], []
    for step in range(4):
        slots = range(16 * step, 16 * step + 16)
        places = [order.place(slot) for slot in slots]
        assert sorted(places) == list(slots)
        for found, given in ((spread, places), (plain, list(slots))):
            loads = [sum(cost(alone.pack(p)) for p in given[rank::4]) for rank in range(4)]
            found.append(max(loads) / (sum(loads) / 4))
    assert np.mean(spread) < 1.2 < np.mean(plain)


def test_ranks_have_to_divide_a_step():
    with pytest.raises(ArgumentError, match="5 packs a step cannot be shared by 2"):
        Order([1], per_step=5, seed=0, ranks=2)
