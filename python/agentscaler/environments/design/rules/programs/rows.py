"""Functions that read: one row, many rows, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.programs.finding import find_parents, find_row
from agentscaler.environments.design.rules.programs.layout import mapping
from agentscaler.environments.design.rules.programs.results import (
    return_row,
    return_rows,
    tells_cursor,
)
from agentscaler.environments.design.rules.programs.text import Code, literal, message, text
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Parameter
    from agentscaler.environments.design.rules.programs.frame import Frame

_ASK_FOR_ANY = words_of("list search find query filter browse")
"""Verbs of tools whose answer may be empty, whatever is asked for."""


def get(frame: Frame) -> bool:
    """One row by its key; false where no argument names it."""
    if any(one.many for one in frame.having(Role.KEY)):
        return list_rows(frame)
    find_parents(frame)
    if not find_row(frame):
        return False
    return_row(frame)
    return True


def list_rows(frame: Frame) -> bool:
    """Rows that meet the filters, a page of them."""
    find_parents(frame)
    rows = frame.rows_variable()
    frame.add(f"{rows} = db.rows({text(frame.plan.name)})")
    _match(frame, rows)
    _refuse_none(frame, rows)
    for one in frame.having(Role.SEARCH):
        frame.add(f"{rows} = {frame.module.shared('_with_text')}({rows}, {frame.value(one)})")
    _sort(frame, rows)
    token = _cut(frame, rows)
    return_rows(frame, rows, token)
    return True


def _match(frame: Frame, rows: str) -> None:
    """Keep the rows that meet the filters."""
    wanted: dict[str, str] = {}
    for one in frame.having(Role.SCOPE, Role.FILTER, Role.KEY):
        if one.column is not None and not (frame.plan.is_single and one.column in frame.plan.key):
            value = frame.key_value(one)
            wanted.setdefault(one.column, value)
    named = frame.status_value()
    if named is not None and frame.plan.status is not None:
        wanted.setdefault(frame.plan.status, literal([named]))
    if wanted:
        before = f"{rows} = {frame.module.shared('_matching')}({rows}, "
        frame.add(*mapping(list(wanted.items()), indent=0, before=before, after=")"))
    for one in frame.having(Role.FILTER):
        if one.column is None and one.schema.get("type") == "object":
            matching = frame.module.shared("_matching")
            frame.add(f"{rows} = {matching}({rows}, {frame.value(one)} or {{}})")


def _refuse_none(frame: Frame, rows: str) -> None:
    """Refuse where a tool that asks for one row by its key found none."""
    if frame.tool.sense.verb in _ASK_FOR_ANY:
        return
    for one in frame.having(Role.KEY):
        if one.column != frame.plan.key[-1] or one.many:
            continue
        value, noun = frame.value(one), frame.plan.noun
        shown = (f"{noun} ", Code(value)) if value.isidentifier() else (noun,)
        frame.refuses_for("missing")
        said = message(*shown, " not found")
        frame.add(f"if {value} and not {rows}:", f"    refuse({said})")


def _sort(frame: Frame, rows: str) -> None:
    by, order = frame.having(Role.SORT), frame.having(Role.ORDER)
    if not by and not order:
        return
    column = frame.value(by[0]) if by else "None"
    downward = "False"
    if order:
        value = frame.value(order[0])
        is_switch = order[0].schema.get("type") == "boolean"
        downward = value if is_switch else f'({value} or "").lower()[:4] == "desc"'
    frame.add(f"{rows} = {frame.module.shared('_sorted')}({rows}, {column}, {downward})")


def _cut(frame: Frame, rows: str) -> str | None:
    """Cut a page out of the rows; the variable of the token of the next one."""
    if frame.tool.operation.action is Action.COUNT:
        return None
    shared = frame.module.shared
    limit, cursor = frame.having(Role.LIMIT), frame.having(Role.CURSOR)
    size = _number(frame, limit[0], "None") if limit else "None"
    number = frame.having(Role.PAGE)
    if cursor and (not number or tells_cursor(frame)):
        token = frame.variable("next_token")
        frame.add(f"{rows}, {token} = {shared('_page')}({rows}, {size}, {frame.value(cursor[0])})")
        frame.refuses_for("value")
        return token
    offset = frame.having(Role.OFFSET)
    if offset:
        frame.add(f"{rows} = {rows}[{_number(frame, offset[0], '0')} :]")
    if number:
        per_page = _number(frame, limit[0], "20") if limit else "20"
        at = _number(frame, number[0], "1")
        if number[0].schema.get("minimum") == 0:
            at = f"1 + ({_number(frame, number[0], '0')})"  # the first page is page 0
        frame.add(f"{rows} = {shared('_numbered_page')}({rows}, {at}, {per_page})")
    elif limit:
        frame.add(f"{rows} = {shared('_first')}({rows}, {size})")
    return None


def _number(frame: Frame, parameter: Parameter, otherwise: str) -> str:
    """The expression of an argument that is a whole number, or stands for one."""
    value = frame.value(parameter)
    if parameter.schema.get("type") != "integer":
        return f"{frame.module.shared('_whole')}({value}, {otherwise})"
    if otherwise == "None" or parameter.required:
        return value
    return f"{otherwise} if {value} is None else {value}"
