"""The shards that an unfinished stage has finished: what a resumed run need not make again.

``<stage>/journal.jsonl``: the first line says for which settings, inputs, seed and versions the
shards are; each other line is a finished shard. It is removed when the manifest is there.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from agentscaler.world.canonical import canonical_json
from agentscaler.world.disk import Disk, append_line, write_whole
from agentscaler.world.manifest import FORMAT_VERSION, ShardEntry, StageKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

JOURNAL_NAME = "journal.jsonl"


def journal_head(key: StageKey, versions: Mapping[str, str]) -> dict[str, Any]:
    """First line: shards are reused only under an equal one.

    Versions are part of it: half a stage of one version and half of another would have bytes that
    no single version makes.
    """
    return {
        "format_version": FORMAT_VERSION,
        "stage": key.stage,
        "config": key.config_digest,
        "inputs": dict(key.inputs),
        "seed": key.seed,
        "versions": dict(versions),
    }


class Journal:
    """The journal of one stage."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self._disk = disk

    def read(self) -> tuple[dict[str, Any] | None, dict[str, ShardEntry]]:
        """The first line and the shards by path; a torn last line is as if never written."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None, {}
        head: dict[str, Any] | None = None
        shards: dict[str, ShardEntry] = {}
        for line in text.split(b"\n")[:-1]:
            try:
                value = json.loads(line)
                if head is None:
                    head = dict(value)
                else:
                    entry = ShardEntry(**value)
                    shards[entry.path] = entry
            except (ValueError, TypeError, RecursionError):
                break
        return head, shards

    def begin(self, head: Mapping[str, Any], shards: Mapping[str, ShardEntry]) -> None:
        """Write it anew with what is already there."""
        lines = [canonical_json(head), *(canonical_json(asdict(s)) for s in shards.values())]
        write_whole(self._disk, self.path, "".join(f"{line}\n" for line in lines).encode())

    def add(self, entry: ShardEntry) -> None:
        """A shard is complete on the disk."""
        append_line(self._disk, self.path, canonical_json(asdict(entry)))
