'''Tools: plain Python functions over a state, compiled once, called in microseconds.

    >>> from agentscaler.environments import State, ToolSet
    >>> tools = ToolSet("""
    ... def cancel_order(db, order_id: str, reason: str = "no longer needed"):
    ...     order = db.get("orders", order_id)
    ...     if order is None:
    ...         refuse(f"order {order_id} not found")
    ...     db.update("orders", order_id, {"status": "cancelled", "cancel_reason": reason})
    ...     return {"order_id": order_id, "status": "cancelled"}
    ... """)
    >>> state = State.from_json({"orders": {"#1": {"status": "pending"}}})
    >>> tools.call(state, "cancel_order", '{"order_id": "#1"}')
    ToolResult('{"order_id": "#1", "status": "cancelled"}', kind='ok')
    >>> tools.call(state, "cancel_order", {"order_id": "#2"})
    ToolResult('order #2 not found', kind='refusal')
    >>> print(tools.call(state, "cancel_order", {"order_id": 1}).content)
    invalid arguments for cancel_order: order_id: 1 is not of type "string"
    >>> print(state.changes())
    orders
      ~ "#1"
          cancel_reason: (nothing) -> "no longer needed"
          status: "pending" -> "cancelled"

A call is atomic: whatever is not ``ok`` leaves the state as it was. What a program may use is
bounded by `Limits`. The interpreter runs in this process, where some programs can use more time and
memory than they may; source that nobody has vetted belongs in a worker.
'''

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler import _core
from agentscaler._core import Replay, ToolResult
from agentscaler.errors import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentscaler.environments.state import State

__all__ = ["Kind", "Limits", "Replay", "ToolResult", "ToolSet", "check", "identifier"]

Kind: TypeAlias = Literal["ok", "refusal", "invalid_call", "fault", "infrastructure"]
"""``ok``; ``refusal``: the tool said no, by its own rules; ``invalid_call``: unknown tool, or
arguments that do not fit it; ``fault``: the program failed; ``infrastructure``: time, memory or the
engine gave out, which says nothing about the tool."""

Arguments: TypeAlias = "str | bytes | Mapping[str, Any]"
"""JSON text, as a model emitted it, or a dict."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one call may use.

    All but the last two are counted, and meet the same call on every machine: a program that
    passes one is a ``fault``. Honest tools stay far below them.
    """

    host_calls: int = 10_000
    """Calls of methods of ``db``."""
    rows_read: int = 100_000
    """Rows and keys that ``db`` copies into the program."""
    argument_bytes: int = 1 << 20
    """Bytes of the arguments as JSON. More is an ``invalid_call``."""
    integer_digits: int = 1_000
    """Digits of an integer in arguments, rows and results."""
    result_bytes: int = 1 << 20
    """Bytes of the content of a result."""
    value_bytes: int = 4 << 20
    """Bytes of a value that a program makes in one step, or hands to ``db``."""
    recursion: int = 200
    """Calls of functions within one another (10..400)."""
    time_s: float = 1.0
    """Backstop: seconds of one call. A call that takes longer is ``infrastructure``."""
    memory_bytes: int = 256 << 20
    """Backstop: bytes of memory of the process that runs the call; only a worker enforces it."""


