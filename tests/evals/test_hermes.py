from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.evals.hermes import parsed_message

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.text(), st.dictionaries(st.text(), JSON), st.booleans())
def test_a_call_is_read_as_it_was_written(name, arguments, ascii_only):
    given_text = json.dumps(arguments, ensure_ascii=ascii_only)
    block = f'{{"name": {json.dumps(name)}, "arguments": {given_text}}}'
    if "</tool_call>" in block:
        return
    message = parsed_message(f"<tool_call>\n{block}\n</tool_call>", first_id=3)
    (call,) = message.tool_calls
    assert (call.id, call.name, call.arguments) == ("call_3", name, given_text)
    assert message.content is None


@given(st.text(alphabet='<>/tool_call{}"name:arguments, \\1[]think\n'))
def test_whatever_is_written_becomes_a_message(text):
    message = parsed_message(text)
    assert message.role == "assistant"
    assert message.tool_calls or message.content is not None
    json.dumps(message.to_dict())


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        (
            '<tool_call>{"name": "f", "arguments": {"a": 1}',
            "f",
            '{"name": "f", "arguments": {"a": 1}',
        ),
        ('<tool_call>{"name": "f", "arg', "f", '{"name": "f", "arg'),
        ('<tool_call>{"name": "f"}</tool_call>', "f", "null"),
        ("<tool_call>[1]</tool_call>", "", "null"),
        ("<tool_call>f(1)</tool_call>", "", "f(1)"),
        ("<tool_call></tool_call>", "", ""),
        ('<tool_call>{"name": 3, "arguments": [1]}</tool_call>', "", "[1]"),
        ('<tool_call>{"name": "f", "arguments": "{}"}</tool_call>', "f", '"{}"'),
    ],
)
def test_malformed_calls_keep_what_was_written(text, name, arguments):
    (call,) = parsed_message(text).tool_calls
    assert (call.name, call.arguments) == (name, arguments)
    assert call.parsed() is None


def test_arguments_are_those_of_the_call_and_not_of_what_looks_like_it():
    text = (
        '<tool_call>{"arguments" : {"arguments": {"b": "</a>"}} , "name":"arguments"}</tool_call>'
    )
    (call,) = parsed_message(text).tool_calls
    assert (call.name, call.arguments) == ("arguments", '{"arguments": {"b": "</a>"}}')


def test_thought_speech_and_several_calls():
    text = (
        '<think>\nFirst f.\n</think>\n\nOne moment.<tool_call>{"name": "f", "arguments": {}}'
        '</tool_call>\n<tool_call>{"name": "g", "arguments": {}}</tool_call>'
    )
    message = parsed_message(text, first_id=1)
    assert message.reasoning_content == "First f."
    assert message.content == "One moment."
    assert [(call.id, call.name) for call in message.tool_calls] == [
        ("call_1", "f"),
        ("call_2", "g"),
    ]


def test_a_thought_without_an_end_is_a_thought():
    message = parsed_message("<think>hm")
    assert (message.reasoning_content, message.content) == ("hm", "")
