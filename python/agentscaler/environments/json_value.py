"""Values of JSON in tool programs: what one is, when two are equal, and how they are written."""

from __future__ import annotations

import json
import math
from typing import Any

MAX_DEPTH = 126
"""Levels of lists and dicts in a row: a state has 128, and a row stands two levels down."""
CLIP = 60
"""Longest piece of a program's own text in a message about it, in characters."""


def json_value(value: Any, root: str, *, integer_digits: int) -> Any:
    """Copy a value that JSON can hold; tuples become lists.

    Args:
        value: Any object of a program.
        root: What messages call it.
        integer_digits: Most digits of an integer.

    Raises:
        TypeError: It, or a part of it, is nothing that JSON has.
        ValueError: It is of a type that JSON has, but JSON does not have this value, or it is
            beyond a limit.

    Example:
        >>> json_value({"at": (1, 2.0)}, "row", integer_digits=1000)
        {'at': [1, 2.0]}
        >>> json_value({"at": {1, 2}}, "row", integer_digits=1000)
        Traceback (most recent call last):
        TypeError: row["at"] is a set, which JSON does not have; sort it into a list
    """
    return _Copy(root, integer_digits).of(value, ())


class _Copy:
    """A copy in the making: what messages call it, and the bound of its integers."""

    __slots__ = ("digits", "root")

    def __init__(self, root: str, digits: int) -> None:
        self.root = root
        self.digits = digits

    def of(self, value: Any, way: tuple[str, ...]) -> Any:
        """The copy of the part that ``way`` leads to."""
        match value:
            case None | bool():
                return value
            case str() | int() | float():
                problem = self.problem(value)
                if problem is not None:
                    raise ValueError(f"{self.shown(way)} is {problem}")
                return value
            case list() | tuple() | dict() if len(way) >= MAX_DEPTH:
                raise ValueError(f"{self.root} is nested deeper than {MAX_DEPTH} levels")
            case list() | tuple():
                return [self.of(item, (*way, f"[{at}]")) for at, item in enumerate(value)]
            case dict():
                return {
                    self.name(name, way): self.of(cell, (*way, _step(name)))
                    for name, cell in value.items()
                }
        raise TypeError(f"{self.shown(way)} is {_foreign(value)}")

    def shown(self, way: tuple[str, ...]) -> str:
        return self.root + "".join(way)

    def problem(self, value: str | float) -> str | None:
        """Why JSON does not have a scalar of a type that it has."""
        match value:
            case str() if not _is_text(value):
                return "half of a surrogate pair"
            case int() if not -(10**self.digits) < value < 10**self.digits:
                return f"an integer of more than {self.digits} digits (integer_digits)"
            case float() if not math.isfinite(value):
                return "NaN" if math.isnan(value) else "infinite"
        return None

    def name(self, name: Any, way: tuple[str, ...]) -> str:
        if not isinstance(name, str):
            what = f"a dict with the key {_clipped(repr(name))}; a key of JSON is a string"
            raise TypeError(f"{self.shown(way)} is {what}")
        if not _is_text(name):
            raise ValueError(f"{self.shown(way)} is half of a surrogate pair")
        return name


def _step(name: str) -> str:
    return f"[{json.dumps(name, ensure_ascii=False)}]"


def _foreign(value: Any) -> str:
    if isinstance(value, set | frozenset):
        return "a set, which JSON does not have; sort it into a list"
    return f"of type {type(value).__name__}, which JSON does not have"


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _clipped(text: str) -> str:
    return text if len(text) <= CLIP else text[:CLIP] + "…"


def same(a: Any, b: Any) -> bool:
    """Whether two JSON values are equal by value: 1 is 1.0, and True is not 1.

    Example:
        >>> same([1, {"x": 2.0}], [1.0, {"x": 2}]), same(True, 1)
        (True, False)
    """
    match a, b:
        case (bool(), _) | (_, bool()):
            return a is b
        case list(), list():
            return len(a) == len(b) and all(map(same, a, b))
        case dict(), dict():
            return a.keys() == b.keys() and all(same(cell, b[name]) for name, cell in a.items())
    return bool(a == b)


def content_text(value: Any) -> str:
    """What an agent sees of a JSON value: a string as it is, all else as Python writes JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
