"""Functions that read: one row, many rows, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.programs.code import mapping, text

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.programs.frame import Frame


def get(frame: Frame) -> bool:
    """One row by its key; false where no argument names it."""
    many = [one for one in frame.having(Role.KEY) if one.many]
    if many:
        return list_rows(frame)
    frame.parents()
    if not frame.find():
        return False
    frame.returned(frame.row)
    return True


def list_rows(frame: Frame) -> bool:
    """Rows that meet the filters, a page of them."""
    plan = frame.plan
    frame.parents()
    rows = frame.variable("rows_") if "rows" in frame._taken else "rows"  # noqa: SLF001
    frame.add(f"{rows} = db.rows({text(plan.name)})")
    wanted = [
        (one.column, frame.key_value(one))
        for one in frame.having(Role.SCOPE, Role.FILTER, Role.KEY)
        if one.column is not None and one.column != "singleton"
    ]
    if wanted:
        matching = frame.module.shared("_matching")
        for line in mapping(_once(wanted), indent=0, before=f"{rows} = {matching}({rows}, ", after=")"):
            frame.add(line)
    for one in frame.having(Role.FILTER):
        if one.column is None:
            frame.add(f"{rows} = {frame.module.shared('_matching')}({rows}, {frame.value(one)} or {{}})")
    for one in frame.having(Role.KEY):
        if one.column in plan.key and one.column == plan.key[-1] and not one.many:
            frame.refuses.append("missing")
            value = frame.value(one)
            frame.add(
                f"if {value} and not {rows}:",
                f'    refuse(f"{plan.noun} {{{value}}} not found")' if '"' not in value else f'    refuse("{plan.noun} not found")',
            )
    for one in frame.having(Role.SEARCH):
        frame.add(f"{rows} = {frame.module.shared('_with_text')}({rows}, {frame.value(one)})")
    _sort(frame, rows)
    token = _cut(frame, rows)
    frame.listed(rows, token)
    return True


def _once(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for column, value in pairs:
        found.setdefault(column, value)
    return list(found.items())


def _sort(frame: Frame, rows: str) -> None:
    by = frame.having(Role.SORT)
    order = frame.having(Role.ORDER)
    if not by and not order:
        return
    column = frame.value(by[0]) if by else "None"
    downward = "False"
    if order:
        value = frame.value(order[0])
        kind = order[0].schema.get("type")
        downward = f"bool({value})" if kind == "boolean" else f'str({value}).lower().startswith("desc")'
    frame.add(f"{rows} = {frame.module.shared('_sorted')}({rows}, {column}, {downward})")


def _cut(frame: Frame, rows: str) -> str | None:
    """Cut a page out of the rows; the variable of the token of the next one."""
    if frame.tool.operation.action is Action.COUNT:
        return None
    limit = frame.having(Role.LIMIT)
    size = frame.value(limit[0]) if limit else "None"
    cursor = frame.having(Role.CURSOR)
    if cursor:
        page = frame.module.shared("_page")
        token = frame.variable("next_token")
        frame.add(f"{rows}, {token} = {page}({rows}, {size}, {frame.value(cursor[0])})")
        frame.refuses.append("value")
        return token
    offset, number = frame.having(Role.OFFSET), frame.having(Role.PAGE)
    if offset:
        frame.add(f"{rows} = {rows}[int({frame.value(offset[0])} or 0) :]")
    if limit and number:
        size_name = frame.variable("per_page")
        frame.add(
            f"{size_name} = int({size} or 20)",
            f"start = (max(1, int({frame.value(number[0])} or 1)) - 1) * {size_name}",
            f"{rows} = {rows}[start : start + {size_name}]",
        )
    elif limit:
        frame.add(f"if {size} is not None:", f"    {rows} = {rows}[: max(0, int({size}))]")
    elif number:
        frame.add(
            f"start = (max(1, int({frame.value(number[0])} or 1)) - 1) * 20",
            f"{rows} = {rows}[start : start + 20]",
        )
    return None
