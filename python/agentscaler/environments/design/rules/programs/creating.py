"""Functions that make a new row, or put another in the place of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.programs.finding import (
    find_parents,
    find_references,
    for_column,
    key_values,
)
from agentscaler.environments.design.rules.programs.frame import joined
from agentscaler.environments.design.rules.programs.layout import mapping
from agentscaler.environments.design.rules.programs.making import made_value, new_id
from agentscaler.environments.design.rules.programs.results import return_row
from agentscaler.environments.design.rules.programs.text import (
    Code,
    embedded,
    literal,
    message,
    text,
)
from agentscaler.environments.design.rules.programs.views import filling
from agentscaler.environments.design.rules.reading.defaults import default_of
from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.patterns import fits, sample
from agentscaler.environments.design.rules.things.column import ColumnDraft

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Parameter
    from agentscaler.environments.design.rules.programs.frame import Frame
    from agentscaler.environments.design.rules.tables.plan import TablePlan


_LAST_STEPS = 2
"""Parts of a path below its parent: the collection and the name."""


def create(frame: Frame) -> bool:
    """A new row, or with `PUT` another in its place; false where nothing names it."""
    find_parents(frame)
    find_references(frame)
    keys = _keys(frame)
    if keys is None:
        return False
    key, is_made = joined(list(keys.values())) if keys else "", frame.plan.thing.made
    replaces = frame.tool.operation.action is Action.PUT and bool(keys) and not is_made
    old = frame.variable(f"old {frame.plan.noun}") if keys and not is_made else ""
    if replaces:
        frame.add(f"{old} = db.get({text(frame.plan.name)}, {key})")
    elif keys and not is_made:
        _refuse_second(frame, key, list(keys.values())[-1])
    given = frame.module.shared("_given")
    frame.add(
        *mapping(_new_row(frame, keys), indent=0, before=f"{frame.row} = {given}(", after=")")
    )
    if not keys:
        _complete_key(frame)
    if replaces:
        _put(frame, key, old)
    else:
        frame.add(f"db.insert({text(frame.plan.name)}, {frame.row})")
    return_row(frame)
    return True


def _keys(frame: Frame) -> dict[str, str] | None:
    """Columns of the key and their expressions.

    Returns:
        None of them where an object that holds the whole row has them; ``None`` where no argument
        does.
    """
    plan = frame.plan
    keys: dict[str, str] = {}
    if not plan.thing.made and not plan.is_single:
        values = key_values(frame)
        if values is None and not _whole(frame):
            return None
        keys = dict(zip(plan.key, values or [], strict=False))
    for one in frame.having(Role.KEY):
        if not one.required and one.column in keys:
            made = new_id(frame, plan.columns_by_name[one.column])
            value, name = frame.value(one), frame.variable(f"own {one.column}")
            frame.add(f"{name} = {made} if {value} is None else {value}")
            keys[one.column] = name
    if plan.thing.made:
        return {plan.key[-1]: _made_key(frame)}
    return {plan.key[0]: '"only"'} if plan.is_single else keys


def _whole(frame: Frame) -> list[Parameter]:
    """Objects that hold the whole row."""
    return [one for one in frame.having(Role.DATA) if one.column is None]


def _made_key(frame: Frame) -> str:
    """The variable of a key that the tool makes, where the row does not bring it."""
    plan, column = frame.plan, frame.plan.key[-1]
    name = frame.variable(f"new {column}")
    made = new_id(frame, plan.columns_by_name[column])
    whole = _whole(frame)
    if not whole:
        path = _path_below(frame, plan.columns_by_name[column])
        frame.add(f"{name} = {made if path is None else path}")
        if path is not None:
            _refuse_second(frame, name, name)
        return name
    frame.add(
        f"{name} = {_members(frame, whole[0])}.get({text(column)}) or {made}",
        f"if db.get({text(plan.name)}, {name}) is not None:",
        f"    refuse({message(f'{plan.noun} ', Code(name), ' exists already')})",
    )
    frame.refuses_for("duplicate")
    return name


def _path_below(frame: Frame, column: ColumnDraft) -> str | None:
    """The expression of a key that is a path below a parent; ``None`` where it is none.

    A caller may choose the last part: ``apiId`` of ``projects/p/apis/a``.
    """
    plan, own = frame.plan, frame.plan.column(("parent",))
    above = None if own is None else for_column(frame, own)
    steps = (plan.pattern(column) or "").split("/")
    if above is None or not above.required or len(steps) <= _LAST_STEPS:
        return None
    parent = "/".join(steps[:-_LAST_STEPS])
    if "*" in steps[-2] or not fits(sample(parent), above.schema):
        return None
    chosen, last = for_column(frame, plan.column(("id",)) or ""), frame.variable("last part")
    made = f"db.new_id({text(plan.name)}, {text(steps[-1])})"
    frame.add(f"{last} = {made if chosen is None else f'{frame.value(chosen)} or {made}'}")
    return f"{frame.value(above)} + {text(f'/{steps[-2]}/')} + {last}"


def _refuse_second(frame: Frame, key: str, shown: str) -> None:
    """Refuse a row whose key another has."""
    noun = frame.plan.noun
    parts = (f"{noun} ", Code(shown)) if shown.isidentifier() else (f"the {noun}",)
    frame.refuses_for("duplicate")
    frame.add(
        f"if db.get({text(frame.plan.name)}, {key}) is not None:",
        f"    refuse({message(*parts, ' exists already')})",
    )


def _complete_key(frame: Frame) -> None:
    """Make the key of a row that came as a whole without one; refuse one that is there."""
    plan, column = frame.plan, frame.plan.key[-1]
    name, table = text(column), text(plan.name)
    value = f"{frame.row}[{name}]"
    code = embedded(value)
    parts = (f"{plan.noun} ", code) if code else (f"the {plan.noun}",)
    frame.add(
        f"if {name} not in {frame.row}:",
        f"    {value} = {new_id(frame, plan.columns_by_name[column])}",
        f"elif db.get({table}, {value}) is not None:",
        f"    refuse({message(*parts, ' exists already')})",
    )
    frame.refuses_for("duplicate")


def _put(frame: Frame, key: str, old: str) -> None:
    """Store a row, in the place of another where there is one; when that was made stays."""
    plan, row = frame.plan, frame.row
    kept = "".join(
        f", {text(one.name)}: {old}.get({text(one.name)})"
        for one in plan.columns.values()
        if one.made in {"created", "id", "arn"} and one.name not in plan.key
    )
    frame.add(
        f"if {old} is None:",
        f"    db.insert({text(plan.name)}, {row})",
        "else:",
        f"    {row} = {{**{old}, **{row}{kept}}}",
        f"    db.put({text(plan.name)}, {key}, {row})",
    )


def _new_row(frame: Frame, keys: dict[str, str]) -> list[tuple[str, str]]:
    """Columns of a new row and their expressions, ``**`` for those of an object."""
    pairs = [("**", _members(frame, one)) for one in _whole(frame)]
    path = [value for value in keys.values() if value != '"only"']
    kind = _kind(frame)
    if kind is not None:
        pairs.append(kind)
    for column in frame.plan.columns.values():
        if column.name in keys:
            pairs.append((column.name, keys[column.name]))
            continue
        parameter = for_column(frame, column.name)
        if parameter is not None:
            pairs.append((column.name, _given(frame, parameter, column)))
        elif (made := made_value(frame, column, path)) is not None:
            pairs.append((column.name, made))
    return pairs


def _members(frame: Frame, one: Parameter) -> str:
    return frame.value(one) if one.required else f"({frame.value(one)} or {{}})"


def _given(frame: Frame, parameter: Parameter, column: ColumnDraft) -> str:
    """The expression of what a caller gives, or of what stands for it."""
    value = frame.key_value(parameter)
    default = default_of(parameter.schema)
    if default is None and column.told_always:
        default = filling(column.name, column.schema)
        if default is None and type_of(column.schema) == "string":
            default = ""
    if default is None or parameter.required:
        return value
    return f"{literal(default)} if {value} is None else {value}"


def _kind(frame: Frame) -> tuple[str, str] | None:
    """The kind of a row that another tool reads as something wider: ``api`` of an ``api task``."""
    noun, own = frame.plan.thing.noun, frame.tool.sense.noun
    before = own[: len(own) - len(noun)] if own[len(own) - len(noun) :] == noun else ()
    if not before or frame.tool.operation.action is not Action.CREATE:
        return None
    column = _kind_column(frame.plan)
    if column.given or column.schema.get("enum"):
        return None
    return column.name, text("_".join(before))


def _kind_column(plan: TablePlan) -> ColumnDraft:
    """The column of the kind, added where there is none."""
    for meaning in (("type",), ("kind",), ("category",)):
        if meaning in plan.columns:
            return plan.columns[meaning]
    made = ColumnDraft(own=("type",), name="type", schema={"type": "string"}, shown=True)
    plan.columns["type",] = made
    return made
