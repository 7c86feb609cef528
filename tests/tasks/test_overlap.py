from __future__ import annotations

from agentscaler.tasks.duplicates import skeleton
from agentscaler.tasks.overlap import overlap


def test_overlap_counts_shared_word_sequences():
    texts = ["You want to cancel the order because it is no longer needed by you."]
    found = overlap(
        ["Please cancel the order because it is no longer needed.", "Hello."], texts, n=5
    )
    assert found.intents == 1
    assert found.touched == 1
    assert found.worst[0][0] == 0
    assert 0 < found.share < 1
    assert overlap(["please do it"], texts, n=8).share == 0


def test_a_value_that_comes_twice_is_told_from_two_values():
    def calls(first, second):
        return [
            {"name": "get", "arguments": {"id": first}},
            {"name": "cancel", "arguments": {"id": second}},
        ]

    intent = "Cancel it."
    assert skeleton(calls("a", "a"), intent, []) == skeleton(calls("b", "b"), intent, [])
    assert skeleton(calls("a", "a"), intent, []) != skeleton(calls("a", "b"), intent, [])
