"""What the page shows of environments: the account of all, and the folders of some."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.folder import read_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from agentscaler.world import World

STAGE = "environments"


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentFacts:
    """The stage, as far as the page shows it."""

    environments: pl.DataFrame
    """The largest first."""
    dropped: pl.DataFrame
    shown: Sequence[Mapping[str, Any]]
    """The first of them in full: blueprint and rules as JSON has them, source, policy, rows."""


def read_environments(world: World, *, details: int, rows: int) -> EnvironmentFacts | None:
    """Read the account, and the folders of the largest environments.

    Args:
        world: The world.
        details: Environments that are read in full.
        rows: Rows of each of their tables.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: A table or a folder is damaged.
    """
    import polars as pl

    if STAGE not in world.stages():
        return None
    frame = (
        world.scan(STAGE, "environments")
        .sort(["num_tools", "name"], descending=[True, False])
        .collect()
    )
    usable = frame.filter(pl.col("problem").is_null())
    return EnvironmentFacts(
        environments=frame,
        dropped=world.scan(STAGE, "dropped").collect(),
        shown=[_read(world, name, rows) for name in usable["name"].head(details)],
    )


def _read(world: World, name: str, rows: int) -> dict[str, Any]:
    folder = read_folder(world.checked_folder(STAGE, name))
    plain = folder.header.to_plain()
    sample = {
        table: [json.dumps(row, ensure_ascii=False) for _, row in folder.state.rows(table)[:rows]]
        for table, kind in folder.state.tables()
        if kind != "document"
    }
    return {
        "name": name,
        "tools": plain.get("tools", []),
        "blueprint": plain.get("blueprint", {}),
        "rules": plain.get("rules", []),
        "source": folder.source,
        "policy": folder.policy or "",
        "rows": sample,
        "sizes": {
            table: folder.state.count(table)
            for table, kind in folder.state.tables()
            if kind != "document"
        },
    }
