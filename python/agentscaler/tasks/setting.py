"""What tasks of one environment are made from: the environment, its blueprint and its states."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agentscaler.environments import Environment, Equivalence, Schema, State, ToolSet
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.folder import further_states
from agentscaler.environments.header import Header, clock_us
from agentscaler.errors import EnvironmentFileError
from agentscaler.tasks.walk.known import is_opaque
from agentscaler.tasks.walk.things import is_spoken_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from agentscaler.environments import StateDiff
    from agentscaler.environments.design.blueprint import Blueprint, Operation, Table
    from agentscaler.environments.design.draft import EnvironmentDraft, Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """An environment with what its designer understood of it."""

    name: str
    """Of the environment: the name of its folder."""
    environment: Environment
    blueprint: Blueprint
    starts: tuple[StateDiff | None, ...] = (None,)
    """Changes that turn its initial state into one that a task begins with."""
    feeds: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Two tools -> how strongly their specifications say that the first gives what the second
    asks for (see `agentscaler.graph`)."""
    operations: tuple[Operation, ...] = field(init=False)
    """What its tools do, in the order of the tools; a tool that was left out has none."""
    opaque: frozenset[str] = field(init=False)
    """Tables of these whose keys are drawn: users can only copy them from somewhere, so that
    tasks prefer other tables."""
    unsaid: frozenset[str] = field(init=False)
    """Tables of which nobody would speak: no task is about their rows."""
    wanted: tuple[Operation, ...] = field(init=False)
    """Of the operations those on tables that people speak of."""
    unlisted: frozenset[str] = field(init=False)
    """Tables of which no tool lists or finds rows: whoever calls a tool on them knows the key."""

    def __post_init__(self) -> None:
        found = (self.blueprint.operation(tool["name"]) for tool in self.environment.tools)
        known = tuple(operation for operation in found if operation is not None)
        object.__setattr__(self, "operations", known)
        unsaid = {table.name for table in self.blueprint.tables if not is_spoken_of(table)}
        object.__setattr__(self, "unsaid", frozenset(unsaid))
        object.__setattr__(self, "wanted", tuple(one for one in known if one.table not in unsaid))
        found_in = {one.table for one in known if _finds(one, self.blueprint.table(one.table))}
        unlisted = {table.name for table in self.blueprint.tables} - found_in
        object.__setattr__(self, "unlisted", frozenset(unlisted))
        opaque = {name for name in unlisted if self._is_opaque(self.blueprint.table(name))}
        object.__setattr__(self, "opaque", frozenset(opaque))

    @classmethod
    def from_folder(
        cls, path: str | PathLike[str], *, feeds: Mapping[tuple[str, str], float] | None = None
    ) -> Self:
        """Read an environment that a designer made.

        Raises:
            EnvironmentFileError: A file is missing or broken, or there is no blueprint.
        """
        root = Path(path)
        environment = Environment.from_folder(root)
        if environment.blueprint is None:
            raise EnvironmentFileError(
                "there is no blueprint, so nobody knows what its tools do",
                where=str(root / "environment.json"),
                mend="tasks are made for environments of a designer; run the stage environments",
            )
        base = environment.initial_state
        others = (
            Environment.from_folder(root, state=number).initial_state
            for number in further_states(root)
        )
        return cls(
            name=root.name,
            environment=environment,
            blueprint=environment.blueprint,
            starts=(None, *(base.diff(other) for other in others)),
            feeds=feeds or {},
        )

    @classmethod
    def from_draft(cls, draft: EnvironmentDraft, *, split: str = "") -> Self:
        """The setting of a draft that is not in a folder yet."""
        schema = Schema.from_json(json.dumps(draft.schema).encode())
        header = Header(
            domain=draft.domain,
            split=split,
            clock=draft.clock,
            rules=draft.rules,
            blueprint=draft.blueprint,
            lineage=draft.lineage,
        )
        return cls(
            name=draft.domain,
            environment=Environment(
                domain=draft.domain,
                toolset=ToolSet(draft.source, draft.tools),
                initial_state=State.from_json(draft.state, schema),
                equivalence=Equivalence(schema),
                policy=draft.policy,
                clock_us=clock_us(Path("environment.json"), draft.clock),
                header=header,
            ),
            blueprint=draft.blueprint,
        )

    def _is_opaque(self, table: Table) -> bool:
        state = self.environment.initial_state
        if table.name not in {name for name, kind in state.tables() if kind != "document"}:
            return False
        row = next((row for _, row in state.rows(table.name) if isinstance(row, dict)), {})
        return any(is_opaque(str(row.get(name, ""))) for name in table.key)

    def reads_of(self, table: str, *actions: Action) -> tuple[Operation, ...]:
        """Operations on a table with one of these actions."""
        return tuple(one for one in self.operations if one.table == table and one.action in actions)

    def rules_of(self, tool: str) -> tuple[Rule, ...]:
        """The rules that speak of a tool."""
        return tuple(rule for rule in self.environment.rules if tool in rule.tools)


def _finds(operation: Operation, table: Table) -> bool:
    """Whether an operation shows keys to those who do not have them."""
    if operation.action is Action.LIST:
        return True
    keys = operation.having(Role.KEY)
    return operation.action is Action.GET and any(one.column not in table.key for one in keys)
