"""The type words that people write -> the seven types of JSON Schema.

Function lists in the wild say ``dict``, ``float``, ``String``, ``List[int]`` or ``int, optional``.
A word that is not known yields no type at all, which JSON Schema reads as "anything".
"""

from __future__ import annotations

import re
from typing import Any

_WORDS = {
    "string": "string str text char character varchar uuid guid url uri email date datetime "
    "date-time time timestamp byte bytes binary base64 path file password enum regex "
    "datestring timestring zoneddatetime localdate bigdecimalstring symbol",
    "integer": "integer int long short int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 "
    "bigint biginteger size_t",
    "number": "number float double decimal numeric real float32 float64 bigdecimal num",
    "boolean": "boolean bool",
    "array": "array list arraylist tuple set sequence iterable vector ndarray collection",
    "object": "object dict dictionary map hashmap mapping struct json record hash model class",
    "null": "null none nonetype void nil undefined",
}
_TYPES = {word: name for name, words in _WORDS.items() for word in words.split()}
_ANYTHING = frozenset({"", "any", "mixed", "unknown", "*", "anything", "all", "value", "var"})
_FORMATS = {
    "date": "date",
    "datetime": "date-time",
    "date-time": "date-time",
    "uuid": "uuid",
    "guid": "uuid",
    "url": "uri",
    "uri": "uri",
    "email": "email",
    "byte": "byte",
    "bytes": "byte",
    "binary": "binary",
    "file": "binary",
    "int32": "int32",
    "int64": "int64",
    "long": "int64",
    "float": "float",
    "double": "double",
    "password": "password",
}
_GENERIC = re.compile(r"([a-z_.]+)\s*[\[<(]\s*(.*?)\s*[\]>)]$")
_MAX_NESTING = 4


def read_type(word: str, *, nesting: int = 0) -> dict[str, Any]:
    """Turn a type word into keywords of JSON Schema.

    Args:
        word: As written.
        nesting: How many generic types enclose this one.

    Returns:
        ``type`` (a name or a list of names), and ``items`` or ``format`` where the word says so;
        empty where it says nothing.

    Example:
        >>> read_type("List[int]")
        {'type': 'array', 'items': {'type': 'integer'}}
        >>> read_type("string, optional")
        {'type': 'string'}
        >>> read_type("Widget")
        {}
    """
    text = word.strip().lower()
    if text in _TYPES:
        found: dict[str, Any] = {"type": _TYPES[text]}
        if text in _FORMATS and text not in ("float", "long"):
            found["format"] = _FORMATS[text]
        return found
    if text in _ANYTHING or nesting > _MAX_NESTING or len(text) > 200:  # noqa: PLR2004 - prose
        return {}
    text = re.sub(r"[\s,]*\(?\b(optional|required)\b\)?\s*$", "", text)
    if text.endswith("[]"):
        return _array(text[:-2], nesting)
    if generic := _GENERIC.fullmatch(text):
        return _read_generic(generic[1].rsplit(".", 1)[-1], generic[2], nesting)
    parts = [part for part in re.split(r"\s*\|\s*|\s+or\s+|\s*/\s*", text) if part]
    if len(parts) > 1:
        return _union(parts, nesting)
    last = text.rsplit(".", 1)[-1]
    return {"type": _TYPES[last]} if last in _TYPES else {}


def _read_generic(name: str, inner: str, nesting: int) -> dict[str, Any]:
    if name == "optional":
        return _union([inner, "null"], nesting)
    if name == "union":
        return _union(re.split(r"\s*,\s*", inner), nesting)
    kind = _TYPES.get(name)
    if kind == "array":
        return _array(inner, nesting)
    return {"type": kind} if kind is not None else {}


def _array(inner: str, nesting: int) -> dict[str, Any]:
    items = read_type(inner, nesting=nesting + 1)
    return {"type": "array", "items": items} if items else {"type": "array"}


def _union(parts: list[str], nesting: int) -> dict[str, Any]:
    names: list[str] = []
    extra: dict[str, Any] = {}
    for part in parts:
        found = read_type(part, nesting=nesting + 1)
        if "type" not in found:
            return {}
        kinds = found.pop("type")
        names.extend(kinds if isinstance(kinds, list) else [kinds])
        extra |= found
    return {"type": names[0] if len(set(names)) == 1 else names, **extra}


def fits(value: Any, names: list[str]) -> bool:
    """Tell whether a JSON value has one of the types.

    Example:
        >>> fits(1.0, ["integer"]), fits(True, ["integer"])
        (True, False)
    """
    return any(_FITS[name](value) for name in names)


_FITS: dict[str, Any] = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: (
        (isinstance(v, int) and not isinstance(v, bool))
        or (isinstance(v, float) and v.is_integer())
    ),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "null": lambda v: v is None,
}


def convert(value: Any, names: list[str]) -> Any:
    """Give a literal the type that its schema states, where both mean the same.

    YAML and hand-written lists say ``enum: [1, 2]`` for strings and ``default: "10"`` for
    integers.

    Raises:
        ValueError: The value has none of the types and cannot be read as one.

    Example:
        >>> convert("10", ["integer"]), convert(True, ["string"])
        (10, 'true')
    """
    if not names or fits(value, names):
        return value
    if "string" in names and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, str):
        text = value.strip()
        if "boolean" in names and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if "integer" in names and re.fullmatch(r"-?[0-9]{1,18}", text):
            return int(text)
        if "number" in names and re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", text):
            return float(text)
    raise ValueError("the literal does not fit the type")
