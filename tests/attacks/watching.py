"""What has to hold around an attack: no process, descriptor or memory is left over."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

import pytest

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere foreign code is not confined"
)
MEMORY_BYTES = 128 << 20
ALLOWED = 1.2


def children():
    """Process ids of the children of this process."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found += (task / "children").read_text().split()
    return found


def descriptors():
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


@contextlib.contextmanager
def watched():
    """As many children and open files after it as before."""
    before = children(), descriptors()
    yield
    after = children(), descriptors()
    assert after == before


def peak_bytes(pid, field="VmHWM"):
    """Peak memory of a process; 0 for one that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith(field):
            return int(line.split()[1]) << 10
    return 0


def workers_of(tools):
    return [seat.process.pid for seat in tools._workers._idle]


def check_memory(tools):
    for pid in workers_of(tools):
        assert peak_bytes(pid) <= ALLOWED * MEMORY_BYTES
        limits = Path(f"/proc/{pid}/limits").read_text()
        (line,) = (line for line in limits.splitlines() if line.startswith("Max address space"))
        soft, hard = line.split()[3:5]
        # The kernel holds it: no worker that is gone had more either.
        assert soft == hard
        assert int(soft) <= ALLOWED * MEMORY_BYTES + (32 << 20)


def elapsed(began):
    return time.monotonic() - began
