"""One call of a tool that works on nested dicts: what it answers, and what it changed.

As tau-bench means it: the answer is a string; a string that begins with ``Error`` is a refusal; an
exception is shown to the agent as ``Error: <message>``. Beyond that two cases are told apart: a
``raise`` statement in the tool's own code is a refusal, an exception out of an operation (a key
that is missing, ``int("x")``, an assertion) is a fault. Whatever is no ``ok`` is taken back.
"""

from __future__ import annotations

import inspect
import json
import opcode
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple

from agentscaler._worker.tracked import NotJsonError

if TYPE_CHECKING:
    import types
    from collections.abc import Callable, Sequence

    from agentscaler._worker.database import Change, Database

RAISE = opcode.opmap["RAISE_VARARGS"]
MESSAGE_CHARS = 2000
DETAIL_CHARS = 8000
SOURCE_NAME = "tools.py"


class Answer(NamedTuple):
    """What came of a call."""

    kind: str
    content: str
    detail: str | None = None
    changes: tuple[Change, ...] = ()


class Rules(NamedTuple):
    """What counts as what."""

    refusals: tuple[str, ...] = ("Error",)
    """How a string begins that refuses."""
    result_bytes: int = 1 << 20
    """Largest content, in bytes of UTF-8."""
    changes_bytes: int = 1 << 24
    """Largest changes of a call, in bytes."""
    place: str = SOURCE_NAME
    """How the file name of the tools' own code begins."""


class BadArgumentsError(ValueError):
    """The arguments of a call are not what arguments are."""


def read_arguments(text: bytes) -> dict[str, Any]:
    """Arguments of a call from JSON text.

    Raises:
        BadArgumentsError: No JSON, no object, or a name that stands twice.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise BadArgumentsError("a name stands twice in one object")
        return found

    def refuse(word: str) -> None:
        raise BadArgumentsError(f"{word} is not JSON")

    try:
        found = json.loads(text.decode(), object_pairs_hook=once, parse_constant=refuse)
        json.dumps(found, ensure_ascii=False).encode()
    except BadArgumentsError:
        raise
    except RecursionError:
        raise BadArgumentsError("the arguments are nested too deeply") from None
    except ValueError as fault:
        raise BadArgumentsError(f"the arguments are not JSON: {fault}") from None
    if not isinstance(found, dict):
        raise BadArgumentsError("the arguments are no JSON object")
    return found


def call(
    tool: Callable[..., Any], database: Database, arguments: dict[str, Any], rules: Rules
) -> Answer:
    """Run a tool. The database is as it was unless the answer is ``ok``.

    Raises:
        MemoryError: The process is not to be trusted any more.
    """
    try:
        result = tool(database, **arguments)
        answer = _answer(result, rules)
        if answer.kind == "ok":
            changes = database.changes()
            if sum(len(text) for text in _texts(changes)) > rules.changes_bytes:
                answer = _fault("the tool changed too much at once", None)
            else:
                return answer._replace(changes=tuple(changes))
    except MemoryError:
        raise
    except NotJsonError as fault:
        answer = _fault(str(fault), None)
    except BaseException as raised:  # noqa: BLE001 - a tool may raise anything, SystemExit as well
        answer = _raised(raised, rules)
    database.undo()
    return answer


def _texts(changes: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for part in changes:
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, (list, tuple)):
            found += _texts(part)
    return found


def _fault(message: str, detail: str | None) -> Answer:
    return Answer("fault", f"the tool failed: {message}", detail)


def _answer(result: Any, rules: Rules) -> Answer:
    try:
        content = (
            str(result)
            if isinstance(result, str)
            else json.dumps(result, ensure_ascii=False, allow_nan=False)
        )
        size = len(content.encode())
    except (TypeError, ValueError, RecursionError) as fault:
        return _fault(f"its result is not JSON: {type(fault).__name__}: {fault}", None)
    if size > rules.result_bytes:
        return _fault(
            f"its result has {size} bytes; at most {rules.result_bytes} are allowed", None
        )
    refused = isinstance(result, str) and content.startswith(rules.refusals)
    return Answer("refusal" if refused else "ok", content)


def _raised(raised: BaseException, rules: Rules) -> Answer:
    # Texts of exceptions are the tool's own, and may raise again.
    message = _shown(raised)
    trace = raised.__traceback__
    # The first entry is the call in this file; an exception without another never reached the tool.
    inside = trace.tb_next if trace is not None else None
    detail = _detail(raised, inside)
    content = f"Error: {message}"
    if inside is None:
        if isinstance(raised, TypeError):
            return Answer("invalid_call", content)
        return Answer("fault", content, detail)
    while inside.tb_next is not None:
        inside = inside.tb_next
    meant = (
        isinstance(raised, Exception)
        and not isinstance(raised, AssertionError)
        and _is_raise_statement(inside.tb_frame.f_code, inside.tb_lasti, rules.place)
    )
    return Answer("refusal" if meant else "fault", content, detail)


def _is_raise_statement(code: types.CodeType, at: int, place: str) -> bool:
    """Whether an exception came from a ``raise`` of the tools' own code, not out of a library."""
    operations = code.co_code
    own = code.co_filename.startswith(place)
    return own and 0 <= at < len(operations) and operations[at] == RAISE


def _shown(raised: BaseException) -> str:
    try:
        text = str(raised)
        text.encode()
    except BaseException:  # noqa: BLE001
        text = type(raised).__name__
    return text[:MESSAGE_CHARS]


def _detail(raised: BaseException, inside: Any) -> str:
    try:
        lines = traceback.format_exception(type(raised), raised, inside, limit=-20)
        text = "".join(lines)[-DETAIL_CHARS:]
        text.encode()
    except BaseException:  # noqa: BLE001
        text = type(raised).__name__
    return text


def tools_of(names: dict[str, Any]) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Tools among the names of a module: classes with ``invoke`` and ``get_info``, and functions.

    Returns:
        By name: the callable, and what describes it.
    """
    found: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {}
    public = {name: value for name, value in names.items() if not name.startswith("_")}
    for value in public.values():
        described = describe_class(value) if inspect.isclass(value) else None
        if described is not None:
            found[described["function"]["name"]] = (value.invoke, described)
    if found:
        return found
    for name, value in public.items():
        # A function that was imported is no tool, and none without a place for the data either.
        own = inspect.isfunction(value) and value.__module__ == names.get("__name__")
        if own and inspect.signature(value).parameters:
            found[name] = (value, describe_function(value))
    return found


def describe_class(tool: Any) -> dict[str, Any] | None:
    """What ``get_info`` says; None for a class that is no tool, such as their base class."""
    if not callable(getattr(tool, "invoke", None)) or not callable(getattr(tool, "get_info", None)):
        return None
    try:
        info = tool.get_info()
    except NotImplementedError:
        return None
    if not isinstance(info, dict) or not isinstance(info.get("function"), dict):
        return None
    return info if isinstance(info["function"].get("name"), str) else None


TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}


def describe_function(function: Callable[..., Any]) -> dict[str, Any]:
    """A tool from its signature and docstring; the first parameter is the data."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    properties: dict[str, Any] = {}
    required: list[str] = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        note = parameter.annotation
        known = TYPES.get(note.__name__ if inspect.isclass(note) else str(note))
        properties[parameter.name] = {"type": known} if known else {}
        if parameter.default is parameter.empty:
            required.append(parameter.name)
    return {
        "type": "function",
        "function": {
            "name": function.__name__,
            "description": inspect.getdoc(function) or "",
            "parameters": {"type": "object", "properties": properties, "required": required},
        },
    }
