"""Checkpoints of a run: whole folders or none, the newest few kept, resumed only by their own run.

A checkpoint holds the model, the optimizer, the schedule, the random state and the trainer's state,
as transformers writes them, and ``run.json``: which run it belongs to and what it has trained on.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from agentscaler.errors import CheckpointError
from agentscaler.training.metrics import Totals
from agentscaler.world.canonical import readable_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

UNFINISHED = ".saving"
"""Folder in which a checkpoint is written before it gets its name."""
_RUN = "run.json"
_PREFIX = "step-"


def name_of(step: int) -> str:
    """The folder of a checkpoint.

    Example:
        >>> name_of(200)
        'step-00000200'
    """
    return f"{_PREFIX}{step:08d}"


def checkpoints(folder: Path) -> list[Path]:
    """The finished checkpoints of a run, the oldest first."""
    return sorted(path for path in folder.glob(f"{_PREFIX}*") if (path / _RUN).is_file())


def publish(written: Path, folder: Path, step: int, *, run: str, totals: Totals, keep: int) -> Path:
    """Give a written checkpoint its name, and remove the oldest.

    Args:
        written: The folder that everything was written to, on the same file system.
        folder: Of the run.
        step: Optimizer steps that are done.
        run: Digest of what the run is.
        totals: What it has trained on.
        keep: How many stay.

    Returns:
        The folder of the checkpoint.
    """
    note = {"run": run, "step": step, "totals": asdict(totals)}
    (written / _RUN).write_text(readable_json(note), encoding="utf-8")
    for path in (*written.rglob("*"), written):
        _flush(path)
    target = folder / name_of(step)
    if target.exists():
        shutil.rmtree(target)
    written.rename(target)
    _flush(folder)
    for old in checkpoints(folder)[:-keep]:
        # First the note: half of a removed checkpoint must not look like a whole one.
        (old / _RUN).unlink()
        shutil.rmtree(old)
    return target


def newest(folder: Path, *, run: str) -> tuple[Path, Totals] | None:
    """The checkpoint to go on from, and what it has trained on.

    Raises:
        CheckpointError: It is of a run with other settings or packs.
    """
    found = checkpoints(folder)
    if not found:
        return None
    note: dict[str, Any] = json.loads((found[-1] / _RUN).read_text(encoding="utf-8"))
    if note["run"] != run:
        raise CheckpointError(
            "the checkpoints there are of a run with other settings, packs or start",
            where=str(folder),
            mend="choose another folder, or remove this one to begin anew",
        )
    return found[-1], Totals(**note["totals"])


def clear(paths: Iterable[Path]) -> None:
    """Remove folders and files; what is not there is fine."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
