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
_NAME = re.compile(r'"name"\s*:\s*("(?:[^"\\]|\\.)*")')
_ARGUMENTS = re.compile(r'"arguments"\s*:\s*')
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
    """The call of a block; the arguments to the letter."""
    block = block.strip()
    name = ""
    if found := _NAME.search(block):
        try:
            name = json.loads(found[1])
        except ValueError:
            name = found[1].strip('"')
    begun = _ARGUMENTS.search(block)
    if begun is None:
        return ToolCall(id=call_id, name=name, arguments=block)
    rest = block[begun.end() :]
    try:
        _, end = _DECODER.raw_decode(rest)
    except (ValueError, RecursionError):
        return ToolCall(id=call_id, name=name, arguments=rest)
    # What follows the arguments has to close the call, or it is no JSON as a whole.
    whole = rest[end:].strip() == "}" or _parses(block)
    return ToolCall(id=call_id, name=name, arguments=rest[:end] if whole else rest)


def _parses(block: str) -> bool:
    try:
        json.loads(block)
    except (ValueError, RecursionError):
        return False
    return True
