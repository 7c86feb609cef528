"""Units of work for executors."""

from __future__ import annotations

import os
import signal
import time

from agentscaler.errors import SpecError


def square(x: int) -> int:
    return x * x


def slow_square(x: int) -> int:
    time.sleep(0.001 * (x % 5))
    return x * x


def fail_at_odd_tens(x: int) -> int:
    if x == 3:
        time.sleep(0.2)
    if x % 10 == 3:
        raise SpecError(f"bad {x}", reason="made_up", where=f"item {x}", mend="none")
    return x


def sleep_long(x: int) -> int:
    if x == 0:
        raise ValueError("first")
    time.sleep(60)
    return x


def die(x: int) -> int:
    if x == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def pid_and_threads(_: int) -> tuple[int, str | None, bool]:
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return os.getpid(), os.environ.get("POLARS_MAX_THREADS"), ignored
