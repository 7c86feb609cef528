"""Whether a result shows a row, however the tool has shaped it.

A column is shown by a field of its name, in whatever case and with whatever signs between the words
(``order_id``, ``orderId``, ``Order-ID``); where a result has no field of that name, by its value
anywhere. So a tool may wrap, nest and rename, and may not show another value.

>>> result = {"order": {"orderId": "W1", "lines": [{"sku": "A", "n": 2}, {"sku": "B", "n": 5}]}}
>>> shows(result, {"order_id": "W1"}), shows(result, {"order_id": "W2"})
(True, False)
>>> shows(result, {"sku": "B", "n": 5}), shows(result, {"sku": "A", "n": 5})
(True, False)
>>> lists(result, [{"sku": "B"}, {"sku": "A"}]), lists(result, [{"sku": "A"}])
(True, False)
>>> lists(result, [{"sku": "B"}, {"sku": "A"}], ordered=True)
False
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.json_value import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BETWEEN = re.compile(r"[^a-z0-9]+")


@functools.lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name without case and without what stands between its words."""
    return _BETWEEN.sub("", name.lower())


def agrees(wanted: Any, found: Any) -> bool:
    """Whether a value is the one that was given.

    A list may have lost doubles, and an object may have got members besides: tools may do both.

    >>> agrees(["a", "b", "a"], ["a", "b"]), agrees({"x": 1}, {"x": 1.0, "y": 2})
    (True, True)
    >>> agrees(["a", "b"], ["b", "a"]), agrees(1, True)
    (False, False)
    """
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(name in found and agrees(item, found[name]) for name, item in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            wanted = [one for at, one in enumerate(wanted) if not contains(wanted[:at], one)]
        return len(wanted) == len(found) and all(map(agrees, wanted, found))
    return same(wanted, found)


def contains(values: Sequence[Any], value: Any) -> bool:
    """Whether a value is among others, as JSON has it: 1 is 1.0, and true is not 1."""
    return any(same(one, value) for one in values)


def parts(result: Any) -> Iterator[Any]:
    """A result and every value in it, from the outside inwards."""
    waiting = [result]
    for part in waiting:
        yield part
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


class Shown:
    """What a part of a result shows: its fields by plain name, and its values.

    Args:
        part: A value of JSON.
        items: Whether objects in lists belong to it.
    """

    __slots__ = ("_scalars", "fields", "values")

    def __init__(self, part: Any, *, items: bool = True) -> None:
        self.fields: dict[str, list[Any]] = {}
        self.values: list[Any] = [part]
        self._scalars: set[tuple[bool, Any]] | None = None
        for value in self.values:
            if isinstance(value, dict):
                for name, inner in value.items():
                    self.fields.setdefault(plain_name(name), []).append(inner)
                self.values.extend(value.values())
            elif isinstance(value, list):
                self.values.extend(one for one in value if items or not isinstance(one, dict))

    def has(self, name: str, value: Any) -> bool:
        """Whether it shows a column with this value."""
        fields = self.fields.get(plain_name(name))
        if value is None:
            return fields is None or any(field is None for field in fields)
        if fields is not None:
            return any(agrees(value, field) for field in fields)
        if isinstance(value, list | dict):
            return any(type(value) is type(one) and agrees(value, one) for one in self.values)
        if self._scalars is None:
            self._scalars = {
                (isinstance(one, bool), one)
                for one in self.values
                if not isinstance(one, list | dict)
            }
        return (isinstance(value, bool), value) in self._scalars

    def has_all(self, row: Mapping[str, Any]) -> bool:
        """Whether it shows all columns of a row."""
        return all(self.has(name, value) for name, value in row.items())


def shows(result: Any, row: Mapping[str, Any]) -> bool:
    """Whether some part of a result shows all these columns.

    They have to stand together: in an item of a list, or outside of all items; a column that is a
    list or an object itself may stand anywhere.
    """
    whole = Shown(result)
    if not whole.has_all(row):
        return False
    if any(Shown(item).has_all(row) for items in row_lists(result) for item in items):
        return True
    outer = Shown(result, items=False)
    return all(
        outer.has(name, value) or isinstance(value, list | dict) for name, value in row.items()
    )


def missing_columns(result: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that no part of a result shows."""
    whole = Shown(result)
    return {name: value for name, value in row.items() if not whole.has(name, value)}


def row_lists(result: Any) -> list[list[Any]]:
    """The lists of a result, from the outside inwards."""
    return [part for part in parts(result) if isinstance(part, list)]


def lists(result: Any, rows: Sequence[Mapping[str, Any]], *, ordered: bool = False) -> bool:
    """Whether some list of a result has these rows and no other."""
    found = row_lists(result)
    if not rows:
        return not any(isinstance(item, dict) for one in found for item in one) or [] in found
    return any(_is_list_of(one, rows, ordered=ordered) for one in found)


def _is_list_of(items: list[Any], rows: Sequence[Mapping[str, Any]], *, ordered: bool) -> bool:
    if len(items) != len(rows):
        return False
    left = [Shown(item) for item in items]
    if ordered:
        return all(item.has_all(row) for item, row in zip(left, rows, strict=True))
    for row in rows:
        at = next((at for at, item in enumerate(left) if item.has_all(row)), None)
        if at is None:
            return False
        del left[at]
    return True


def recognised(
    result: Any, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> tuple[list[int], int]:
    """Which rows a result lists, in its order; a row that it lists twice stands twice.

    Args:
        result: Of a tool that lists.
        rows: Rows that may be meant.
        columns: By these they are recognised.

    Returns:
        Places in ``rows``, and how many items of the list are none of them. Of several lists the
        one with most rows counts; where none has any, the longest list of objects.

    >>> orders = [{"id": "a", "n": 1}, {"id": "b", "n": 2}]
    >>> recognised({"orders": [{"id": "b"}, {"id": "x"}], "tags": ["t"]}, orders, ["id"])
    ([1], 1)
    """
    wanted = [{name: row[name] for name in columns if name in row} for row in rows]
    best: tuple[list[int], int] = ([], 0)
    for items in row_lists(result):
        found, strange = _places(items, wanted)
        objects = any(isinstance(item, dict) for item in items)
        if len(found) > len(best[0]) or (not best[0] and objects and strange > best[1]):
            best = (found, strange)
    return best


def _places(items: list[Any], wanted: Sequence[Mapping[str, Any]]) -> tuple[list[int], int]:
    left = list(range(len(wanted)))
    found: list[int] = []
    strange = 0
    for item in map(Shown, items):
        at = next((one for one in left if item.has_all(wanted[one])), None)
        if at is not None:
            left.remove(at)
        else:  # the same row once more: pages that overlap
            at = next((one for one in found if item.has_all(wanted[one])), None)
        if at is None:
            strange += 1
        else:
            found.append(at)
    return found, strange
