"""A task in words: whence an argument is known, what the audit found.

Page and terminal say the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.report.markup import count

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND_WORDS: Mapping[str, str] = {
    "write": "something is to be changed",
    "read": "something is to be told",
    "mixed": "both, or a part that cannot be done",
    "impossible": "what is asked for is not there, or its status stands in the way",
    "forbidden": "a rule of the policy is against it",
    "missing_information": "the user has to be asked",
}
"""Kind of a task -> what it is about."""


def origin_words(origin: Mapping[str, Any], task: Mapping[str, Any]) -> str:
    """Whence a value of an argument of a task is known.

    Example:
        >>> secret = {"about": "the name", "value": "Ada"}
        >>> task = {"intent": "Add me, please.", "persona": {"tells_when_asked": [secret]}}
        >>> origin_words({"source": "user", "value": "Ada"}, task)
        'the user says it when asked'
        >>> origin_words({"source": "result", "value": 1, "call": 0, "path": "[2].id"}, task)
        'call 0: [2].id'
    """
    match origin["source"]:
        case "result":
            return f"call {origin['call']}: {origin['path'] or 'its result'}"
        case "user":
            secrets = [secret["value"] for secret in task["persona"]["tells_when_asked"]]
            secret = any(_holds(secret, origin["value"]) for secret in secrets)
            asked = secret and str(origin["value"]) not in task["intent"]
            return "the user says it when asked" if asked else "the user says it"
        case "tool":
            return "the tool asks for it"
        case _:
            return "whatever the agent takes"


def _holds(secret: Any, value: Any) -> bool:
    parts = secret if isinstance(secret, list) else [secret]
    return any(part == value and type(part) is type(value) for part in parts)


def value_words(value: Any) -> str:
    """A value as JSON, in letters of every script."""
    return json.dumps(value, ensure_ascii=False)


def audit_words(audit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the audit found: questions with their answers.

    Example:
        >>> audit = {
        ...     "repeatable": True,
        ...     "nothing_fails": 'orders["W1"].status',
        ...     "calls": [],
        ...     "shortest": {"verdict": "proven", "writes": 1},
        ...     "orders": {"accepted": 1, "total": 1, "complete": True},
        ... }
        >>> dict(audit_words(audit))["a shorter plan"]
        'there is none: 1 write is needed'
    """
    calls, orders = audit["calls"], audit["orders"]
    needed = sum(bool(call["needed"]) for call in calls)
    informing = sum(bool(call["informs"]) and not call["needed"] for call in calls)
    rest = len(calls) - needed - informing
    uses = [f"{needed} of {len(calls)} change the outcome"] if needed or not informing else []
    if informing:
        verb = "finds" if informing == 1 else "find"
        uses.append(f"{informing} {verb} what others need or the user is told")
    if rest:
        verb = "shows" if rest == 1 else "show"
        uses.append(f"{rest} {verb} what an answer or a choice is worked out of")
    found = [
        ("a second replay", "the same" if audit["repeatable"] else "gives something else"),
        ("calls", "; ".join(uses) if calls else "none is needed"),
        ("doing nothing fails", audit["nothing_fails"] or "no: it earns the reward"),
        ("a shorter plan", _shortest(audit["shortest"])),
    ]
    if orders["total"] > 1:
        least = "" if orders["complete"] else "at least "
        found.append(
            ("order of the writes", f"{least}{orders['accepted']} of {orders['total']} orders do")
        )
    return found


def _shortest(shortest: Mapping[str, Any]) -> str:
    writes = count(shortest["writes"], "write")
    match shortest["verdict"]:
        case "proven" if shortest["writes"] == 0:
            return "there is none: nothing is written"
        case "proven":
            return f"there is none: {writes} {'is' if shortest['writes'] == 1 else 'are'} needed"
        case "bound":
            return f"not found: gold has {writes}, at least {shortest['at_least']} are needed"
        case _:
            return f"found: {len(shortest['plan'])} instead of {writes}"
