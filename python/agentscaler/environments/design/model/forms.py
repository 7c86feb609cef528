"""The forms of replies, as JSON Schema: a model's JSON is held to them before anything reads it.

Bounds keep what comes after small: a table of a thousand columns is no design.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.toolset import ToolResult, ToolSet

_NAME: dict[str, Any] = {"type": "string", "pattern": r"^[A-Za-z_$][A-Za-z0-9_$-]{0,79}$"}
_COLUMN_NAME: dict[str, Any] = {"type": "string", "pattern": r"^[^\x00-\x1f\x7f\[\]]{1,120}$"}
"""APIs call things ``MA(20)`` and ``Timers.Closed``; a name is data wherever it stands."""
_TEXT: dict[str, Any] = {"type": "string", "maxLength": 400}
_FLAG: dict[str, Any] = {"type": "boolean"}
_NAMES: dict[str, Any] = {"type": "array", "items": _COLUMN_NAME, "maxItems": 150}
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean", "null"], "maxLength": 400}
_SCALARS: dict[str, Any] = {"type": "array", "items": _SCALAR, "maxItems": 100}


def _object(needed: tuple[str, ...], /, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": list(needed),
        "additionalProperties": False,
    }


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_COLUMN = _object(
    ("name",),
    name=_COLUMN_NAME,
    schema={"type": "object"},  # see `columns`
    required=_FLAG,
    made=_or_null({"enum": ["id", "arn", "url", "created", "updated", "counter", "total"]}),
    pattern=_or_null({"type": "string", "maxLength": 60, "pattern": r"^[A-Za-z0-9_#?*:./-]+$"}),
    references=_or_null({"type": "string", "pattern": r"^[A-Za-z0-9_$-]+\..+$", "maxLength": 200}),
    soft=_FLAG,
    unique=_FLAG,
)
_TABLE = _object(
    ("name", "noun", "key", "columns"),
    name=_NAME,
    noun={"type": "string", "pattern": r"^[^\x00-\x1f\x7f]{1,60}$"},
    key={**_NAMES, "minItems": 1, "maxItems": 4},
    columns={"type": "array", "items": _COLUMN, "minItems": 1, "maxItems": 150},
    parent=_or_null(_NAME),
    status=_or_null(_COLUMN_NAME),
    statuses=_SCALARS,
    label=_or_null(_COLUMN_NAME),
)
_BOUNDS = _object(
    (),
    argument={"type": "string", "maxLength": 80},
    column=_COLUMN_NAME,
    table=_NAME,
    not_in={**_SCALARS, "minItems": 1},
    over={"type": "number"},
    under={"type": "number"},
    in_use={"const": True},
    **{"in": {**_SCALARS, "minItems": 1}},
)
_RULE = _object(
    ("code", "text", "tools", "enforced"),
    code={"type": "string", "pattern": r"^[^\s]{1,80}$"},
    text={**_TEXT, "minLength": 1},
    tools={"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 60},
    enforced=_FLAG,
    forbids=_BOUNDS,
)
_PARAMETER = _object(
    ("name", "role"),
    name={"type": "string", "minLength": 1, "maxLength": 200},
    role={"enum": [role.value for role in Role]},
    table=_or_null(_NAME),
    column=_or_null(_COLUMN_NAME),
    many=_FLAG,
)
_OPERATION = _object(
    ("action", "table"),
    action={"enum": [action.value for action in Action]},
    table=_NAME,
    parameters={"type": "array", "items": _PARAMETER, "maxItems": 200},
    status=_SCALAR,
    status_column=_or_null(_COLUMN_NAME),
    requires=_SCALARS,
    column=_or_null(_COLUMN_NAME),
    told=_NAMES,
    refuses={
        "type": "array",
        "items": {
            "enum": [
                "missing",
                "missing_parent",
                "missing_reference",
                "duplicate",
                "status",
                "in_use",
                "value",
                "policy",
            ]
        },
    },
)

TABLES = _object(
    ("tables",),
    tables={"type": "array", "items": _TABLE, "minItems": 1, "maxItems": 40},
    rules={"type": "array", "items": _RULE, "maxItems": 20},
)
OPERATION = {
    "anyOf": [_OPERATION, _object(("leave_out",), leave_out={"type": "string", "minLength": 1})]
}
_FORMS = {"tables": TABLES, "operation": OPERATION}


@cache
def _reader() -> ToolSet:
    """The engine's own check of arguments reads replies as well."""
    return ToolSet(
        "".join(f"def {form}(db, reply):\n    return reply\n\n\n" for form in _FORMS),
        [
            {"name": name, "parameters": _object(("reply",), reply=schema)}
            for name, schema in _FORMS.items()
        ],
    )


def misfit(form: str, reply: Any) -> str | None:
    """What of a reply does not fit its form.

    Args:
        form: ``tables`` or ``operation``.
        reply: JSON.

    Example:
        >>> misfit("operation", {"action": "get", "table": "orders"})
        >>> misfit("tables", {"tables": []})
        'tables: [] has less than 1 item'
    """
    found = _reader().read(form, {"reply": reply})
    if isinstance(found, ToolResult):
        return found.content.removeprefix(f"invalid arguments for {form}: ").removeprefix("reply.")
    return None
