"""Which sections the page has, in order. A later stage adds its builder here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.sections import (
    chain,
    domain_map,
    domains,
    environments,
    packs,
    quality,
    rollouts,
    scores,
    tasks,
    tools,
    training,
    verdicts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.sections.section import Section

SECTIONS: tuple[Callable[[Facts, ReportConfig], Section | None], ...] = (
    chain.build,
    domain_map.build,
    domains.build,
    environments.build,
    tasks.build,
    rollouts.build,
    verdicts.build,
    packs.build,
    training.build,
    scores.build,
    tools.build_tools,
    tools.build_dropped,
    quality.build,
)
"""A builder gives ``None`` where the world has nothing of its kind."""
