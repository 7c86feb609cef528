"""Tool programs that nobody has vetted, run in worker processes.

    >>> from agentscaler.environments import State
    >>> from agentscaler.environments.worker import WorkerToolSet
    >>> source = '''
    ... def cancel_order(db, order_id: str):
    ...     if db.get("orders", order_id) is None:
    ...         refuse(f"order {order_id} not found")
    ...     db.update("orders", order_id, {"status": "cancelled"})
    ...     return "done"
    ... '''
    >>> state = State.from_json({"orders": {"#1": {"status": "pending"}}})
    >>> with WorkerToolSet(source) as tools:
    ...     tools.call(state, "cancel_order", {"order_id": "#1"}).content
    'done'
    >>> state.get("orders", "#1")
    {'status': 'cancelled'}

A class of its own and not a flag of `ToolSet`: it holds processes, so it has to be closed, and a
call can be lost. Everything else is the same: arguments, results, and every byte of the state.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from agentscaler.environments.state import Side
from agentscaler.environments.worker.arguments import InvalidArgumentsError, arguments_text
from agentscaler.environments.worker.pool import Seat, Workers
from agentscaler.environments.worker.remote import RemoteTools, error, options, parsed
from agentscaler.environments.worker.told import raise_told
from agentscaler.errors import StateError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.environments.state import State
    from agentscaler.environments.toolset import Limits, ToolResult
    from agentscaler.environments.worker.limits import WorkerLimits

COMPILER_BYTES = 288 << 20
"""Address space of the thread that checks and compiles: a large stack, most of it never touched."""
TOOLS_BYTES = 16 << 20


class WorkerToolSet(RemoteTools):
    """Tools of a program, checked, compiled and run in workers only.

    Args:
        source: As of `ToolSet`.
        tools: As of `ToolSet`.
        limits: As of `ToolSet`; ``memory_bytes`` is what a worker may take beyond its start.
        worker_limits: What a worker may use beside that.
        workers: Processes at most; more than one serve several threads at once.

    Raises:
        ToolError: As of `ToolSet`.
        WorkerError: No worker can be started, or one is lost while it compiles.
    """

    def __init__(
        self,
        source: str,
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        limits: Limits | None = None,
        worker_limits: WorkerLimits | None = None,
        workers: int = 1,
    ) -> None:
        self._options = options(limits, worker_limits, workers)
        self._program = [json.dumps(part).encode() for part in (source, tools)]
        settings = {"engine": "programs", "start_bytes": COMPILER_BYTES}
        self._workers = Workers(
            settings,
            self._load,
            memory_bytes=self._options.limits.memory_bytes,
            limits=self._options.worker_limits,
            count=workers,
        )
        self.digest: str = ""
        """Identity of what the tools do, as of `ToolSet`."""
        self._names: frozenset[str] = frozenset()
        self.tools: list[dict[str, Any]] = []
        """Name, description and parameters of each tool."""
        try:
            with self._workers.seat():
                pass  # Loading is all that is wanted.
        except BaseException:
            self._workers.close()
            raise

    def _load(self, seat: Seat) -> None:
        bounds = self._options.worker_limits
        head = {"op": "load", "limits": asdict(self._options.limits)}
        answer, parts = seat.ask(
            head, self._program, timeout_s=bounds.start_s, body_bytes=TOOLS_BYTES
        )
        if answer.get("status") != "ok":
            seat.retired = True
            raise_told(answer, parts)
        if not self.digest:
            self.digest = str(answer.get("digest"))
            self.tools = parsed(parts[0])
            self._names = frozenset(tool["name"] for tool in self.tools)
        elif answer.get("digest") != self.digest:
            seat.retired = True
            raise WorkerError("two workers compiled the same program to other tools")

    def call(
        self, state: State, name: str, arguments: str | bytes | Mapping[str, Any]
    ) -> ToolResult:
        """Call a tool on a state, as `ToolSet.call` does.

        Raises:
            WorkerError: The state is too large for the memory of a worker, or no worker can be
                started.
        """
        shown = name[:NAME_CHARS].encode(errors="replace").decode()
        if name not in self._names:
            # The engine says so, and which tools there are.
            return self._call(state, shown, b"{}")
        try:
            text = arguments_text(arguments, self._options.limits.argument_bytes)
        except InvalidArgumentsError as fault:
            return error("invalid_call", f"invalid arguments for {shown}: {fault}")
        return self._call(state, name, text)

    def _opening(self, state: State) -> tuple[dict[str, Any], bytes]:
        return {}, state.to_snapshot()

    def _request(self, state: State) -> tuple[dict[str, Any], list[bytes]]:
        side = state.side
        values = {
            "clock_us": side.clock_us,
            "seed": side.seed,
            "drawn": side.drawn,
            "counters": side.counters,
        }
        return {}, [json.dumps(values).encode()]

    def _carry(self, state: State, changes: list[bytes]) -> bool:
        writes, side = changes
        if not writes:
            return False
        try:
            moved = Side(**json.loads(side))
        except (ValueError, TypeError, OverflowError, RecursionError) as fault:
            raise StateError(f"a side that is none: {type(fault).__name__}: {fault}") from None
        state.make_all(writes)
        state.side = moved
        return True


NAME_CHARS = 1000
"""A longer name is the name of no tool; so much of it is enough to say so."""
