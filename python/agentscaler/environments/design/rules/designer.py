"""The designer that works by rules: no model, no network; equal tools give equal environments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import (
    Action,
    Blueprint,
    LeftOut,
    Operation,
    Parameter,
    Role,
)
from agentscaler.environments.design.draft import EnvironmentDraft
from agentscaler.environments.design.rules.listing import listed
from agentscaler.environments.design.rules.plan import TablePlan, ToolPlan, plan_tables, plan_tool
from agentscaler.environments.design.rules.policy import policy_text, rules_of
from agentscaler.environments.design.rules.programs import rows, tags, writes
from agentscaler.environments.design.rules.programs.frame import Frame
from agentscaler.environments.design.rules.programs.module import Module
from agentscaler.environments.design.rules.sense import Sense, read_sense
from agentscaler.environments.design.rules.things import gather, settle_keys
from agentscaler.environments.design.rules.words import ends_with
from agentscaler.environments.design.schema import schema_of
from agentscaler.environments.seeding import seed_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.draft import DesignTask, Failure, Rule
    from agentscaler.tools.tool import Tool


class RuleDesigner:
    """Makes environments from names, paths and shapes of tools (design 4.6).

    Example:
        >>> from agentscaler.environments.design.draft import DesignTask
        >>> RuleDesigner().design(DesignTask(name="nothing", tools=[])).tools
        ()
    """

    name = "rules"

    def design(self, task: DesignTask) -> EnvironmentDraft:
        """Make a draft. Equal tasks give equal drafts."""
        made = _Design(task.tools)
        blueprint = made.blueprint()
        rules = rules_of(blueprint, domain=task.name, seed=task.seed)
        blueprint = _with_rules(blueprint, rules)
        kept = tuple(
            listed(tool) for tool in task.tools if blueprint.operation(tool.name) is not None
        )
        return EnvironmentDraft(
            domain=task.name,
            blueprint=blueprint,
            source=made.source(task.name),
            tools=kept,
            schema=made.schema(),
            policy=policy_text(blueprint, rules, domain=task.name),
            rules=rules,
            state=seed_state(blueprint, seed=task.seed, rows=task.rows),
            lineage={"designer": self.name, "seed": task.seed},
        )

    def repair(self, draft: EnvironmentDraft, failures: Sequence[Failure]) -> EnvironmentDraft:  # noqa: ARG002
        """The draft itself: rules that failed once fail again."""
        return draft


class _Design:
    """A domain on its way from tools to a module."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self.senses = [read_sense(tool) for tool in tools]
        self.things = gather(self.senses)
        settle_keys(self.things)
        self.plans = plan_tables(self.things, service=_service(tools))
        self.tables = {plan.name: plan for plan in self.plans.values()}
        self.module = Module()
        self.left_out: list[LeftOut] = []
        self.functions: dict[str, list[str]] = {}
        self.operations: list[Operation] = []
        self.resources: list[tuple[TablePlan, str]] = []
        self.asks_resources = False
        self._tag_columns()
        self._write()

    def blueprint(self) -> Blueprint:
        """Tables that a tool uses, and operations."""
        used = {one.table for one in self.operations}
        grown = True
        while grown:
            refs = {
                target.partition(".")[0]
                for name in used
                for target in self.tables[name].references.values()
            }
            children = {child.name for name in used for child in self.tables[name].children}
            above = {
                plan.parent for name, plan in self.tables.items() if name in used and plan.parent
            }
            more = (refs | children | above) - used
            grown = bool(more)
            used |= more
        if self.asks_resources:
            used |= {plan.name for plan, _ in self.resources}
        tables = [plan.table() for plan in self.plans.values() if plan.name in used]
        return Blueprint(
            tables=tuple(tables), operations=tuple(self.operations), left_out=tuple(self.left_out)
        )

    def _tag_columns(self) -> None:
        """Tables whose rows have tags."""
        if not any(sense.tags for sense in self.senses):
            return
        for plan in self.plans.values():
            column = tags.tag_column(plan)
            if column is None and any(one.made == "arn" for one in plan.columns.values()):
                column = "tags"
            if column is not None and plan.key != ("singleton",):
                self.resources.append((plan, column))

    def _write(self) -> None:
        by_tool = {
            sense.tool.name: (sense, noun)
            for noun, thing in self.things.items()
            for sense in thing.senses
        }
        for first in self.senses:
            name = first.tool.name
            if name in self.functions:
                self.left_out.append(LeftOut(tool=name, reason="same_name"))
            elif first.tags:
                self._write_tags(first)
            elif name in by_tool:
                sense, noun = by_tool[name]
                self._write_tool(sense, self.plans[noun])
            else:
                self.left_out.append(LeftOut(tool=name, reason=_why_not(first)))

    def _write_tool(self, sense: Sense, plan: TablePlan) -> None:
        tool = plan_tool(sense, plan, self.plans)
        frame = Frame(tool, self.module, self.tables)
        operation = _operation(tool, frame)
        if operation is None:
            self.left_out.append(
                LeftOut(
                    tool=sense.tool.name,
                    reason="no_key",
                    detail=f"no argument names the {plan.noun}",
                )
            )
            return
        if _tells_nothing(operation, plan, sense):
            self.left_out.append(
                LeftOut(
                    tool=sense.tool.name,
                    reason="nothing_to_tell",
                    detail=f"nobody says what a {plan.noun} has",
                )
            )
            return
        self.functions[sense.tool.name] = frame.function()
        self.operations.append(operation)

    def _write_tags(self, sense: Sense) -> None:
        named, tagged = tags.fields_of_tags(sense)
        action = tags.action_of_tags(sense)
        if named is None or (tagged is None and action is not Action.READ) or not self.resources:
            self.left_out.append(
                LeftOut(tool=sense.tool.name, reason="no_key", detail="nothing says which row")
            )
            return
        own = self._own_table(sense)
        plan = own or self.resources[0][0]
        operation = Operation(
            tool=sense.tool.name,
            action=action,
            table=plan.name,
            column=tags.tag_column(plan) or "tags",
            parameters=tuple(_tag_parameter(one, named, tagged, plan) for one in sense.fields),
            refuses=("missing",),
        )
        tool = ToolPlan(sense=sense, operation=operation, table=plan, fields={})
        frame = Frame(tool, self.module, self.tables)
        tags.write_tags(frame, own)
        self.asks_resources = self.asks_resources or own is None
        self.functions[sense.tool.name] = frame.function()
        self.operations.append(operation)

    def _own_table(self, sense: Sense) -> TablePlan | None:
        """The table that a tool about tags names: ``TagRole``."""
        words_ = sense.phrase.of or sense.phrase.noun
        noun = tuple(word for word in words_ if word not in {"tag", "label"})
        for known, plan in self.plans.items():
            if noun and (known == noun or ends_with(known, noun)) and len(plan.key) == 1:
                return plan
        return None

    def source(self, name: str) -> str:
        """The text of ``tools.py``."""
        nouns = sorted({self.tables[one.table].noun for one in self.operations})
        parts = [f'"""Tools of {name}: {", ".join(nouns)}."""'.replace("\\", " ")]
        if self.module.imports:
            parts.append(self.module.imports.strip())
        body = self.module.text()
        if body:
            parts.append("\n" + body)
        if self.asks_resources:
            parts.append("\n" + "\n".join(tags.find_resource(self.resources)))
        parts += ["\n" + "\n".join(lines) for lines in self.functions.values()]
        return "\n\n".join(parts) + "\n"

    def schema(self) -> dict[str, Any]:
        """``schema.json``."""
        return schema_of(self.blueprint())


