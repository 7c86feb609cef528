"""Wishes that cannot or must not be granted: the right end state is the one at the start.

What the user is told then has to be something that proves that it was looked up or understood: the
status that stands in the way, the limit, the allowed values; where a thing does not exist there is
no such value, and the user asks for something else in that case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.environments.words import listing
from agentscaler.tasks.json_paths import put
from agentscaler.tasks.walk.acting import Plan, act, plan, status_column, subject
from agentscaler.tasks.walk.asking import answer_value, ask, look, reckon
from agentscaler.tasks.walk.chain import Given
from agentscaler.tasks.walk.finder import Found, always
from agentscaler.tasks.walk.known import users_know
from agentscaler.tasks.walk.mention import Fact, Mention
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.values import breaks, types_of
from agentscaler.tasks.walk.wish import Act, Ask, Datum, Reason, Reckon, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.design.blueprint import Operation, Table
    from agentscaler.environments.design.draft import Rule
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk

_ROWS_TRIED = 6
_MOST_ALLOWED = 4
"""Allowed values that a user would want to hear one by one."""
_ON_ROWS = frozenset(
    {Action.UPDATE, Action.CHANGE, Action.DELETE, Action.ADD, Action.REMOVE, Action.GET}
)


def impossible(walk: Walk, operation: Operation) -> Refused | None:
    """Something that cannot be: the wrong status, a thing that does not exist or exists already."""
    ways: list[tuple[Callable[[Walk, Operation], Refused | None], float]] = [
        (wrong_status, 3.0),
        (missing, 2.0),
    ]
    for way in walk.dice.by_weight(ways):
        done = walk.attempt(way, walk, operation)
        if done is not None:
            return done
    return None


def wrong_status(walk: Walk, operation: Operation) -> Refused | None:
    """A change of a row whose status does not allow it."""
    table = subject(walk, operation)
    column = status_column(walk, operation)
    if table is None or not operation.requires or column is None or not operation.writes:
        return None
    if table.name != operation.table:
        return None
    rows = [
        row
        for row in walk.chain.scene().rows(table.name)
        if not any(same(row.get(column), one) for one in operation.requires)
        and answer_value(row.get(column)) is not None
        and (table.name, key_of(table, row)) not in walk.touched
    ]
    for row in walk.near_first(table, rows)[:_ROWS_TRIED]:
        done = walk.attempt(_wrong_status, walk, operation, table, row, column)
        if done is not None:
            return done
    return None


def _wrong_status(
    walk: Walk, operation: Operation, table: Table, row: Row, column: str
) -> Refused | None:
    found = walk.finder.find(table, row)
    if found is None or any(
        fact.column == column for mention in found.mention.within() for fact in mention.facts
    ):
        return None
    planned = plan(walk, operation, found)
    if planned is None or not _is_refused(walk, planned):
        return None
    if look(walk, operation, found, column) is None:
        return None
    status = answer_value(row[column])
    allowed = listing([str(one) for one in operation.requires], last="or")
    text = f"The {column} of this {table.noun} is {status}; it would have to be {allowed}."
    return Refused(
        act=planned.act,
        reason=Reason(code="status", text=text),
        values=(status,),
        label=column,
    )


def missing(walk: Walk, operation: Operation) -> Refused | None:
    """A change of a row that does not exist; the user then asks for something else."""
    table = subject(walk, operation)
    if table is None or len(table.key) != 1 or operation.action not in _ON_ROWS:
        return None
    key = table.key[0]
    rows = [
        row
        for row in walk.chain.scene().rows(table.name)
        if users_know(table, key, row.get(key), unlisted=walk.setting.unlisted)
    ]
    keys = operation.having(Role.KEY)
    if not rows or len(keys) != 1 or keys[0].column != key or operation.having(Role.SCOPE):
        return None
    value = _no_such(walk, table, key, walk.dice.pick(rows)[key])
    if value is None:
        return None
    mention = Mention(table=table.name, key=(value,), facts=(Fact(column=key, value=value),))
    found = Found(mention=mention, row={key: value}, known={key: Given.by("user", value)})
    planned = (
        plan(walk, operation, found) if operation.writes else _get(operation, found, keys[0].name)
    )
    if planned is None or planned.act.owners or not _is_refused(walk, planned):
        return None
    instead = _instead(walk, table)
    if instead is None:
        return None
    return Refused(
        act=planned.act,
        reason=Reason(code="missing", text=f"There is no {table.noun} {value}."),
        instead=instead,
    )


def _get(operation: Operation, found: Found, name: str) -> Plan | None:
    given = {**always(operation), name: next(iter(found.known.values()))}
    if any(one.required and one.name not in given for one in operation.parameters):
        return None
    return Plan(act=Act(operation=operation, target=found.mention), given=given)


def _no_such(walk: Walk, table: Table, key: str, like: Any) -> Any | None:
    """A key that looks like the others, and that no row has."""
    if not isinstance(like, str) or not re.search(r"\d{2}", like):
        return None
    for _ in range(8):
        value = re.sub(r"\d", lambda _: str(walk.dice.below(10)), like)
        if not walk.finder.start.where(table.name, key, value):
            return value
    return None


def _instead(walk: Walk, table: Table) -> Ask | Reckon | None:
    """A question for the case that a thing does not exist."""
    reads = walk.setting.reads_of(table.name, Action.LIST, Action.COUNT)
    for read in walk.dice.shuffled(reads):
        done = reckon(walk, read)
        if done is not None:
            return done
    others = [one for one in walk.setting.operations if one.action in {Action.GET, Action.LIST}]
    weighed = [(one, 4.0 if one.table == table.name else 1.0) for one in others]
    for read in walk.dice.by_weight(weighed)[:4]:
        asked = ask(walk, read)
        if asked is not None:
            return asked
    return None


def forbidden(walk: Walk, operation: Operation) -> Refused | None:
    """A call that a rule of the policy forbids, whether the tool refuses it or not."""
    rules = [rule for rule in walk.setting.rules_of(operation.tool) if rule.forbids]
    for rule in walk.dice.shuffled(rules):
        make = _forbidden_row if "column" in rule.forbids else _forbidden_value
        done = walk.attempt(make, walk, operation, rule)
        if done is not None:
            return done
    return None


def _forbidden_row(walk: Walk, operation: Operation, rule: Rule) -> Refused | None:
    """The state of the row is such that the rule forbids the change."""
    table = subject(walk, operation)
    column = rule.forbids["column"]
    if table is None or not table.has(column):
        return None
    rows = [
        row
        for row in walk.chain.scene().rows(table.name)
        if column in row
        and breaks(rule.forbids, row[column])
        and answer_value(row[column]) is not None
        and (table.name, key_of(table, row)) not in walk.touched
    ]
    for row in walk.near_first(table, rows)[:_ROWS_TRIED]:
        found = walk.finder.find(table, row)
        if found is None or any(fact.column == column for fact in found.mention.facts):
            continue
        planned = plan(walk, operation, found)
        if planned is None or (rule.enforced and not _is_refused(walk, planned)):
            continue
        if look(walk, operation, found, column) is None:
            continue
        return Refused(
            act=planned.act,
            reason=Reason(code="forbidden", text=rule.text),
            values=(answer_value(row[column]),),
            label=column,
        )
    return None


def _forbidden_value(walk: Walk, operation: Operation, rule: Rule) -> Refused | None:
    """The user asks for a value that the rule forbids."""
    argument = rule.forbids["argument"]
    parameter = next(
        (p for p in operation.parameters if p.name.rpartition(".")[2] == argument), None
    )
    values = _told(rule)
    if parameter is None or not values:
        return None
    bad = _forbidden_argument(walk, operation, rule, parameter.name)
    if bad is None:
        return None
    mark, found, touched = walk.chain.mark(), dict(walk.finder.found), set(walk.touched)
    done = act(walk, operation)
    if done is None:
        return None
    arguments = dict(walk.chain.calls[-1].arguments)
    # Nothing that the walk looked up is needed to know that the value is not allowed.
    walk.chain.back(mark)
    walk.finder.found, walk.touched = found, touched
    put(arguments, parameter.name, bad)
    toolset = walk.setting.environment.toolset
    state = walk.chain.state.savepoint()
    if rule.enforced and toolset.call(state, operation.tool, arguments).kind == "ok":
        return None
    data = tuple(one for one in done.data if one.argument != parameter.name)
    bad_datum = Datum(argument=parameter.name, column=parameter.column or parameter.name, value=bad)
    return Refused(
        act=Act(
            operation=operation, target=done.target, owners=done.owners, data=(*data, bad_datum)
        ),
        reason=Reason(code="forbidden", text=rule.text),
        values=values,
        label=parameter.name,
    )


def _told(rule: Rule) -> tuple[Any, ...]:
    """What a rule lets an agent tell: the limit, or what is allowed instead."""
    forbids = rule.forbids
    if "over" in forbids or "under" in forbids:
        value = answer_value(forbids.get("over", forbids.get("under")))
        return () if value is None else (value,)
    allowed = forbids.get("not_in", ())
    if 0 < len(allowed) <= _MOST_ALLOWED and all(answer_value(one) is not None for one in allowed):
        return tuple(answer_value(one) for one in allowed)
    return ()


_OTHER_REASONS = (
    "found it cheaper elsewhere",
    "changed my mind",
    "no particular reason",
    "my plans have changed",
    "bought the wrong one",
)


def _forbidden_argument(walk: Walk, operation: Operation, rule: Rule, name: str) -> Any | None:
    """A value that a rule forbids and a user might ask for."""
    forbids = rule.forbids
    parameter = next(one for one in operation.parameters if one.name == name)
    kinds = types_of(parameter.schema)
    if "over" in forbids:
        step = walk.dice.pick([0.2, 0.5, 1.0, 1.5])
        value = forbids["over"] + max(1, round(forbids["over"] * step))
        return value if "integer" in kinds else float(value)
    if "under" in forbids:
        value = forbids["under"] - max(1, round(forbids["under"] * walk.dice.pick([0.2, 0.5])))
        return value if value > 0 else None
    enum = [one for one in parameter.schema.get("enum", ()) if breaks(forbids, one)]
    if enum:
        return walk.dice.pick(enum)
    if "string" in kinds and "enum" not in parameter.schema and "reason" in name.lower():
        reasons = [one for one in _OTHER_REASONS if breaks(forbids, one)]
        return walk.dice.pick(reasons) if reasons else None
    return None


def _is_refused(walk: Walk, planned: Plan) -> bool:
    """Whether the tool itself says no; the call leaves no trace."""
    mark = walk.chain.mark()
    most, walk.chain.most = walk.chain.most, len(walk.chain.calls) + 1
    made = walk.chain.call(planned.act.operation, planned.given, "write")
    walk.chain.most = most
    walk.chain.back(mark)
    return made is None
