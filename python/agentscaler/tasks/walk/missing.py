"""Wishes about a thing that does not exist: a number that no row has, a name that nobody bears."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Parameter, Role
from agentscaler.tasks.walk.acting import Plan, plan, subject
from agentscaler.tasks.walk.chain import Given
from agentscaler.tasks.walk.fillers import always
from agentscaler.tasks.walk.finder import Found
from agentscaler.tasks.walk.known import can_tell, is_opaque, users_know
from agentscaler.tasks.walk.mention import Fact, Mention
from agentscaler.tasks.walk.refusing import ask_instead, call_of, refused
from agentscaler.tasks.walk.wish import Act, Reason, Refused

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Table
    from agentscaler.tasks.walk.walker import Walk

_ON_ROWS = frozenset(
    {Action.UPDATE, Action.CHANGE, Action.DELETE, Action.ADD, Action.REMOVE, Action.GET}
)
_NAMES_TRIED = 10
"""Names that are tried until one is free: the store of names is small."""


def no_such_number(walk: Walk, operation: Operation) -> Refused | None:
    """A change of a row by a number that none has; the user then asks for something else."""
    table = subject(walk, operation)
    if table is None or len(table.key) != 1 or operation.action not in _ON_ROWS:
        return None
    key = table.key[0]
    rows = [
        row
        for row in walk.chain.scene().rows(table.name)
        if users_know(table, key, row.get(key), unlisted=walk.setting.unlisted)
        and not is_opaque(str(row[key]))
    ]
    keys = operation.having(Role.KEY)
    if not rows or len(keys) != 1 or keys[0].column != key or operation.having(Role.SCOPE):
        return None
    value = _free_number(walk, table, key, walk.dice.pick(rows)[key])
    if value is None:
        return None
    mention = Mention(table=table.name, key=(value,), facts=(Fact(column=key, value=value),))
    found = Found(mention=mention, row={key: value}, known={key: Given.by("user", value)})
    planned = _planned(walk, operation, found, keys[0].name)
    if planned is None or refused(walk, planned) is None:
        return None
    return _missing(walk, table, planned, key, value)


def no_such_name(walk: Walk, operation: Operation) -> Refused | None:
    """A change of a row by a name that none bears, where a list shows what there is."""
    table = subject(walk, operation)
    keys = operation.having(Role.KEY)
    if table is None or operation.action not in _ON_ROWS or len(table.key) != 1 or len(keys) != 1:
        return None
    column = _naming(walk, table)
    if column is None or operation.having(Role.SCOPE):
        return None
    name = _free_name(walk, operation, table, column)
    if name is None:
        return None
    mention = Mention(table=table.name, key=(name,), facts=(Fact(column=column, value=name),))
    # The key of a row that is not there is never called with: it stands for the other arguments.
    known = {table.key[0]: Given.by("user", name if column in table.key else "")}
    found = Found(mention=mention, row={column: name}, known=known)
    planned = _planned(walk, operation, found, keys[0].name)
    if planned is None:
        return None
    if column in table.key and refused(walk, planned) is None:
        return None
    return _missing(walk, table, planned, column, name)


def _naming(walk: Walk, table: Table) -> str | None:
    """The column by which people name rows of a table: a label that lists show, or a chosen key."""
    key, label = table.key[0], table.label
    row = next(iter(walk.chain.scene().rows(table.name)), None)
    if row is None:
        return None
    if label is not None and label != key and table.name not in walk.setting.unlisted:
        return label if can_tell(table.column(label), row.get(label), table) else None
    chosen = users_know(table, key, row.get(key)) and table.column(key).made is None
    return key if chosen and isinstance(row[key], str) and row[key].isascii() else None


def _planned(walk: Walk, operation: Operation, found: Found, key: str) -> Plan | None:
    planned = plan(walk, operation, found) if operation.writes else _get(operation, found, key)
    return None if planned is None or planned.act.owners else planned


def _get(operation: Operation, found: Found, name: str) -> Plan | None:
    given = {**always(operation), name: next(iter(found.known.values()))}
    if any(one.required and one.name not in given for one in operation.parameters):
        return None
    return Plan(act=Act(operation=operation, target=found.mention), given=given)


def _missing(walk: Walk, table: Table, planned: Plan, column: str, value: Any) -> Refused | None:
    instead = ask_instead(walk, table)
    if instead is None or (column not in table.key and not _is_listed(walk, table)):
        return None
    walk.absent.append((table.name, column, value))
    return Refused(
        act=planned.act,
        reason=Reason(code="missing", text=f"There is no {table.noun} {value}."),
        instead=instead,
        # Who knows a name alone has nothing to call with.
        call=call_of(planned) if column in table.key else None,
    )


def _is_listed(walk: Walk, table: Table) -> bool:
    """Whether gold lists a table: an agent can see there that nobody bears the name."""
    reads = (made.operation for made in walk.chain.calls)
    return any(one.table == table.name and one.action is Action.LIST for one in reads)


def _free_number(walk: Walk, table: Table, key: str, like: Any) -> Any | None:
    """A key that looks like the others, and that no row has."""
    if not isinstance(like, str) or not re.search(r"\d{2}", like):
        return None
    for _ in range(8):
        value = re.sub(r"\d", lambda _: str(walk.dice.below(10)), like)
        if not walk.finder.start.where(table.name, key, value):
            return value
    return None


def _free_name(walk: Walk, operation: Operation, table: Table, column: str) -> str | None:
    """A name like the others that no row bears, in part or whole: a search finds nothing."""
    schema = table.column(column).schema
    one = Parameter(name=column, role=Role.DATA, column=column, schema=schema)
    taken = [str(row.get(column, "")).lower() for row in walk.chain.scene().rows(table.name)]
    for _ in range(_NAMES_TRIED):
        walk.values.next_thing()
        name = walk.values.new(operation, one, {})
        if isinstance(name, str) and not is_opaque(name) and not _is_near(name.lower(), taken):
            return name
    return None


def _is_near(name: str, taken: list[str]) -> bool:
    return any(name in other or (other != "" and other in name) for other in taken)
