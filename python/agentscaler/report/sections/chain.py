"""The chain as two flows: tools up to tasks, trajectories up to scores; what left, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agentscaler.report.markup import Markup, count, element, join
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
from agentscaler.report.sections.section import Section
from agentscaler.report.sections.trajectories_flow import trajectories_flow
from agentscaler.report.threshold import rule_text

if TYPE_CHECKING:
    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts


def build(facts: Facts, config: ReportConfig) -> Section:
    """Build both flows."""
    del config
    read = facts.tally("tools", "read", facts.tools.height + facts.dropped.height)
    return Section(
        id="chain",
        title="The chain",
        lead="How many tools pass each stage, and how many of the trajectories that are played "
        "with them. Whatever is left out has a reason and is counted.",
        body=join(
            element(
                "ol",
                _read_station(facts, read),
                _kept_station(facts, read),
                _graph_station(facts, read),
                _domains_station(facts, read),
                _environments_station(facts, read),
                _tasks_station(facts, read),
                class_="flow",
            ),
            trajectories_flow(facts),
        ),
    )


def _read_station(facts: Facts, read: int) -> Markup:
    formats = most(tally(facts.tools, "format"), "formats")
    return station(
        ribbon(read, [(read, "kept")], 0, read),
        "Read",
        count(read, "tool"),
        "in " + count(_files(facts), "file") + " of these formats (tools kept):",
        breakdown(formats, facts.tools.height, "kept"),
    )


def _kept_station(facts: Facts, read: int) -> Markup:
    kept = facts.tools.height
    reasons = tally(facts.dropped, "reason")
    effects = tally(facts.tools, "effect")
    split = ", ".join(f"{count(value)} {name.lower()}" for name, value in effects)
    return station(
        ribbon(read, [(kept, "kept")], read - kept, read),
        "Tools",
        count(kept, "tool") + " kept",
        split,
        losses(reasons, facts.dropped.height, "dropped", "#dropped"),
    )


def _graph_station(facts: Facts, read: int) -> Markup:
    tau = facts.figure("graph", "tau")
    kept = facts.tools.height
    note = join(
        element("b", count(facts.similar.height)),
        " similar edges join tools that seem to share data; ",
        element("b", count(facts.feeds.height)),
        " feeds edges lead from an output to a parameter that can take it.",
    )
    threshold = (
        join(
            element("p", "Threshold ", element("b", f"τ = {tau:.3f}"), class_="tau-line"),
            element("p", rule_text(facts), class_="small"),
            element("p", element("a", "See the distribution", href="#similarity"), class_="small")
            if facts.similar.height
            else "",
        )
        if isinstance(tau, int | float)
        else Markup("")
    )
    return station(
        ribbon(kept, [(kept, "kept")], 0, read),
        "Graph",
        count(facts.similar.height + facts.feeds.height, "edge"),
        note,
        threshold,
    )


def _domains_station(facts: Facts, read: int) -> Markup:
    sizes = dict(facts.domains.group_by("split").agg(pl.col("num_tools").sum()).iter_rows())
    numbers = dict(tally(facts.domains, "split"))
    inside = sum(sizes.values())
    outside = facts.members.filter(pl.col("domain_id").is_null())
    parts = [(int(sizes.get(name, 0)), name) for name in SPLITS]
    told = {
        name: f"{count(numbers.get(name, 0), 'domain')}, {count(value, 'tool')}"
        for value, name in parts
    }
    return station(
        ribbon(facts.tools.height, parts, outside.height, read),
        "Domains",
        count(facts.domains.height, "domain"),
        f"with {count(inside, 'tool')}; a domain's tools belong to one database.",
        join(
            splits(told),
            losses(tally(outside, "reason"), outside.height, "outside", "#tools"),
        ),
    )


def _environments_station(facts: Facts, read: int) -> Markup:
    found = facts.environments
    if found is None:
        return Markup("")
    usable = found.environments.filter(pl.col("problem").is_null())
    kept = int(usable["num_tools"].sum())
    arriving = kept + found.dropped.height
    return station(
        ribbon(arriving, [(kept, "kept")], found.dropped.height, read),
        "Environments",
        count(usable.height, "environment"),
        f"with a program for {count(kept, 'tool')}, which passed every check.",
        losses(
            most(tally(found.dropped, "reason"), "reasons"),
            found.dropped.height,
            "left out",
            "#environments",
        ),
    )


def _tasks_station(facts: Facts, read: int) -> Markup:
    found = facts.tasks
    if found is None or facts.environments is None:
        return Markup("")
    frame = facts.environments.environments.filter(pl.col("problem").is_null())
    arriving = int(frame["num_tools"].sum())
    used = frame.filter(pl.col("name").is_in(found.tasks["environment"].unique().to_list()))
    kept = int(used["num_tools"].sum())
    lost = int(found.dropped["count"].sum())
    reasons = found.dropped.group_by("reason").agg(pl.col("count").sum())
    ordered = reasons.sort(["count", "reason"], descending=[True, False])
    return station(
        ribbon(arriving, [(kept, "kept")], arriving - kept, read),
        "Tasks",
        count(found.tasks.height, "task"),
        f"in {count(used.height, 'environment')} of {count(kept, 'tool')}, with gold that was "
        "executed and audited.",
        losses(most(list(ordered.iter_rows()), "reasons"), lost, "walks left out", "#tasks"),
    )


def _files(facts: Facts) -> int:
    return facts.tally(
        "tools",
        "files",
        pl.concat([facts.tools["file"], facts.dropped["file"]]).drop_nulls().n_unique(),
    )
