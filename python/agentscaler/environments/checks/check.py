"""All checks of a draft: does it compile, fit together, and keep the laws?

What was made up by a designer is not trusted: it is compiled and called in a worker process first,
and in this process only after it has come through there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.agreement import (
    DETERMINISTIC,
    SAME,
    PythonTools,
    chance,
    played_again,
)
from agentscaler.environments.checks.arguments import ArgumentMaker
from agentscaler.environments.checks.expecting import told
from agentscaler.environments.checks.fitting import FITS, fitting
from agentscaler.environments.checks.laws import LAWS
from agentscaler.environments.checks.subject import Subject
from agentscaler.environments.checks.watching import SCHEMA, Watch
from agentscaler.environments.design.draft import Failure
from agentscaler.environments.environment import Environment
from agentscaler.environments.seeding.values import ValueMaker
from agentscaler.environments.state import Schema, State
from agentscaler.environments.toolset import ToolSet, identifier
from agentscaler.environments.worker import WorkerToolSet
from agentscaler.errors import StateError, ToolError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.checks.case import Case
    from agentscaler.environments.checks.values import Values
    from agentscaler.environments.design.draft import EnvironmentDraft

COMPILES = "compiles"
SUCCEEDS = "succeeds"
_FUNCTION = re.compile(r"def (\w+)\(")


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What the checks of a draft found."""

    failures: tuple[Failure, ...]
    """What does not hold; one for each tool and law."""
    tried: Mapping[str, int] = field(default_factory=dict)
    """Law -> how often it was tried; those of single calls: how many calls it looked at."""
    untried: tuple[tuple[str, str, str], ...] = ()
    """Law, tool, and why the law could not be tried on it."""
    cases: tuple[Case, ...] = ()
    """What held, as lines of ``tests.jsonl``."""

    @property
    def passed(self) -> bool:
        """Whether everything holds."""
        return not self.failures


def check_draft(
    draft: EnvironmentDraft,
    *,
    seed: int = 0,
    toolset: ToolSet | WorkerToolSet | None = None,
    returns: Mapping[str, dict[str, Any]] | None = None,
    in_python: bool = False,
    values: Values | None = None,
) -> Checked:
    """Try a draft on all laws.

    The calls are functions of draft and seed: the same failures come every time.

    Args:
        draft: The draft.
        seed: Key of the arguments that are made up.
        toolset: Its tools, where they run already; without, a worker is started for them.
        returns: JSON Schema of the result, by tool, where the source tells it.
        in_python: Also run what has passed under CPython, which is no sandbox: for sources of a
            designer that is ours.
        values: Makes the values of arguments; without, the maker of seed states does.

    Raises:
        WorkerError: No worker can be started.
    """
    failures = [*draft.problems, *fitting(draft)]
    if not draft.tools or any(not one.tool for one in failures):
        return Checked(failures=tuple(failures))
    try:
        state = State.from_json(draft.state, Schema.from_json(draft.schema))
    except StateError as fault:
        text = f"the initial state breaks schema.json: {fault}"
        return Checked(failures=(Failure(tool="", law=SCHEMA, text=text),))
    try:
        tools = toolset or WorkerToolSet(draft.source, draft.tools)
    except ToolError as fault:
        return Checked(failures=(*failures, *_diagnosed(draft, fault)))
    except WorkerError as fault:
        text = f"a worker was lost while it compiled the source: {fault}"
        return Checked(failures=(*failures, Failure(tool="", law=COMPILES, text=text)))
    try:
        maker = ArgumentMaker(draft, values or ValueMaker(seed, scope="checks"))
        watch = Watch(draft.blueprint, returns or {})
        return _Check(draft, tools, state, maker, watch).run(failures, in_python=in_python)
    finally:
        if toolset is None and isinstance(tools, WorkerToolSet):
            tools.close()


