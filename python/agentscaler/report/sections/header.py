"""What this world is, in one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.markup import Markup, count, element, join

if TYPE_CHECKING:
    from agentscaler.report.facts import Facts


_MANY = 7
"""Figures from which on they are written smaller."""


def title(facts: Facts) -> str:
    """Return the title of the document."""
    return f"{count(facts.domains.height, 'domain')} of {count(facts.tools.height, 'tool')}"


def lead(facts: Facts) -> Markup:
    """Build what stands above the sections."""
    tools = facts.tools
    found = facts.environments
    environments = () if found is None else ((found.environments.height, "environment", None),)
    tasks = () if facts.tasks is None else ((facts.tasks.tasks.height, "task", None),)
    played = facts.rollouts
    rollouts = () if played is None else ((played.episodes.height, "rollout", None),)
    judged = facts.verdicts
    kept = () if judged is None else ((judged.kept, "kept", "kept"),)
    sizes = (
        (tools.height, "tool", None),
        (tools["provider"].n_unique(), "provider", None),
        (tools.select("provider", "group").n_unique(), "API", "APIs"),
        (facts.domains.height, "domain", None),
        *environments,
        *tasks,
        *rollouts,
        *kept,
    )
    return join(
        element("p", "AgentScaler world", class_="kicker"),
        element(
            "h1",
            *(_size(value, noun, plural) for value, noun, plural in sizes),
            class_="sizes" if len(sizes) < _MANY else "sizes many",
        ),
        element(
            "dl",
            _pair("Seed", str(facts.seed)),
            _pair("AgentScaler", facts.version),
            *(_pair(stage, digest[:12], digest) for stage, digest in facts.digests.items()),
            class_="identity",
        ),
    )


def _size(value: int, noun: str, plural: str | None) -> Markup:
    word = count(value, noun, plural).split(" ", 1)[1]
    return element("span", element("b", count(value)), " ", word, " ")


def _pair(term: str, value: str, full: str | None = None) -> Markup:
    return element("div", element("dt", term), element("dd", value, title=full))
