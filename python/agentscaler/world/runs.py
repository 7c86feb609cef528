"""``runs.jsonl``: when, where, how long, how it ended. Outside every digest."""

from __future__ import annotations

import json
import os
import platform
import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from agentscaler.world.canonical import canonical_json
from agentscaler.world.disk import append_line
from agentscaler.world.paths import RUNS_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from agentscaler.world.disk import Disk


class RunLog:
    """Two lines for each run, its begin and its end; a killed run has only the first."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._path = folder / RUNS_NAME
        self._disk = disk
        self._run = ""
        self._clock = 0.0

    def begin(self, **about: Any) -> None:
        """A run starts.

        Args:
            about: What it was asked for; JSON values.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._run, self._clock = f"{now}-{os.getpid()}", time.monotonic()
        self._add(
            event="begin",
            time=now,
            host=socket.gethostname(),
            pid=os.getpid(),
            python=platform.python_version(),
            platform=platform.platform(),
            cores=os.cpu_count(),
            **about,
        )

    def end(self, *, outcome: str, stages: Sequence[Mapping[str, Any]]) -> None:
        """The run is over.

        Args:
            outcome: ``done``, ``failed: <error>`` or ``interrupted``.
            stages: One record a stage: its name, seconds, whether it was skipped.
        """
        seconds = round(time.monotonic() - self._clock, 3)
        self._add(
            event="end",
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            outcome=outcome,
            seconds=seconds,
            peak_memory_bytes=_peak_memory_bytes(),
            stages=list(stages),
        )

    def _add(self, **record: Any) -> None:
        append_line(self._disk, self._path, canonical_json({"run": self._run, **record}))


def read_runs(folder: Path) -> list[dict[str, Any]]:
    """The records, oldest first; a torn line (a killed run) is left out."""
    try:
        lines = (folder / RUNS_NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    records = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def _peak_memory_bytes() -> int | None:
    """Highest resident memory of this process so far; unknown on Windows."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024
