"""A domain on its way from tools to a module: which tool gets which function, and which none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Blueprint, LeftOut, Role
from agentscaler.environments.design.rules.programs.layout import quotable
from agentscaler.environments.design.rules.programs.module import Module
from agentscaler.environments.design.rules.programs.shared import USED_NAMES
from agentscaler.environments.design.rules.programs.tags import read_tag_tool, tables_with_tags
from agentscaler.environments.design.rules.programs.writing import write_tool
from agentscaler.environments.design.rules.reading.sense import read_sense
from agentscaler.environments.design.rules.tables.building import plan_tables
from agentscaler.environments.design.rules.tables.roles import plan_tool
from agentscaler.environments.design.rules.things.computed import mark_computed
from agentscaler.environments.design.rules.things.gathering import gather
from agentscaler.environments.design.rules.things.keys import settle_keys
from agentscaler.environments.design.unfit import unfit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.tables.plan import TablePlan
    from agentscaler.tools.tool import Tool

_MOST_BYTES = 240_000
"""Of functions and helpers; the engine takes 262,144, and the first line names things as well."""


class DomainDesign:
    """What comes of the tools of a domain.

    Args:
        tools: The tools, in the order in which their functions stand.
    """

    def __init__(self, tools: Sequence[Tool]) -> None:
        self.operations: list[Operation] = []
        self.left_out: list[LeftOut] = []
        self._functions: list[list[str]] = []
        self._size = 0
        refused = unfit(tools, used=USED_NAMES, called=("len",))
        senses = mark_computed(
            [read_sense(tool) for at, tool in enumerate(tools) if at not in refused]
        )
        things = gather(senses)
        settle_keys(things)
        self._plans = plan_tables(things, service=_service(tools))
        self._tables = {plan.name: plan for plan in self._plans.values()}
        has_tags = any(sense.tags for sense in senses)
        self._module = Module(tables_with_tags(self._plans) if has_tags else [])
        homes = {
            sense.tool.name: (sense, self._plans[noun])
            for noun, thing in things.items()
            for sense in thing.senses
        }
        left = iter(senses)
        for at in range(len(tools)):
            if at in refused:
                self.left_out.append(refused[at])
            else:
                self._write(next(left), homes)

    def blueprint(self) -> Blueprint:
        """Tables that a tool uses, and operations."""
        used = self._used_tables()
        return Blueprint(
            tables=tuple(plan.table() for plan in self._plans.values() if plan.name in used),
            operations=tuple(self.operations),
            left_out=tuple(self.left_out),
        )

    def source(self, name: str) -> str:
        """The text of ``tools.py``.

        Args:
            name: Of the domain.
        """
        nouns = sorted({self._tables[one.table].noun for one in self.operations})
        said = quotable(f"Tools of {name}: {', '.join(nouns)}.")
        functions = ["\n" + "\n".join(lines) for lines in self._functions]
        return "\n\n".join([f'"""{said}"""', *self._module.blocks(), *functions]) + "\n"

    def _used_tables(self) -> set[str]:
        """Tables of operations, and those that hang together with them."""
        used = {one.table for one in self.operations}
        if self._module.asks_resources:
            used |= {plan.name for plan, _ in self._module.resources}
        new = used
        while new:
            near: set[str] = set()
            for name in new:
                plan = self._tables[name]
                near |= {target.partition(".")[0] for target in plan.references.values()}
                near |= {child.name for child in plan.children} | {plan.parent or name}
            new = near - used
            used |= new
        return used

    def _write(self, sense: Sense, homes: dict[str, tuple[Sense, TablePlan]]) -> None:
        """Write the function of a tool, or note why there is none."""
        name = sense.tool.name
        if sense.tags:
            self._write_tags(sense)
        elif name in homes:
            found, plan = homes[name]
            if found.action is not None:
                self._write_tool(found, found.action, plan)
        else:
            self._leave_out(sense, _why_not(sense))

    def _leave_out(self, sense: Sense, reason: str, detail: str = "") -> None:
        self.left_out.append(LeftOut(tool=sense.tool.name, reason=reason, detail=detail))

    def _write_tool(self, sense: Sense, action: Action, plan: TablePlan) -> None:
        tool = plan_tool(sense, action, plan, self._plans)
        before = self._module.copy()
        written = write_tool(tool, self._module, self._tables)
        if written is None:
            self._leave_out(sense, "no_key", f"no argument names the {plan.noun}")
        elif _changes_nothing(written.operation):
            self._leave_out(sense, "nothing_to_tell", "no argument says what changes")
        elif _tells_nothing(written.operation, plan, sense):
            self._leave_out(sense, "nothing_to_tell", f"nobody says what a {plan.noun} has")
        else:
            self._keep(sense, written.operation, written.lines, before)

    def _write_tags(self, sense: Sense) -> None:
        resources = [plan for plan, _ in self._module.resources]
        tool = read_tag_tool(sense, self._plans, resources)
        if tool is None:
            self._leave_out(sense, "no_key", "nothing says which row")
            return
        before = self._module.copy()
        lines = tool.function(self._module, self._tables)
        self._keep(sense, tool.operation(), lines, before)

    def _keep(self, sense: Sense, operation: Operation, lines: list[str], before: Module) -> None:
        """Keep a function, where the module still has room for it and for its helpers.

        Args:
            sense: The tool.
            operation: What it does.
            lines: Of its function.
            before: The module without the helpers that only this function has asked for.
        """
        size = sum(len(line.encode()) + 1 for line in lines)
        if self._size + size + self._module.size > _MOST_BYTES:
            self._module = before
            self._leave_out(sense, "no_room", f"tools.py may have {_MOST_BYTES} bytes")
            return
        self._size += size
        self.operations.append(operation)
        self._functions.append(lines)


def _changes_nothing(operation: Operation) -> bool:
    """Whether an update has nothing that it could set."""
    sets = operation.having(Role.DATA, Role.REFERENCE, Role.MEMBERS)
    return operation.action is Action.UPDATE and not sets


def _tells_nothing(operation: Operation, plan: TablePlan, sense: Sense) -> bool:
    """Whether an answer could only repeat the question."""
    if operation.writes or sense.shape.kind == "ids":
        return False
    asked = {one.column for one in operation.parameters if one.required}
    known = {*plan.key, *plan.scope, *asked}
    return all(one.name in known for one in plan.columns.values())


def _why_not(sense: Sense) -> str:
    if sense.computes:
        return "computes"
    return "verb_unknown" if sense.action is None else "thing_unknown"


def _service(tools: Sequence[Tool]) -> str:
    """Who offers most of the tools, in one word."""
    groups = [tool.source.group or tool.source.provider for tool in tools]
    if not groups:
        return "service"
    most = max(sorted(set(groups)), key=groups.count)
    return re.sub(r"[^a-z0-9-]", "", most.lower().split("/")[-1]) or "service"
