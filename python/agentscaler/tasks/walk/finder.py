"""Rows that a user names, and the reads by which an agent finds their keys.

A row is reached, in this order of preference but by chance: by a number that the user knows, by a
list that is filtered and read, by another column that a tool takes as a key, or by a row that
refers to it and that the user knows. Each way is walked at once; what the calls do not tell is not
known. A mention names one row only, in the state that the episode begins with and now.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.environments.seeding.naming import words_of
from agentscaler.tasks.walk.chain import Given
from agentscaler.tasks.walk.fillers import always, is_fixed
from agentscaler.tasks.walk.known import (
    can_tell,
    fact_of,
    is_opaque,
    is_time,
    telling_facts,
    users_know,
)
from agentscaler.tasks.walk.mention import Fact, Mention, Owner
from agentscaler.tasks.walk.scene import Key, Row, Scene, has, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentscaler.environments.design.blueprint import Operation, Parameter, Table
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.walk.chain import Chain, Made

DEPTH = 2
"""Rows behind one another that a mention may go through: the order of the customer of a ticket."""
_MEMBERS_TRIED = 3
_LONG = 6
"""Calls."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A row that was found: how it is named, and how its columns are known."""

    mention: Mention
    row: Row
    known: dict[str, Given]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filtered:
    """A list call as it was made: what the user had to tell for it."""

    made: Made
    facts: tuple[Fact, ...]
    owners: tuple[Owner, ...]


