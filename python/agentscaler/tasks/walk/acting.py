"""Changes: rows that are made, changed, cancelled, deleted, one by one or a group at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.tasks.json_paths import leaves
from agentscaler.tasks.walk.chain import Given
from agentscaler.tasks.walk.fillers import always, is_fixed, without_fixed
from agentscaler.tasks.walk.finder import Found
from agentscaler.tasks.walk.known import (
    is_epoch,
    is_id,
    is_of_words,
    is_opaque,
    is_speakable,
)
from agentscaler.tasks.walk.mention import Mention, Owner
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.values import breaks, types_of
from agentscaler.tasks.walk.wish import Act, Datum

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Parameter, Table
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk

ROWS_TRIED = 6
_MOST_CHANGES = 2
_MOST_OPTIONAL = 3
_MOST_DATA = 6
"""Values that a user gives in one breath."""
_OPTIONAL = 0.35
"""Share of the optional values of a new row that a user gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A change with its arguments, not made yet."""

    act: Act
    given: dict[str, Given]


def act(walk: Walk, operation: Operation, *, row: Row | None = None) -> Act | None:
    """Make a change with an operation, of a row that allows it."""
    table = subject(walk, operation)
    if operation.action is Action.CREATE or (
        operation.action is Action.PUT and (table is None or walk.dice.chance(0.5))
    ):
        return walk.attempt(_create, walk, operation)
    if table is None:
        return None
    rows = [row] if row is not None else walk.near_first(table, walk.chain.scene().rows(table.name))
    tried = 0
    for one in rows:
        if (table.name, key_of(table, one)) in walk.touched or not allows(walk, operation, one):
            continue
        tried += 1
        if tried > ROWS_TRIED:
            break
        done = walk.attempt(_change, walk, operation, table, one)
        if done is not None:
            return done
    return None


def subject(walk: Walk, operation: Operation) -> Table | None:
    """The table of the row that an operation takes by its key."""
    own = walk.blueprint.table(operation.table)
    keys = operation.having(Role.KEY)
    if keys:
        return walk.blueprint.table(keys[0].table or own.name)
    for one in operation.having(Role.SCOPE):
        if one.table is not None and operation.action is Action.CLEAR:
            return walk.blueprint.table(one.table)
    covered = [
        walk.finder.target(p, operation) for p in operation.having(Role.SCOPE, Role.REFERENCE)
    ]
    names = {target[0] for target in covered if target is not None}
    return own if names and set(own.key) <= names else None


def allows(walk: Walk, operation: Operation, row: Row) -> bool:
    """Whether status, rules and contents of a row let an operation change it."""
    column = status_column(walk, operation)
    status = row.get(column) if column else None
    if operation.requires and not any(same(status, one) for one in operation.requires):
        return False
    if operation.action is Action.CHANGE and column and same(status, operation.status):
        return False
    if operation.action is Action.REMOVE and not row.get(operation.column or ""):
        return False
    return not any(
        rule.forbids.get("column") in row and breaks(rule.forbids, row[rule.forbids["column"]])
        for rule in walk.setting.rules_of(operation.tool)
    )


def status_column(walk: Walk, operation: Operation) -> str | None:
    """The column whose value a change of status needs and sets."""
    return operation.status_column or walk.blueprint.table(operation.table).status


def plan(walk: Walk, operation: Operation, found: Found, *, whole: bool = True) -> Plan | None:
    """What a change of a row would be, without making it.

    Args:
        walk: So far.
        operation: What changes it.
        found: The row.
        whole: All that the call needs has to be known; else what no user can tell is left out.
    """
    walk.values.next_thing()
    given = always(operation)
    owners: list[Owner] = []
    data: list[Datum] = []
    for one in operation.having(Role.KEY, Role.SCOPE):
        value = walk.finder.argument(one, operation, found)
        if value is None and one.required:
            return None
        if value is not None:
            given[one.name] = value
    chosen = _chosen_data(walk, operation)
    for one in (*operation.having(Role.REFERENCE), *operation.having(Role.DATA, Role.MEMBERS)):
        if not one.required and one not in chosen:
            continue
        told = (
            _reference(walk, one, operation, found.row)
            if one.role is Role.REFERENCE or walk.finder.target(one, operation)
            else _datum(walk, one, operation, found.row)
        )
        if told is None:
            if one.required and whole:
                return None
            continue
        given[one.name], said = told
        _note(said, owners, data)
    if operation.action in {Action.UPDATE, Action.PUT} and not owners and not data:
        return None
    done = Act(operation=operation, target=found.mention, owners=tuple(owners), data=tuple(data))
    return Plan(act=done, given=given)


def _note(said: Owner | Datum | None, owners: list[Owner], data: list[Datum]) -> None:
    """Keep what the user says of an argument; of some they say nothing."""
    if isinstance(said, Owner):
        owners.append(said)
    elif said is not None:
        data.append(said)


def perform(walk: Walk, planned: Plan) -> Act | None:
    """Make a planned change; ``None`` where it is refused or changes nothing."""
    before = walk.chain.state.savepoint()
    made = walk.chain.call(planned.act.operation, planned.given, "write")
    if made is None or not walk.note_changes(before):
        return None
    return planned.act


def _change(walk: Walk, operation: Operation, table: Table, row: Row) -> Act | None:
    found = walk.finder.find(table, row)
    if found is None:
        return None
    planned = plan(walk, operation, found)
    return None if planned is None else perform(walk, planned)


def _chosen_data(walk: Walk, operation: Operation) -> list[Parameter]:
    """Optional values that the user gives."""
    optional = [
        one
        for one in operation.having(Role.DATA, Role.MEMBERS, Role.REFERENCE)
        if not one.required
        and (walk.finder.target(one, operation) or not _holds_ids(one))
        and is_speakable(one.column or one.name)
        and not is_fixed(one.schema)
    ]
    if operation.action is Action.UPDATE:
        return walk.dice.some(optional, 1 + walk.dice.below(_MOST_CHANGES))
    share = _OPTIONAL if operation.action in {Action.CREATE, Action.PUT} else 0.2
    chosen = [one for one in optional if walk.dice.chance(share)]
    if not chosen and operation.action in {Action.CREATE, Action.PUT}:
        # A new row of which nothing is said is no wish.
        needed = any(one.required and one.role is Role.DATA for one in operation.parameters)
        chosen = [] if needed else walk.dice.some(optional, 1)
    return walk.dice.some(chosen, _MOST_OPTIONAL)


def _datum(
    walk: Walk, parameter: Parameter, operation: Operation, row: Row
) -> tuple[Given, Datum | None] | None:
    """A value that the user gives; members of a list are such that the list changes.

    What the schema leaves no choice about is given, and not told.
    """
    column = parameter.column or parameter.name
    if parameter.role is Role.MEMBERS and operation.action is Action.REMOVE:
        value = _some_members(walk, row.get(operation.column or column), many=parameter.many)
    else:
        if parameter.role is Role.DATA and _holds_ids(parameter):
            value = walk.values.code(parameter) if parameter.required else None
        else:
            value = walk.values.new(operation, parameter, row)
        if not (is_of_words(column) or is_fixed(parameter.schema)):
            return None
        told = parameter.role is Role.DATA and parameter.required
        if (isinstance(value, str) and is_opaque(value)) or (is_epoch(column, value) and not told):
            return None
        present = row.get(operation.column or column)
        if parameter.role is Role.MEMBERS and isinstance(value, list):
            value = [one for one in value if not isinstance(present, list) or one not in present]
    if value is None or value == []:
        return None
    if is_fixed(parameter.schema):
        return Given.by("tool", value), None
    said = without_fixed(value, parameter.schema)
    if said == {} and not parameter.required:
        return None
    datum = Datum(argument=parameter.name, column=column, value=said, required=parameter.required)
    return _given(value, said), (None if said == {} else datum)


def _holds_ids(parameter: Parameter) -> bool:
    """Whether an argument holds ids: its name says so, or it lists numbers of which it is told."""
    items = parameter.schema.get("items")
    if is_id(parameter.name) or not isinstance(items, dict):
        return is_id(parameter.name)
    said = f"{parameter.schema.get('description', '')} {items.get('description', '')}".lower()
    return types_of(items) == ["integer"] and bool(re.search(r"\bids?\b", said))


def _given(value: Any, said: Any) -> Given:
    """A value of which the user says a part, and the tool's schema the rest."""
    places = {place for place, _ in leaves(said)}
    given = Given.by("user", value)
    origins = tuple(
        one if one.argument in places else replace(one, source="tool") for one in given.origins
    )
    return replace(given, origins=origins)


