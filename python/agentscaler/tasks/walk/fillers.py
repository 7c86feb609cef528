"""Arguments that a call needs whatever it is about: nobody tells them, and any agent finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.seeding.values import ValueMaker
from agentscaler.tasks.walk.chain import Given

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Parameter

_LONGEST = 60
"""Characters of a value that is given for form's sake."""
_FREE = frozenset({Role.IGNORED, Role.LIMIT, Role.OFFSET, Role.PAGE, Role.SORT, Role.ORDER})


def is_fixed(schema: Any) -> bool:
    """Whether a schema allows one value alone: a constant, an enum of one.

    Example:
        >>> is_fixed({"enum": ["project"]}), is_fixed({"const": 1}), is_fixed({"enum": ["a", "b"]})
        (True, True, False)
    """
    enum = schema.get("enum") if isinstance(schema, dict) else None
    return isinstance(schema, dict) and (
        "const" in schema or (isinstance(enum, list) and len(enum) == 1)
    )


def without_fixed(value: Any, schema: Any) -> Any:
    """A value without the members that its schema leaves no choice about: nobody tells those.

    Example:
        >>> schema = {"properties": {"type": {"const": "team"}, "id": {"type": "string"}}}
        >>> (
        ...     without_fixed({"type": "team", "id": "t1"}, schema),
        ...     without_fixed({"type": "team"}, schema),
        ... )
        ({'id': 't1'}, {})
    """
    if not isinstance(value, dict) or not isinstance(schema, dict):
        return value
    inner = schema.get("properties") or {}
    told = {
        name: without_fixed(one, inner.get(name))
        for name, one in value.items()
        if not is_fixed(inner.get(name))
    }
    return {name: one for name, one in told.items() if one != {}}


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
    """The plainest value that a schema allows; of a text one that looks like what it is called."""
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
    if isinstance(kind, str) and kind in plain:
        return plain[kind]
    value = ValueMaker(0, scope="free").value(parameter.name.rpartition(".")[2], schema)
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST else "request-1"
