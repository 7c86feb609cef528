"""What an endpoint answers, checked and brought into one form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.llm.budget import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadReplyError(ValueError):
    """An answer that is none; asking again may help."""


def read_reply(body: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply in an answer.

    Args:
        body: The answer of the endpoint.
        request: What was sent, to estimate the tokens where the endpoint does not count them.

    Returns:
        ``{"message", "finish_reason", "usage"}``. The message has ``role`` and ``content``, and
        where the model gave them ``reasoning_content`` and ``tool_calls``; arguments of calls are
        text as emitted.

    Raises:
        BadReplyError: It is no JSON, has no choice, or a message of another form.

    Example:
        >>> answer = b'{"choices": [{"message": {"role": "assistant", "content": "Hi"}}]}'
        >>> read_reply(answer, {})["message"]
        {'role': 'assistant', 'content': 'Hi'}
    """
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadReplyError(f"the answer is no JSON: {error}") from error
    choices = plain.get("choices") if isinstance(plain, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise BadReplyError("the answer has no choice")
    message = _message(choices[0].get("message"))
    return {
        "message": message,
        "finish_reason": choices[0].get("finish_reason"),
        "usage": _usage(plain.get("usage"), request, message),
    }


def _message(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadReplyError("the choice has no message")
    content = found.get("content")
    if isinstance(content, list):
        content = "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    if content is None:
        content = found.get("refusal")
    if content is not None and not isinstance(content, str):
        raise BadReplyError("the content of the message is no text")
    message: dict[str, Any] = {"role": "assistant", "content": content}
    thought = found.get("reasoning_content") or found.get("reasoning")
    if isinstance(thought, str):
        message["reasoning_content"] = thought
    calls = found.get("tool_calls") or []
    if not isinstance(calls, list):
        raise BadReplyError("the calls of the message are no list")
    if calls:
        message["tool_calls"] = [_call(call, at) for at, call in enumerate(calls)]
    return message


def _call(call: Any, at: int) -> dict[str, Any]:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise BadReplyError("a call of the message has no name")
    arguments = function.get("arguments")
    if arguments is None:
        arguments = ""
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments, ensure_ascii=False)
    name = call.get("id")
    return {
        "id": name if isinstance(name, str) and name else f"call_{at}",
        "type": "function",
        "function": {"name": function["name"], "arguments": arguments},
    }


def _usage(found: Any, request: Mapping[str, Any], message: dict[str, Any]) -> dict[str, int]:
    """Tokens; estimated where the endpoint does not tell."""
    told = found if isinstance(found, dict) else {}
    prompt, completion = told.get("prompt_tokens"), told.get("completion_tokens")
    return {
        "prompt_tokens": prompt if isinstance(prompt, int) else estimated_tokens(dict(request)),
        "completion_tokens": completion
        if isinstance(completion, int)
        else estimated_tokens(message),
    }
