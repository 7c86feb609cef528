"""The laws that tools are tried on, each with the actions that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.environments.checks.arguments import ON_ROW
from agentscaler.environments.checks.laws import (
    faults,
    filtering,
    listing,
    members,
    refusing,
    rules,
    status,
    writing,
)
from agentscaler.environments.design.blueprint import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation

_ALL = frozenset(Action)
_LISTS = frozenset({Action.LIST})
_COUNTS = frozenset({Action.LIST, Action.COUNT})
_CREATES = frozenset({Action.CREATE, Action.PUT})


@dataclass(frozen=True, slots=True)
class Law:
    """A law: what it tries a tool on."""

    code: str
    actions: frozenset[Action]
    """Of the operations that it speaks of."""
    attempt: Callable[[Subject, Operation], None]


LAWS = (
    # Tools that read come first: those that write are then held against them.
    Law("state_is_read", frozenset({Action.GET, Action.READ}), members.rows_are_read),
    Law("state_is_read", _LISTS, listing.rows_are_shown),
    Law("pages_are_whole", _LISTS, listing.pages_are_whole),
    Law("filters_hold", _COUNTS, filtering.filters_hold),
    Law("order_holds", _LISTS, filtering.order_holds),
    Law("created_is_read", _CREATES, writing.created_is_read),
    Law("update_is_seen", frozenset({Action.UPDATE}), writing.update_is_seen),
    Law("deleted_is_gone", frozenset({Action.DELETE, Action.CLEAR}), writing.deleted_is_gone),
    Law("members_are_kept", frozenset({Action.ADD, Action.REMOVE}), members.members_are_kept),
    Law("status_changes", _ALL, status.status_changes),
    Law("missing_is_refused", ON_ROW, refusing.missing_is_refused),
    Law("parent_is_required", _ALL, refusing.parent_is_required),
    Law(
        "duplicate_is_refused",
        frozenset({Action.CREATE, Action.UPDATE}),
        refusing.duplicate_is_refused,
    ),
    Law("rule_holds", _ALL, rules.rule_holds),
    Law("invalid_is_told", _ALL, faults.invalid_is_told),
    Law("no_fault", _ALL, faults.no_fault),
)
"""In the order in which they are tried."""
