"""Text of a model to a message: ``<tool_call>{json}</tool_call>`` and ``<think>``, as Qwen writes.

Whatever a model emits becomes a message. Arguments are kept as they were written, well formed or
not: what reads them next answers with an error that the model sees, which is how it learns.
"""

from __future__ import annotations

import json
import re

from agentscaler.trajectories import Message, ToolCall

_THINK = re.compile(r"\s*<think>(.*?)(?:</think>|\Z)", re.DOTALL)
_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
_NAME = re.compile(r'"name"\s*:\s*"([^"\\]*)"')
_SPACE = re.compile(r"\s*")
_COLON = re.compile(r"\s*:\s*")
_COMMA = re.compile(r"\s*,?\s*")
_DECODER = json.JSONDecoder()


def parsed_message(text: str, *, first_id: int = 0) -> Message:
    """The message that a model has written.

    Args:
        text: All that it wrote, without the mark of the end of its turn.
        first_id: Number of the first call, for its id.

    Example:
        >>> said = parsed_message('<tool_call>{"name": "f", "arguments": {"a": 1}}</tool_call>')
        >>> said.tool_calls[0].name, said.tool_calls[0].arguments, said.content
        ('f', '{"a": 1}', None)
        >>> parsed_message('<tool_call>{"name": "f", "argum').tool_calls[0].parsed() is None
        True
    """
    reasoning = None
    if found := _THINK.match(text):
        reasoning = found[1].strip() or None
        text = text[found.end() :]
    calls = tuple(
        _call(match[1], f"call_{first_id + at}") for at, match in enumerate(_CALL.finditer(text))
    )
    content = _CALL.sub("", text).strip()
    return Message(
        role="assistant",
        content=content if content or not calls else None,
        reasoning_content=reasoning,
        tool_calls=calls,
    )


def _call(block: str, call_id: str) -> ToolCall:
    """The call of a block; the arguments to the letter, or all of a block that is no call."""
    block = block.strip()
    try:
        written = _members(block) if isinstance(json.loads(block), dict) else {}
    except (ValueError, RecursionError):
        found = _NAME.search(block)
        return ToolCall(id=call_id, name=found[1] if found else "", arguments=block)
    name = json.loads(written.get("name", '""'))
    # What has no arguments, or is no object, gets some that fit no tool.
    return ToolCall(
        id=call_id,
        name=name if isinstance(name, str) else "",
        arguments=written.get("arguments", "null"),
    )


def _members(block: str) -> dict[str, str]:
    """The members of a JSON object, each value as it was written."""
    found: dict[str, str] = {}
    at = _after(_SPACE, block, 1)
    while block[at] != "}":
        key, at = _DECODER.raw_decode(block, at)
        begin = _after(_COLON, block, at)
        _, at = _DECODER.raw_decode(block, begin)
        found[key] = block[begin:at]
        at = _after(_COMMA, block, at)
    return found


def _after(what: re.Pattern[str], text: str, at: int) -> int:
    """The place behind it, or the same place where it does not stand."""
    found = what.match(text, at)
    return found.end() if found else at
