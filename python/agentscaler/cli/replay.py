"""``agentscaler replay``."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003 (the command line reads annotations)
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.text import Text

from agentscaler.cli.failure import FAILED
from agentscaler.cli.options import JsonFlag, WholeFlag
from agentscaler.cli.progress import make_progress
from agentscaler.cli.terminal import console, dim, print_json, strong, table
from agentscaler.cli.text import count, visible
from agentscaler.environments.environment import Environment
from agentscaler.environments.output import check_name
from agentscaler.environments.verification import SOUND, STATUSES, Summary, Verifier
from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from rich.console import Console

_MEANING = {
    "equal": "the final state is the gold state",
    "different": "another final state",
    "undecided": "the bound of the comparison was reached",
    "faulted": "a tool failed in the replay",
    "gold_broken": "a gold call of the task is not answered",
    "bad_task": "the task cannot be read",
    "unknown_task": "there is no such task",
    "malformed": "the line is no trajectory",
}
_SHOWN = 5
"""Broken tasks that are told one by one."""


def replay(
    trajectories: Path,
    /,
    *,
    environment: Annotated[Path, Parameter(name=("--environment", "-e"))],
    tasks: Annotated[Path, Parameter(name=("--tasks", "-t"))],
    out: Annotated[Path | None, Parameter(name=("--out", "-o"))] = None,
    workers: WholeFlag = None,
    json: JsonFlag = False,
) -> int:
    """Replay stored trajectories and compare their final states with gold.

    For each: equal, or which rows differ; whether a tool failed, gold is broken, or the line is no
    trajectory; the reward and what it missed. The exit code is 1 when there is something to mend:
    anything but equal, different and undecided.

    Args:
        trajectories: Lines of JSON (.jsonl, .jsonl.zst) or .parquet: id, task_id, messages.
        environment: Folder of the environment: environment.json, tools.py, state.json.
        tasks: Lines of JSON or .parquet: id, gold_calls, answer, read_only, initial_state.
        out: Where a row for each is written: .jsonl, .jsonl.zst or .parquet. It stands there
            complete or not at all.
        workers: Number of threads; every core when left out. Results do not depend on it.
        json: For machines.
    """
    if out is not None:
        check_name(out)
    for path in (trajectories, tasks):
        if not path.is_file():
            raise ArgumentError("there is no such file", where=str(path), mend="check the path")
    threads = (os.cpu_count() or 1) if workers is None else workers
    place = Environment.from_folder(environment)
    verifier = Verifier(place, tasks, workers=threads)
    with make_progress() as progress:
        progress.begin("replay", "trajectories", None)
        summary = verifier.write(
            trajectories, out, progress=lambda n: progress.advance("replay", n)
        )
        progress.end("replay")
    sound = sum(summary.statuses[status] for status in SOUND) == summary.total
    broken = {id_: why for id_, why in verifier.tasks.items() if why is not None}
    if json:
        print_json(
            {
                "trajectories": summary.total,
                "statuses": {status: summary.statuses[status] for status in STATUSES},
                "rewarded": summary.rewarded,
                "untold": summary.untold,
                "unread": summary.unread,
                "broken_tasks": broken,
                "lost_tasks": [{"line": line, "why": why} for line, why in verifier.lost_tasks],
                "out": None if out is None else str(out),
            }
        )
    else:
        _draw(console(), summary, broken, verifier.lost_tasks, out)
    return 0 if sound and not broken and not verifier.lost_tasks else FAILED


def _draw(
    to: Console,
    summary: Summary,
    broken: dict[str, str],
    lost: list[tuple[int, str]],
    out: Path | None,
) -> None:
    shown = table("", "trajectories", "share", "what*", right=("trajectories", "share"))
    for status in STATUSES:
        number = summary.statuses[status]
        if number or status in SOUND[:2]:
            style = "bold" if status in SOUND else "bold red"
            share = f"{number / summary.total:.1%}" if summary.total else ""
            shown.add_row(Text(status, style=style), f"{number:,}", share, dim(_MEANING[status]))
    to.print(shown)
    of = count(summary.total, "trajectory", "trajectories")
    to.print(strong(f"{summary.rewarded:,} of {of} earn the reward"))
    for number, what in (
        (summary.untold, "left the gold state but did not tell the whole answer"),
        (summary.unread, "left the gold state but did not make the gold reads"),
    ):
        if number:
            to.print(dim(f"{number:,} {what}"))
    for id_, why in list(broken.items())[:_SHOWN]:
        to.print(Text.assemble(("task ", "bold red"), visible(id_), ": ", visible(why)))
    for line, why in lost[:_SHOWN]:
        to.print(Text.assemble(("task ", "bold red"), f"on line {line}: ", visible(why)))
    hidden = max(len(broken) - _SHOWN, 0) + max(len(lost) - _SHOWN, 0)
    if hidden:
        to.print(dim(f"and {count(hidden, 'more task')} like these; --json tells all"))
    if out is not None:
        to.print(dim(f"rows: {visible(str(out))}"))
