"""One file -> intermediate shards: the unit of work of the stage, run by any worker."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.errors import SpecError
from agentscaler.tools.dropped import Dropped, drop_for
from agentscaler.tools.duplicates import SLIM
from agentscaler.tools.near import near_key
from agentscaler.tools.reading import read_items
from agentscaler.tools.records import dropped_frame, tool_row, tools_frame
from agentscaler.tools.sources import name_api
from agentscaler.world.disk import explained
from agentscaler.world.shard import parquet_bytes

if TYPE_CHECKING:
    from agentscaler.tools.config import ToolsConfig
    from agentscaler.tools.records import ToolRow
    from agentscaler.tools.sources import SpecFile
    from agentscaler.tools.tool import Tool

_FLUSH_ROWS = 4_096
_FLUSH_CHARS = 32_000_000
"""Rows and JSON characters that are held before they are written: about 100 MB in memory."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file, and where its intermediate shards go."""

    source: SpecFile
    prefix: Path


@dataclass(slots=True)
class PartSummary:
    """What reading one file or several came to."""

    num_entries: int = 0
    """Tools that were kept or dropped one by one."""
    num_failed: int = 0
    """Files that could not be read."""
    notes: Counter[str] = field(default_factory=Counter)
    """What schemas lost on their way into normal form."""

    def add(self, other: PartSummary) -> None:
        """Count another file in."""
        self.num_entries += other.num_entries
        self.num_failed += other.num_failed
        self.notes.update(other.notes)

    def to_json(self) -> dict[str, Any]:
        """As a value of JSON."""
        return {
            "num_entries": self.num_entries,
            "num_failed": self.num_failed,
            "notes": dict(self.notes),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> PartSummary:
        """The inverse of :meth:`to_json`."""
        return cls(**{**value, "notes": Counter(value["notes"])})


def read_part(part: Part, config: ToolsConfig) -> PartSummary:
    """Read a file and write what it gave beside ``part.prefix``.

    Raises:
        SpecError: The file cannot be read and ``config.strict`` is set.
    """
    summary = PartSummary()
    file = part.source.file
    batch = _Batch()
    dropped: list[Dropped] = []
    try:
        for item in read_items(part.source.path, config, file=file, notes=summary.notes):
            summary.num_entries += 1
            if isinstance(item, Dropped):
                dropped.append(item.within(file))
                continue
            batch.add(item, file)
            if len(batch.rows) >= _FLUSH_ROWS or batch.chars >= _FLUSH_CHARS:
                batch.write(part.prefix)
    except SpecError as error:
        if config.strict:
            raise
        summary.num_failed = 1
        # Its path depends on the machine; the record has the name that does not.
        error.where = (error.where or "").removeprefix(str(part.source.path)).lstrip(", ") or None
        dropped.append(drop_for(error).within(file))
    batch.write(part.prefix)
    if dropped:
        _write(dropped_frame(dropped), f"{part.prefix}.dropped.parquet")
    return summary


@dataclass(slots=True)
class _Batch:
    """Rows that wait to be written."""

    rows: list[ToolRow] = field(default_factory=list)
    slim: list[tuple[Any, ...]] = field(default_factory=list)
    chars: int = 0
    number: int = 0

    def add(self, tool: Tool, file: str) -> None:
        row = tool_row(tool, file=file)
        self.rows.append(row)
        self.chars += sum(len(value) for value in row if isinstance(value, str))
        source = tool.source
        self.slim.append(
            (
                tool.id,
                tool.name,
                source.provider,
                source.group,
                file,
                source.place,
                tool.effect.value,
                # Two files of one name are two APIs, as long as they do not say otherwise.
                file if source.group == name_api(file) else "",
                near_key(tool),
                tool.returns is not None,
                len(tool.description),
            )
        )

    def write(self, prefix: Path) -> None:
        if not self.rows:
            return
        _write(tools_frame(self.rows).sort("id"), f"{prefix}-{self.number:05d}.tools.parquet")
        slim = pl.DataFrame(self.slim, schema=SLIM, orient="row")
        _write(slim, f"{prefix}-{self.number:05d}.slim.parquet")
        self.rows, self.slim, self.chars = [], [], 0
        self.number += 1


def _write(frame: pl.DataFrame, path: str) -> None:
    """Write an intermediate shard; a full disk is told as one."""
    with explained("write", Path(path)):
        Path(path).write_bytes(parquet_bytes(frame))
