"""The stage: read the world, build every section, write one file at the top of the world."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from agentscaler.report.document import page_digest, render
from agentscaler.report.facts import LATER, STAGES, read_facts
from agentscaler.report.markup import count
from agentscaler.report.sections import header
from agentscaler.report.sections.registry import SECTIONS
from agentscaler.world import StageReport

if TYPE_CHECKING:
    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.world import Executor, Progress, World

STAGE = "report"
PAGE = "/report.html"
"""At the top of the world, where people look first."""


def run(
    world: World, config: ReportConfig, *, executor: Executor, progress: Progress
) -> StageReport:
    """Write ``report.html``: the whole world on one page that needs no network.

    Args:
        world: Its stages tools, graph and domains have run.
        config: Limits of the page.
        executor: Not used; the page is made in one piece.
        progress: Told about each section.

    Returns:
        The size of the page and what is on it.

    Raises:
        ConfigError: A limit is out of range.
        WorldError: A stage before this one has not run.
    """
    del executor
    config.validate()
    there = world.stages()
    shown = (*STAGES, *(stage for stage in LATER if stage in there))
    inputs = {stage: world.manifest(stage).digest for stage in shown}
    # The page also depends on the files that it is made of: a new version draws it anew.
    inputs["page"] = page_digest()
    with world.stage(STAGE, config=asdict(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(STAGE))
        facts = read_facts(world, config)
        page = build_page(facts, config, progress=progress)
        writer.write_bytes(PAGE, page)
        report = StageReport(
            stage=STAGE,
            made=f"report.html, {len(page) / 1e6:.1f} MB: "
            f"{count(facts.domains.height, 'domain')} of {count(facts.tools.height, 'tool')}",
            counts={
                "domains": facts.domains.height,
                "tools": facts.tools.height,
                "dropped": facts.dropped.height,
                "bytes": len(page),
            },
        )
        writer.finish(report.summary())
    return report


def build_page(facts: Facts, config: ReportConfig, *, progress: Progress) -> bytes:
    """Build the page of a world.

    Args:
        facts: What the world holds.
        config: Limits of the page.
        progress: Told about each section.

    Returns:
        UTF-8 bytes of one self-contained HTML file.
    """
    sections = []
    progress.begin(STAGE, "section", len(SECTIONS))
    for build in SECTIONS:
        section = build(facts, config)
        if section is not None:
            sections.append(section)
        progress.advance(STAGE)
    progress.end(STAGE)
    return render(header.title(facts), header.lead(facts), sections)
