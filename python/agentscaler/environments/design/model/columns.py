"""Schemas that a model gives to columns: known keywords alone, of known types, in bounds.

By hand and not as a JSON Schema: one that holds itself, as this would have to, is beyond what the
engine checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_KINDS = frozenset(["string", "integer", "number", "boolean", "array", "object", "null"])
_DEEPEST = 8
"""Objects, lists and alternatives within one another."""
_MOST = 100
_LONGEST = 400


def column_schema(schema: Any, patterns: Collection[str], *, depth: int = 0) -> dict[str, Any]:
    """A schema as it may stand in a blueprint.

    Args:
        schema: What the model said.
        patterns: Regular expressions of the specification: others are left out, so that none is a
            stranger's.
        depth: Levels above.

    Raises:
        ValueError: A keyword is unknown, or has a value that it cannot have.

    Example:
        >>> column_schema({"type": "string", "pattern": "(a+)+"}, ["^W"])
        {'type': 'string'}
        >>> column_schema({"type": "text"}, [])
        Traceback (most recent call last):
        ValueError: type cannot be 'text'
    """
    if not isinstance(schema, dict) or depth > _DEEPEST:
        raise ValueError(f"a schema is an object, {_DEEPEST} levels deep at most: {_short(schema)}")
    found: dict[str, Any] = {}
    for name, value in schema.items():
        if name not in _PLAIN:
            found[name] = _nested(name, value, patterns, depth + 1)
        elif not _PLAIN[name](value):
            raise ValueError(f"{name} cannot be {_short(value)}")
        elif name != "pattern" or value in patterns:
            found[name] = value
    return found


def _nested(name: str, value: Any, patterns: Collection[str], depth: int) -> Any:
    """The value of a keyword that holds schemas."""
    match name, value:
        case "additionalProperties", bool():
            return value
        case "items" | "additionalProperties", dict():
            return column_schema(value, patterns, depth=depth)
        case "properties", dict() if len(value) <= _MOST:
            return {key: column_schema(one, patterns, depth=depth) for key, one in value.items()}
        case "anyOf" | "oneOf", list() if 0 < len(value) <= _MOST:
            return [column_schema(one, patterns, depth=depth) for one in value]
    raise ValueError(f"{name} is no keyword of a column, or cannot be {_short(value)}")


def _is_kind(value: Any) -> bool:
    kinds = value if isinstance(value, list) else [value]
    return 0 < len(kinds) <= len(_KINDS) and all(
        isinstance(one, str) and one in _KINDS for one in kinds
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float) or _is_text(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST * 10


def _are_scalars(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= _MOST
        and all(_is_scalar(one) for one in value)
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= _MOST and all(_is_text(one) for one in value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_PLAIN: dict[str, Callable[[Any], bool]] = {
    "type": _is_kind,
    "enum": _are_scalars,
    "const": _is_scalar,
    "format": _is_text,
    "description": _is_text,
    "pattern": _is_text,
    "minimum": _is_number,
    "maximum": _is_number,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _is_size),
    "uniqueItems": _is_flag,
    "nullable": _is_flag,
    "required": _are_texts,
}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004
