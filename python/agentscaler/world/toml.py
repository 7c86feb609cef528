"""Values to TOML (the standard library only reads it)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(value: Mapping[str, Any]) -> str:
    """TOML text of nested mappings; a ``None`` is left out, since TOML has none.

    Raises:
        TypeError: A value has no TOML form.

    Example:
        >>> print(to_toml({"seed": 7, "config": {"graph": {"tau": 0.5, "names": ["a"]}}}), end="")
        seed = 7
        <BLANKLINE>
        [config.graph]
        tau = 0.5
        names = ["a"]
    """
    lines: list[str] = []
    _table(value, [], lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(value: Mapping[str, Any], path: list[str], lines: list[str]) -> None:
    plain = {k: v for k, v in value.items() if v is not None and not isinstance(v, dict)}
    tables = {k: v for k, v in value.items() if isinstance(v, dict)}
    if path and (plain or not tables):
        lines.extend(["", f"[{'.'.join(_key(part) for part in path)}]"])
    lines.extend(f"{_key(name)} = {_value(item)}" for name, item in plain.items())
    for name, table in tables.items():
        _table(table, [*path, name], lines)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    # JSON escapes are TOML escapes, but for DEL, which JSON writes as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)  # shortest text that reads back as the same number
        case str():
            return _text(value)
        case list() | tuple():
            return f"[{', '.join(_value(item) for item in value)}]"
        case dict():
            inner = (f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
            return f"{{{', '.join(inner)}}}"
        case _:
            raise TypeError(f"no TOML form for {type(value).__name__}")
