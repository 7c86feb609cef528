"""The rows of a state, by the tables of a blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.environments.json_value import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments import State
    from agentscaler.environments.design.blueprint import Blueprint, Table
    from agentscaler.tasks.walk.mention import Fact

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Any, ...]


class Scene:
    """The rows of a state at one moment."""

    __slots__ = ("_indexes", "_rows", "blueprint", "state")

    def __init__(self, state: State, blueprint: Blueprint) -> None:
        self.state = state
        self.blueprint = blueprint
        self._rows: dict[str, list[Row]] = {}
        self._indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def rows(self, table: str) -> list[Row]:
        """All rows of a table; none where the state lacks it."""
        if table not in self._rows:
            known = {name for name, kind in self.state.tables() if kind != "document"}
            pairs = self.state.rows(table) if table in known else []
            self._rows[table] = [row for _, row in pairs if isinstance(row, dict)]
        return self._rows[table]

    def row(self, table: str, key: Key) -> Row | None:
        """The row with this key."""
        columns = self.blueprint.table(table).key
        wanted = dict(zip(columns, key, strict=True))
        return next((row for row in self.rows(table) if has(row, wanted)), None)

    def where(self, table: str, column: str, value: Any) -> list[Row]:
        """Rows whose column has this value."""
        if not isinstance(value, str | int | float):
            return [row for row in self.rows(table) if column in row and same(row[column], value)]
        found = self._index(table, column).get(value, ())
        return [row for row in found if same(row[column], value)]

    def _index(self, table: str, column: str) -> dict[Any, list[Row]]:
        """Rows by a value of theirs that can be hashed; what is the same has the same hash."""
        index = self._indexes.get((table, column))
        if index is None:
            index = self._indexes[table, column] = {}
            for row in self.rows(table):
                if isinstance(row.get(column), str | int | float):
                    index.setdefault(row[column], []).append(row)
        return index

    def matching(self, table: str, facts: Sequence[Fact]) -> list[Row]:
        """Rows of which all of this is true."""
        exact = next((fact for fact in facts if not fact.day), None)
        rows = self.rows(table) if exact is None else self.where(table, exact.column, exact.value)
        return [row for row in rows if all(fact.holds(row) for fact in facts)]


def key_of(table: Table, row: Row) -> Key:
    """The key of a row; ``None`` stands where a column is missing."""
    return tuple(row.get(column) for column in table.key)


def has(row: Row, wanted: dict[str, Any]) -> bool:
    """Whether a row has these values."""
    return all(name in row and same(row[name], value) for name, value in wanted.items())
