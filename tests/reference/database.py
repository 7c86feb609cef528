"""``db`` by its description: plain dictionaries and lists, every row looked at, no State.

`play` does what the tool of ``tests/cases/database_play.py`` does, and says the same of it;
messages are left to the engines.
"""

# ruff: noqa: TRY004 - which exception a program gets is what is described here

from __future__ import annotations

import copy
import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

from reference.state import equal

WORD = 2**64
GOLDEN = 0x9E3779B97F4A7C15
ALPHABETS = {"#": "0123456789", "?": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "*": "0123456789abcdef"}


def mix(x: int) -> int:
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % WORD
    return x ^ (x >> 31)


def words(seed: int, table: str, number: int, attempt: int) -> list[int]:
    name = 0xCBF29CE484222325
    for byte in table.encode():
        name = (name ^ byte) * 0x100000001B3 % WORD
    key = mix(mix(mix(seed ^ name) ^ number) ^ attempt)
    return [mix((key + i * GOLDEN) % WORD) for i in range(1, 201)]


def is_row(value: Any) -> bool:
    return isinstance(value, dict)


def is_key(cell: Any) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, str | int) or (isinstance(cell, float) and cell.is_integer())


def json_copy(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            if not math.isfinite(value):
                raise ValueError(value)
            return value
        case list() | tuple():
            return [json_copy(item) for item in value]
        case dict() if all(isinstance(name, str) for name in value):
            return {name: json_copy(cell) for name, cell in value.items()}
    raise ValueError(value)


@dataclass
class Table:
    value: Any
    """As JSON has it."""
    kind: str
    key: list[str]
    """Columns of the key: declared, or in a list found."""
    columns: dict[str, Any] = field(default_factory=dict)
    """As the schema declares them."""

    @classmethod
    def of(cls, value: Any, schema: dict[str, Any]) -> Table:
        kind = schema.get("kind")
        if kind is None and isinstance(value, dict) and all(map(is_row, value.values())):
            kind = "keyed"
        if kind is None and isinstance(value, list) and all(map(is_row, value)):
            kind = "ordered"
        key = schema.get("key", [])
        key = [key] if isinstance(key, str) else key
        if kind == "ordered" and not key:
            key = found_key(value)
        return cls(value, kind or "document", key, schema.get("columns", {}))

    def items(self) -> list[tuple[Any, Any]]:
        """Keys (several parts as a list) and rows."""
        match self.kind:
            case "keyed":
                return list(self.value.items())
            case "ordered" if self.key:
                return [(key_of(row, self.key), row) for row in self.value]
            case "ordered":
                return list(enumerate(self.value))
        raise ValueError("a document has no rows")

    def check(self, row: Any) -> None:
        for name, column in self.columns.items():
            if not isinstance(row, dict) or name not in row:
                if column.get("required") and isinstance(row, dict):
                    raise ValueError(name)
                continue
            cell = row[name]
            if "type" in column and not any(fits(cell, t) for t in as_list(column["type"])):
                raise ValueError(name)
            if "enum" in column and not any(equal(cell, allowed) for allowed in column["enum"]):
                raise ValueError(name)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def fits(cell: Any, name: str) -> bool:
    types = {"string": str, "array": list, "object": dict, "boolean": bool, "null": type(None)}
    if name in types:
        return isinstance(cell, types[name])
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return number and (name == "number" or is_key(cell))


def found_key(rows: list[Any]) -> list[str]:
    """The first column that tells rows apart: ``id``, names that end so, all others."""

    def rank(name: str) -> int:
        if name.lower() == "id":
            return 0
        return 1 if name.lower().endswith("id") else 2

    for name in sorted(
        (name for name in rows[0] if is_key(rows[0][name])) if rows else [], key=rank
    ):
        cells = [row.get(name) for row in rows]
        if all(map(is_key, cells)) and not any(
            equal(a, b) for i, a in enumerate(cells) for b in cells[:i]
        ):
            return [name]
    return []


def key_of(row: Any, columns: list[str]) -> Any:
    """None where a part is missing."""
    parts = [row.get(name) for name in columns]
    if not all(map(is_key, parts)):
        return None
    return parts[0] if len(parts) == 1 else parts


@dataclass
class Database:
    tables: dict[str, Table]
    seed: int
    clock_us: int
    drawn: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    wrote: bool = False

    def table(self, name: Any) -> Table:
        if not isinstance(name, str):
            raise TypeError(name)
        if name not in self.tables:
            raise KeyError(name)
        return self.tables[name]

    def address(self, name: str, key: Any) -> tuple[Table, Any]:
        """The table, and where its row is in ``table.value``; None: nowhere."""
        if not isinstance(name, str):
            raise TypeError(name)
        key = self.key(key)
        table = self.table(name)
        if table.kind == "document":
            if key is not None:
                raise ValueError(key)
            return table, None
        if key is None:
            raise ValueError(name)
        if table.kind == "keyed":
            return table, key if isinstance(key, str) and key in table.value else None
        for at, (other, _) in enumerate(table.items()):
            if equal(key, other):
                return table, at
        return table, None

    @staticmethod
    def key(key: Any) -> Any:
        if key is None:
            return None
        parts = list(key) if isinstance(key, list | tuple) else [key]
        if any(isinstance(part, bool) or not isinstance(part, str | int) for part in parts):
            raise TypeError(key)
        return parts[0] if len(parts) == 1 else parts

    def get(self, name: str, key: Any = None) -> Any:
        table, at = self.address(name, key)
        if table.kind == "document":
            return copy.deepcopy(table.value)
        return None if at is None else copy.deepcopy(table.value[at])

    def items(self, name: str, /, **equals: Any) -> list[tuple[Any, Any]]:
        equals = json_copy(equals)
        return [
            (key, copy.deepcopy(row))
            for key, row in self.table(name).items()
            if all(c in row and equal(row[c], value) for c, value in equals.items())
        ]

    def find(self, name: str, /, **equals: Any) -> list[Any]:
        return [row for _, row in self.items(name, **equals)]

    def keys(self, name: str, /, **equals: Any) -> list[Any]:
        return [key for key, _ in self.items(name, **equals)]

    def rows(self, name: str) -> list[Any]:
        return self.find(name)

    def count(self, name: str, /, **equals: Any) -> int:
        return len(self.find(name, **equals))

    def insert(self, name: str, row: Any, key: Any = None) -> Any:
        if not isinstance(name, str):
            raise TypeError(name)
        if not isinstance(row, dict):
            raise ValueError(row)
        row, given = json_copy(row), self.key(key)
        table = self.table(name)
        if table.kind == "document":
            raise ValueError(name)
        own = key_of(row, table.key) if table.key else None
        if own is not None and given is not None and not equal(own, given):
            raise ValueError(key)
        made = given if own is None else own
        if table.kind == "ordered":
            if table.key:
                if own is None or any(equal(own, other) for other, _ in table.items()):
                    raise ValueError(own)
            elif given is not None:
                raise ValueError(key)
            else:
                made = len(table.value)
            table.check(row)
            table.value.append(row)
        else:
            if not isinstance(made, str) or made in table.value:
                raise ValueError(made)
            table.check(row)
            table.value[made] = row
        self.wrote = True
        return made

    def update(self, name: str, key: Any, columns: Any) -> None:
        self.address(name, key)
        if not isinstance(columns, dict):
            raise ValueError(columns)
        columns = json_copy(columns)
        table, at = self.address(name, key)
        old = table.value if table.kind == "document" else self.row(table, at)
        if not isinstance(old, dict):
            raise ValueError(old)
        self.set(table, at, {**old, **columns})

    def put(self, name: str, key: Any, row: Any) -> None:
        table, at = self.address(name, key)
        if table.kind != "document" and not isinstance(row, dict):
            raise ValueError(row)
        row = json_copy(row)
        if table.kind != "document":
            self.row(table, at)
        self.set(table, at, row)

    @staticmethod
    def row(table: Table, at: Any) -> Any:
        if at is None:
            raise KeyError(at)
        return table.value[at]

    def set(self, table: Table, at: Any, row: Any) -> None:
        if table.kind == "ordered" and table.key:
            own = key_of(row, table.key)
            others = [key for i, (key, _) in enumerate(table.items()) if i != at]
            if own is None or any(equal(own, other) for other in others):
                raise ValueError(own)
        table.check(row)
        if table.kind == "document":
            table.value = row
        else:
            table.value[at] = row
        self.wrote = True

    def delete(self, name: str, key: Any = None) -> None:
        table, at = self.address(name, key)
        if table.kind == "document":
            raise ValueError(name)
        self.row(table, at)
        del table.value[at]
        self.wrote = True

    def new_id(self, name: str, pattern: Any = None) -> Any:
        table = self.table(name)
        if pattern is not None and not isinstance(pattern, str):
            raise TypeError(pattern)
        if pattern is not None and len(pattern) > 200:
            raise ValueError(pattern)
        integers = pattern is None and self.has_integer_keys(table)
        self.counters[name] = self.counters.get(name, 0) + 1
        taken = []
        if table.kind == "keyed" or (table.kind == "ordered" and table.key):
            taken = [key for key, _ in table.items()]
        for attempt in range(1_000):
            drawn = words(self.seed, name, self.counters[name], attempt)
            if integers:
                made: Any = 100_000_000 + drawn[0] % 900_000_000
            else:
                made = ""
                for character in f"{name}_********" if pattern is None else pattern:
                    if character in ALPHABETS:
                        made += ALPHABETS[character][drawn.pop(0) % len(ALPHABETS[character])]
                    else:
                        made += character
            if not any(equal(made, key) for key in taken):
                return made
        raise ValueError(pattern)

    @staticmethod
    def has_integer_keys(table: Table) -> bool:
        if table.kind == "document":
            return False
        if len(table.key) == 1 and "type" in table.columns.get(table.key[0], {}):
            return table.columns[table.key[0]]["type"] in ("integer", ["integer"])
        if table.kind == "keyed" or not table.value:
            return False
        first = table.items()[0][0]
        return isinstance(first, int | float)

    def now(self) -> str:
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(  # noqa: DTZ001 - plain sums
            seconds=self.clock_us // 1_000_000
        )
        return moment.isoformat() + "Z"

    def random(self) -> float:
        self.drawn += 1
        return (mix(self.seed ^ mix(self.drawn * GOLDEN % WORD)) >> 11) / 2**53


SEARCHES = ("find", "keys", "count")
STAND_INS = {"<nan>": math.nan, "<set>": {1}, "<tuple>": ("A", 1), "<name 1>": {1: ""}}


def stand_in(value: Any) -> Any:
    return STAND_INS.get(value, value) if isinstance(value, str) else value


def play(db: Database, operations: list[dict[str, Any]], end: str) -> list[dict[str, Any]] | None:
    """What each operation gives or raises; None, and nothing has happened, unless it returns."""
    before = copy.deepcopy(db)
    db.wrote = False
    outcomes = []
    for operation in operations:
        method = getattr(db, operation["do"])
        given = [stand_in(value) for value in operation.get("with", [])]
        columns = {n: stand_in(value) for n, value in operation.get("columns", {}).items()}
        if operation["do"] in SEARCHES and not given and "table" in columns:
            given = [columns.pop("table")]
        try:
            gives = method(*given, **columns)
        except (KeyError, TypeError, ValueError) as error:
            outcomes.append({"raises": type(error).__name__})
        else:
            outcomes.append({"gives": json_copy(gives)})
    if end != "return":
        vars(db).update(vars(before))
        return None
    if db.wrote:
        db.clock_us += 1_000_000
    else:
        vars(db).update(vars(before))
    return outcomes