def _with_rules(blueprint: Blueprint, rules: Sequence[Rule]) -> Blueprint:
    """Note in each operation which rules it enforces."""
    codes: dict[str, list[str]] = {}
    for rule in rules:
        for tool in rule.tools if rule.enforced else ():
            codes.setdefault(tool, []).append(rule.code)
    return replace(
        blueprint,
        operations=tuple(
            replace(one, rules=tuple(codes.get(one.tool, ()))) for one in blueprint.operations
        ),
    )


def _tells_nothing(operation: Operation, plan: TablePlan, sense: Sense) -> bool:
    """Whether an answer could only repeat the question."""
    if operation.writes or sense.shape.kind == "ids":
        return False
    asked = {one.column for one in operation.parameters if one.required}
    known = {*plan.key, *plan.scope, *asked}
    return all(one.name in known for one in plan.columns.values())


def _operation(tool: ToolPlan, frame: Frame) -> Operation | None:
    operation = tool.operation
    action = operation.action
    extra: dict[str, Any] = {}
    if action in {Action.CREATE, Action.PUT}:
        done = writes.create(frame)
    elif action is Action.GET or action is Action.READ:
        done = rows.get(frame)
    elif action in {Action.LIST, Action.COUNT}:
        done = rows.list_rows(frame)
    elif action is Action.UPDATE:
        done = writes.update(frame)
    elif action is Action.DELETE:
        done = writes.delete(frame)
    elif action is Action.CLEAR:
        done = writes.clear(frame)
        operation = _of_children(operation, frame.plan)
    elif action is Action.CHANGE:
        done, left, column, needs = writes.change(frame)
        extra = {"status": left, "status_column": column, "requires": needs}
    else:
        return None
    if not done:
        return None
    named = frame.status_value()
    if named is not None and action in {Action.UPDATE, Action.DELETE, Action.CHANGE}:
        extra["requires"] = (named,)
    if action is Action.PUT and frame.plan.thing.always:
        extra["action"] = Action.UPDATE  # the row is there from the start
    return replace(operation, told=frame.told, refuses=tuple(dict.fromkeys(frame.refuses)), **extra)


def _of_children(operation: Operation, plan: TablePlan) -> Operation:
    """Clearing a row clears the rows below it: ``PurgeQueue`` is about messages."""
    if not plan.children:
        return operation
    child = plan.children[0]
    column = next(
        (c for c in child.scope if child.references.get(c, "").startswith(f"{plan.name}.")), None
    )
    parameters = tuple(
        replace(one, role=Role.SCOPE, table=plan.name, column=column)
        if one.role is Role.KEY
        else one
        for one in operation.parameters
    )
    return replace(operation, table=child.name, parameters=parameters)


def _tag_parameter(one: Any, named: Any, tagged: Any, plan: TablePlan) -> Parameter:
    role = Role.KEY if one is named else Role.MEMBERS if one is tagged else Role.IGNORED
    column = None
    if one is named:
        wanted = next(
            (c for c in (*plan.alternates, *plan.key) if one.words[-1:] == (c.lower()[-3:],)), None
        )
        column = wanted or plan.key[-1]
    return Parameter(
        name=one.name,
        role=role,
        column=column,
        schema=one.schema,
        required=one.required,
        many=one.type == "array",
    )


def _why_not(sense: Sense) -> str:
    if sense.computes:
        return "computes"
    if sense.action is None:
        return "verb_unknown"
    return "thing_unknown"


def _service(tools: Sequence[Tool]) -> str:
    """Who offers most of the tools, in one word."""
    groups = [tool.source.group or tool.source.provider for tool in tools]
    if not groups:
        return "service"
    most = max(sorted(set(groups)), key=groups.count)
    return re.sub(r"[^a-z0-9-]", "", most.lower().split("/")[-1]) or "service"
