"""Frames into one file, whole or not at all, in flat memory.

Everything is written under a temporary name in the same folder and renamed when it is complete: a
reader, or a second try after a crash, finds the old file or the new one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import zstandard

from agentscaler.errors import ArgumentError
from agentscaler.world.disk import temporary_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike


def write_frames(
    frames: Iterable[pl.DataFrame], path: str | PathLike[str], *, schema: dict[str, Any]
) -> None:
    """Write frames one below the other.

    Args:
        frames: They are asked for one by one.
        path: Its end says what is written: ``.jsonl``, ``.jsonl.zst``, ``.parquet``.
        schema: Columns, for a file without rows.

    Raises:
        ArgumentError: The end of the name is none of these, or the folder is not there.
        OSError: The file cannot be written.
    """
    out = Path(path)
    temporary = out.with_name(temporary_name(out.name))
    check_name(out)
    try:
        if out.suffix == ".parquet":
            _write_parquet(frames, temporary, schema)
        else:
            _write_lines(frames, temporary, packed=out.suffix == ".zst")
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def check_name(path: Path) -> None:
    """Refuse at once what `write_frames` would refuse after the work.

    Raises:
        ArgumentError: The end of the name says no format, or the folder is not there.
    """
    if not path.name.endswith((".jsonl", ".jsonl.zst", ".parquet")):
        raise ArgumentError(
            f"{path.name} says no format", mend="end the name in .jsonl, .jsonl.zst or .parquet"
        )
    if not path.parent.is_dir():
        raise ArgumentError("there is no such folder", where=str(path.parent), mend="make it first")


def _write_lines(frames: Iterable[pl.DataFrame], path: Path, *, packed: bool) -> None:
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(path.open("wb"))
        sink: Any = file
        if packed:
            packer = zstandard.ZstdCompressor(level=3)
            sink = stack.enter_context(packer.stream_writer(file, closefd=False))
        for frame in frames:
            sink.write(frame.write_ndjson().encode())
        if packed:
            sink.flush(zstandard.FLUSH_FRAME)
        file.flush()
        os.fsync(file.fileno())


def _write_parquet(frames: Iterable[pl.DataFrame], path: Path, schema: dict[str, Any]) -> None:
    """Parts first, one a frame, then one file of all: polars writes no file bit by bit."""
    parts = path.with_name(f"{path.name}.parts")
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    try:
        pl.DataFrame(schema=schema).write_parquet(parts / "part-00000000.parquet")
        for number, frame in enumerate(frames, 1):
            frame.write_parquet(parts / f"part-{number:08}.parquet")
        pl.scan_parquet(parts / "part-*.parquet").sink_parquet(path)
    finally:
        shutil.rmtree(parts, ignore_errors=True)
