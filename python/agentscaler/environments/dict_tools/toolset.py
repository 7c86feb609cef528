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
from agentscaler.environments.state import Side
from agentscaler.environments.worker.arguments import InvalidArgumentsError, arguments_text
from agentscaler.environments.worker.pool import Seat, Workers
from agentscaler.environments.worker.remote import Options, RemoteTools, error, options, parsed
from agentscaler.errors import ArgumentError, StateError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.environments.state import State
    from agentscaler.environments.toolset import Limits, ToolResult
    from agentscaler.environments.worker.limits import WorkerLimits

CLOCK_STEP_US = 1_000_000
# What the standard library and compiled packages load from; nothing of a user lies there.
SYSTEM_FOLDERS = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"),
    *("/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom"),
)
CONFINED = frozenset({"RLIMIT_AS", "landlock", "seccomp"})
TOOLS_BYTES = 16 << 20
"""Largest description of all tools, in bytes."""


class Rules(NamedTuple):
    """Arguments of a `DictToolSet` beside its code and its workers."""

    refusals: Sequence[str]
    trust_code: bool


class DictToolSet(RemoteTools):
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
        self._open(options(limits, worker_limits, workers), Rules(refusals, trust_code))

    @classmethod
    def of_folder(
        cls,
        folder: Path,
        used: Options,
        rules: Rules,
    ) -> tuple[Self, list[bytes]]:
        """The tools of a folder, and beside them its tables, tasks, policy and rules as JSON."""
        self = cls.__new__(cls)
        self.digest = _digest_of(folder)
        self._code, self._source = {"folder": str(folder), "contents": True}, b""
        contents = self._open(used, rules)
        self._code["contents"] = False
        return self, contents

    def _open(self, used: Options, rules: Rules) -> list[bytes]:
        """Start a worker, and learn from it what the tools are."""
        if isinstance(rules.refusals, str):
            raise ArgumentError("refusals is one string", mend="give a sequence of strings")
        self._options, self._rules = used, rules
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
            memory_bytes=used.limits.memory_bytes,
            limits=used.worker_limits,
            count=used.workers,
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
        if not self._rules.trust_code and not seat.process.held >= CONFINED:
            missing = ", ".join(sorted(CONFINED - seat.process.held))
            raise WorkerError(
                f"this system cannot keep code away from your files ({missing} missing)",
                mend="run it on Linux 5.13 or newer, or pass trust_code=True if you trust the code",
            )
        head = {
            "op": "load",
            "refusals": list(self._rules.refusals),
            "result_bytes": self._options.limits.result_bytes,
            "changes_bytes": self._options.worker_limits.changes_bytes,
            **self._code,
        }
        whole = TOOLS_BYTES if not self._code else self._options.limits.memory_bytes
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
            return error("invalid_call", f"Unknown action {name[:200]}")
        try:
            text = arguments_text(arguments, self._options.limits.argument_bytes)
        except InvalidArgumentsError as fault:
            return error("invalid_call", f"Error: {fault}")
        return self._call(state, name, text)

    def _opening(self, state: State) -> tuple[dict[str, Any], bytes]:
        return {"kinds": dict(state.tables())}, state.to_json()

    def _request(self, state: State) -> tuple[dict[str, Any], list[bytes]]:
        side = state.side
        return {"seed": f"{side.seed} {side.clock_us} {side.drawn}"}, []

    def _carry(self, state: State, changes: list[bytes]) -> bool:
        (text,) = changes
        if not text:
            return False
        _write(state, text)
        side = state.side
        state.side = Side(
            clock_us=side.clock_us + CLOCK_STEP_US,
            seed=side.seed,
            drawn=side.drawn,
            counters=side.counters,
        )
        return True


def _write(state: State, changes: bytes) -> None:
    try:
        found = json.loads(changes)
    except (ValueError, RecursionError):
        raise StateError("changes that are not JSON") from None
    if not isinstance(found, list) or not all(isinstance(change, list) for change in found):
        raise StateError("changes that are no list of changes")
    apply_changes(state, found)


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
