"""One verb a stage: run it alone, with the settings that the world was made with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.chain import LLM, StageEntry, stages
from agentscaler.cli.options import JsonFlag, Switch, WholeFlag, WorldFlag
from agentscaler.cli.run import execute
from agentscaler.cli.settings import settled, with_settings
from agentscaler.world import World
from agentscaler.world.paths import HEADER_NAME

if TYPE_CHECKING:
    from collections.abc import Callable


def __getattr__(name: str) -> Callable[..., Any]:
    """The command of a stage, made when it is asked for: its settings alone are imported."""
    for entry in stages():
        if entry.name == name:
            return _verb(entry)
    raise AttributeError(name)


def _verb(entry: StageEntry) -> Callable[..., Any]:
    def with_paths(
        *paths: Path,
        world: WorldFlag = Path("world"),
        config: Path | None = None,
        seed: WholeFlag = None,
        workers: WholeFlag = None,
        strict: Switch = False,
        json: JsonFlag = False,
        **settings: Any,
    ) -> None:
        """Run this stage alone.

        Args:
            paths: Files and folders with specifications (OpenAPI, Swagger, MCP, function lists).
            world: Folder of the world; it is made when it is missing.
            config: TOML file of settings; flags win over it, and it over those of the world.
            seed: Every random choice is keyed by it. [default: that of the world, or 0]
            workers: Number of processes; every core when left out.
            strict: Stop at the first file that cannot be read.
            json: The report for machines on standard output.
            settings: Flags of the stage.
        """
        if strict:
            settings[f"{entry.name}__strict"] = True
        there = World.open(world) if (world / HEADER_NAME).exists() else None
        wanted = settled(settings, config=config, seed=seed, world=there)
        execute(
            world,
            wanted,
            paths=paths,
            first=entry.name,
            until=entry.name,
            workers=workers,
            json=json,
        )

    def without_paths(
        *,
        world: WorldFlag = Path("world"),
        config: Path | None = None,
        workers: WholeFlag = None,
        json: JsonFlag = False,
        **settings: Any,
    ) -> None:
        """Run this stage alone, on the stages before it as they are.

        Args:
            world: Folder of the world.
            config: TOML file of settings; flags win over it, and it over those of the world.
            workers: Number of processes; every core when left out.
            json: The report for machines on standard output.
            settings: Flags of the stage.
        """
        there = World.open(world)
        wanted = settled(settings, config=config, seed=there.seed, world=there)
        execute(
            world,
            wanted,
            paths=(),
            first=entry.name,
            until=entry.name,
            workers=workers,
            json=json,
        )

    command = with_paths if entry.takes_paths else without_paths
    command.__name__ = entry.name
    return with_settings(command, [entry, LLM] if entry.may_ask() else [entry])
