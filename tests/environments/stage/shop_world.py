"""A world with domains of the tools of a shop, and designers to make environments of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from agentscaler.domains.domain import DOMAIN_SCHEMA
from agentscaler.domains.identity import domain_id
from agentscaler.environments import work
from agentscaler.environments.config import EnvironmentsConfig
from agentscaler.environments.stage import run
from agentscaler.executors import SerialExecutor
from agentscaler.tools.tool import TOOL_SCHEMA, canonical_json
from agentscaler.world import NoProgress, World
from agentscaler.world.digest import digest_json
from drafts import shop_draft

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from agentscaler.environments.design.draft import DesignTask, EnvironmentDraft
    from agentscaler.world import StageReport

SHOP = tuple(str(tool["name"]) for tool in shop_draft().tools)


class ShopDesigner:
    """Knows one environment by heart."""

    designed: ClassVar[list[str]] = []

    def design(self, task: DesignTask) -> EnvironmentDraft:
        type(self).designed.append(task.name)
        draft = shop_draft()
        products = [{**row, "stock": task.seed % 97} for row in draft.state["products"]]
        return dataclasses.replace(
            draft, domain=task.name, state={**draft.state, "products": products}
        )

    def repair(self, draft: EnvironmentDraft, failures: object) -> EnvironmentDraft:
        del failures
        return draft


def tool_row(name: str, provider: str) -> dict[str, Any]:
    row = {
        "format_version": 1,
        "name": name,
        "description": f"{name} of {provider}",
        "parameters": canonical_json({"type": "object", "properties": {}}),
        "effect": "UNKNOWN",
        "format": "openai",
        "provider": provider,
        "group": provider,
        "file": f"{provider}.json",
        "place": name,
    }
    return {**row, "id": digest_json(row)[:32]}


def write_domains(
    root: Path, domains: Sequence[tuple[str, Sequence[str]]], *, seed: int = 7
) -> World:
    """A world with these domains: name, and names of the tools."""
    world = World.create(root, seed=seed, config={})
    tools: list[dict[str, Any]] = []
    rows = []
    for at, (name, names) in enumerate(domains):
        own = [
            tool_row(tool, f"p{at}" if names.count(tool) == 1 else f"p{at}-{number}")
            for number, tool in enumerate(names)
        ]
        tools += own
        ids = sorted(tool["id"] for tool in own)
        rows.append(
            {
                "format_version": 1,
                "id": domain_id(ids),
                "name": name,
                "split": ("general", "vertical", "held_out")[at % 3],
                "num_tools": len(ids),
                "tools": ids,
                "entities": [],
                "providers": [f"p{at}"],
                "cohesion": 0.5,
                "inside_share": 0.5,
                "provenance": "{}",
            }
        )
    with world.stage("tools", config={}, inputs={"n": str(len(domains))}) as writer:
        frame = pl.DataFrame(sorted(tools, key=lambda tool: tool["id"]), schema=TOOL_SCHEMA)
        writer.write_table("tools-00000.parquet", frame)
        writer.finish({"counts": {}})
    inputs = {"tools": world.manifest("tools").digest}
    with world.stage("domains", config={}, inputs=inputs) as writer:
        frame = pl.DataFrame(sorted(rows, key=lambda row: row["id"]), schema=DOMAIN_SCHEMA)
        writer.write_table("domains-00000.parquet", frame)
        writer.finish({"counts": {}})
    return world


def make(world: World, config: EnvironmentsConfig | None = None) -> StageReport:
    """Run the stage in this process."""
    with SerialExecutor() as executor:
        settings = config or EnvironmentsConfig()
        return run(world, settings, executor=executor, progress=NoProgress())


def use(patch: pytest.MonkeyPatch, designer: type) -> None:
    """Let the stage use a designer of the test."""
    patch.setitem(work._DESIGNERS, "rules", designer)
