"""Arguments of a tool, one by one: the members of a body stand beside those of a query."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.rules.reading.words import ends_with, words
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentscaler.tools.tool import Tool

_BODIES = words_of(
    "body payload request input data requestbody entity resource item record document attribute "
    "object param parameter field model dto value detail property update change"
)
_INPUTS = words_of("input request body payload data dto model")
_MAX_MEMBERS = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """An argument, or a member of one that only wraps others."""

    name: str
    """As the tool has it; ``body.name`` is the member ``name`` of ``body``."""
    words: tuple[str, ...]
    """Words of the last part, in the singular."""
    schema: dict[str, Any]
    required: bool
    """A call without it is refused by the schema."""
    in_path: bool
    """It stands in the URL path."""
    path: tuple[str, ...]
    """The names of the objects around it, and its own."""
    whole: bool = False
    """It is an object without declared members that holds a row: its members are columns."""
    echoes: bool = False
    """It is called like its tool and says nothing more: a slip of whoever wrote the list."""
    meant: str = ""
    """What it should be called, where its name says another thing."""

    @property
    def leaf(self) -> str:
        """Its name without the objects around it."""
        return self.meant or self.path[-1]

    @property
    def type(self) -> str:
        """JSON type, ``""`` where anything goes."""
        return type_of(self.schema)


def type_of(schema: dict[str, Any]) -> str:
    """The JSON type that a schema asks for, null aside; ``""`` where it does not say.

    Example:
        >>> type_of({"type": ["string", "null"]}), type_of({"enum": ["a"]}), type_of({})
        ('string', 'string', '')
    """
    declared = schema.get("type")
    if isinstance(declared, list):
        found = [one for one in declared if one != "null"]
        declared = found[0] if len(found) == 1 else None
    if isinstance(declared, str):
        return declared
    if "properties" in schema:
        return "object"
    if "items" in schema:
        return "array"
    values = schema.get("enum")
    if values and all(isinstance(value, str) for value in values):
        return "string"
    branches = [
        branch
        for branch in schema.get("anyOf", schema.get("oneOf", ()))
        if isinstance(branch, dict) and branch.get("type") != "null"
    ]
    found = sorted({type_of(branch) for branch in branches})
    return found[0] if len(found) == 1 else ""


def members(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The declared members of an object; a schema that is no object has none."""
    found = schema.get("properties")
    if not isinstance(found, dict):
        return {}
    return {name: one if isinstance(one, dict) else {} for name, one in found.items()}


def member_field(name: str, schema: dict[str, Any]) -> Field:
    """A member of a result, as if it were an argument.

    Example:
        >>> member_field("nextToken", {"type": "string"}).words
        ('next', 'token')
    """
    return Field(
        name=name, path=(name,), words=words(name), schema=schema, required=False, in_path=False
    )


def says_id_of(field: Field, noun: Sequence[str]) -> bool:
    """Whether a description says that an argument is the id of a thing.

    Example:
        >>> channel = member_field("channel", {"description": "ID of conversation to archive"})
        >>> says_id_of(channel, ("conversation",)), says_id_of(channel, ("user",))
        (True, False)
    """
    said = str(field.schema.get("description", "")).lower()
    if "id" not in said:
        return False
    thing = re.escape(" ".join(noun))
    first = r"(the )?(unique )?(id|identifier) of (the |an? )?"
    return re.match(rf"{first}{thing}\b|{thing} (id|identifier)\b", said) is not None


def fields_of(tool: Tool, noun: Sequence[str]) -> tuple[Field, ...]:
    """The arguments of a tool.

    Args:
        tool: The tool.
        noun: What it is about: an argument of that name wraps the members of a row.

    Example:
        >>> from types import SimpleNamespace as Any
        >>> tool = Any(
        ...     parameters={
        ...         "properties": {
        ...             "id": {"type": "string"},
        ...             "body": {"type": "object", "properties": {"title": {"type": "string"}}},
        ...         }
        ...     },
        ...     name="update_book",
        ...     source=Any(path="/books/{id}"),
        ... )
        >>> [(field.name, field.in_path) for field in fields_of(tool, ("book",))]
        [('id', True), ('body.title', False)]
    """
    in_path = set(re.findall(r"\{([^{}]+?)\+?\}", tool.source.path or ""))
    found: dict[str, Field] = {}
    for field in _fields(tool.parameters, noun, in_path, above=(), required=True):
        # ``a.b`` may be an argument, and a member of another: one parameter has one name.
        found.setdefault(field.name, field)
    return tuple(
        replace(one, echoes=True) if _echoes(one, tool.name) else one for one in found.values()
    )


def _echoes(field: Field, tool: str) -> bool:
    """Whether an argument is the name of its tool once more: ``list_projects.list_projects``."""
    is_bare = set(field.schema) <= {"type"} and not field.required
    return is_bare and len(field.words) > 1 and field.words == words(tool)


def _fields(
    schema: dict[str, Any],
    noun: Sequence[str],
    in_path: set[str],
    *,
    above: tuple[str, ...],
    required: bool,
) -> Iterator[Field]:
    needed = set(schema.get("required", ()))
    own = members(schema)
    for name, one in own.items():
        found = words(name)
        must = required and name in needed
        path = (*above, name)
        wraps = _wraps(found, one, noun, alone=len(own) == 1, depth=len(above))
        if wraps and members(one):
            yield from _fields(one, noun, in_path, above=path, required=must)
        else:
            yield Field(
                name=".".join(path),
                path=path,
                words=found,
                schema=one,
                required=must,
                in_path=name in in_path and not above,
                whole=wraps,
            )


def _wraps(
    found: tuple[str, ...], schema: dict[str, Any], noun: Sequence[str], *, alone: bool, depth: int
) -> bool:
    if depth > 1 or not found or type_of(schema) != "object" or len(members(schema)) > _MAX_MEMBERS:
        return False
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        return False
    name = "".join(found)
    if "update" in found and found[0] in {"field", "value", "data", "column"}:
        return True  # fields_to_update
    if len(found) > 1 and found[-1] in _INPUTS:
        stem = found[:-1] if found[0] not in {"create", "update", "put"} else found[1:-1]
        if not stem or ends_with(noun, stem):
            return True
    is_body = name in _BODIES and (depth == 0 or name in {"property", "attribute", "data"})
    return is_body or ends_with(noun, found) or (alone and depth == 0 and ends_with(found, noun))
