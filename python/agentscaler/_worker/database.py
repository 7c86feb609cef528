"""A database of nested dicts whose calls can be taken back, and told as changes of rows.

A change is a list of JSON values, the same for the parent, for undoing and for going back to an
older version::

    ["row", table, key, old, new]           JSON texts; null: no row
    ["slice", table, at, [old], [new]]      rows of a list in the place of others
    ["table", table, old, new]              a whole table, or a document
    ["order", table, [keys], [keys]]        order of keys before and after, where rows were removed
    ["tables", [names], [names]]            the same for tables

All of these are produced in time proportional to what the call wrote, but for: the first removal
of a key or the first write in the middle of a list in a call (a copy of pointers, about 5 ns a
row), and documents, which are written as a whole.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler._worker.noted import NotedDict
from agentscaler._worker.tables import KeyedTable, OrderedTable, text_before
from agentscaler._worker.tracked import (
    ABSENT,
    NotJsonError,
    Owner,
    check_json,
    text_of,
    tracked_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Change: TypeAlias = list[Any]


def kind_of(value: Any) -> str:
    """Kind of a table, by its shape alone."""
    if isinstance(value, dict) and all(isinstance(row, dict) for row in value.values()):
        return "keyed"
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return "ordered"
    return "document"


class Database(NotedDict):
    """What a tool gets as ``data``.

    Args:
        tables: Fresh JSON.
        kinds: Kinds of tables that a schema has set, where the shape would say otherwise.
    """

    __slots__ = ("before", "kinds", "log", "order", "removed")

    def __init__(self, tables: dict[str, Any], kinds: dict[str, str] | None = None) -> None:
        super().__init__()
        self.kinds = kinds or {}
        self.log: list[Owner] = []
        """Owners of the rows that the call has written to."""
        for name, table in tables.items():
            self._put(name, table)
        self.forget()

    # What tools see: a dict of tables.

    def _setting(self, name: str) -> None:
        if name not in self.before:
            self.before[name] = self.get(name, ABSENT)

    def _removing(self, keys: Iterable[str]) -> None:
        for name in keys:
            self._setting(name)
            self.removed.add(name)

    # A call: `changes` or `undo` after it, then `forget`.

    def forget(self) -> None:
        """Begin a new call."""
        for owner in self.log:
            owner.before = None
        self.log.clear()
        for table in self.values():
            if isinstance(table, (KeyedTable, OrderedTable)):
                table.forget()
        self.before: dict[str, Any] = {}
        """Tables (or `ABSENT`) that were set or removed, as they were before."""
        self.order: list[str] = list(self)
        self.removed: set[str] = set()

    def undo(self) -> None:
        """Have everything as it was before the call."""
        for name, table in self.before.items():
            if table is ABSENT:
                dict.pop(self, name, None)
            else:
                dict.__setitem__(self, name, table)
        self._reorder(self.order)
        for table in self.values():
            if isinstance(table, KeyedTable):
                _undo_keyed(table)
            elif isinstance(table, OrderedTable):
                _undo_ordered(table)
        for owner in self.log:
            self._renew(owner, owner.before)
        self.forget()

    def changes(self) -> list[Change]:
        """What the call changed. The database holds plain JSON afterwards, tracked anew.

        Raises:
            NotJsonError: It holds something that JSON has no word for; `undo` is still possible.
        """
        try:
            found = self._changes()
        except NotJsonError:
            raise
        except (ValueError, TypeError, RecursionError) as fault:
            raise NotJsonError(f"{type(fault).__name__}: {fault}") from None
        self._settle(found)
        return [change for change in found if change[-1] != change[-2]]

    def _changes(self) -> list[Change]:
        written: dict[str, list[Owner]] = {}
        for owner in self.log:
            written.setdefault(owner.table, []).append(owner)
        found: list[Change] = []
        for name, table in list(self.items()):
            if name in self.before:
                continue
            owners = written.get(name, [])
            if isinstance(table, KeyedTable):
                if owners or table.before:
                    found += _keyed_changes(table, owners)
            elif isinstance(table, OrderedTable):
                if owners or table.rows is not None or table.length is not None:
                    found += _ordered_changes(table, owners)
            else:
                found += [["table", name, o.before, _text(o.root, name)] for o in owners]
        found += self._table_changes(written)
        return found

    def _table_changes(self, written: dict[str, list[Owner]]) -> list[Change]:
        if not self.before:
            return []
        found: list[Change] = []
        came: list[Change] = []
        for name, old in self.before.items():
            if not isinstance(name, str):
                raise NotJsonError(f"the name of a table, {name!r:.80}, is not a string")
            new = self.get(name, ABSENT)
            old_text = None if old is ABSENT else _table_before(old, written.get(name, []))
            new_text = None if new is ABSENT else _text(new, name)
            if old_text is not None and new_text is not None and name in self.removed:
                found.append(["table", name, old_text, None])
                came.append(["table", name, None, new_text])
            else:
                (came if old_text is None else found).append(["table", name, old_text, new_text])
        places = {name: at for at, name in enumerate(self)}
        came.sort(key=lambda change: places.get(change[1], 0))
        return [*found, *came, ["tables", self.order, list(self)]]

    def _settle(self, found: list[Change]) -> None:
        """Have fresh containers wherever the call wrote, so that no two rows share one."""
        for change in found:
            match change:
                case ["row", table, key, _, new] if new is not None:
                    self[table].put(key, json.loads(new))
                case ["slice", table, at, _, new]:
                    self[table].splice(at, len(new), [json.loads(text) for text in new])
                case ["table", table, _, new] if new is not None:
                    self._put(table, json.loads(new))
        self.forget()

    # Versions.

    def apply(self, changes: list[Change], *, forward: bool) -> None:
        """Make changes again, or take them back."""
        orders: list[Change] = []
        for change in changes if forward else reversed(changes):
            old, new = change[-2:] if forward else (change[-1], change[-2])
            match change:
                case ["row", table, key, _, _]:
                    keyed = self._as_keyed(table)
                    keyed.drop(key) if new is None else keyed.put(key, json.loads(new))
                case ["slice", table, at, _, _]:
                    rows = [json.loads(text) for text in new]
                    self._as_ordered(table).splice(at, len(old), rows)
                case ["table", table, _, _]:
                    if new is None:
                        dict.pop(self, table, None)
                    else:
                        self._put(table, json.loads(new))
                case _:
                    orders.append([*change[:-2], new])
        for order in orders:
            if order[0] == "order" and isinstance(self.get(order[1]), KeyedTable):
                self[order[1]].reorder(order[2])
            elif order[0] == "tables":
                self._reorder(order[1])
        self.forget()

    def _put(self, name: str, table: Any) -> None:
        kind = self.kinds.get(name) or kind_of(table)
        if kind == "keyed" and isinstance(table, dict):
            table = KeyedTable(name, table, self.log)
        elif kind == "ordered" and isinstance(table, list):
            table = OrderedTable(name, table, self.log)
        else:
            table = tracked_row(table, name, None, self.log)
        dict.__setitem__(self, name, table)

    def _as_keyed(self, name: str) -> KeyedTable:
        """A table that was an object of rows when the change was made."""
        table = self[name]
        if not isinstance(table, KeyedTable):
            table = KeyedTable(name, json.loads(text_of(table)), self.log)
            dict.__setitem__(self, name, table)
        return table

    def _as_ordered(self, name: str) -> OrderedTable:
        """A table that was a list of rows when the change was made."""
        table = self[name]
        if not isinstance(table, OrderedTable):
            table = OrderedTable(name, json.loads(text_of(table)), self.log)
            dict.__setitem__(self, name, table)
        return table

    def _reorder(self, names: list[str]) -> None:
        if names != list(self):
            tables = {name: self[name] for name in names}
            dict.clear(self)
            dict.update(self, tables)

    def _renew(self, owner: Owner, text: str | None) -> None:
        """Put a row back as it was."""
        table = self.get(owner.table)
        if text is None:
            return
        if isinstance(table, KeyedTable):
            if table.get(owner.key) is owner.root:
                table.put(owner.key, json.loads(text))
        elif isinstance(table, OrderedTable):
            at = table.position(owner)
            if at is not None:
                table.splice(at, 1, [json.loads(text)])
        elif table is owner.root:
            self._put(owner.table, json.loads(text))


def _text(value: Any, place: str) -> str:
    check_json(value, place)
    text = text_of(value)
    text.encode()  # half a surrogate pair is refused here
    return text


def _undo_keyed(table: KeyedTable) -> None:
    for key, row in table.before.items():
        if row is ABSENT:
            table.drop(key)
        else:
            dict.__setitem__(table, key, row)
    if table.order is not None:
        table.reorder(table.order)


def _undo_ordered(table: OrderedTable) -> None:
    if table.rows is not None:
        table.restore(table.rows)
    elif table.length is not None:
        table.truncate(table.length)


def _table_before(table: Any, owners: list[Owner]) -> str:
    """Text of a table that is no longer there, as it was before the call."""
    if isinstance(table, KeyedTable):
        _undo_keyed(table)
        return "{" + ",".join(f"{text_of(k)}:{text_before(row)}" for k, row in table.items()) + "}"
    if isinstance(table, OrderedTable):
        _undo_ordered(table)
        return "[" + ",".join(text_before(row) for row in table) + "]"
    for owner in owners:
        if owner.root is table and owner.before is not None:
            return owner.before
    return text_of(table)


def _keyed_changes(table: KeyedTable, owners: list[Owner]) -> list[Change]:
    found: list[Change] = []
    coming: dict[str, str] = {}
    for owner in owners:
        if owner.key not in table.before and table.get(owner.key) is owner.root:
            new = _text(owner.root, f"{table.name}[{owner.key}]")
            found.append(["row", table.name, owner.key, owner.before, new])
    for key, row in table.before.items():
        if not isinstance(key, str):
            raise NotJsonError(f"{table.name}: the key {key!r:.80} is not a string")
        old = None if row is ABSENT else text_before(row)
        now = table.get(key, ABSENT)
        after = None if now is ABSENT else _text(now, f"{table.name}[{key}]")
        if after is not None and (old is None or key in table.removed):
            # It stands at the end now, even if it stood somewhere before.
            coming[key], after = after, None
        if old is not None:
            found.append(["row", table.name, key, old, after])
    found += [["row", table.name, key, None, coming[key]] for key in _last(table, coming)]
    if table.order is not None:
        found.append(["order", table.name, table.order, list(table)])
    return found


def _last(table: KeyedTable, coming: dict[str, str]) -> list[str]:
    """Keys that came in the call: they stand at the end, in their order."""
    last: list[str] = []
    for key in reversed(table):
        if len(last) == len(coming):
            break
        if key in coming:
            last.append(key)
    return last[::-1]


def _ordered_changes(table: OrderedTable, owners: list[Owner]) -> list[Change]:
    name = table.name

    def text(at: int) -> str:
        return _text(table[at], f"{name}[{at}]")

    found: list[Change] = []
    if table.rows is None:
        for owner in owners:
            place = table.position(owner)
            if place is not None:
                found.append(["slice", name, place, [owner.before], [text(place)]])
        if table.length is not None:
            added = [text(at) for at in range(table.length, len(table))]
            found.append(["slice", name, table.length, [], added])
        return found
    old, new = table.rows, table
    shared = min(len(old), len(new))
    front = next((i for i in range(shared) if old[i] is not new[i]), shared)
    rest = shared - front
    back = next((i for i in range(rest) if old[-1 - i] is not new[-1 - i]), rest)
    gone = [text_before(row) for row in old[front : len(old) - back]]
    came = [text(at) for at in range(front, len(new) - back)]
    found.append(["slice", name, front, gone, came])
    before = {id(owner.root): owner.before for owner in owners}
    for at in [*range(front), *range(len(new) - back, len(new))] if before else ():
        row = before.get(id(new[at]))
        if row is not None:
            found.append(["slice", name, at, [row], [text(at)]])
    return found
