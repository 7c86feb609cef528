"""The second flow of the chain: what becomes of the trajectories, from rollouts to scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agentscaler.report.cards import percent
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.plots import interval_bar
from agentscaler.report.reasons import filter_sentence, packing_sentence
from agentscaler.report.scores import bounds, interval_words
from agentscaler.report.sections.flow import (
    SPLITS,
    breakdown,
    losses,
    most,
    ribbon,
    splits,
    station,
    tally,
)

if TYPE_CHECKING:
    from agentscaler.report.facts import Facts


def trajectories_flow(facts: Facts) -> Markup:
    """Build the flow; nothing where nobody has played."""
    if facts.rollouts is None:
        return Markup("")
    parts = [part(facts) for part in (_rollouts, _verdicts, _packs, _checkpoints, _scores)]
    return element("ol", *parts, class_="flow played")


def _whole(facts: Facts) -> int:
    return 0 if facts.rollouts is None else facts.rollouts.episodes.height


def _rollouts(facts: Facts) -> Markup:
    if facts.rollouts is None:
        return Markup("")
    frame = facts.rollouts.episodes
    whole = frame.height
    passed = percent(frame.filter(pl.col("reward") == 1).height, whole)[0]
    return station(
        ribbon(whole, [(whole, "kept")], 0, whole),
        "Rollouts",
        count(whole, "trajectory", "trajectories"),
        f"of {count(frame['task_id'].n_unique(), 'task')}; {passed} have the full reward. "
        "Who played them:",
        breakdown(most(tally(frame, "agent"), "agents"), whole, "kept"),
    )


def _verdicts(facts: Facts) -> Markup:
    found = facts.verdicts
    if found is None:
        return Markup("")
    lost = found.total - found.kept
    reasons: dict[str, int] = {}
    for one in found.stations:
        for reason, number in one.dropped:
            reasons[reason] = reasons.get(reason, 0) + number
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return station(
        ribbon(found.total, [(found.kept, "kept")], lost, _whole(facts)),
        "Verdicts",
        f"{count(found.kept)} kept",
        f"of {count(found.total, 'trajectory', 'trajectories')}, by a funnel of "
        f"{count(len(found.stations), 'stage')}.",
        losses(most(ordered, "reasons", 5), lost, "dropped", "#verdicts", filter_sentence),
    )


def _packs(facts: Facts) -> Markup:
    found = facts.packs
    if found is None:
        return Markup("")
    own = found.items.filter(~pl.col("copy"))
    sizes = {split: own.filter(pl.col("split") == split).height for split in found.packs}
    sizes["held_out"] = found.held_out
    lost = {code: number for code, number in found.dropped.items() if code != "not_kept"}
    bins = sum(int(pack["bins"]) for pack in found.packs.values())
    made = found.items.height - own.height
    copies = f", with {count(made, 'renamed copy', 'renamed copies')} of them," if made else ""
    return station(
        ribbon(
            sum(sizes.values()) + sum(lost.values()),
            [(sizes[name], name) for name in SPLITS],
            sum(lost.values()),
            _whole(facts),
        ),
        "Packs",
        count(int(found.items["tokens"].sum()), "token"),
        f"of {count(own.height, 'trajectory', 'trajectories')}{copies} in {count(bins, 'bin')}.",
        join(
            splits(
                {
                    name: count(number, "trajectory", "trajectories")
                    for name, number in sizes.items()
                }
            ),
            losses(
                most(sorted(lost.items(), key=lambda item: -item[1]), "reasons", 3),
                sum(lost.values()),
                "left out",
                "#packs",
                packing_sentence,
            ),
        ),
    )


def _checkpoints(facts: Facts) -> Markup:
    found = facts.training
    if found is None:
        return Markup("")
    packed = facts.packs.items.filter(~pl.col("copy")) if facts.packs else None
    parts = [
        (0 if packed is None else packed.filter(pl.col("split") == curve.stage).height, curve.stage)
        for curve in found.curves
    ]
    lines = {
        curve.stage: count(curve.last("step") or 0, "step")
        + (f", loss {curve.fall}" if curve.fall else "")
        for curve in found.curves
    }
    size = "" if found.parameters is None else f"of {count(found.parameters, 'parameter')}"
    return station(
        ribbon(sum(value for value, _ in parts), parts, 0, _whole(facts)),
        "Checkpoints",
        count(len(found.curves), "checkpoint"),
        f"{size}, one after each stage of training.".lstrip(", "),
        join(
            splits(lines),
            element("p", element("a", "See the curves", href="#training"), class_="small"),
        ),
    )


def _scores(facts: Facts) -> Markup:
    found = facts.scores
    if found is None:
        return Markup("")
    rows = [
        element(
            "li",
            element("span", foreign(name), class_="reason"),
            interval_bar(row["pass_at_1"], *bounds(row)),
            element("span", interval_words(row), class_="small"),
        )
        for name, row in found.whole.items()
    ]
    tasks = max((int(row["tasks"]) for row in found.whole.values()), default=0)
    return station(
        ribbon(0, [], 0, 1),
        "Scores",
        count(len(found.agents), "agent"),
        f"on {count(tasks, 'task')} that nobody was trained on. pass@1, with its interval:"
        if rows
        else "There are no tasks of this split.",
        element("ul", *rows, class_="losses scored") if rows else Markup(""),
    )
