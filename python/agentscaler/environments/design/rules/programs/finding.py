"""Lines that find rows: those above, the one that a tool is about, those that it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.design.rules.programs.frame import joined
from agentscaler.environments.design.rules.programs.text import text

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Parameter
    from agentscaler.environments.design.rules.programs.frame import Frame
    from agentscaler.environments.design.rules.tables.plan import TablePlan


def find_parents(frame: Frame) -> None:
    """Find the rows above, and refuse where they are missing."""
    for parameter in frame.having(Role.SCOPE):
        above = frame.tables.get(parameter.table or "")
        if above is None or above is frame.plan or parameter.many or not above.has_one_name:
            continue
        value = frame.value(parameter)
        name = frame.variable(above.thing.noun)
        call = f"{frame.module.finder(above)}(db, {value})"
        if parameter.required:
            frame.add(f"{name} = {call}")
            frame.above[parameter.name] = f"{name}[{text(_repeated(frame, parameter, above))}]"
        else:
            frame.add(f"if {value} is not None:", f"    {call}")
        frame.refuses_for("missing_parent")


def _repeated(frame: Frame, parameter: Parameter, above: TablePlan) -> str:
    """The column of a row above that a reference to it repeats: its key, or its URL."""
    table, _, column = frame.plan.references.get(parameter.column or "", "").partition(".")
    return column if table == above.name and column else above.key[0]


def for_column(frame: Frame, column: str) -> Parameter | None:
    """The parameter that fills a column."""
    found = [
        one
        for one in frame.having(Role.KEY, Role.SCOPE, Role.DATA, Role.REFERENCE)
        if one.column == column
    ]
    return min(found, key=lambda one: not one.required) if found else None


def key_values(frame: Frame) -> list[str] | None:
    """Expressions of the whole key; ``None`` where an argument for it is missing."""
    plan = frame.plan
    if plan.is_single:
        return []
    values = []
    others = [one for one in frame.having(Role.KEY) if one.column not in plan.key]
    for column in plan.key:
        parameter = for_column(frame, column)
        if parameter is None and column == plan.key[-1] and others:
            parameter = others[0]
        if parameter is None:
            return None
        values.append(frame.key_value(parameter))
    return values


def find_row(frame: Frame) -> bool:
    """Find the row that the tool is about; false where no argument names it."""
    plan, values = frame.plan, key_values(frame)
    if values is None:
        return False
    for one in frame.having(Role.KEY, Role.SCOPE):
        if not one.required and one.column in plan.key:
            said = text(f"say which {plan.noun}: {one.name} is missing")
            frame.add(f"if {frame.value(one)} is None:", f"    refuse({said})")
    if plan.thing.always:
        key = joined(values) if values else '"only"'
        frame.add(f"{frame.row} = db.get({text(plan.name)}, {key}) or {{}}")
        return True
    frame.refuses_for("missing")
    frame.add(f"{frame.row} = {frame.module.finder(plan)}({', '.join(['db', *values])})")
    _check_scope(frame)
    return True


def _check_scope(frame: Frame) -> None:
    """A row of another parent is not there, where the key alone would find it."""
    plan = frame.plan
    if not plan.thing.made:
        return
    for parameter in frame.having(Role.SCOPE):
        column = parameter.column
        if column in plan.key or not parameter.required or parameter.many:
            continue
        if column is None or column not in plan.columns_by_name:
            continue
        frame.add(
            f"if {frame.row}.get({text(column)}) not in (None, {frame.key_value(parameter)}):",
            f"    refuse({text(f'{plan.noun} not found there')})",
        )


def find_references(frame: Frame) -> None:
    """Refuse references to rows that are not there."""
    for parameter in frame.having(Role.REFERENCE):
        target = frame.tables.get(parameter.table or "")
        if parameter.column in frame.plan.soft or target is None or not target.has_one_name:
            continue
        value = frame.value(parameter)
        call = f"{frame.module.finder(target)}(db, {value})"
        if parameter.required:
            frame.add(call)
        else:
            frame.add(f"if {value} is not None:", f"    {call}")
        frame.refuses_for("missing_reference")
