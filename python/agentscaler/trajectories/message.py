"""Messages of a conversation, as OpenAI's chat format has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Role: TypeAlias = Literal["system", "user", "assistant", "tool"]
ROLES: tuple[Role, ...] = ("system", "user", "assistant", "tool")


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """What a model asks of a tool.

    Example:
        >>> call = ToolCall(id="call_0", name="get_order", arguments='{"order_id": "#1"}')
        >>> call.parsed()
        {'order_id': '#1'}
        >>> ToolCall(id="call_1", name="get_order", arguments='{"order_id": ').parsed() is None
        True
    """

    id: str
    """Empty where the source has none."""
    name: str
    arguments: str
    """As emitted, well formed or not."""

    def parsed(self) -> dict[str, Any] | None:
        """The arguments, or ``None`` where they are no JSON object."""
        try:
            found = json.loads(self.arguments)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def to_dict(self) -> dict[str, Any]:
        """As OpenAI has it."""
        return {
            "id": self.id,
            "type": "function",
            "function": {"name": self.name, "arguments": self.arguments},
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The call that `to_dict` wrote."""
        function = plain["function"]
        return cls(id=plain["id"], name=function["name"], arguments=function["arguments"])


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolResult:
    """What a tool answered, as the agent sees it."""

    call_id: str | None
    """Id of the call; ``None`` where the source does not say which one."""
    content: str
    is_error: bool = False
    name: str | None = None
    """Name of the tool, where the source repeats it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message.

    Example:
        >>> Message(role="user", content="Cancel order #1.").to_dict()
        {'role': 'user', 'content': 'Cancel order #1.'}
    """

    role: Role
    content: str | None = None
    reasoning_content: str | None = None
    """What the model thought before it spoke; of assistant messages."""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    """Which call a tool message answers."""
    name: str | None = None
    """Of a tool message: the tool."""
    is_error: bool | None = None
    """Of a tool message: whether the call failed; ``None`` where nobody recorded it."""
    requestor: Literal["user"] | None = None
    """``user``: the call was made by the user (tau2's dual control); never the agent's."""

    @classmethod
    def of_result(cls, result: ToolResult) -> Self:
        """The message that tells a result."""
        return cls(
            role="tool",
            content=result.content,
            tool_call_id=result.call_id,
            name=result.name,
            is_error=True if result.is_error else None,
        )

    @property
    def result(self) -> ToolResult:
        """The result that a tool message tells."""
        return ToolResult(
            call_id=self.tool_call_id,
            content=self.content or "",
            is_error=bool(self.is_error),
            name=self.name,
        )

    def to_dict(self) -> dict[str, Any]:
        """As OpenAI has it; what is not there is left out, but for the content."""
        plain: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.reasoning_content is not None:
            plain["reasoning_content"] = self.reasoning_content
        if self.tool_calls:
            plain["tool_calls"] = [call.to_dict() for call in self.tool_calls]
        for name in ("tool_call_id", "name", "is_error", "requestor"):
            value = getattr(self, name)
            if value is not None:
                plain[name] = value
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The message that `to_dict` wrote; foreign ones are read by `agentscaler.trajectories`."""
        calls = tuple(ToolCall.from_dict(call) for call in plain.get("tool_calls", ()))
        rest = {name: value for name, value in plain.items() if name != "tool_calls"}
        return cls(tool_calls=calls, **rest)
