"""Threads of this process: for work that waits for others rather than computes."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Self, TypeVar

from agentscaler.executors.local import checked_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOOK_S = 0.2
"""Seconds after which Ctrl-C is seen at the latest: a signal may reach another thread than the one
that waits here."""

T = TypeVar("T")
R = TypeVar("R")


class ThreadExecutor:
    """Runs everything in threads, in any order.

    Unlike processes an error cancels nothing: what can be done is done and handed out first, since
    it may have been paid for, and then the error of the smallest index is raised.

    Args:
        workers: Number of threads.

    Example:
        >>> with ThreadExecutor(workers=2) as executor:
        ...     sorted(executor.map(len, ["a", "bb"]))
        [(0, 1), (1, 2)]
    """

    def __init__(self, *, workers: int) -> None:
        self._workers = checked_workers(workers)

    @property
    def workers(self) -> int:
        """Number of threads."""
        return self._workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close: the threads of a `map` end with it."""

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield ``(index, function(items[index]))`` as each is done."""
        errors: dict[int, Exception] = {}
        pool = ThreadPoolExecutor(max_workers=self._workers)
        try:
            futures = {pool.submit(function, item): index for index, item in enumerate(items)}
            waiting = set(futures)
            while waiting:
                done, waiting = wait(waiting, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
                for future in done:
                    error = future.exception()
                    if error is None:
                        yield futures[future], future.result()
                    elif isinstance(error, Exception):
                        errors[futures[future]] = error
                    else:
                        raise error
        finally:
            # After Ctrl-C whoever made the work has to end what its threads wait for.
            pool.shutdown(wait=False, cancel_futures=True)
        if errors:
            raise errors[min(errors)]
