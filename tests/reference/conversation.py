"""Conversations as plain values: whose calls they are, what answers them, what they mean."""

from __future__ import annotations

import json

MAX_DEPTH = 128


def by_user(message):
    mine = message.get("requestor") == "user"
    return mine or (message["role"] == "user" and bool(message.get("tool_calls")))


def texts_of(message):
    content = message.get("content")
    if content is None:
        return []
    if isinstance(content, str):
        return [content]
    return [part["text"] for part in content if part.get("text") is not None]


def is_blank(message):
    content = message.get("content")
    if isinstance(content, list) and any(part.get("text") is None for part in content):
        return False
    return not any(text.strip() for text in texts_of(message))


def call_place(message, number):
    return f"messages[{message}].tool_calls[{number}]"


def all_calls(record):
    """Message, number, call, for the calls of the agent."""
    return [
        (at, number, call)
        for at, message in enumerate(record["messages"])
        if not by_user(message)
        for number, call in enumerate(message.get("tool_calls") or [])
    ]


def matches(result, call):
    if result.get("tool_call_id"):
        return call.get("id") == result["tool_call_id"]
    return not result.get("name") or result["name"] == call["function"]["name"]


def parse(text):
    """A JSON value as the engine takes it: no name twice, no NaN, no half of a pair, not deep."""

    def pairs(found):
        names = [name for name, _ in found]
        if len(set(names)) < len(names):
            raise ValueError("one name twice")
        return dict(found)

    def constant(name):
        raise ValueError(name)

    value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    json.dumps(value, ensure_ascii=False).encode()
    depth = [(value, 1)]
    while depth:
        one, level = depth.pop()
        if isinstance(one, list | dict):
            if level > MAX_DEPTH:
                raise ValueError("too deep")
            depth += [
                (inner, level + 1) for inner in (one if isinstance(one, list) else one.values())
            ]
    return value


def arguments_of(call):
    arguments = call["function"].get("arguments")
    if isinstance(arguments, str):
        return parse(arguments)
    if arguments is None:
        raise ValueError("there are none")
    return arguments


def results(record):
    """For each call of the agent the message that answers it."""
    found, opened = {}, []
    for at, message in enumerate(record["messages"]):
        if by_user(message):
            continue
        if message["role"] == "assistant":
            opened = [(at, n, call) for n, call in enumerate(message.get("tool_calls") or [])]
        if message["role"] == "tool":
            for one in opened:
                if matches(message, one[2]) and one[:2] not in found:
                    found[one[:2]] = message
                    break
    return found


def same_value(a, b):
    """``1`` is ``1.0``; ``true`` is not ``1``."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same_value, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_value(a[name], b[name]) for name in a)
    return (type(a) is type(b) and a == b) or (
        isinstance(a, int | float) and isinstance(b, int | float) and a == b
    )


def same_arguments(a, b):
    if a["function"].get("arguments") == b["function"].get("arguments"):
        return True
    try:
        return same_value(arguments_of(a), arguments_of(b))
    except ValueError:
        return False


def made_calls(record):
    answers = results(record)
    found = []
    for at, number, call in all_calls(record):
        if answers.get((at, number), {}).get("is_error") is True:
            continue
        try:
            arguments = arguments_of(call)
        except ValueError:
            continue
        if isinstance(arguments, dict):
            found.append(((at, number), call["function"]["name"], arguments))
    return found
