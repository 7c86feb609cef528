"""``agentscaler fidelity``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (the command line reads annotations)
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agentscaler.cli.options import JsonFlag, Switch, WholeFlag
from agentscaler.cli.progress import make_progress
from agentscaler.cli.terminal import console, dim, print_json, strong, table
from agentscaler.cli.text import count, one_line, visible
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.fidelity import Fidelity, Traces, designed_by, measure
from agentscaler.environments.fidelity.disagreements import MEANING, OUTCOMES, totals
from agentscaler.environments.fidelity.refusals import RefusalKind
from agentscaler.errors import ArgumentError
from agentscaler.executors.local import local_executor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from agentscaler.environments.fidelity.disagreements import Group
    from agentscaler.environments.fidelity.figures import Share

_COLUMNS = (
    ("cover", "coverage"),
    ("outcome", "balanced_accuracy"),
    ("echo", "echo_recall"),
    ("lists", "list_membership"),
    ("scalars", "scalar_recall"),
    ("whole", "episodes_agreeing"),
)
"""Head of a column and its figure."""
_ABOUT = (
    ("coverage", "of the recorded calls have a program"),
    ("balanced_accuracy", "balanced accuracy of success and refusal"),
    ("success_recall", "of the accepted calls are accepted"),
    ("refusal_recall", "of the refused calls are refused"),
    ("refusal_precision", "of what ours refuses was refused"),
    ("echo_recall", "of the fields that were written are shown again"),
    ("list_membership", "of the things in lists agree (mean Jaccard index)"),
    ("scalar_recall", "of the recorded scalars are shown by ours"),
    ("scalar_precision", "of the scalars of ours were recorded"),
    ("episodes_agreeing", "of the episodes agree in every outcome"),
    ("episodes_agreeing_with_echoes", "and in every field that was written"),
    ("faults", "of the calls are faults"),
    ("invalid_calls", "of the accepted calls break our schema of the arguments"),
    ("lost_names", "of the calls have a name that our answers never gave"),
)
_LINE = 400


def fidelity(
    traces: Path,
    /,
    *,
    service: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    episodes: WholeFlag = None,
    workers: WholeFlag = None,
    worst: WholeFlag = 10,
    checked: Switch = False,
    seed: WholeFlag = 0,
    json: JsonFlag = False,
) -> int:
    """Compare recorded behaviour of services with environments made from their specifications.

    Every recorded episode is replayed on an environment that was designed from tools.jsonl alone;
    docs/fidelity.md tells what each figure means.

    Args:
        traces: Folder with tools.jsonl and one SERVICE.jsonl a service, packed (.zst) or not.
        service: Services to replay; all when left out.
        episodes: Episodes of each service, at most.
        workers: Number of processes; every core when left out. Results do not depend on it.
        worst: Disagreements that are shown, about outcomes and about answers.
        checked: Measure what passes all checks, as a world would hold it; takes minutes longer.
        seed: Of designs and of intervals.
        json: For machines.
    """
    if worst is not None and worst < 0:
        raise ArgumentError(f"--worst is {worst}, but must be at least 0")
    recorded = Traces.from_folder(traces)
    with make_progress() as progress, local_executor(workers) as executor:
        found = measure(
            recorded,
            designed_by(RuleDesigner(), checked=checked),
            services=service or None,
            episodes=episodes,
            seed=seed or 0,
            executor=executor,
            progress=progress,
        )
    if json:
        print_json(found.to_plain(worst=worst))
    else:
        draw_fidelity(console(), found, worst=worst or 0)
    return 0


def draw_fidelity(to: Console, found: Fidelity, *, worst: int) -> None:
    """Print figures of each service and of all, and the worst disagreements.

    Args:
        to: Where.
        found: What was measured.
        worst: Disagreements about outcomes, and about answers.
    """
    heads = [head for head, _ in _COLUMNS]
    shown = table("service*", "calls", *heads, right=("calls", *heads))
    for one in found.services:
        figures = one.figures
        cells = (_percent(figures[name].value) for _, name in _COLUMNS)
        shown.add_row(visible(one.service), f"{one.sums['calls']:,}", *cells)
    figures, means, sums = found.figures, found.means, found.sums
    shown.add_section()
    shown.add_row(
        strong("all"),
        f"{sums['calls']:,}",
        *(strong(_percent(figures[name].value)) for _, name in _COLUMNS),
    )
    shown.add_row(dim("mean of services"), "", *(_percent(means[name]) for _, name in _COLUMNS))
    to.print(shown)
    summary = table("all", "95 %", "what*", right=("all", "95 %"))
    for name, about in _ABOUT:
        summary.add_row(strong(_percent(figures[name].value)), _range(figures[name]), dim(about))
    to.print(summary)
    kinds = table("refused for", "calls", "refused by ours*", right=("calls",))
    for kind in RefusalKind:
        share = figures[f"refusal_recall:{kind.value}"]
        of = sums[f"of:{kind.value}"]
        kinds.add_row(kind.value.replace("_", " "), f"{of:,}", f"{_percent(share.value)}")
    to.print(kinds)
    groups = found.groups()
    ways = table(
        "what differs*", "calls", "first", "services", right=("calls", "first", "services")
    )
    for total in totals(groups):
        what = MEANING[total.kind] + (f" ({total.detail})" if total.detail else "")
        first = f"{total.first:,}" if total.kind in OUTCOMES else ""
        ways.add_row(what, f"{total.calls:,}", first, str(total.services))
    to.print(ways)
    to.print(
        dim("first: in episodes whose outcomes agree up to there; the rest may follow from it")
    )
    for title, chosen in (
        ("Outcomes that differ", [one for one in groups if one.kind in OUTCOMES]),
        ("Answers that differ", [one for one in groups if one.kind not in OUTCOMES]),
    ):
        _draw_groups(to, title, chosen, worst)


def _draw_groups(to: Console, title: str, groups: Sequence[Group], worst: int) -> None:
    if not groups or not worst:
        return
    to.print(strong(title))
    for group in groups[:worst]:
        what = MEANING[group.kind] + (f" ({group.detail})" if group.detail else "")
        to.print(
            Text.assemble(
                (f"{count(group.calls, 'call')} ", "bold"),
                (visible(f"{group.service} {group.operation}: "), "bold"),
                one_line(what, _LINE),
            )
        )
        lines = Table.grid(padding=(0, 0, 0, 2))
        for label, text in _example_lines(group):
            lines.add_row(dim(label), Text(one_line(text, _LINE)))
        to.print(Padding(lines, (0, 0, 1, 2)))
    rest = groups[worst:]
    if rest:
        calls = sum(one.calls for one in rest)
        to.print(dim(f"and {count(len(rest), 'more group')} with {count(calls, 'call')}"))


def _example_lines(group: Group) -> list[tuple[str, str]]:
    example = group.example
    if example is None:
        return []
    where = f"episode {example.episode}, call {example.at + 1}"
    lines = [("at", where)]
    lines += [("before", text) for text in example.before]
    lines += [
        ("sent", example.sent),
        ("recorded", example.recorded),
        ("ours", example.ours),
    ]
    return lines + [("differs", text) for text in example.places]


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _range(share: Share) -> str:
    if share.value is None:
        return ""
    return f"{_percent(share.low)}..{_percent(share.high)}"
