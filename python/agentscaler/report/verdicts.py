"""What the page shows of verdicts: the funnel, and which stage caught which scripted mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from agentscaler.world import World

STAGE = "verdicts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Station:
    """A stage of the funnel."""

    name: str
    entered: int
    dropped: Sequence[tuple[str, int]]
    """Reasons with their counts, the most frequent first."""

    @property
    def left(self) -> int:
        """What went on."""
        return self.entered - sum(count for _, count in self.dropped)


@dataclass(frozen=True, kw_only=True, slots=True)
class Caught:
    """What became of the episodes in which a scripted agent made a mistake."""

    name: str
    stages: Mapping[str, int]
    """Stage -> episodes that it dropped, of those in which the mistake was not put right."""
    harmless: int
    """Kept although it was not put right, with the full reward: it did no harm."""
    missed: int
    """Kept although it was not put right, without the full reward."""
    recovered: int
    """Episodes in which it, and every other mistake, was put right."""
    recovered_kept: int

    @property
    def made(self) -> int:
        """Episodes in which it was not put right."""
        return sum(self.stages.values()) + self.harmless + self.missed


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictFacts:
    """The stage, as far as the page shows it."""

    stations: Sequence[Station]
    """In the order in which they judge."""
    total: int
    kept: int
    caught: Sequence[Caught]
    """By name of the mistake; empty where nobody errs on purpose."""
    shown: Mapping[str, Mapping[str, Any]]
    """Id of a trajectory that the page shows -> its verdict."""


def read_verdicts(
    world: World, *, episodes: pl.DataFrame | None, shown: Sequence[str]
) -> VerdictFacts | None:
    """Read the verdicts.

    Args:
        world: The world.
        episodes: What was judged, as `agentscaler.report.rollouts.episodes` gives it.
        shown: Ids whose verdicts are read in full.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: A table is damaged.
    """
    import polars as pl

    if STAGE not in world.stages():
        return None
    scanned = world.scan(STAGE, "verdicts")
    frame = scanned.select("id", "kept", "stage", "reason").collect()
    rows = scanned.filter(pl.col("id").is_in(list(shown))).collect().iter_rows(named=True)
    order = stage_order(frame, world.manifest(STAGE).summary)
    return VerdictFacts(
        stations=stations(frame, order),
        total=frame.height,
        kept=frame.filter(pl.col("kept")).height,
        caught=[] if episodes is None else caught(frame, episodes, order),
        shown={row["id"]: row for row in rows},
    )


def stage_order(frame: pl.DataFrame, summary: Mapping[str, Any]) -> list[str]:
    """The stages of the funnel in the order in which they judge."""
    told = str(summary.get("figures", {}).get("stages") or "")
    order = [name.strip() for name in told.split(",") if name.strip()]
    return [*order, *sorted(set(frame["stage"].drop_nulls()) - set(order))]


def stations(frame: pl.DataFrame, order: Sequence[str]) -> list[Station]:
    """Count what each stage lets pass.

    Example:
        >>> import polars as pl
        >>> frame = pl.DataFrame(
        ...     {"stage": [None, "validity", None], "reason": [None, "empty", None]}
        ... )
        >>> [(one.name, one.entered, one.left) for one in stations(frame, ["validity", "exact"])]
        [('validity', 3, 2), ('exact', 2, 2)]
    """
    import polars as pl

    counts = (
        frame.filter(pl.col("stage").is_not_null())
        .group_by("stage", "reason")
        .len()
        .sort(["len", "reason"], descending=[True, False])
    )
    found: list[Station] = []
    entered = frame.height
    for name in order:
        own = counts.filter(pl.col("stage") == name).select("reason", "len")
        found.append(Station(name=name, entered=entered, dropped=list(own.iter_rows())))
        entered = found[-1].left
    return found


def caught(frame: pl.DataFrame, episodes: pl.DataFrame, order: Sequence[str]) -> list[Caught]:
    """Hold the verdicts beside the mistakes that were made on purpose.

    An episode counts for each mistake in it that was not put right; one in which all were counts as
    recovered.
    """
    import polars as pl

    judged = (
        episodes.filter(pl.col("mistakes").list.len() > 0)
        .join(frame.select("id", "kept", "stage"), on="id")
        .with_columns(
            all_right=pl.col("mistakes")
            .list.eval(pl.element().struct.field("recovered"))
            .list.all()
        )
        .explode("mistakes")
        .unnest("mistakes")
        .unique(["id", "name", "recovered"])
    )
    found = []
    for name in sorted(set(judged["name"])):
        rows = judged.filter(pl.col("name") == name)
        left = rows.filter(~pl.col("recovered"))
        right = rows.filter(pl.col("all_right"))
        stages = dict(left.filter(~pl.col("kept")).group_by("stage").len().iter_rows())
        kept = left.filter(pl.col("kept"))
        full = kept.filter(pl.col("reward") == 1).height
        found.append(
            Caught(
                name=name,
                stages={stage: stages.get(stage, 0) for stage in order},
                harmless=full,
                missed=kept.height - full,
                recovered=right.height,
                recovered_kept=right.filter(pl.col("kept")).height,
            )
        )
    return found
