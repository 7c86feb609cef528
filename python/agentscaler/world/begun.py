"""What an earlier run has left of a stage: whole, unfinished or nothing.

Most stages need not know: `StageWriter` goes on with what fits. A stage whose files people may
change by hand looks here before it begins, so that it never writes over their work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.world.journal import Journal, journal_head
from agentscaler.world.manifest import Manifest
from agentscaler.world.paths import JOURNAL_NAME, MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from agentscaler.world.disk import Disk
    from agentscaler.world.manifest import ShardEntry, StageKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """The files that a stage wrote, and from what."""

    shards: Mapping[str, ShardEntry]
    """Path -> file, of the manifest and of an unfinished run."""
    inputs: Mapping[str, str]
    """Name of an input -> digest; those of the later run where there are two."""
    unfinished: bool
    """A run was killed: files that nobody lists may be its leftovers."""
    reusable: Mapping[str, ShardEntry]
    """Files that were made with the settings, the seed, the versions and at least the inputs of the
    new run: what did not come from other inputs has the bytes that the new run would give it."""


def begun(folder: Path, key: StageKey, versions: Mapping[str, str], disk: Disk) -> Begun:
    """Read the manifest and the journal of a stage.

    Raises:
        DamagedWorldError: The manifest is not what was written.
    """
    head: dict[str, Any] = {}
    shards: dict[str, ShardEntry] = {}
    try:
        manifest = Manifest.read(folder / MANIFEST_NAME)
        head = journal_head(manifest.key, manifest.versions)
        shards = {shard.path: shard for shard in manifest.shards}
    except (FileNotFoundError, NotADirectoryError):
        pass
    entries = Journal(folder / JOURNAL_NAME, disk).read()
    # While a stage begins both are there, and the journal is the later one.
    later = shards if entries.head is None else entries.shards
    head = entries.head or head
    inputs = head.get("inputs", {})
    wanted = journal_head(key, versions)
    same = {**head, "inputs": {**inputs, **key.inputs}} == {**wanted, "inputs": inputs}
    return Begun(
        shards={**shards, **entries.shards},
        inputs=inputs,
        unfinished=entries.head is not None,
        reusable=later if same else {},
    )
