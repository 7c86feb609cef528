"""Progress for people, on standard error: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

from agentscaler.cli.terminal import console
from agentscaler.cli.text import count, seconds

if TYPE_CHECKING:
    from agentscaler.world import Progress


def make_progress() -> BarProgress | LineProgress:
    """What fits standard error."""
    return BarProgress() if sys.stderr.isatty() else LineProgress()


class LineProgress:
    """A line when a stage begins and one when it ends: what a log file wants."""

    def __init__(self) -> None:
        self._started: dict[str, float] = {}
        self._done: dict[str, int] = {}
        self._unit: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    def begin(self, stage: str, unit: str, total: int | None) -> None:
        """Say that it begins."""
        self._started[stage] = time.monotonic()
        self._done[stage] = 0
        self._unit[stage] = unit
        self._say(f"{stage}: " + (unit if total is None else _amount(total, unit)))

    def advance(self, stage: str, amount: int = 1) -> None:
        """Count."""
        self._done[stage] = self._done.get(stage, 0) + amount

    def end(self, stage: str) -> None:
        """Say how long it took."""
        took = seconds(time.monotonic() - self._started.pop(stage, time.monotonic()))
        done = _amount(self._done.pop(stage, 0), self._unit.pop(stage, ""))
        self._say(f"{stage}: {done} in {took}")

    def _say(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def _amount(number: int, unit: str) -> str:
    """A number with its unit, which a stage may give in the singular or in the plural."""
    return count(number, unit.removesuffix("s"))


class BarProgress:
    """A bar for each stage that works, gone when all is done."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._bars = Bars(
            TextColumn("{task.fields[stage]}", style="bold"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}", style="dim"),
            TimeElapsedColumn(),
            console=console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def begin(self, stage: str, unit: str, total: int | None) -> None:
        """Draw a bar."""
        self.end(stage)
        self._tasks[stage] = self._bars.add_task("", stage=f"{stage:<8}", unit=unit, total=total)

    def advance(self, stage: str, amount: int = 1) -> None:
        """Move it."""
        if stage in self._tasks:
            self._bars.advance(self._tasks[stage], amount)

    def end(self, stage: str) -> None:
        """Take it away."""
        if stage in self._tasks:
            self._bars.remove_task(self._tasks.pop(stage))


if TYPE_CHECKING:
    _lines: Progress = LineProgress()
    _bars: Progress = BarProgress()
