"""Tables of a dict database: they note which rows came, went or were replaced during a call.

As in `agentscaler._worker.tracked`, reading runs the code of CPython itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from agentscaler._worker.noted import NotedDict
from agentscaler._worker.tracked import ABSENT, Owner, text_of, tracked_row

if TYPE_CHECKING:
    from collections.abc import Iterable


class KeyedTable(NotedDict):
    """An object of rows."""

    __slots__ = ("before", "log", "name", "order", "removed")

    def __init__(self, name: str, rows: dict[str, Any], log: list[Owner]) -> None:
        super().__init__(
            {key: tracked_row(row, name, key, log) for key, row in rows.items()},
        )
        self.name = name
        self.log = log
        self.forget()

    def forget(self) -> None:
        """Begin a new call."""
        self.before: dict[str, Any] = {}
        """Rows (or `ABSENT`) of the keys that were set or removed, as they were before."""
        self.order: list[str] | None = None
        """The keys that there were before the call, once one of them is removed."""
        self.removed: set[str] = set()
        """Keys that were removed at some time, even if they came back."""

    def _setting(self, key: str) -> None:
        if key not in self.before:
            self.before[key] = self.get(key, ABSENT)

    def _removing(self, keys: Iterable[str]) -> None:
        if self.order is None:
            self.order = [key for key in self if self.before.get(key) is not ABSENT]
        for key in keys:
            self._setting(key)
            self.removed.add(key)

    def put(self, key: str, row: Any) -> None:
        """Set a row from fresh JSON, unnoticed."""
        dict.__setitem__(self, key, tracked_row(row, self.name, key, self.log))

    def drop(self, key: str) -> None:
        """Remove a row, unnoticed."""
        dict.pop(self, key, None)

    def reorder(self, keys: list[str]) -> None:
        """Bring the rows into this order, unnoticed."""
        rows = {key: self[key] for key in keys}
        dict.clear(self)
        dict.update(self, rows)


class OrderedTable(list[Any]):
    """A list of rows."""

    __slots__ = ("length", "log", "name", "rows")

    def __init__(self, name: str, rows: list[Any], log: list[Owner]) -> None:
        super().__init__([tracked_row(row, name, at, log) for at, row in enumerate(rows)])
        self.name = name
        self.log = log
        self.forget()

    def forget(self) -> None:
        """Begin a new call."""
        self.length: int | None = None
        """Number of rows before the first row that was added at the end."""
        self.rows: list[Any] | None = None
        """The rows before the first write to the list that is not an addition at the end."""

    def _adding(self) -> None:
        if self.length is None and self.rows is None:
            self.length = len(self)

    def _moving(self) -> None:
        if self.rows is None:
            self.rows = self[: self.length]

    def append(self, row: Any) -> None:
        """As of list."""
        self._adding()
        super().append(row)

    def extend(self, rows: Iterable[Any]) -> None:
        """As of list."""
        self._adding()
        super().extend(rows)

    def __iadd__(self, rows: Iterable[Any]) -> Self:  # type: ignore[misc]
        self.extend(rows)
        return self

    def __imul__(self, times: Any) -> Self:  # type: ignore[misc]
        self._moving()
        super().__imul__(times)
        return self

    def __setitem__(self, at: Any, row: Any) -> None:
        self._moving()
        super().__setitem__(at, row)

    def __delitem__(self, at: Any) -> None:
        self._moving()
        super().__delitem__(at)

    def insert(self, at: Any, row: Any) -> None:
        """As of list."""
        self._moving()
        super().insert(at, row)

    def pop(self, at: Any = -1) -> Any:
        """As of list."""
        self._moving()
        return super().pop(at)

    def remove(self, row: Any) -> None:
        """As of list."""
        self._moving()
        super().remove(row)

    def clear(self) -> None:
        """As of list."""
        self._moving()
        super().clear()

    def reverse(self) -> None:
        """As of list."""
        self._moving()
        super().reverse()

    def sort(self, **kwargs: Any) -> None:
        """As of list."""
        self._moving()
        super().sort(**kwargs)

    def __copy__(self) -> list[Any]:
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        from copy import deepcopy

        return deepcopy(list(self), memo)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return list, (list(self),)

    def splice(self, at: int, old: int, new: list[Any]) -> None:
        """Put fresh rows in the place of so many old ones, unnoticed."""
        rows = [tracked_row(row, self.name, at + i, self.log) for i, row in enumerate(new)]
        super().__setitem__(slice(at, at + old), rows)

    def restore(self, rows: list[Any]) -> None:
        """Have these rows again, unnoticed."""
        super().__setitem__(slice(None), rows)

    def truncate(self, length: int) -> None:
        """Drop the rows from a position on, unnoticed."""
        super().__delitem__(slice(length, None))

    def position(self, owner: Owner) -> int | None:
        """Where the row of an owner stands now; None where it does not."""
        at: int = owner.key
        if at < len(self) and self[at] is owner.root:
            return at
        for at, row in enumerate(self):
            if row is owner.root:
                owner.key = at
                return at
        return None


def text_before(row: Any) -> str:
    """JSON text of a row as it was before the call."""
    owner = getattr(row, "owner", None)
    if owner is not None and owner.root is row and owner.before is not None:
        text: str = owner.before
        return text
    return text_of(row)
