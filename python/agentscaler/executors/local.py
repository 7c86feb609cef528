"""Executors of one machine.

Workers are *spawned*, on every system: a fork of a process that has threads (polars, BLAS and our
own engines start some) can deadlock, and a fork server that has imported the caller's main module
has threads too. A worker costs its imports once; the pool lives as long as its executor.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import signal
import sys
import threading
import types
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Self, TypeVar

from agentscaler.errors import AgentScalerError, ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from agentscaler.world import Executor

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Units of work handed out per worker: one that runs and one that waits, so that no worker is idle
and no more results than these lie in memory."""


def usable_cores() -> int:
    """Cores that this process may use, which in a container is fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class SerialExecutor:
    """Runs everything in this process, one after the other.

    Example:
        >>> with SerialExecutor() as executor:
        ...     list(executor.map(len, ["a", "bb"]))
        [(0, 1), (1, 2)]
    """

    def __init__(self, *, workers: int = 1) -> None:
        self._workers = checked_workers(workers)

    @property
    def workers(self) -> int:
        """Number of threads that a compiled engine may use."""
        return self._workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield ``(index, function(items[index]))`` in order; see :class:`Executor`."""
        for index, item in enumerate(items):
            yield index, function(item)


class ProcessExecutor:
    """Runs everything in ``workers`` processes of this machine.

    The first error (the one with the smallest index, as :class:`SerialExecutor` would raise it)
    cancels the rest. Ctrl-C ends the workers; so does the death of this process.

    Args:
        workers: Number of processes; also the number of threads of a compiled engine, which runs
            in this process while the workers wait.
    """

    def __init__(self, *, workers: int) -> None:
        self._workers = checked_workers(workers)
        self._pool: ProcessPoolExecutor | None = None

    @property
    def workers(self) -> int:
        """Number of processes."""
        return self._workers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._close()
        else:
            self._kill()

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield ``(index, function(items[index]))`` as each is done; see :class:`Executor`.

        Raises:
            AgentScalerError: The first error that a call raised, or the death of a worker.
        """
        running: dict[Future[R], int] = {}
        waiting = iter(range(len(items)))
        failed: tuple[int, BaseException] | None = None
        complete = False
        try:
            while True:
                if failed is None:
                    self._hand_out(function, items, waiting, running)
                # After an error only what came before it matters: it may fail too, and first.
                open_calls = [f for f, i in running.items() if failed is None or i < failed[0]]
                if not open_calls:
                    break
                done, _ = wait(open_calls, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=running.__getitem__):
                    index = running.pop(future)
                    error = future.exception()
                    if error is None and failed is None:
                        yield index, future.result()
                    elif error is not None and (failed is None or index < failed[0]):
                        failed = index, error
            if failed is not None:
                raise _explained(failed[1])
            complete = True
        finally:
            # Also when the caller stops listening, or Ctrl-C arrives in one of the lines above.
            if not complete:
                self._kill()

    def _hand_out(
        self,
        function: Callable[[T], R],
        items: Sequence[T],
        waiting: Iterator[int],
        running: dict[Future[R], int],
    ) -> None:
        pool = self._open()
        with _signals_held_back(), _main_hidden_from(function):
            while len(running) < self._workers * _AHEAD:
                index = next(waiting, None)
                if index is None:
                    return
                try:
                    running[pool.submit(function, items[index])] = index
                except BrokenProcessPool as error:
                    raise _explained(error) from None

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin_worker,
            )
        return self._pool

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _kill(self) -> None:
        """End the workers now: a unit of work may take minutes, and nobody wants its result."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        # The pool has no public way to end its processes before Python 3.14.
        workers = list((pool._processes or {}).values())  # noqa: SLF001
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(timeout=5)
            if worker.is_alive():
                worker.kill()
        pool.shutdown(wait=True)


def local_executor(workers: int | None = None) -> SerialExecutor | ProcessExecutor:
    """The executor for a number of workers (``None``: every core that this process may use).

    Example:
        >>> local_executor(1).workers
        1
    """
    workers = usable_cores() if workers is None else workers
    return SerialExecutor() if workers == 1 else ProcessExecutor(workers=workers)


def checked_workers(workers: int) -> int:
    """A number of workers that can be.

    Raises:
        ArgumentError: It is below 1.
    """
    if workers < 1:
        raise ArgumentError(f"workers is {workers}, but must be at least 1")
    return workers


def _begin_worker() -> None:
    """What a worker does before its first unit of work."""
    # Ctrl-C reaches the whole process group; the coordinating process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The workers are the parallelism: threads on top of them would only fight for cores.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed coordinator cannot tell its workers, and they would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
    """Let a worker that starts here be born deaf to Ctrl-C; ours arrives when the block ends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


@contextlib.contextmanager
def _main_hidden_from(function: Callable[..., object]) -> Iterator[None]:
    """Let a worker that starts here not import the caller's script.

    A spawned process imports it to find functions in it. Ours are in packages, and a script that
    calls us at its top, without ``if __name__ == "__main__"``, would start itself again without
    end; a notebook or standard input could not be imported at all.
    """
    while isinstance(function, functools.partial):
        function = function.func
    if getattr(function, "__module__", "__main__") == "__main__":
        yield
        return
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _explained(error: BaseException) -> BaseException:
    if isinstance(error, BrokenProcessPool):
        return AgentScalerError(
            "a worker process died before its work was done",
            mend="most often it ran out of memory: try --workers 1; finished work stays",
        )
    return error


if TYPE_CHECKING:
    _serial: Executor = SerialExecutor()
    _process: Executor = ProcessExecutor(workers=2)
