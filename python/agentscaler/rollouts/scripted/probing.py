"""The call that shows that a thing does not exist, before an agent says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.tasks.json_paths import put, value_at

if TYPE_CHECKING:
    from collections.abc import Container

    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.rollouts.scripted.plan import Plan

_LOOKS = (Action.GET, Action.READ)


def missing_call(plan: Plan, tools: Container[str]) -> dict[str, Any] | None:
    """A read by the number that the user named, where one argument is enough for it.

    Args:
        plan: Of a task about a thing that does not exist.
        tools: Names of those that the agent has.

    Returns:
        ``name`` and ``arguments``; ``None`` where the user named no number, or nothing reads by it.
    """
    refused = plan.task.refused_call
    operation = None if refused is None else plan.blueprint.operation(refused["name"])
    keys = () if operation is None else operation.having(Role.KEY)
    if refused is None or operation is None or len(keys) != 1:
        return None
    (key,) = keys
    value = value_at(refused["arguments"], key.name)
    table = key.table or operation.table
    for action in _LOOKS:
        for one in plan.blueprint.operations:
            if one.action is action and one.table == table and one.tool in tools and _by_key(one):
                arguments: dict[str, Any] = {}
                put(arguments, one.having(Role.KEY)[0].name, value)
                return {"name": one.tool, "arguments": arguments}
    return None


def _by_key(operation: Operation) -> bool:
    """Whether it needs one key and nothing else."""
    keys = operation.having(Role.KEY)
    return len(keys) == 1 and not any(
        one.required and one not in keys for one in operation.parameters
    )
