"""The noun of the stage: tools as nodes, two kinds of links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from agentscaler.world import World

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

SIMILAR_SCHEMA = pl.Schema(
    {"format_version": pl.UInt16, "src": pl.UInt32, "dst": pl.UInt32, "weight": pl.Float32}
)
"""Columns of ``graph/similar-*.parquet``: ``src < dst``, sorted; nodes are rows of the tools."""

FEEDS_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16,
        "src": pl.UInt32,
        "dst": pl.UInt32,
        "output": pl.String,
        "parameter": pl.String,
        "weight": pl.Float32,
        "evidence": pl.String,
    }
)
"""Columns of ``graph/feeds-*.parquet``: an output of ``src`` fills a parameter of ``dst``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolGraph:
    """Tools and their links (design 4.2).

    *Similar* links are symmetric: these tools talk about the same data. *Feeds* links have a
    direction: what one returns is what the other asks for.
    """

    ids: list[str]
    """Id of each node; the node number is the row of the tool."""
    similar: pl.DataFrame
    """Columns of ``SIMILAR_SCHEMA``."""
    feeds: pl.DataFrame
    """Columns of ``FEEDS_SCHEMA``."""
    figures: dict[str, Any]
    """Threshold, what it was chosen from, and counts."""

    @classmethod
    def load(cls, world: World) -> ToolGraph:
        """Read the graph of a world.

        Raises:
            WorldError: The stage has not run.
        """
        return cls(
            ids=world.scan("tools", "tools").select("id").collect()["id"].to_list(),
            similar=world.scan("graph", "similar").collect(),
            feeds=world.scan("graph", "feeds").collect(),
            figures=dict(world.manifest("graph").summary["figures"]),
        )

    @property
    def num_tools(self) -> int:
        """Number of nodes."""
        return len(self.ids)

    def node(self, tool_id: str) -> int:
        """The number of a tool.

        Raises:
            ArgumentError: There is no such tool.
        """
        try:
            return self.ids.index(tool_id)
        except ValueError:
            raise ArgumentError(f"{tool_id} is no tool of this graph") from None

    def alike(self, tool_id: str) -> list[tuple[str, float]]:
        """Tools that are similar, the most similar first: ``(id, cosine)``.

        Raises:
            ArgumentError: There is no such tool.
        """
        node = self.node(tool_id)
        found = (
            self.similar.filter((pl.col("src") == node) | (pl.col("dst") == node))
            .with_columns(other=pl.col("src") + pl.col("dst") - node)
            .sort("weight", "other", descending=[True, False])
        )
        return [(self.ids[other], weight) for other, weight in found["other", "weight"].iter_rows()]

    def fed_by(self, tool_id: str) -> list[tuple[str, str, str, float]]:
        """What can fill its parameters: ``(id, output, parameter, weight)``, strongest first.

        Raises:
            ArgumentError: There is no such tool.
        """
        found = self.feeds.filter(pl.col("dst") == self.node(tool_id)).sort(
            "weight", "src", "parameter", "output", descending=[True, False, False, False]
        )
        rows = found["src", "output", "parameter", "weight"].iter_rows()
        return [(self.ids[src], output, name, weight) for src, output, name, weight in rows]
