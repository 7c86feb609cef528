"""The obvious version of ``tool::fields``: rows (path, name, kind, format, description, required,
depth, enum_size, pattern), breadth first."""

from __future__ import annotations

import json
from functools import reduce
from typing import Any

MAX_NAME = 200
KINDS = ("boolean", "integer", "number", "string", "array", "object")


def fields(text: str, *, depth: int = 4, limit: int = 512) -> list[tuple]:
    """List the fields of a schema; ValueError where it is none."""
    root = json.loads(text)
    if not isinstance(root, dict | bool):
        msg = "not a schema"
        raise ValueError(msg)  # noqa: TRY004
    rows: list[tuple] = []
    level = [("", "", 0, True, [root])]
    while level:
        following = []
        waiting = list(level)
        for path, name, deep, required, shapes in waiting:
            flat = [s for shape in shapes for s in _flat(shape)]
            if path:
                rows.append(
                    (
                        path,
                        name,
                        _join([_kind(s) for s in shapes]) or "any",
                        _text(flat, "format"),
                        _text(flat, "description"),
                        required,
                        deep,
                        max((_enum_size(s) for s in flat), default=0),
                        _text(flat, "pattern"),
                    )
                )
            for suffix, key in (("[]", "items"), ("{}", "additionalProperties")):
                inner = [s[key] for s in flat if isinstance(s.get(key), dict)]
                if inner:
                    waiting.append((path + suffix, name, deep, required, inner))
            if deep < depth:
                following += _children(path, deep, shapes, flat, required=required)
        level = following
    return rows[:limit]


def _children(path: str, deep: int, shapes: list, flat: list[dict], *, required: bool) -> list:
    demanded = reduce(set.__and__, [_demanded(s) for s in shapes])
    children: dict[str, list[Any]] = {}
    for shape in flat:
        properties = shape.get("properties")
        for key, child in (properties if isinstance(properties, dict) else {}).items():
            if len(key.encode()) <= MAX_NAME and (isinstance(child, dict) or child is True):
                children.setdefault(key, []).append(child)
    return [
        (f"{path}.{key}" if path else key, key, deep + 1, required and key in demanded, found)
        for key, found in sorted(children.items(), key=lambda item: item[0].encode())
    ]


def _variants(shape: dict, key: str) -> list[Any]:
    found = shape.get(key)
    return found if isinstance(found, list) else []


def _flat(shape: Any) -> list[dict]:
    if not isinstance(shape, dict):
        return []
    found = [shape]
    for key in ("allOf", "anyOf", "oneOf"):
        for variant in _variants(shape, key):
            found += _flat(variant)
    return found


def _demanded(shape: Any) -> set[str]:
    if not isinstance(shape, dict):
        return set()
    own = shape.get("required")
    names = {n for n in (own if isinstance(own, list) else []) if isinstance(n, str)}
    for part in _variants(shape, "allOf"):
        names |= _demanded(part)
    for key in ("anyOf", "oneOf"):
        each = [
            _demanded(v)
            for v in _variants(shape, key)
            if not (isinstance(v, dict) and v.get("type") == "null")
        ]
        if each:
            names |= reduce(set.__and__, each)
    return names


def _text(flat: list[dict], key: str) -> str | None:
    return next((s[key] for s in flat if isinstance(s.get(key), str) and s[key]), None)


def _enum_size(shape: dict) -> int:
    if isinstance(shape.get("enum"), list):
        return len(shape["enum"])
    return int("const" in shape and "enum" not in shape)


def _word(word: str) -> str:
    return word if word in KINDS else "any"


def _join(kinds: list[str | None]) -> str | None:
    known = {k for k in kinds if k is not None}
    if known == {"integer", "number"}:
        return "number"
    if len(known) > 1:
        return "any"
    return next(iter(known), None)


def _value_kind(value: Any) -> str | None:
    if value is None:
        return None
    names = {
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
    }
    return names[type(value)]


def _kind(shape: Any) -> str | None:  # noqa: PLR0911
    if not isinstance(shape, dict):
        return "any"
    stated = shape.get("type")
    if isinstance(stated, str):
        return None if stated == "null" else _word(stated)
    if isinstance(stated, list):
        return _join([_word(w) for w in stated if isinstance(w, str) and w != "null"])
    if "properties" in shape or "additionalProperties" in shape:
        return "object"
    if "items" in shape:
        return "array"
    if isinstance(shape.get("enum"), list):
        return _join([_value_kind(v) for v in shape["enum"]])
    if "const" in shape:
        return _value_kind(shape["const"])
    variants = [v for key in ("allOf", "anyOf", "oneOf") for v in _variants(shape, key)]
    return _join([_kind(v) for v in variants]) if variants else "any"
