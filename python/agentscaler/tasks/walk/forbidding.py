"""Wishes that must not be granted: a rule of the policy is against them, if no tool is."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.tasks.json_paths import put
from agentscaler.tasks.walk.acting import act, plan, subject
from agentscaler.tasks.walk.asking import answer_value
from agentscaler.tasks.walk.refusing import ROWS_TRIED, call_of, refusal, refused, shown
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.values import breaks, types_of
from agentscaler.tasks.walk.wish import Act, Datum, Reason, Refused

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Parameter, Table
    from agentscaler.environments.design.draft import Rule
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk

_MOST_ALLOWED = 4
"""Allowed values that a user would want to hear one by one."""


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
    for row in walk.near_first(table, rows)[:ROWS_TRIED]:
        done = walk.attempt(_of_row, walk, operation, rule, table, row)
        if done is not None:
            return done
    return None


def _of_row(walk: Walk, operation: Operation, rule: Rule, table: Table, row: Row) -> Refused | None:
    column = rule.forbids["column"]
    found = walk.finder.find_without(table, row, column)
    # What a tool lets pass is not called, so not all that it needs has to be told.
    whole = None if found is None else plan(walk, operation, found)
    partly = whole is None and found is not None and not rule.enforced
    planned = plan(walk, operation, found, whole=False) if found and partly else whole
    said = refused(walk, planned) if planned is not None and rule.enforced else None
    if found is None or planned is None or (rule.enforced and said is None):
        return None
    if not shown(walk, operation, found, column, said):
        return None
    walk.touched.add((table.name, key_of(table, row)))
    return Refused(
        act=planned.act,
        reason=Reason(code="forbidden", text=rule.text),
        values=(answer_value(row[column]),),
        label=column,
        call=None if whole is None else call_of(whole),
    )


def _forbidden_value(walk: Walk, operation: Operation, rule: Rule) -> Refused | None:
    """The user asks for a value that the rule forbids."""
    argument = rule.forbids["argument"]
    parameter = next(
        (p for p in operation.parameters if p.name.rpartition(".")[2] == argument), None
    )
    values = _told(rule)
    bad = None if parameter is None else _forbidden_argument(walk, rule, parameter)
    if parameter is None or bad is None or not values:
        return None
    wanted, calls = _done_and_taken_back(walk, operation, rule, parameter, bad)
    if wanted is None and not rule.enforced:
        wanted = walk.attempt(_sketched, walk, operation)
    if wanted is None:
        return None
    if wanted.target is not None:
        # The same change with a value that is allowed would be another wish about the same row.
        walk.touched.add(wanted.target.row_id)
    data = tuple(one for one in wanted.data if one.argument != parameter.name)
    bad_datum = Datum(argument=parameter.name, column=parameter.column or argument, value=bad)
    return Refused(
        act=Act(
            operation=operation,
            target=wanted.target,
            owners=wanted.owners,
            data=(*data, bad_datum),
        ),
        reason=Reason(code="forbidden", text=rule.text),
        values=values,
        label=parameter.name,
        call=calls[-1] if calls else None,
        lookups=calls[:-1],
    )


def _done_and_taken_back(
    walk: Walk, operation: Operation, rule: Rule, parameter: Parameter, bad: Any
) -> tuple[Act | None, tuple[dict[str, Any], ...]]:
    """A change that would be fine with another value: all that it needs is told.

    Returns:
        The change; what has to be looked up for it, and last its call with the forbidden value.
    """
    mark, found, touched = walk.chain.mark(), dict(walk.finder.found), set(walk.touched)
    done = act(walk, operation)
    calls: tuple[dict[str, Any], ...] = tuple(
        {"name": made.operation.tool, "arguments": made.arguments}
        for made in walk.chain.calls[mark.calls :]
    )
    # Nothing that the walk looked up is needed to know that the value is not allowed.
    walk.chain.back(mark)
    walk.finder.found, walk.touched = found, touched
    if done is None:
        return None, ()
    arguments = copy.deepcopy(calls[-1]["arguments"])
    put(arguments, parameter.name, bad)
    if rule.enforced and refusal(walk, operation.tool, arguments) is None:
        return None, ()
    return done, (*calls[:-1], {"name": operation.tool, "arguments": arguments})


def _sketched(walk: Walk, operation: Operation) -> Act | None:
    """A change of which the user tells the little that they know."""
    table = subject(walk, operation)
    if table is None or operation.action in {Action.CREATE, Action.PUT}:
        label = walk.blueprint.table(operation.table).label
        named = [one for one in operation.having(Role.DATA) if label in {one.column, one.name}]
        walk.values.next_thing()
        data = []
        for one in named[:1]:
            value = walk.values.new(operation, one, {})
            if value is not None:
                column = one.column or one.name
                data.append(Datum(argument=one.name, column=column, value=value))
        return Act(operation=operation, data=tuple(data))
    for row in walk.near_first(table, walk.chain.scene().rows(table.name))[:ROWS_TRIED]:
        mark = walk.chain.mark()
        found = walk.finder.find(table, row)
        planned = None if found is None else plan(walk, operation, found, whole=False)
        walk.chain.back(mark)
        if planned is not None:
            return planned.act
    return None


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


def _forbidden_argument(walk: Walk, rule: Rule, parameter: Parameter) -> Any | None:
    """A value that a rule forbids and a user might ask for."""
    forbids = rule.forbids
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
    free = "string" in kinds and "enum" not in parameter.schema
    if free and "reason" in parameter.name.lower():
        reasons = [one for one in _OTHER_REASONS if breaks(forbids, one)]
        return walk.dice.pick(reasons) if reasons else None
    return None
