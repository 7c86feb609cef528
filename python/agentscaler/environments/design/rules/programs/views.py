"""What an answer shows of a row, in the form that the source promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.design.rules.columns import is_group
from agentscaler.environments.design.rules.fields import Field, members, type_of
from agentscaler.environments.design.rules.paging import way_of_answer
from agentscaler.environments.design.rules.programs.code import literal
from agentscaler.environments.design.rules.words import own_words, words
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.plan import TablePlan, ToolPlan


@dataclass(frozen=True, slots=True)
class FromColumn:
    """A member that shows a column."""

    column: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A member that is always the same."""

    code: str
    """The value as Python writes it."""


@dataclass(frozen=True, slots=True)
class Group:
    """A member that holds others."""

    members: tuple[tuple[str, Member], ...]


Member: TypeAlias = "FromColumn | Constant | Group"
View: TypeAlias = "tuple[tuple[str, Member], ...]"

_OK = words_of(
    "success ok succeeded successful deleted updated created acknowledged result done accepted removed"
)
_MAX_DEPTH = 3


def view_of(plan: TablePlan, schema: dict[str, Any]) -> View:
    """What an object of a result shows of a row.

    Args:
        plan: The table.
        schema: JSON Schema of the object.
    """
    return _view(plan, schema, 0)


def _view(plan: TablePlan, schema: dict[str, Any], depth: int) -> View:
    noun = plan.thing.noun
    needed = set(schema.get("required", ()))
    found: list[tuple[str, Member]] = []
    for name, one in members(schema).items():
        if not words(name):
            continue
        column = plan.shown_as(own_words(name, noun))
        fixed = one.get("const") or (one["enum"][0] if len(one.get("enum", ())) == 1 else None)
        if fixed is not None:
            found.append((name, Constant(literal(fixed))))
        elif column is not None and not _is_other(column.schema, one):
            found.append((name, FromColumn(column.name)))
        elif depth < _MAX_DEPTH and is_group(name, one, plan.columns, noun):
            found.append((name, Group(_view(plan, one, depth + 1))))
        elif name in needed:
            filled = filling(name, one)
            if filled is None and _is_text(one):
                filled = ""
            if filled is not None:
                found.append((name, Constant(literal(filled))))
    return tuple(found)


def _is_other(column: dict[str, Any], shown: dict[str, Any]) -> bool:
    """Whether a column cannot be what a member shows: a text for an object."""
    stored, wanted = type_of(column), type_of(shown)
    if not stored and wanted in {"object", "array"}:
        return not column.get("description")  # it takes several forms
    if stored == wanted == "array":
        inner = (column.get("items"), shown.get("items"))
        if all(isinstance(one, dict) for one in inner):
            return _is_other(*inner)
    pair = {stored, wanted}
    return len(pair) == 2 and "" not in pair and pair != {"integer", "number"}


def filling(name: str, schema: dict[str, Any]) -> Any:
    """What stands for a member that has to be there and that no column holds; ``None``: nothing."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = type_of(schema)
    if kind == "boolean":
        return words(name)[-1] in _OK
    if kind in {"integer", "number"}:
        return max(0, schema.get("minimum", 0))
    if kind == "array":
        return []
    if kind == "object":
        inner = {
            key: value
            for key, one in members(schema).items()
            if key in schema.get("required", ())
            and (value := "" if _is_text(one) else filling(key, one)) is not None
        }
        return inner
    return None


def _is_text(schema: dict[str, Any]) -> bool:
    return type_of(schema) == "string" and not schema.get("enum") and "const" not in schema


def columns_shown(view: View) -> tuple[str, ...]:
    """Names of the columns that a view shows."""
    found: list[str] = []
    for _, member in view:
        if isinstance(member, FromColumn):
            found.append(member.column)
        elif isinstance(member, Group):
            found.extend(columns_shown(member.members))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What stands beside the thing in a result, at one level of it."""

    name: str
    kind: str
    """``column``, ``cursor``, ``more`` (whether more follows), ``count``, ``ok``, ``text``,
    ``constant``."""
    value: Any = None


_COUNTS = words_of("count total size number")


def around(tool: ToolPlan) -> list[list[Around]]:
    """The members beside the thing, for each level on the way to it."""
    sense, plan = tool.sense, tool.table
    schema: dict[str, Any] = sense.tool.returns or {}
    levels: list[list[Around]] = []
    several = sense.shape.kind in {"list", "ids"}
    for step in sense.shape.path:
        own = members(schema)
        needed = set(schema.get("required", ()))
        level = []
        for name, one in own.items():
            if (
                name != step
                and words(name)
                and (found := _beside(name, one, plan, name in needed, several))
            ):
                level.append(found)
        levels.append(level)
        schema = own[step]
    return levels


def _beside(
    name: str, schema: dict[str, Any], plan: TablePlan, needed: bool, several: bool
) -> Around | None:
    found, kind = words(name), type_of(schema)
    if several and kind == "string":
        one = Field(name=name, leaf=name, words=found, schema=schema, required=False, in_path=False)
        if way_of_answer(one, several=True) is Role.CURSOR:
            return Around(name=name, kind="cursor")
    if several and kind == "boolean" and set(found) & {"truncated", "more"}:
        return Around(name=name, kind="more")
    if several and kind in {"integer", "number"} and set(found) & _COUNTS:
        return Around(name=name, kind="count")
    if kind == "boolean" and found[-1] in _OK:
        return Around(name=name, kind="ok")
    if not several:
        column = plan.shown_as(own_words(name, plan.thing.noun))
        if column is not None and not _is_other(column.schema, schema):
            return Around(name=name, kind="column", value=column.name)
    if needed and (value := filling(name, schema)) is not None:
        return Around(name=name, kind="constant", value=value)
    if needed and kind == "string":
        said = "Done." if found[-1] in {"message", "detail", "description"} else ""
        return Around(name=name, kind="constant", value=said)
    return None
