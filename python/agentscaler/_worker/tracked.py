"""Dicts and lists that notice when they are written to, and cost nothing when they are read.

Tools written for nested dicts get nested dicts: every container below is a real ``dict`` or
``list`` (``isinstance``, ``json.dumps``, ``==``, iteration and lookups run the code of CPython
itself). Only the methods that write are replaced: before the first write to a row its owner keeps
what was there. So the work after a call grows with what the call wrote, never with the database.

What is *not* noticed: C code that writes past the methods, such as ``heapq.heappush`` on a list of
the database or ``dict.__setitem__(row, ...)``. Copies (``copy``, ``deepcopy``, ``dict(row)``,
slices) are plain and belong to nobody.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

ABSENT: Any = object()
"""Stands for a row that is not there."""


class Owner:
    """What containers belong to: a row of a table, or a whole document."""

    __slots__ = ("before", "key", "log", "root", "table")

    def __init__(self, table: str, key: Any, log: list[Owner]) -> None:
        self.table = table
        self.key = key
        """Key in an object of rows; a position that may be out of date in a list of rows."""
        self.root: Any = None
        self.before: str | None = None
        """JSON text of the row before the call wrote to it; None while it has not."""
        self.log = log
        """Where owners that are written to in a call enter themselves."""

    def written(self) -> None:
        """The row is about to be written to."""
        if self.before is None:
            self.before = text_of(self.root)
            self.log.append(self)


def text_of(value: Any) -> str:
    """JSON text that gives the same value back, order of names included."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _noticed(name: str, base: type) -> Any:
    plain = getattr(base, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        owner = self.owner
        if owner is not None and owner.before is None:
            owner.written()
        return plain(self, *args, **kwargs)

    method.__name__ = name
    method.__qualname__ = f"{base.__name__}.{name}"
    method.__doc__ = plain.__doc__
    return method


class TrackedDict(dict[str, Any]):
    """A dict inside a row."""

    __slots__ = ("owner",)
    owner: Owner | None

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {name: deepcopy(value, memo) for name, value in self.items()}

    def __reduce_ex__(self, protocol: Any) -> Any:
        return dict, (dict(self),)


class TrackedList(list[Any]):
    """A list inside a row."""

    __slots__ = ("owner",)
    owner: Owner | None

    def __copy__(self) -> list[Any]:
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return [deepcopy(value, memo) for value in self]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return list, (list(self),)


DICT_WRITES = (
    *("__setitem__", "__delitem__", "__ior__"),
    *("clear", "pop", "popitem", "setdefault", "update"),
)
LIST_WRITES = (
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
    *("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"),
)
for _name in DICT_WRITES:
    setattr(TrackedDict, _name, _noticed(_name, dict))
for _name in LIST_WRITES:
    setattr(TrackedList, _name, _noticed(_name, list))


def adopt(value: Any, owner: Owner) -> Any:
    """A tracked copy of fresh JSON; the scalars are shared."""
    if type(value) is dict:
        named = TrackedDict({name: adopt(part, owner) for name, part in value.items()})
        named.owner = owner
        return named
    if type(value) is list:
        listed = TrackedList([adopt(part, owner) for part in value])
        listed.owner = owner
        return listed
    return value


def tracked_row(value: Any, table: str, key: Any, log: list[Owner]) -> Any:
    """A row of a table, tracked, from fresh JSON."""
    owner = Owner(table, key, log)
    owner.root = adopt(value, owner)
    return owner.root


class NotJsonError(TypeError):
    """A tool put something into the database that JSON has no word for."""


def check_json(value: Any, place: str) -> None:
    """See that a value is JSON: names are strings, and nothing but JSON's own types is in it.

    Raises:
        NotJsonError: With the place, such as ``orders[#1].seats``.
    """
    if isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise NotJsonError(f"{place}: the key {name!r:.80} is not a string")
            if isinstance(part, (dict, list, tuple)):
                check_json(part, f"{place}.{name}")
    elif isinstance(value, (list, tuple)):
        for at, part in enumerate(value):
            if isinstance(part, (dict, list, tuple)):
                check_json(part, f"{place}[{at}]")
