"""Groups: all rows that something is true of, as a list call shows them, and changes of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.tasks.walk.acting import Plan, allows, perform, plan
from agentscaler.tasks.walk.finder import Found, rows_shown
from agentscaler.tasks.walk.known import telling_facts
from agentscaler.tasks.walk.mention import Group, Mention
from agentscaler.tasks.walk.scene import Scene, has, key_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Table
    from agentscaler.tasks.walk.chain import Made
    from agentscaler.tasks.walk.finder import Filtered
    from agentscaler.tasks.walk.mention import Fact
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk
    from agentscaler.tasks.walk.wish import Act

_BASES = 5
_MOST_CHANGED = 6


def grouped(
    walk: Walk, operation: Operation, row: Row, *, least: int = 2
) -> tuple[Group, Made, list[tuple[str, Row]]] | None:
    """The rows that a list call shows, with what is true of all of them and of no other.

    Returns:
        The group, the call, and its rows with their places in the result.
    """
    table = walk.blueprint.table(operation.table)
    listed = walk.finder.filtered(operation, row, depth=2)
    if listed is None:
        return None
    facts = list(listed.facts)
    kinds = [
        fact for fact in telling_facts(table, row, operation.told or row) if _is_kind(table, fact)
    ]
    if kinds and not facts and walk.dice.chance(0.4):
        facts.append(walk.dice.pick(kinds))
    rows = _rows(walk.chain.scene(), table, row, facts, listed)
    shown = rows_shown(listed.made, table, rows)
    if len(rows) < least or len(shown) != len(rows):
        return None
    at_start = _rows(walk.finder.start, table, row, facts, listed)
    if {key_of(table, one) for one in at_start} != {key_of(table, one) for one in rows}:
        return None
    if any(row != other for row, other in zip(at_start, rows, strict=True)):
        return None
    group = Group(
        table=table.name,
        keys=tuple(key_of(table, one) for _, one in shown),
        facts=tuple(facts),
        owners=listed.owners,
    )
    return group, listed.made, shown


def _rows(scene: Scene, table: Table, row: Row, facts: list[Fact], listed: Filtered) -> list[Row]:
    above = {owner.column: row.get(owner.column) for owner in listed.owners}
    return [one for one in scene.matching(table.name, facts) if has(one, above)]


def _is_kind(table: Table, fact: Fact) -> bool:
    """Whether many rows may share it: a status, a category."""
    return fact.column == table.status or "enum" in table.column(fact.column).schema


def act_on_all(walk: Walk, operation: Operation) -> Act | None:
    """The same change for each row of a group."""
    table = walk.blueprint.table(operation.table)
    keys = operation.having(Role.KEY)
    if len(keys) != 1 or keys[0].many or keys[0].table not in {None, table.name}:
        return None
    lists = walk.setting.reads_of(table.name, Action.LIST)
    rows = [row for row in walk.chain.scene().rows(table.name) if allows(walk, operation, row)]
    if len(rows) < 2 or not lists:  # noqa: PLR2004  a group is more than one
        return None
    for row in walk.dice.some(rows, _BASES):
        done = walk.attempt(_all, walk, operation, walk.dice.pick(lists), row)
        if done is not None:
            return done
    return None


def _all(walk: Walk, operation: Operation, listing: Operation, row: Row) -> Act | None:
    table = walk.blueprint.table(operation.table)
    found = grouped(walk, listing, row)
    if found is None:
        return None
    group, made, shown = found
    named = bool(group.facts or group.owners) and len(shown) <= _MOST_CHANGED
    free = all(
        allows(walk, operation, one) and (table.name, key_of(table, one)) not in walk.touched
        for _, one in shown
    )
    if not (named and free):
        return None
    planned: Plan | None = None
    for place, one in shown:
        step = _step(walk, operation, made, place, one, like=planned)
        if step is None or perform(walk, step) is None:
            return None
        planned = planned or step
    return None if planned is None else replace(planned.act, target=None, group=group)


def _step(  # noqa: PLR0917  a row and where a call shows it
    walk: Walk, operation: Operation, made: Made, place: str, row: Row, like: Plan | None
) -> Plan | None:
    """The change of one row of a group: with the same values as that of another one."""
    table = walk.blueprint.table(operation.table)
    known = {
        name: value
        for name, cell in row.items()
        if isinstance(cell, str | int) and (value := made.given(cell, within=place))
    }
    mention = Mention(table=table.name, key=key_of(table, row))
    step = plan(walk, operation, Found(mention=mention, row=row, known=known))
    if step is None or step.act.owners:
        return None
    if like is not None:
        told = {datum.argument: like.given[datum.argument] for datum in like.act.data}
        if step.given.keys() - told.keys() != like.given.keys() - told.keys():
            return None
        step = Plan(act=like.act, given={**step.given, **told})
    changes = not any(same(row.get(datum.column), datum.value) for datum in step.act.data)
    return step if changes else None
