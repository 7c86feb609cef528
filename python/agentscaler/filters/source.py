"""Trajectories from wherever they are, cut into batches of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.records import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments.records import Records

BATCH_ROWS = 1024
"""Lines of a batch at most: enough for all threads."""

BATCH_BYTES = 32 << 20
"""Bytes of a batch, but for its last line: long lines must not fill the memory."""


def batches(
    records: Records, *, batch_rows: int = BATCH_ROWS
) -> Iterator[tuple[list[int], list[bytes]]]:
    """Lines with their numbers, from 1; blank lines are left out and keep their number.

    Raises:
        ArgumentError: This holds no records.
        OSError: The file cannot be read.
    """
    numbers, batch, size = list[int](), list[bytes](), 0
    for number, line in enumerate(lines(records, batch_rows=batch_rows), 1):
        if not line or line.isspace():
            continue
        numbers.append(number)
        batch.append(line)
        size += len(line)
        if len(batch) >= batch_rows or size >= BATCH_BYTES:
            yield numbers, batch
            numbers, batch, size = [], [], 0
    if batch:
        yield numbers, batch
