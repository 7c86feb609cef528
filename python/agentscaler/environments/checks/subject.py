"""A draft under check: what runs it, what is known of it so far, what was found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.script import BrokenError, Script, initial
from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.draft import Failure
from agentscaler.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.checks.arguments import ArgumentMaker, Made, Optional
    from agentscaler.environments.checks.case import Row, Rows
    from agentscaler.environments.checks.expecting import Played
    from agentscaler.environments.checks.watching import Watch
    from agentscaler.environments.design.blueprint import Blueprint, Operation, Parameter, Table
    from agentscaler.environments.design.draft import EnvironmentDraft
    from agentscaler.environments.environment import Environment
    from agentscaler.environments.state import State

_FAILED = frozenset({"fault", "infrastructure"})

Body: TypeAlias = "Callable[..., None]"
"""Called with the subject, the operation, the script, and what else was given."""

ATTEMPTS = 8
"""Other rows and other values that are tried before a call counts as not to be made."""


class Subject:
    """A draft whose tools run.

    Args:
        draft: The draft.
        environment: Runs its tools.
        maker: Makes arguments.
        watch: Looks at every call.
    """

    def __init__(
        self,
        draft: EnvironmentDraft,
        environment: Environment,
        *,
        maker: ArgumentMaker,
        watch: Watch,
    ) -> None:
        self.draft = draft
        self.environment = environment
        self.maker = maker
        self.watch = watch
        self.operations = draft.blueprint.operations
        self.failures: list[Failure] = []
        self.tried: Counter[str] = Counter()
        """How often each law was tried."""
        self.untried: dict[tuple[str, str], str] = {}
        """Law and tool -> why it could not be tried."""
        self._bases: dict[bool, State] = {}
        self.scripts: list[Script] = []
        """Those that hold."""
        self.succeeded: set[str] = set()
        """Tools that had a call of kind ``ok``."""
        self.lost: set[str] = set()
        """Tools that took a worker with them: they are not called again."""
        self.refused: dict[str, Played] = {}
        """The last call of a tool that was refused though it was meant to succeed."""

    @property
    def blueprint(self) -> Blueprint:
        """What the designer understood."""
        return self.draft.blueprint

    def table(self, operation: Operation) -> Table:
        """The table of an operation."""
        return self.blueprint.table(operation.table)

    def status_of(self, operation: Operation) -> tuple[str, str] | None:
        """Table and column of the status that an operation needs: its own, or that above it."""
        table = self.table(operation)
        if operation.status_column is not None or table.status is not None:
            return table.name, operation.status_column or table.status or ""
        above = None if table.parent is None else self.blueprint.table(table.parent)
        return None if above is None or above.status is None else (above.name, above.status)

    # What was found

    def add(self, failure: Failure) -> None:
        """Record a failure, the first of a tool and law."""
        if not self.failed(failure.tool, failure.law):
            self.failures.append(failure)

    def failed(self, tool: str, *laws: str) -> bool:
        """Whether a tool has broken one of these laws; any law when none is named."""
        return any(one.tool == tool and (not laws or one.law in laws) for one in self.failures)

    def _look(self, played: Played) -> None:
        self.tried.update(self.watch.laws(played))
        if played.result.kind == "ok":
            self.succeeded.add(played.call.tool)
        if played.result.kind == "infrastructure":
            self.lost.add(played.call.tool)
        for failure in self.watch.look(played):
            self.add(failure)

    def attempt(
        self,
        law: str,
        operation: Operation,
        body: Body,
        *extra: Any,
        given: Rows | None = None,
        empty: bool = False,
    ) -> None:
        """Try a law on a tool: recorded as a case when it holds, as a failure when not.

        Args:
            law: Its code.
            operation: What the tool does.
            body: Makes the calls and expects what they have to come to.
            extra: Handed to it as well.
            given: Rows that the initial state gets first.
            empty: The tables begin without rows.
        """
        if operation.tool in self.lost:
            return
        given = given or {}
        try:
            state = self._initial(given, empty=empty)
        except StateError as fault:
            # The rows that a law would begin with do not fit: it says nothing about the tool.
            self.untried.setdefault((law, operation.tool), fault.what)
            return
        script = Script(
            self.environment,
            law,
            operation.tool,
            given=given,
            empty=empty,
            state=state,
            watch=self._look,
        )
        try:
            body(self, operation, script, *extra)
        except BrokenError as broken:
            self.tried[law] += 1
            # A fault is told once, as a fault, and not as whatever else it broke.
            if all(one.result.kind not in _FAILED for one in script.played):
                self.add(Failure(tool=operation.tool, law=law, text=str(broken)))
        except UnmadeError as unmade:
            self.untried.setdefault((law, operation.tool), str(unmade))
        else:
            self.tried[law] += 1
            if script.played:
                self.scripts.append(script)

    def _initial(self, given: Rows, *, empty: bool) -> State:
        """As `initial`, without sending equal states to a worker again and again."""
        if given:
            return initial(self.environment, given=given, empty=empty)
        if empty not in self._bases:
            self._bases[empty] = initial(self.environment, given={}, empty=empty)
        return self._bases[empty].fork()

    # Calls that should succeed

    def accepted(
        self,
        script: Script,
        operation: Operation,
        *,
        optional: Optional = "all",
        row: Row | None = None,
        above: tuple[str, Row] | None = None,
        only: Parameter | None = None,
        changed: Row | None = None,
    ) -> Made:
        """Arguments that the tool accepts in the state of the script.

        Args:
            script: Where the call will be made.
            operation: What the tool does.
            optional: Which optional arguments there are.
            row: The row that they name.
            above: Table and row that a new row is below.
            only: An optional argument that there is besides.
            changed: Arguments that get other values than were made up.

        Raises:
            UnmadeError: None were found: there are no rows, or the tool refused all.
        """
        last: Played | None = None
        for attempt in range(ATTEMPTS):
            made = self.maker.make(
                operation,
                script.state,
                attempt=attempt,
                optional=optional,
                row=row,
                above=above,
                only=only,
            )
            made.arguments.update(changed or {})
            last = script.try_out(operation.tool, made.arguments)
            if last.result.kind in {"ok", *_FAILED}:
                return made
        assert last is not None  # noqa: S101 - ATTEMPTS is not 0
        if last.result.kind == "refusal":
            self.refused.setdefault(operation.tool, last)
        raise UnmadeError(f"none of {ATTEMPTS} calls was accepted: {last.result.content:.200}")

    def created(self, script: Script, table: str) -> Row:
        """A new row of a table, made by a tool that creates such rows.

        Raises:
            UnmadeError: No tool does.
        """
        for one in self.operations:
            if one.action is Action.CREATE and one.table == table and one.tool not in self.lost:
                made = self.accepted(script, one)
                played = script.call(one.tool, made.arguments)
                before = [self.key(table, row) for row in rows_of(played.before, table)]
                for row in rows_of(played.after, table):
                    if self.key(table, row) not in before:
                        return row
        raise UnmadeError(f"no tool creates a row of {table}")

    # Tools that read

    def reader(self, table: str) -> Operation | None:
        """A tool that is known to read a row of a table by its key."""
        for one in self.operations:
            if one.table == table and one.action is Action.GET and self._sound(one):
                return one
        return None

    def lister(self, table: str) -> Operation | None:
        """A tool that is known to list the rows of a table."""
        for one in self.operations:
            if one.table == table and one.action is Action.LIST and self._sound(one):
                return one
        return None

    def _sound(self, operation: Operation) -> bool:
        return operation.tool in self.succeeded and not self.failed(operation.tool)

    def naming(self, operation: Operation, state: State, row: Row) -> dict[str, Any]:
        """Arguments of a reader or lister that name a row, or the rows beside it.

        Raises:
            UnmadeError: The row does not tell them.
        """
        return self.maker.make(operation, state, optional="none", row=row).arguments

    def told(self, operation: Operation, row: Row) -> Row:
        """The columns of a row that the result of a tool shows."""
        names = operation.told or self.table(operation).key
        return {name: row[name] for name in names if name in row}

    def key(self, table: str, row: Row) -> Row:
        """The columns of a row that are its key."""
        return {name: row[name] for name in self.blueprint.table(table).key if name in row}
