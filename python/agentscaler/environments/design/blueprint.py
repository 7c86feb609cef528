"""What a designer has understood of a domain: its tables, and what each tool does to them.

Programs, seed states, policy, checks and tasks are all made from a blueprint; it is kept in
``environment.json``, so that whoever reads an environment can see why a tool does what it does.

>>> orders = Table(
...     name="orders",
...     noun="order",
...     key=("order_id",),
...     status="status",
...     columns=(Column(name="order_id", made="id"), Column(name="status")),
... )
>>> cancel = Operation(
...     tool="cancel_order",
...     action=Action.CHANGE,
...     table="orders",
...     parameters=(Parameter(name="order_id", role=Role.KEY, column="order_id", required=True),),
...     status="cancelled",
... )
>>> blueprint = Blueprint(tables=(orders,), operations=(cancel,))
>>> Blueprint.from_plain(blueprint.to_plain()) == blueprint
True
>>> blueprint.table("orders").column("status").made is None
True
"""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, Self


class Action(StrEnum):
    """What a tool does to the rows of its table."""

    CREATE = "create"
    """A new row; refused where its key exists."""
    PUT = "put"
    """A new row, or another in its place."""
    GET = "get"
    """One row by its key; refused where there is none."""
    LIST = "list"
    """Rows that meet the filters, page by page."""
    UPDATE = "update"
    """Some columns of one row."""
    DELETE = "delete"
    """One row, with what cannot be without it."""
    CHANGE = "change"
    """The status of one row: cancel, approve, start; refused from a status that does not allow
    it."""
    ADD = "add"
    """Members to a list or an object in one row."""
    REMOVE = "remove"
    """Members from a list or an object in one row."""
    READ = "read"
    """A part of one row: its tags, its attributes."""
    COUNT = "count"
    """How many rows meet the filters."""
    CLEAR = "clear"
    """All rows below one row."""


