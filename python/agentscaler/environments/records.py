"""Records from wherever they are: files of lines, bytes, frames, Arrow; one JSON text a record.

Nothing is held but a batch: a file of any size is read in flat memory.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl
import zstandard

from agentscaler.errors import ArgumentError
from agentscaler.world.packed import ZstandardReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike
    from typing import BinaryIO

    Records: TypeAlias = (
        str
        | PathLike[str]
        | bytes
        | pl.DataFrame
        | pl.LazyFrame
        | Iterable[Mapping[str, Any] | str | bytes]
    )
    """A path (``.jsonl``, ``.jsonl.zst``, ``.parquet``), lines of JSON as bytes, packed or not, a
    polars frame, anything with ``__arrow_c_stream__``, or records and lines one by one."""

_ZSTD = b"\x28\xb5\x2f\xfd"
_CHUNK_BYTES = 1 << 18
_JSON_COLUMNS = (
    "messages",
    "calls",
    "gold_calls",
    "gold_changes",
    "answer",
    "initial_state",
    "final_changes",
    "texts",
    "candidates",
    "tools",
    "usage",
    "versions",
    "meta",
)
"""Columns whose strings are JSON text: Arrow would merge the shapes of arguments."""


def batches(records: Records, *, batch_rows: int) -> Iterator[tuple[int, list[bytes]]]:
    """Cut records into batches of lines, each with the number of its first line, from 1.

    Blank lines are left out of a batch and keep their number: a batch ends before one, so that the
    numbers of a batch follow one another.
    """
    numbered = enumerate(lines(records, batch_rows=batch_rows), 1)
    first, batch = 1, list[bytes]()
    for number, line in numbered:
        blank = not line.strip()
        if batch and (blank or len(batch) >= batch_rows):
            yield first, batch
            batch = []
        if not blank:
            if not batch:
                first = number
            batch.append(line)
    if batch:
        yield first, batch


def lines(records: Records, *, batch_rows: int = 1024) -> Iterator[bytes]:
    """One JSON text a record.

    Raises:
        ArgumentError: This is nothing that holds records, or a packed file is damaged.
        OSError: The file cannot be read.
    """
    if isinstance(records, bytes):
        return _unpacked(io.BytesIO(records), place="the bytes")
    if isinstance(records, str | os.PathLike):
        path = Path(records)
        if path.suffix == ".parquet":
            return _frame_lines(pl.scan_parquet(path), batch_rows)
        return _file_lines(path)
    if isinstance(records, pl.DataFrame | pl.LazyFrame):
        return _frame_lines(records.lazy(), batch_rows)
    if hasattr(records, "__arrow_c_stream__"):
        return _frame_lines(pl.DataFrame(records).lazy(), batch_rows)
    if not hasattr(records, "__iter__"):
        raise ArgumentError(
            f"a {type(records).__name__} holds no records",
            mend="give a path, bytes, a polars or Arrow table, or an iterable of dicts",
        )
    return map(_line, records)


def _line(record: Mapping[str, Any] | str | bytes) -> bytes:
    match record:
        case bytes():
            return record
        case str():
            return record.encode("utf-8", "surrogatepass")
        case _:
            # A date of a frame is its text; what JSON cannot hold is told with its line.
            text = json.dumps(record, ensure_ascii=False, default=str)
            return text.encode("utf-8", "surrogatepass")


def _file_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _unpacked(file, place=str(path))


def _unpacked(file: BinaryIO, *, place: str) -> Iterator[bytes]:
    head = file.read(len(_ZSTD))
    file.seek(0)
    if head != _ZSTD:
        yield from map(_without_end, file)
        return
    try:
        yield from map(_without_end, io.BufferedReader(ZstandardReader(file), _CHUNK_BYTES))
    except (EOFError, zstandard.ZstdError) as error:
        raise ArgumentError(
            f"cannot be unpacked: {error}", where=place, mend="take the file from a backup"
        ) from error


def _without_end(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def _frame_lines(frame: pl.LazyFrame, batch_rows: int) -> Iterator[bytes]:
    names = frame.collect_schema().names()
    height = frame.select(pl.len()).collect().item()
    for start in range(0, height, batch_rows):
        part = frame.slice(start, batch_rows).collect()
        for row in part.iter_rows():
            yield _row_line(zip(names, row, strict=True))


def _row_line(row: Iterable[tuple[str, Any]]) -> bytes:
    """A row as JSON; text in a column of JSON goes in as it is, so that nothing is read twice."""
    cells = (
        f"{json.dumps(name)}:{value if _is_json(name, value) else json.dumps(value, default=str)}"
        for name, value in row
        if value is not None
    )
    return ("{" + ",".join(cells) + "}").encode("utf-8", "surrogatepass")


def _is_json(name: str, value: Any) -> bool:
    return name in _JSON_COLUMNS and isinstance(value, str)


def all_lines(records: Records) -> list[bytes]:
    """All records that are not blank."""
    return [line for line in lines(records) if line.strip()]
