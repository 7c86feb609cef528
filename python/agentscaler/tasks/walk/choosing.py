"""Choices: one thing if something is true of a row, else another; the state decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.json_value import same
from agentscaler.tasks.walk.acting import (
    allows,
    perform,
    plan,
    status_column,
    subject,
)
from agentscaler.tasks.walk.asking import answer_value, ask, can_ask, look
from agentscaler.tasks.walk.mention import Fact
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.wish import Act, Ask, Choice

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Table
    from agentscaler.tasks.walk.finder import Found
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk

_ROWS_TRIED = 6
_BY_STATUS = 0.6
_CHANGING = frozenset({Action.UPDATE, Action.CHANGE, Action.DELETE, Action.ADD, Action.REMOVE})


def choose(walk: Walk, operation: Operation) -> Choice | None:
    """A choice whose first branch is a change with this operation."""
    table = subject(walk, operation)
    if operation.action not in _CHANGING or table is None or table.name != operation.table:
        return None
    for row in walk.near_first(table, walk.chain.scene().rows(table.name))[:_ROWS_TRIED]:
        if (table.name, key_of(table, row)) in walk.touched:
            continue
        done = walk.attempt(_choose, walk, operation, table, row)
        if done is not None:
            return done
    return None


def _choose(walk: Walk, operation: Operation, table: Table, row: Row) -> Choice | None:
    found = walk.finder.find(table, row)
    if found is None or found.mention.made_by is not None:
        return None
    condition = _condition(walk, operation, table, row)
    if condition is None:
        return None
    fact, over = condition
    said = any(one.column == fact.column for m in found.mention.within() for one in m.facts)
    holds = _holds(row, fact, over)
    if said or (holds and not allows(walk, operation, row)):
        return None
    looked = look(walk, operation, found, fact.column)
    planned = None if looked is None else plan(walk, operation, found)
    if planned is None:
        return None
    then = perform(walk, planned) if holds else planned.act
    branch = _other if holds else _done_otherwise
    otherwise = branch(walk, operation, table, found)
    if then is None or otherwise is None:
        return None
    return Choice(
        mention=found.mention, fact=fact, over=over, holds=holds, then=then, otherwise=otherwise
    )


def _condition(
    walk: Walk, operation: Operation, table: Table, row: Row
) -> tuple[Fact, bool | None] | None:
    """Something to ask of a row: the status that the change needs, or an amount."""
    column = status_column(walk, operation)
    if column and operation.requires and walk.dice.chance(_BY_STATUS):
        if answer_value(row.get(column)) is None:
            return None
        return Fact(column=column, value=walk.dice.pick(operation.requires)), None
    numbers = [
        one
        for one in table.columns
        if can_ask(table, one, row.get(one.name)) and isinstance(row[one.name], int | float)
    ]
    if not numbers:
        return None
    name = walk.dice.pick(numbers).name
    bound = _round_bound(row[name], walk.dice.pick([0.5, 0.7, 1.4, 1.8]))
    if same(bound, row[name]):
        return None
    return Fact(column=name, value=bound), walk.dice.chance(0.5)


def _round_bound(value: float, share: float) -> int:
    """A round number near a share of a value, as people set limits."""
    aimed = abs(value) * share
    step = next((step for step in (1000, 500, 100, 50, 10, 5) if aimed >= 2 * step), 1)
    return max(1, round(aimed / step) * step)


def _holds(row: Row, fact: Fact, over: bool | None) -> bool:  # noqa: FBT001
    if over is None:
        return fact.holds(row)
    value = row[fact.column]
    return bool(value > fact.value if over else value < fact.value)


def _other(walk: Walk, operation: Operation, table: Table, found: Found) -> Act | Ask | None:
    """What would be done in the other case: it is only said."""
    for one in walk.dice.shuffled(_others(walk, operation, table)):
        if one.action in _CHANGING:
            planned = plan(walk, one, found)
            if planned is not None:
                return planned.act
    columns = _askable(table, found)
    if not columns:
        return None
    column = walk.dice.pick(columns)
    return Ask(mention=found.mention, columns=(column,), values=(answer_value(found.row[column]),))


def _done_otherwise(
    walk: Walk, operation: Operation, table: Table, found: Found
) -> Act | Ask | None:
    """What is done in the other case, which is the case."""
    for one in walk.dice.shuffled(_others(walk, operation, table)):
        if one.action in _CHANGING and allows(walk, one, found.row):
            planned = walk.attempt(plan, walk, one, found)
            done = None if planned is None else walk.attempt(perform, walk, planned)
            if done is not None:
                return done
    reads = walk.setting.reads_of(table.name, Action.GET, Action.LIST)
    return ask(walk, walk.dice.pick(reads), row=found.row) if reads else None


def _others(walk: Walk, operation: Operation, table: Table) -> list[Operation]:
    return [
        one
        for one in walk.setting.operations
        if one is not operation
        and one.table == table.name
        and (kind := subject(walk, one)) is not None
        and kind.name == table.name
    ]


def _askable(table: Table, found: Found) -> list[str]:
    said = {fact.column for fact in found.mention.facts}
    return [
        column.name
        for column in table.columns
        if column.name not in said and can_ask(table, column, found.row.get(column.name))
    ]
