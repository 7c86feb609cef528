"""One episode: whose move it is, what the tools answer, when it ends. It waits for nobody.

An `Episode` is told what agent and user say, and says who is next. What drives it decides how the
players are asked: in turn (`roll_out`), or thousands at once (`play`).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler.errors import ArgumentError
from agentscaler.trajectories import Message, Termination, ToolResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments import Environment, State
    from agentscaler.trajectories import ToolCall

Mover: TypeAlias = Literal["agent", "user"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What an episode may use. What passes one is kept, and ends it."""

    turns: int = 60
    """Messages of agent and user (count)."""
    calls: int = 120
    """Calls of the agent (count)."""
    errors: int = 10
    """Calls that are not answered (count)."""
    characters: int = 400_000
    """Characters of all messages together, the policy left out: about 100,000 tokens."""


@dataclass(slots=True)
class Episode:
    """An episode in the making.

    Args:
        environment: Its tools are called; its own state stays as it is.
        start: The state that the episode begins with; it is forked, not written.
        limits: What it may use.
        tools: Names of those that the agent may call; by default all of the environment.
        alone: There is one message of a user, and the agent ends by a message without calls.
    """

    environment: Environment
    start: State
    limits: Limits = field(default_factory=Limits)
    tools: frozenset[str] | None = None
    messages: list[Message] = field(default_factory=list)
    state: State = field(init=False)
    alone: bool = False
    turns: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """Kind of result -> number of calls."""
    answered: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Calls that were answered."""
    termination: Termination | None = None
    faults: list[str] = field(default_factory=list)
    """Tools that failed, or whose engine gave out."""
    _characters: int = 0

    def __post_init__(self) -> None:
        self.state = self.start.fork()
        if self.environment.policy is not None:
            self.messages.append(Message(role="system", content=self.environment.policy))

    @property
    def next(self) -> Mover | None:
        """Who moves; ``None``: it is over."""
        if self.termination is not None:
            return None
        last = self.messages[-1].role if self.messages else "system"
        return "user" if last in {"system", "assistant"} else "agent"

    def user_said(self, message: Message | None) -> None:
        """The move of the user.

        Raises:
            ArgumentError: It is no message of a user, or not their turn.
        """
        if self.next != "user":
            raise ArgumentError("it is not the turn of the user")
        if message is None:
            self.termination = Termination.USER_DONE
            return
        message = _storable(message)
        if message.role != "user" or message.tool_calls:
            raise ArgumentError(f"a user says messages of the role user, not {message.role}")
        self._take(message)

    def agent_said(self, message: Message) -> None:
        """The move of the agent; its calls are made, one after the other.

        Raises:
            ArgumentError: It is no message of an assistant, or not its turn.
        """
        if self.next != "agent":
            raise ArgumentError("it is not the turn of the agent")
        if message.role != "assistant":
            raise ArgumentError(f"an agent says messages of the role assistant, not {message.role}")
        message = _storable(message)
        self._take(message)
        for call in message.tool_calls:
            # Every call is answered, also behind a limit: a record without answers is no use.
            self._take(Message.of_result(self._call(call)))
        if message.tool_calls:
            self._look_at_limits()
        elif self.alone and self.termination is None:
            self.termination = Termination.AGENT_DONE

    def broke(self, why: str) -> None:
        """A player gave out: a model, its connection."""
        self.faults.append(why)
        self.termination = Termination.INFRASTRUCTURE

    def _take(self, message: Message) -> None:
        self.messages.append(message)
        self._characters += len(message.content or "") + len(message.reasoning_content or "")
        self._characters += sum(len(call.arguments) for call in message.tool_calls)
        self.turns += message.role != "tool"
        if not message.tool_calls and message.role != "tool":
            self._look_at_limits()

    def _call(self, call: ToolCall) -> ToolResult:
        if self.tools is not None and call.name not in self.tools:
            self.kinds["invalid_call"] += 1
            there = f'there is no tool "{call.name}"; the tools are {", ".join(sorted(self.tools))}'
            return ToolResult(call_id=call.id, content=there, is_error=True)
        found = self.environment.toolset.call(self.state, call.name, call.arguments)
        self.kinds[found.kind] += 1
        if found.kind == "ok":
            self.answered.append((call.name, json.loads(call.arguments or "{}")))
        elif found.kind in {"fault", "infrastructure"}:
            self.faults.append(f"{call.name}: {found.detail or found.content}")
        return ToolResult(call_id=call.id, content=found.content, is_error=found.is_error)

    def _look_at_limits(self) -> None:
        if self.termination is not None:
            return
        errors = self.kinds.total() - self.kinds["ok"]
        if self.kinds["infrastructure"]:
            self.termination = Termination.INFRASTRUCTURE
        elif errors > self.limits.errors:
            self.termination = Termination.MAX_ERRORS
        elif self.kinds.total() > self.limits.calls or self._characters > self.limits.characters:
            self.termination = Termination.TOO_LONG
        elif self.turns >= self.limits.turns:
            self.termination = Termination.MAX_TURNS


def _storable(message: Message) -> Message:
    """The message without halves of surrogate pairs, which models emit and no file can hold."""
    try:
        json.dumps(message.to_dict(), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Message.from_dict(_replaced(message.to_dict()))
    return message


def _replaced(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_replaced(item) for item in value]
        case dict():
            return {name: _replaced(item) for name, item in value.items()}
    return value
