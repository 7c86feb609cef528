"""The noun of the stage: tools that belong to one database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from agentscaler.world import World

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

DOMAIN_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "id": pl.String(),
        "name": pl.String(),
        "split": pl.String(),
        "num_tools": pl.UInt32(),
        "tools": pl.List(pl.String()),
        "entities": pl.List(pl.String()),
        "providers": pl.List(pl.String()),
        "cohesion": pl.Float64(),
        "inside_share": pl.Float64(),
        "provenance": pl.String(),
    }
)
"""Columns of ``domains/domains-*.parquet``; rows in order of ``id``."""

MEMBER_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16,
        "tool_id": pl.String,
        "domain_id": pl.String,
        "reason": pl.String,
        "detail": pl.String,
    }
)
"""Columns of ``domains/members-*.parquet``: one row a tool, in the order of the tools."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """Tools that share one database (design 4.3)."""

    id: str
    """Digest of the sorted tool ids."""
    name: str
    """Unique in its world; may change when other domains do, the id does not."""
    split: str
    """``general``, ``vertical`` or ``held_out``."""
    tools: list[str]
    """Ids, sorted."""
    entities: list[str]
    """Things that the tools handle, the most frequent first."""
    providers: list[str]
    """Who offers the tools, sorted."""
    cohesion: float
    """Mean similarity of two of its tools (0 to 1); pairs without a link count as 0."""
    inside_share: float
    """Share of the similarity of its tools that lies inside (0 to 1)."""
    provenance: dict[str, Any]
    """Resolution, cuts and merges that made it."""

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Domain:
        """A domain from a row of ``DOMAIN_SCHEMA``."""
        names = cls.__dataclass_fields__
        plain = {name: row[name] for name in names if name != "provenance"}
        return cls(**plain, provenance=json.loads(row["provenance"]))

    @classmethod
    def load_all(cls, world: World) -> list[Domain]:
        """The domains of a world, in order of id.

        Raises:
            WorldError: The stage has not run.
        """
        return [cls.from_row(row) for row in world.scan("domains", "domains").collect().to_dicts()]
