"""Which rows a row belongs to: parents with a few or many children, and references that agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.seeding.order import target_of
from agentscaler.environments.seeding.schemas import kinds_of

if TYPE_CHECKING:
    from datetime import datetime

    from agentscaler.environments.design.blueprint import Column, Table
    from agentscaler.environments.seeding.order import Order


_COUNTED = {("quantity",), ("qty",)}


@dataclass(kw_only=True, slots=True)
class Made:
    """A row that is there, and when it was made."""

    row: dict[str, Any]
    created: datetime
    start: datetime | None = None
    """When it takes place: what belongs to it is made before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """Columns that repeat columns of one row of another table."""

    table: str
    columns: dict[str, str]
    """Own column -> column of the other table."""
    needed: bool
    many: bool


@dataclass(kw_only=True, slots=True)
class Linked:
    """What the rows that a row belongs to decide."""

    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Made] = field(default_factory=dict)
    """By the first of the own columns that name it."""
    whole: bool = True
    """Every reference that is needed was found, and all agree."""


class Links:
    """Chooses the rows that the rows of a table belong to.

    Args:
        table: Whose rows are linked.
        known: All tables by name.
        order: In which they are filled.
        made: The rows that are there.
        seed: Of the state.
    """

    __slots__ = (
        "_open",
        "_popular",
        "known",
        "lines",
        "made",
        "order",
        "seed",
        "single",
        "table",
        "ties",
    )

    def __init__(
        self,
        table: Table,
        *,
        known: dict[str, Table],
        order: Order,
        made: dict[str, list[Made]],
        seed: int,
    ) -> None:
        self.table = table
        self.known = known
        self.order = order
        self.made = made
        self.seed = seed
        self.ties = self._grouped()
        self._popular: dict[tuple[str, int], list[int]] = {}
        self._open: dict[int, list[Made]] = {}
        keyed = [tie for tie in self.ties if set(table.key) <= set(tie.columns)]
        self.single = keyed[0] if keyed else None
        counted = any(words_of(one.name)[-1:] in _COUNTED for one in table.columns)
        self.lines = counted and any(tie.table == table.parent for tie in self.ties)

    def parent_columns(self) -> tuple[str, ...]:
        """The columns that name the parent of a row."""
        return next((tuple(one.columns) for one in self.ties if one.table == self.table.parent), ())

    def most(self) -> int | None:
        """Most rows that the table can have: as many as its key can repeat."""
        return None if self.single is None else len(self.made[self.single.table])

    def _grouped(self) -> list[Tie]:
        groups: list[tuple[str, dict[str, str], list[Column]]] = []
        for column in self.table.columns:
            target = target_of(column, self.known)
            if target is None or (self.table.name, column.name) in self.order.later:
                continue
            name, other = target
            many = kinds_of(column.schema)[:1] == ("array",)
            for table, columns, members in groups:
                if table == name and other not in columns.values() and not many:
                    columns[column.name] = other
                    members.append(column)
                    break
            else:
                groups.append((name, {column.name: other}, [column]))
        parent = self.table.parent
        ties = [
            Tie(
                table=table,
                columns=columns,
                needed=any(one.required or one.name in self.table.key for one in members)
                or (table == parent),
                many=kinds_of(members[0].schema)[:1] == ("array",),
            )
            for table, columns, members in groups
        ]
        # What stands deepest is chosen first: an address decides whose order it is.
        return sorted(ties, key=lambda tie: (tie.many, -self.order.depth.get(tie.table, 0)))

    def choose(self, at: int, attempt: int) -> Linked:
        """The rows that row ``at`` belongs to."""
        linked = Linked()
        for number, tie in enumerate(self.ties):
            draw = Draw(self.seed, self.table.name, at, "link", number, attempt)
            if tie.many:
                self._list(tie, linked, draw)
                continue
            if tie.table == self.table.name and not self._self_tie(tie, linked, draw):
                continue
            if not tie.needed and not draw.chance(0.85):
                continue
            candidates = self._candidates(number, tie, linked)
            taken = [one for own, one in linked.rows.items() if self._table_of(own) == tie.table]
            if taken:
                candidates = [one for one in candidates if all(one is not two for two in taken)]
            if not candidates:
                linked.whole &= not tie.needed
                candidates = self.made[tie.table] if tie.needed else []
            if not candidates:
                continue
            first = self.lines and tie.table == self.table.parent and at < len(candidates)
            turn = at if tie is self.single or (first and not attempt) else None
            self._link(tie, candidates, linked, draw, turn)
        return linked

    def _table_of(self, own: str) -> str | None:
        target = target_of(self.table.column(own), self.known)
        return target[0] if target else None

    def _self_tie(self, tie: Tie, linked: Linked, draw: Draw) -> bool:
        """A row below another row of its table; the first ones stand at the top."""
        linked.whole = True
        return bool(self.made[tie.table]) and draw.chance(0.6)

    def _list(self, tie: Tie, linked: Linked, draw: Draw) -> None:
        (own, other), *_ = tie.columns.items()
        rows = draw.some(self.made[tie.table], draw.between(1, 3))
        values = [one.row[other] for one in rows if other in one.row]
        if values or tie.needed:
            linked.values[own] = values

    def _candidates(self, number: int, tie: Tie, linked: Linked) -> list[Made]:
        """Rows that agree with what is decided already."""
        rows = self._open.get(number)
        if rows is None or tie.table == self.table.name:
            others = tie.columns.values()
            rows = [
                one for one in self.made[tie.table] if all(other in one.row for other in others)
            ]
            self._open[number] = rows
        fixed = [
            (other, linked.values[own])
            for own, other in tie.columns.items()
            if own in linked.values
        ]
        fixed += self._scope(tie, linked)
        if not fixed:
            return rows
        return [one for one in rows if all(one.row.get(name) == value for name, value in fixed)]

    def _scope(self, tie: Tie, linked: Linked) -> list[tuple[str, Any]]:
        """What rows of the other table have to hold, since this row has the same reference."""
        other = self.known[tie.table]
        fixed: list[tuple[str, Any]] = []
        for own in self.table.columns:
            if own.name in linked.values and own.references and own.name not in tie.columns:
                fixed.extend(
                    (column.name, linked.values[own.name])
                    for column in other.columns
                    if column.references == own.references and self._above(other, column, own)
                )
        return fixed

    def _above(self, other: Table, column: Column, own: Column) -> bool:
        """Whether a reference of another table says to whom its rows belong.

        An address belongs to a customer; a post only has an author, and its comments have others.
        """
        target = target_of(column, self.known)
        if target is None or (target[0] != other.parent and column.name not in other.key):
            return False
        if other.name == self.table.parent:
            return own.name in self.table.key or own.name == column.name
        return True

    def _link(
        self, tie: Tie, candidates: list[Made], linked: Linked, draw: Draw, turn: int | None
    ) -> None:
        chosen = self._skewed(tie, candidates, draw, turn)
        for own, name in tie.columns.items():
            if name in chosen.row:
                linked.values[own] = chosen.row[name]
        linked.rows[next(iter(tie.columns))] = chosen
        other = self.known[tie.table]
        for own_column in self.table.columns:
            if own_column.name in linked.values or own_column.references is None:
                continue
            for column in other.columns:
                same = column.references == own_column.references
                if same and column.name in chosen.row and self._above(other, column, own_column):
                    linked.values[own_column.name] = chosen.row[column.name]

    def _skewed(self, tie: Tie, candidates: list[Made], draw: Draw, turn: int | None) -> Made:
        """One of the rows: some of them are chosen often, a few never."""
        size = len(candidates)
        ranked = self._popular.get((tie.table, size))
        if ranked is None:
            shuffle = Draw(self.seed, self.table.name, "popular", tie.table, size)
            ranked = self._popular[tie.table, size] = shuffle.some(range(size), size)
        if turn is not None:
            return candidates[ranked[turn % size]]
        return candidates[draw.early(ranked)]