class _Check:
    """The checks of a draft that compiles."""

    def __init__(
        self,
        draft: EnvironmentDraft,
        tools: ToolSet | WorkerToolSet,
        state: State,
        maker: ArgumentMaker,
        watch: Watch,
    ) -> None:
        environment = Environment(
            domain=draft.domain,
            toolset=tools,
            initial_state=state,
            clock_us=_microseconds(draft.clock),
        )
        self._subject = Subject(draft, environment, maker=maker, watch=watch)
        self._subject.tried.update({FITS: len(draft.tools), COMPILES: len(draft.tools)})
        for what in list(watch.dangling(state))[:1]:
            self._subject.add(Failure(tool="", law=SCHEMA, text=f"in the initial state {what}"))

    def run(self, failures: list[Failure], *, in_python: bool) -> Checked:
        """All laws on all tools but those that are known to fail."""
        subject = self._subject
        subject.failures += failures
        unfit = {one.tool for one in failures}
        subject.operations = tuple(one for one in subject.operations if one.tool not in unfit)
        for law in LAWS:
            for operation in subject.operations:
                if operation.action in law.actions:
                    law.attempt(subject, operation)
        for operation in subject.operations:
            self._succeeds(operation.tool)
        if not subject.lost:  # what gave out in a worker has no business in this process
            self._agree(in_python=in_python)
        return Checked(
            failures=tuple(subject.failures),
            tried=dict(sorted(subject.tried.items())),
            untried=tuple((law, tool, why) for (law, tool), why in subject.untried.items()),
            cases=tuple(script.case() for script in subject.scripts),
        )

    def _succeeds(self, tool: str) -> None:
        subject = self._subject
        subject.tried[SUCCEEDS] += 1
        if tool in subject.succeeded or subject.failed(tool):
            return
        refused = subject.refused.get(tool)
        if refused is not None:
            text = f"{told(refused)}; should be accepted: the row is there, the arguments fit"
        else:
            reasons = [why for (_, one), why in subject.untried.items() if one == tool]
            text = f"no call succeeded: {'; '.join(dict.fromkeys(reasons)) or 'none was made'}"
        subject.add(Failure(tool=tool, law=SUCCEEDS, text=text))

    def _agree(self, *, in_python: bool) -> None:
        subject, draft = self._subject, self._subject.draft
        compiled = ToolSet(draft.source, draft.tools)
        reads = [one.tool for one in subject.operations if not one.writes]
        for failure in chance(subject.environment, compiled, subject.scripts, reads):
            subject.add(failure)
        engines: list[tuple[str, ToolSet | PythonTools]] = [(DETERMINISTIC, compiled)]
        if in_python:
            engines.append((SAME, PythonTools(draft.source, draft.tools)))
        for law, tools in engines:
            subject.tried[law] += len(subject.scripts)
            for failure in played_again(law, subject.environment, tools, subject.scripts):
                subject.add(failure)


def _diagnosed(draft: EnvironmentDraft, fault: ToolError) -> list[Failure]:
    """What the compiler said, by tool as far as a line belongs to one."""
    names = {tool["name"] for tool in draft.tools}
    functions = {identifier(name): name for name in names}
    lines = draft.source.splitlines()
    found = []
    for one in fault.diagnostics:
        place = one.file if one.file in names else functions.get(_function(lines, one.line), "")
        law = COMPILES if one.line is not None else FITS
        text = f"{one}\n    {one.text}" if one.text else str(one)
        found.append(Failure(tool=place, law=law, text=text))
    return found or [Failure(tool="", law=COMPILES, text=str(fault))]


def _function(lines: list[str], line: int | None) -> str:
    """The function that a line stands in, by the ``def`` above it that begins a line."""
    for text in reversed(lines[: line or 0]):
        found = _FUNCTION.match(text)
        if found is not None:
            return found[1]
    return ""


def _microseconds(clock: str) -> int:
    moment = datetime.fromisoformat(clock)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000
