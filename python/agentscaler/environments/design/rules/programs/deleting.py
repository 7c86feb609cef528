"""Functions that delete: one row, several rows, all rows below one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.programs.changing import only_in
from agentscaler.environments.design.rules.programs.finding import (
    find_parents,
    find_row,
    key_values,
)
from agentscaler.environments.design.rules.programs.frame import key_of
from agentscaler.environments.design.rules.programs.layout import mapping
from agentscaler.environments.design.rules.programs.results import return_done, return_row
from agentscaler.environments.design.rules.programs.text import embedded, message, text

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Parameter
    from agentscaler.environments.design.rules.programs.frame import Frame
    from agentscaler.environments.design.rules.tables.plan import TablePlan


_OF_ONE = frozenset({Action.GET, Action.UPDATE, Action.DELETE, Action.CHANGE, Action.READ})
"""Actions on one row."""


def delete(frame: Frame) -> bool:
    """One row, with the rows below it; false where no argument names it."""
    many = [one for one in frame.having(Role.KEY) if one.many]
    find_parents(frame)
    if many:
        return _delete_many(frame, many[0])
    if not find_row(frame):
        return False
    named = frame.status_value()
    if named is not None:
        only_in(frame, (named,))
    _refuse_used(frame)
    _delete_below(frame, frame.row, frame.plan)
    frame.add(f"db.delete({text(frame.plan.name)}, {frame.key_of(frame.row)})")
    return_row(frame, gone=True)
    return True


def _refuse_used(frame: Frame) -> None:
    """Refuse to delete what rows of other tables need."""
    plan = frame.plan
    for other in frame.tables.values():
        if other is plan or other in plan.children:
            continue
        for name, target in other.references.items():
            table, _, column = target.partition(".")
            if table != plan.name or name in other.soft:
                continue
            if _is_part(other) and not _is_referred_to(frame, other):
                _delete_with(frame, other, name, column)
                continue
            same = f"**{{{text(name)}: {frame.row}[{text(column)}]}}"
            code = embedded(f"{frame.row}[{text(plan.key[-1])}]")
            parts = (f"{plan.noun} ", code) if code else (f"the {plan.noun}",)
            said = message(*parts, f" still has {other.name.replace('_', ' ')}")
            frame.add(f"if db.count({text(other.name)}, {same}):", f"    refuse({said})")
            frame.refuses_for("in_use")


def _is_part(plan: TablePlan) -> bool:
    """Whether nobody ever speaks of one row of a table: it goes with what it belongs to."""
    return not plan.children and not any(
        sense.action in _OF_ONE or sense.phrase.in_item for sense in plan.thing.senses
    )


def _is_referred_to(frame: Frame, plan: TablePlan) -> bool:
    start = f"{plan.name}."
    return any(
        target.startswith(start)
        for other in frame.tables.values()
        for target in other.references.values()
    )


def _delete_with(frame: Frame, other: TablePlan, name: str, column: str) -> None:
    """Delete the rows of another table that belong to the row."""
    one = frame.variable(other.thing.noun)
    same = f"**{{{text(name)}: {frame.row}[{text(column)}]}}"
    frame.add(
        f"for {one} in db.find({text(other.name)}, {same}):",
        f"    db.delete({text(other.name)}, {key_of(other, one)})",
    )


def _delete_many(frame: Frame, keys: Parameter) -> bool:
    plan = frame.plan
    if len(plan.key) != 1:
        return False
    frame.refuses_for("missing")
    frame.add(
        f"for one in {frame.value(keys)}:",
        f"    {frame.row} = {frame.module.finder(plan)}(db, one)",
        f"    db.delete({text(plan.name)}, {frame.key_of(frame.row)})",
    )
    return_done(frame)
    return True


def _delete_below(frame: Frame, row: str, plan: TablePlan, depth: int = 0) -> None:
    """Delete the rows below a row, and those below them."""
    pad = "    " * depth
    for child in plan.children:
        column = child.column_of(plan)
        if column is None or len(plan.key) != 1:
            continue
        name = frame.variable(child.thing.noun)
        told = child.references[column].partition(".")[2]
        same = f"**{{{text(column)}: {row}[{text(told)}]}}"
        frame.add(f"{pad}for {name} in db.find({text(child.name)}, {same}):")
        _delete_below(frame, name, child, depth + 1)
        frame.add(f"{pad}    db.delete({text(child.name)}, {key_of(child, name)})")


def clear(frame: Frame) -> bool:
    """All rows below one row; false where no argument names it."""
    plan = frame.plan
    find_parents(frame)
    if key_values(frame) is not None and plan.children and find_row(frame):
        _delete_below(frame, frame.row, plan)
        return_done(frame)
        return True
    wanted = [(one.column, frame.key_value(one)) for one in frame.having(Role.SCOPE) if one.column]
    if not wanted:
        return False
    before = f"rows = {frame.module.shared('_matching')}(db.rows({text(plan.name)}), "
    frame.add(
        *mapping(
            [(str(column), value) for column, value in wanted], indent=0, before=before, after=")"
        ),
        f"for {frame.row} in rows:",
        f"    db.delete({text(plan.name)}, {frame.key_of(frame.row)})",
        'return {"deleted": len(rows)}' if frame.returns is None else "return {}",
    )
    return True
