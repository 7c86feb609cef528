"""What each argument of a tool is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Operation, Parameter, Role
from agentscaler.environments.design.rules.reading.fields import members, type_of
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.shape import Shape
from agentscaler.environments.design.rules.reading.words import own_words
from agentscaler.environments.design.rules.tables.plan import ToolPlan
from agentscaler.environments.design.rules.things.arguments import item_fields
from agentscaler.environments.design.rules.things.columns import is_data
from agentscaler.environments.design.rules.things.thing import names_thing
from agentscaler.environments.words import singular

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.reading.fields import Field
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.tables.plan import Plans, TablePlan

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
_NAMES = frozenset({"string", "integer", "number", "array", ""})
_STORES_NOTHING = frozenset({Action.GET, Action.READ, Action.DELETE, Action.CLEAR})
_CRITERIA = frozenset({"filter", "criterion", "where", "query", "condition", "search"})


def plan_tool(sense: Sense, action: Action, plan: TablePlan, plans: Plans) -> ToolPlan:
    """Give each argument of a tool its role.

    Args:
        sense: The tool.
        action: What it does.
        plan: Its table.
        plans: All tables.
    """
    sense = replace(sense, shape=_own_shape(sense, plan))
    roles = _Roles(sense, plan, plans)
    parameters = tuple(roles.parameter(one) for one in sense.fields)
    if action is Action.PUT and plan.thing.made:
        is_named = any(one.role is Role.KEY for one in parameters)
        action = Action.PUT if is_named else Action.CREATE
    operation = Operation(
        tool=sense.tool.name, action=action, table=plan.name, parameters=parameters
    )
    return ToolPlan(sense=sense, operation=operation, table=plan, paths=sense.paths)


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


class _Roles:
    """The roles of the arguments of one tool."""

    def __init__(self, sense: Sense, plan: TablePlan, plans: Plans) -> None:
        self.action = sense.action
        self.plan = plan
        self.plans = plans
        self.noun = plan.thing.noun
        self.several = sense.action in _ROWS
        self.makes = sense.action in {Action.CREATE, Action.PUT}
        own, self.scope = item_fields(sense, plan.thing, plans)
        if self.makes:
            # What names the row elsewhere is stored, where it is no part of the key.
            own = [one for one in own if plan.column(own_words(one.leaf, self.noun)) in plan.key]
        # Whoever makes the row names it.
        self.own = [] if sense.action is Action.CREATE and plan.thing.made else own

    def parameter(self, one: Field) -> Parameter:
        """An argument with its role."""
        return (
            self._above(one)
            or self._key(one)
            or self._way(one)
            or self._another_key(one)
            or (self._filter(one) if self.several else self._data(one))
            or _with_role(one, Role.IGNORED)
        )

    def _column(self, one: Field) -> str | None:
        return self.plan.column(own_words(one.leaf, self.noun))

    def _above(self, one: Field) -> Parameter | None:
        """What names a row above."""
        column = self._column(one)
        if one not in self.scope and (column is None or column not in self.plan.scope):
            return None
        name = column or self.plan.column(own_words("_".join(one.words), self.noun))
        above = self._named_by(one)
        if above is not None and (name is None or name in self.plan.references):
            return _with_role(one, Role.SCOPE, column=name, table=above.name)
        if name is None:
            return _with_role(one, Role.IGNORED)
        if self.several:
            return _with_role(one, Role.FILTER, column=name)
        return _with_role(one, Role.KEY if name in self.plan.key else Role.DATA, column=name)

    def _named_by(self, one: Field) -> TablePlan | None:
        """The other table whose row an argument names."""
        found = names_thing(one.words, set(self.plans) - {self.noun})
        return self.plans[found] if found else None

    def _key(self, one: Field) -> Parameter | None:
        """What names the row."""
        if one not in self.own:
            return None
        plan, column = self.plan, self._column(one)
        if column is not None and not self._tells_apart(column):
            # A name that rows have beside their id is compared with the name, not with the id.
            if self.several:
                return _with_role(one, Role.FILTER, column=column)
            if any(self._tells_apart(self._column(other)) for other in self.own):
                return None
        if column is None or (plan.thing.key and column not in (*plan.key, *plan.alternates)):
            column = plan.key[-1]
        return _with_role(one, Role.KEY, column=column)

    def _tells_apart(self, column: str | None) -> bool:
        return column in {*self.plan.key, *self.plan.alternates}

    def _way(self, one: Field) -> Parameter | None:
        way = way_of_answer(one, several=self.several)
        return None if way is None else _with_role(one, way)

    def _another_key(self, one: Field) -> Parameter | None:
        """What names the row beside the arguments that do so in all tools."""
        is_item = self.action in _ITEM
        if one.type == "array" and is_item and self._lists_keys(one):
            return _with_role(one, Role.KEY, column=self.plan.key[-1])
        column = self._column(one)
        if column is None or column not in self.plan.key:
            return None
        if self.action is Action.CREATE and self.plan.thing.made:
            return None
        if is_item and self.own and self.plan.has_one_name:
            return None  # the new name of a row that another argument names
        names_rows = one.type in _NAMES and (self.several or is_item)
        return _with_role(one, Role.KEY, column=column) if self.makes or names_rows else None

    def _lists_keys(self, one: Field) -> bool:
        """Whether a list names rows: ``RuleNames`` of rules that a ``Name`` tells apart."""
        own = own_words(one.leaf, self.noun)
        names_rows = self._column(one) in {*self.plan.key, *self.plan.alternates} or own == ()
        return names_rows and type_of(one.schema.get("items", {})) in {"string", "integer"}

    def _filter(self, one: Field) -> Parameter | None:
        """What chooses among rows."""
        is_open = one.type == "object" and not members(one.schema)
        if is_open and _CRITERIA.intersection(one.words[-1:]):
            return _with_role(one, Role.FILTER)
        column = self._filtered(one)
        if column is not None and (one.type in _SCALARS or one.type == "array"):
            is_name = column in (*self.plan.key, *self.plan.alternates)
            return _with_role(one, Role.KEY if is_name else Role.FILTER, column=column)
        above = self._named_by(one) if one.type in _SCALARS else None
        if above is None:
            return None
        start = f"{above.name}."
        refers = [name for name, to in self.plan.references.items() if to.startswith(start)]
        if len(refers) != 1:
            return None
        return _with_role(one, Role.FILTER, column=refers[0], table=above.name)

    def _filtered(self, one: Field) -> str | None:
        """The column that an argument is compared with; ``statuses`` with a status."""
        meaning = own_words(one.leaf, self.noun)
        single = [(*meaning[:-1], singular(meaning[-1]))] if meaning else []
        for own in (meaning, *single, own_words("_".join(one.words), self.noun)):
            column = self.plan.column(own)
            if column is not None:
                return column
        return None

    def _data(self, one: Field) -> Parameter | None:
        """What is stored."""
        if self.action in _STORES_NOTHING:
            return None
        if one.whole and one.type == "object":
            return _with_role(one, Role.DATA)
        column = self._column(one)
        if column is None or column in self.plan.key or not is_data(one):
            return None
        target = self.plan.references.get(column)
        if target is not None and one.type in _SCALARS:
            table = target.partition(".")[0]
            return _with_role(one, Role.REFERENCE, column=column, table=table)
        return _with_role(one, Role.DATA, column=column)


def _with_role(
    one: Field, role: Role, *, column: str | None = None, table: str | None = None
) -> Parameter:
    return Parameter(
        name=one.name,
        role=role,
        table=table,
        column=column,
        schema=one.schema,
        required=one.required,
        many=one.type == "array",
    )
