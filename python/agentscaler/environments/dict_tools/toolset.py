"""Tools written for nested dicts, as tau-bench has them, run by CPython in a worker.

They run unchanged: classes with ``invoke(data, **arguments)`` and ``get_info()``, or functions
``tool(data, **arguments)``. The data are real dicts and lists, and whatever a call changed in them
is carried into the `State`::

    >>> source = '''
    ... def cancel(data, order_id: str):
    ...     "Cancel an order."
    ...     order = data["orders"][order_id]
    ...     if order["status"] != "pending":
    ...         return "Error: only pending orders can be cancelled"
    ...     order["status"] = "cancelled"
    ...     return "done"
    ... '''
    >>> from agentscaler.environments import State
    >>> state = State.from_json({"orders": {"#1": {"status": "pending"}}})
    >>> with DictToolSet(source) as tools:
    ...     tools.call(state, "cancel", {"order_id": "#1"}).content
    ...     tools.call(state, "cancel", {"order_id": "#1"}).kind
    'done'
    'refusal'
    >>> state.get("orders", "#1")
    {'status': 'cancelled'}

What is a refusal, a fault or an invalid call is told in ``docs/isolation.md``.
"""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from agentscaler.environments.dict_tools.changes import apply_changes
from agentscaler.environments.result import Kind, Limits, ToolResult
from agentscaler.environments.state import Side
from agentscaler.environments.worker.arguments import InvalidArgumentsError, arguments_text
from agentscaler.environments.worker.limits import WorkerLimits
from agentscaler.environments.worker.pool import Seat, Workers
from agentscaler.environments.worker.process import WorkerLostError
from agentscaler.errors import ArgumentError, StateError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.environments.state import State

CLOCK_STEP_US = 1_000_000
# What the standard library and compiled packages load from; nothing of a user lies there.
SYSTEM_FOLDERS = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"),
    *("/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom"),
)
CONFINED = frozenset({"RLIMIT_AS", "landlock", "seccomp"})
TOOLS_BYTES = 16 << 20
"""Largest description of all tools, in bytes."""


class Options(NamedTuple):
    """Arguments of a `DictToolSet` besides its code."""

    limits: Limits
    worker_limits: WorkerLimits
    workers: int
    refusals: Sequence[str]
    trust_code: bool


