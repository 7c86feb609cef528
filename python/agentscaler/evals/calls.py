"""What an agent's first call shows: the right tool, the right arguments, JSON at all.

A call is a smaller thing than a task, so it shows earlier whether an agent is learning. It is
compared with the first gold call; of a task with several wishes another beginning may be as good,
so the figures mean most for tasks of one call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from agentscaler.trajectories import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstCall:
    """The first call of an episode beside the first gold call."""

    made: bool
    """The agent called at all."""
    valid: bool
    """Its arguments were a JSON object."""
    known: bool
    """It named a tool that the agent was told of."""
    name: bool
    """It was the right tool."""
    arguments: bool
    """And all its arguments were right: a whole call as gold has it."""


NO_CALL = FirstCall(made=False, valid=False, known=False, name=False, arguments=False)


def first_call(
    messages: Iterable[Message],
    gold: Mapping[str, Any],
    *,
    tools: Collection[str] = (),
    free: Collection[str] = (),
) -> FirstCall:
    """Look at the first call of an episode.

    Args:
        messages: Of the episode.
        gold: ``{"name", "arguments"}`` of the first gold call.
        tools: Names of the tools that the agent was told of.
        free: Arguments that may be anything (a request token): neither asked for nor compared.

    Example:
        >>> from agentscaler.trajectories import Message, ToolCall
        >>> said = Message(
        ...     role="assistant",
        ...     tool_calls=(ToolCall(id="1", name="get_order", arguments='{"id": 7.0}'),),
        ... )
        >>> first_call([said], {"name": "get_order", "arguments": {"id": 7}}).arguments
        True
    """
    for message in messages:
        if message.role == "assistant" and message.requestor is None and message.tool_calls:
            call = message.tool_calls[0]
            given = call.parsed()
            named = call.name == gold["name"]
            return FirstCall(
                made=True,
                valid=given is not None,
                known=call.name in tools,
                name=named,
                arguments=named
                and given is not None
                and _without(given, free) == _without(gold["arguments"], free),
            )
    return NO_CALL


def free_arguments(provenance: str, at: int = 0) -> frozenset[str]:
    """Arguments of a gold call that may be anything.

    Args:
        provenance: Of a task, as its row has it (JSON).
        at: Number of the call, from 0.

    Example:
        >>> sorted(free_arguments('[[{"argument": "token", "source": "free", "value": "x"}]]'))
        ['token']
    """
    calls = json.loads(provenance)
    origins = calls[at] if at < len(calls) else []
    return frozenset(
        origin["argument"].partition(".")[0] for origin in origins if origin["source"] == "free"
    )


def _without(arguments: Mapping[str, Any], free: Collection[str]) -> dict[str, Any]:
    """What is compared: by value, where ``1`` is ``1.0`` but ``true`` is not ``1``."""
    return {name: _marked(value) for name, value in arguments.items() if name not in free}


def _marked(value: Any) -> Any:
    match value:
        case bool():
            return (bool, value)
        case list():
            return [_marked(item) for item in value]
        case dict():
            return {name: _marked(item) for name, item in value.items()}
    return value
