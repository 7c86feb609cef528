"""Values inside JSON values, and where they stand.

>>> dict(leaves({"orders": [{"id": "W1"}], "next": None}))
{'orders[0].id': 'W1', 'next': None}
>>> value_at({"orders": [{"id": "W1"}]}, "orders[0].id")
'W1'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = re.compile(r"\[(\d+)\]|\[\"((?:[^\"\\]|\\.)*)\"\]|\.?([^.\[]+)")
_PLAIN = re.compile(r"[^.\[\]\"]+")


def joined(place: str, step: str | int) -> str:
    """The path of a member below a place.

    Example:
        >>> joined("a", 0), joined("", "b"), joined("a", "b"), joined("a", "b.c")
        ('a[0]', 'b', 'a.b', 'a["b.c"]')
    """
    if isinstance(step, int):
        return f"{place}[{step}]"
    if not _PLAIN.fullmatch(step):
        quoted = step.replace("\\", "\\\\").replace('"', '\\"')
        return f'{place}["{quoted}"]'
    return f"{place}.{step}" if place else step


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is no list and no object, with its path; an empty one counts as a leaf."""
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from leaves(item, joined(place, name))
    elif isinstance(value, list) and value:
        for at, item in enumerate(value):
            yield from leaves(item, joined(place, at))
    else:
        yield place, value


def items(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in it, from the outside in, with its path."""
    if isinstance(value, dict):
        yield place, value
        for name, item in value.items():
            yield from items(item, joined(place, name))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from items(item, joined(place, at))


def value_at(value: Any, path: str) -> Any:
    """The value at a path.

    Raises:
        KeyError: There is none.
    """
    for match in _STEP.finditer(path):
        index, quoted, plain = match.groups()
        try:
            if index is not None:
                value = value[int(index)]
            else:
                name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
                value = value[name]
        except (IndexError, TypeError, KeyError):
            raise KeyError(path) from None
    return value


def parent(path: str) -> str:
    """The path of what holds the value at a path.

    Example:
        >>> parent("orders[0].id"), parent("id"), parent('a["b.c"]')
        ('orders[0]', '', 'a')
    """
    steps = list(_STEP.finditer(path))
    return path[: steps[-1].start()] if steps else ""


def put(into: dict[str, Any], name: str, value: Any) -> None:
    """Set an argument; ``body.name`` is the member ``name`` of the object ``body``.

    Example:
        >>> arguments = {}
        >>> put(arguments, "body.name", "Ada")
        >>> arguments
        {'body': {'name': 'Ada'}}
    """
    *way, last = name.split(".")
    for step in way:
        into = into.setdefault(step, {})
    into[last] = value
