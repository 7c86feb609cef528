"""Bytes and checks of the files that a stage writes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from agentscaler.errors import DamagedWorldError
from agentscaler.world.digest import digest_file
from agentscaler.world.manifest import ShardEntry, damaged

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

ROW_GROUP_ROWS = 16_384
"""Rows of a parquet row group: fixed, because bytes must not depend on the machine. With 4 KB of
JSON a row this is 64 MB of memory for a reader."""


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
    detail = "it is not what was written"
    if size != entry.bytes:
        detail = f"{size:,} bytes, {entry.bytes:,} were written"
    elif not digest or digest_file(path)[0] == entry.blake3:
        return
    error = damaged(path, detail)
    if entry.editable:
        error = DamagedWorldError(
            f"a file was changed since it was written: {detail}",
            where=str(path),
            mend="run again the stage that made it: it checks the change and takes it in",
        )
    raise error