def _some_members(walk: Walk, members: Any, *, many: bool) -> Any | None:
    names = list(members) if isinstance(members, list | dict) else []
    names = [one for one in names if isinstance(one, str | int) and not isinstance(one, bool)]
    if not names:
        return None
    some = walk.dice.some(names, 1 + walk.dice.below(min(2, len(names))))
    return some if many else some[0]


def _reference(
    walk: Walk, parameter: Parameter, operation: Operation, row: Row
) -> tuple[Given, Owner] | None:
    """Another row that a row is to refer to, preferably one that was made or found before."""
    target = walk.finder.target(parameter, operation)
    if target is None:
        return None
    own_column, table, column = target
    known = [
        found
        for (name, _), found in walk.finder.found.items()
        if name == table.name and column in found.known
    ]
    new = [found for found in known if found.mention.made_by is not None]
    rows = walk.near_first(table, walk.chain.scene().rows(table.name))[:ROWS_TRIED]
    if new and walk.dice.chance(0.85):
        rows = [new[-1].row]
    elif known and walk.dice.chance(0.4):
        rows = [walk.dice.pick(known).row]
    creates = operation.action in {Action.CREATE, Action.PUT}
    for one in rows:
        if same(one.get(column), row.get(own_column)):
            continue
        status = one.get(table.status) if table.status else None
        needed = creates and operation.requires and table.status
        if needed and not any(same(status, other) for other in operation.requires):
            continue
        above = walk.attempt(walk.finder.given_by, table, one, column, own_column, depth=1)
        if above is not None:
            owner, value = above
            return (Given.listed([value]) if parameter.many else value), owner
    return None


