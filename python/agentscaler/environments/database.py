"""``db``: what a tool program sees of a state, under CPython.

Names, results and errors are those of the compiled engine, so that a program runs here unchanged:
with breakpoints, in a debugger, and as the second opinion in tests.

    >>> from agentscaler.environments import State
    >>> state = State.from_json({"users": {"u1": {"age": 36}}, "log": [{"text": "hello"}]})
    >>> db = Database(state)
    >>> db.update("users", "u1", {"age": 37})
    >>> db.find("users", age=37.0)
    [{'age': 37}]
    >>> user = db.get("users", "u1")
    >>> user["age"] = 99
    >>> db.get("users", "u1")
    {'age': 37}

Every row, key and result is a copy: a changed row counts when it is handed to `Database.update` or
`Database.put`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

from agentscaler.environments.json_value import json_value, same
from agentscaler.environments.stream import new_integer, new_text, unit_float
from agentscaler.environments.toolset import Limits
from agentscaler.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.state import State

Key: TypeAlias = str | int | tuple[str | int, ...] | list[str | int]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TRIES = 1_000
"""Ids that are drawn before a pattern counts as used up."""
LONGEST_PATTERN = 200
"""In characters."""


_NAMED: Any = object()
"""Stands for a table that was given by name: a column may be called ``table`` as well."""


class LimitReachedError(BaseException):
    """A call has gone beyond a limit. No program catches it: what is over stays over."""


class Meter:
    """What one call has used of its limits, and whether it has written."""

    __slots__ = ("host_calls", "limits", "rows_read", "wrote")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.host_calls = 0
        self.rows_read = 0
        self.wrote = False

    def call(self) -> None:
        """Count a call of ``db``."""
        self.host_calls += 1
        if self.host_calls > self.limits.host_calls:
            raise LimitReachedError(f"more than {self.limits.host_calls} calls of db")

    def read(self, rows: int) -> None:
        """Count rows or keys that go into the program."""
        self.rows_read += rows
        if self.rows_read > self.limits.rows_read:
            raise LimitReachedError(f"more than {self.limits.rows_read} rows read")


class _Address(NamedTuple):
    """Place of a row, whether it exists or not: by key, by position, or the whole document."""

    kind: str
    key: tuple[Any, ...] = ()
    at: int | None = None
    """None: a position that no list has."""


class Database:
    """Rows of a state by table and key.

    A list without a key is addressed by position, and a document (a table without rows) as a whole,
    without a key. A program has these methods of it and nothing else.

    Args:
        state: What is read and written, at once. Who wants all or nothing calls a program by
            `agentscaler.environments.run_in_python`.
        meter: Where use is counted.

    Raises:
        KeyError: From every method that names a table: there is none of this name.
        TypeError: From every method: an argument is of another type than it has to be.
        ValueError: From every method: a value is not JSON, or the table is of another kind.
    """

    __slots__ = ("_meter", "_state")

    def __init__(self, state: State, meter: Meter | None = None) -> None:
        self._state = state
        self._meter = meter or Meter(Limits())

    def get(self, table: str, key: Key | None = None) -> Any:
        """The row of a key, or None; of a document, which takes no key, the whole value.

        Example:
            >>> from agentscaler.environments import State
            >>> Database(State.from_json({"log": [{"x": 1}, {"x": 1}]})).get("log", 1)
            {'x': 1}
        """
        self._meter.call()
        address = self._address(_text(table, "table"), key)
        self._meter.read(1)
        row = self._row(table, address)
        return None if row is None else self._out(row, table)

    def find(self, table: str = _NAMED, /, **equals: Any) -> list[Any]:
        """Rows whose columns equal these values, in the order of the table.

        Values equal as JSON: 1 is 1.0, and True is not 1. A column that a row lacks equals nothing.
        After a table that is given by position any column can be named, ``table`` as well.

        Example:
            >>> from agentscaler.environments import State
            >>> shop = State.from_json({"orders": {"a": {"paid": True}, "b": {"paid": 1}}})
            >>> Database(shop).find("orders", paid=1.0)
            [{'paid': 1}]
        """
        self._meter.call()
        table = _table(table, equals, "find")
        return [self._out(row, table) for _, row in self._read(table, equals)]

    def keys(self, table: str = _NAMED, /, **equals: Any) -> list[Any]:
        """Keys of the rows that `find` gives; a key of several columns is a tuple."""
        self._meter.call()
        return [key for key, _ in self._read(_table(table, equals, "keys"), equals)]

    def rows(self, table: str) -> list[Any]:
        """All rows, in the order of the table."""
        self._meter.call()
        return [self._out(row, table) for _, row in self._read(table, {})]

    def items(self, table: str) -> list[tuple[Any, Any]]:
        """All rows, each with its key."""
        self._meter.call()
        return [(key, self._out(row, table)) for key, row in self._read(table, {})]

    def count(self, table: str = _NAMED, /, **equals: Any) -> int:
        """How many rows `find` gives."""
        self._meter.call()
        return len(self._select(_table(table, equals, "count"), equals))

    def insert(self, table: str, row: Any, key: Key | None = None) -> Any:
        """Add a row, in a list as the last one.

        Args:
            table: Its name.
            row: A dict.
            key: May be left out where columns of the row say it, and in a list without a key.

        Returns:
            The key, or the position in a list without a key.

        Raises:
            ValueError: The key exists, or none can be told; the row breaks the schema.

        Example:
            >>> from agentscaler.environments import State
            >>> db = Database(State.from_json({"orders": [{"id": 7}], "users": {}}))
            >>> db.insert("orders", {"id": 8}), db.insert("users", {"age": 3}, key="u1")
            (8, 'u1')
        """
        self._meter.call()
        _text(table, "table")
        row = self._dict_in(row, "row")
        given = self._key(key)
        if self._kind(table) == "document":
            _refuse(table, "is document: it takes no rows; change it with put or update")
        made = self._key_for(table, row, given)
        if made is None:
            end = self._state.count(table)
            self._write(lambda: self._state.insert_at(table, end, row))
            return end
        self._write(lambda: self._state.insert(table, _whole(made), row))
        return _whole(made)

    def update(self, table: str, key: Key | None, columns: Any) -> None:
        """Set some columns of a row.

        Raises:
            KeyError: There is no such row.
            ValueError: The row would break the schema, or take the key of another one.
        """
        self._meter.call()
        address = self._address(_text(table, "table"), key)
        columns = self._dict_in(columns, "columns")
        old = self._existing(table, address)
        if not isinstance(old, dict):
            _refuse(table, f"is {_type_name(old)}: it has no columns; use put")
        self._set(table, address, {**old, **columns})

    def put(self, table: str, key: Key | None, row: Any) -> None:
        """Put another row in the place of the one of a key.

        Raises:
            KeyError: There is no such row.
            ValueError: As for `update`.
        """
        self._meter.call()
        address = self._address(_text(table, "table"), key)
        row = self._in(row, "row") if address.kind == "document" else self._dict_in(row, "row")
        self._existing(table, address)
        self._set(table, address, row)

    def delete(self, table: str, key: Key | None = None) -> None:
        """Remove a row.

        Raises:
            KeyError: There is no such row.
            ValueError: The table is a document.
        """
        self._meter.call()
        address = self._address(_text(table, "table"), key)
        self._existing(table, address)
        match address.kind:
            case "document":
                _refuse(table, "is document: it cannot be deleted; use put")
            case "key":
                self._write(lambda: self._state.delete(table, _whole(address.key)))
            case _:
                self._write(lambda: self._state.delete_at(table, address.at or 0))

    def new_id(self, table: str, pattern: str | None = None) -> Any:
        """Make an id that no row of the table has as its key.

        Args:
            table: Its name.
            pattern: ``#`` stands for a digit, ``?`` for an upper-case letter, ``*`` for a
                lower-case hex digit, all else for itself. Without one: an integer of nine digits
                where the keys are integers, else ``<table>_********``.

        Example:
            >>> from agentscaler.environments import Side, State
            >>> state = State.from_json({"orders": {}})
            >>> state.side = Side(seed=7)
            >>> Database(state).new_id("orders", "#W#######")
            '5W1606024'
        """
        self._meter.call()
        integers = self._has_integer_keys(_text(table, "table"))
        if pattern is not None:
            integers = False
            if len(_text(pattern, "pattern")) > LONGEST_PATTERN:
                raise ValueError(f"a pattern has at most {LONGEST_PATTERN} characters")
        shape = f"{table}_********" if pattern is None else pattern
        side = self._state.side
        number = side.counters.get(table, 0) + 1
        self._state.side = side.replace(counters={**side.counters, table: number})
        for attempt in range(TRIES):
            made: Any
            if integers:
                made = new_integer(side.seed, table, number, attempt)
            else:
                made = new_text(shape, side.seed, table, number, attempt)
            if not self._has_keys(table) or self._state.get(table, made) is None:
                return made
        raise ValueError(f"no id of the form {_quoted(pattern or '')} is free")

    def now(self) -> str:
        """The time of the episode, to the second; it stands still within a call.

        Example:
            >>> from agentscaler.environments import State
            >>> Database(State.from_json({})).now()
            '1970-01-01T00:00:00Z'
        """
        self._meter.call()
        try:
            moment = EPOCH + timedelta(seconds=self._state.side.clock_us // 1_000_000)
        except OverflowError:
            what = "the clock of the episode is outside the years 1 to 9999"
            raise ValueError(what) from None
        return moment.isoformat().replace("+00:00", "Z")

    def random(self) -> float:
        """The next number of the random stream of the episode, in [0, 1)."""
        self._meter.call()
        side = self._state.side
        drawn = side.drawn + 1
        self._state.side = side.replace(drawn=drawn)
        return unit_float(side.seed, drawn)

    # What stands below is out of reach of programs: the dialect refuses names with an underscore.

    def _kind(self, table: str) -> str:
        kind = dict(self._state.tables()).get(table)
        if kind is None:
            try:
                self._state.count(table)
            except StateError as error:
                raise KeyError(error.what) from None
        return str(kind)

    def _has_keys(self, table: str) -> bool:
        kind = self._kind(table)
        return kind == "keyed" or (kind == "ordered" and bool(self._state.key_columns(table)))

    def _key(self, key: Any) -> tuple[Any, ...] | None:
        """The parts of a key; None for None."""
        if key is None:
            return None
        parts = key if isinstance(key, tuple | list) else (key,)
        for part in parts:
            if isinstance(part, bool) or not isinstance(part, str | int):
                name = type(part).__name__
                raise TypeError(f"a key is a str, an int, or a tuple of them, not {name}")
        return tuple(self._in(part, "key") for part in parts)

    def _address(self, table: str, key: Any) -> _Address:
        parts = self._key(key)
        if self._kind(table) == "document":
            if parts is not None:
                _refuse(table, "is document: it has no keys; leave the key out")
            return _Address("document")
        if parts is None:
            _refuse(table, "has rows: a key is needed")
        if self._has_keys(table):
            return _Address("key", parts)
        at = parts[0] if len(parts) == 1 else None
        return _Address("at", at=at if isinstance(at, int) and at >= 0 else None)

    def _row(self, table: str, address: _Address) -> Any:
        match address.kind:
            case "document":
                return self._state.table(table)
            case "key":
                return self._state.get(table, _whole(address.key))
        if address.at is None or address.at >= self._state.count(table):
            return None
        return self._state.get_at(table, address.at)

    def _existing(self, table: str, address: _Address) -> Any:
        row = self._row(table, address)
        if row is None and address.kind != "document":
            if address.kind == "key":
                shown = _shown(address.key)
            else:
                shown = "at this position" if address.at is None else f"at position {address.at}"
            raise KeyError(f'table "{table}" has no row {shown}')
        return row

    def _select(self, table: str, equals: dict[str, Any]) -> list[tuple[Any, Any]]:
        """Keys and rows whose columns equal these values, in their order."""
        wanted = {name: self._in(value, name) for name, value in equals.items()}
        has_keys = self._has_keys(_text(table, "table"))
        try:
            rows = self._state.rows(table)
        except StateError as error:
            raise ValueError(error.what) from None
        return [
            (key if has_keys else at, row)
            for at, (key, row) in enumerate(rows)
            if all(name in row and same(row[name], value) for name, value in wanted.items())
        ]

    def _read(self, table: str, equals: dict[str, Any]) -> list[tuple[Any, Any]]:
        found = self._select(table, equals)
        self._meter.read(len(found))
        return found

    def _key_for(
        self, table: str, row: dict[str, Any], given: tuple[Any, ...] | None
    ) -> tuple[Any, ...] | None:
        """The key of a new row: as given, or as its columns say it; None in a list without key."""
        columns = self._state.key_columns(table) or []
        own = tuple(row[name] for name in columns if _is_key(row.get(name)))
        if columns and len(own) == len(columns):
            if given is not None and not same(list(given), list(own)):
                what = f"the key is {_shown(given)}, but the columns of the row say {_shown(own)}"
                raise ValueError(what)
            return own
        if self._kind(table) == "ordered":
            if columns:
                names = ", ".join(columns)
                what = f'a row of table "{table}" needs its key, a str or an int, in {names}'
                raise ValueError(what)
            if given is not None:
                raise ValueError(f'rows of table "{table}" have no key: leave it out')
            return None
        if given is None:
            raise ValueError(f'a new row of table "{table}" needs a key')
        return given

    def _set(self, table: str, address: _Address, row: Any) -> None:
        match address.kind:
            case "document":
                self._write(lambda: self._state.set_document(table, row))
            case "key":
                self._keep_key(table, address.key, row)
                self._write(lambda: self._state.put(table, _whole(address.key), row))
            case _:
                self._write(lambda: self._state.put_at(table, address.at or 0, row))

    def _keep_key(self, table: str, key: tuple[Any, ...], row: dict[str, Any]) -> None:
        """Refuse a row that would leave a list without its key, or take the key of another row.

        A state gives up a key that no schema declares when a row does not fit it. A program was
        written for the key, so here the row is what has to go.
        """
        if self._kind(table) != "ordered":
            return
        new = self._key_for(table, row, None) or ()
        if not same(list(new), list(key)) and self._state.get(table, _whole(new)) is not None:
            raise ValueError(f'table "{table}" already has a row {_shown(new)}')

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
        except StateError as error:
            raise ValueError(error.what) from None
        self._meter.wrote = True

    def _in(self, value: Any, root: str) -> Any:
        try:
            return json_value(value, root, integer_digits=self._meter.limits.integer_digits)
        except TypeError as error:
            raise ValueError(str(error)) from None

    _out = _in

    def _dict_in(self, value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            what = f"{name} must be a dict"
            raise ValueError(what)  # noqa: TRY004 - as for everything that is no row
        copy: dict[str, Any] = self._in(value, name)
        return copy

    def _has_integer_keys(self, table: str) -> bool:
        """Whether the schema says so, or else the first row."""
        kind = self._kind(table)
        columns = self._state.key_columns(table)
        if columns and len(columns) == 1 and self._state.schema is not None:
            tables = json.loads(self._state.schema.to_json()).get("tables", {})
            column = tables.get(table, {}).get("columns", {}).get(columns[0], {})
            if "type" in column:
                return column["type"] in ("integer", ["integer"])
        if kind != "ordered" or self._state.count(table) == 0:
            return False
        if columns is None:
            return True
        first = self._state.get_at(table, 0).get(columns[0])
        return len(columns) == 1 and isinstance(first, int | float)


def _refuse(table: str, what: str) -> NoReturn:
    raise ValueError(f'table "{table}" {what}')


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}")
    return value


def _table(table: str, equals: dict[str, Any], method: str) -> str:
    """The name of the table, which stands among the columns where it was given by name."""
    if table is not _NAMED:
        return table
    if "table" not in equals:
        raise TypeError(f"{method}() missing 1 required positional argument: 'table'")
    named: str = equals.pop("table")
    return named


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _type_name(value: Any) -> str:
    """The type of JSON Schema of a value that is no object."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case list():
            return "array"
    return "number"


def _is_key(cell: Any) -> bool:
    """Whether a cell can be a part of a key: a string, or a number that is an integer."""
    if isinstance(cell, float):
        return cell.is_integer()
    return isinstance(cell, str | int) and not isinstance(cell, bool)


def _whole(key: tuple[Any, ...]) -> Any:
    """A key as states and programs have it: the value of one part, a tuple of several."""
    return key[0] if len(key) == 1 else key


def _shown(key: tuple[Any, ...]) -> str:
    """What a message calls a key."""
    return _quoted(_whole(key))
