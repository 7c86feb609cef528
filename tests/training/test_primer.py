"""Exercises: whatever the seed, the call can be read off the tools and the wish."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.packing import Renderer, chat_template, train_tokenizer
from agentscaler.tasks.dice import Dice
from agentscaler.training.batch import Limits, checked
from agentscaler.training.exercises import exercise
from agentscaler.training.primer import Primer, whole_words


@pytest.fixture(scope="module")
def renderer():
    return Renderer(train_tokenizer([], vocab_size=265), chat_template("compact"))


def primer(renderer, seed=0, packs=100):
    return Primer(renderer, packs=packs, capacity=1024, seed=seed)


@given(st.integers(0, 2**40), st.floats(0, 1))
def test_the_call_copies_the_name_of_a_tool_and_what_the_wish_says(seed, size):
    made = exercise(Dice(seed), size)
    wish, said = made.messages
    function = said["tool_calls"][0]["function"]
    named = {tool["function"]["name"]: tool["function"] for tool in made.tools}
    tool = named[function["name"]]
    arguments = json.loads(function["arguments"])
    assert list(arguments) == tool["parameters"]["required"]
    assert 1 <= len(arguments) <= 1 + round(2 * size)
    assert 1 <= len(made.tools) <= 1 + round(3 * size)
    for value in arguments.values():
        assert value in wish["content"]
    verb, *_, noun = tool["description"].rstrip(".").lower().split(" ")
    assert verb in wish["content"].lower()
    assert noun in wish["content"].lower()


def test_packs_are_whole_exercises_with_calls_that_are_trained(renderer):
    for at in (0, 50, 99):
        batch = primer(renderer)[at]
        checked(batch, Limits(vocabulary=renderer.vocab_size, positions=1024), where="")
        assert 700 < len(batch.input_ids) <= 1024
        for begin, end in zip(batch.cu_seqlens[:-1], batch.cu_seqlens[1:], strict=True):
            labels = batch.labels[begin:end]
            text = renderer.decode(labels[labels >= 0].astype(np.uint32))
            assert text.startswith('<tool_call>\n{"name": "')
            assert text.endswith("</tool_call><|im_end|>")


def test_exercises_grow(renderer):
    made = primer(renderer)

    def mean(first, last):
        return np.mean([np.diff(made[at].cu_seqlens).mean() for at in range(first, last)])

    assert mean(0, 10) < mean(30, 40) < mean(60, 70)
    assert abs(mean(60, 80) - mean(80, 100)) < 30
    grown = Primer(renderer, packs=100, capacity=1024, seed=0, grown=True)
    assert np.diff(grown[0].cu_seqlens).mean() > 1.4 * mean(0, 10)


def test_words_that_are_one_token_stand_in_most_names():
    tokenizer = train_tokenizer(["harbour lantern meadow thicket " * 9], vocab_size=330)
    renderer = Renderer(tokenizer, chat_template("compact"))
    known = {"harbour", "lantern", "meadow", "thicket"}
    assert known <= set(whole_words(renderer))
    batch = Primer(renderer, packs=9, capacity=1024, seed=0)[8]
    text = renderer.decode(batch.input_ids.astype(np.uint32))
    assert sum(text.count(word) for word in known) > 10


def test_a_pack_depends_on_seed_and_number_alone(renderer):
    one = primer(renderer)
    assert np.array_equal(one[7].input_ids, primer(renderer)[7].input_ids)
    assert not np.array_equal(one[7].input_ids, one[8].input_ids)
    assert not np.array_equal(one[7].input_ids, primer(renderer, seed=1)[7].input_ids)
    assert len(one[2:5]) == 3
    assert np.array_equal(one[-1].input_ids, one[99].input_ids)
    with pytest.raises(IndexError):
        one[100]
