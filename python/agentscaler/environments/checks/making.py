"""The arguments of one call in the making: each by its role, from the state."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.matching import agrees, contains
from agentscaler.environments.checks.placing import number_for, spelled
from agentscaler.environments.checks.values import ANYTHING, TRIES, other, types
from agentscaler.environments.design.blueprint import Action, Role

if TYPE_CHECKING:
    from agentscaler.environments.checks.arguments import ArgumentMaker
    from agentscaler.environments.checks.values import Values
    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.state import State

MANY = 10
"""Rows of a page where a tool asks for a number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """The arguments of one call in the making."""

    maker: ArgumentMaker
    operation: Operation
    state: State
    row: dict[str, Any] | None
    above: tuple[str, dict[str, Any]] | None
    attempt: int
    values: Values
    at: int
    """Keys the random values."""

    def made(self, name: str, schema: dict[str, Any], *, noun: str = "", step: int = 0) -> Any:
        """A likely value.

        Raises:
            UnmadeError: None is found that the schema allows.
        """
        last = name.rpartition(".")[2]
        value = self.values.value(last, schema, noun=noun, at=self.at + step)
        if value is None and schema and "null" not in types(schema):
            raise UnmadeError(f"no value of {name} was found that its schema allows")
        return value

    def value(self, one: Parameter) -> Any:
        """The value of an argument."""
        schema = self.maker.schema(self.operation, one)
        match one.role:
            case Role.KEY if self.row is None and self._creates(one):
                value = self._new(one, schema)
            case Role.KEY | Role.SCOPE:
                value = spelled(self._named(one), schema)
            case Role.REFERENCE:
                value = self._reference(one)
            case Role.FILTER:
                value = self._filter(one)
            case Role.DATA:
                return self._data(one, schema)
            case Role.MEMBERS:
                return self._members(one, schema)
            case _:
                return self._steer(one, schema)
        return [value] if one.many and not isinstance(value, list) else value

    def _creates(self, one: Parameter) -> bool:
        """Whether a key is one that is to come."""
        own = one.table in {None, self.operation.table}
        return own and self.operation.action in {Action.CREATE, Action.PUT}

    def _steer(self, one: Parameter, schema: dict[str, Any]) -> Any:
        """An argument that says how much and in which order, or nothing at all."""
        match one.role:
            case Role.CONFIRM:
                return schema["enum"][0] if schema.get("enum") else schema.get("const", True)
            case Role.LIMIT:
                return number_for(schema, MANY)
            case Role.OFFSET | Role.PAGE:
                return number_for(schema, schema.get("minimum", int(one.role is Role.PAGE)))
            case Role.CURSOR:
                raise UnmadeError("a cursor comes from the page before")
        return self.made(one.name, schema)

    def _named(self, one: Parameter) -> Any:
        climber = self.maker.climber
        if self.row is not None:
            return climber.value(self.state, self.operation.table, self.row, one)
        if self.above is not None:
            with contextlib.suppress(UnmadeError):  # a row above that has nothing to do with it
                return climber.value(self.state, *self.above, one)
        rows = rows_of(self.state, one.table or self.operation.table)
        if not rows:
            raise UnmadeError(f"{one.table or self.operation.table} has no row to name")
        row = rows[self.attempt % len(rows)]
        return climber.value(self.state, one.table or self.operation.table, row, one)

    def _filter(self, one: Parameter) -> Any:
        """A value that a row has."""
        rows = [self.row] if self.row is not None else rows_of(self.state, self.operation.table)
        if not rows:
            raise UnmadeError(f"{self.operation.table} has no row to filter by")
        row = rows[self.attempt % len(rows)]
        value = self.maker.held(self.operation, self.state, row, one)
        value = next(iter(value), None) if isinstance(value, list) else value
        if value is None or isinstance(value, dict):
            raise UnmadeError(f"the row has no {one.column or one.name} to filter by")
        return value

    def _new(self, one: Parameter, schema: dict[str, Any]) -> Any:
        """A value that no row has in this column."""
        noun = self.maker.blueprint.table(self.operation.table).noun
        inner = schema.get("items", ANYTHING) if one.many else schema
        taken = [row.get(one.column or "") for row in rows_of(self.state, self.operation.table)]
        free = [item for item in inner.get("enum", ()) if not contains(taken, item)]
        if "enum" in inner:
            return free[self.attempt % len(free)] if free else inner["enum"][0]
        value = self.made(one.column or one.name, inner, noun=noun)
        if contains(taken, value):
            value = other(value, taken)
        if value is None:
            raise UnmadeError(f"no new value of {one.name} can be made up")
        return value

    def _reference(self, one: Parameter) -> Any:
        climber = self.maker.climber
        table, column = climber.target(self.operation.table, one)
        rows = [row for row in rows_of(self.state, table) if column in row]
        if self.above is not None:
            near = [row for row in rows if climber.agree(self.above, (table, row))]
            rows = near or rows
        if self.row is not None:
            rows = [row for row in rows if not agrees(row[column], self.row.get(one.column or ""))]
        if not rows:
            raise UnmadeError(f"{table} has no row to refer to")
        # Another step than that of the row above, so that pairs of both are tried.
        return rows[(self.attempt * 7 + self.attempt // len(rows)) % len(rows)][column]

    def _data(self, one: Parameter, schema: dict[str, Any]) -> Any:
        table = self.maker.blueprint.table(self.operation.table)
        column = one.column if one.column and table.has(one.column) else None
        if column is not None and table.column(column).unique:
            return self._new(one, schema)
        old = None if self.row is None or column is None else self.row.get(column)
        for step in range(TRIES):
            value = self.made(one.name, schema, noun=table.noun, step=step)
            if self.row is None or not agrees(value, old):
                return value
            if "boolean" in types(schema):
                return not value
        return value

    def _members(self, one: Parameter, schema: dict[str, Any]) -> Any:
        if self.operation.action is Action.REMOVE and self.row is not None:
            held = self.row.get(self.operation.column or one.column or "")
            return names_of(held, schema, many=one.many)
        return self.made(one.name, schema)


def names_of(held: Any, schema: dict[str, Any], *, many: bool) -> Any:
    """How a call names the first member of a list or an object.

    >>> names_of(["a", "b"], {"type": "array", "items": {"type": "string"}}, many=True)
    ['a']
    >>> names_of([{"Key": "k", "Value": "v"}], {"items": {"type": "string"}}, many=True)
    ['k']
    >>> names_of({"k": "v"}, {"type": "string"}, many=False)
    'k'

    Raises:
        UnmadeError: There is none.
    """
    if not isinstance(held, list | dict) or not held:
        raise UnmadeError("the row has no member that could be removed")
    member = next(iter(held))
    inner = schema.get("items", {}) if many or "array" in types(schema) else schema
    if isinstance(member, dict) and "object" not in types(inner):
        member = next((part for part in member.values() if isinstance(part, str | int)), None)
    return [member] if many or "array" in types(schema) else member


def fill(schema: dict[str, Any], arguments: dict[str, Any], making: Making) -> None:
    """Give what the tool requires and the blueprint has no word of.

    An object whose members are arguments of their own has those of them that were given.
    """
    properties = schema.get("properties", {})
    opened = {one.name.partition(".")[0] for one in making.operation.parameters if "." in one.name}
    opened -= {one.name for one in making.operation.parameters}
    for name in schema.get("required", ()):
        if name not in arguments:
            one = properties.get(name, ANYTHING)
            is_open = name in opened and types(one) == ("object",)
            arguments[name] = {} if is_open else making.made(name, one)
    for name, value in arguments.items():
        if isinstance(value, dict) and isinstance(properties.get(name), dict):
            fill(properties[name], value, making)
