"""A few workers of one set of tools, taken by whoever calls, preferably where the state is held."""

from __future__ import annotations

import contextlib
import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

from agentscaler.environments.worker.held import Held
from agentscaler.environments.worker.process import WorkerLostError, WorkerProcess
from agentscaler.errors import ArgumentError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentscaler.environments.state import State
    from agentscaler.environments.worker.limits import WorkerLimits

# A worker is replaced well before the system ends it for its processor time.
CPU_SHARE = 0.8


class Seat:
    """A worker, and what it holds."""

    def __init__(self, process: WorkerProcess, versions: int) -> None:
        self.process = process
        self.held = Held(versions)
        self.retired = False
        """Whether it is not to be asked again."""

    def ask(
        self, head: dict[str, Any], parts: list[bytes], *, timeout_s: float, body_bytes: int
    ) -> tuple[dict[str, Any], list[bytes]]:
        """As `WorkerProcess.request`."""
        try:
            return self.process.request(head, parts, timeout_s=timeout_s, body_bytes=body_bytes)
        except BaseException:
            self.retired = True
            raise


class Workers:
    """Up to ``count`` workers, started when they are needed and kept until `close`.

    Safe to use from several threads, and after a fork: a child process starts its own.

    Args:
        settings: What each worker is told at its start.
        prepare: Loads the tools into a worker that has just started.
        memory_bytes: Address space that each may take beyond its start.
        limits: What else each may use.
        count: Workers at most.
    """

    def __init__(
        self,
        settings: dict[str, Any],
        prepare: Callable[[Seat], None],
        *,
        memory_bytes: int,
        limits: WorkerLimits,
        count: int,
    ) -> None:
        if count < 1:
            raise ArgumentError(f"workers = {count} is out of range", mend="give at least 1")
        self.limits = limits
        self._settings = {
            "memory_bytes": memory_bytes,
            "cpu_s": limits.cpu_s,
            **settings,
        }
        self._prepare = prepare
        self._count = count
        self._begin()
        self._closed = False
        _after_fork.add(self)

    def _begin(self) -> None:
        self._idle: list[Seat] = []
        self._busy = 0
        self._change = threading.Condition()
        self._owner = os.getpid()

    @contextlib.contextmanager
    def seat(self, state: State | None = None, *, fresh: bool = False) -> Iterator[Seat]:
        """A worker for one call; it goes back, or is gone if it was lost.

        Args:
            state: A worker that holds it is preferred.
            fresh: Whether to start a new one, in the place of one that is idle.

        Raises:
            WorkerError: No worker can be started, or this is closed.
        """
        seat = self._take(state, fresh=fresh)
        try:
            if seat is None:
                seat = self._start()
            yield seat
        finally:
            if seat is not None and seat.retired:
                seat.process.kill()
                seat = None
            with self._change:
                self._busy -= 1
                if seat is not None and not self._closed:
                    self._idle.append(seat)
                    seat = None
                self._change.notify()
            if seat is not None:
                seat.process.kill()

    def _take(self, state: State | None, *, fresh: bool) -> Seat | None:
        with self._change:
            while True:
                if self._closed:
                    raise WorkerError("these workers are closed", mend="make the tool set anew")
                if self._idle and not fresh:
                    self._busy += 1
                    return self._idle.pop(self._best(state))
                if self._busy + len(self._idle) < self._count:
                    self._busy += 1
                    return None
                if self._idle:
                    self._idle.pop(0).process.kill()
                    continue
                self._change.wait()

    def _best(self, state: State | None) -> int:
        if state is not None and len(self._idle) > 1:
            for at, seat in enumerate(self._idle):
                if seat.held.find(state) is not None:
                    return at
            if len(self._idle) + self._busy < self._count:
                return -1
        return 0

    def _start(self) -> Seat:
        process = WorkerProcess(self._settings, start_s=self.limits.start_s)
        seat = Seat(process, self.limits.versions)
        try:
            self._prepare(seat)
        except WorkerLostError as lost:
            raise WorkerError(
                f"a worker was lost while it loaded the tools: {lost.reason}",
                where=lost.detail,
                mend="their code may need more time or memory: see Limits and WorkerLimits",
            ) from None
        except BaseException:
            process.kill()
            raise
        return seat

    def retire_if_old(self, seat: Seat, answer: dict[str, Any]) -> None:
        """Replace a worker that has little processor time left, or that asks for it."""
        used = answer.get("cpu_s")
        if answer.get("retire") or (
            isinstance(used, (int, float)) and used > CPU_SHARE * self.limits.cpu_s
        ):
            seat.retired = True

    def close(self) -> None:
        """End all workers; those in use end after their call."""
        with self._change:
            self._closed = True
            idle, self._idle = self._idle, []
            self._change.notify_all()
        for seat in idle:
            seat.process.kill()

    def leave_to_parent(self) -> None:
        """After a fork: the workers belong to the process that started them."""
        idle = self._idle
        self._begin()
        for seat in idle:
            seat.process.kill()  # closes the pipes; the process is not ours to end


_after_fork: weakref.WeakSet[Workers] = weakref.WeakSet()


def _forked() -> None:
    for workers in list(_after_fork):
        workers.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
