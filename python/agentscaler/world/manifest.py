"""What a finished stage is: its settings, its inputs, its shards with their digests.

The manifest is written last, so a stage is finished exactly when its manifest is there. Its text is
the one readable form of its value; a file that differs from it in any byte is damaged.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.errors import DamagedWorldError, WorldError
from agentscaler.world.canonical import readable_json
from agentscaler.world.digest import digest_json
from agentscaler.world.paths import MANIFEST_NAME, check_path, check_stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DAMAGED = "a file of the world is damaged: "
FORMAT_VERSION = 1
"""Version of the world folder: header, manifests, write protocol."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShardEntry:
    """One file of a finished stage."""

    path: str
    """Relative to the folder of the stage, with ``/``; a leading ``/`` is the world folder."""
    table: str | None
    """Table that the shard is a part of; ``None`` for other files."""
    rows: int | None
    """Number of rows of a table's shard."""
    bytes: int
    """Size of the file."""
    blake3: str
    """Digest of the file, 64 hex digits."""
    editable: bool = False
    """People may change it by hand, which the stage that made it takes in when it runs again."""

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it; what is not editable does not say so."""
        plain = asdict(self)
        if not self.editable:
            del plain["editable"]
        return plain


@dataclass(frozen=True, kw_only=True, slots=True)
class StageKey:
    """What decides whether a stage has to run again."""

    stage: str
    config: Mapping[str, Any]
    inputs: Mapping[str, str]
    """Name of an input -> digest."""
    seed: int

    @property
    def config_digest(self) -> str:
        """Digest of the settings."""
        return digest_json(self.config)


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The record of a finished stage (``<stage>/manifest.json``)."""

    stage: str
    format_version: int
    config: Mapping[str, Any]
    """Settings of the stage, all of them."""
    config_digest: str
    inputs: Mapping[str, str]
    """Name of an input -> digest."""
    seed: int
    versions: Mapping[str, str]
    """Packages that made it -> version."""
    shards: list[ShardEntry]
    """Sorted by path."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """Counts, reasons and figures, for ``show`` and the report."""

    @property
    def digest(self) -> str:
        """Digest of everything in it, and so of every byte that the stage wrote."""
        return digest_json(self._to_plain())

    @property
    def key(self) -> StageKey:
        """What decided that the stage had to run."""
        return StageKey(stage=self.stage, config=self.config, inputs=self.inputs, seed=self.seed)

    def to_bytes(self) -> bytes:
        """The text of the file."""
        return readable_json({**self._to_plain(), "digest": self.digest}).encode()

    def _to_plain(self) -> dict[str, Any]:
        return {**asdict(self), "shards": [shard.to_plain() for shard in self.shards]}

    def entry(self, path: str) -> ShardEntry:
        """The shard with this path.

        Raises:
            WorldError: The stage has no such file.
        """
        for shard in self.shards:
            if shard.path == path:
                return shard
        raise WorldError(
            f"the stage {self.stage} has no file {path}",
            mend=f"it has: {', '.join(shard.path for shard in self.shards) or 'no files'}",
        )

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read ``manifest.json`` and check it against its own digest.

        Raises:
            FileNotFoundError: There is none: the stage is not finished.
            DamagedWorldError: It is not what was written.
            WorldError: A newer AgentScaler wrote it.
        """
        if path.exists() and not path.is_file():
            raise damaged(path, "it is no plain file")  # to read a pipe would never end
        data = path.read_bytes()
        try:
            value = json.loads(data)
            refuse_newer(value["format_version"], path)
            value.pop("digest")
            shards = [ShardEntry(**shard) for shard in value.pop("shards")]
            manifest = cls(**value, shards=shards)
            check_stage(manifest.stage)
            for shard in shards:
                check_path(shard.path)  # a world may be a stranger's: no path leaves its folder
            intact = manifest.to_bytes() == data
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            intact = False
        if not intact:
            raise damaged(path)
        return manifest


def refuse_newer(version: Any, path: Path) -> None:
    """Refuse a format that this version cannot read.

    Raises:
        WorldError: ``version`` is newer than ours.
    """
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise WorldError(
            f"made by a newer AgentScaler: format version {version}, this one reads up to "
            f"{FORMAT_VERSION}",
            where=str(path),
            mend="pip install --upgrade agentscaler, or choose another folder with --world",
        )


def damaged(path: Path, detail: str = "it is not what was written") -> DamagedWorldError:
    """The error for a file that changed after it was written."""
    return DamagedWorldError(
        f"{DAMAGED}{detail}",
        where=str(path),
        mend=f"remove {path.parent / MANIFEST_NAME} and run again: the stage is made anew",
    )
