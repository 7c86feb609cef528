"""Exercises in copying: what they are, whatever the seed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.training.batch import Limits, checked
from agentscaler.training.order import Order
from agentscaler.training.primer import GROWN, Primer, copied_ids

LIMITS = Limits(vocabulary=60, positions=256)
MARK = 5


def primer(seed=0, packs=400):
    return Primer(range(MARK, 60), packs=packs, capacity=1024, seed=seed)


def sequences(batch):
    for begin, end in zip(batch.cu_seqlens[:-1], batch.cu_seqlens[1:], strict=True):
        yield batch.input_ids[begin:end].tolist(), batch.labels[begin:end] != -100


@given(st.integers(0, 2**40), st.integers(0, 399))
def test_the_second_half_is_the_first_in_another_order(seed, at):
    batch = primer(seed)[at]
    checked(batch, LIMITS, where="")
    for ids, trained in sequences(batch):
        mark = ids.index(MARK)
        first, second = ids[:mark], ids[mark + 1 :]
        assert sorted(first) == sorted(second)
        assert not trained[: mark + 1].any()
        begins = [at for at in range(mark + 1, len(ids)) if not trained[at]]
        text = " ".join(map(str, first)) + " "
        for begin, end in zip(begins, [*begins[1:], len(ids)], strict=True):
            assert end - begin >= 2
            assert " ".join(map(str, ids[begin:end])) + " " in text


def test_exercises_grow_and_then_stay():
    made = primer()

    def mean(first, last):
        return np.mean([np.diff(made[at].cu_seqlens).mean() for at in range(first, last)])

    assert mean(0, 1) == 5
    assert 5 < mean(40, 60) < mean(140, 160) < mean(280, 300)
    assert abs(mean(300, 350) - mean(350, 400)) < 3
    assert GROWN < 300 * 1024


def test_a_pack_depends_on_seed_and_number_alone():
    one, other = primer(packs=10), primer(packs=400)
    assert np.array_equal(one[7].input_ids, other[7].input_ids)
    assert not np.array_equal(one[7].input_ids, primer(seed=1)[7].input_ids)
    assert len(one[2:5]) == 3
    assert np.array_equal(one[-1].input_ids, one[9].input_ids)


def test_packs_are_read_as_they_stand():
    order = Order(list(range(9)), per_step=2, seed=0, shuffled=False)
    assert [order.pack(place) for place in range(12)] == [*range(9), 0, 1, 2]


def test_copied_ids_leave_control_tokens_out():
    assert copied_ids(300, [0, 7])[:8] == [1, 2, 3, 4, 5, 6, 8, 9]
    assert len(copied_ids(8_192, range(8_000, 8_192))) == 256