class DictToolSet:
    """Tools on nested dicts.

    The call of a tool is atomic: whatever is not ``ok`` leaves the state as it was.

    Args:
        source: Python source with tool classes or functions. `load_tau_folder` reads a folder.
        limits: What a call may use: time, memory of the process, arguments and result in bytes. The
            counted limits of tool programs say nothing here.
        worker_limits: What a worker may use beside that.
        workers: Processes at most; more than one serve several threads at once.
        refusals: How a string begins that a tool refuses with.
        trust_code: Run even where the system cannot keep the code away from the user's files and
            from the network. On Linux with Landlock and seccomp this is never needed.

    Raises:
        WorkerError: The source cannot be loaded, or the system cannot confine it.
    """

    def __init__(
        self,
        source: str,
        *,
        limits: Limits | None = None,
        worker_limits: WorkerLimits | None = None,
        workers: int = 1,
        refusals: Sequence[str] = ("Error",),
        trust_code: bool = False,
    ) -> None:
        self.digest = hashlib.sha256(source.encode()).hexdigest()
        """Identity of the code."""
        self._code: dict[str, Any] = {}
        self._source = source.encode()
        limits, worker_limits = limits or Limits(), worker_limits or WorkerLimits()
        self._open(Options(limits, worker_limits, workers, refusals, trust_code))

    @classmethod
    def of_folder(
        cls,
        folder: Path,
        options: Options,
    ) -> tuple[Self, list[bytes]]:
        """The tools of a folder, and beside them its tables, tasks, policy and rules as JSON."""
        self = cls.__new__(cls)
        self.digest = _digest_of(folder)
        self._code, self._source = {"folder": str(folder), "contents": True}, b""
        contents = self._open(options)
        self._code["contents"] = False
        return self, contents

    def _open(self, options: Options) -> list[bytes]:
        """Start a worker, and learn from it what the tools are."""
        if isinstance(options.refusals, str):
            raise ArgumentError("refusals is one string", mend="give a sequence of strings")
        self._limits, self._options = options.limits, options
        paths = _import_paths()
        folder = [self._code["folder"]] if self._code else []
        settings = {
            "engine": "dict_tools",
            "paths": paths,
            "read": [*paths, *SYSTEM_FOLDERS, *folder],
        }
        self._workers = Workers(
            settings,
            self._load,
            memory_bytes=self._limits.memory_bytes,
            limits=options.worker_limits,
            count=options.workers,
        )
        self._contents: list[bytes] = []
        try:
            with self._workers.seat():
                pass  # Loading is all that is wanted.
        except BaseException:
            self._workers.close()
            raise
        tools, *contents = self._contents
        self._contents = []
        self.tools: list[dict[str, Any]] = parsed(tools)
        """Name, description and parameters of each tool, as ``get_info`` has them."""
        self._names = frozenset(tool["function"]["name"] for tool in self.tools)
        return contents

    def _load(self, seat: Seat) -> None:
        if not self._options.trust_code and not seat.process.held >= CONFINED:
            missing = ", ".join(sorted(CONFINED - seat.process.held))
            raise WorkerError(
                f"this system cannot keep code away from your files ({missing} missing)",
                mend="run it on Linux 5.13 or newer, or pass trust_code=True if you trust the code",
            )
        head = {
            "op": "load",
            "refusals": list(self._options.refusals),
            "result_bytes": self._limits.result_bytes,
            "changes_bytes": self._options.worker_limits.changes_bytes,
            **self._code,
        }
        whole = TOOLS_BYTES if not self._code else self._limits.memory_bytes
        answer, parts = seat.ask(
            head, [self._source], timeout_s=self._options.worker_limits.start_s, body_bytes=whole
        )
        if answer.get("status") != "ok" or not parts:
            raise WorkerError(
                f"the tools cannot be loaded: {str(answer.get('message'))[:1000]}",
                where=self._code.get("folder"),
            )
        if not self._contents:
            self._contents = parts

    def call(
        self, state: State, name: str, arguments: str | bytes | Mapping[str, Any]
    ) -> ToolResult:
        """Call a tool on a state, which is changed when the result is ``ok`` and as before if not.

        Args:
            state: Forks, savepoints and restored states are all fine: what a worker already holds
                is not sent again.
            name: Name of the tool.
            arguments: JSON text as a model emitted it, or a dict.

        Raises:
            WorkerError: The state is too large for the memory of a worker, or no worker can be
                started.
        """
        if name not in self._names:
            return _error("invalid_call", f"Unknown action {name[:200]}")
        try:
            text = arguments_text(arguments, self._limits.argument_bytes)
        except InvalidArgumentsError as fault:
            return _error("invalid_call", f"Error: {fault}")
        lost: WorkerLostError | None = None
        for attempt in range(2):
            with self._workers.seat(state, fresh=attempt > 0) as seat:
                version = self._version(seat, state)
                try:
                    return self._call(seat, version, state, name, text)
                except WorkerLostError as fault:
                    # What the machine did, or what the tool does always: a second one tells.
                    lost = fault
        told = "" if lost is None else "\n".join(filter(None, (lost.reason, lost.detail)))
        return _error("infrastructure", "the tool could not be run", told)

    def _version(self, seat: Seat, state: State) -> int:
        """The version of the state in this worker, sent if it has to be."""
        version = seat.held.find(state)
        if version is not None:
            return version
        version = seat.held.number()
        text = state.to_json()
        head = {"op": "open", "version": version, "kinds": dict(state.tables())}
        try:
            seat.ask(head, [text], timeout_s=self._options.worker_limits.start_s, body_bytes=0)
        except WorkerLostError as lost:
            raise WorkerError(
                f"a worker could not take a state of {len(text)} bytes: {lost.reason}",
                where=lost.detail,
                mend=f"raise Limits.memory_bytes, which is {self._limits.memory_bytes}",
            ) from None
        seat.held.add(version, state)
        return version

    def _call(
        self, seat: Seat, version: int, state: State, name: str, arguments: bytes
    ) -> ToolResult:
        side, held = state.side, seat.held
        limits, bounds = self._limits, self._options.worker_limits
        to = held.number()
        head = {
            "op": "call",
            "from": version,
            "to": to,
            "name": name,
            "seed": f"{side.seed} {side.clock_us} {side.drawn}",
            "forget": held.to_forget(),
        }
        answer, parts = seat.ask(
            head,
            [arguments],
            timeout_s=limits.time_s + bounds.grace_s,
            # Content and detail may be as long as the longest content.
            body_bytes=2 * limits.result_bytes + bounds.changes_bytes * 2 + (1 << 16),
        )
        self._workers.retire_if_old(seat, answer)
        kind, content, detail, changes = _checked(seat, answer, parts)
        if kind != "ok" or not changes:
            return ToolResult(content=content, is_error=kind != "ok", kind=kind, detail=detail)
        try:
            _carry(state, changes)
        except StateError as fault:
            held.forget(to)
            return _error("fault", f"the tool failed: {fault.what}", str(fault))
        side = state.side
        state.side = Side(
            clock_us=side.clock_us + CLOCK_STEP_US,
            seed=side.seed,
            drawn=side.drawn,
            counters=side.counters,
        )
        held.add(to, state)
        return ToolResult(content=content, is_error=False, kind="ok", detail=detail)

    def close(self) -> None:
        """End the workers."""
        self._workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


