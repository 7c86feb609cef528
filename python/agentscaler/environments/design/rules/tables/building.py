"""Tables of things, with keys, parents, statuses and references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.status import first_status
from agentscaler.environments.design.rules.reading.verbs import CHANGES
from agentscaler.environments.design.rules.reading.words import own_words, table_name
from agentscaler.environments.design.rules.tables.plan import SINGLE_KEY, TablePlan
from agentscaler.environments.design.rules.tables.ties import agree, tie
from agentscaler.environments.design.rules.things.column import ColumnDraft
from agentscaler.environments.design.rules.things.columns import columns_of
from agentscaler.environments.design.rules.things.meanings import status_of, status_values

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.tables.plan import Plans
    from agentscaler.environments.design.rules.things.column import Columns
    from agentscaler.environments.design.rules.things.thing import Thing


def plan_tables(things: dict[tuple[str, ...], Thing], *, service: str) -> Plans:
    """Tables of things, with keys, parents, statuses and references.

    Args:
        things: The things of a domain, their keys settled.
        service: A part of made addresses.
    """
    plans: Plans = {}
    taken: set[str] = set()
    for noun, thing in things.items():
        name = table_name(noun)
        while name in taken:
            name += "_2"
        taken.add(name)
        plans[noun] = _plan(thing, columns_of(thing, things), name=name, service=service)
    for plan in plans.values():
        tie(plan, plans)
        _add_status(plan)
        _set_status(plan)
        _set_alternates(plan)
    agree(plans)
    return plans


def _plan(thing: Thing, columns: Columns, *, name: str, service: str) -> TablePlan:
    """A table with its key: what tools make, or what names the rows above and the row."""
    scope = tuple(columns[own_words("_".join(one.words), thing.noun)].name for one in thing.scope)
    own = tuple(columns[key].name for key in thing.key)
    key = own if thing.made else (*(one for one in scope if one not in own), *own)
    if not key:
        schema = {"type": "string", "const": "only"}
        columns[SINGLE_KEY] = ColumnDraft(own=SINGLE_KEY, name=SINGLE_KEY[0], schema=schema)
        key = SINGLE_KEY
    return TablePlan(thing=thing, columns=columns, name=name, key=key, scope=scope, service=service)


def _add_status(plan: TablePlan) -> None:
    """Add a column of the status where tools speak of one and nothing shows it."""
    if status_of(plan.columns) is not None:
        return
    changes = [sense for sense in plan.thing.senses if sense.action is Action.CHANGE]
    verbs = {sense.verb for sense in changes} & set(CHANGES)
    asked = {sense.phrase.status for sense in plan.thing.senses} - {""}
    if not verbs and not asked:
        return
    left = dict.fromkeys(CHANGES[verb].leaves[0] for verb in sorted(verbs))
    left |= dict.fromkeys(sorted(asked))
    first = "pending" if "pending" in asked else "active"
    values = [first, *(status for status in left if status != first)]
    plan.columns[("status",)] = ColumnDraft(
        own=("status",), name="status", schema={"type": "string", "enum": values}, shown=True
    )


def _set_status(plan: TablePlan) -> None:
    """Note the column of the status and its values, that of a new row first."""
    column = status_of(plan.columns)
    if column is None:
        return
    member, values = status_values(column.schema)
    if values is None or (column.given and not values):
        return
    plan.status, plan.status_member = column.name, member
    first = first_status(values)
    ordered = [first, *(one for one in values if one != first)] if first is not None else []
    plan.statuses = tuple({member: one} if member else one for one in ordered)


def _set_alternates(plan: TablePlan) -> None:
    vague = plan.thing.also & {(), ("identifier",), ("id", "or", "name")}
    names = []
    for own in (("id",), ("arn",), ("url",), ("name",), ("identifier",)):
        column = plan.columns.get(own)
        if column is None or column.name in plan.key:
            continue
        if column.made is not None or own in plan.thing.also or vague:
            names.append(column.name)
    plan.alternates = tuple(names)
