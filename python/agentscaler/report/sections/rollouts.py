"""Rollouts: how many episodes ended how, which mistakes were made, and some to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agentscaler.report.cards import card, cards, grid, mean, number_cell, percent
from agentscaler.report.losses import loss_list
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.reasons import headline
from agentscaler.report.sections.rollout_card import rollout_card
from agentscaler.report.sections.section import Section
from agentscaler.rollouts.scripted.mistakes import MISTAKES

if TYPE_CHECKING:
    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.rollouts import RolloutFacts

_NO_KIND = "Without a task"


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    found = facts.rollouts
    if found is None:
        return None
    return Section(
        id="rollouts",
        title="Rollouts",
        lead="Agents have played the tasks, with a user who talks to them. The reward is 1 where "
        "the state, what was told and what was looked up are those of gold.",
        body=join(
            _figures(found),
            _agents(found.episodes),
            _mistakes(found.episodes),
            _unplayed(found.unplayed),
            _samples(found, facts, config),
        ),
    )


def _passed(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("reward") == 1).height


def _figures(found: RolloutFacts) -> Markup:
    frame = found.episodes
    mistakes = _made(frame)
    recovered = mistakes.filter(pl.col("recovered")).height
    share, part = percent(_passed(frame), frame.height)
    tasks = count(frame["task_id"].drop_nulls().n_unique(), "task")
    environments = count(frame["environment"].drop_nulls().n_unique(), "environment")
    return cards(
        card("Episodes", count(frame.height), f"of {tasks} in {environments}."),
        card(
            "Passed",
            share,
            f"have a reward of 1; the mean is {mean(frame['reward'], 2)}.",
            part,
        ),
        card("Turns", mean(frame["turns"]), "messages of agent and user in an episode."),
        card("Calls", mean(frame["calls"]), "of the agent in an episode."),
        card(
            "Mistakes made on purpose",
            count(mistakes.height),
            f"{count(recovered)} of them were put right.",
            recovered / mistakes.height if mistakes.height else None,
        ),
    )


def _agents(frame: pl.DataFrame) -> Markup:
    """A row for each agent: how good, how long, how it ended."""
    endings = sorted(set(frame["termination"].drop_nulls()))
    faults = [name for name in sorted(set(frame["attribution"].drop_nulls())) if name != "none"]
    heads = [
        ("Agent", False),
        *((text, True) for text in ("Episodes", "Passed", "Mean reward", "Turns", "Calls")),
        *((headline(name), True) for name in endings),
        *((f"Fault of {name}", True) for name in faults),
    ]
    rows = [
        _agent(agent, frame.filter(pl.col("agent") == agent), endings, faults)
        for agent in sorted(set(frame["agent"]))
    ]
    return element(
        "figure",
        element("figcaption", "By agent: how good, how long, how it ended, whose fault it was"),
        grid(heads, rows, "played-table"),
    )


def _agent(agent: str, own: pl.DataFrame, endings: list[str], faults: list[str]) -> Markup:
    ended = [own.filter(pl.col("termination") == name).height for name in endings]
    blamed = [own.filter(pl.col("attribution") == name).height for name in faults]
    return element(
        "tr",
        element("th", foreign(agent), scope="row"),
        number_cell(count(own.height)),
        number_cell(percent(_passed(own), own.height)[0]),
        number_cell(mean(own["reward"], 2)),
        number_cell(mean(own["turns"])),
        number_cell(mean(own["calls"])),
        *(number_cell(count(value) if value else "\u00b7") for value in (*ended, *blamed)),
    )


def _made(frame: pl.DataFrame) -> pl.DataFrame:
    """A row a mistake, with the reward of its episode."""
    erring = frame.filter(pl.col("mistakes").list.len() > 0).select("reward", "mistakes")
    return erring.explode("mistakes").unnest("mistakes")


def _mistakes(frame: pl.DataFrame) -> Markup:
    made = _made(frame)
    if not made.height:
        return Markup("")
    heads = [
        ("Mistake", False),
        *((text, True) for text in ("Made", "Put right", "Passed if so", "Passed if not")),
    ]
    names = sorted(set(made["name"]), key=lambda name: -made.filter(pl.col("name") == name).height)
    return element(
        "figure",
        element("figcaption", "Mistakes that scripted agents made on purpose"),
        grid(
            heads,
            (_mistake(name, made.filter(pl.col("name") == name)) for name in names),
            "played-table",
        ),
    )


def _mistake(name: str, own: pl.DataFrame) -> Markup:
    right = own.filter(pl.col("recovered"))
    left = own.filter(~pl.col("recovered"))
    return element(
        "tr",
        element(
            "th",
            foreign(headline(name)),
            element("span", MISTAKES.get(name, ""), class_="small block"),
            scope="row",
        ),
        number_cell(count(own.height)),
        number_cell(count(right.height)),
        number_cell(percent(_passed(right), right.height)[0]),
        number_cell(percent(_passed(left), left.height)[0]),
    )


def _unplayed(unplayed: pl.DataFrame) -> Markup:
    if not unplayed.height:
        return Markup("")
    total = count(int(unplayed["count"].sum()))
    return element(
        "figure",
        element("figcaption", f"Tasks that nobody could play: {total}"),
        loss_list(list(unplayed.select("reason", "count").iter_rows())),
        class_="environments-reasons",
    )


def _samples(found: RolloutFacts, facts: Facts, config: ReportConfig) -> Markup:
    if not found.shown:
        return Markup("")
    verdicts = facts.verdicts.shown if facts.verdicts else {}
    tasks = {task["id"] for task in facts.tasks.shown} if facts.tasks else set()
    parts: list[Markup] = []
    kind = None
    for one in found.shown:
        own = headline(one["meta"].get("task_kind") or _NO_KIND)
        if own != kind:
            kind = own
            parts.append(element("h4", foreign(kind), class_="tasks-kind"))
        parts.append(
            rollout_card(
                one,
                verdict=verdicts.get(one["id"]),
                linked=one["task_id"] in tasks,
                messages=config.rollout_messages,
                chars=config.rollout_chars,
            )
        )
    return join(
        element("h3", f"{count(len(found.shown), 'transcript')} to read", class_="tasks-title"),
        element(
            "p",
            "Of each kind of task and agent one that passed and one that failed, where there are "
            "such. ",
            foreign("agentscaler show rollout ID", class_="code"),
            " shows one in a terminal.",
            class_="small",
        ),
        *parts,
    )
