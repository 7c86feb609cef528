"""What each tool does to its table: the blueprint, and beside it what the programs need to know."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import (
    Action,
    Column,
    Operation,
    Parameter,
    Role,
    Table,
)
from agentscaler.environments.design.rules.columns import (
    ColumnDraft,
    Columns,
    columns_of,
    is_data,
    label_of,
    status_of,
    status_values,
)
from agentscaler.environments.design.rules.fields import Field, members, type_of
from agentscaler.environments.design.rules.patterns import UUID, id_pattern
from agentscaler.environments.design.rules.paging import way_of_answer
from agentscaler.environments.design.rules.shape import IDENTITIES, Shape
from agentscaler.environments.design.rules.status import first_status
from agentscaler.environments.design.rules.things import Thing, item_fields, names_thing
from agentscaler.environments.design.rules.verbs import CHANGES
from agentscaler.environments.design.rules.words import noun_text, own_words, singular, table_name

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.sense import Sense
    from agentscaler.environments.design.rules.things import Own

_ROWS = frozenset({Action.LIST, Action.COUNT})
_ITEM = frozenset(
    {
        Action.GET,
        Action.UPDATE,
        Action.DELETE,
        Action.CHANGE,
        Action.READ,
        Action.ADD,
        Action.REMOVE,
    }
)
_SCALARS = frozenset({"string", "integer", "number", "boolean", ""})
_CRITERIA = frozenset({"filter", "criterion", "where", "query", "condition", "search"})


@dataclass(slots=True)
class TablePlan:
    """A table in the making."""

    thing: Thing
    columns: Columns
    name: str
    key: tuple[str, ...]
    """Names of the columns of the whole key, scope first."""
    scope: tuple[str, ...]
    """Names of the columns that name rows above."""
    parent: str | None = None
    status: str | None = None
    status_member: str | None = None
    """Member of the status column that holds the status."""
    statuses: tuple[Any, ...] = ()
    alternates: tuple[str, ...] = ()
    """Other columns by which a row is found: its arn, its name."""
    children: list[TablePlan] = field(default_factory=list)

    references: dict[str, str] = field(default_factory=dict)
    """Column -> ``table.column`` that holds its values."""
    soft: set[str] = field(default_factory=set)
    """Columns that may name what is not there."""
    service: str = "service"
    """Who offers the tools, in one word: a part of made addresses."""

    @property
    def noun(self) -> str:
        """What one row is, in words."""
        return noun_text(self.thing.noun)

    @property
    def columns_by_name(self) -> dict[str, ColumnDraft]:
        """The columns by their names."""
        return {one.name: one for one in self.columns.values()}

    def column(self, own: Own) -> str | None:
        """Name of the column of a meaning."""
        found = self.columns.get(own)
        return None if found is None else found.name

    def shown_as(self, own: Own) -> ColumnDraft | None:
        """The column that a member of an answer shows: its own, or one that names the same row above.

        ``workspace`` in an answer is the ``workspaceId`` that the row has.
        """
        column = self.columns.get(own)
        if column is not None and (column.given or column.made or column.name in self.key):
            return column
        stem = own[:-1] if len(own) > 1 and own[-1] in IDENTITIES else own
        for scope, name in zip(self.thing.scope, self.scope, strict=True):
            if scope.above is not None and stem == scope.above:
                return self.columns_by_name[name]
        return column

    def table(self) -> Table:
        """As the blueprint has it."""
        return Table(
            name=self.name,
            noun=self.noun,
            key=self.key,
            columns=tuple(self._column(one.name) for one in self.columns.values()),
            parent=self.parent,
            status=self.status,
            statuses=self.statuses,
            label=label_of(self.columns),
        )

    def takes_texts(self, column: str) -> bool:
        """Whether a tool takes a text for a column of numbers."""
        return any(
            one.type == "string"
            for sense in self.thing.senses
            for one in sense.fields
            if self.column(own_words(one.leaf, self.thing.noun)) == column
        )

    def pattern(self, column: ColumnDraft) -> str | None:
        """How the ids look that tools make; ``None``: a number, counted up."""
        if type_of(column.schema) in {"integer", "number"}:
            return None
        noun = self.thing.noun
        if column.made != "arn":
            return id_pattern([*column.asked, column.schema], noun)
        kind = "-".join(noun)
        start = f"arn:aws:{self.service}:us-east-1:123456789012:{kind}"
        usual = [f"{start}/{'*' * 12}", f"{start}/{UUID}", f"{start}:{'*' * 12}:{kind}"]
        return id_pattern([*column.asked, column.schema], noun, first=usual)

    def _column(self, name: str) -> Column:
        draft = self.columns_by_name[name]
        return Column(
            name=name,
            schema=draft.schema,
            required=draft.required or name in self.key,
            made=draft.made,
            pattern=self.pattern(draft) if draft.made == "id" else None,
            references=self.references.get(name),
            soft=name in self.soft,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolPlan:
    """A tool, what it does, and the fields behind its parameters."""

    sense: Sense
    operation: Operation
    table: TablePlan
    fields: dict[str, Field]
    """Name of a parameter -> the argument."""


def plan_tables(
    things: dict[tuple[str, ...], Thing], *, service: str
) -> dict[tuple[str, ...], TablePlan]:
    """Tables of things, with keys, parents, statuses and references.

    Args:
        things: The things of a domain, their keys settled.
        service: A part of made addresses.
    """
    plans: dict[tuple[str, ...], TablePlan] = {}
    taken: set[str] = set()
    for noun, thing in things.items():
        columns = columns_of(thing, things)
        name = table_name(noun)
        while name in taken:
            name += "_2"
        taken.add(name)
        scope = tuple(columns[own_words("_".join(one.words), noun)].name for one in thing.scope)
        own = tuple(columns[key].name for key in thing.key)
        key = own if thing.made else (*(one for one in scope if one not in own), *own)
        plan = TablePlan(
            thing=thing, columns=columns, name=name, key=key, scope=scope, service=service
        )
        if not key:
            columns[("singleton",)] = ColumnDraft(
                own=("singleton",), name="singleton", schema={"type": "string", "const": "only"}
            )
            plan.key = ("singleton",)
        plans[noun] = plan
    for plan in plans.values():
        _tie(plan, plans)
        _set_status(plan)
        _set_alternates(plan)
    _agree(plans)
    return plans


def _agree(plans: dict[tuple[str, ...], TablePlan]) -> None:
    """A column and what it refers to have one type, and ids look as all who take them ask."""
    by_name = {plan.name: plan for plan in plans.values()}
    for plan in plans.values():
        for name, target in plan.references.items():
            table, _, column = target.partition(".")
            far, near = by_name[table].columns_by_name[column], plan.columns_by_name[name]
            kinds = {type_of(far.schema), type_of(near.schema)} - {""}
            if len(kinds) > 1:
                far.schema = near.schema = {}
            elif near.schema not in far.asked and {"pattern", "minLength"} & set(near.schema):
                far.asked.append(near.schema)


def _tie(plan: TablePlan, plans: dict[tuple[str, ...], TablePlan]) -> None:
    """Find the table above, and what else its columns refer to."""
    thing = plan.thing
    for one, name in zip(thing.scope, plan.scope, strict=True):
        above = plans.get(one.above) if one.above else None
        if above is None or above is plan or len(above.key) != 1:
            continue
        same = above.columns.get(own_words("_".join(one.words), above.thing.noun))
        is_unique = same is not None and same.made in {"id", "arn", "url"}
        plan.references[name] = f"{above.name}.{same.name if is_unique else above.key[0]}"
        plan.parent = above.name
    if plan.parent is not None:
        parent = next(one for one in plans.values() if one.name == plan.parent)
        if not _is_below(parent, plan, plans):
            parent.children.append(plan)
        else:
            plan.parent = None
    asked = {
        own_words(one.leaf, thing.noun)
        for sense in thing.senses
        for one in sense.fields
        if one.required or one.in_path
    }
    for own, column in plan.columns.items():
        if (
            column.name in plan.references
            or not own
            or type_of(column.schema) not in {"string", "integer", ""}
        ):
            continue
        found = names_thing(own, set(plans) - {thing.noun})
        target = plans.get(found) if found else None
        if target is None or len(target.key) != 1 or target is plan:
            continue
        if not column.given and own not in asked:
            continue
        last = own[-1]
        target_own = target.thing.key[-1] if target.thing.key else ()
        if (
            own == found
            or last in {"id", "identifier"}
            and target_own in {("id",), ("identifier",), ()}
            or (last,) == target_own
        ):
            plan.references[column.name] = f"{target.name}.{target.key[0]}"
            if not target.thing.made and not column.required:
                plan.soft.add(column.name)


def _is_below(one: TablePlan, other: TablePlan, plans: dict[tuple[str, ...], TablePlan]) -> bool:
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


def _set_status(plan: TablePlan) -> None:
    column = status_of(plan.columns)
    verbs = {sense.verb for sense in plan.thing.senses if sense.action is Action.CHANGE} & set(
        CHANGES
    )
    asked = {sense.phrase.status for sense in plan.thing.senses} - {""}
    if column is None and (verbs or asked):
        left = dict.fromkeys(CHANGES[verb].leaves[0] for verb in sorted(verbs))
        first = "pending" if "pending" in asked else "active"
        left |= dict.fromkeys(sorted(asked))
        values = [first, *(status for status in left if status != first)]
        schema = {"type": "string", "enum": values}
        column = ColumnDraft(own=("status",), name="status", schema=schema, shown=True)
        plan.columns[("status",)] = column
    if column is None:
        return
    member, values = status_values(column.schema)
    if column.given and not values:
        return
    if values is not None:
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


def plan_tool(sense: Sense, plan: TablePlan, plans: dict[tuple[str, ...], TablePlan]) -> ToolPlan:
    """Give each argument of a tool its role."""
    thing = plan.thing
    action = sense.action
    assert action is not None
    own, scope = item_fields(sense, thing, plans)
    is_made = action in {Action.CREATE, Action.PUT}
    sense = replace(sense, shape=_own_shape(sense, plan))
    if is_made:
        # What names the row elsewhere is stored, where it is no part of the key.
        own = [one for one in own if plan.column(own_words(one.leaf, thing.noun)) in plan.key]
    parameters: list[Parameter] = []
    fields: dict[str, Field] = {}
    for one in sense.fields:
        parameter = _parameter(one, sense, plan, plans, own=own, scope=scope)
        parameters.append(parameter)
        fields[one.name] = one
    if is_made and plan.thing.made and action is Action.PUT:
        action = Action.PUT if any(p.role is Role.KEY for p in parameters) else Action.CREATE
    operation = Operation(
        tool=sense.tool.name, action=action, table=plan.name, parameters=tuple(parameters)
    )
    return ToolPlan(sense=sense, operation=operation, table=plan, fields=fields)


def _own_shape(sense: Sense, plan: TablePlan) -> Shape:
    """The shape of a result whose list is a column of one row, not a list of rows."""
    shape = sense.shape
    if shape.kind not in {"list", "ids"} or sense.action in _ROWS or not shape.path:
        return shape
    column = plan.columns.get(own_words(shape.path[-1], plan.thing.noun))
    if column is None or not column.given or type_of(column.schema) != "array":
        return shape
    item = sense.tool.returns or {}
    for step in shape.path[:-1]:
        item = members(item).get(step, {})
    return Shape(kind="object", path=shape.path[:-1], item=item)


def _parameter(  # noqa: PLR0911, PLR0917
    one: Field,
    sense: Sense,
    plan: TablePlan,
    plans: dict[tuple[str, ...], TablePlan],
    *,
    own: list[Field],
    scope: list[Field],
) -> Parameter:
    action, noun = sense.action, plan.thing.noun
    base = Parameter(
        name=one.name,
        role=Role.IGNORED,
        schema=one.schema,
        required=one.required,
        many=one.type == "array",
    )
    meaning = own_words(one.leaf, noun)
    column = plan.column(meaning)
    several = action in _ROWS
    if one in scope or (column in plan.scope and column is not None):
        name = column or plan.column(own_words("_".join(one.words), noun))
        above = _above(one, plan, plans)
        if above is None:
            if name is None:
                return base
            role = Role.FILTER if several else Role.KEY if name in plan.key else Role.DATA
            return replace(base, role=role, column=name)
        return replace(base, role=Role.SCOPE, column=name, table=above)
    if one in own:
        return replace(base, role=Role.KEY, column=_key_column(one, meaning, plan))
    way = way_of_answer(one, several=several)
    if way is not None:
        return replace(base, role=way)
    if one.type == "array" and not several and action in _ITEM and _lists_keys(one, plan):
        return replace(base, role=Role.KEY, column=plan.key[-1])
    if column is not None and column in plan.key and action not in {Action.CREATE, Action.PUT}:
        if one.type in {"string", "integer", "number", "array", ""} and (
            several or action in _ITEM
        ):
            return replace(base, role=Role.KEY, column=column)
    if column is not None and column in plan.key and action in {Action.CREATE, Action.PUT}:
        return replace(base, role=Role.KEY, column=column)
    single = own_words("_".join(one.words), noun)
    if several and column is None:
        column = plan.column((*meaning[:-1], singular(meaning[-1]))) if meaning else None
    if several:
        if one.type == "object" and not members(one.schema) and one.words[-1] in _CRITERIA:
            return replace(base, role=Role.FILTER)
        filtered = column or plan.column(single)
        if filtered is not None and (one.type in _SCALARS or one.type == "array"):
            if filtered in plan.key or filtered in plan.alternates:
                return replace(base, role=Role.KEY, column=filtered)
            return replace(base, role=Role.FILTER, column=filtered)
        above = names_thing(one.words, set(plans) - {noun})
        if above and one.type in _SCALARS:
            refers = [
                name
                for name, target in plan.references.items()
                if target.startswith(f"{plans[above].name}.")
            ]
            if len(refers) == 1:
                return replace(base, role=Role.FILTER, column=refers[0], table=plans[above].name)
        return base
    if action in {Action.GET, Action.READ, Action.DELETE, Action.CLEAR}:
        return base
    if one.whole and one.type == "object":
        return replace(base, role=Role.DATA)
    if column is None or not is_data(one):
        return base
    target = plan.references.get(column)
    if target is not None and one.type in _SCALARS:
        return replace(base, role=Role.REFERENCE, column=column, table=target.partition(".")[0])
    return replace(base, role=Role.DATA, column=column)


def _lists_keys(one: Field, plan: TablePlan) -> bool:
    """Whether a list names rows: ``RuleNames`` of rules that a ``Name`` tells apart."""
    item = one.schema.get("items", {})
    own = own_words(one.leaf, plan.thing.noun)
    return type_of(item) in {"string", "integer"} and (
        plan.column(own) in {*plan.key, *plan.alternates} or own == ()
    )


def _above(one: Field, plan: TablePlan, plans: dict[tuple[str, ...], TablePlan]) -> str | None:
    found = names_thing(one.words, set(plans) - {plan.thing.noun})
    return plans[found].name if found else None


def _key_column(one: Field, meaning: Own, plan: TablePlan) -> str:
    column = plan.column(meaning)
    if column is not None and (column in plan.key or column in plan.alternates):
        return column
    return column if column is not None and not plan.thing.key else plan.key[-1]
