"""What the page tells about one tool: its contract, short enough to carry tens of thousands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.report.markup import visible

if TYPE_CHECKING:
    import polars as pl

    from agentscaler.report.config import ReportConfig

_DEEP = 3


def tool_cards(tools: pl.DataFrame, config: ReportConfig) -> list[list[Any]]:
    """Build one record a tool, in the order of the table.

    Returns:
        Lists of name, effect, parameters (``[name, type, required]``), parameters left out,
        whether the result is described, provider, API, method and path, description, and the
        description's full length in characters.
    """
    columns = ("name", "effect", "parameters", "returns", "provider", "group", "http", "path")
    rows = tools.select(*columns, "description").iter_rows()
    return [
        [
            visible(name),
            effect,
            *_parameters(json.loads(parameters), config.tool_parameters),
            int(returns),
            visible(provider),
            visible(group),
            visible(" ".join(part for part in (http, path) if part)),
            *_shorten(description, config.description_chars),
        ]
        for name, effect, parameters, returns, provider, group, http, path, description in rows
    ]


def type_name(schema: Any, depth: int = 0) -> str:
    """Name the type of a parameter the way people say it.

    Example:
        >>> type_name({"type": "array", "items": {"type": "string"}})
        'list of string'
        >>> type_name({"enum": ["a", "b"]}), type_name({"type": ["string", "null"]}), type_name({})
        ('one of 2', 'string or null', 'any')
    """
    if not isinstance(schema, dict):
        return "any"
    kind = schema.get("type")
    if isinstance(schema.get("enum"), list):
        name = f"one of {len(schema['enum'])}"
    elif isinstance(kind, list):
        name = " or ".join(sorted((str(part) for part in kind), key=lambda part: part == "null"))
    elif kind == "array" and depth < _DEEP:
        name = f"list of {type_name(schema.get('items'), depth + 1)}"
    elif isinstance(kind, str):
        form = schema.get("format")
        name = f"{kind} ({form})" if isinstance(form, str) else kind
    else:
        name = _union_name(schema, depth)
    return name


def _union_name(schema: dict[str, Any], depth: int) -> str:
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list) and depth < _DEEP:
            names = dict.fromkeys(type_name(part, depth + 1) for part in schema[key])
            return " or ".join(names)
    return "any"


def _parameters(schema: Any, limit: int) -> tuple[list[list[Any]], int]:
    properties = schema.get("properties") or {}
    required = set(schema.get("required") or [])
    names = sorted(properties, key=lambda name: (name not in required, name))
    listed = [
        [visible(name), visible(type_name(properties[name])), int(name in required)]
        for name in names[:limit]
    ]
    return listed, len(names) - len(listed)


def _shorten(text: str, limit: int) -> tuple[str, int]:
    text = text.strip()
    return visible(text[:limit]), len(text)
