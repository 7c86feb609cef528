"""ShareGPT conversations with tools, in and out.

As LLaMA-Factory reads them: ``function_call`` holds the calls of a message as JSON, ``observation``
their answers. What that form has no place for stands beside it in further keys (text and thought of
a message with calls, ids, errors), which others skip and this reader takes back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.trajectories.forms import ROLE_WORDS, alternating, read_call, text_of, wrong
from agentscaler.trajectories.message import Message, ToolCall

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agentscaler.trajectories.trajectory import Trajectory

_CALLS, _ANSWERS = "function_call", frozenset({"observation", "function_response", "tool"})


def read_conversation(found: Any) -> tuple[Message, ...]:
    """The messages of ``conversations``.

    Raises:
        TrajectoryError: They are no list, or one is no message.
    """
    if not isinstance(found, list) or not found:
        raise wrong("no_messages", "conversations are no list, or an empty one")
    messages: list[Message] = []
    waiting: list[ToolCall] = []
    for at, entry in enumerate(alternating(found)):
        word = str(entry.get("from", entry.get("role"))).replace("-", "_")
        value = entry.get("value", entry.get("content"))
        if word == _CALLS:
            message = _called(entry, value, at)
            messages.append(message)
            waiting = list(message.tool_calls)
        elif word in _ANSWERS:
            messages.extend(_answered(entry, text_of(value) or "", waiting))
        elif word in ROLE_WORDS:
            messages.append(
                Message(
                    role=ROLE_WORDS[word],
                    content=text_of(value),
                    reasoning_content=text_of(entry.get("reasoning_content")),
                )
            )
        else:
            raise wrong("unknown_role", f"message {at}: there is no role {word!r}")
    return tuple(messages)


def _called(entry: Mapping[str, Any], value: Any, at: int) -> Message:
    plain = value
    if isinstance(value, str):
        try:
            plain = json.loads(value)
        except ValueError:
            raise wrong("no_call", f"message {at}: the calls are no JSON") from None
    calls = plain if isinstance(plain, list) else [plain]
    ids = entry.get("tool_call_ids") or []
    return Message(
        role="assistant",
        content=text_of(entry.get("content")),
        reasoning_content=text_of(entry.get("reasoning_content")),
        tool_calls=tuple(
            read_call(call, default=ids[number] if number < len(ids) else f"call_{at}_{number}")
            for number, call in enumerate(calls)
        ),
    )


def _answered(entry: Mapping[str, Any], text: str, waiting: list[ToolCall]) -> Iterator[Message]:
    """The answers in one entry: one, or as many as there are calls, as a JSON list."""
    texts = [text]
    if len(waiting) > 1:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and len(found) == len(waiting):
            texts = [one if isinstance(one, str) else json.dumps(one) for one in found]
    errors = entry.get("is_error") or []
    for number, one in enumerate(texts):
        call = waiting.pop(0) if waiting else None
        yield Message(
            role="tool",
            content=one,
            tool_call_id=None if call is None else call.id,
            is_error=errors[number] if number < len(errors) else None,
        )


def to_sharegpt(trajectory: Trajectory) -> dict[str, Any]:
    """A trajectory as ShareGPT has it.

    Raises:
        TrajectoryError: The user calls tools, or arguments are no JSON: there is no form for it.

    Example:
        >>> from agentscaler.trajectories import Trajectory
        >>> said = (Message(role="user", content="Hi"), Message(role="assistant", content="Hello"))
        >>> to_sharegpt(Trajectory.made(messages=said))["conversations"]
        [{'from': 'human', 'value': 'Hi'}, {'from': 'gpt', 'value': 'Hello'}]
    """
    record: dict[str, Any] = {"id": trajectory.id}
    messages = list(trajectory.messages)
    if messages and messages[0].role == "system":
        record["system"] = messages.pop(0).content or ""
    entries: list[dict[str, Any]] = []
    while messages:
        message = messages.pop(0)
        if message.requestor is not None:
            raise wrong("user_calls", "the user calls tools, which ShareGPT has no form for")
        if message.role == "tool":
            answers = [message]
            while messages and messages[0].role == "tool":
                answers.append(messages.pop(0))
            entries.append(_observation(answers))
        elif message.tool_calls:
            entries.append(_function_call(message))
        else:
            entries.append(_said(message))
    record["conversations"] = entries
    if trajectory.tools is not None:
        functions = [tool["function"] for tool in trajectory.tools]
        record["tools"] = json.dumps(functions, ensure_ascii=False)
    return record


def _said(message: Message) -> dict[str, Any]:
    words = {"user": "human", "assistant": "gpt", "system": "system"}
    entry = {"from": words[message.role], "value": message.content or ""}
    if message.reasoning_content is not None:
        entry["reasoning_content"] = message.reasoning_content
    return entry


def _function_call(message: Message) -> dict[str, Any]:
    calls = []
    for call in message.tool_calls:
        arguments = call.parsed()
        if arguments is None:
            raise wrong("bad_arguments", f"the arguments of {call.name} are no JSON object")
        calls.append({"name": call.name, "arguments": arguments})
    value = json.dumps(calls[0] if len(calls) == 1 else calls, ensure_ascii=False)
    entry: dict[str, Any] = {"from": _CALLS, "value": value}
    entry["tool_call_ids"] = [call.id for call in message.tool_calls]
    for name in ("content", "reasoning_content"):
        text = getattr(message, name)
        if text is not None:
            entry[name] = text
    return entry


def _observation(answers: list[Message]) -> dict[str, Any]:
    texts = [one.content or "" for one in answers]
    value = texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False)
    entry: dict[str, Any] = {"from": "observation", "value": value}
    if any(one.is_error for one in answers):
        entry["is_error"] = [one.is_error for one in answers]
    return entry
