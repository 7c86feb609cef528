"""Arguments for a call: keys of rows that are there, references that hold, likely data.

Everything is taken from the state and the blueprint, so that a sound tool has no reason to refuse.
"""

from __future__ import annotations

import contextlib
import copy
import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from agentscaler.environments.checks.climbing import Climber, UnmadeError, rows_of
from agentscaler.environments.checks.keeping import kept_argument, kept_row
from agentscaler.environments.checks.matching import agrees, contains
from agentscaler.environments.checks.values import ANYTHING, TRIES, other, types
from agentscaler.environments.design.blueprint import Action, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

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
MANY = 10
"""Rows of a page where a tool asks for a number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """Arguments, and what they speak of."""

    arguments: dict[str, Any]
    row: dict[str, Any] | None
    """The row that they name."""


def parameter_schema(parameters: dict[str, Any], one: Parameter) -> dict[str, Any]:
    """JSON Schema of an argument: as the tool says it, else as the blueprint does.

    Args:
        parameters: JSON Schema of all arguments of the tool.
        one: Which of them.
    """
    part: Any = parameters
    for name in way(parameters, one.name):
        part = part.get("properties", {}).get(name) if isinstance(part, dict) else None
    if isinstance(part, dict) and part and "$ref" not in json.dumps(part):
        return part
    return one.schema


def way(parameters: dict[str, Any], name: str) -> list[str]:
    """The members that lead to an argument: ``body.name`` is two of them, or one with a dot.

    >>> body = {"properties": {"push.token": {}, "name": {}}}
    >>> way({"properties": {"body": body}}, "body.push.token")
    ['body', 'push.token']
    """
    properties = parameters.get("properties", {})
    words = name.split(".")
    for number in range(len(words), 0, -1):
        first, rest = ".".join(words[:number]), ".".join(words[number:])
        if first in properties:
            inner = properties[first] if isinstance(properties[first], dict) else {}
            return [first, *way(inner, rest)] if rest else [first]
    return words


def number_for(schema: dict[str, Any], number: int) -> int | str:
    """A number as an argument takes it: some interfaces have numbers as texts.

    >>> number_for({"type": "integer", "maximum": 5}, 9), number_for({"type": "string"}, 9)
    (5, '9')
    """
    if "string" in types(schema) and not {"integer", "number"} & set(types(schema)):
        return str(number)
    least, most = schema.get("minimum", number), schema.get("maximum", number)
    return int(min(max(number, least), most))


def put(arguments: dict[str, Any], names: Sequence[str], value: Any) -> None:
    """Set an argument, or a member of one."""
    for name in names[:-1]:
        arguments = arguments.setdefault(name, {})
    arguments[names[-1]] = value


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
            if kept_row(self._draft.rules, operation, row)
        ]
        status = operation.status_column or table.status
        if status is None:
            return rows
        if operation.requires:
            return [row for row in rows if contains(operation.requires, row.get(status))]
        if operation.action is Action.CHANGE:
            return sorted(rows, key=lambda row: agrees(operation.status, row.get(status)))
        return rows

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
        making = _Making(
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
        _fill(self._parameters[operation.tool], arguments, making)
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


def _fill(schema: dict[str, Any], arguments: dict[str, Any], making: _Making) -> None:
    """Give what the tool requires and the blueprint has no word of."""
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in arguments:
            arguments[name] = making.made(name, properties.get(name, ANYTHING))
    for name, value in arguments.items():
        if isinstance(value, dict) and isinstance(properties.get(name), dict):
            _fill(properties[name], value, making)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Making:
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
                value = self._named(one)
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
