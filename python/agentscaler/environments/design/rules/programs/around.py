"""What stands beside the thing in an answer: tokens of pages, numbers of rows, that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.design.rules.programs.views import DONE, filling, is_other, plain_text
from agentscaler.environments.design.rules.reading.fields import member_field, members, type_of
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.words import own_words, words
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.tables.plan import TablePlan, ToolPlan

_COUNTS = words_of("count total size number")


_DEEPEST = 2
"""Objects within objects that are looked through for a token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What stands beside the thing in a result, at one level of it."""

    name: str
    kind: str
    """``column``, ``cursor``, ``more`` (whether more follows), ``count``, ``ok``, ``constant``."""
    value: Any = None
    """Of a cursor: the members on the way to it."""


def around(tool: ToolPlan) -> list[list[Around]]:
    """The members beside the thing, for each level on the way to it."""
    sense, plan = tool.sense, tool.table
    schema: dict[str, Any] = sense.tool.returns or {}
    levels: list[list[Around]] = []
    several = sense.shape.kind in {"list", "ids"}
    for step in sense.shape.path:
        own = members(schema)
        needed = set(schema.get("required", ()))
        beside = [
            _beside(name, one, plan, needed=name in needed, several=several)
            for name, one in own.items()
            if name != step and words(name)
        ]
        levels.append([one for one in beside if one is not None])
        schema = own[step]
    return levels


def _beside(
    name: str, schema: dict[str, Any], plan: TablePlan, *, needed: bool, several: bool
) -> Around | None:
    """A member beside the thing; ``None`` where nothing can be said of it."""
    kind = _kind(name, schema, several=several)
    if kind is not None:
        return Around(name=name, kind=kind)
    inner = _cursor_in(schema) if several else None
    if inner is not None:
        return Around(name=name, kind="cursor", value=inner)
    if not several:
        column = plan.shown_as(own_words(name, plan.thing.noun))
        if column is not None and not is_other(column.schema, schema):
            return Around(name=name, kind="column", value=column.name)
    if not needed:
        return None
    value = filling(name, schema)
    if value is None and type_of(schema) == "string":
        said = words(name)[-1] in {"message", "detail", "description"}
        value = "Done." if said else plain_text(schema)
    return None if value is None else Around(name=name, kind="constant", value=value)


def _cursor_in(schema: dict[str, Any], depth: int = 0) -> tuple[str, ...] | None:
    """Members on the way to the token of the next page: ``{"paging": {"next": {"after": ..}}}``."""
    for name, one in members(schema).items() if depth < _DEEPEST else ():
        if not words(name):
            continue
        if _kind(name, one, several=True) == "cursor":
            return (name,)
        inner = _cursor_in(one, depth + 1)
        if inner is not None:
            return (name, *inner)
    return None


def _kind(name: str, schema: dict[str, Any], *, several: bool) -> str | None:
    """What a member is by its name and type alone."""
    found = set(words(name))
    match type_of(schema):
        case "string" if several:
            is_token = way_of_answer(member_field(name, schema), several=True) is Role.CURSOR
            return "cursor" if is_token else None
        case "boolean" if several and found & {"truncated", "more"}:
            return "more"
        case "boolean" if words(name)[-1] in DONE:
            return "ok"
        case "integer" | "number" if several and found & _COUNTS:
            return "count"
    return None
