"""Scores: how good each agent is, as a whole and by group, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import count, one_line
from agentscaler.report.scores import GROUPS, interval_words, of_table, share_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, RenderableType
    from rich.table import Table

    from agentscaler.report.scores import ScoreFacts
    from agentscaler.world import World


def gather(world: World) -> dict[str, Any]:
    """What ``--json`` prints: the rows of the table of scores.

    Raises:
        WorldError: The stage has not run.
    """
    return {"scores": world.scan("scores", "scores").collect().to_dicts()}


def draw(to: Console, found: Mapping[str, Any], *, by: str | None) -> None:
    """For people.

    Args:
        to: Where.
        found: What `gather` gives.
        by: Only this group, all of its values; ``None``: agents, and by split and calls.
    """
    import polars as pl

    from agentscaler.evals.scores import SCORES_SCHEMA

    facts = of_table(pl.DataFrame(found["scores"], schema=SCORES_SCHEMA))
    if not facts.agents:
        to.print(Text("nobody has played: there are no tasks of this split"))
        return
    parts: list[RenderableType] = [] if by else [*_agents(facts)]
    shown = (by,) if by else ("split", "calls")
    parts += [_group(facts, name) for name in shown if facts.groups[name]]
    if not by:
        parts.append(dim(f"--by shows more: {', '.join(GROUPS)}"))
    elif not parts:
        parts.append(Text(f"nothing is known by {by}"))
    show_all(to, parts)


def _agents(facts: ScoreFacts) -> list[RenderableType]:
    hats = [k for k in facts.ks if k in {2, 4, 8}]
    heads = [f"pass^{k}" for k in hats]
    rows = table(
        "agent", "pass@1", *heads, "first call", "episodes",
        right=["pass@1", *heads, "first call", "episodes"],
    )  # fmt: skip
    lost = 0
    for agent in facts.agents:
        row = facts.whole[agent]
        lost += row["lost"]
        rows.add_row(
            strong(one_line(agent, limit=18)),
            interval_words(row),
            *(share_words(row[f"pass_hat_{k}"]) for k in hats),
            share_words(row["first_call_exact"]),
            f"{row['episodes']:,}",
        )
    tasks = max(row["tasks"] for row in facts.whole.values())
    told = f"{count(tasks, 'task')}; in brackets the 95% interval over tasks"
    if lost:
        told += f"; {count(lost, 'episode')} without a reward left out"
    return [rows, Text(told), Text("")]


def _group(facts: ScoreFacts, name: str) -> Table:
    right = ["pass@1", "tasks", "episodes"]
    rows = table(GROUPS[name].lower(), "agent", *right, right=right)
    for value, of_agents in facts.groups[name].items():
        there = [agent for agent in facts.agents if agent in of_agents]
        for at, agent in enumerate(there):
            row = of_agents[agent]
            rows.add_row(
                "" if at else strong(one_line(value, limit=24)),
                one_line(agent, limit=16),
                interval_words(row),
                f"{row['tasks']:,}",
                f"{row['episodes']:,}",
            )
    return rows
