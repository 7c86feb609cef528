"""A tool program under CPython: for its author's debugger, and as the second opinion in tests.

**This is no sandbox.** A program has all that Python has: files, the network, the process. Run what
you have read.
"""

from __future__ import annotations

import ast
import bdb
import functools
import json
import linecache
import re
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from agentscaler.environments.database import Database, LimitReachedError, Meter
from agentscaler.environments.json_value import content_text, json_value
from agentscaler.environments.toolset import Kind, Limits, ToolResult, ToolSet, identifier
from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CodeType

    from agentscaler.environments.state import State
    from agentscaler.environments.toolset import Arguments

SECOND_US = 1_000_000
LONGEST_MESSAGE = 2_000
"""Of an exception, in characters."""
_NAMES: dict[type[BaseException], str] = {
    json.JSONDecodeError: "json.JSONDecodeError",
    re.error: "re.PatternError",
}
"""Names that the compiled engine gives."""


class _RefusalError(BaseException):
    """The program has refused. Not an ``Exception``: no ``except`` of a program stops it."""


def run_in_python(
    source: str,
    state: State,
    name: str,
    arguments: Arguments,
    *,
    tools: Sequence[Mapping[str, Any]] | None = None,
    checked: bool = True,
    limits: Limits | None = None,
    filename: str = "tools.py",
) -> ToolResult:
    """Call a tool of a program on a state, under CPython.

    As in the compiled engine each call runs in a fresh module, and whatever is not ``ok`` leaves
    the state as it was. Limits that are counted hold; time, memory, recursion and the size of a
    single value are Python's affair.

    Args:
        source: The program.
        state: Read and written.
        name: Name of the tool. The function is called by its `identifier`.
        arguments: As JSON text or as a dict.
        tools: Names and schemas of the tools, as `ToolSet` takes them; without, every public
            function is one.
        checked: Refuse a source that is outside of the dialect, and arguments that do not fit, as
            the compiled engine does. Off: whatever Python runs is run, ``print`` and
            ``breakpoint()`` in it as well.
        limits: Bounds of the call.
        filename: Where the source stands. Breakpoints set there are met, and tracebacks show lines
            even of a source that stands nowhere.

    Raises:
        ToolError: The source does not hold to the dialect, or the list of tools does not fit it.
        SyntaxError: With ``checked`` off: the source is no Python.
        ArgumentError: With ``checked`` off: the program has no function of this name, or two
            arguments are one to it.
        bdb.BdbQuit: The debugger was left; the state is as before the call.

    Example:
        >>> from agentscaler.environments import State
        >>> source = '''
        ... def cancel_order(db, order_id):
        ...     order = db.get("orders", order_id)
        ...     if order is None:
        ...         refuse(f"order {order_id} not found")
        ...     db.update("orders", order_id, {"status": "cancelled"})
        ...     return {"order_id": order_id, "status": "cancelled"}
        ... '''
        >>> state = State.from_json({"orders": {"#1": {"status": "pending"}}})
        >>> run_in_python(source, state, "cancel_order", {"order_id": "#1"}).content
        '{"order_id": "#1", "status": "cancelled"}'
        >>> run_in_python(source, state, "cancel_order", {"order_id": "#2"}).kind
        'refusal'

        To stop in line 3 of a file, or where ``breakpoint()`` stands in it::

            # debug.py
            text = Path("tools.py").read_text()
            run_in_python(text, state, "cancel_order", {"order_id": "#1"}, filename="tools.py")

            $ python -m pdb -c "break tools.py:3" -c continue debug.py
    """
    limits = limits or Limits()
    if checked:
        listed = None if tools is None else json.dumps(list(tools))
        given = _tool_set(source, listed, limits).read(name, arguments)
        if isinstance(given, ToolResult):
            return given
    else:
        given = _as_parameters(
            json.loads(arguments) if isinstance(arguments, str | bytes) else arguments
        )
    program = _compile(source, filename)
    function = identifier(name)
    if function not in program.functions:
        raise ArgumentError(f"the program has no function {function!r}")
    before = state.savepoint()
    meter = Meter(limits)
    result = None
    try:
        result = _call(program, function, Database(state, meter), given, meter)
    finally:
        if result is None or result.kind != "ok" or not meter.wrote:
            state.restore(before)
        else:
            _tick(state)
    return result


def _as_parameters(arguments: Mapping[str, Any]) -> dict[str, Any]:
    given = {identifier(name): value for name, value in arguments.items()}
    if len(given) < len(arguments):
        raise ArgumentError(f"two of the arguments {', '.join(arguments)} are one to the program")
    return given


@dataclass(frozen=True, slots=True)
class _Program:
    code: CodeType
    functions: frozenset[str]
    filename: str
    lines: list[str]


@functools.lru_cache(maxsize=64)
def _compile(source: str, filename: str) -> _Program:
    tree = ast.parse(source, filename)
    functions = frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    code = compile(tree, filename, "exec", dont_inherit=True)
    return _Program(code, functions, filename, source.splitlines(keepends=True))


@functools.lru_cache(maxsize=64)
def _tool_set(source: str, tools: str | None, limits: Limits) -> ToolSet:
    return ToolSet(source, None if tools is None else json.loads(tools), limits=limits)


def _call(
    program: _Program, function: str, db: Database, arguments: dict[str, Any], meter: Meter
) -> ToolResult:
    module: dict[str, Any] = {"__name__": "tools", "refuse": _refuse}
    # Debuggers and tracebacks show these lines, whether or not a file holds them.
    size = sum(map(len, program.lines))
    linecache.cache[program.filename] = (size, None, program.lines, program.filename)
    kind: Kind = "ok"
    try:
        exec(program.code, module)  # noqa: S102 - this is what the module is for
        returned = module[function](db, **arguments)
        digits = meter.limits.integer_digits
        content = content_text(json_value(returned, "the result", integer_digits=digits))
    except _RefusalError as refusal:
        kind, content = "refusal", str(refusal)
    except bdb.BdbQuit:
        raise
    except (Exception, LimitReachedError) as error:  # noqa: BLE001 - whatever a program does
        return _fault(error, program.filename)
    if len(content.encode()) > meter.limits.result_bytes:
        what = f"the result is longer than {meter.limits.result_bytes} bytes"
        return _fault(LimitReachedError(what), program.filename)
    return ToolResult(content, kind=kind)


def _refuse(message: str) -> NoReturn:
    if not isinstance(message, str):
        raise TypeError(f"refuse takes a string, not {type(message).__name__}")
    raise _RefusalError(message)


def _fault(error: BaseException, filename: str) -> ToolResult:
    """A fault, with the frames of the program alone."""
    name = _NAMES.get(type(error), type(error).__name__)
    message = str(error)
    if isinstance(error, KeyError) and len(error.args) == 1:
        message = str(error.args[0])  # str() of it would be quoted
    if isinstance(error, RecursionError):
        message = "maximum recursion depth exceeded"  # Python also tells where, by chance
    if len(message) > LONGEST_MESSAGE:
        message = message[:LONGEST_MESSAGE] + "…"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == filename]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)]
    shown = f"{name}: {message}" if message else name
    return ToolResult(f"the tool failed: {shown}", kind="fault", detail="".join(lines) + shown)


def _tick(state: State) -> None:
    """A call that has written took a second."""
    side = state.side
    state.side = side.replace(clock_us=side.clock_us + SECOND_US)
