"""Statuses: which one a new row has, and which one a verb leaves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.rules.reading.verbs import CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST = """
    active available enabled ready running in_service inservice online associated attached issued
    open opened new pending draft created completed complete succeeded success registered todo
    to_do planned scheduled submitted requested queued unpaid deployed in_sync normal ok activated
    provisioned installed confirmed in_progress creating waiting starting live on operational
    healthy unread processing
""".split()  # noqa: SIM905  a list of fifty words is read better as text
_CLEAR = 12
"""How many of them also count behind another word: ``payment_pending``."""


def plain(status: Any) -> str:
    """A status in lower case, its words joined by ``_``.

    Example:
        >>> plain("InService"), plain("NOT_STARTED"), plain("In Progress")
        ('in_service', 'not_started', 'in_progress')
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(status))
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def first_status(values: Sequence[Any]) -> Any:
    """The status of a new row; ``None`` where there are none.

    Example:
        >>> first_status(["CREATING", "ACTIVE", "DELETING"]), first_status(["cancelled", "pending"])
        ('ACTIVE', 'pending')
    """
    by_plain = {plain(value): value for value in reversed(values)}
    for word in _FIRST:
        if word in by_plain:
            return by_plain[word]
    for word in _FIRST[:_CLEAR]:
        for name, value in by_plain.items():
            if name.endswith(f"_{word}") and not name.startswith(("not_", "in", "un")):
                return value
    return values[0] if values else None


def left_status(verb: str, values: Sequence[Any]) -> Any:
    """The status that a verb leaves; ``None`` where none of the values is it.

    Example:
        >>> left_status("cancel", ["ACTIVE", "CANCELLED"]), left_status("blue", ["a"])
        ('CANCELLED', None)
        >>> left_status("stop", [])
        'stopped'
    """
    change = CHANGES.get(verb)
    if change is None:
        return None
    if not values:
        return change.leaves[0]
    by_plain = {plain(value): value for value in reversed(values)}
    for word in change.leaves:
        if word in by_plain:
            return by_plain[word]
    stem = verb.rstrip("e")
    for name, value in by_plain.items():
        if name.startswith(stem) and name.endswith("ed"):
            return value
    return None


def needed_statuses(verb: str, values: Sequence[Any], left: Any) -> tuple[Any, ...]:
    """The statuses from which alone a verb is allowed; empty: any.

    Example:
        >>> needed_statuses("approve", ["pending", "approved", "rejected"], "approved")
        ('pending',)
        >>> needed_statuses("cancel", ["pending", "cancelled", "shipped"], "cancelled")
        ('pending', 'shipped')
    """
    change = CHANGES.get(verb)
    if change is None or not values:
        return ()
    wanted = set(change.needs)
    named = tuple(value for value in values if plain(value) in wanted and value != left)
    if named:
        return named
    if not change.ends:
        return ()
    over = {word for one in CHANGES.values() if one.ends for word in one.leaves}
    return tuple(value for value in values if value != left and plain(value) not in over)


def said_statuses(description: str, values: Sequence[Any], left: Any) -> tuple[Any, ...]:
    """The statuses that a description says a row has to have; empty: it says none.

    Example:
        >>> values = ["active", "overdue", "returned"]
        >>> said_statuses(
        ...     "Return a loan. Only an active or overdue loan can be.", values, "returned"
        ... )
        ('active', 'overdue')
        >>> said_statuses("Return an active loan.", values, "returned")
        ()
    """
    for sentence in re.split(r"(?<=[.!?;])\s", description):
        if not _CONDITION.search(sentence):
            continue
        words = f"_{plain(sentence)}_"
        named = tuple(
            value for value in values if not _is_like(value, left) and f"_{plain(value)}_" in words
        )
        if named and len(named) < len(values):
            return named
    return ()


def _is_like(status: Any, left: Any) -> bool:
    """Whether a status is on the way to another: what is said of ``stopping`` is no condition."""
    return status == left or plain(status)[:_STEM] == plain(left)[:_STEM]


_STEM = 4
_CONDITION = re.compile(
    r"\bonly\b|\bmust(?: currently)? be\b|\bhas to be\b|\bneeds? to be\b|\brequires?\b",
    re.IGNORECASE,
)
