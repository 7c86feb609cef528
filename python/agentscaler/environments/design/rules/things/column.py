"""A column in the making, and schemas of values that come from two sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.rules.reading.fields import members, type_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.things.thing import Own


@dataclass(slots=True)
class ColumnDraft:
    """A column in the making."""

    own: Own
    name: str
    schema: dict[str, Any]
    given: bool = False
    """A caller gives it."""
    required: bool = False
    """A caller has to give it when a row is made, or every answer shows it."""
    shown: bool = False
    """An answer shows it."""
    told_always: bool = False
    """Some answer has to show it."""
    made: str | None = None
    """See `Column.made`."""
    is_settled: bool = False
    """Its schema comes from a source; an empty one then means: anything."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Schemas of the arguments that a made value is handed to."""


Columns = dict["Own", ColumnDraft]


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """One schema for values that meet either of two; the first one leads.

    Example:
        >>> merged({"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]})["enum"]
        ['a', 'b']
        >>> merged({"type": "string"}, {"type": "integer"})
        {}
    """
    first, second = type_of(one), type_of(other)
    if first and second and first != second:
        return {"type": "number"} if {first, second} == {"integer", "number"} else {}
    kept = dict(one)
    if first == second == "object" and (members(one) or members(other)):
        mine, theirs = members(one), members(other)
        kept["properties"] = {
            name: merged(mine[name], theirs[name])
            if name in mine and name in theirs
            else mine.get(name, theirs.get(name, {}))
            for name in [*mine, *(name for name in theirs if name not in mine)]
        }
        needed = dict.fromkeys([*one.get("required", ()), *other.get("required", ())])
        kept["required"] = list(needed)
    elif first == second == "array" and isinstance(other.get("items"), dict):
        inner = one.get("items")
        kept["items"] = merged(inner, other["items"]) if isinstance(inner, dict) else other["items"]
    if "enum" in one and "enum" not in other and second:
        del kept["enum"]
    elif "enum" in one and "enum" in other:
        kept["enum"] = [
            *one["enum"],
            *(value for value in other["enum"] if value not in one["enum"]),
        ]
    return kept


def narrowed(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """One schema for values that answers of two kinds show: what both allow, where that is some.

    Example:
        >>> narrowed({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["b"]})
        {'type': 'string', 'enum': ['b']}
        >>> narrowed({"type": "string"}, {"type": "string", "enum": ["b"]})["enum"]
        ['b']
    """
    found = merged(one, other)
    listed = [schema["enum"] for schema in (one, other) if schema.get("enum")]
    if not listed or type_of(one) != type_of(other):
        return found
    both = [value for value in listed[0] if value in listed[-1]]
    return {**found, "enum": both} if both else found
