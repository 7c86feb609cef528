"""A transcript made ready to be read: calls beside their results, places that verdicts name.

Page and terminal show the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.filters.reasons import sentence
from agentscaler.report.markup import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLACE = re.compile(r"^messages\[(\d+)\](?:\.tool_calls\[(\d+)\])?")


@dataclass(kw_only=True, slots=True)
class Called:
    """A call with what it was answered."""

    name: str
    arguments: str
    """As emitted."""
    id: str
    result_at: int | None = None
    """Index of the message that answers it; ``None``: none does."""
    result: str = ""
    is_error: bool = False


@dataclass(kw_only=True, slots=True)
class Move:
    """A message with its calls; answers to them are no moves of their own."""

    at: int
    """Index in the messages."""
    role: str
    text: str
    reasoning: str
    calls: list[Called] = field(default_factory=list)

    def holds(self, at: int) -> bool:
        """Whether a message of this index is this one or an answer to one of its calls."""
        return at == self.at or any(call.result_at == at for call in self.calls)


def moves(messages: Sequence[Mapping[str, Any]]) -> list[Move]:
    """Pair the calls of a conversation with their results.

    A result belongs to the newest call of its id that is not answered yet, or to the oldest open
    call of the newest move where it names none. A result that answers nothing is a move of its own.

    Args:
        messages: As OpenAI's chat format has them.

    Example:
        >>> call = {"id": "c1", "function": {"name": "get", "arguments": "{}"}}
        >>> found = moves(
        ...     [
        ...         {"role": "assistant", "content": None, "tool_calls": [call]},
        ...         {"role": "tool", "tool_call_id": "c1", "content": "[1]"},
        ...         {"role": "tool", "tool_call_id": "c9", "content": "lost"},
        ...     ]
        ... )
        >>> [(move.role, [call.result for call in move.calls]) for move in found]
        [('assistant', ['[1]']), ('tool', [])]
    """
    found: list[Move] = []
    for at, message in enumerate(messages):
        text = str(message.get("content") or "")
        if message["role"] == "tool":
            call = _open_call(found, message.get("tool_call_id"))
            if call is not None:
                call.result_at, call.result = at, text
                call.is_error = bool(message.get("is_error"))
                continue
        found.append(
            Move(
                at=at,
                role=str(message["role"]),
                text=text,
                reasoning=str(message.get("reasoning_content") or ""),
                calls=[
                    Called(
                        name=str(call["function"]["name"]),
                        arguments=str(call["function"]["arguments"]),
                        id=str(call["id"]),
                    )
                    for call in message.get("tool_calls", ())
                ],
            )
        )
    return found


def _open_call(found: Sequence[Move], call_id: str | None) -> Called | None:
    for move in reversed(found):
        waiting = [call for call in move.calls if call.result_at is None]
        if not call_id and waiting:
            return waiting[0]
        same = [call for call in waiting if call.id == call_id]
        if same:
            return same[0]
    return None


def place(at: str | None) -> tuple[int, int | None] | None:
    """Which message, and which of its calls, a verdict speaks of.

    Example:
        >>> place("messages[3].tool_calls[0]"), place("messages[4].content"), place("tools[1]")
        ((3, 0), (4, None), None)
    """
    match = _PLACE.match(at or "")
    if match is None:
        return None
    return int(match[1]), None if match[2] is None else int(match[2])


def cut(text: str, limit: int) -> tuple[str, str]:
    """The beginning of a text, and what is to be said of the rest.

    Example:
        >>> cut("abcdef", 4), cut("abc", 4)
        (('abcd', '… 2 more characters'), ('abc', ''))
    """
    more = len(text) - limit
    return text[:limit], f"… {count(more, 'more character')}" if more > 0 else ""


def mistake_words(mistake: Mapping[str, Any]) -> str:
    """A scripted mistake in words.

    Example:
        >>> mistake_words({"name": "wrong_id", "at": 4, "recovered": True})
        'wrong id, put right'
    """
    put_right = "put right" if mistake["recovered"] else "not put right"
    return f"{str(mistake['name']).replace('_', ' ')}, {put_right}"


def verdict_words(verdict: Mapping[str, Any]) -> str:
    """Whether a trajectory is kept, or which stage dropped it; `reason_words` says why.

    Example:
        >>> verdict_words({"kept": False, "stage": "validity", "reason": "unanswered_call"})
        'dropped by validity'
        >>> verdict_words({"kept": True, "stage": None, "reason": None})
        'kept'
    """
    return "kept" if verdict["kept"] else f"dropped by {verdict['stage']}"


def reason_words(verdict: Mapping[str, Any]) -> str:
    """Why a trajectory was dropped, as a sentence; nothing of one that is kept.

    Example:
        >>> reason_words({"kept": False, "stage": "validity", "reason": "answered_twice"})
        'A call has two results.'
        >>> reason_words({"kept": True, "stage": None, "reason": None})
        ''
    """
    return "" if verdict["kept"] else sentence(str(verdict["reason"]))


def reward_words(found: Mapping[str, Any], *, told: str | None = None) -> list[str]:
    """Why a trajectory has not the full reward, as its ``meta`` recorded it.

    Args:
        found: The ``meta``.
        told: What was said of the state before; it is not said again.

    Example:
        >>> why = {"comparison": "equal", "reason": None, "untold": ["12"], "unread": []}
        >>> reward_words({"reward": why})
        ['not told: 12']
        >>> reward_words({"reward": {"reason": "a row is missing"}}, told="a row is missing")
        []
    """
    why = found.get("reward")
    if not isinstance(why, dict):
        return []
    reason = why.get("reason")
    lines = [f"state: {reason}"] if reason and reason != told else []
    if why.get("untold"):
        lines.append("not told: " + ", ".join(map(str, why["untold"])))
    if why.get("unread"):
        lines.append("not looked up: " + ", ".join(str(one["name"]) for one in why["unread"]))
    return lines
