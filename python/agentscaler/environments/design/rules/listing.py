"""The tools as an environment lists them: schemas that the engine can check."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from agentscaler.environments.regex import compiled
from agentscaler.environments.toolset import ToolSet
from agentscaler.errors import ToolError

if TYPE_CHECKING:
    from agentscaler.tools.tool import Tool

_TAKE = {"name": "take", "description": ""}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def listed(tool: Tool) -> dict[str, Any]:
    r"""Name, description and parameters of a tool, without patterns that are no regular expression.

    Example:
        >>> from types import SimpleNamespace as Any
        >>> schema = {"properties": {"a": {"pattern": "[\\uD800-\\uDBFF]*"}}}
        >>> listed(Any(name="f", description="", parameters=schema))["parameters"]
        {'properties': {'a': {}}}
    """
    parameters = _checked(tool.parameters)
    return {"name": tool.name, "description": tool.description, "parameters": parameters}


def _checked(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_checked(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _checked(one)
        for name, one in schema.items()
        if not (name == "pattern" and isinstance(one, str) and not _is_usable(one))
    }


@lru_cache(maxsize=4096)
def _is_usable(pattern: str) -> bool:
    """Whether Python, which makes values, and the engine, which checks them, read a pattern."""
    if _SURROGATE.search(pattern) or any("\ud800" <= char <= "\udfff" for char in pattern):
        return False
    schema = {"type": "object", "properties": {"value": {"type": "string", "pattern": pattern}}}
    if compiled(pattern) is None:
        return False
    try:
        ToolSet("def take(db, value=None):\n    return value\n", [{**_TAKE, "parameters": schema}])
    except ToolError:
        return False
    return True
