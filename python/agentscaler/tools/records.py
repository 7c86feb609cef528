"""Tools and what was left out <-> rows of Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.tools.tool import DROPPED_SCHEMA, FORMAT_VERSION, TOOL_SCHEMA, canonical_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.tools.dropped import Dropped
    from agentscaler.tools.tool import Tool

ToolRow = tuple[Any, ...]
"""Values in the order of ``TOOL_SCHEMA``."""


def tools_frame(rows: Sequence[ToolRow]) -> pl.DataFrame:
    """Make a table of rows from :func:`tool_row`.

    Example:
        >>> tools_frame([]).columns[:3]
        ['format_version', 'id', 'name']
    """
    return pl.DataFrame(rows, schema=TOOL_SCHEMA, orient="row")


def dropped_frame(dropped: Sequence[Dropped]) -> pl.DataFrame:
    """Write what was left out as rows, in the order of the table.

    Example:
        >>> dropped_frame([]).height
        0
    """
    rows = [
        (
            FORMAT_VERSION,
            item.reason,
            item.detail,
            item.id,
            item.name,
            item.provider,
            item.group,
            item.file,
            item.place,
        )
        for item in dropped
    ]
    return sort_dropped(pl.DataFrame(rows, schema=DROPPED_SCHEMA, orient="row"))


def sort_dropped(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring rows of ``dropped`` into the order of the table."""
    return frame.sort(
        "file", "place", "reason", "id", "detail", nulls_last=False, maintain_order=True
    )


def tool_row(tool: Tool, *, file: str) -> ToolRow:
    """Write a tool as a row of the table ``tools``.

    Args:
        tool: The tool.
        file: Name of the file that it comes from.
    """
    source = tool.source
    return (
        FORMAT_VERSION,
        tool.id,
        tool.name,
        tool.description,
        canonical_json(tool.parameters),
        None if tool.returns is None else canonical_json(tool.returns),
        tool.effect.value,
        source.format,
        source.provider,
        source.group,
        file,
        source.place,
        source.path,
        source.http,
        source.licence,
    )
