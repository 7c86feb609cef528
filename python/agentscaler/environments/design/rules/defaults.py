"""Values that stand for what a caller leaves out, where the source says so in words."""

from __future__ import annotations

import re
from typing import Any

from agentscaler.environments.design.rules.fields import type_of

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
_NOTHING = frozenset(
    "none null empty not no the a an all any current your and or of is if this that when use in for".split()
)


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
    kind = type_of(schema)
    if "default" in schema:
        found = schema["default"]
        return found if _fits(found, kind, schema) else None
    said = _SAID.search(str(schema.get("description", "")))
    if said is None:
        return None
    word = said.group(1).rstrip(".")
    value: Any = word
    if kind == "boolean":
        value = _WORDS.get(word.lower())
    elif kind == "integer":
        value = int(word) if re.fullmatch(r"-?\d{1,15}", word) else None
    elif kind == "number":
        value = float(word) if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", word) else None
    elif kind == "string":
        value = _among(word, schema.get("enum"))
    else:
        value = None
    return value if value is not None and _fits(value, kind, schema) else None


def _among(word: str, values: list[Any] | None) -> str | None:
    if values is None:
        return None if word.lower() in _NOTHING or len(word) < 2 else word
    for value in values:
        if isinstance(value, str) and value.lower() == word.lower():
            return value
    return None


def _fits(value: Any, kind: str, schema: dict[str, Any]) -> bool:
    if "enum" in schema and value not in schema["enum"]:
        return False
    types = {
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
        "array": list,
        "object": dict,
    }
    wanted = types.get(kind)
    if wanted is None or (isinstance(value, bool) and kind != "boolean"):
        return wanted is None
    if not isinstance(value, wanted):  # type: ignore[arg-type]
        return False
    if isinstance(value, str) and isinstance(schema.get("pattern"), str):
        try:
            return re.search(schema["pattern"], value) is not None
        except re.error:
            return True
    if kind in {"integer", "number"}:
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True
