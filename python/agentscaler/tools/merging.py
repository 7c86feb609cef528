"""Two schemas in normal form -> one that means both (``allOf``, keywords beside ``$ref``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.tools.tool import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable


def merge(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Merge two schemas; where only one text or value can stand, the first one's does.

    Example:
        >>> merge(
        ...     {"type": "object", "properties": {"a": {}}, "required": ["a"]},
        ...     {"properties": {"b": {"type": "string"}}, "required": ["b"]},
        ... )
        {'type': 'object', 'properties': {'a': {}, 'b': {'type': 'string'}}, 'required': ['a', 'b']}
    """
    if not first or not second:
        return dict(first or second)
    done = dict(first)
    for keyword, value in second.items():
        if keyword not in done:
            done[keyword] = value
        elif (combine := _COMBINE.get(keyword)) is not None:
            done[keyword] = combine(done[keyword], value)
    both_closed = first.get("additionalProperties") is second.get("additionalProperties") is False
    if done.get("additionalProperties") is False and not both_closed:
        # A part may close its own list of properties, but not that of its neighbours.
        del done["additionalProperties"]
    if "properties" in done:
        # What was cut in one part is spelled out by the other.
        done.pop("$comment", None)
    return done


def _merge_properties(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    done = dict(first)
    for name, value in second.items():
        done[name] = merge(done[name], value) if name in done else value
    return done


def _merge_types(first: Any, second: Any) -> Any:
    ours = first if isinstance(first, list) else [first]
    theirs = second if isinstance(second, list) else [second]
    both = [name for name in ours if name in theirs]
    if not both and "number" in ours and "integer" in theirs:
        both = ["integer"]
    if not both:
        return first
    return both[0] if len(both) == 1 else both


def _merge_enum(first: list[Any], second: list[Any]) -> list[Any]:
    theirs = {_key(item) for item in second}
    return [item for item in first if _key(item) in theirs] or first


def _merge_additional(first: Any, second: Any) -> Any:
    if isinstance(first, dict) and isinstance(second, dict):
        return merge(first, second)
    return first if isinstance(first, dict) else second


def _union(first: list[Any], second: list[Any]) -> list[Any]:
    ours = {_key(item) for item in first}
    return [*first, *(item for item in second if _key(item) not in ours)]


def _key(value: Any) -> str:
    """Equal for equal JSON values; a list of 100,000 literals is compared in one pass by it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return canonical_json(value)


def _sorted_union(first: list[str], second: list[str]) -> list[str]:
    return sorted({*first, *second})


_COMBINE: dict[str, Callable[[Any, Any], Any]] = {
    "properties": _merge_properties,
    "required": _sorted_union,
    "type": _merge_types,
    "enum": _merge_enum,
    "items": merge,
    "additionalProperties": _merge_additional,
    "anyOf": _union,
    "oneOf": _union,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
