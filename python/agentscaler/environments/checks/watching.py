"""Laws of every single call, whatever it is made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.climbing import reference, rows_of
from agentscaler.environments.checks.expecting import changes, clipped, told
from agentscaler.environments.design.draft import Failure
from agentscaler.environments.json_value import same
from agentscaler.environments.toolset import ToolResult, ToolSet
from agentscaler.errors import ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agentscaler.environments.checks.expecting import Played
    from agentscaler.environments.design.blueprint import Blueprint, Table
    from agentscaler.environments.state import State

NO_FAULT = "no_fault"
READS = "reads_change_nothing"
REFUSALS = "refusal_changes_nothing"
SCHEMA = "schema_holds"
RETURNS = "returns_fit"
ALL = (NO_FAULT, READS, REFUSALS, SCHEMA, RETURNS)


class Watch:
    """Looks at calls one by one.

    Args:
        blueprint: Tells which tools write, and what refers to what.
        returns: JSON Schema of the result, by tool, where it is known.
    """

    def __init__(self, blueprint: Blueprint, returns: Mapping[str, dict[str, Any]]) -> None:
        self._blueprint = blueprint
        self._writes = {one.tool: one.writes for one in blueprint.operations}
        self._returns = {
            tool: found for tool, one in returns.items() if (found := _reader(one)) is not None
        }
        self._foreign = _foreign(blueprint)

    def laws(self, played: Played) -> list[str]:
        """Laws that speak of a call."""
        kind, tool = played.result.kind, played.call.tool
        found = [NO_FAULT]
        if kind != "ok":
            return [*found, REFUSALS]
        found.append(SCHEMA if self._writes.get(tool, True) else READS)
        return [*found, RETURNS] if tool in self._returns else found

    def look(self, played: Played) -> Iterator[Failure]:
        """Laws that a call breaks."""
        tool, kind = played.call.tool, played.result.kind
        if kind in {"fault", "infrastructure"}:
            detail = f"\n{played.result.detail}" if played.result.detail else ""
            yield self._broken(played, NO_FAULT, f"should be no {kind}{detail}")
            return
        wrote = played.after.digest() != played.before.digest()
        if wrote and kind != "ok":
            yield self._broken(
                played, REFUSALS, f"should change nothing, changed {changes(played)}"
            )
        elif wrote and not self._writes.get(tool, True):
            yield self._broken(played, READS, f"it reads, yet it changed {changes(played)}")
        elif wrote:
            yield from self._state(played)
        if kind == "ok" and tool in self._returns:
            yield from self._result(played)

    @staticmethod
    def _broken(played: Played, law: str, what: str) -> Failure:
        return Failure(tool=played.call.tool, law=law, text=f"{told(played)}; {what}")

    def _state(self, played: Played) -> Iterator[Failure]:
        # The state itself refuses rows that break schema.json: a fault. Only references are left.
        before = set(self.dangling(played.before))
        for what in self.dangling(played.after):
            if what not in before:  # what was broken before is no fault of this call
                yield self._broken(played, SCHEMA, f"afterwards {what}")
                return

    def dangling(self, state: State) -> Iterator[str]:
        """References of a state that name no row, in words."""
        for table, column, above, far in self._foreign:
            held = [row.get(column) for row in rows_of(state, table)]
            values = [one for item in held for one in (item if isinstance(item, list) else [item])]
            there = _Values(row[far] for row in rows_of(state, above) if far in row)
            for value in values:
                if value is not None and value not in there:
                    yield f"{table}.{column} is {clipped(value)}, which no {above}.{far} is"

    def _result(self, played: Played) -> Iterator[Failure]:
        reader = self._returns[played.call.tool]
        answers = [reader.read("result", {"result": played.value})]
        if not isinstance(played.value, str):  # a text that looks like JSON
            answers.append(reader.read("result", {"result": played.result.content}))
        if all(isinstance(answer, ToolResult) for answer in answers):
            what = getattr(answers[0], "content", "").removeprefix("invalid arguments for result: ")
            yield self._broken(played, RETURNS, f"it does not fit its returns: {what}")


class _Values:
    """A set of JSON values: 1 is 1.0, and true is not 1."""

    def __init__(self, values: Iterator[Any]) -> None:
        self._simple: set[Any] = set()
        self._rest: list[Any] = []
        for value in values:
            if isinstance(value, bool | list | dict):
                self._rest.append(value)
            else:
                self._simple.add(value)

    def __contains__(self, value: object) -> bool:
        if isinstance(value, bool | list | dict):
            return any(same(value, one) for one in self._rest)
        return value in self._simple


def _foreign(blueprint: Blueprint) -> list[tuple[str, str, str, str]]:
    tables: dict[str, Table] = {table.name: table for table in blueprint.tables}
    found = []
    for table in blueprint.tables:
        for column in table.columns:
            if column.references is not None and not column.soft:
                above, far = reference(column.references)
                if above in tables and tables[above].has(far):
                    found.append((table.name, column.name, above, far))
    return found


def _reader(returns: dict[str, Any]) -> ToolSet | None:
    """A tool whose argument has the schema of a result: the engine's checks hold for both."""
    parameters: dict[str, Any] = {
        "type": "object",
        "properties": {"result": {name: one for name, one in returns.items() if name != "$defs"}},
        "required": ["result"],
    }
    if "$defs" in returns:
        parameters["$defs"] = returns["$defs"]
    listed = [{"name": "result", "description": "", "parameters": parameters}]
    try:
        return ToolSet("def result(db, result):\n    return result\n", listed)
    except ToolError:  # the source of the tool gives a schema that is none: nothing to hold it to
        return None
