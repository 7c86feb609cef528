"""Functions about tags: members of a list or an object in a row, whatever the row is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Parameter, Role
from agentscaler.environments.design.rules.fields import Field, members, type_of
from agentscaler.environments.design.rules.programs.code import names, text
from agentscaler.environments.design.rules.words import words

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.plan import TablePlan
    from agentscaler.environments.design.rules.programs.frame import Frame
    from agentscaler.environments.design.rules.sense import Sense

_NAMES = ("key", "Key", "TagKey", "tagKey", "tag_key", "name", "Name")


_TAGS: tuple[tuple[str, ...], ...] = (
    ("tags",),
    ("tag", "list"),
    ("tag", "set"),
    ("labels",),
    ("resource", "tags"),
)


def action_of_tags(sense: Sense) -> Action:
    """What a tool does to tags."""
    verb = sense.verb
    if verb in {"untag", "remove", "delete"}:
        return Action.REMOVE
    return Action.ADD if verb in {"tag", "add", "change", "set", "put"} else Action.READ


def fields_of_tags(sense: Sense) -> tuple[Field | None, Field | None]:
    """The argument that names the row, and the one with the tags."""
    given = [one for one in sense.fields if type_of(one.schema) in {"string", "integer", ""}]
    named = [one for one in given if one.required] or given
    lists = [one for one in sense.fields if type_of(one.schema) in {"array", "object"}]
    tagged = [one for one in lists if "tag" in one.words or "label" in one.words] or lists
    return (named[0] if named else None), (tagged[0] if tagged else None)


def tag_column(plan: TablePlan) -> str | None:
    """The column of the tags of a table."""
    for own in _TAGS:
        column = plan.columns.get(own)
        if column is not None and type_of(column.schema) in {"array", "object", ""}:
            return column.name
    return None


def entry_name(field: Field | None, plan: TablePlan | None) -> str:
    """The member that tells the entries of a list of tags apart."""
    schemas = [] if field is None else [field.schema]
    if plan is not None:
        schemas += [one.schema for own, one in plan.columns.items() if {"tag", "tags"} & set(own)]
    for schema in schemas:
        item = schema.get("items", {})
        for name in members(item):
            if name in _NAMES or words(name)[-1:] == ("key",):
                return name
    return "Key"


def find_resource(tables: list[tuple[TablePlan, str]]) -> list[str]:
    """The lines of a helper that finds a row of any table by whatever names it."""
    lines = ["_RESOURCES = ("]
    for plan, column in tables:
        known = [name for name in (*plan.key, *plan.alternates) if name not in plan.scope]
        lines.append(
            f"    ({text(plan.name)}, {names(tuple(dict.fromkeys(known)))}, {text(column)}),"
        )
    lines += [
        ")",
        '"""Tables whose rows have tags: what names a row, and the column of the tags."""',
        "",
        "",
        "def _find_resource(db, name):",
        '    """Table, key, row and column of the tags of whatever has this name."""',
        "    for table, columns, tags in _RESOURCES:",
        "        for key, row in db.items(table):",
        "            if name in [row.get(column) for column in columns]:",
        "                return table, key, row, tags",
        '    refuse(f"resource {name} not found")',
    ]
    return lines


def write_tags(frame: Frame, own: TablePlan | None) -> Action:
    """The body of a tool about tags.

    Args:
        frame: Of the tool.
        own: The table of the tool; ``None``: any table.
    """
    sense = frame.tool.sense
    action = action_of_tags(sense)
    named, tagged = fields_of_tags(sense)
    entry = entry_name(tagged, own or frame.plan)
    row, tags = frame.row, frame.variable("tags_now")
    assert named is not None
    name = frame.value(_as_parameter(named))
    if own is None:
        table, key = frame.variable("table_name"), frame.variable("row_key")
        column = frame.variable("tag_column")
        frame.add(f"{table}, {key}, {row}, {column} = _find_resource(db, {name})")
    else:
        table, column = text(own.name), text(tag_column(own) or "tags")
        frame.add(f"{row} = {frame.module.finder(own)}(db, {name})")
        key = frame.key_of_row()
    frame.refuses.append("missing")
    if action is Action.READ:
        _read(frame, row, column, tags)
        return action
    assert tagged is not None
    value = frame.value(_as_parameter(tagged))
    helper = frame.module.shared("_merged" if action is Action.ADD else "_reduced")
    frame.add(
        f"{tags} = {helper}({row}.get({column}), {value}, {text(entry)})",
        f"db.update({table}, {key}, {{{column}: {tags}}})",
    )
    returns = sense.tool.returns
    frame.add("return {}" if returns is not None else f"return {{{column}: {tags}}}")
    return action


def _read(frame: Frame, row: str, column: str, tags: str) -> None:
    returns = frame.tool.sense.tool.returns
    own = members(returns or {})
    target = next((name for name in own if "tag" in words(name) or "label" in words(name)), None)
    if target is None:
        frame.add(f"return {{{column}: {row}.get({column}) or []}}")
        return
    kind = type_of(own[target])
    # Tags that were given as an object are told as a list where the source says so, and back.
    frame.add(f"{tags} = {row}.get({column})")
    if kind == "object":
        frame.add(f"return {{{text(target)}: {tags} or {{}}}}")
    else:
        frame.add(f"return {{{text(target)}: {tags} or []}}")


def _as_parameter(field: Field) -> Parameter:
    return Parameter(name=field.name, role=Role.MEMBERS, required=field.required)
