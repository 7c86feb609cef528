"""Messages and tools of other formats, brought into ours; what does not fit has a reason.

What is judged here is form alone: whether there are messages, and what each of them is. Whether a
conversation makes sense (roles that alternate, calls that are answered) is for filters to say.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.errors import TrajectoryError
from agentscaler.trajectories.message import Message, ToolCall

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.trajectories.message import Role

ROLE_WORDS: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}
"""Words for roles -> ours."""


def wrong(reason: str, what: str) -> TrajectoryError:
    """An error of a record."""
    return TrajectoryError(what, reason=reason)


def read_messages(found: Any) -> tuple[Message, ...]:
    """Messages as OpenAI and its relatives have them.

    Raises:
        TrajectoryError: They are no list, there is none, or one is no message.

    Example:
        >>> read_messages([{"role": "developer", "content": [{"type": "text", "text": "Hi"}]}])
        (Message(role='system', content='Hi', ...),)
    """
    if not isinstance(found, list):
        raise wrong("no_messages", "messages are no list")
    if not found:
        raise wrong("no_messages", "there is no message")
    messages: list[Message] = []
    for at, plain in enumerate(found):
        try:
            messages.extend(_read(plain, at))
        except TrajectoryError as error:
            raise wrong(error.reason, f"message {at}: {error.what}") from None
    return tuple(messages)


def _read(plain: Any, at: int) -> list[Message]:
    if not isinstance(plain, dict):
        raise wrong("no_message", "it is no object")
    parts = plain.get("tool_messages")
    if isinstance(parts, list):  # tau2 has the answers of parallel calls in one
        return [one for part in parts for one in _read(part, at)]
    role = ROLE_WORDS.get(str(plain.get("role")))
    if role is None:
        raise wrong("unknown_role", f"there is no role {plain.get('role')!r}")
    content = text_of(plain.get("content"))
    if content is None and isinstance(plain.get("refusal"), str):
        content = plain["refusal"]
    thought = plain.get("reasoning_content", plain.get("reasoning"))
    calls = read_calls(plain, at)
    answers = plain.get("tool_call_id", plain.get("id")) if role == "tool" else None
    error = plain.get("is_error", plain.get("error")) if role == "tool" else None
    name = plain.get("name") if role == "tool" else None
    by_user = plain.get("requestor") == "user" or (role == "user" and bool(calls))
    return [
        Message(
            role=role,
            content=content,
            reasoning_content=_text(thought),
            tool_calls=calls,
            tool_call_id=_text(answers),
            name=_text(name),
            is_error=error if isinstance(error, bool) else None,
            requestor="user" if by_user else None,
        )
    ]


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return _storable(value)


def _storable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise wrong("not_text", "half of a surrogate pair") from None
    return text


def text_of(content: Any) -> str | None:
    """The text of a content: of a text, or of a list of parts.

    Raises:
        TrajectoryError: A part is an image, or nothing that is known.
    """
    if content is None:
        return None
    if isinstance(content, str):
        return _storable(content)
    if isinstance(content, list):
        texts = []
        for part in content:
            text = part.get("text") if isinstance(part, dict) else part
            if not isinstance(text, str):
                raise wrong("not_text", "a part of the content is no text")
            texts.append(_storable(text))
        return "".join(texts)
    raise wrong("not_text", f"the content is a {type(content).__name__}")


def read_calls(plain: Mapping[str, Any], at: int) -> tuple[ToolCall, ...]:
    """The calls of a message; ids that are missing are made from its number.

    Raises:
        TrajectoryError: One is no call.
    """
    found = plain.get("tool_calls")
    if found is None and isinstance(plain.get("function_call"), dict):
        found = [plain["function_call"]]
    if found is None:
        return ()
    if not isinstance(found, list):
        raise wrong("no_call", "tool_calls are no list")
    return tuple(
        read_call(call, default=f"call_{at}_{number}") for number, call in enumerate(found)
    )


def read_call(call: Any, *, default: str) -> ToolCall:
    """A call as OpenAI has it, or with name and arguments at the top.

    Raises:
        TrajectoryError: It is none.
    """
    function = call.get("function", call) if isinstance(call, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    if not isinstance(function, dict) or not isinstance(name, str):
        raise wrong("no_call", "a call has no name")
    arguments = function.get("arguments", function.get("parameters"))
    if arguments is None:
        arguments = ""
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments, ensure_ascii=False)
    id_ = call.get("id")
    known = isinstance(id_, str) and bool(id_)
    return ToolCall(
        id=_storable(id_) if known else default,
        name=_storable(name),
        arguments=_storable(arguments),
    )


def read_tools(found: Any) -> tuple[dict[str, Any], ...] | None:
    """Tools as OpenAI has them, bare, or as JSON text of a list.

    Raises:
        TrajectoryError: They are something else.

    Example:
        >>> read_tools('[{"name": "ping"}]')
        ({'type': 'function', 'function': {'name': 'ping'}},)
    """
    if isinstance(found, str):
        if not found.strip():
            return None
        try:
            found = json.loads(found)
        except ValueError:
            raise wrong("no_tools", "tools are a text that is no JSON") from None
    if found is None:
        return None
    if not isinstance(found, list):
        raise wrong("no_tools", "tools are no list")
    return tuple(_tool(tool) for tool in found)


def _tool(found: Any) -> dict[str, Any]:
    function = found.get("function", found) if isinstance(found, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise wrong("no_tools", "a tool has no name")
    if function is found:
        function = {name: value for name, value in found.items() if name != "type"}
    return {"type": "function", "function": dict(function)}


def alternating(entries: Sequence[Any]) -> list[dict[str, Any]]:
    """Entries of a list that are objects.

    Raises:
        TrajectoryError: One is none.
    """
    for at, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise wrong("no_message", f"message {at} is no object")
    return list(entries)
