"""Helpers of one table: the row of a key, and what is told of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.rules.programs.layout import sequence
from agentscaler.environments.design.rules.programs.text import Code, local, message, names, text
from agentscaler.environments.design.rules.programs.views import Constant, FromColumn, Group
from agentscaler.environments.design.rules.reading.fields import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.design.rules.programs.views import View
    from agentscaler.environments.design.rules.tables.plan import TablePlan


def finder_text(name: str, plan: TablePlan) -> list[str]:
    """A function that gives the row of a key, or of another column that names it, or refuses."""
    row = local(plan.thing.noun, ())
    table = text(plan.name)
    if plan.is_single:
        missing = message(f"the {plan.noun} not found")
        lookup = f'db.get({table}, "only")'
        return _one_lookup(f"def {name}(db):", plan, lookup, missing=missing, numbers=[])
    parts = [local(column, {row}) for column in plan.key]
    if len(parts) != len(set(parts)):
        parts = [f"{part}_{at}" for at, part in enumerate(parts)]
    key = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
    head = f"def {name}(db, {', '.join(parts)}):"
    missing = message(f"{plan.noun} ", Code(parts[-1]), " not found")
    numbers = _numbers(plan, parts)
    if not plan.alternates or len(parts) > 1:
        lookup = f"db.get({table}, {key})"
        return _one_lookup(head, plan, lookup, missing=missing, numbers=numbers)
    return [
        head,
        f'    """The {plan.noun} of a key, or of another name that it has."""',
        *numbers,
        f"    {row} = db.get({table}, {key})",
        f"    if {row} is None:",
        "        named = [",
        "            other",
        f"            for other in db.rows({table})",
        f"            if {key} in [other.get(name) for name in {names(plan.alternates)}]",
        "        ]",
        "        if not named:",
        f"            refuse({missing})",
        f"        {row} = named[0]",
        f"    return {row}",
    ]


def _one_lookup(
    head: str, plan: TablePlan, lookup: str, *, missing: str, numbers: list[str]
) -> list[str]:
    row = local(plan.thing.noun, ())
    return [
        head,
        f'    """The {plan.noun} of a key."""',
        *numbers,
        f"    {row} = {lookup}",
        f"    if {row} is None:",
        f"        refuse({missing})",
        f"    return {row}",
    ]


def _numbers(plan: TablePlan, parts: list[str]) -> list[str]:
    """Lines that read numbers from texts, where some tools take the key as a text."""
    lines = []
    for part, column in zip(parts, plan.key, strict=True):
        is_number = type_of(plan.columns_by_name[column].schema) == "integer"
        if is_number and plan.takes_texts(column):
            lines.append(f"    if isinstance({part}, str) and {part}.isdigit():")
            lines.append(f"        {part} = int({part})")
    return lines


def view_text(name: str, plan: TablePlan, view: View, shared: Callable[[str], str]) -> list[str]:
    """A function that shows a row.

    Args:
        name: Of the function.
        plan: The table.
        view: What is shown.
        shared: Asks for a shared helper by its name.
    """
    row = local(plan.thing.noun, ())
    lines = [f"def {name}({row}):", f'    """What is told of one {plan.noun}."""']
    if all(isinstance(one, FromColumn) and one.column == member for member, one in view):
        columns = [text(member) for member, _ in view]
        closing = ",))" if len(columns) == 1 else "))"
        before = f"return {shared('_shown')}({row}, ("
        return lines + sequence(columns, indent=4, before=before, after=closing)
    return lines + _display(shared("_given"), row, view, indent=4, before="return ", after="")


def _display(
    given: str, row: str, view: View, *, indent: int, before: str, after: str
) -> list[str]:
    pad = " " * indent
    lines = [f"{pad}{before}{given}({{"]
    for name, one in view:
        match one:
            case FromColumn(column):
                lines.append(f"{pad}    {text(name)}: {row}.get({text(column)}),")
            case Constant(code):
                lines.append(f"{pad}    {text(name)}: {code},")
            case Group(members):
                start = f"{text(name)}: "
                lines += _display(given, row, members, indent=indent + 4, before=start, after=",")
    return [*lines, f"{pad}}}){after}"]


def resources_text(name: str, tables: list[tuple[TablePlan, str]]) -> list[str]:
    """A function that finds a row of any table by whatever names it.

    Args:
        name: Of the function.
        tables: Tables whose rows have tags, each with the column of the tags.
    """
    lines = ["_RESOURCES = ("]
    for plan, column in tables:
        known = dict.fromkeys(one for one in (*plan.key, *plan.alternates) if one not in plan.scope)
        lines.append(f"    ({text(plan.name)}, {names(tuple(known))}, {text(column)}),")
    return [
        *lines,
        ")",
        '"""Tables whose rows have tags: what names a row, and the column of the tags."""',
        "",
        "",
        f"def {name}(db, name):",
        '    """Table, key, row and column of the tags of whatever has this name."""',
        "    for table, columns, tags in _RESOURCES:",
        "        for key, row in db.items(table):",
        "            if name in [row.get(column) for column in columns]:",
        "                return table, key, row, tags",
        '    refuse(f"resource {name} not found")',
    ]
