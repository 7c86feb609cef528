"""The designer that works by rules: no model, no network; equal tools give equal environments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.draft import EnvironmentDraft
from agentscaler.environments.design.rules.bounds import rules_of
from agentscaler.environments.design.rules.domain import DomainDesign
from agentscaler.environments.design.rules.listing import listed
from agentscaler.environments.design.rules.policy import policy_text
from agentscaler.environments.design.schema import schema_of
from agentscaler.environments.seeding import seed_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Blueprint
    from agentscaler.environments.design.draft import DesignTask, Failure, Rule


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
        made = DomainDesign(task.tools)
        blueprint = made.blueprint()
        state = seed_state(blueprint, seed=task.seed, rows=task.rows)
        rules = rules_of(blueprint, domain=task.name, seed=task.seed, state=state)
        blueprint = _with_rules(blueprint, rules)
        first = {tool.name: tool for tool in reversed(task.tools)}
        return EnvironmentDraft(
            domain=task.name,
            blueprint=blueprint,
            source=made.source(task.name),
            tools=tuple(listed(first[one.tool]) for one in blueprint.operations),
            schema=schema_of(blueprint),
            policy=policy_text(blueprint, rules, domain=task.name),
            rules=rules,
            state=state,
            lineage={"designer": self.name, "seed": task.seed},
        )

    def repair(self, draft: EnvironmentDraft, failures: Sequence[Failure]) -> EnvironmentDraft:  # noqa: ARG002  the protocol has it
        """The draft itself: rules that failed once fail again."""
        return draft


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
