"""A case: calls on the initial state, and what each has to come to.

A line of ``tests.jsonl``, which people read and edit::

    {
        "law": "status_changes",
        "tool": "cancel_order",
        "given": {"orders": [{"order_id": "W1", "status": "pending"}]},
        "calls": [
            {"tool": "cancel_order", "arguments": {"order_id": "W1", "reason": "too slow"}},
            {"tool": "get_order", "arguments": {"order_id": "W1"}},
        ],
        "expect": [
            {"kind": "ok", "rows": {"orders": [{"order_id": "W1", "status": "cancelled"}]}},
            {"kind": "ok", "shows": [{"order_id": "W1", "status": "cancelled"}]},
        ],
    }

==========  ======================================================================================
``given``   rows that the initial state gets first: columns of a row that is there, or a new row
``empty``   true: the tables begin without rows
``kind``    kind of the result, or a list of kinds
``shows``   for each of these some part of the result shows its columns
``hides``   no part of the result shows all columns of one of these
``lists``   a list of the result has these rows, in any order, and no other
``ordered`` true: ``lists`` tells the order as well
``state``   ``"same"``: the call has changed nothing
``rows``    rows that the state has after the call, with these columns at least
``gone``    keys of rows that the state does not have after the call
==========  ======================================================================================

>>> case = Case(
...     law="missing_is_refused",
...     tool="get_order",
...     calls=(Call(tool="get_order", arguments={"order_id": "W9"}),),
...     expect=(Expect(kind=("refusal",), same=True),),
... )
>>> case.to_plain()["expect"]
[{'kind': 'refusal', 'state': 'same'}]
>>> Case.from_plain(case.to_plain()) == case
True
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.toolset import Kind

Row = dict[str, Any]
Rows = dict[str, tuple[Row, ...]]
"""Table -> rows, or some columns of each."""

KINDS: tuple[Kind, ...] = ("ok", "refusal", "invalid_call", "fault", "infrastructure")


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A call of a tool."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Expect:
    """What a call has to come to."""

    kind: tuple[Kind, ...] = ("ok",)
    """One of these kinds."""
    shows: tuple[Row, ...] = ()
    """Columns that the result shows, each of a row in one place."""
    hides: tuple[Row, ...] = ()
    """Rows that the result shows nowhere."""
    lists: tuple[Row, ...] | None = None
    """All rows of a list of the result."""
    ordered: bool = False
    """``lists`` tells the order as well."""
    same: bool = False
    """The state is as it was."""
    rows: Rows = field(default_factory=dict)
    """Rows of the state afterwards."""
    gone: Rows = field(default_factory=dict)
    """Keys that the state does not have afterwards."""

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it; what asks for nothing is left out."""
        plain: dict[str, Any] = {"kind": self.kind[0] if len(self.kind) == 1 else list(self.kind)}
        for name in ("shows", "hides"):
            if getattr(self, name):
                plain[name] = list(getattr(self, name))
        if self.lists is not None:
            plain["lists"] = list(self.lists)
        if self.ordered:
            plain["ordered"] = True
        if self.same:
            plain["state"] = "same"
        for name in ("rows", "gone"):
            if getattr(self, name):
                plain[name] = {table: list(rows) for table, rows in getattr(self, name).items()}
        return plain

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """The expectation that `to_plain` wrote.

        Raises:
            ArgumentError: It is none.
        """
        _members(plain, "expect", (*_EXPECT, "kind"), needed=())
        kind = plain.get("kind", "ok")
        kinds = tuple(kind) if isinstance(kind, list) else (kind,)
        if not kinds or any(one not in KINDS for one in kinds):
            raise ArgumentError(f"kind is {kind!r}", mend=f"one of {', '.join(KINDS)}")
        for name, (good, what) in _EXPECT.items():
            if name in plain and not good(plain[name]):
                raise ArgumentError(f"{name} is {plain[name]!r:.80}", mend=f"write {what}")
        return cls(
            kind=kinds,
            shows=tuple(plain.get("shows", ())),
            hides=tuple(plain.get("hides", ())),
            lists=tuple(plain["lists"]) if "lists" in plain else None,
            ordered=plain.get("ordered", False),
            same="state" in plain,
            rows=_tuples(plain.get("rows", {})),
            gone=_tuples(plain.get("gone", {})),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Calls that follow one another, with what each has to come to."""

    law: str
    """Code of the check that it stands for."""
    tool: str
    """The tool that is at fault when it does not hold."""
    given: Rows = field(default_factory=dict)
    """Columns that rows of the initial state have instead, and rows that it has besides."""
    empty: bool = False
    """The tables begin without rows."""
    calls: tuple[Call, ...]
    expect: tuple[Expect, ...]
    """One for each call."""

    def to_plain(self) -> dict[str, Any]:
        """As a line of ``tests.jsonl`` has it."""
        plain: dict[str, Any] = {"law": self.law, "tool": self.tool}
        if self.empty:
            plain["empty"] = True
        if self.given:
            plain["given"] = {table: list(rows) for table, rows in self.given.items()}
        plain["calls"] = [{"tool": one.tool, "arguments": one.arguments} for one in self.calls]
        plain["expect"] = [one.to_plain() for one in self.expect]
        return plain

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """The case that `to_plain` wrote.

        Raises:
            ArgumentError: It is none: what is wrong, and what to write.
        """
        _members(plain, "the case", ("law", "tool", "given", "empty", "calls", "expect"))
        calls, expect = plain["calls"], plain["expect"]
        for name, good, what in (
            ("law", isinstance(plain["law"], str), "a text"),
            ("tool", isinstance(plain["tool"], str), "a text"),
            ("empty", isinstance(plain.get("empty", False), bool), "true or false"),
            ("given", _is_rows(plain.get("given", {})), _ROWS_OF_TABLES),
            ("calls", isinstance(calls, list) and calls, "a list of calls"),
            ("expect", isinstance(expect, list), "a list with an object for each call"),
        ):
            if not good:
                raise ArgumentError(f"{name} is {plain.get(name)!r:.80}", mend=f"write {what}")
        if len(calls) != len(expect):
            raise ArgumentError(
                f"{len(calls)} calls, but {len(expect)} expectations", mend="write one for each"
            )
        for call in calls:
            _members(call, "a call", ("tool", "arguments"), needed=("tool", "arguments"))
            if not isinstance(call["tool"], str) or not isinstance(call["arguments"], dict):
                raise ArgumentError(
                    f"{call!r:.80} is no call", mend='{"tool": "name", "arguments": {}}'
                )
        return cls(
            law=plain["law"],
            tool=plain["tool"],
            given=_tuples(plain.get("given", {})),
            empty=plain.get("empty", False),
            calls=tuple(Call(**call) for call in calls),
            expect=tuple(Expect.from_plain(one) for one in expect),
        )


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_list_of_objects, value.values()))


_ROWS_OF_TABLES = "an object: table to list of rows"
_EXPECT: dict[str, Any] = {
    "shows": (_is_list_of_objects, "a list of objects"),
    "hides": (_is_list_of_objects, "a list of objects"),
    "lists": (_is_list_of_objects, "a list of objects"),
    "ordered": (lambda value: isinstance(value, bool), "true or false"),
    "state": (lambda value: value == "same", '"same", or leave it out'),
    "rows": (_is_rows, _ROWS_OF_TABLES),
    "gone": (_is_rows, _ROWS_OF_TABLES),
}


def _members(
    plain: Any,
    what: str,
    known: tuple[str, ...],
    needed: tuple[str, ...] = ("law", "tool", "calls", "expect"),
) -> None:
    if not isinstance(plain, dict):
        raise ArgumentError(f"{what} is no object", mend=f"write one with {', '.join(known)}")
    for name in plain:
        if name not in known:
            raise ArgumentError(
                f"{what} has an unknown member {name!r:.60}", mend=f"known: {', '.join(known)}"
            )
    for name in needed:
        if name not in plain:
            raise ArgumentError(f"{what} has no {name}", mend=f"it needs {', '.join(needed)}")


def _tuples(rows: Mapping[str, list[Row]]) -> Rows:
    return {table: tuple(some) for table, some in rows.items()}
