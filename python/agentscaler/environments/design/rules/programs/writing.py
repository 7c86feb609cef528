"""From what a tool does to its function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.programs.changing import change, update
from agentscaler.environments.design.rules.programs.creating import create
from agentscaler.environments.design.rules.programs.deleting import clear, delete
from agentscaler.environments.design.rules.programs.frame import Frame
from agentscaler.environments.design.rules.programs.rows import get, list_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.environments.design.rules.programs.module import Module
    from agentscaler.environments.design.rules.tables.plan import TablePlan, ToolPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A tool that has a function."""

    operation: Operation
    lines: list[str]
    """Of its function."""


_WRITERS: dict[Action, Callable[[Frame], bool]] = {
    Action.CREATE: create,
    Action.PUT: create,
    Action.GET: get,
    Action.READ: get,
    Action.LIST: list_rows,
    Action.COUNT: list_rows,
    Action.UPDATE: update,
    Action.DELETE: delete,
    Action.CLEAR: clear,
}
"""Action -> writes the body; false where no argument names the row."""


def write_tool(tool: ToolPlan, module: Module, tables: dict[str, TablePlan]) -> Written | None:
    """Write the function of a tool; ``None`` where no argument names the row that it is about.

    Args:
        tool: What it does.
        module: Where its helpers go.
        tables: All tables by name.
    """
    frame = Frame(tool, module, tables)
    operation = _change(frame) if tool.operation.action is Action.CHANGE else _other(frame)
    if operation is None:
        return None
    refuses = tuple(dict.fromkeys(frame.refuses))
    return Written(
        operation=replace(operation, told=frame.told, refuses=refuses), lines=frame.function()
    )


def _change(frame: Frame) -> Operation | None:
    done = change(frame)
    if done is None:
        return None
    named = frame.status_value()
    return replace(
        frame.tool.operation,
        status=done.left,
        status_column=done.column,
        requires=done.needs if named is None else (named,),
    )


def _other(frame: Frame) -> Operation | None:
    operation = frame.tool.operation
    write = _WRITERS.get(operation.action)
    if write is None or not write(frame):
        return None
    named = frame.status_value()
    match operation.action:
        case Action.UPDATE | Action.DELETE | Action.LIST | Action.COUNT if named is not None:
            return replace(operation, requires=(named,))
        case Action.PUT if frame.plan.thing.always:
            return replace(operation, action=Action.UPDATE)  # the row is there from the start
        case Action.CLEAR if frame.plan.children:
            return _of_children(operation, frame.plan)
    return operation


def _of_children(operation: Operation, plan: TablePlan) -> Operation:
    """Clearing a row clears the rows below it: ``PurgeQueue`` is about messages."""
    child = plan.children[0]
    column = child.column_of(plan)
    parameters = tuple(
        replace(one, role=Role.SCOPE, table=plan.name, column=column)
        if one.role is Role.KEY
        else one
        for one in operation.parameters
    )
    return replace(operation, table=child.name, parameters=parameters)
