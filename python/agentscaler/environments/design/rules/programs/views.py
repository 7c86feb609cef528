"""What an answer shows of a row, in the form that the source promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.environments.design.rules.programs.text import literal
from agentscaler.environments.design.rules.reading.fields import members, type_of
from agentscaler.environments.design.rules.reading.patterns import fits, id_pattern, sample
from agentscaler.environments.design.rules.reading.words import own_words, words
from agentscaler.environments.design.rules.things.answers import is_group
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.tables.plan import TablePlan


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
DONE = words_of(
    """
    success ok succeeded successful deleted updated created acknowledged result done accepted
    removed
    """
)
"""Last words of members that say that it is done."""
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
        elif column is not None and not is_other(column.schema, one):
            found.append((name, FromColumn(column.name)))
        elif depth < _MAX_DEPTH and is_group(name, one, plan.columns, noun):
            found.append((name, Group(_view(plan, one, depth + 1))))
        elif name in needed:
            filled = filling(name, one)
            if filled is None and _is_text(one):
                filled = plain_text(one)
            if filled is not None:
                found.append((name, Constant(literal(filled))))
    return tuple(found)


def is_other(column: dict[str, Any], shown: dict[str, Any]) -> bool:
    """Whether a column cannot be what a member shows: a text for an object."""
    stored, wanted = type_of(column), type_of(shown)
    if not stored and wanted in {"object", "array"}:
        return not column.get("description")  # it takes several forms
    if stored == wanted == "array":
        items, others = column.get("items"), shown.get("items")
        if isinstance(items, dict) and isinstance(others, dict):
            return is_other(items, others)
    pair = {stored, wanted}
    return stored != wanted and "" not in pair and pair != {"integer", "number"}


def filling(name: str, schema: dict[str, Any]) -> Any:
    """What stands for a member that has to be there and that no column holds; ``None``: nothing."""
    if "const" in schema or schema.get("enum"):
        return schema["const"] if "const" in schema else schema["enum"][0]
    match type_of(schema):
        case "boolean":
            return not DONE.isdisjoint(words(name)[-1:])
        case "integer" | "number":
            return max(0, schema.get("minimum", 0))
        case "array":
            return []
        case "object":
            return _filled(schema)
    return None


def _filled(schema: dict[str, Any]) -> dict[str, Any]:
    """An object with what has to be in it, as far as anything can stand for it."""
    needed = schema.get("required", ())
    return {
        name: value
        for name, one in members(schema).items()
        if name in needed
        and (value := plain_text(one) if _is_text(one) else filling(name, one)) is not None
    }


def plain_text(schema: dict[str, Any]) -> str:
    """What stands for a text that has to be there: nothing, or what its pattern asks for.

    Example:
        >>> plain_text({}), plain_text({"pattern": "^/v1/prices"})
        ('', '/v1/prices')
    """
    found = "" if fits("", schema) else sample(id_pattern([schema], ()))
    return found if fits(found, schema) else ""


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
