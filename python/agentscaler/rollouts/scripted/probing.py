"""Calls that gold does not have: for a thing that may not exist, for one that a rule forbids."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.tasks.json_paths import leaves, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.rollouts.scripted.plan import Plan

    Call = tuple[str, dict[str, Any]]
    Tools = Mapping[str, Mapping[str, Any]]

_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")
_QUOTED = re.compile(r"“([^”]+)”")


def missing_call(plan: Plan, tools: Tools) -> Call | None:
    """The call that shows that a thing does not exist, where one argument names it."""
    reason = (plan.task.reason or {}).get("text", "")
    tables = sorted(plan.blueprint.tables, key=lambda table: -len(table.noun))
    for table in tables:
        begin = f"There is no {table.noun} "
        if not reason.startswith(begin):
            continue
        key = reason.removeprefix(begin).rstrip(".")
        reads = [one for one in plan.blueprint.operations if one.table == table.name]
        for action in (Action.GET, Action.READ):
            for operation in reads:
                if operation.action is action and operation.tool in tools:
                    arguments = _only_key(operation, key)
                    if arguments is not None:
                        return operation.tool, arguments
    return None


def _only_key(operation: Operation, key: str) -> dict[str, Any] | None:
    keys = operation.having(Role.KEY)
    needed = [one for one in operation.parameters if one.required and one not in keys]
    if len(keys) != 1 or needed:
        return None
    kinds = keys[0].schema.get("type")
    arguments: dict[str, Any] = {}
    put(arguments, keys[0].name, int(key) if kinds == "integer" and key.isdecimal() else key)
    return arguments


def forbidden_call(plan: Plan, tools: Tools) -> Call | None:
    """The call that breaks the rule by which the task is refused, from what the user said."""
    text = (plan.task.reason or {}).get("text")
    for rule in plan.goal.environment.rules:
        if rule.text != text:
            continue
        for tool in rule.tools:
            operation = plan.blueprint.operation(tool)
            if operation is None or tool not in tools:
                continue
            arguments = _breaking(operation, rule.forbids, plan, tools[tool])
            if arguments is not None:
                return tool, arguments
    return None


def _breaking(
    operation: Operation, forbids: Mapping[str, Any], plan: Plan, schema: Mapping[str, Any]
) -> dict[str, Any] | None:
    arguments: dict[str, Any] = {}
    broken = "argument" not in forbids
    for one in operation.parameters:
        if one.name == forbids.get("argument"):
            value = _forbidden_value(forbids, plan.task.intent)
            broken = value is not None
        elif one.required or one.name.split(".")[0] in schema.get("required", []):
            value = _value(one, plan)
            if value is None:
                return None
        else:
            continue
        put(arguments, one.name, value)
    return arguments if broken else None


def _forbidden_value(forbids: Mapping[str, Any], intent: str) -> Any:
    if "over" in forbids:
        numbers = [json.loads(one.replace(",", "")) for one in _NUMBER.findall(intent)]
        over = [one for one in numbers if one > forbids["over"]]
        return over[0] if over else None
    quoted = _QUOTED.findall(intent)
    fitting = [one for one in quoted if one not in forbids.get("not_in", ())]
    return fitting[-1] if fitting else None


def _value(one: Parameter, plan: Plan) -> Any:
    """A value that the user or a result names, for a required argument."""
    if one.role in {Role.KEY, Role.SCOPE, Role.REFERENCE}:
        for step in plan.steps:
            for path, leaf in leaves(step.content):
                if path.endswith(one.column or one.name) and isinstance(leaf, str | int):
                    return leaf
        return _named_key(one, plan)
    if "enum" in one.schema:
        told = [value for value in one.schema["enum"] if str(value) in plan.task.intent]
        return (told or one.schema["enum"])[0]
    quoted = _QUOTED.findall(plan.task.intent)
    return quoted[0] if quoted and one.schema.get("type") == "string" else None


def _named_key(one: Parameter, plan: Plan) -> Any:
    """A key of the state that stands in the intent."""
    words = {word.strip("“”\"'.,;:!?()") for word in plan.task.intent.split()}
    if one.table is None:
        return None
    for _, row in plan.goal.start.rows(one.table):
        value = row.get(one.column) if isinstance(row, dict) else None
        if value is not None and any(same(str(value), word) for word in words):
            return value
    return None
