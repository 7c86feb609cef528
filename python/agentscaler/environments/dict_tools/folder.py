"""Loads an environment that somebody has as a folder in the layout of tau-bench."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from agentscaler.environments.dict_tools.toolset import DictToolSet, Rules
from agentscaler.environments.state import State
from agentscaler.environments.worker.remote import options, parsed
from agentscaler.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.toolset import Limits
    from agentscaler.environments.worker.limits import WorkerLimits


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderTask:
    """A task as the folder has it."""

    id: str
    """Split and position, such as ``test_0``."""
    split: str
    """Name of its file without ``tasks_``."""
    user_id: str
    intent: str
    """The instruction of the simulated user."""
    gold_calls: tuple[dict[str, Any], ...]
    """Name and arguments of each call."""
    answer: tuple[str, ...]
    """Outputs that the user must be told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TauFolder:
    """What stands in a folder. Close it, or use ``with``: its tools run in another process."""

    tools: DictToolSet
    state: State
    """The database as every episode begins with it; `State.fork` it."""
    tasks: tuple[FolderTask, ...]
    policy: str
    """The text that the agent is given."""
    rules: tuple[str, ...]

    def close(self) -> None:
        """End the workers."""
        self.tools.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def load_tau_folder(
    path: str | Path,
    *,
    limits: Limits | None = None,
    worker_limits: WorkerLimits | None = None,
    workers: int = 1,
    refusals: Sequence[str] = ("Error",),
    trust_code: bool = False,
) -> TauFolder:
    """Load a folder such as ``tau_bench/envs/retail``.

    Its Python files are foreign code: they are only ever run in a worker, which may read this
    folder and the installed packages, write nothing, and reach no network.

    Args:
        path: The folder with ``tools/``, ``data/``, ``tasks*.py`` or ``tasks*.json``, and a policy.
        limits: As of `DictToolSet`.
        worker_limits: As of `DictToolSet`.
        workers: As of `DictToolSet`.
        refusals: As of `DictToolSet`.
        trust_code: As of `DictToolSet`.

    Raises:
        WorkerError: It is not laid out so, its code fails, or the system cannot confine it.
        StateError: Its data are no tables.

    Example:
        >>> with load_tau_folder("tau_bench/envs/retail") as retail:  # doctest: +SKIP
        ...     state = retail.state.fork()
        ...     for call in retail.tasks[0].gold_calls:
        ...         retail.tools.call(state, call["name"], call["arguments"])
    """
    folder = Path(path).resolve()
    if not folder.is_dir():
        raise WorkerError("there is no such folder", where=str(folder))
    used = options(limits, worker_limits, workers)
    tools, contents = DictToolSet.of_folder(folder, used, Rules(refusals, trust_code))
    try:
        tables, tasks, policy, rules = contents
        return TauFolder(
            tools=tools,
            state=State.from_json(tables),
            tasks=_tasks(parsed(tasks), folder),
            policy=str(parsed(policy)),
            rules=tuple(str(rule) for rule in parsed(rules)),
        )
    except BaseException:
        tools.close()
        raise


def _tasks(splits: dict[str, list[dict[str, Any]]], folder: Path) -> tuple[FolderTask, ...]:
    found: list[FolderTask] = []
    for split, tasks in splits.items():
        for at, task in enumerate(tasks):
            try:
                found.append(_task(task, split, f"{split}_{at}"))
            except (KeyError, TypeError, AttributeError) as fault:
                raise WorkerError(
                    f"task {at} is not laid out as a task: {type(fault).__name__}: {fault}",
                    where=f"{folder.name}, split {split}",
                    mend="give it an instruction and actions with name and kwargs",
                ) from None
    return tuple(found)


def _task(task: dict[str, Any], split: str, name: str) -> FolderTask:
    calls = [
        {
            "name": str(action["name"]),
            "arguments": action.get("kwargs", action.get("arguments", {})),
        }
        for action in task.get("actions", ())
    ]
    return FolderTask(
        id=str(task.get("id", name)),
        split=split,
        user_id=str(task.get("user_id", "")),
        intent=str(task["instruction"]),
        gold_calls=tuple(calls),
        answer=tuple(str(output) for output in task.get("outputs") or ()),
    )
