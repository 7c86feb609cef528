"""Bins: against the obvious version, and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.errors import ArgumentError, PackError
from agentscaler.packing import pack
from agentscaler.packing.batch import gather
from reference.packing import batch_of, lengths_of_bins


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(60, 140), st.integers(0, 2**64 - 1))
def test_bins_are_as_full_as_those_of_the_reference(lengths, capacity, seed):
    bins = pack(np.array(lengths, dtype=np.uint32), capacity, seed)
    parts = [bins.items[a:b].tolist() for a, b in zip(bins.offsets, bins.offsets[1:], strict=False)]
    assert sorted(at for part in parts for at in part) == list(range(len(lengths)))
    full = sorted(sum(lengths[at] for at in part) for part in parts)
    assert full == lengths_of_bins(lengths, capacity)
    assert bins.fill == (sum(lengths) / (len(parts) * capacity) if parts else 1.0)
    for part in parts:
        own = [lengths[at] for at in part]
        assert own == sorted(own, reverse=True)


def test_the_seed_decides_and_nothing_else():
    lengths = np.random.default_rng(3).integers(1, 500, 5000)
    first, again, other = pack(lengths, 1000, 1), pack(lengths, 1000, 1), pack(lengths, 1000, 2)
    assert first.items.tolist() == again.items.tolist()
    assert first.items.tolist() != other.items.tolist()
    assert len(first) == len(other)


@pytest.mark.parametrize(
    ("lengths", "capacity", "error", "said"),
    [
        ([5], 4, PackError, "item 0 has 5 tokens, but a bin holds 4"),
        ([1, 0], 4, ArgumentError, "0 at item 1"),
        ([1], 0, ArgumentError, "capacity is 0"),
        ([1], 2**24 + 1, ArgumentError, "capacity is"),
        ([-1], 4, ArgumentError, "lengths is"),
        ([1.5], 4, ArgumentError, "lengths is an array of float64"),
    ],
)
def test_what_cannot_be_packed_is_refused(lengths, capacity, error, said):
    with pytest.raises(error, match=said):
        pack(lengths, capacity)


@given(st.data())
def test_batches_are_those_of_the_reference(data):
    num_stores = data.draw(st.integers(1, 3))
    stores = [
        data.draw(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 1)), max_size=40))
        for _ in range(num_stores)
    ]
    sequences = []
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, num_stores - 1))
        begin = data.draw(st.integers(0, len(stores[place])))
        length = data.draw(st.integers(0, len(stores[place]) - begin))
        sequences.append((place, begin, length))
    arrays = [
        (
            np.array([token for token, _ in store], dtype=np.uint32),
            np.packbits(np.array([bit for _, bit in store], dtype=np.uint8), bitorder="little"),
        )
        for store in stores
    ]
    places, begins, lengths = (
        (np.array(column) for column in zip(*sequences, strict=True))
        if (sequences)
        else (np.zeros(0, dtype=np.int64),) * 3
    )
    batch = gather(arrays, places.astype(np.uint32), begins, lengths.astype(np.uint32))
    chosen = [stores[place][begin : begin + length] for place, begin, length in sequences]
    slow = batch_of([([t for t, _ in one], [b for _, b in one]) for one in chosen])
    got = (batch.input_ids, batch.labels, batch.position_ids, batch.cu_seqlens)
    assert (*(array.tolist() for array in got), batch.max_seqlen) == slow
    assert [array.dtype for array in got] == [np.int64, np.int64, np.int64, np.int32]
    assert batch.num_trained == sum(label != -100 for label in slow[1])


def test_a_sequence_outside_of_its_store_is_refused():
    store = (np.arange(4, dtype=np.uint32), np.array([15], dtype=np.uint8))
    one = np.array([1], dtype=np.uint32)
    for place, begin, length in [(0, 3, 2), (0, -1, 1), (1, 0, 1)]:
        with pytest.raises(ArgumentError):
            gather([store], one * place, np.array([begin]), one * length)
