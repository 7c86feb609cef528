"""From a domain to an environment that passes every check: design, check, repair, leave out.

What fails goes back to the designer as text. A tool that still fails after the last round is left
out with its reason, and the rest is checked again, until nothing fails or too little is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks import Checked, check_draft
from agentscaler.environments.design.blueprint import LeftOut
from agentscaler.environments.design.without import without

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.checks.case import Case
    from agentscaler.environments.checks.values import Values
    from agentscaler.environments.design.draft import (
        DesignTask,
        EnvironmentDesigner,
        EnvironmentDraft,
        Failure,
    )

FEWEST = 2
"""Tools of an environment, at least."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forged:
    """What came of a domain."""

    draft: EnvironmentDraft
    """The last draft; it passes every check if there is no reason."""
    reason: str | None = None
    """Why there is no environment: see `agentscaler.environments.reasons`."""
    detail: str = ""
    dropped: tuple[LeftOut, ...] = ()
    """Tools that failed to the end, each with the law and the text of its first failure."""
    rounds: int = 0
    """How often the designer repaired."""
    checked: Checked = field(default_factory=lambda: Checked(failures=()))
    """The last check."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What the last draft did not pass."""
        return self.checked.failures

    @property
    def cases(self) -> tuple[Case, ...]:
        """What the last draft has shown: its ``tests.jsonl``."""
        return self.checked.cases

    @property
    def tried(self) -> Mapping[str, int]:
        """Law -> how often it was tried in the last check."""
        return self.checked.tried


def forge(
    designer: EnvironmentDesigner,
    task: DesignTask,
    *,
    rounds: int = 2,
    in_python: bool = False,
    values: Values | None = None,
) -> Forged:
    """Make an environment that passes every check, or tell why there is none.

    Args:
        designer: Makes and repairs drafts.
        task: The domain.
        rounds: Repairs at most.
        in_python: Also run what has passed under CPython: only for a designer whose programs are
            ours.
        values: As of `check_draft`.
    """
    returns: dict[str, dict[str, Any]] = {
        tool.name: tool.returns for tool in task.tools if tool.returns is not None
    }

    def check(draft: EnvironmentDraft) -> Checked:
        return check_draft(
            draft, seed=task.seed, returns=returns, in_python=in_python, values=values
        )

    draft = designer.design(task)
    checked = Checked(failures=())
    done = 0
    if draft.tools or draft.problems:
        checked = check(draft)
        while not checked.passed and done < rounds:
            repaired = designer.repair(draft, checked.failures)
            # What a designer has no program for it may still find one for: nothing shows it yet.
            if repaired == draft and not draft.problems:
                break
            draft, done = repaired, done + 1
            checked = check(draft)
    dropped: list[LeftOut] = []
    why = _why_none(draft, checked)
    while why is None and not checked.passed:
        failed = _first_failures(checked)
        try:
            draft = without(draft, failed)
        except SyntaxError as fault:
            why = ("compiles", str(fault))
            break
        dropped += failed
        why = _too_little(draft)
        if why is None:
            checked = check(draft)
            why = _why_none(draft, checked)
    reason, detail = why or (None, "")
    return Forged(
        draft=draft,
        reason=reason,
        detail=detail,
        dropped=tuple(dropped),
        rounds=done,
        checked=checked,
    )


def _why_none(draft: EnvironmentDraft, checked: Checked) -> tuple[str, str] | None:
    """Why there can be no environment, whatever tools are left out."""
    if not draft.tools and not draft.problems:
        return "not_designed", "no tool has a program"
    for failure in checked.failures:
        if not failure.tool:
            return failure.law, failure.text
    return None if draft.problems else _too_little(draft)


def _too_little(draft: EnvironmentDraft) -> tuple[str, str] | None:
    if len(draft.tools) < FEWEST:
        return "too_few_tools", f"{len(draft.tools)} left"
    if all(operation.writes for operation in draft.blueprint.operations):
        return "no_reader", f"{len(draft.tools)} left, and all of them write"
    return None


def _first_failures(checked: Checked) -> list[LeftOut]:
    """Tools that failed, each with its first failure."""
    found: dict[str, LeftOut] = {}
    for one in checked.failures:
        found.setdefault(one.tool, LeftOut(tool=one.tool, reason=one.law, detail=one.text))
    return list(found.values())
