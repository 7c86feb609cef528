"""The seams between stages and what runs them: executor, progress, report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agentscaler.world.manifest import Manifest

T = TypeVar("T")
R = TypeVar("R")


class Executor(Protocol):
    """Runs a pure function over shards; results never depend on how many workers there are."""

    @property
    def workers(self) -> int:
        """Number of workers; also the number of threads that a compiled engine may use."""

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield ``(index, function(items[index]))`` as each is done, in any order.

        Args:
            function: A module-level function or a ``functools.partial`` of one (it is pickled).
            items: One item a unit of work.

        Raises:
            AgentScalerError: The first error that a call raised; the other calls are cancelled.
        """


class Progress(Protocol):
    """Told about long work. Every method may be called from the coordinating thread only."""

    def begin(self, stage: str, unit: str, total: int | None) -> None:
        """A stage starts on ``total`` units (``None``: not known yet)."""

    def advance(self, stage: str, amount: int = 1) -> None:
        """``amount`` more units are done."""

    def end(self, stage: str) -> None:
        """The stage is done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageReport:
    """What a stage made, for the closing table and for ``--json``."""

    stage: str
    """Name of the stage."""
    made: str
    """One line for people: ``"612 tools of 31 providers"``."""
    counts: Mapping[str, int]
    """How much went in, came out and was left out: ``{"read": 640, "kept": 612, ...}``."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Reason code -> number of items left out for it."""
    figures: Mapping[str, float | int | str | None] = field(default_factory=dict)
    """Measured quality: thresholds, modularity, AMI, ..."""
    skipped: bool = False
    """True when the stage was up to date and nothing ran."""
    not_run: str = ""
    """What to do for this stage to run, where a run passed it by."""

    def summary(self) -> dict[str, Any]:
        """What of it goes into the manifest (``writer.finish(report.summary())``)."""
        return {
            "made": self.made,
            "counts": dict(self.counts),
            "order": list(self.counts),  # a manifest sorts keys; people read in, kept, dropped
            "dropped": dict(self.dropped),
            "figures": dict(self.figures),
        }

    @classmethod
    def from_manifest(cls, manifest: Manifest) -> StageReport:
        """The report of a stage that is up to date: what it said when it ran."""
        summary = manifest.summary
        counts = summary.get("counts", {})
        return cls(
            stage=manifest.stage,
            made=summary.get("made", ""),
            counts={name: counts[name] for name in summary.get("order", counts)},
            dropped=summary.get("dropped", {}),
            figures=summary.get("figures", {}),
            skipped=True,
        )
