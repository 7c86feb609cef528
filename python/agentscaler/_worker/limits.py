"""Limits that a worker sets itself before it reads input: memory, processor time, files."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

resource: Any
try:
    import resource
except ImportError:  # Windows: the parent's deadline is all there is
    resource = None


class Limits(NamedTuple):
    """What a worker allows itself."""

    memory_bytes: int
    """Address space beyond what the process had at its start, in bytes."""
    cpu_s: int
    """Processor time of its whole life, in seconds."""


FILES = 64
"""Open files: the pipes, and what an import opens."""


def take(limits: Limits) -> list[str]:
    """Set the limits for good, as far as the system has them.

    Returns:
        Names of those that hold.
    """
    if resource is None:
        return []
    address_space = _address_space() + limits.memory_bytes
    wanted = {
        "RLIMIT_AS": address_space,
        "RLIMIT_CPU": limits.cpu_s,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": FILES,
        # Says nothing to root, whom the filter of system calls stops instead.
        "RLIMIT_NPROC": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    held = []
    for name, value in wanted.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        try:
            resource.setrlimit(which, (value, value))
        except (OSError, ValueError):  # macOS refuses some of them
            continue
        held.append(name)
    return held


def lower_memory(before: int) -> None:
    """Take back address space that only the start needed, in bytes."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if before and soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_AS, (soft - before, hard - before))


def _address_space() -> int:
    """Bytes that the process maps now, where the system tells."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - pathlib costs 2 ms here
            pages = int(file.read().split()[0])
    except (OSError, ValueError):
        # Of a process without numpy and polars, generously.
        return 64 << 20
    return pages * os.sysconf("SC_PAGE_SIZE")