class Role(StrEnum):
    """What an argument is for."""

    KEY = "key"
    """It names the row: a column of the key, or another column that tells rows apart."""
    SCOPE = "scope"
    """It names the row above: the workspace of a namespace."""
    REFERENCE = "reference"
    """It names a row of another table, and is stored."""
    DATA = "data"
    """It is stored."""
    FILTER = "filter"
    """Rows whose column equals it."""
    SEARCH = "search"
    """Rows that have this text somewhere."""
    MEMBERS = "members"
    """What is added or removed."""
    LIMIT = "limit"
    """How many rows at most."""
    OFFSET = "offset"
    """How many rows are skipped."""
    PAGE = "page"
    """Number of the page, from 1."""
    CURSOR = "cursor"
    """Where the last page ended."""
    SORT = "sort"
    """The column to sort by."""
    ORDER = "order"
    """Upward or downward."""
    CONFIRM = "confirm"
    """Has to be true for the call to do anything."""
    IGNORED = "ignored"
    """Nothing that a state remembers: request tokens, versions of the interface, dry runs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """An argument of a tool."""

    name: str
    """As the tool has it; ``body.name`` is the member ``name`` of the object ``body``."""
    role: Role
    table: str | None = None
    """Where the row is that a key, scope or reference names; ``None``: the table of the tool."""
    column: str | None = None
    """The column that it is compared with or stored in."""
    schema: dict[str, Any] = field(default_factory=dict)
    """JSON Schema of its value."""
    required: bool = False
    many: bool = False
    """It is a list, and each of its values plays the role."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """What a tool does."""

    tool: str
    action: Action
    table: str
    parameters: tuple[Parameter, ...] = ()
    status: Any = None
    """Value that a change of status leaves."""
    status_column: str | None = None
    """The column of the status, where it is not that of the table."""
    requires: tuple[Any, ...] = ()
    """Values of the status that a change, update or deletion needs, or that the rows have that a
    list gives; empty: any."""
    column: str | None = None
    """The list or object that members are added to, removed from or read of."""
    told: tuple[str, ...] = ()
    """Columns of the table that the result shows."""
    refuses: tuple[str, ...] = ()
    """Why it may refuse: ``missing``, ``missing_parent``, ``missing_reference``, ``duplicate``,
    ``status``, ``in_use``, ``value``, ``policy``."""
    rules: tuple[str, ...] = ()
    """Codes of the policy rules that it enforces."""

    def having(self, *roles: Role) -> tuple[Parameter, ...]:
        """Its parameters with one of these roles."""
        return tuple(one for one in self.parameters if one.role in roles)

    @property
    def writes(self) -> bool:
        """Whether it may change the state."""
        return self.action not in {Action.GET, Action.LIST, Action.READ, Action.COUNT}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    schema: dict[str, Any] = field(default_factory=dict)
    """JSON Schema of its values, with the description that the source gives."""
    required: bool = False
    """Every row has it."""
    made: str | None = None
    """Tools make it: ``id``, ``arn`` (a name that holds others), ``url``, ``created``, ``updated``,
    ``counter``, ``total``."""
    pattern: str | None = None
    """How a made value looks: ``ws-********`` (see ``db.new_id``); or a number that users tell."""
    references: str | None = None
    """``table.column`` that holds its value: a foreign key."""
    soft: bool = False
    """It may name what is not there: a name that people give, of something outside."""
    unique: bool = False
    """No two rows have the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table: rows of one kind of thing."""

    name: str
    """In the plural: ``orders``."""
    noun: str
    """What one row is, in words: ``order``."""
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parent: str | None = None
    """The table of the rows that its rows cannot be without."""
    status: str | None = None
    """The column of the status."""
    statuses: tuple[Any, ...] = ()
    """Values of the status, that of a new row first."""
    label: str | None = None
    """The column by which people name a row: ``name``, ``title``, ``email``."""

    def column(self, name: str) -> Column:
        """A column by its name.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return any(column.name == name for column in self.columns)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A tool without a program, and why."""

    tool: str
    reason: str
    """Code: see `agentscaler.environments.reasons`."""
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blueprint:
    """Tables and operations of a domain."""

    tables: tuple[Table, ...] = ()
    operations: tuple[Operation, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def table(self, name: str) -> Table:
        """A table by its name.

        Raises:
            KeyError: There is none.
        """
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(f"no table {name}")

    def operation(self, tool: str) -> Operation | None:
        """What a tool does; ``None`` where it was left out."""
        for operation in self.operations:
            if operation.tool == tool:
                return operation
        return None

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it; what is as by default is left out."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """The blueprint that `to_plain` wrote.

        Raises:
            TypeError: A field is missing or unknown.
            ValueError: An action or a role is none.
        """
        return cls(
            tables=tuple(
                Table(
                    **{
                        **_tuples(table, "key", "statuses"),
                        "columns": tuple(Column(**column) for column in table["columns"]),
                    }
                )
                for table in plain.get("tables", ())
            ),
            operations=tuple(
                Operation(
                    **{
                        **_tuples(operation, "requires", "told", "refuses", "rules"),
                        "action": Action(operation["action"]),
                        "parameters": tuple(
                            Parameter(**{**parameter, "role": Role(parameter["role"])})
                            for parameter in operation.get("parameters", ())
                        ),
                    }
                )
                for operation in plain.get("operations", ())
            ),
            left_out=tuple(LeftOut(**one) for one in plain.get("left_out", ())),
        )


def _tuples(plain: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: tuple(value) if key in names else value for key, value in plain.items()}


def _is_default(one: Field[Any], found: Any) -> bool:
    default = one.default if one.default_factory is MISSING else one.default_factory()
    return type(found) is type(default) and bool(found == default)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _plain(found)
            for one in fields(value)
            if not _is_default(one, found := getattr(value, one.name))
        }
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value