class ToolSet:
    """Tools that are ready to be called: programs and schemas of arguments, compiled once.

    One set serves all episodes, threads and forks.

    Args:
        source: A tool program: public functions whose first parameter is ``db``.
        tools: Name, description and parameters (JSON Schema) of each tool, bare or as
            ``{"type": "function", "function": {...}}``. Names are those of the API: functions and
            parameters are called by their `identifier`. Without it every public function is a tool,
            with the parameters of its signature.
        limits: What one call may use.

    Raises:
        ToolError: The source does not hold to the dialect, or the list does not fit it; it carries
            all problems.
        ArgumentError: A limit is out of range.

    Example:
        >>> ToolSet("def f(db, x): return undefined(x)", [{"name": "g"}])
        Traceback (most recent call last):
        agentscaler.errors.ToolError: ...
    """

    __slots__ = ("_compiled", "_limits", "_source")

    def __init__(
        self,
        source: str,
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._source = source
        self._limits = limits or Limits()
        listed = None if tools is None else list(tools)
        self._compiled = _core.ToolSet.compile(source, listed, asdict(self._limits))

    def call(self, state: State, name: str, arguments: Arguments) -> ToolResult:
        """Call a tool.

        Whatever happens is a result, also what the caller did wrong.

        Args:
            state: Is changed when the result is ``ok`` and the tool has written; else it stays as
                it is, with its clock and its counters.
            name: Name of the tool.
            arguments: JSON text as a model emitted it, or a dict.
        """
        return self._compiled.call(state, name, arguments)

    def read(self, name: str, arguments: Arguments) -> dict[str, Any] | ToolResult:
        """Check the arguments of a call without making it.

        Returns:
            The arguments as the program would get them, under the names of its parameters, or the
            result of the call where they do not fit.

        Example:
            >>> tools = ToolSet("def double(db, x: int): return 2 * x")
            >>> tools.read("double", '{"x": 3}')
            {'x': 3}
            >>> tools.read("double", '{"x": "3"}')
            ToolResult('invalid arguments for double: x: "3" is not of type "integer"', kind='in...
        """
        return self._compiled.read(name, arguments)

    def replay(
        self,
        state: State,
        sequences: Iterable[Iterable[tuple[str, Arguments]]],
        *,
        until: Literal["done", "fault", "error"] = "done",
        workers: int = 1,
    ) -> list[Replay]:
        """Call sequences of tools, each on its own fork of a state, over several cores.

        Args:
            state: Where each sequence begins. It stays as it is.
            sequences: Names and arguments of the calls.
            until: When a sequence ends before its last call: never, after the first ``fault`` or
                ``infrastructure``, or after the first result that is not ``ok``.
            workers: Number of threads; the result does not depend on it. The GIL is released.

        Returns:
            State and results of each sequence, in their order.

        Raises:
            ArgumentError: There are no workers.
            KeyboardInterrupt: Ctrl-C.

        Example:
            >>> from agentscaler.environments import State
            >>> tools = ToolSet("def add(db, x): return db.insert('log', {'x': x})")
            >>> base = State.from_json({"log": []})
            >>> played = tools.replay(base, [[("add", {"x": x})] * x for x in range(4)], workers=2)
            >>> [len(one.results) for one in played]
            [0, 1, 2, 3]
            >>> played[2].state.to_json(), base.to_json()
            (b'{"log":[{"x":2},{"x":2}]}', b'{"log":[]}')
        """
        return self._compiled.replay(state, sequences, until, workers)

    @property
    def compiled(self) -> _core.ToolSet:
        """The tools as the engines of verification and audit take them."""
        return self._compiled

    @property
    def digest(self) -> str:
        """Identity of what the tools do: of source, tools, dialect and interpreter."""
        return self._compiled.digest

    @property
    def tools(self) -> list[dict[str, Any]]:
        """Name, description and parameters of each tool, as a model is told them."""
        tools: list[dict[str, Any]] = self._compiled.tools
        return tools

    @property
    def source(self) -> str:
        """The tool program."""
        return self._source

    @property
    def limits(self) -> Limits:
        """What one call may use."""
        return self._limits

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is allowed in the source, and yet looks wrong."""
        return [Diagnostic(*fields) for fields in self._compiled.warnings]

    def __repr__(self) -> str:
        names = ", ".join(tool["name"] for tool in self.tools)
        return f"<ToolSet of {names}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._source, self.tools, self._limits)


def _rebuild(source: str, tools: list[dict[str, Any]], limits: Limits) -> ToolSet:
    return ToolSet(source, tools, limits=limits)


def check(source: str) -> list[Diagnostic]:
    """Check a tool program against the dialect.

    Returns:
        All errors; where there are none, all warnings.

    Example:
        >>> check("def tool(db): return 1")
        []
        >>> problem = check("def tool(db:")[0]
        >>> problem.line, problem.severity
        (1, 'error')
    """
    return [Diagnostic(*fields) for fields in _core.check_tools(source)]


def identifier(name: str) -> str:
    """What a function is called for the name of a tool, and a parameter for that of an argument.

    Each character outside of ``A-Z``, ``a-z``, ``0-9`` and ``_`` becomes ``_``; underscores in
    front are left out, because they mark helpers; where nothing is left, or a digit stands first,
    ``n`` goes in front; behind a keyword, ``db`` and ``refuse`` stands ``_``. `ToolSet` refuses
    arguments of one tool, and tools, for which this is the same.

    Example:
        >>> [identifier(name) for name in ("order_id", "api-version", "$filter", "1st", "from")]
        ['order_id', 'api_version', 'filter', 'n1st', 'from_']
        >>> tools = ToolSet(
        ...     "def get_user(db, api_version): return api_version",
        ...     [
        ...         {
        ...             "name": "get-user",
        ...             "parameters": {
        ...                 "type": "object",
        ...                 "properties": {"api-version": {"type": "string"}},
        ...                 "required": ["api-version"],
        ...             },
        ...         }
        ...     ],
        ... )
        >>> from agentscaler.environments import State
        >>> state = State.from_json({})
        >>> tools.call(state, "get-user", {"api-version": "v1"})
        ToolResult('v1', kind='ok')
        >>> tools.call(state, "get-user", {}).content
        'invalid arguments for get-user: api-version: is required'
    """
    return _core.identifier(name)
