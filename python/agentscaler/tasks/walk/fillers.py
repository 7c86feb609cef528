"""Arguments that a call needs whatever it is about: nobody tells them, and any agent finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.tasks.walk.chain import Given

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Parameter

_FREE = frozenset({Role.IGNORED, Role.LIMIT, Role.OFFSET, Role.PAGE, Role.SORT, Role.ORDER})


def always(operation: Operation) -> dict[str, Given]:
    """Arguments that a call needs whatever it is about: confirmations, tokens."""
    given = {}
    for one in operation.parameters:
        if one.required and one.role is Role.CONFIRM:
            given[one.name] = Given.by("tool", value=True)
        elif one.required and one.role in _FREE:
            given[one.name] = Given.by("free", _plain_value(one))
    return given


def _plain_value(parameter: Parameter) -> Any:
    """The plainest value that a schema allows."""
    schema = parameter.schema
    if "default" in schema:
        return schema["default"]
    if schema.get("enum"):
        return schema["enum"][0]
    if parameter.role is Role.LIMIT:
        return schema.get("maximum", 100)
    plain: dict[str, Any] = {
        "integer": schema.get("minimum", 1 if parameter.role is Role.PAGE else 0),
        "number": schema.get("minimum", 0),
        "boolean": False,
        "array": [],
        "object": {},
    }
    kind = schema.get("type")
    return plain.get(kind if isinstance(kind, str) else "", "request-1")
