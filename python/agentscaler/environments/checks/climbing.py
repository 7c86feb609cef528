"""From a row to the rows above it and beside it, along the references of the blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.json_value import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments.design.blueprint import Blueprint, Parameter, Table
    from agentscaler.environments.state import State

STEPS = 8
"""Tables on the way up, at most: references may go in a circle."""


class UnmadeError(Exception):
    """A call cannot be made up: the state has no row for it, or a value cannot be found."""


def rows_of(state: State, table: str) -> list[dict[str, Any]]:
    """The rows of a table; none where there is no such table."""
    if not any(name == table for name, _ in state.tables()):
        return []
    return [row for _, row in state.rows(table) if isinstance(row, dict)]


def reference(text: str) -> tuple[str, str]:
    """Table and column of ``table.column``."""
    table, _, column = text.partition(".")
    return table, column


class Climber:
    """Finds what arguments name, beginning at a row.

    Args:
        blueprint: Its tables tell what refers to what.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint

    def value(
        self, state: State, table: str, row: dict[str, Any], one: Parameter, steps: int = STEPS
    ) -> Any:
        """What an argument that names this row, or a row above it, has to be.

        Args:
            state: Where the rows above are.
            table: The table of the row.
            row: The row.
            one: The argument, a key or a scope.
            steps: Tables that may still be climbed.

        Raises:
            UnmadeError: Nothing leads to such a value.
        """
        own = self._blueprint.table(table)
        goal = one.table or table
        column = one.column or one.name
        if goal == table:
            if row.get(column) is not None:
                return row[column]
            if not own.has(column) and len(own.key) == 1 and own.key[0] in row:
                return row[own.key[0]]
            raise UnmadeError(f"a row of {table} has no {column}")
        found = self._beside(state, own, row, goal, column)
        if found is not None:
            return found
        if row.get(column) is not None:
            return row[column]
        for name, (above, far) in self._up(own, row, None, column):
            up = self.row(state, above, far, row[name]) if steps else None
            if up is not None and above != table:
                try:
                    return self.value(state, above, up, one, steps - 1)
                except UnmadeError:
                    continue
        raise UnmadeError(f"nothing leads from a row of {table} to {goal}.{column}")

    def _beside(self, state: State, own: Table, row: dict[str, Any], goal: str, column: str) -> Any:
        """The value in the row that this one refers to; ``None`` where there is none."""
        for name, (above, far) in self._up(own, row, goal, column):
            if column in {name, far} or not self._blueprint.table(above).has(column):
                return row[name]
            found = self.row(state, above, far, row[name])
            if found is not None and found.get(column) is not None:
                return found[column]
        return None

    @staticmethod
    def _up(
        own: Table, row: dict[str, Any], goal: str | None, column: str
    ) -> Iterator[tuple[str, tuple[str, str]]]:
        """Columns of a row that refer to a table, that of the name looked for first."""
        found = [
            (one.name, reference(one.references))
            for one in own.columns
            if one.references is not None and row.get(one.name) is not None
        ]
        for name, place in sorted(found, key=lambda pair: pair[0] != column):
            if goal is None or place[0] == goal:
                yield name, place

    @staticmethod
    def row(state: State, table: str, column: str, value: Any) -> dict[str, Any] | None:
        """The first row of a table with this value in a column."""
        return next(
            (row for row in rows_of(state, table) if column in row and same(row[column], value)),
            None,
        )

    def target(self, table: str, one: Parameter) -> tuple[str, str]:
        """Table and column that the values of a reference come from.

        Raises:
            UnmadeError: The blueprint does not tell.
        """
        own = self._blueprint.table(table)
        column = one.column or one.name
        if own.has(column) and (found := own.column(column).references) is not None:
            return reference(found)
        if one.table is None:
            raise UnmadeError(f"{one.name} refers to no table")
        goal = self._blueprint.table(one.table)
        if goal.has(column):
            return goal.name, column
        if len(goal.key) == 1:
            return goal.name, goal.key[0]
        raise UnmadeError(f"{one.name} refers to {goal.name}, whose key has several columns")

    def agree(self, one: tuple[str, dict[str, Any]], two: tuple[str, dict[str, Any]]) -> bool:
        """Whether two rows lie below the same rows, as far as their references tell."""
        (first, row), (second, beside) = one, two
        if first == second:
            return True
        below = self._places(second, beside)
        for place, value in {**self._places(first, row), **self._keys(first, row)}.items():
            if place in below and not same(below[place], value):
                return False
        return True

    def _places(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        return {
            one.references: row[one.name]
            for one in self._blueprint.table(table).columns
            if one.references is not None and row.get(one.name) is not None
        }

    def _keys(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        own = self._blueprint.table(table)
        return {f"{table}.{name}": row[name] for name in own.key if name in row}
