"""A walk: wishes that grow one after the other into a chain of calls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from agentscaler.environments.json_value import same
from agentscaler.tasks.json_paths import value_at
from agentscaler.tasks.walk.chain import Chain
from agentscaler.tasks.walk.finder import Finder
from agentscaler.tasks.walk.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.environments import State, StateDiff
    from agentscaler.environments.design.blueprint import Blueprint, Table
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.setting import Setting
    from agentscaler.tasks.walk.scene import Key, Row
    from agentscaler.tasks.walk.wish import Wish

P = ParamSpec("P")
W = TypeVar("W")
_COHERENT = 0.75
"""Share of the choices of a row that stay with what the user speaks of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fixed:
    """A part of a result that an answer or a choice rests on; it must not depend on the order."""

    call: int
    path: str | None
    """``None``: the whole result."""


class Walk:
    """Wishes, and the chain of calls that fulfils them.

    Args:
        setting: Where it walks.
        dice: Its choices.
        seed: Of the episode: ids that tools make depend on it.
        most: Calls that it may have.
        start: What turns the initial state into that of the task.
    """

    __slots__ = (
        *("absent", "chain", "dice", "finder", "fixed", "setting", "touched", "values", "wishes"),
    )

    def __init__(
        self,
        setting: Setting,
        dice: Dice,
        *,
        seed: int,
        most: int,
        start: StateDiff | None = None,
    ) -> None:
        self.setting = setting
        self.dice = dice
        self.chain = Chain(setting, seed, most, start)
        self.finder = Finder(self.chain, dice)
        self.values = Values(setting, seed=seed, dice=dice)
        self.wishes: list[Wish] = []
        self.touched: set[tuple[str, Key]] = set()
        """Rows that a call has changed."""
        self.fixed: list[Fixed] = []
        self.absent: list[tuple[str, str, Any]] = []
        """Table, column and value of which no row may be, from the start to the end."""

    @property
    def blueprint(self) -> Blueprint:
        """Tables and operations."""
        return self.setting.blueprint

    def attempt(self, make: Callable[P, W | None], *args: P.args, **kwargs: P.kwargs) -> W | None:
        """Try something; where it gives nothing, all that it did is taken back."""
        mark = self.chain.mark()
        found, touched = dict(self.finder.found), set(self.touched)
        fixed, absent = list(self.fixed), list(self.absent)
        made = make(*args, **kwargs)
        if made is None:
            self.chain.back(mark)
            self.finder.found, self.touched = found, touched
            self.fixed, self.absent = fixed, absent
        return made

    def near_first(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        """Rows in another order, as a rule those first that have to do with what was named."""
        order = self.dice.shuffled(rows)
        if not self.finder.found or not self.dice.chance(_COHERENT):
            return order
        named = [(name, found.row) for (name, _), found in self.finder.found.items()]
        return sorted(
            order, key=lambda row: not any(self._is_near(table, row, *one) for one in named)
        )

    def _is_near(self, table: Table, row: Row, name: str, other: Row) -> bool:
        """Whether two rows are one, or one refers to the other, or both refer to a third."""
        above = self.blueprint.table(name)
        if name == table.name and row == other:
            return True
        for column in table.columns:
            if column.references is None or row.get(column.name) is None:
                continue
            target, _, key = column.references.partition(".")
            if target == name and same(row[column.name], other.get(key)):
                return True
            for shared in above.columns:
                if shared.references == column.references and same(
                    row[column.name], other.get(shared.name)
                ):
                    return True
        return any(
            column.references is not None
            and column.references.partition(".")[0] == table.name
            and same(other.get(column.name), row.get(column.references.partition(".")[2]))
            for column in above.columns
        )

    def note_changes(self, before: State) -> bool:
        """Remember the rows that a call has changed; whether there are any."""
        rows = changed_rows(before.diff(self.chain.state))
        self.touched |= rows
        return bool(rows)

    def is_fixed(self) -> bool:
        """Whether answers are the same when they are looked up first, or last."""
        toolset = self.setting.environment.toolset
        start = self.finder.start.state
        if any(self.chain.scene().where(*one) for one in self.absent):
            return False
        for one in self.fixed:
            made = self.chain.calls[one.call]
            for state in (start.fork(), self.chain.state.fork()):
                answer = toolset.call(state, made.operation.tool, made.arguments)
                if answer.kind != "ok" or not _same_part(answer.content, made.content, one.path):
                    return False
        return True


def changed_rows(diff: StateDiff) -> set[tuple[str, Key]]:
    """Table and key of each row that a diff touches."""
    return {
        (table["table"], tuple(key) if isinstance(key := row.get("key"), list) else (key,))
        for table in diff.to_dict()["tables"]
        for row in table.get("rows", ())
    }


def _same_part(first: str, second: str, path: str | None) -> bool:
    if path is None:
        return first == second
    try:
        found: Any = value_at(json.loads(first), path)
        return same(found, value_at(json.loads(second), path))
    except (KeyError, ValueError):
        return False
