"""Calls in a row on the initial state, recorded with what each has to come to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.case import Call, Case, Expect
from agentscaler.environments.checks.climbing import UnmadeError
from agentscaler.environments.checks.expecting import Played, find, parsed, told, unmet

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.checks.case import Row, Rows
    from agentscaler.environments.environment import Environment
    from agentscaler.environments.state import State

SEED = 0
"""Of the episodes of all cases, so that a case that runs alone meets the same ids."""


class BrokenError(Exception):
    """A call did not come to what it should; the text tells it."""


def initial(environment: Environment, *, given: Rows, empty: bool, seed: int = SEED) -> State:
    """The state that a case begins with.

    Raises:
        StateError: A given row does not fit the state.
    """
    state = environment.fresh(seed=seed)
    if empty:
        for table, kind in state.tables():
            if kind != "document":
                state.set_table(table, [] if kind == "ordered" else {})
    for table, rows in given.items():
        for row in rows:
            _give(state, table, row)
    return state.fork()


def _give(state: State, table: str, row: Row) -> None:
    columns = state.key_columns(table) or []
    key: Any = tuple(row.get(name) for name in columns)
    key = key[0] if len(key) == 1 else key
    if find(state, table, {name: row.get(name) for name in columns}) is None:
        state.insert(table, key, row)
    else:
        state.update(table, key, row)


def play(environment: Environment, state: State, call: Call) -> Played:
    """Make a call on a state."""
    before = state.savepoint()
    result = environment.toolset.call(state, call.tool, call.arguments)
    return Played(
        call=call,
        result=result,
        value=parsed(result.content),
        before=before,
        after=state.savepoint(),
    )


class Script:
    """A case in the making.

    Args:
        environment: Runs the calls.
        law: Code of the check.
        tool: The tool that is looked at.
        given: Rows that the initial state gets first.
        empty: The tables begin without rows.
        state: What it begins with: see `initial`.
        watch: Is shown every call.
    """

    def __init__(
        self,
        environment: Environment,
        law: str,
        tool: str,
        *,
        given: Rows,
        empty: bool,
        state: State,
        watch: Callable[[Played], None],
    ) -> None:
        self._environment = environment
        self._law = law
        self._tool = tool
        self.given = given
        self.empty = empty
        self._watch = watch
        self.state = state
        """As the calls so far have left it."""
        self.played: list[Played] = []
        self.expect: list[Expect] = []

    def call(self, tool: str, arguments: dict[str, Any], expect: Expect | None = None) -> Played:
        """Make a call.

        Args:
            tool: Its name.
            arguments: They are recorded as they are.
            expect: What it has to come to; without, that it succeeds.

        Raises:
            BrokenError: It came to something else.
            UnmadeError: It should have succeeded, and its arguments do not fit the tool.
        """
        played = play(self._environment, self.state, Call(tool=tool, arguments=arguments))
        self.played.append(played)
        self.expect.append(expect or Expect())
        self._watch(played)
        self._hold()
        return played

    def then(self, **more: Any) -> None:
        """Expect more of the last call: fields of `Expect`.

        Raises:
            BrokenError: It does not hold.
        """
        self.expect[-1] = replace(self.expect[-1], **more)
        self._hold()

    def fail(self, what: str) -> None:
        """What the last call should have come to, where no expectation says it.

        Raises:
            BrokenError: Always.
        """
        raise BrokenError(f"{self._story()}; {what}")

    def _hold(self) -> None:
        if self.expect[-1].kind == ("ok",) and self.played[-1].result.kind == "invalid_call":
            # The values are those of the state: that they do not fit says nothing of the tool.
            raise UnmadeError(self.played[-1].result.content)
        what = unmet(self.expect[-1], self.played[-1])
        if what is not None:
            self.fail(what)

    def _story(self) -> str:
        calls = "; then ".join(told(one) for one in self.played[-3:])
        given = f"given {dict(self.given)}: " if self.given else ""
        return f"{given}{'on empty tables: ' if self.empty else ''}{calls}"

    def try_out(self, tool: str, arguments: dict[str, Any]) -> Played:
        """Make a call beside the script: it is neither recorded nor does it change anything."""
        beside = self.state.savepoint()
        played = play(self._environment, beside, Call(tool=tool, arguments=arguments))
        self._watch(played)
        return played

    def case(self) -> Case:
        """What was played, as data."""
        return Case(
            law=self._law,
            tool=self._tool,
            given=self.given,
            empty=self.empty,
            calls=tuple(one.call for one in self.played),
            expect=tuple(self.expect),
        )
