"""Bulk verification: stored trajectories replayed and compared with the gold of their tasks.

Each trajectory is replayed on a fork of the initial state; its final state is compared with what
the gold calls left, and the reward is given with its reasons. Nothing that stands in a record is an
exception: a line that is no trajectory is a row with the reason.

    >>> from agentscaler.environments import Environment, State, ToolSet
    >>> tools = ToolSet('''
    ... def cancel_order(db, order_id: str):
    ...     db.update("orders", order_id, {"status": "cancelled"})
    ...     return "cancelled"
    ... ''')
    >>> orders = State.from_json({"orders": {"#1": {"status": "new"}, "#2": {"status": "new"}}})
    >>> shop = Environment(domain="shop", toolset=tools, initial_state=orders)
    >>> gold = [{"name": "cancel_order", "arguments": {"order_id": "#1"}}]
    >>> wrong = [{"name": "cancel_order", "arguments": '{"order_id": "#2"}'}]
    >>> verifier = Verifier(shop, [{"id": "t", "gold_calls": gold}])
    >>> frames = verifier.run(
    ...     [
    ...         {"id": "a", "task_id": "t", "calls": gold},
    ...         {"id": "b", "task_id": "t", "calls": wrong},
    ...         "no JSON",
    ...     ]
    ... )
    >>> rows = next(frames)
    >>> rows["status"].to_list(), rows["reward"].to_list()
    (['equal', 'different', 'malformed'], [1.0, 0.0, None])
    >>> print(rows["diff"][1])
    orders
      ~ "#1"
          status: "cancelled" -> "new"
      ~ "#2"
          status: "new" -> "cancelled"
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.environments.engines import TrajectoryVerifier
from agentscaler.environments.output import write_frames
from agentscaler.environments.records import all_lines, batches
from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from agentscaler.environments.environment import Environment
    from agentscaler.environments.records import Records

STATUSES = (
    "equal",
    "different",
    "undecided",
    "faulted",
    "gold_broken",
    "bad_task",
    "unknown_task",
    "malformed",
)
"""What may become of a trajectory.

``equal``, ``different``: its final state beside the gold state, under the equivalence.
``undecided``: the bound of the comparison was reached; it never counts as equal.
``faulted``: a tool failed in the replay, which says nothing about the agent.
``gold_broken``: a gold call of the task is not answered. ``bad_task``: the task cannot be read.
``unknown_task``, ``malformed``: there is no such task; the line is no trajectory.
"""

SOUND = STATUSES[:3]
"""What says something about the agent; whatever else there is has a mend."""

FORMAT_VERSION = 1
SCHEMA: dict[str, Any] = {
    "format_version": pl.UInt8,
    "line": pl.UInt64,
    "id": pl.String,
    "task_id": pl.String,
    "status": pl.String,
    "reward": pl.Float64,
    "comparison": pl.String,
    "reason": pl.String,
    "untold": pl.String,
    "unread": pl.String,
    "renaming": pl.String,
    "diff": pl.String,
    "diff_json": pl.String,
    "final_changes": pl.String,
    "calls_ok": pl.UInt32,
    "calls_refusal": pl.UInt32,
    "calls_invalid_call": pl.UInt32,
    "calls_fault": pl.UInt32,
    "calls_infrastructure": pl.UInt32,
}
"""Columns of a verification.

``line``: number of the record, from 1. ``reward``: 1 or 0 where the status is equal, different or
undecided. ``comparison``: verdict on the states, also for a faulted one and under broken gold.
``reason``: why it is not equal. ``untold``, ``unread``: what the reward missed, as JSON.
``renaming``: ids that stand for others, as JSON. ``diff``: from the gold state to the final state,
for people; ``diff_json``: the same as JSON. ``final_changes``: what the trajectory changed, as
JSON. ``calls_*``: number of calls by kind.
"""


@dataclass(kw_only=True, slots=True)
class Summary:
    """How many trajectories of each kind there were."""

    statuses: Counter[str] = field(default_factory=Counter)
    """By status."""
    rewarded: int = 0
    """With reward 1."""
    untold: int = 0
    """Equal in the state, but a value of the answer was not told."""
    unread: int = 0
    """Equal in the state, but a gold read was not made."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.statuses.total()

    def add(self, frame: pl.DataFrame) -> None:
        """Count the rows of a verification."""
        self.statuses.update(frame["status"].to_list())
        equal = pl.col("status") == "equal"
        counts = frame.select(
            rewarded=(pl.col("reward") > 0).sum(),
            untold=(equal & (pl.col("untold") != "[]")).sum(),
            unread=(equal & (pl.col("unread") != "[]")).sum(),
        ).row(0)
        self.rewarded += counts[0]
        self.untold += counts[1]
        self.unread += counts[2]


