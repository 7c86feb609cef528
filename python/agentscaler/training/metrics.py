"""What a run writes down about itself, as JSON lines.

``metrics.jsonl`` holds what the same run gives again (loss, learning rate, gradient norm, tokens),
``speeds.jsonl`` what depends on the machine (seconds, tokens a second, MFU). Each checkpoint has a
copy of both, and a resumed run goes on with that.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.training.flops import Work

METRICS = "metrics.jsonl"
SPEEDS = "speeds.jsonl"
FILES = (METRICS, SPEEDS)
_LOGGED = ("loss", "learning_rate", "grad_norm")


@runtime_checkable
class Noting(Protocol):
    """A `Progress` that can say something beside its bar."""

    def note(self, stage: str, text: str) -> None:
        """Show a short text that is true for now: ``loss 0.412``."""


@dataclass(kw_only=True, slots=True)
class Totals:
    """What was trained on since the first step, over all ranks."""

    tokens: int = 0
    supervised: int = 0
    """Positions with a label."""
    pairs: int = 0
    """(query, key) pairs inside sequences."""

    def add(self, *, tokens: int, supervised: int, pairs: int) -> None:
        """One more step."""
        self.tokens += tokens
        self.supervised += supervised
        self.pairs += pairs


class Journal:
    """Writes the two files; one process of a run does.

    Args:
        folder: Where they stand.
        work: FLOPs of the model.
        peak: FLOP/s of all devices together; ``None``: no MFU.
    """

    def __init__(self, folder: Path, *, work: Work, peak: float | None) -> None:
        self._folder = folder
        self._work = work
        self._peak = peak
        self._clock = time.monotonic()
        self._seen = Totals()

    def begin(self, checkpoint: Path | None, totals: Totals) -> None:
        """Start the clock, with what the checkpoint has of the files, or with nothing."""
        for name in FILES:
            (self._folder / name).unlink(missing_ok=True)
            if checkpoint is not None and (checkpoint / name).is_file():
                shutil.copyfile(checkpoint / name, self._folder / name)
        self._clock = time.monotonic()
        self._seen = Totals(**asdict(totals))

    def log(self, step: int, logs: dict[str, Any], totals: Totals) -> None:
        """One line each.

        Args:
            step: Optimizer steps that are done.
            logs: ``loss``, ``learning_rate``, ``grad_norm``; the loss is the mean over the steps
                since the last line.
            totals: Since the first step.
        """
        now = time.monotonic()
        took, seen = max(now - self._clock, 1e-9), self._seen
        line: dict[str, Any] = {name: logs[name] for name in _LOGGED if name in logs}
        line |= {"step": step, "tokens": totals.tokens, "supervised": totals.supervised}
        flops = self._work.of(
            tokens=totals.tokens - seen.tokens,
            pairs=totals.pairs - seen.pairs,
            trained=totals.supervised - seen.supervised,
        )
        speed = {
            "step": step,
            "seconds": round(took, 4),
            "tokens_per_s": round((totals.tokens - seen.tokens) / took, 1),
            "supervised_per_s": round((totals.supervised - seen.supervised) / took, 1),
            "flops_per_s": round(flops / took),
            "mfu": None if self._peak is None else round(flops / took / self._peak, 4),
        }
        for name, record in ((METRICS, line), (SPEEDS, speed)):
            with (self._folder / name).open("a", encoding="utf-8") as file:
                file.write(f"{canonical_json(record)}\n")
        self._clock, self._seen = now, Totals(**asdict(totals))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines; a torn last line and a missing file are no error."""
    if not path.exists():
        return []
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(line))
        except ValueError:
            break
    return records
