"""Values that stand for what a caller leaves out, where the source says so in words."""

from __future__ import annotations

import re
from typing import Any

from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.patterns import matches
from agentscaler.tools.names import words_of

_SAID = re.compile(
    r"\b(?:by default,? (?:it is|is|this is|the value is)?|defaults?(?: value)?(?: is| to|:|=)+|"
    r"default(?: value)?(?: is)?(?: set)?(?: to)?)\s*(?:a |the |value )*"
    r"[\"'`(]*([A-Za-z0-9_./:-]+?)[\"'`).,;]*(?:\s|$)",
    re.IGNORECASE,
)
_WORDS = {
    "true": True,
    "false": False,
    "yes": True,
    "no": False,
    "enabled": True,
    "disabled": False,
}
_NOTHING = words_of(
    "none null empty not no the a an all any current your and or of is if this that when use in for"
)
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def default_of(schema: dict[str, Any]) -> Any:
    """The default of an argument; ``None`` where the source tells none that fits.

    Example:
        >>> default_of({"type": "integer", "default": 5}), default_of({"type": "string"})
        (5, None)
        >>> default_of({"type": "integer", "description": "Days to keep. The default is 30."})
        30
        >>> default_of({"enum": ["LOW", "HIGH"], "description": "Defaults to LOW."})
        'LOW'
    """
    if "default" in schema:
        value = schema["default"]
    else:
        said = _SAID.search(str(schema.get("description", "")))
        value = None if said is None else _read(said.group(1).rstrip("."), schema)
    return value if value is not None and _fits(value, schema) else None


def _read(word: str, schema: dict[str, Any]) -> Any:
    """The value that a word stands for; ``None`` where it stands for none of the type."""
    match type_of(schema):
        case "boolean":
            return _WORDS.get(word.lower())
        case "integer":
            return int(word) if re.fullmatch(r"-?\d{1,15}", word) else None
        case "number":
            return float(word) if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", word) else None
        case "string":
            return _among(word, schema.get("enum"))
    return None


def _among(word: str, values: list[Any] | None) -> str | None:
    if values is None:
        return word if word[1:] and word.lower() not in _NOTHING else None
    for value in values:
        if isinstance(value, str) and value.lower() == word.lower():
            return value
    return None


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    kind = type_of(schema)
    if "enum" in schema and value not in schema["enum"]:
        return False
    if kind not in _TYPES:
        return True
    if not isinstance(value, _TYPES[kind]) or isinstance(value, bool) != (kind == "boolean"):
        return False
    if isinstance(value, str):
        return matches(value, schema.get("pattern"))
    if kind in {"integer", "number"}:
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True
