"""What the page is made from: the tables and the summaries of the stages that have run."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.report.environments import STAGE as ENVIRONMENTS
from agentscaler.report.environments import read_environments
from agentscaler.report.packs import STAGE as PACKS
from agentscaler.report.packs import TOKENS, read_packs
from agentscaler.report.rollouts import STAGE as ROLLOUTS
from agentscaler.report.rollouts import read_rollouts
from agentscaler.report.scores import STAGE as SCORES
from agentscaler.report.scores import read_scores
from agentscaler.report.tasks import STAGE as TASKS
from agentscaler.report.tasks import read_tasks
from agentscaler.report.training import STAGE as TRAINING
from agentscaler.report.training import read_training
from agentscaler.report.verdicts import STAGE as VERDICTS
from agentscaler.report.verdicts import read_verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.environments import EnvironmentFacts
    from agentscaler.report.packs import PackFacts
    from agentscaler.report.rollouts import RolloutFacts
    from agentscaler.report.scores import ScoreFacts
    from agentscaler.report.tasks import TaskFacts
    from agentscaler.report.training import TrainingFacts
    from agentscaler.report.verdicts import VerdictFacts
    from agentscaler.world import World

STAGES = ("tools", "graph", "domains")
"""Stages that the page cannot do without, in their order."""
LATER = (ENVIRONMENTS, TASKS, ROLLOUTS, VERDICTS, TOKENS, PACKS, TRAINING, SCORES)
"""Stages that it shows where they have run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A world, read once. Node ``i`` of the edges is row ``i`` of ``tools``."""

    seed: int
    version: str
    digests: Mapping[str, str]
    """Stage -> digest of its manifest."""
    summaries: Mapping[str, Mapping[str, Any]]
    """Stage -> counts, reasons and figures as the stage reported them."""
    tools: pl.DataFrame
    dropped: pl.DataFrame
    similar: pl.DataFrame
    feeds: pl.DataFrame
    domains: pl.DataFrame
    members: pl.DataFrame
    domain_of: pl.Series
    """Row of ``tools`` -> row of ``domains``; null where the tool stays outside."""
    quality: Mapping[str, Any]
    """``domains/quality.json``."""
    environments: EnvironmentFacts | None
    """``None`` where the stage has not run."""
    tasks: TaskFacts | None
    """``None`` where the stage has not run."""
    rollouts: RolloutFacts | None
    """``None`` where the stage has not run."""
    verdicts: VerdictFacts | None
    """``None`` where the stage has not run."""
    packs: PackFacts | None
    """``None`` where the stage has not run."""
    training: TrainingFacts | None
    """``None`` where the stage has not run."""
    scores: ScoreFacts | None
    """``None`` where the stage has not run."""
    random_pairs: Mapping[str, Any]
    """``graph/tau.json``: histogram of the cosines of random pairs; empty where it is missing."""

    def figure(self, stage: str, name: str) -> Any:
        """Return a measured figure of a stage, or ``None`` where it has none of that name."""
        return self.summaries[stage].get("figures", {}).get(name)

    def tally(self, stage: str, name: str, default: int) -> int:
        """Return a count of a stage, or the default where it has none of that name."""
        return int(self.summaries[stage].get("counts", {}).get(name, default))


def read_facts(world: World, config: ReportConfig) -> Facts:
    """Read what the page shows.

    Args:
        world: The world.
        config: How much of it.

    Raises:
        WorldError: A stage before the report has not run, or a table is damaged.
    """
    manifests = {stage: world.manifest(stage) for stage in STAGES}
    there = world.stages()
    manifests |= {stage: world.manifest(stage) for stage in LATER if stage in there}
    tools = world.scan("tools", "tools").with_columns(
        pl.col("returns").is_not_null().alias("returns")
    )
    domains = world.scan("domains", "domains").collect()
    members = world.scan("domains", "members").collect()
    frame = tools.collect()
    rollouts = read_rollouts(world, samples=config.rollout_samples)
    return Facts(
        seed=world.seed,
        version=version("agentscaler"),
        digests={stage: manifest.digest for stage, manifest in manifests.items()},
        summaries={stage: manifest.summary for stage, manifest in manifests.items()},
        tools=frame,
        dropped=world.scan("tools", "dropped").collect(),
        similar=world.scan("graph", "similar").collect(),
        feeds=world.scan("graph", "feeds").collect(),
        domains=domains,
        members=members,
        domain_of=_domain_rows(frame, members, domains),
        environments=read_environments(
            world, details=config.environment_details, rows=config.environment_samples
        ),
        tasks=read_tasks(world, samples=config.task_samples),
        rollouts=rollouts,
        verdicts=read_verdicts(
            world,
            episodes=None if rollouts is None else rollouts.episodes,
            shown=() if rollouts is None else [one["id"] for one in rollouts.shown],
        ),
        packs=read_packs(world, samples=config.pack_samples, tokens=config.pack_tokens),
        training=read_training(world),
        scores=read_scores(world),
        quality=world.read_json("domains", "quality.json"),
        random_pairs=(
            world.read_json("graph", "tau.json")
            if any(shard.path == "tau.json" for shard in manifests["graph"].shards)
            else {}
        ),
    )


def _domain_rows(tools: pl.DataFrame, members: pl.DataFrame, domains: pl.DataFrame) -> pl.Series:
    rows = domains.select(pl.col("id").alias("domain_id")).with_row_index("domain")
    placed = members.select("tool_id", "domain_id").join(rows, on="domain_id", how="left")
    joined = tools.select(pl.col("id").alias("tool_id")).join(
        placed, on="tool_id", how="left", maintain_order="left"
    )
    return joined["domain"]
