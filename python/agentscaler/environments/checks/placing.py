"""Where an argument stands in a call, and what it takes there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.values import types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Parameter


def parameter_schema(parameters: dict[str, Any], one: Parameter) -> dict[str, Any]:
    """JSON Schema of an argument: as the tool says it, else as the blueprint does.

    Args:
        parameters: JSON Schema of all arguments of the tool.
        one: Which of them.
    """
    part: Any = parameters
    for name in way(parameters, one.name):
        part = part.get("properties", {}).get(name) if isinstance(part, dict) else None
    if isinstance(part, dict) and part and "$ref" not in json.dumps(part):
        return part
    return one.schema


def way(parameters: dict[str, Any], name: str) -> list[str]:
    """The members that lead to an argument: ``body.name`` is two of them, or one with a dot.

    >>> body = {"properties": {"push.token": {}, "name": {}}}
    >>> way({"properties": {"body": body}}, "body.push.token")
    ['body', 'push.token']
    """
    properties = parameters.get("properties", {})
    words = name.split(".")
    for number in range(len(words), 0, -1):
        first, rest = ".".join(words[:number]), ".".join(words[number:])
        if first in properties:
            inner = properties[first] if isinstance(properties[first], dict) else {}
            return [first, *way(inner, rest)] if rest else [first]
    return words


def number_for(schema: dict[str, Any], number: int) -> int | str:
    """A number as an argument takes it: some interfaces have numbers as texts.

    >>> number_for({"type": "integer", "maximum": 5}, 9), number_for({"type": "string"}, 9)
    (5, '9')
    """
    if "string" in types(schema) and not {"integer", "number"} & set(types(schema)):
        return str(number)
    least, most = schema.get("minimum", number), schema.get("maximum", number)
    return int(min(max(number, least), most))


def spelled(value: Any, schema: dict[str, Any]) -> Any:
    """A key as an argument takes it: that of a number may be a text.

    >>> spelled(1001, {"type": "string"}), spelled(1001, {"type": "integer"})
    ('1001', 1001)
    """
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number and types(schema) == ("string",) else value


def as_stored(value: Any, schema: dict[str, Any]) -> Any:
    """A key as its column has it, however an argument spells it.

    >>> as_stored("1001", {"type": "integer"}), as_stored("1001", {"type": "string"})
    (1001, '1001')
    """
    is_spelled = isinstance(value, str) and value.isdigit() and types(schema) == ("integer",)
    return int(value) if is_spelled else value


def put(arguments: dict[str, Any], names: Sequence[str], value: Any) -> None:
    """Set an argument, or a member of one."""
    for name in names[:-1]:
        arguments = arguments.setdefault(name, {})
    arguments[names[-1]] = value