class Finder:
    """Finds rows for a chain."""

    __slots__ = ("_blueprint", "_chain", "_dice", "_open", "_start", "_unsaid", "found")

    def __init__(self, chain: Chain, dice: Dice) -> None:
        self._chain = chain
        self._blueprint = chain.setting.blueprint
        self._dice = dice
        self._start = Scene(chain.state.fork(), self._blueprint)
        self._open: list[tuple[str, Key]] = []
        """Rows that are being looked for: a row is not named by itself."""
        self._unsaid: str | None = None
        """A column that no row is named by for now."""
        self.found: dict[tuple[str, Key], Found] = {}
        """What was found or made so far."""

    @property
    def start(self) -> Scene:
        """The rows that the episode begins with."""
        return self._start

    def find(self, table: Table, row: Row, *, depth: int = DEPTH) -> Found | None:
        """Find a row, with the calls that it takes; ``None``, and no call, where it cannot be."""
        key = key_of(table, row)
        if (table.name, key) in self.found:
            return self.found[table.name, key]
        if None in key or depth < 0 or (table.name, key) in self._open:
            return None
        if table.name in self._chain.setting.unsaid:
            return None
        self._open.append((table.name, key))
        try:
            return self._searched(table, row, key, depth)
        finally:
            self._open.pop()

    def find_without(self, table: Table, row: Row, column: str) -> Found | None:
        """Find a row that is named by anything but a column: the user is to be told that one."""
        self._unsaid = column
        try:
            found = self.find(table, row)
        finally:
            self._unsaid = None
        said = () if found is None else found.mention.within()
        return None if any(f.column == column for one in said for f in one.facts) else found

    def _searched(self, table: Table, row: Row, key: Key, depth: int) -> Found | None:
        ways = self._dice.by_weight(self._ways())
        if any(isinstance(one, str) and is_opaque(one) for one in key):
            ways.sort(key=lambda way: way == self._by_key)  # nobody knows it by heart
        for way in ways:
            mark, before = self._chain.mark(), dict(self.found)
            found = way(table, row, depth)
            if found is not None:
                self.found[table.name, key] = found
                return found
            self._chain.back(mark)
            self.found = before
        return None

    def argument(
        self, parameter: Parameter, operation: Operation, found: Found, *, depth: int = DEPTH
    ) -> Given | None:
        """The value of a key, scope or reference for a row that was found."""
        column = parameter.column or parameter.name
        own = parameter.table in {None, operation.table}
        value = found.known.get(column) if own or parameter.role is Role.SCOPE else None
        if value is None:
            above = self.above(parameter, operation, found.row, depth=depth - 1)
            value = None if above is None else above[1]
        return Given.listed([value]) if value is not None and parameter.many else value

    def above(
        self, parameter: Parameter, operation: Operation, row: Row, *, depth: int
    ) -> tuple[Owner, Given] | None:
        """The row that a scope, reference or filter names, as it stands in a row."""
        target = self.target(parameter, operation)
        if target is None:
            return None
        own_column, table, column = target
        rows = self._chain.scene().where(table.name, column, row.get(own_column))
        return self.given_by(table, rows[0], column, own_column, depth=depth) if rows else None

    def given_by(
        self, table: Table, row: Row, column: str, own_column: str, *, depth: int
    ) -> tuple[Owner, Given] | None:
        """A row by its mention, and how the column of it that others refer to is known."""
        found = self.find(table, row, depth=depth)
        if found is None or column not in found.known:
            return None
        return Owner(column=own_column, mention=found.mention), found.known[column]

    def target(self, parameter: Parameter, operation: Operation) -> tuple[str, Table, str] | None:
        """Column of the operation's table, table and column that a parameter refers to."""
        table = self._blueprint.table(operation.table)
        column = parameter.column or parameter.name
        if table.has(column) and (reference := table.column(column).references):
            name, _, other = reference.partition(".")
            return column, self._blueprint.table(name), other
        if parameter.table is None or parameter.table == table.name:
            return None
        above = self._blueprint.table(parameter.table)
        if len(above.key) != 1:
            return None
        own = next(
            (c.name for c in table.columns if c.references == f"{above.name}.{above.key[0]}"), None
        )
        return (own or column, above, above.key[0])

    def _ways(self) -> list[tuple[Callable[[Table, Row, int], Found | None], float]]:
        return [
            (self._by_key, 3.0),
            # A long chain has room to look things up.
            (self._by_list, 4.0 if self._chain.most < _LONG else 8.0),
            (self._by_other, 2.0),
            (self._by_member, 0.7),
        ]

    def _by_key(self, table: Table, row: Row, depth: int) -> Found | None:
        """The user knows its number, or the rows that its key is made of."""
        facts, owners, known = [], [], {}
        for name in table.key:
            value = row[name]
            reference = table.column(name).references if table.has(name) else None
            if reference is None:
                if table.has(name) and is_fixed(table.column(name).schema):
                    known[name] = Given.by("tool", value)  # it names no row: all have it
                    continue
                unlisted = self._chain.setting.unlisted
                if not users_know(table, name, value, unlisted=unlisted):
                    return None
                facts.append(Fact(column=name, value=value))
                known[name] = Given.by("user", value)
                continue
            other, _, column = reference.partition(".")
            rows = self._chain.scene().where(other, column, value)
            if not rows:
                return None
            above = self.given_by(
                self._blueprint.table(other), rows[0], column, name, depth=depth - 1
            )
            if above is None:
                return None
            owners.append(above[0])
            known[name] = above[1]
        for column, owner, given in self._scopes(table, row, depth):
            if column not in known:
                owners.append(owner)
                known[column] = given
        return self._named(table, row, facts, owners, known)

    def _scopes(self, table: Table, row: Row, depth: int) -> Iterator[tuple[str, Owner, Given]]:
        """Rows above it that its tools ask for, and that nobody but the user could name."""
        for operation in self._chain.setting.operations:
            for one in operation.having(Role.SCOPE) if operation.table == table.name else ():
                target = self.target(one, operation)
                if not one.required or target is None or target[0] in table.key:
                    continue
                column, above, other = target
                rows = self._chain.scene().where(above.name, other, row.get(column))
                if above.name in self._chain.setting.unlisted and rows:
                    told = self.given_by(above, rows[0], other, column, depth=depth - 1)
                    if told is not None:
                        yield column, *told

    def _by_list(self, table: Table, row: Row, depth: int) -> Found | None:
        """A list shows it, among others that are told apart by what the user says."""
        for made in self._chain.calls:
            # A list that was read before may have shown it.
            if made.operation.table != table.name or made.operation.action is not Action.LIST:
                continue
            listed = Filtered(made=made, facts=(), owners=())
            found = self._read_off(table, row, made.operation, listed)
            if found is not None:
                return found
        for operation in self._dice.shuffled(self._chain.setting.reads_of(table.name, Action.LIST)):
            mark = self._chain.mark()
            filtered = self.filtered(operation, row, depth=depth)
            found = None if filtered is None else self._read_off(table, row, operation, filtered)
            if found is not None:
                return found
            self._chain.back(mark)
        return None

    def filtered(
        self, operation: Operation, row: Row, *, depth: int, found: Found | None = None
    ) -> Filtered | None:
        """A list call that shows a row, with filters that a user would say.

        Args:
            operation: What lists.
            row: The row.
            depth: Rows behind one another that a filter may go through.
            found: The row was named already; nothing but what its mention says is told.
        """
        given: dict[str, Given] = {}
        facts: list[Fact] = []
        owners: list[Owner] = []
        for parameter in operation.having(Role.SCOPE, Role.REFERENCE, Role.FILTER, Role.SEARCH):
            if not parameter.required and not self._dice.chance(0.5 if found is None else 0.9):
                continue
            told = self._filter(parameter, operation, row, depth)
            if told is not None and found is not None and not _is_named(told[1], found.mention):
                told = None
            if told is None:
                if parameter.required:
                    return None
                continue
            value, by = told
            given[parameter.name] = Given.listed([value]) if parameter.many else value
            if isinstance(by, Owner):
                owners.append(by)
            elif by.column not in {fact.column for fact in facts}:
                facts.append(by)
        if not given and _searches_by(operation):
            return None  # nobody finds customers by email without an email
        given |= always(operation)
        made = self._chain.call(operation, given, "lookup")
        if made is None:
            return None
        return Filtered(made=made, facts=tuple(facts), owners=tuple(owners))

    def _filter(
        self, parameter: Parameter, operation: Operation, row: Row, depth: int
    ) -> tuple[Given, Owner | Fact] | None:
        """A value to filter by, and what the user says for it."""
        if self.target(parameter, operation) is not None:
            above = self.above(parameter, operation, row, depth=depth - 1)
            return None if above is None else (above[1], above[0])
        table = self._blueprint.table(operation.table)
        column = parameter.column or (table.label if parameter.role is Role.SEARCH else None)
        if column is None or not table.has(column) or column not in row:
            return None
        value = row[column]
        if is_time(value) or column == self._unsaid:
            return None
        if not can_tell(table.column(column), value, table):
            return None
        return Given.by("user", value), Fact(column=column, value=value)

    def _read_off(
        self, table: Table, row: Row, operation: Operation, listed: Filtered
    ) -> Found | None:
        """Tell a row from the others in a list, and take its key from there."""
        scene = self._chain.scene()
        place = listed.made.shows(_key_row(table, row))
        if place is None:
            return None
        others = [
            one
            for one in scene.rows(table.name)
            if listed.made.shows(_key_row(table, one)) is not None
        ]
        told = [
            fact
            for fact in telling_facts(table, row, operation.told or row)
            if fact not in listed.facts and fact.column != self._unsaid
        ]
        told = [fact for fact in told if fact.column not in {one.column for one in listed.facts}]
        more = self._telling_apart(others, told, listed)
        if more is None:
            return None
        known = {
            column: given
            for column, value in row.items()
            if not isinstance(value, list | dict | bool | None)
            and (given := listed.made.given(value, within=place)) is not None
        }
        return self._named(table, row, [*listed.facts, *more], list(listed.owners), known)

    def _telling_apart(
        self, others: list[Row], told: list[Fact], listed: Filtered
    ) -> tuple[Fact, ...] | None:
        """The fewest facts that are true of one of these rows only."""
        fewest = 0 if listed.owners or listed.facts or len(others) == 1 else 1
        for count in range(fewest, 3):
            for facts in combinations(told[:5], count):
                if sum(all(fact.holds(one) for fact in facts) for one in others) == 1:
                    return facts
        return None

    def _by_other(self, table: Table, row: Row, depth: int) -> Found | None:
        """A tool takes another column that tells rows apart: an email."""
        del depth
        for operation in self._chain.setting.reads_of(table.name, Action.GET, Action.LIST):
            keys = operation.having(Role.KEY)
            if len(keys) != 1 or len([one for one in operation.parameters if one.required]) > 1:
                continue
            column = keys[0].column or keys[0].name
            if column in table.key or not table.has(column) or column not in row:
                continue
            if not can_tell(table.column(column), row[column], table) or is_time(row[column]):
                continue
            value = Given.by("user", row[column])
            given = {keys[0].name: Given.listed([value]) if keys[0].many else value}
            made = self._chain.call(operation, given | always(operation), "lookup")
            if made is None or (place := made.shows(_key_row(table, row))) is None:
                continue
            known = {column: value} | {
                name: told for name in table.key if (told := made.given(row[name], within=place))
            }
            return self._named(table, row, [fact_of(column, row[column])], [], known)
        return None

    def _by_member(self, table: Table, row: Row, depth: int) -> Found | None:
        """A row refers to it that the user knows by its number."""
        del depth
        if len(table.key) != 1:
            return None
        wanted = f"{table.name}.{table.key[0]}"
        for other in self._dice.shuffled(self._blueprint.tables):
            column = next((one.name for one in other.columns if one.references == wanted), None)
            reads = self._chain.setting.reads_of(other.name, Action.GET)
            if column is None or len(other.key) != 1 or not reads:
                continue
            members = self._chain.scene().where(other.name, column, row[table.key[0]])
            for member in self._dice.some(members, _MEMBERS_TRIED):
                found = self._through(table, row, other, member, column, reads[0])
                if found is not None:
                    return found
        return None

    def _through(  # noqa: PLR0917  two rows, each with its table
        self, table: Table, row: Row, other: Table, member: Row, column: str, read: Operation
    ) -> Found | None:
        key = (other.name, key_of(other, member))
        if key in self._open:
            return None
        named = self.found.get(key) or self._by_key(other, member, 0)
        keys = read.having(Role.KEY)
        if named is None or [one.name for one in read.parameters if one.required] != [
            one.name for one in keys
        ]:
            return None
        given = self.argument(keys[0], read, named) if len(keys) == 1 else None
        made = None if given is None else self._chain.call(read, {keys[0].name: given}, "lookup")
        told = None if made is None else made.given(row[table.key[0]])
        if told is None:
            return None
        self.found[key] = named
        mention = Mention(
            table=table.name,
            key=key_of(table, row),
            member=Owner(column=column, mention=named.mention),
        )
        return Found(mention=mention, row=row, known={table.key[0]: told})

    def _named(
        self,
        table: Table,
        row: Row,
        facts: list[Fact],
        owners: list[Owner],
        known: dict[str, Given],
    ) -> Found | None:
        """A row with its mention, if that names no other, at the start and now."""
        mention = Mention(
            table=table.name, key=key_of(table, row), facts=tuple(facts), owners=tuple(owners)
        )
        for scene in (self._start, self._chain.scene()):
            rows = scene.matching(table.name, facts)
            rows = [one for one in rows if has(one, {o.column: row[o.column] for o in owners})]
            if len(rows) != 1 or not all(same(rows[0].get(n), row.get(n)) for n in table.key):
                return None
        return Found(mention=mention, row=row, known=known)


def _is_named(told: Owner | Fact, mention: Mention) -> bool:
    return told in mention.facts or told in mention.owners


def _key_row(table: Table, row: Row) -> Row:
    return {name: row[name] for name in table.key if name in row}


def rows_shown(made: Made, table: Table, rows: Iterable[Row]) -> list[tuple[str, Row]]:
    """The rows that a result shows, each with the path of its object."""
    return [(place, row) for row in rows if (place := made.shows(_key_row(table, row))) is not None]


def _searches_by(operation: Operation) -> bool:
    """Whether the name of a tool says what it searches by.

    Example:
        >>> from agentscaler.environments.design.blueprint import Action, Operation, Parameter
        >>> email = Parameter(name="email", role=Role.SEARCH)
        >>> for name in ("SearchCustomersByEmail", "ListCustomers"):
        ...     _searches_by(
        ...         Operation(tool=name, action=Action.LIST, table="t", parameters=(email,))
        ...     )
        True
        False
    """
    asked = operation.having(Role.SCOPE, Role.KEY, Role.REFERENCE, Role.FILTER, Role.SEARCH)
    return bool(asked) and "by" in words_of(operation.tool)[1:-1]
