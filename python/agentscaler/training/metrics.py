"""What a run writes down about itself, as JSON lines.

``metrics.jsonl`` holds what the same run gives again (loss, learning rate, gradient norm, tokens),
``speeds.jsonl`` what depends on the machine (seconds, tokens a second, MFU). A resumed run cuts
both back to its checkpoint.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.training.flops import Work

METRICS = "metrics.jsonl"
SPEEDS = "speeds.jsonl"
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

    def begin(self, step: int, totals: Totals) -> None:
        """Cut what a killed run wrote after the checkpoint of ``step``, and start the clock."""
        for name in (METRICS, SPEEDS):
            path = self._folder / name
            kept = [line for line in read_lines(path) if line["step"] <= step]
            _replace(path, "".join(f"{canonical_json(line)}\n" for line in kept))
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


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.tmp")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)  # noqa: PTH105  atomic on every system
