"""Arguments for a call: keys of rows that are there, references that hold, likely data.

Everything is taken from the state and the blueprint, so that a sound tool has no reason to refuse.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from agentscaler.environments.checks.climbing import Climber, UnmadeError, rows_of
from agentscaler.environments.checks.keeping import kept_argument, kept_row
from agentscaler.environments.checks.making import Making, fill
from agentscaler.environments.checks.matching import agrees, contains
from agentscaler.environments.checks.placing import parameter_schema, put, spelled, way
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.seeding.schemas import allows

if TYPE_CHECKING:
    from agentscaler.environments.checks.values import Values
    from agentscaler.environments.design.blueprint import Blueprint, Operation, Parameter
    from agentscaler.environments.design.draft import EnvironmentDraft
    from agentscaler.environments.state import State

Optional = Literal["none", "some", "all"]
"""Which optional arguments a call has."""

ON_ROW = frozenset(
    {
        Action.GET,
        Action.UPDATE,
        Action.DELETE,
        Action.CHANGE,
        Action.ADD,
        Action.REMOVE,
        Action.READ,
    }
)
"""Actions on one row that is there."""
_STEERS = frozenset(
    {Role.LIMIT, Role.OFFSET, Role.PAGE, Role.CURSOR, Role.SORT, Role.ORDER, Role.IGNORED}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """Arguments, and what they speak of."""

    arguments: dict[str, Any]
    row: dict[str, Any] | None
    """The row that they name."""


class ArgumentMaker:
    """Makes arguments for the tools of a draft.

    Args:
        draft: The draft.
        values: Makes likely values.
    """

    def __init__(self, draft: EnvironmentDraft, values: Values) -> None:
        self.blueprint: Blueprint = draft.blueprint
        self.climber = Climber(draft.blueprint)
        self._draft = draft
        self._values = values
        self._parameters = {tool["name"]: tool.get("parameters", {}) for tool in draft.tools}

    def schema(self, operation: Operation, one: Parameter) -> dict[str, Any]:
        """JSON Schema of an argument."""
        return parameter_schema(self._parameters[operation.tool], one)

    def way(self, operation: Operation, one: Parameter) -> list[str]:
        """The members that lead to an argument."""
        return way(self._parameters[operation.tool], one.name)

    def changed(
        self, operation: Operation, arguments: dict[str, Any], one: Parameter, value: Any
    ) -> dict[str, Any]:
        """Arguments with another value of one; those given stay as they are."""
        copied = copy.deepcopy(arguments)
        put(copied, self.way(operation, one), value)
        return copied

    def of(self, operation: Operation, arguments: dict[str, Any], one: Parameter) -> Any:
        """The value of an argument.

        Raises:
            KeyError: It is left out.
        """
        for name in self.way(operation, one):
            arguments = arguments[name]
        return arguments

    def candidates(self, operation: Operation, state: State) -> list[dict[str, Any]]:
        """Rows that an action on one row may be tried on: those that policy and status allow."""
        table = self.blueprint.table(operation.table)
        rows = [
            row
            for row in rows_of(state, operation.table)
            if kept_row(self._draft.rules, operation, row) and self._takes(operation, row)
        ]
        status = operation.status_column or table.status
        if status is None:
            return rows
        if operation.requires:
            return [row for row in rows if contains(operation.requires, row.get(status))]
        if operation.action is Action.CHANGE:
            return sorted(rows, key=lambda row: agrees(operation.status, row.get(status)))
        return rows

    def _takes(self, operation: Operation, row: dict[str, Any]) -> bool:
        """Whether the arguments of a tool can name a row: keys of a table may have many forms."""
        for one in operation.having(Role.KEY):
            if one.many or one.column not in row or one.table not in {None, operation.table}:
                continue
            schema = self.schema(operation, one)
            if not allows(schema, spelled(row[one.column], schema)):
                return False
        return True

    def make(
        self,
        operation: Operation,
        state: State,
        *,
        scope: str = "",
        attempt: int = 0,
        optional: Optional = "all",
        row: dict[str, Any] | None = None,
        above: tuple[str, dict[str, Any]] | None = None,
        only: Parameter | None = None,
    ) -> Made:
        """Arguments that a sound tool accepts.

        Args:
            operation: What the tool does.
            state: Where the call will be made.
            scope: Keys the random values, beside the tool and the attempt.
            attempt: Another number gives other rows and other values.
            optional: Which optional arguments there are.
            row: The row to name; without, one of the candidates.
            above: Table and row that a new row, or a list, is below; without, one that fits.
            only: An optional argument that there is besides.

        Raises:
            UnmadeError: There are no such arguments.
        """
        if operation.action in ON_ROW and row is None:
            rows = self.candidates(operation, state)
            if not rows:
                raise UnmadeError(f"{operation.table} has no row that the tool may be tried on")
            row = rows[attempt % len(rows)]
        making = Making(
            maker=self,
            operation=operation,
            state=state,
            row=row,
            above=above or (None if row is not None else self._above(operation, state, attempt)),
            attempt=attempt,
            values=self._values,
            at=_number(operation.tool, scope, attempt),
        )
        arguments: dict[str, Any] = {}
        named: dict[str, Any] = {}
        given: set[str] = set()
        for at, one in enumerate(operation.parameters):
            wanted = self._wanted(operation, one, optional, attempt >> (at % 8) & 1)
            if not wanted and one is not only:
                continue
            try:
                value = making.value(one)
            except UnmadeError:
                if one.required:
                    raise
                continue
            value = kept_argument(self._draft.rules, operation, one, value, attempt)
            given.add(one.name)
            if one.role in {Role.KEY, Role.SCOPE} and one.column is not None:
                named[one.column] = value
            put(arguments, self.way(operation, one), value)
        for one in operation.having(Role.DATA, Role.REFERENCE):
            # What stands in the path and in the body has to be the same.
            if one.column in named and one.name in given:
                put(arguments, self.way(operation, one), named[one.column])
        fill(self._parameters[operation.tool], arguments, making)
        return Made(arguments=arguments, row=row)

    def _wanted(self, operation: Operation, one: Parameter, optional: Optional, bit: int) -> bool:
        if one.required or one.role in {Role.CONFIRM, Role.SCOPE}:
            return True
        if one.role is Role.KEY:
            keys = operation.having(Role.KEY)
            return one is keys[0] or (optional == "all" and operation.action in ON_ROW)
        if one.role in _STEERS or (operation.action in {Action.LIST, Action.COUNT, Action.CLEAR}):
            return False
        return optional == "all" or (optional == "some" and bool(bit))

    def held(self, operation: Operation, state: State, row: dict[str, Any], one: Parameter) -> Any:
        """What a row, or a row above it, has where a key, a scope or a filter is compared.

        Raises:
            UnmadeError: Nothing leads there.
        """
        column = one.column or one.name
        if one.role is Role.FILTER and self.blueprint.table(operation.table).has(column):
            return row.get(column)
        return self.climber.value(state, operation.table, row, one)

    def _above(self, operation: Operation, state: State, attempt: int) -> Any:
        """A row that the new row, or the list, is below: its table and the row.

        Of several tables it is one that leads to the others: the namespace, not the workspace.
        """
        scopes = operation.having(Role.SCOPE)
        own = self.blueprint.table(operation.table)
        tables = [one.table for one in scopes if one.table not in {None, own.name}]
        names = [name for name in (own.parent, *reversed(tables)) if name in tables or not tables]
        first: tuple[str, dict[str, Any]] | None = None
        missing: UnmadeError | None = None
        for name in dict.fromkeys(name for name in names if name is not None):
            rows = self._rows_above(operation, state, name)
            if not rows:
                missing = UnmadeError(f"{name} has no row that one of {own.name} is below")
                continue
            row = rows[attempt % len(rows)]
            first = first or (name, row)
            try:
                for one in scopes:
                    self.climber.value(state, name, row, one)
            except UnmadeError:
                continue
            return name, row
        if missing is not None and first is None:
            raise missing
        return first

    def _rows_above(self, operation: Operation, state: State, name: str) -> list[dict[str, Any]]:
        rows = rows_of(state, name)
        if not operation.requires or self.blueprint.table(operation.table).status is not None:
            return rows
        status = operation.status_column or self.blueprint.table(name).status or ""
        return [row for row in rows if contains(operation.requires, row.get(status))]


def _number(*key: object) -> int:
    """A number that depends on nothing but a key."""
    digest = blake2b(repr(key).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 8
