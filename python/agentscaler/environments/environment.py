"""An environment that runs: tools on a state, read from a folder.

>>> import json, pathlib, tempfile
>>> folder = pathlib.Path(tempfile.mkdtemp())
>>> _ = (folder / "environment.json").write_text('{"format_version": 1, "domain": "shop"}')
>>> _ = (folder / "state.json").write_text('{"orders": {"#1": {"status": "pending"}}}')
>>> _ = (folder / "tools.py").write_text('''
... def cancel_order(db, order_id: str):
...     "Cancel an order."
...     if db.get("orders", order_id) is None:
...         refuse(f"order {order_id} not found")
...     db.update("orders", order_id, {"status": "cancelled"})
...     return {"status": "cancelled"}
... ''')
>>> shop = Environment.from_folder(folder)
>>> shop.reset(seed=7)
>>> shop.call("cancel_order", {"order_id": "#2"}).content
'order #2 not found'
>>> shop.call("cancel_order", '{"order_id": "#1"}').content
'{"status": "cancelled"}'
>>> print(shop.state.changes())
orders
  ~ "#1"
      status: "pending" -> "cancelled"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from agentscaler.environments.folder import read_folder
from agentscaler.environments.header import Header
from agentscaler.environments.state import Equivalence, State
from agentscaler.environments.toolset import ToolSet
from agentscaler.environments.worker import TrustedSources, WorkerToolSet
from agentscaler.errors import ArgumentError, EnvironmentFileError, ToolError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

    from agentscaler.environments.design.blueprint import Blueprint
    from agentscaler.environments.design.draft import Rule
    from agentscaler.environments.state import Schema, StateDiff
    from agentscaler.environments.toolset import Limits, ToolResult
    from agentscaler.world import World

_CHECKED = TrustedSources()
"""Sources that this process has seen compiled in a worker."""


class Environment:
    """Tools on a state, episode after episode.

    Episodes share the initial state and the compiled tools; `reset` begins one in less than a
    microsecond, `fork` splits one.

    Args:
        domain: What it is about.
        toolset: The compiled tools; those of a `WorkerToolSet` never run in this process.
        initial_state: The state that an episode begins with; it is never written.
        equivalence: What counts as the same outcome; values as they are when left out.
        policy: What the agent is told.
        clock_us: Time at which an episode begins, microseconds since 1970 UTC.
        header: How it came about: blueprint, rules, split, lineage.
    """

    __slots__ = (
        "clock_us",
        "domain",
        "equivalence",
        "header",
        "initial_state",
        "policy",
        "state",
        "toolset",
    )

    def __init__(
        self,
        *,
        domain: str,
        toolset: ToolSet | WorkerToolSet,
        initial_state: State,
        equivalence: Equivalence | None = None,
        policy: str | None = None,
        clock_us: int = 0,
        header: Header | None = None,
    ) -> None:
        self.domain = domain
        self.toolset = toolset
        self.initial_state = initial_state
        self.equivalence = equivalence or Equivalence()
        self.policy = policy
        self.clock_us = clock_us
        self.header = header or Header(domain=domain)
        self.state = self.fresh(seed=0)
        """The state of the episode."""

    @classmethod
    def from_folder(
        cls,
        path: str | PathLike[str],
        *,
        state: int = 1,
        limits: Limits | None = None,
        trusted: TrustedSources | None = None,
        workers: int = 0,
    ) -> Self:
        """Read ``environment.json``, ``tools.py``, ``state.json``, and the others that are there.

        The programs are checked and compiled in a worker process before they are in this one, once
        for every content of ``tools.py``: an edited file is checked again. What that does not tell
        is what a call will use; a folder of strangers runs in ``workers`` throughout.

        Args:
            path: The folder; `agentscaler.environments.folder` tells what stands in it.
            state: Which of its databases an episode begins with: 1 is ``state.json``, 2
                ``states/2.json``.
            limits: What a call may use.
            trusted: Remembers which sources were checked; without it this process does.
            workers: Processes that the tools run in, at most; `close` ends them. 0: tools run in
                this process.

        Raises:
            EnvironmentFileError: A file is missing or broken: which, where in it, what to do.
        """
        if workers < 0:
            raise ArgumentError(f"workers is {workers}, but must be at least 0")
        folder = read_folder(path, state=state)
        source, tools = folder.source, folder.header.tools
        known = _CHECKED if trusted is None else trusted
        toolset: ToolSet | WorkerToolSet
        try:
            if workers:
                toolset = WorkerToolSet(source, tools, limits=limits, workers=workers)
            else:
                toolset = known.toolset(source, tools, limits=limits)
        except (ToolError, WorkerError) as error:
            raise EnvironmentFileError(
                str(error),
                where=str(folder.path / "tools.py"),
                mend="correct the lines named above, or the list in environment.json",
            ) from error
        return cls(
            domain=folder.header.domain,
            toolset=toolset,
            initial_state=folder.state,
            equivalence=folder.equivalence,
            policy=folder.policy,
            clock_us=folder.clock_us,
            header=folder.header,
        )

    @classmethod
    def load_all(
        cls,
        world: World,
        *,
        limits: Limits | None = None,
        trusted: TrustedSources | None = None,
        workers: int = 0,
    ) -> Iterator[Self]:
        """The environments of a world, one at a time, in order of name.

        What people changed by hand is left out where its checks do not hold.

        Args:
            world: Its stage ``environments`` has run.
            limits: As of `from_folder`.
            trusted: As of `from_folder`.
            workers: As of `from_folder`; close each that has some.

        Raises:
            WorldError: The stage has not run.
            DamagedWorldError: A file is not what was written; `agentscaler environments` takes in
                what people have changed since.
        """
        rows = world.scan("environments", "environments").select("name", "problem").collect()
        for name, problem in rows.iter_rows():
            if problem is None:
                yield cls.from_folder(
                    world.checked_folder("environments", name),
                    limits=limits,
                    trusted=trusted,
                    workers=workers,
                )

    def in_process(self) -> ToolSet:
        """The tools, for what replays many calls in this process.

        Raises:
            ArgumentError: They run in workers.
        """
        if isinstance(self.toolset, ToolSet):
            return self.toolset
        raise ArgumentError(
            "the tools of this environment run in workers, and a bulk replay runs in this process",
            mend="read the folder without workers once you trust its tools",
        )

    def close(self) -> None:
        """End the workers, if the tools run in some; forks share them."""
        if isinstance(self.toolset, WorkerToolSet):
            self.toolset.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def tools(self) -> list[dict[str, Any]]:
        """Name, description and parameters of each tool, as a model is told them."""
        return self.toolset.tools

    @property
    def blueprint(self) -> Blueprint | None:
        """Its tables, and what each tool does to them; ``None`` where nobody wrote it down."""
        return self.header.blueprint

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What stands in the policy, one by one."""
        return self.header.rules

    @property
    def split(self) -> str:
        """``general``, ``vertical``, ``held_out``, or nothing."""
        return self.header.split

    @property
    def schema(self) -> Schema | None:
        """What the state is meant to hold."""
        return self.initial_state.schema

    def fresh(self, *, seed: int, changes: StateDiff | None = None) -> State:
        """A fork of the initial state with a seed, an id counter at 0 and the clock at its start.

        Args:
            seed: Key of the ids and random numbers that tools draw.
            changes: What turns the initial state into the one that a task begins with.
        """
        state = self.initial_state.fork()
        if changes is not None:
            state.apply(changes)
            state = state.fork()
        state.side = state.side.replace(clock_us=self.clock_us, seed=seed, drawn=0, counters={})
        return state

    def reset(self, *, seed: int, changes: StateDiff | None = None) -> None:
        """Begin an episode.

        Args:
            seed: Key of the ids and random numbers that tools draw.
            changes: What turns the initial state into the one that a task begins with.
        """
        self.state = self.fresh(seed=seed, changes=changes)

    def call(self, name: str, arguments: str | Mapping[str, Any]) -> ToolResult:
        """Call a tool on the state of the episode.

        Args:
            name: Name of the tool.
            arguments: An object, or JSON text as a model emitted it. Whatever is wrong with them is
                a result of kind ``invalid_call``, never an exception.
        """
        return self.toolset.call(self.state, name, arguments)

    def fork(self) -> Self:
        """The same environment in the same episode, which goes on by itself; costs nothing."""
        twin = type(self)(
            domain=self.domain,
            toolset=self.toolset,
            initial_state=self.initial_state,
            equivalence=self.equivalence,
            policy=self.policy,
            clock_us=self.clock_us,
            header=self.header,
        )
        twin.state = self.state.savepoint()
        return twin
