"""What a process does that wants a lock."""

from __future__ import annotations

import os
import time

from agentscaler.errors import WorldLockedError
from agentscaler.world.disk import Disk
from agentscaler.world.lock import Lock


def take_and_count(root):
    """In a process of its own: take the lock many times, note each time alone."""
    taken = 0
    for _ in range(30):
        try:
            with Lock(root, Disk()):
                mark = root / "inside"
                descriptor = os.open(mark, os.O_CREAT | os.O_EXCL)
                os.close(descriptor)
                time.sleep(0.0005)
                mark.unlink()
                taken += 1
        except WorldLockedError:
            time.sleep(0.001)
    return taken
