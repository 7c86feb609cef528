"""What the page and the terminal show of scores: how good each agent is, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.evals.scores import MAX_K

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from agentscaler.world import World

STAGE = "scores"
GROUPS: Mapping[str, str] = {
    "split": "Split",
    "calls": "Gold calls",
    "kind": "Kind of task",
    "environment": "Environment",
    "termination": "How it ended",
}
"""Group of the table of scores -> what people call it, in the order of the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreFacts:
    """The stage, as far as the page shows it."""

    agents: Sequence[str]
    """In the order in which they played."""
    whole: Mapping[str, Mapping[str, Any]]
    """Agent -> its row over all episodes."""
    groups: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]
    """Group -> value -> agent -> row; values in the order of the table."""

    @property
    def ks(self) -> list[int]:
        """The k of which some agent has a pass^k."""
        rows = self.whole.values()
        return [
            k for k in range(2, MAX_K + 1) if any(row[f"pass_hat_{k}"] is not None for row in rows)
        ]


def read_scores(world: World) -> ScoreFacts | None:
    """Read the table of scores.

    Args:
        world: The world.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: The table is damaged.
    """
    if STAGE not in world.stages():
        return None
    return of_table(world.scan(STAGE, "scores").collect())


def of_table(table: pl.DataFrame) -> ScoreFacts:
    """Bring rows of ``SCORES_SCHEMA`` into the order of the page.

    Example:
        >>> import polars as pl
        >>> from agentscaler.evals.scores import scores
        >>> played = {"task_id": ["a", "b"], "agent": ["me", "me"], "reward": [1.0, 0.0]}
        >>> found = of_table(scores(pl.DataFrame(played)))
        >>> found.whole["me"]["pass_at_1"], found.ks
        (0.5, [])
    """
    whole: dict[str, Mapping[str, Any]] = {}
    groups: dict[str, dict[str, dict[str, Mapping[str, Any]]]] = {name: {} for name in GROUPS}
    for row in table.iter_rows(named=True):
        if row["group"] == "all":
            whole[row["agent"]] = row
        elif row["group"] in groups:
            groups[row["group"]].setdefault(row["value"], {})[row["agent"]] = row
    return ScoreFacts(agents=list(whole), whole=whole, groups=groups)


def interval_words(row: Mapping[str, Any], name: str = "pass_at_1") -> str:
    """A figure with its interval.

    Args:
        row: Of the table of scores.
        name: ``pass_at_1`` or ``first_call_exact``.

    Example:
        >>> interval_words({"pass_at_1": 0.5, "low": 0.4123, "high": 0.61})
        '50.0% (41.2 to 61.0)'
        >>> interval_words({"pass_at_1": None, "low": None, "high": None})
        '-'
    """
    low, high = bounds(row, name)
    if row[name] is None:
        return "-"
    if low is None or high is None:
        return f"{row[name]:.1%}"
    return f"{row[name]:.1%} ({100 * low:.1f} to {100 * high:.1f})"


def bounds(row: Mapping[str, Any], name: str = "pass_at_1") -> tuple[float | None, float | None]:
    """The ends of the interval of a figure."""
    head = "" if name == "pass_at_1" else f"{name}_"
    return row[f"{head}low"], row[f"{head}high"]


def share_words(value: float | None) -> str:
    """A share, or a dash where there is none.

    Example:
        >>> share_words(0.125), share_words(None)
        ('12.5%', '-')
    """
    return "-" if value is None else f"{value:.1%}"
