"""What the page shows of training: how the loss fell in each of the two stages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.training.config import STAGES as ORDER
from agentscaler.training.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.world import World

STAGE = "checkpoints"
POINTS = 400
"""Points of a curve that are drawn; more could not be told apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """One stage of training, line after line of its metrics."""

    stage: str
    """``general`` or ``vertical``."""
    lines: Sequence[Mapping[str, Any]]
    """``step``, ``tokens``, ``supervised`` (counts since the first step), ``loss``,
    ``learning_rate``, ``grad_norm``; a figure may be missing."""

    def last(self, name: str) -> Any:
        """The last value of a figure, or ``None``."""
        return next((line[name] for line in reversed(self.lines) if name in line), None)

    @property
    def fall(self) -> str:
        """The loss at the beginning and at the end, in words; nothing where it is not known.

        Example:
            >>> lines = [{"step": 1, "loss": 4.0}, {"step": 2, "loss": 0.5}]
            >>> Curve(stage="general", lines=lines).fall
            '4.00 → 0.50'
        """
        known = [line["loss"] for line in self.lines if "loss" in line]
        return f"{known[0]:.2f} \u2192 {known[-1]:.2f}" if known else ""

    def points(self, name: str) -> list[tuple[float, float]]:
        """Steps with a figure: means of neighbours where there are too many to draw."""
        known = [(float(line["step"]), float(line[name])) for line in self.lines if name in line]
        size = -(-len(known) // POINTS)
        parts = [known[at : at + size] for at in range(0, len(known), size)] if size else []
        return [(part[-1][0], sum(value for _, value in part) / len(part)) for part in parts]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingFacts:
    """The stage, as far as the page shows it."""

    curves: Sequence[Curve]
    """Of the stages that were trained, in their order."""
    parameters: int | None
    """Of the model (count)."""
    primer: int
    """Steps of exercises before the first stage; their metrics are not a part of the world."""


def read_training(world: World) -> TrainingFacts | None:
    """Read the metrics of each stage.

    Args:
        world: The world.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: A file is damaged.
    """
    if STAGE not in world.stages():
        return None
    manifest = world.manifest(STAGE)
    there = {shard.path for shard in manifest.shards}
    curves = [
        Curve(stage=stage, lines=_lines(world.read_bytes(STAGE, f"{stage}/{METRICS}")))
        for stage in ORDER
        if f"{stage}/{METRICS}" in there
    ]
    return TrainingFacts(
        curves=curves,
        parameters=manifest.summary.get("counts", {}).get("parameters"),
        primer=int(manifest.config.get("primer_steps", 0)),
    )


def _lines(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in raw.splitlines() if line.strip()]
