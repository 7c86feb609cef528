"""How tables hang together: the table above, and what else columns refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.rules.reading.fields import (
    member_field,
    says_id_of,
    type_of,
)
from agentscaler.environments.design.rules.reading.patterns import fits, sample
from agentscaler.environments.design.rules.reading.words import own_words, words
from agentscaler.environments.design.rules.things.makers import makers_of
from agentscaler.environments.design.rules.things.thing import names_thing

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.tables.plan import Plans, TablePlan
    from agentscaler.environments.design.rules.things.column import ColumnDraft
    from agentscaler.environments.design.rules.things.thing import Own


def tie(plan: TablePlan, plans: Plans) -> None:
    """Find the table above, and what else the columns of a table refer to."""
    _tie_to_parent(plan, plans)
    asked = {
        own_words(one.leaf, plan.thing.noun)
        for sense in plan.thing.senses
        for one in sense.fields
        if one.required or one.in_path
    }
    for own, column in plan.columns.items():
        if column.name in plan.references:
            continue
        if not (column.given or own in asked):
            if (shown := _called_alike(column, plan, plans)) is not None:
                plan.references[column.name] = f"{shown.name}.{shown.key[0]}"
                plan.soft.add(column.name)
            continue
        if type_of(column.schema) not in {"string", "integer", ""} or column.schema.get("enum"):
            continue
        target = (
            _named_by(own, plan, plans)
            or _path_above(column, plan, plans)
            or _called_alike(column, plan, plans)
            or _described(column, plan, plans)
        )
        if target is None:
            continue
        plan.references[column.name] = f"{target.name}.{target.key[0]}"
        if not target.thing.made and (not column.required or _is_only_named(own, target)):
            plan.soft.add(column.name)


def _is_only_named(own: Own, target: TablePlan) -> bool:
    """Whether a column has a name of something that nobody makes: any name may be one."""
    return own[-1] not in {"id", "arn", "identifier"} and not makers_of(target.thing)


def _tie_to_parent(plan: TablePlan, plans: Plans) -> None:
    """Find the table whose rows the rows of a table cannot be without."""
    parent = None
    for one, name in zip(plan.thing.scope, plan.scope, strict=True):
        above = plans.get(one.above) if one.above else None
        if above is None or above is plan or len(above.key) != 1:
            continue
        if one.words == one.above and _is_told_by_another(above):
            continue
        parent = above
        same = above.columns.get(own_words("_".join(one.words), above.thing.noun))
        is_unique = same is not None and same.made in {"id", "arn", "url"}
        column = same.name if same is not None and is_unique else above.key[0]
        plan.references[name] = f"{above.name}.{column}"
    if parent is not None and not _is_below(parent, plan, plans):
        parent.children.append(plan)
        plan.parent = parent.name


def _named_by(own: Own, plan: TablePlan, plans: Plans) -> TablePlan | None:
    """The table whose row a column names by its key."""
    if own[-1:] == ("email",):
        return None  # an address, and no mail
    found = names_thing(own, set(plans) - {plan.thing.noun}) if own else None
    target = plans.get(found) if found else None
    if target is None or not target.has_one_name or target is plan:
        return None
    if own == found and _is_told_by_another(target):
        return None
    key = target.thing.key[-1] if target.thing.key else ()
    is_id = own[-1] in {"id", "identifier"} and key in {("id",), ("identifier",), ()}
    return target if own == found or is_id or own[-1:] == key else None


def _called_alike(column: ColumnDraft, plan: TablePlan, plans: Plans) -> TablePlan | None:
    """The one table whose key is called as the column: an ``AddressListId`` of ``addresses``."""
    found = words(column.name)
    if len(found) < 2 or found[-1] not in {"id", "arn", "uuid"}:  # noqa: PLR2004
        return None
    others = [one for one in plans.values() if one is not plan and one.key == (column.name,)]
    is_one = len(others) == 1 and others[0].has_one_name
    return others[0] if is_one and column.name not in plan.key else None


def _is_told_by_another(plan: TablePlan) -> bool:
    """Whether rows tell a thing by something else: the *symbol* of a company, by its name."""
    own = plan.column(())
    return own is not None and own not in plan.key


def _described(column: ColumnDraft, plan: TablePlan, plans: Plans) -> TablePlan | None:
    """The one table of whose rows a column has the id, as its description says."""
    field = member_field(column.name, column.schema)
    others = [
        one
        for one in plans.values()
        if one is not plan and one.has_one_name and says_id_of(field, one.thing.noun)
    ]
    return others[0] if len(others) == 1 and column.name not in plan.key else None


def _path_above(column: ColumnDraft, plan: TablePlan, plans: Plans) -> TablePlan | None:
    """The table whose keys are the paths that a ``parent`` asks for: ``projects/p/apis/a``."""
    if column.own != ("parent",) or "/" not in str(column.schema.get("pattern", "")):
        return None
    for other in plans.values():
        if other is plan or len(other.key) != 1 or not other.thing.made:
            continue
        pattern = other.pattern(other.columns_by_name[other.key[0]])
        if pattern is not None and fits(sample(pattern), column.schema):
            return other
    return None


def _is_below(one: TablePlan, other: TablePlan, plans: Plans) -> bool:
    """Whether a table stands below another already."""
    by_name = {plan.name: plan for plan in plans.values()}
    seen: set[str] = set()
    at: TablePlan | None = one
    while at is not None and at.name not in seen:
        if at is other:
            return True
        seen.add(at.name)
        at = by_name.get(at.parent) if at.parent else None
    return False


def agree(plans: Plans) -> None:
    """A column and what it refers to have one type, and ids look as all who take them ask.

    A number does not refer to a text: the source speaks of two ids.
    """
    by_name = {plan.name: plan for plan in plans.values()}
    for plan in plans.values():
        for name, target in list(plan.references.items()):
            table, _, column = target.partition(".")
            far, near = by_name[table].columns_by_name[column], plan.columns_by_name[name]
            kinds = {type_of(far.schema), type_of(near.schema)} - {""}
            if len(kinds) > 1 and kinds != {"integer", "number"} and plan.parent != table:
                del plan.references[name]
            elif len(kinds) > 1 and kinds != {"integer", "number"}:
                far.schema = near.schema = {}
            elif near.schema not in far.asked and {"pattern", "minLength"} & set(near.schema):
                far.asked.append(near.schema)
