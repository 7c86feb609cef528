"""A draft without some of its tools: in all of its parts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.trimming import trimmed
from agentscaler.environments.toolset import identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import LeftOut
    from agentscaler.environments.design.draft import EnvironmentDraft, Rule

_BULLET = re.compile(r"[-*] |\d+[.)] ")


def without(draft: EnvironmentDraft, dropped: Sequence[LeftOut]) -> EnvironmentDraft:
    """A draft whose source, list, blueprint, rules and policy speak of the other tools only.

    Tables stay: their rows are part of the world that the tools are about.

    Args:
        draft: The draft.
        dropped: Tools to leave out, each with its reason.

    Raises:
        SyntaxError: The source is no Python.
    """
    names = {one.tool for one in dropped}
    blueprint = draft.blueprint
    rules, policy = [], draft.policy
    for rule in draft.rules:
        kept = tuple(tool for tool in rule.tools if tool not in names)
        if kept or not rule.tools:
            rules.append(replace(rule, tools=kept))
        else:
            policy = _without_rule(policy, rule)
    return replace(
        draft,
        source=trimmed(draft.source, {identifier(name) for name in names}),
        tools=tuple(tool for tool in draft.tools if tool["name"] not in names),
        blueprint=replace(
            blueprint,
            operations=tuple(one for one in blueprint.operations if one.tool not in names),
            left_out=(*blueprint.left_out, *dropped),
        ),
        rules=tuple(rules),
        policy=policy,
        problems=tuple(one for one in draft.problems if one.tool not in names),
    )


def _without_rule(policy: str, rule: Rule) -> str:
    """The policy without the line, or the wrapped item of a list, that says a rule."""
    lines = policy.split("\n")
    wanted = " ".join(rule.text.split())
    for first, line in enumerate(lines):
        last = first + 1
        if _BULLET.match(line):
            while last < len(lines) and lines[last].strip() and not _BULLET.match(lines[last]):
                last += 1
        said = " ".join(" ".join(lines[first:last]).split())
        if _BULLET.sub("", said, count=1) == wanted:
            return "\n".join(lines[:first] + lines[last:])
    return policy
