"""How alike recorded services and environments made from their specifications are, and how fast.

    python benches/python/fidelity.py [--traces FOLDER] [--episodes N] [--workers 2]

Prints the tables of benches/README.md: every service, all of them, the same for the two floors
(accept everything and repeat the arguments; refuse everything), and recalls of refusals by kind.
Without ``--traces`` it needs the reference data (``AGENTSCALER_SHARED``, or ``../shared`` beside
the repository).
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.fidelity import Fidelity, Share, Traces, designed_by, measure
from agentscaler.environments.fidelity.floors import accepts_all, refuses_all
from agentscaler.environments.fidelity.refusals import RefusalKind
from agentscaler.executors.local import local_executor

if TYPE_CHECKING:
    from agentscaler.environments.fidelity.subject import SubjectFactory

COLUMNS = {
    "coverage": "coverage",
    "balanced accuracy": "balanced_accuracy",
    "success": "success_recall",
    "refusal": "refusal_recall",
    "refusal precision": "refusal_precision",
    "echoed fields": "echo_recall",
    "lists": "list_membership",
    "scalars": "scalar_recall",
    "whole episodes": "episodes_agreeing",
    "faults": "faults",
}


def main() -> None:
    """Measure the rules and both floors."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--traces", type=Path)
    parser.add_argument("--episodes", type=int)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    beside = Path(__file__).resolve().parents[3] / "shared"
    folder = given.traces or Path(os.environ.get("AGENTSCALER_SHARED", beside)) / "data/traces_aws"
    if not folder.is_dir():
        print(f"skipped: no recorded behaviour in {folder}; set AGENTSCALER_SHARED")
        return
    traces = Traces.from_folder(folder)
    makers: dict[str, SubjectFactory] = {
        "rules": designed_by(RuleDesigner()),
        "accepts all": accepts_all,
        "refuses all": refuses_all,
    }
    found: dict[str, Fidelity] = {}
    for name, make in makers.items():
        begun = time.perf_counter()
        with local_executor(given.workers) as executor:
            found[name] = measure(traces, make, episodes=given.episodes, executor=executor)
        seconds = time.perf_counter() - begun
        design = sum(one.design_s for one in found[name].services)
        replay = sum(one.replay_s for one in found[name].services)
        print(
            f"{name}: {found[name].sums['calls']:,} calls in {seconds:.1f} s with {given.workers} "
            f"workers; {design:.1f} s of work in designs, {replay:.1f} s in replays"
        )
    show(found)


def show(found: dict[str, Fidelity]) -> None:
    """Print the tables."""
    print(f"\n| all services | {' | '.join(COLUMNS)} |")
    print("|---|" + "---|" * len(COLUMNS))
    for name, one in found.items():
        figures = one.figures
        print(f"| {name} | {' | '.join(with_range(figures[key]) for key in COLUMNS.values())} |")
    rules = found["rules"]
    means = [percent(rules.means[key]) for key in COLUMNS.values()]
    print(f"| rules, mean of services | {' | '.join(means)} |")
    print("\n| recorded as refused for | calls | refused by the rules |\n|---|---|---|")
    for kind in RefusalKind:
        share = rules.figures[f"refusal_recall:{kind.value}"]
        calls = rules.sums[f"of:{kind.value}"]
        print(f"| {kind.value.replace('_', ' ')} | {calls:,} | {with_range(share)} |")
    print(f"\n| service | {' | '.join(COLUMNS)} |\n|---|" + "---|" * len(COLUMNS))
    for service in rules.services:
        cells = [percent(service.figures[key].value) for key in COLUMNS.values()]
        print(f"| {service.service} | {' | '.join(cells)} |")


def percent(value: float | None) -> str:
    """In percent, or nothing."""
    return "" if value is None else f"{100 * value:.1f}"


def with_range(share: Share) -> str:
    """In percent, with the interval."""
    if share.value is None:
        return ""
    return f"{percent(share.value)} ({percent(share.low)}..{percent(share.high)})"


if __name__ == "__main__":
    main()
