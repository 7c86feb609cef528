"""Echoed fields: what was written, and is shown again.

Found in the recorded calls alone, so that every environment is asked for the same fields. A scalar
of a successful answer is one when

- an earlier successful call of a tool that is no read had an argument with the same name (the
  nearest name above the scalar, at any depth, whatever its case) and the same value;
- it is about the same thing: a name that this earlier call passed in or got back stands beside the
  scalar, in an object around it, or in the arguments of the call that shows it; a call that names
  nothing wrote to the account as a whole;
- the call that shows it did not have it in its own arguments under that name: to repeat what one
  is told is no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from agentscaler.environments.fidelity.alignment import leaves
from agentscaler.environments.fidelity.made import looks_made, names_something

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agentscaler.environments.fidelity.alignment import Path
    from agentscaler.environments.fidelity.traces import Call

_Key = tuple[str, str, Any]
"""Name, type and value of a scalar."""

_NEAR = 2
"""Levels of arguments at which a call names what it is about; deeper ones describe it."""


class Echo(NamedTuple):
    """A field of an answer that must be there."""

    path: Path
    """In the recorded answer."""
    written_by: int
    """Position of the call that wrote it last."""


class _Write(NamedTuple):
    at: int
    names: frozenset[str]


def echoes(calls: Sequence[Call], writes: Callable[[str], bool]) -> list[tuple[Echo, ...]]:
    """The echoed fields in the answer to each call.

    Args:
        calls: Of one episode.
        writes: Whether an operation may write.

    Example:
        >>> from agentscaler.environments.fidelity.traces import Call
        >>> calls = [
        ...     Call(operation="Put", arguments={"Id": "a", "Size": 3}, ok=True, result={}),
        ...     Call(
        ...         operation="Get",
        ...         arguments={"Id": "a"},
        ...         ok=True,
        ...         result={"Id": "a", "Size": 3, "Free": 3},
        ...     ),
        ... ]
        >>> [[echo.path for echo in found] for found in echoes(calls, lambda name: name == "Put")]
        [[], [('Size',)]]
    """
    written: dict[_Key, list[_Write]] = {}
    found: list[tuple[Echo, ...]] = []
    for at, call in enumerate(calls):
        told = {_key(member, value) for _, member, value in leaves(call.arguments)}
        found.append(tuple(_of_answer(call, told, written)) if call.ok else ())
        if call.ok and writes(call.operation):
            write = _Write(at, _names(call))
            for key in told:
                written.setdefault(key, []).append(write)
    return found


def _of_answer(call: Call, told: set[_Key], written: dict[_Key, list[_Write]]) -> Iterator[Echo]:
    asked = {value for _, _, value in leaves(call.arguments) if isinstance(value, str)}
    for path, member, value in leaves(call.result):
        key = _key(member, value)
        if key in told or key not in written:
            continue
        around = asked | _around(call.result, path)
        for write in reversed(written[key]):
            if not write.names or write.names & around:
                yield Echo(path, write.at)
                break


def _key(member: str, value: Any) -> _Key:
    kind = "number" if isinstance(value, int | float) else type(value).__name__
    return member.casefold(), "bool" if isinstance(value, bool) else kind, value


def _names(call: Call) -> frozenset[str]:
    """What a call is about: names it passes in near the top, and names made up in its answer."""
    passed = {
        value
        for path, member, value in leaves(call.arguments)
        if isinstance(value, str) and len(path) <= _NEAR and names_something(member)
    }
    made = {
        value
        for _, member, value in leaves(call.result)
        if isinstance(value, str) and names_something(member) and looks_made(value, member)
    }
    return frozenset(passed | made)


def _around(result: Any, path: Path) -> set[str]:
    """The texts that stand beside a scalar, or in an object around it."""
    found: set[str] = set()
    value = result
    for step in path:
        if isinstance(value, dict):
            found.update(cell for cell in value.values() if isinstance(cell, str))
        value = value[step]
    return found
