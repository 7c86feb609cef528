"""The longest beginning that fits: the right one, found without reading long texts often."""

from __future__ import annotations

import json

import pytest

from agentscaler.packing import Encoded, Rejected, Renderer, chat_template, train_tokenizer
from agentscaler.packing.cutting import judged_or_cut
from agentscaler.packing.shards import Record, judged
from agentscaler.world.canonical import canonical_json
from packing.conversations import conversation

TOKENIZER = train_tokenizer([json.dumps(conversation(turns=3))], vocab_size=500)
TEMPLATE = chat_template("compact")
TURNS = 9


def record(turns):
    line = canonical_json(conversation(f"c{turns}", turns=turns))  # as rollouts are stored
    return Record(f"c{turns}", "general", line.encode())


def beginnings():
    """Every beginning that ends with the assistant, as tokens: the slow and obvious way."""
    whole = json.loads(record(TURNS).line)
    messages = whole["messages"]
    ends = [at + 1 for at, one in enumerate(messages) if one["role"] == "assistant"]
    renderer = Renderer(TOKENIZER, TEMPLATE)
    return [renderer.encode(messages[:end], whole["tools"]) for end in ends]


BEGINNINGS = beginnings()


class Counting(Renderer):
    """Counts the messages that it is given."""

    messages = 0

    def encode_batch(self, records, *, workers=1):
        self.messages += sum(len(json.loads(one)["messages"]) for one in records)
        return super().encode_batch(records, workers=workers)


@pytest.mark.parametrize("fitting", range(1, 2 * TURNS))
@pytest.mark.parametrize("more", [0, 1])
def test_the_longest_beginning_that_fits_is_taken(fitting, more):
    most = len(BEGINNINGS[fitting - 1].input_ids) + more
    [(made, found)] = judged_or_cut(Renderer(TOKENIZER, TEMPLATE, max_tokens=most), [record(TURNS)])
    assert made.cut
    assert (made.id, made.split) == (f"c{TURNS}", "general")
    assert found.input_ids.tolist() == BEGINNINGS[fitting - 1].input_ids.tolist()
    assert found.loss_mask.tolist() == BEGINNINGS[fitting - 1].loss_mask.tolist()


def test_what_fits_is_as_it_is_and_what_never_does_is_too_long():
    records = [record(1), record(TURNS), record(2)]
    renderer = Renderer(TOKENIZER, TEMPLATE, max_tokens=len(BEGINNINGS[1].input_ids))
    found = judged_or_cut(renderer, records)
    assert [one.record.cut for one in found] == [False, True, True]
    assert found[0].found.input_ids.tolist() == BEGINNINGS[1].input_ids.tolist()
    short = Renderer(TOKENIZER, TEMPLATE, max_tokens=len(BEGINNINGS[0].input_ids) - 1)
    lost = judged_or_cut(short, records)
    assert [one.record for one in lost] == records
    assert [one.found for one in lost] == [one.found for one in judged(short, records)]
    assert all(isinstance(one.found, Rejected) for one in lost)
    assert lost[1].found.detail.startswith(f"{len(BEGINNINGS[-1].input_ids)} tokens")


def test_a_message_that_is_refused_is_no_place_to_cut():
    template = TEMPLATE + "{% if messages | length == 3 %}{{ raise_exception('no') }}{% endif %}"
    renderer = Renderer(TOKENIZER, template, max_tokens=len(BEGINNINGS[0].input_ids))
    [one] = judged_or_cut(renderer, [record(TURNS)])
    assert (one.record.cut, one.found.reason) == (False, "over_long")


def test_a_conversation_many_times_too_long_is_read_once():
    renderer = Counting(TOKENIZER, TEMPLATE, max_tokens=len(BEGINNINGS[0].input_ids))
    [one] = judged_or_cut(renderer, [record(200)])
    assert isinstance(one.found, Encoded)
    assert renderer.messages < 801 + 20