def _create(walk: Walk, operation: Operation) -> Act | None:
    """A new row, below and about rows that are there or were made before."""
    table = walk.blueprint.table(operation.table)
    walk.values.next_thing()
    given = always(operation)
    owners: list[Owner] = []
    data: list[Datum] = []
    row: Row = {}
    chosen = _chosen_data(walk, operation)
    roles = (Role.SCOPE, Role.KEY, Role.REFERENCE, Role.DATA, Role.MEMBERS)
    for one in operation.having(*roles):
        chosen_key = (
            one.role is Role.KEY
            and one.column in table.key
            and table.column(one.column).made is None
        )
        if not (one.required or chosen_key or one in chosen):
            continue
        told = (
            _reference(walk, one, operation, row)
            if walk.finder.target(one, operation)
            else _datum(walk, one, operation, row)
        )
        if told is None:
            if one.required:
                return None
            continue
        argument, said = told
        given[one.name] = argument
        row[one.column or one.name] = argument.value
        _note(said, owners, data)
    if len({owner.mention.row_id for owner in owners}) != len(owners) or len(data) > _MOST_DATA:
        return None
    if not owners and not data:
        return None  # a new row of which nothing is said is no wish
    before, known = walk.chain.state.savepoint(), walk.chain.scene().rows(table.name)
    keys = {key_of(table, one) for one in known}
    made = walk.chain.call(operation, given, "write")
    if made is None or not walk.note_changes(before):
        return None
    new = [one for one in walk.chain.scene().rows(table.name) if key_of(table, one) not in keys]
    if len(new) != 1:
        return None
    told_keys = {
        name: value
        for name in table.key
        if (value := made.given(new[0].get(name)) or row_value(given, operation, name)) is not None
    }
    new_key = key_of(table, new[0])
    mention = Mention(table=table.name, key=new_key, made_by=len(walk.wishes))
    walk.finder.found[table.name, new_key] = Found(mention=mention, row=new[0], known=told_keys)
    return Act(operation=operation, owners=tuple(owners), data=tuple(data))


def row_value(given: dict[str, Given], operation: Operation, column: str) -> Given | None:
    """The argument that became a column."""
    for one in operation.parameters:
        if (one.column or one.name) == column and one.name in given:
            return given[one.name]
    return None
