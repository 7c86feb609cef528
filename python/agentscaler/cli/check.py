"""``agentscaler check``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.failure import FAILED
from agentscaler.cli.find import find_environment
from agentscaler.cli.options import JsonFlag, Switch, WorldFlag
from agentscaler.cli.terminal import console, dim, print_json, table
from agentscaler.cli.text import count, lines, visible
from agentscaler.environments.checks.suite import FILE as TESTS
from agentscaler.environments.checks.suite import run_tests, write_cases
from agentscaler.environments.folder import read_folder
from agentscaler.environments.reasons import REASONS
from agentscaler.environments.recheck import Rechecked, recheck

if TYPE_CHECKING:
    from rich.console import Console


def check(
    environment: str,
    /,
    *,
    world: WorldFlag = Path("world"),
    update: Switch = False,
    json: JsonFlag = False,
) -> int:
    """Check an environment, for instance after a change by hand.

    Where a blueprint tells what its tools do, all laws are tried on them; then its own tests are
    run. Both happen in worker processes. The exit code is 1 when something does not hold.

    Args:
        environment: Folder of an environment, or its name in the world.
        world: Folder of the world.
        update: Write tests.jsonl anew where all laws hold, for a change that is meant.
        json: For machines.
    """
    folder = find_environment(environment, world)
    if update or read_folder(folder).header.blueprint is not None:
        found = recheck(folder, tests=not update)
    else:
        found = Rechecked(outcomes=tuple(run_tests(folder)), tried={})
    if update and not found.failures:
        (folder / TESTS).write_text(write_cases(found.cases), encoding="utf-8")
    if json:
        print_json(_record(folder, found))
    else:
        _draw(console(), found, updated=update)
    return FAILED if found.problems else 0


def _record(folder: Path, found: Rechecked) -> dict[str, Any]:
    broken = [
        {"tool": one.tool, "law": one.law, "line": None, "problem": one.text}
        for one in found.failures
    ]
    failed = [
        {"tool": one.case.tool, "law": one.case.law, "line": one.line, "problem": one.problem}
        for one in found.outcomes
        if one.problem is not None
    ]
    return {
        "environment": str(folder),
        "laws": dict(found.tried),
        "tests": len(found.outcomes),
        "failed": [*broken, *failed],
    }


def _draw(to: Console, found: Rechecked, *, updated: bool) -> None:
    tests = Counter(one.case.law for one in found.outcomes)
    broken = {one.law for one in found.failures}
    broken |= {one.case.law for one in found.outcomes if one.problem is not None}
    rows = table("law", "tried", "tests", "", "a failure means*", right=["tried", "tests"])
    for law in sorted({*found.tried, *tests, *broken}):
        holds = Text("broken", style="bold red") if law in broken else Text("holds", style="green")
        tried = found.tried.get(law)
        rows.add_row(
            law,
            "-" if tried is None else f"{tried:,}",
            f"{tests[law]:,}" if law in tests else "-",
            holds,
            dim(REASONS.get(law, "")),
        )
    if rows.row_count:
        to.print(rows)
    for failure in found.failures:
        _tell(to, f"{failure.tool or 'as a whole'}, {failure.law}", failure.text)
    for one in found.outcomes:
        if one.problem is not None:
            _tell(to, f"{one.case.tool}, {one.case.law}, {TESTS} line {one.line}", one.problem)
    if found.failures:
        to.print(Text(f"{count(len(found.failures), 'law')} broken, tool by tool"))
    elif updated:
        to.print(Text(f"all laws hold; {count(len(found.cases), 'test')} in {TESTS}"))
    elif found.outcomes:
        hold = sum(one.problem is None for one in found.outcomes)
        to.print(Text(f"{hold} of {len(found.outcomes)} tests hold"))
        if hold < len(found.outcomes) and found.tried:
            to.print(dim("all laws hold: if the change is meant, --update writes the tests anew"))
    else:
        to.print(Text(f"all laws hold; there is no {TESTS}, --update writes one"))


def _tell(to: Console, head: str, text: str) -> None:
    to.print(Text(visible(head), style="bold red"))
    for line in lines(text):
        to.print(Text(f"  {line}"))
