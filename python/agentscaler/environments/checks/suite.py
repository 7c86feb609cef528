"""``tests.jsonl``: the checks of one environment as data, which run alone and can be edited.

>>> from agentscaler.environments.checks.case import Call, Expect
>>> case = Case(
...     law="missing_is_refused",
...     tool="get_order",
...     calls=(Call(tool="get_order", arguments={"order_id": "W9"}),),
...     expect=(Expect(kind=("refusal",), same=True),),
... )
>>> read_cases(write_cases([case])) == (case,)
True
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.environments.checks.case import Case
from agentscaler.environments.checks.expecting import told, unmet
from agentscaler.environments.checks.script import initial, play
from agentscaler.environments.environment import Environment
from agentscaler.errors import ArgumentError, EnvironmentFileError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

FILE = "tests.jsonl"
"""Name of the file in the folder of an environment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a case came to."""

    case: Case
    line: int
    """Of the file, or its place in the list, from 1."""
    problem: str | None
    """What does not hold; ``None``: everything does."""


def write_cases(cases: Iterable[Case]) -> str:
    """The text of ``tests.jsonl``: a case a line."""
    return "".join(f"{json.dumps(case.to_plain(), ensure_ascii=False)}\n" for case in cases)


def read_cases(text: str, *, where: str = FILE) -> tuple[Case, ...]:
    """The cases of a text; empty lines are passed over.

    Raises:
        EnvironmentFileError: A line is no case: which, what is wrong with it, what to write.
    """
    return tuple(case for _, case in _cases(text, where))


def _cases(text: str, where: str) -> Iterator[tuple[int, Case]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{where}, line {number}"
        try:
            yield number, Case.from_plain(json.loads(line))
        except (json.JSONDecodeError, RecursionError) as fault:
            raise EnvironmentFileError(
                f"not JSON: {fault}", where=place, mend="correct the line, or remove it"
            ) from fault
        except ArgumentError as fault:
            raise EnvironmentFileError(
                f"no test: {fault.what}", where=place, mend=fault.mend
            ) from fault


def run_case(environment: Environment, case: Case) -> str | None:
    """Make the calls of a case.

    Returns:
        What does not hold, in words; ``None`` where everything does.
    """
    try:
        state = initial(environment, given=case.given, empty=case.empty)
    except StateError as fault:
        return f"the state does not take the rows that are given: {fault.what}"
    story = []
    for call, expect in zip(case.calls, case.expect, strict=True):
        played = play(environment, state, call)
        story.append(told(played))
        what = unmet(expect, played)
        if what is not None:
            detail = f"\n{played.result.detail}" if played.result.detail else ""
            return f"{'; then '.join(story[-3:])}; {what}{detail}"
    return None


def run_tests(
    environment: Environment | str | PathLike[str],
    cases: Iterable[Case] | None = None,
    *,
    workers: int = 1,
) -> list[Outcome]:
    """Run the tests of an environment.

    Args:
        environment: One that runs, or its folder. The tools of a folder run in workers: who edited
            them is not known.
        cases: Without, those of ``tests.jsonl`` of the folder.
        workers: Processes that the tools of a folder run in, at most; 0: they run here.

    Raises:
        ArgumentError: An environment that runs, and no cases.
        EnvironmentFileError: A file of the folder is missing or broken.
    """
    if isinstance(environment, Environment):
        if cases is None:
            raise ArgumentError("no cases", mend="give them, or the folder that has them")
        return _outcomes(environment, enumerate(cases, 1))
    folder = Path(environment)
    numbered = _in_folder(folder) if cases is None else list(enumerate(cases, 1))
    with Environment.from_folder(folder, workers=workers) as place:
        return _outcomes(place, numbered)


def _in_folder(folder: Path) -> list[tuple[int, Case]]:
    path = folder / FILE
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError as fault:
        raise EnvironmentFileError(
            "the environment has no tests", where=str(path), mend="write one a line there"
        ) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise EnvironmentFileError(
            f"cannot be read: {fault}", where=str(path), mend="save it as UTF-8 text"
        ) from fault
    return list(_cases(text, str(path)))


def _outcomes(environment: Environment, numbered: Iterable[tuple[int, Case]]) -> list[Outcome]:
    return [
        Outcome(case=case, line=line, problem=run_case(environment, case))
        for line, case in numbered
    ]
