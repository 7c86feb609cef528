"""Names, bytes and checks of the files that a stage writes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from agentscaler.errors import ArgumentError, DamagedWorldError
from agentscaler.world.digest import digest_file
from agentscaler.world.header import HEADER_NAME
from agentscaler.world.journal import JOURNAL_NAME
from agentscaler.world.lock import LOCK_NAME
from agentscaler.world.manifest import MANIFEST_NAME, ShardEntry, damaged
from agentscaler.world.runs import RUNS_NAME

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

ROW_GROUP_ROWS = 16_384
"""Rows of a parquet row group: fixed, because bytes must not depend on the machine. With 4 KB of
JSON a row this is 64 MB of memory for a reader."""

_STAGE = re.compile(r"[a-z][a-z0-9_]*")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_TABLE = re.compile(r"([a-z][a-z0-9_]*)-[0-9]{5,}\.parquet")
_RESERVED = frozenset({HEADER_NAME, JOURNAL_NAME, LOCK_NAME, MANIFEST_NAME, RUNS_NAME})


def check_stage(stage: str) -> None:
    """Refuse a stage name that cannot be a folder of the world.

    Raises:
        ArgumentError: It can leave the world or hide in it.
    """
    if not _STAGE.fullmatch(stage):
        raise ArgumentError(f"{stage!r} is no name for a stage", mend="lower case letters, digits")


def check_path(path: str) -> None:
    """Refuse a shard path that leaves its folder, hides, or has a name with another meaning.

    Raises:
        ArgumentError: It does.
    """
    parts = path.removeprefix("/").split("/")
    top = path.startswith("/")
    reserved = parts[0] in _RESERVED or (top and len(parts) > 1)
    if reserved or not all(_PART.fullmatch(part) for part in parts):
        raise ArgumentError(
            f"{path!r} is no path for a file of a stage",
            mend="relative parts of letters, digits, '.', '_' and '-'; or '/name' for a page at "
            "the top of the world",
        )


def table_of(path: str) -> str:
    """The table that a shard is a part of.

    Raises:
        ArgumentError: The name is not ``<table>-00000.parquet``.

    Example:
        >>> table_of("tools-00000.parquet")
        'tools'
    """
    match = _TABLE.fullmatch(path.rpartition("/")[2])
    if match is None:
        raise ArgumentError(
            f"{path!r} is no name for a shard of a table", mend="<table>-00000.parquet"
        )
    return match[1]


def locate(root: Path, stage: str, path: str) -> Path:
    """The file of a shard path.

    Example:
        >>> from pathlib import Path
        >>> locate(Path("world"), "report", "/report.html").as_posix()
        'world/report.html'
    """
    if path.startswith("/"):
        return root / path[1:]
    return root / stage / path


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The one parquet file of these rows, whatever the number of threads."""
    buffer = io.BytesIO()
    frame.rechunk().write_parquet(
        buffer,
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP_ROWS,
        statistics=True,
    )
    return buffer.getvalue()


def check_shard(path: Path, entry: ShardEntry, *, digest: bool) -> None:
    """Check that a file is what was written.

    Args:
        path: The file.
        entry: What was written.
        digest: Read it all, instead of looking at its size alone.

    Raises:
        DamagedWorldError: It is missing, not a plain file, or changed.
    """
    if path.is_symlink() or not path.is_file():
        what = "is a link" if path.is_symlink() else "is missing"
        raise DamagedWorldError(
            f"a file of the world {what}",
            where=str(path),
            mend="run again: the stage that made it is made anew",
        )
    size = path.stat().st_size
    if size != entry.bytes:
        raise damaged(path, f"{size:,} bytes, {entry.bytes:,} were written")
    if digest and digest_file(path)[0] != entry.blake3:
        raise damaged(path)
