"""Tasks: how many of which kind and length, how hard, why walks became none, and some to read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.report.cards import card, cards, percent
from agentscaler.report.figures import bars
from agentscaler.report.losses import loss_list
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.reasons import headline
from agentscaler.report.sections.section import Section
from agentscaler.report.sections.task_card import task_card
from agentscaler.report.task_words import KIND_WORDS
from agentscaler.tasks.config import KINDS, MAX_CALLS
from agentscaler.tasks.stage import AUDITED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.tasks import TaskFacts

_LENGTHS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, 8), (9, MAX_CALLS))
"""First and last number of calls of a column."""
_SCORES = 10
"""Bars of the difficulty, from 0 to 1."""
_SHADES = 6


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    del config
    found = facts.tasks
    if found is None:
        return None
    linked = {one["name"] for one in facts.environments.shown} if facts.environments else set()
    return Section(
        id="tasks",
        title="Tasks",
        lead="What a user wants, and the calls that do it. Gold was executed, every argument has "
        "an origin, and an audit has tried the plan without each of its calls.",
        body=join(
            _figures(found),
            _kinds(found),
            element("div", _lengths(found), _difficulty(found), class_="drawings"),
            _lost(found),
            _samples(found, linked),
        ),
    )


def _figures(found: TaskFacts) -> Markup:
    frame = found.tasks
    several = frame.filter(pl.col("num_tables") > 1).height
    audited = frame.height + _count(found.dropped.filter(pl.col("reason").is_in(AUDITED)))
    environments = frame["environment"].n_unique()
    passed, part = percent(frame.height, audited)
    spread, spread_part = percent(several, frame.height)
    return cards(
        card("Tasks", count(frame.height), f"in {count(environments, 'environment')}."),
        card(
            "Passed the audit",
            passed,
            f"{count(frame.height)} of {count(audited, 'plan')} that came as far as the audit.",
            part,
        ),
        card("Over several tables", spread, "Gold that speaks of two or more tables.", spread_part),
        card(
            "Gold calls",
            f"{_mean(frame['num_calls']):.1f}",
            f"on average; the longest has {max(frame['num_calls'], default=0)}.",
        ),
        card("Difficulty", f"{_mean(frame['score']):.2f}", "on average, of 0 to 1."),
    )


def _mean(values: pl.Series) -> float:
    return sum(values) / len(values) if len(values) else 0.0


def _count(dropped: pl.DataFrame) -> int:
    return int(dropped["count"].sum())


def _kinds(found: TaskFacts) -> Markup:
    """A row for each kind, a column for each length; the more tasks, the darker."""
    frame = found.tasks
    lengths = [
        (low, high)
        for low, high in _LENGTHS
        if low or frame.filter(pl.col("num_calls") == 0).height
    ]
    heads = [str(low) if low == high else f"{low}\u2013{high}" for low, high in lengths]
    counts = {
        kind: [
            frame.filter(
                (pl.col("kind") == kind) & pl.col("num_calls").is_between(low, high)
            ).height
            for low, high in lengths
        ]
        for kind in KINDS
    }
    most = max(1, *(value for row in counts.values() for value in row))
    return element(
        "figure",
        element("figcaption", "Kinds of tasks, and their gold calls"),
        element(
            "div",
            element(
                "table",
                element(
                    "thead",
                    element(
                        "tr",
                        element("th", "Kind"),
                        *(element("th", head, class_="length") for head in heads),
                        *(
                            element("th", head, class_="number")
                            for head in ("All", "Several tables", "Passed the audit", "Difficulty")
                        ),
                    ),
                ),
                element("tbody", *(_kind(kind, counts[kind], most, found) for kind in KINDS)),
            ),
            class_="scroll",
        ),
        class_="tasks-kinds",
    )


def _kind(kind: str, counts: Sequence[int], most: int, found: TaskFacts) -> Markup:
    frame = found.tasks.filter(pl.col("kind") == kind)
    lost = found.dropped.filter((pl.col("kind") == kind) & pl.col("reason").is_in(AUDITED))
    several, _ = percent(frame.filter(pl.col("num_tables") > 1).height, frame.height)
    passed, _ = percent(frame.height, frame.height + _count(lost))
    return element(
        "tr",
        element(
            "th",
            headline(kind),
            element("span", KIND_WORDS[kind], class_="small block"),
            scope="row",
        ),
        *(
            element("td", count(value), class_=f"length shade-{_shade(value, most)}")
            if value
            else element("td", "\u00b7", class_="length none")
            for value in counts
        ),
        element("td", element("b", count(frame.height)), class_="number"),
        element("td", several, class_="number"),
        element("td", passed, class_="number"),
        element("td", f"{_mean(frame['score']):.2f}" if frame.height else "-", class_="number"),
    )


def _shade(value: int, most: int) -> int:
    """How dark a number is: the square root, so that small numbers can be told apart."""
    return max(1, round(_SHADES * math.sqrt(value / most)))


def _lengths(found: TaskFacts) -> Markup:
    calls = found.tasks["num_calls"].to_list()
    first = min(calls, default=0)
    labels = range(min(1, first), MAX_CALLS + 1)
    counts = [calls.count(label) for label in labels]
    return element(
        "figure",
        element("figcaption", "Number of gold calls"),
        bars([str(label) for label in labels], counts, "gold calls of a task"),
    )


def _difficulty(found: TaskFacts) -> Markup:
    scores = [min(int(score * _SCORES), _SCORES - 1) for score in found.tasks["score"]]
    labels = [f"{at / _SCORES:.1f}" for at in range(_SCORES)]
    counts = [scores.count(at) for at in range(_SCORES)]
    return element(
        "figure",
        element("figcaption", "Difficulty: calls, writes, tables, choices, what has to be asked"),
        bars(labels, counts, "difficulty of a task, and up to 0.1 more"),
    )


def _lost(found: TaskFacts) -> Markup:
    total = _count(found.dropped)
    if not total:
        return element("p", "Every walk became a task.", class_="small")
    counted = found.dropped.group_by("reason").agg(pl.col("count").sum())
    ordered = counted.sort(["count", "reason"], descending=[True, False])
    return element(
        "figure",
        element("figcaption", f"Walks that became no task: {count(total)}"),
        loss_list(list(ordered.iter_rows())),
        class_="environments-reasons",
    )


def _samples(found: TaskFacts, linked: set[str]) -> Markup:
    if not found.shown:
        return Markup("")
    every = len(found.shown) == found.tasks.height
    title = "All of them" if every else f"{count(len(found.shown), 'task')} to read"
    parts = []
    for kind in KINDS:
        own = [task for task in found.shown if task["kind"] == kind]
        if own:
            parts.append(
                element(
                    "h4",
                    headline(kind),
                    element("span", f" {KIND_WORDS[kind]}", class_="small"),
                    class_="tasks-kind",
                )
            )
            parts.extend(task_card(task, task["environment"] in linked) for task in own)
    return join(
        element("h3", title, class_="tasks-title"),
        element(
            "p",
            "A click on a task opens it; ",
            foreign("agentscaler show task ID", class_="code"),
            " shows one in a terminal.",
            class_="small",
        ),
        *parts,
    )
