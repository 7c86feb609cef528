"""The checks of an environment in its folder, as they are when somebody has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.environments.checks import Outcome, check_draft, run_tests
from agentscaler.environments.checks.suite import FILE as TESTS
from agentscaler.environments.reading import read_draft
from agentscaler.errors import EnvironmentFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from agentscaler.environments.checks import Case
    from agentscaler.environments.design.draft import Failure

_TOLD = 20
"""Problems that are told of one environment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rechecked:
    """What the checks of a folder found."""

    failures: tuple[Failure, ...] = ()
    """Laws that the tools do not keep."""
    outcomes: tuple[Outcome, ...] = ()
    """The tests of ``tests.jsonl``; they are run where all laws are kept."""
    tried: Mapping[str, int]
    """Law -> how often it was tried."""
    cases: tuple[Case, ...] = ()
    """What holds, for a new ``tests.jsonl``."""

    @property
    def problems(self) -> list[str]:
        """Everything that does not hold, in words."""
        laws = [f"{one.tool or 'as a whole'}: {one.law}: {one.text}" for one in self.failures]
        tests = [
            f"{one.case.tool}: {TESTS}, line {one.line}: {one.problem}"
            for one in self.outcomes
            if one.problem is not None
        ]
        return [*laws, *tests]


def recheck(folder: str | PathLike[str], *, tests: bool = True) -> Rechecked:
    """Try all laws on the tools of a folder, and run its tests; all of it in worker processes.

    Args:
        folder: The folder.
        tests: Whether ``tests.jsonl`` is run where it is there.

    Raises:
        EnvironmentFileError: A file is missing or broken: which, where in it, and what to do.
    """
    root = Path(folder)
    draft = read_draft(root)
    checked = check_draft(draft)
    run = tests and checked.passed and (root / TESTS).exists()
    return Rechecked(
        failures=checked.failures,
        outcomes=tuple(run_tests(root)) if run else (),
        tried=checked.tried,
        cases=checked.cases,
    )


def problem_of(folder: Path) -> str | None:
    """Why an environment cannot be used; ``None``: its checks hold. Names no place of the machine.

    A broken file is a problem here, and no error.
    """
    try:
        found = recheck(folder).problems
    except EnvironmentFileError as error:
        found = [str(error)]
    more = [f"and {len(found) - _TOLD} more"] if len(found) > _TOLD else []
    text = "\n".join([*found[:_TOLD], *more])
    return text.replace(f"{folder}/", "").replace(str(folder), folder.name) or None
