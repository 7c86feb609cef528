"""The policy of an environment in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.domains.naming import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Blueprint
    from agentscaler.environments.design.draft import Rule

_NAMED = 6
"""Kinds of things that the first sentence names, at most."""
_SOURCE = "You have tools that read and change the records, and no other source."
_WAY = """\
## How you work

- Look things up before you change them; never make up an id, a name or a value.
- Ask for what is missing and only the user can know.
- Do what was asked, once, and nothing beside it.
- Before you delete something or end it for good, make sure that it is what the user means.
- Where a rule forbids what is asked, do not do it and do not work around it: say no and why.
- Where a tool refuses, tell the user why in your own words.
"""


def policy_text(blueprint: Blueprint, rules: Sequence[Rule], *, domain: str) -> str:
    """The text of ``policy.md``.

    Args:
        blueprint: Of the environment.
        rules: Its rules.
        domain: Its name.

    Example:
        >>> from agentscaler.environments.design.blueprint import Blueprint
        >>> print(policy_text(Blueprint(), (), domain="toy_shop").splitlines()[0])
        # Policy: toy shop
    """
    nouns = [plural(table.noun) for table in blueprint.tables]
    more = f" and {len(nouns) - _NAMED} more" if len(nouns) > _NAMED else ""
    what = ", ".join(nouns[:_NAMED]) + more or "their requests"
    lines = [
        f"# Policy: {' '.join(domain.replace('_', ' ').splitlines())}",
        "",
        f"You help people with {what}. {_SOURCE}",
        "",
        *_WAY.split("\n"),
    ]
    for title, enforced in (
        ("## Rules that you hold", False),
        ("## Rules that the tools hold as well", True),
    ):
        said = [f"- {rule.text}" for rule in rules if rule.enforced is enforced]
        if said:
            lines += [title, "", *said, ""]
    return "\n".join(lines)
