"""Functions about tags: members of a list or an object in a row, whatever the row is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Operation, Parameter, Role
from agentscaler.environments.design.rules.programs.frame import Frame
from agentscaler.environments.design.rules.programs.text import text
from agentscaler.environments.design.rules.reading.fields import members, type_of
from agentscaler.environments.design.rules.reading.words import ends_with, words
from agentscaler.environments.design.rules.tables.plan import ToolPlan

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.programs.module import Module
    from agentscaler.environments.design.rules.reading.fields import Field
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.tables.plan import Plans, TablePlan

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


def tag_column(plan: TablePlan) -> str | None:
    """The column of the tags of a table."""
    for own in _TAGS:
        column = plan.columns.get(own)
        if column is not None and type_of(column.schema) in {"array", "object", ""}:
            return column.name
    return None


def tables_with_tags(plans: Plans) -> list[tuple[TablePlan, str]]:
    """Tables whose rows have tags, each with the column of the tags."""
    found = []
    for plan in plans.values():
        column = tag_column(plan)
        if column is None and any(one.made == "arn" for one in plan.columns.values()):
            column = "tags"
        if column is not None and not plan.is_single:
            found.append((plan, column))
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class TagTool:
    """A tool about tags, and the arguments that matter."""

    sense: Sense
    named: Field
    """What names the row."""
    tagged: Field | None
    """What has the tags, or their names; none where tags are read."""
    own: TablePlan | None
    """The table that it names: ``TagRole``; none: any table."""
    table: TablePlan
    """That one, or the first that has tags."""

    @property
    def action(self) -> Action:
        """What it does."""
        return action_of_tags(self.sense)

    def operation(self) -> Operation:
        """As the blueprint has it."""
        return Operation(
            tool=self.sense.tool.name,
            action=self.action,
            table=self.table.name,
            column=tag_column(self.table) or "tags",
            parameters=tuple(self._parameter(one) for one in self.sense.fields),
            refuses=("missing",),
        )

    def _parameter(self, one: Field) -> Parameter:
        role, column = Role.IGNORED, None
        if one is self.named:
            role, column = Role.KEY, _column_named(one, self.table)
        elif one is self.tagged:
            role = Role.MEMBERS
        return Parameter(
            name=one.name,
            role=role,
            column=column,
            schema=one.schema,
            required=one.required,
            many=one.type == "array",
        )

    def function(self, module: Module, tables: dict[str, TablePlan]) -> list[str]:
        """The text of its function."""
        plan = ToolPlan(
            sense=self.sense, operation=self.operation(), table=self.table, paths=self.sense.paths
        )
        frame = Frame(plan, module, tables)
        _write(frame, self)
        return frame.function()


def read_tag_tool(sense: Sense, plans: Plans, resources: list[TablePlan]) -> TagTool | None:
    """A tool about tags; ``None`` where nothing says which row, or which tags.

    Args:
        sense: The tool.
        plans: All tables.
        resources: Tables whose rows have tags.
    """
    given = [one for one in sense.fields if type_of(one.schema) in {"string", "integer", ""}]
    named = [one for one in given if one.required] or given
    lists = [one for one in sense.fields if type_of(one.schema) in {"array", "object"}]
    tagged = [one for one in lists if "tag" in one.words or "label" in one.words] or lists
    if not named or not resources or not (tagged or action_of_tags(sense) is Action.READ):
        return None
    own = _own_table(sense, plans)
    return TagTool(
        sense=sense,
        named=named[0],
        tagged=tagged[0] if tagged else None,
        own=own,
        table=own or resources[0],
    )


def _own_table(sense: Sense, plans: Plans) -> TablePlan | None:
    """The table that a tool about tags names: ``TagRole``."""
    said = sense.phrase.of or sense.phrase.noun
    noun = tuple(word for word in said if word not in {"tag", "label"})
    for known, plan in plans.items():
        if noun and ends_with(known, noun) and plan.has_one_name:
            return plan
    return None


def _column_named(one: Field, plan: TablePlan) -> str:
    """The column that an argument names: an arn by an arn, else the key."""
    for column in (*plan.alternates, *plan.key):
        if one.words[-1:] == (column.lower()[-3:],):
            return column
    return plan.key[-1]


def _entry_name(tool: TagTool) -> str:
    """The member that tells the entries of a list of tags apart."""
    schemas = [] if tool.tagged is None else [tool.tagged.schema]
    schemas += [one.schema for own, one in tool.table.columns.items() if {"tag", "tags"} & set(own)]
    for schema in schemas:
        for name in members(schema.get("items", {})):
            if name in _NAMES or words(name)[-1:] == ("key",):
                return name
    return "Key"


def _write(frame: Frame, tool: TagTool) -> None:
    """The body of a tool about tags."""
    row, tags = frame.row, frame.variable("tags_now")
    name = frame.value(_as_parameter(tool.named))
    if tool.own is None:
        table, key = frame.variable("table_name"), frame.variable("row_key")
        column = frame.variable("tag_column")
        find = frame.module.resource_finder()
        frame.add(f"{table}, {key}, {row}, {column} = {find}(db, {name})")
    else:
        table, column = text(tool.own.name), text(tag_column(tool.own) or "tags")
        frame.add(f"{row} = {frame.module.finder(tool.own)}(db, {name})")
        key = frame.key_of(row)
    if tool.tagged is None or tool.action is Action.READ:
        _read(frame, column, tags)
        return
    value = frame.value(_as_parameter(tool.tagged))
    helper = frame.module.shared("_merged" if tool.action is Action.ADD else "_reduced")
    frame.add(
        f"{tags} = {helper}({row}.get({column}), {value}, {text(_entry_name(tool))})",
        f"db.update({table}, {key}, {{{column}: {tags}}})",
        f"return {{{column}: {tags}}}" if frame.returns is None else "return {}",
    )


def _read(frame: Frame, column: str, tags: str) -> None:
    """Tell the tags where the source has them."""
    own = members(frame.returns or {})
    target = next((name for name in own if {"tag", "label"} & set(words(name))), None)
    if target is None:
        frame.add(f"return {{{column}: {frame.row}.get({column}) or []}}")
        return
    nothing = "{}" if type_of(own[target]) == "object" else "[]"
    frame.add(
        f"{tags} = {frame.row}.get({column})", f"return {{{text(target)}: {tags} or {nothing}}}"
    )


def _as_parameter(field: Field) -> Parameter:
    return Parameter(name=field.name, role=Role.MEMBERS, required=field.required)