class Verifier:
    """Tasks with their gold states, ready for any number of trajectories.

    Args:
        environment: Its tools, initial state, clock and equivalence.
        tasks: Records ``{"id", "gold_calls", "answer", "read_only", "initial_state", "seed"}``; all
            but the first two may be missing. ``gold_calls``: objects with ``name`` and
            ``arguments``. ``initial_state``: the JSON of a `StateDiff` that turns the initial state
            of the environment into that of the task.
        workers: Number of threads; the result does not depend on it.

    Raises:
        ArgumentError: There are no workers, or this holds no records.
        OSError: The file of the tasks cannot be read.
    """

    def __init__(self, environment: Environment, tasks: Records, *, workers: int = 1) -> None:
        if workers < 1:
            raise ArgumentError(f"workers is {workers}, but must be at least 1")
        self._workers = workers
        self._verifier = TrajectoryVerifier(
            environment.in_process().compiled,
            environment.fresh(seed=0),
            environment.equivalence.rules,
            all_lines(tasks),
            threads=workers,
        )

    @property
    def tasks(self) -> dict[str, str | None]:
        """By id: what is wrong with the task, ``None`` where nothing is."""
        return dict(self._verifier.tasks())

    @property
    def lost_tasks(self) -> list[tuple[int, str]]:
        """Records of tasks without an id: number from 1, and why."""
        return self._verifier.lost()

    def run(self, trajectories: Records, *, batch_rows: int = 1024) -> Iterator[pl.DataFrame]:
        """Verify trajectories, a frame a batch, in their order.

        Args:
            trajectories: Records with ``id``, ``task_id``, and either ``messages`` as OpenAI has
                them or ``calls`` (and ``texts``). ``seed``: that of the episode; without it the one
                of the task.
            batch_rows: Trajectories that are held at a time.

        Yields:
            Frames with the columns of `SCHEMA`.

        Raises:
            ArgumentError: This holds no records.
            OSError: The file cannot be read.
            KeyboardInterrupt: Ctrl-C.
        """
        if batch_rows < 1:
            raise ArgumentError(f"batch_rows is {batch_rows}, but must be at least 1")
        for first, batch in batches(trajectories, batch_rows=batch_rows):
            columns = self._verifier.verify(batch, threads=self._workers)
            frame = pl.DataFrame(columns, schema={name: SCHEMA[name] for name in columns})
            numbers = pl.int_range(first, first + len(batch), dtype=pl.UInt64, eager=True)
            frame = frame.with_columns(
                pl.lit(FORMAT_VERSION, dtype=pl.UInt8).alias("format_version"),
                numbers.alias("line"),
            )
            yield frame.select(list(SCHEMA))

    def write(
        self,
        trajectories: Records,
        out: str | PathLike[str] | None,
        *,
        batch_rows: int = 1024,
        progress: Callable[[int], None] | None = None,
    ) -> Summary:
        """Verify trajectories into a file, whole or not at all.

        Args:
            trajectories: As in `run`.
            out: ``.jsonl``, ``.jsonl.zst`` or ``.parquet``; it stands there when all is done. With
                ``None`` everything is counted and nothing is written.
            batch_rows: Trajectories that are held at a time.
            progress: Called with the number of trajectories of each batch.

        Returns:
            How many there were of each kind.
        """
        summary = Summary()

        def counted() -> Iterator[pl.DataFrame]:
            for frame in self.run(trajectories, batch_rows=batch_rows):
                summary.add(frame)
                if progress is not None:
                    progress(frame.height)
                yield frame

        if out is None:
            for _ in counted():
                pass
        else:
            write_frames(counted(), out, schema=SCHEMA)
        return summary
