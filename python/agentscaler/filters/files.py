r"""Files of anybody's trajectories through the funnel: verdicts, what is kept and what is dropped.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> lines = b'{"messages": [{"role": "assistant", "content": "Hi!"}]}\n{"messages": []}\n'
>>> with TemporaryDirectory() as folder:
...     filtered = filter_files(lines, folder)
...     kept = (Path(folder) / "kept.jsonl").read_bytes()
>>> kept
b'{"messages": [{"role": "assistant", "content": "Hi!"}]}\n'
>>> print(filtered.table.text())
stage       in  dropped  out
reading      2             2
validity     2        1    1
  empty              1
repetition   1             1
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.environments.output import write_frames
from agentscaler.errors import ArgumentError
from agentscaler.filters.funnel import RUN_SCHEMA, Funnel
from agentscaler.filters.table import FunnelTable
from agentscaler.world.disk import temporary_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike
    from typing import BinaryIO

    import polars as pl

    from agentscaler.environments.records import Records


@dataclass(frozen=True, kw_only=True, slots=True)
class Filtered:
    """What a run over files has made."""

    table: FunnelTable
    """How many came in, were dropped for which reason, and went on."""
    kept: Path
    """``kept.jsonl``: the lines that passed, byte for byte."""
    dropped: Path
    """``dropped.jsonl``: the others."""
    verdicts: Path
    """``verdicts.parquet``: a row a record, the columns of `RUN_SCHEMA`."""


def filter_files(
    records: Records,
    out: str | PathLike[str],
    *,
    funnel: Funnel | None = None,
    strict: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Filtered:
    r"""Judge trajectories; write verdicts, and the lines as they came, apart.

    The three files stand there when all is done: while it runs, and after a crash, the old ones do.
    Lines keep their bytes; their end is ``\n``.

    Args:
        records: As for `Funnel.run`.
        out: Folder; it is made where it is missing.
        funnel: The stages. Without it validity and repetition judge.
        strict: A line that is no trajectory is an error, not a verdict.
        progress: Called with the number of records of each batch.

    Raises:
        ArgumentError: This holds no records, or the file of the records would be overwritten.
        OSError: A file cannot be read or written.
        TrajectoryError: `strict`, and a line is no trajectory.
    """
    funnel = funnel or Funnel()
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    names = ("kept.jsonl", "dropped.jsonl", "verdicts.parquet")
    kept, dropped, verdicts = (folder / name for name in names)
    if isinstance(records, str | os.PathLike):
        source = Path(records).resolve()
        if source in {path.resolve() for path in (kept, dropped, verdicts)}:
            raise ArgumentError(
                "the records would be overwritten", where=str(records), mend="name another folder"
            )
    table = FunnelTable(stages=funnel.config.stages)
    temporary = [path.with_name(temporary_name(path.name)) for path in (kept, dropped)]
    try:
        with contextlib.ExitStack() as stack:
            sinks = tuple(stack.enter_context(path.open("wb")) for path in temporary)

            def judged() -> Iterator[pl.DataFrame]:
                for frame, lines in funnel.judge(records, strict=strict):
                    _part(frame["kept"], lines, sinks)
                    table.add(frame)
                    yield frame
                    if progress is not None:
                        progress(frame.height)

            write_frames(judged(), verdicts, schema=dict(RUN_SCHEMA))
            for sink in sinks:
                sink.flush()
                os.fsync(sink.fileno())
        for path, final in zip(temporary, (kept, dropped), strict=True):
            path.replace(final)
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)
    return Filtered(table=table, kept=kept, dropped=dropped, verdicts=verdicts)


def _part(kept: pl.Series, lines: list[bytes], sinks: tuple[BinaryIO, ...]) -> None:
    keep, drop = sinks
    for is_kept, line in zip(kept, lines, strict=True):
        sink = keep if is_kept else drop
        sink.write(line)
        sink.write(b"\n")
