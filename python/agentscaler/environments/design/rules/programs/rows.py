"""Functions that read: one row, many rows, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Parameter, Role
from agentscaler.environments.design.rules.programs.code import literal, mapping, text

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
    named = frame.status_value()
    if named is not None:
        wanted.append((plan.status, literal([named])))
    if wanted:
        matching = frame.module.shared("_matching")
        for line in mapping(
            _once(wanted), indent=0, before=f"{rows} = {matching}({rows}, ", after=")"
        ):
            frame.add(line)
    for one in frame.having(Role.FILTER):
        if one.column is None and one.schema.get("type") == "object":
            frame.add(
                f"{rows} = {frame.module.shared('_matching')}({rows}, {frame.value(one)} or {{}})"
            )
    for one in frame.having(Role.KEY):
        asks_one = frame.tool.sense.verb not in {
            "list",
            "search",
            "find",
            "query",
            "filter",
            "browse",
        }
        if asks_one and one.column == plan.key[-1] and not one.many:
            frame.refuses.append("missing")
            value = frame.value(one)
            frame.add(
                f"if {value} and not {rows}:",
                f'    refuse(f"{plan.noun} {{{value}}} not found")'
                if '"' not in value
                else f'    refuse("{plan.noun} not found")',
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
        downward = value if kind == "boolean" else f'({value} or "").lower()[:4] == "desc"'
    frame.add(f"{rows} = {frame.module.shared('_sorted')}({rows}, {column}, {downward})")


def _cut(frame: Frame, rows: str) -> str | None:
    """Cut a page out of the rows; the variable of the token of the next one."""
    if frame.tool.operation.action is Action.COUNT:
        return None
    shared = frame.module.shared
    limit = frame.having(Role.LIMIT)
    size = _number(frame, limit[0], "None") if limit else "None"
    cursor = frame.having(Role.CURSOR)
    if cursor:
        token = frame.variable("next_token")
        frame.add(f"{rows}, {token} = {shared('_page')}({rows}, {size}, {frame.value(cursor[0])})")
        frame.refuses.append("value")
        return token
    offset, number = frame.having(Role.OFFSET), frame.having(Role.PAGE)
    if offset:
        frame.add(f"{rows} = {rows}[{_number(frame, offset[0], '0')} :]")
    if number:
        per_page = _number(frame, limit[0], "20") if limit else "20"
        at = _number(frame, number[0], "1")
        frame.add(f"{rows} = {shared('_numbered_page')}({rows}, {at}, {per_page})")
    elif limit:
        frame.add(f"{rows} = {shared('_first')}({rows}, {size})")
    return None


def _number(frame: Frame, parameter: Parameter, otherwise: str) -> str:
    """The expression of an argument that is a whole number, or stands for one."""
    value = frame.value(parameter)
    if parameter.schema.get("type") == "integer":
        if otherwise == "None" or parameter.required:
            return value
        return f"{otherwise} if {value} is None else {value}"
    return f"{frame.module.shared('_whole')}({value}, {otherwise})"