KINDS: dict[str, Kind] = {
    "ok": "ok",
    "refusal": "refusal",
    "invalid_call": "invalid_call",
    "fault": "fault",
}


def _checked(
    seat: Seat, answer: dict[str, Any], parts: list[bytes]
) -> tuple[Kind, str, str | None, bytes]:
    """Parts of an answer, as far as they are what they should be.

    Raises:
        WorkerLostError: They are not: whoever answered is no worker of ours any more.
    """
    kind = KINDS.get(str(answer.get("kind")))
    try:
        content, detail, changes = parts
        if answer.get("status") == "ok" and kind is not None:
            return kind, content.decode(), detail.decode() or None, changes
    except ValueError:
        pass
    seat.retired = True
    raise WorkerLostError("it did not answer as a worker does")


def _carry(state: State, changes: bytes) -> None:
    try:
        found = json.loads(changes)
    except (ValueError, RecursionError):
        raise StateError("changes that are not JSON") from None
    if not isinstance(found, list) or not all(isinstance(change, list) for change in found):
        raise StateError("changes that are no list of changes")
    apply_changes(state, found)


def _error(kind: Kind, content: str, detail: str | None = None) -> ToolResult:
    return ToolResult(content=content, is_error=True, kind=kind, detail=detail or None)


def parsed(text: bytes) -> Any:
    """What a worker sent as JSON.

    Raises:
        WorkerError: It is none.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise WorkerError("a worker sent something that is not JSON") from None


def _import_paths() -> list[str]:
    """The standard library and installed packages of this interpreter; nothing of the user's."""
    paths = sysconfig.get_paths()
    wanted = [paths["stdlib"], str(Path(paths["stdlib"]) / "lib-dynload"), paths["platstdlib"]]
    wanted += [paths["purelib"], paths["platlib"]]
    zipped = [path for path in sys.path if path.endswith(".zip")]
    return list(dict.fromkeys([*zipped, *wanted]))


def _digest_of(folder: Path) -> str:
    """Identity of the Python files of a folder, names and contents."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        code = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(code)}\0".encode())
        digest.update(code)
    return digest.hexdigest()
