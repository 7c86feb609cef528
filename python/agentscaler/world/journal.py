"""The shards that an unfinished stage has finished: what a resumed run need not make again.

``<stage>/journal.jsonl``: the first line says for which settings, inputs, seed and versions the
shards are. Each other line is a finished shard, a finished piece of work whose intermediates are in
the scratch folder, or a page at the top of the world that an older run made or that this one is
about to make: pages stand outside the folder of the stage, and nobody else would know whose they
are. The journal is removed when the manifest is there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.world.canonical import canonical_json
from agentscaler.world.disk import Disk, append_line, write_whole
from agentscaler.world.manifest import FORMAT_VERSION, ShardEntry, StageKey
from agentscaler.world.paths import check_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """A finished piece of work: its intermediates, and what it came to."""

    work: str
    """Its name, unique in the stage."""
    files: tuple[ShardEntry, ...]
    """Its files in the scratch folder."""
    note: Any
    """JSON value that the stage needs again."""

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "files": [file.to_plain() for file in self.files]}


@dataclass(kw_only=True, slots=True)
class Entries:
    """What a journal holds."""

    head: dict[str, Any] | None = None
    """The first line; ``None`` when there is no journal."""
    shards: dict[str, ShardEntry] = field(default_factory=dict)
    """Path -> finished shard."""
    pages: set[str] = field(default_factory=set)
    """Paths of pages, finished or not."""
    work: dict[str, Work] = field(default_factory=dict)
    """Name -> finished piece of work."""


class Journal:
    """The journal of one stage."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self._disk = disk

    def read(self) -> Entries:
        """All whole lines; a torn last line is as if never written."""
        found = Entries()
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return found
        for line in text.split(b"\n")[:-1]:
            try:
                value = json.loads(line)
                if found.head is None:
                    found.head = dict(value)
                elif "page" in value:
                    check_path(value["page"])
                    found.pages.add(value["page"])
                elif "work" in value:
                    files = tuple(ShardEntry(**file) for file in value.pop("files"))
                    for file in files:
                        check_path(file.path)
                    found.work[value["work"]] = Work(files=files, **value)
                else:
                    entry = ShardEntry(**value)
                    check_path(entry.path)
                    found.shards[entry.path] = entry
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                break
        return found

    def begin(
        self,
        head: Mapping[str, Any],
        shards: Mapping[str, ShardEntry],
        work: Mapping[str, Work],
        pages: Iterable[str],
    ) -> None:
        """Write it anew with what is already there."""
        lines = [
            canonical_json(head),
            *(canonical_json(shard.to_plain()) for shard in shards.values()),
            *(canonical_json(one.to_plain()) for one in work.values()),
            *(canonical_json({"page": page}) for page in sorted(pages)),
        ]
        write_whole(self._disk, self.path, "".join(f"{line}\n" for line in lines).encode())

    def announce(self, page: str) -> None:
        """A page at the top of the world is about to be written."""
        append_line(self._disk, self.path, canonical_json({"page": page}))

    def add(self, entry: ShardEntry | Work) -> None:
        """A shard or a piece of work is complete on the disk."""
        append_line(self._disk, self.path, canonical_json(entry.to_plain()))
