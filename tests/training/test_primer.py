"""Exercises: whatever the seed, the call can be read off the tools and the wish."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.errors import ConfigError
from agentscaler.packing import Renderer, chat_template, train_tokenizer
from agentscaler.tasks.dice import Dice
from agentscaler.training.batch import Limits, checked
from agentscaler.training.exercises import _READING, exercise
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
    assert len(named) == len(made.tools) <= 1 + round(3 * size)
    tool = named[function["name"]]
    schema = tool["parameters"]
    arguments = json.loads(function["arguments"])
    kinds = {"string": str, "integer": int, "array": list}
    assert set(schema["required"]) <= set(arguments)
    for name, value in arguments.items():
        assert type(value) is kinds[schema["properties"][name]["type"]]
    assert list(arguments) == [name for name in schema["properties"] if name in arguments]
    assert len(schema["properties"]) <= 1 + round(6 * size)
    told = wish["content"]
    for value in arguments.values():
        for one in value if isinstance(value, list) else [value]:
            assert str(one) in told
    assert any(word in told.lower() for word in tool["description"].rstrip(".").lower().split(" "))


@given(st.integers(0, 2**40))
def test_small_exercises_are_one_command_with_one_text(seed):
    made = exercise(Dice(seed), 0.0)
    (tool,) = made.tools
    ((name, schema),) = tool["function"]["parameters"]["properties"].items()
    assert schema == {"type": "string"}
    assert list(json.loads(made.messages[1]["tool_calls"][0]["function"]["arguments"])) == [name]
    verb, *_, noun = tool["function"]["description"].rstrip(".").lower().split(" ")
    told = made.messages[0]["content"].lower()
    assert verb in told
    assert noun in told


def test_grown_exercises_have_all_kinds():
    made = [exercise(Dice(seed), 1.0) for seed in range(300)]
    calls = [one.messages[1]["tool_calls"][0]["function"] for one in made]
    values = [value for call in calls for value in json.loads(call["arguments"]).values()]
    assert {type(value) for value in values} == {str, int, list}
    assert any(call["arguments"] == "{}" for call in calls)
    assert any("?" in one.messages[0]["content"] for one in made)


def test_a_wish_says_other_verbs_than_the_name():
    other = 0
    for seed in range(300):
        made = exercise(Dice(seed), 1.0)
        name = made.messages[1]["tool_calls"][0]["function"]["name"]
        described = {
            tool["function"]["name"]: tool["function"]["description"] for tool in made.tools
        }
        other += described[name].split(" ")[0].lower() not in made.messages[0]["content"].lower()
    assert 60 < other < 240


def test_of_what_tells_of_a_thing_there_is_one_tool():
    found = 0
    for seed in range(300):
        told = []
        for tool in exercise(Dice(seed), 1.0).tools:
            verb, *_ = tool["function"]["description"].lower().split(" ")
            if verb in _READING[0]:
                bare = re.sub("[_-]", "", tool["function"]["name"]).lower()
                told.append(bare.removeprefix(verb).partition("by")[0])
        assert len(set(told)) == len(told)
        found += len(told)
    assert found > 50


def test_packs_are_whole_exercises_with_calls_that_are_trained(renderer):
    for at in (0, 50, 99):
        batch = primer(renderer)[at]
        checked(batch, Limits(vocabulary=renderer.vocab_size, positions=1024), where="")
        assert 300 < len(batch.input_ids) <= 1024
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
    assert abs(mean(60, 80) - mean(80, 100)) < 60
    grown = Primer(renderer, packs=100, capacity=1024, seed=0, grown=True)
    assert np.diff(grown[0].cu_seqlens).mean() > 1.4 * mean(0, 10)


def test_words_that_are_one_token_stand_in_most_names():
    tokenizer = train_tokenizer(["harbour lantern meadow thicket " * 9], vocab_size=330)
    renderer = Renderer(tokenizer, chat_template("compact"))
    known = {"harbour", "lantern", "meadow", "thicket"}
    assert known <= set(whole_words(renderer))
    packs = Primer(renderer, packs=9, capacity=1024, seed=0)
    texts = [renderer.decode(one.input_ids.astype(np.uint32)).lower() for one in packs]
    assert sum(text.count(word) for text in texts for word in known) > 10 * len(packs)


def test_a_pack_depends_on_seed_and_number_alone(renderer):
    one = primer(renderer)
    assert np.array_equal(one[7].input_ids, primer(renderer)[7].input_ids)
    assert not np.array_equal(one[7].input_ids, one[8].input_ids)
    assert not np.array_equal(one[7].input_ids, primer(renderer, seed=1)[7].input_ids)
    assert len(one[2:5]) == 3
    assert np.array_equal(one[-1].input_ids, one[99].input_ids)
    with pytest.raises(IndexError):
        one[100]


def test_packs_that_hold_no_exercise_are_refused(renderer):
    with pytest.raises(ConfigError, match=r"none of 2 exercises fits into a pack of 64 tokens"):
        Primer(renderer, packs=1, capacity=64, seed=0)[0]
