"""The folder that holds a whole run: what every stage reads from and writes to."""

from __future__ import annotations

import functools
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.errors import ArgumentError, DamagedWorldError, WorldError
from agentscaler.world.begun import begun
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_json
from agentscaler.world.disk import Disk, explained, is_temporary, write_whole
from agentscaler.world.header import Header
from agentscaler.world.lock import Lock, is_lock
from agentscaler.world.manifest import Manifest, StageKey
from agentscaler.world.paths import HEADER_NAME, MANIFEST_NAME, check_stage, is_stage, locate
from agentscaler.world.runs import RunLog
from agentscaler.world.shard import check_shard
from agentscaler.world.writer import StageWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    import polars as pl

    from agentscaler.world.begun import Begun
    from agentscaler.world.manifest import ShardEntry

MAX_SEED = 2**63 - 1
"""The largest integer that TOML promises to keep."""


class World:
    """One folder with everything that a chain made. Opened by :meth:`create` or :meth:`open`.

    Example:
        >>> import tempfile
        >>> import polars as pl
        >>> folder = Path(tempfile.mkdtemp()) / "world"
        >>> world = World.create(folder, seed=7, config={"tools": {"min_words": 3}})
        >>> with world.stage("tools", config={"min_words": 3}, inputs={}) as writer:
        ...     writer.write_table("tools-00000.parquet", pl.DataFrame({"name": ["get_pet"]}))
        ...     manifest = writer.finish({"counts": {"kept": 1}})
        >>> World.open(folder).scan("tools", "tools").collect()["name"].to_list()
        ['get_pet']
    """

    def __init__(self, root: Path, header: Header, *, disk: Disk) -> None:
        self.root = root
        self.lock = Lock(root, disk)
        """Held by whoever writes: ``with world.lock: ...``, any number of times nested."""
        self.runs = RunLog(root, disk)
        """Where a run notes when, where and how long."""
        self._header = header
        self._disk = disk
        self._checked: set[tuple[Path, str]] = set()

    @property
    def seed(self) -> int:
        """Every random choice of every stage is keyed by it."""
        return self._header.seed

    @property
    def config(self) -> Mapping[str, Mapping[str, Any]]:
        """Stage -> the settings that were asked for."""
        return self._header.config

    @classmethod
    def create(
        cls,
        root: str | PathLike[str],
        *,
        seed: int,
        config: Mapping[str, Mapping[str, Any]],
        disk: Disk | None = None,
    ) -> World:
        """Make a world, or open the one that is there and note the seed and settings in it.

        Args:
            root: The folder; it is made when it is missing.
            seed: At least 0, less than 2**63.
            config: Stage -> its settings; JSON values.
            disk: How to write; tests give one that fails.

        Raises:
            WorldError: It is a file, a folder with other files in it, of a newer format, or cannot
                be written.
            WorldLockedError: Another run writes to it.
        """
        root, disk = Path(root), disk or Disk()
        if not 0 <= seed <= MAX_SEED:
            raise ArgumentError(f"seed is {seed}, but must be from 0 to 2**63 - 1")
        _refuse_foreign(root)
        header = Header(seed=seed, versions=_versions(), config=_without_none(config))
        with explained("make the world", root):
            disk.make_folder(root)
        if not _has_header(root):
            with Lock(root, disk):
                if not _has_header(root):
                    write_whole(disk, root / HEADER_NAME, header.to_bytes())
        found = cls.open(root, disk=disk)
        if found._header == header:  # noqa: SLF001
            return found
        with found.lock:
            write_whole(disk, root / HEADER_NAME, header.to_bytes())
        return cls(root, header, disk=disk)

    @classmethod
    def open(cls, root: str | PathLike[str], *, disk: Disk | None = None) -> World:
        """Open a world to read it, or to run one of its stages.

        Raises:
            WorldError: The folder is not a world, or of a newer format.
            DamagedWorldError: ``world.toml`` is not what was written.
        """
        root = Path(root)
        if not root.is_dir():
            what = "is a file" if root.exists() else "does not exist"
            raise WorldError(
                f"the world {what}",
                where=str(root),
                mend="agentscaler run SPECIFICATIONS --world FOLDER makes one",
            )
        return cls(root, Header.read(root / HEADER_NAME), disk=disk or Disk())

    def stages(self) -> list[str]:
        """The finished stages, sorted by name; a copied folder (``tools.bak``) is none."""
        names = (path.parent.name for path in self.root.glob(f"*/{MANIFEST_NAME}"))
        return sorted(name for name in names if is_stage(name) and not self._is_copy(name))

    def _is_copy(self, name: str) -> bool:
        try:
            return self.manifest(name).stage != name
        except WorldError:
            return False  # told to whoever reads it

    def manifest(self, stage: str) -> Manifest:
        """The record of a finished stage.

        Raises:
            WorldError: The stage has not run, or was not finished.
            DamagedWorldError: The manifest is not what was written.
        """
        check_stage(stage)
        try:
            return Manifest.read(self.root / stage / MANIFEST_NAME)
        except (FileNotFoundError, NotADirectoryError):
            raise WorldError(
                f"the stage {stage} has not run in this world",
                where=str(self.root),
                mend=f"agentscaler {stage} --world {self.root}",
            ) from None

    def scan(self, stage: str, table: str) -> pl.LazyFrame:
        """All rows of a table, in the order of its shards.

        The digest of each shard is checked when it is first used.

        Raises:
            WorldError: The stage has not run, or has no such table.
            DamagedWorldError: A shard is missing or changed.
        """
        import polars as pl

        manifest = self.manifest(stage)
        paths = [shard.path for shard in manifest.shards if shard.table == table]
        if not paths:
            tables = sorted({shard.table for shard in manifest.shards if shard.table})
            raise WorldError(
                f"the stage {stage} has no table {table}",
                where=str(self.root / stage),
                mend=f"it has: {', '.join(tables) or 'no tables'}",
            )
        files = [self._checked_file(manifest, path) for path in paths]
        return pl.scan_parquet(files, glob=False, hive_partitioning=False)

    def read_bytes(self, stage: str, path: str) -> bytes:
        """A file of a stage that is no table, such as ``quality.json``.

        Raises:
            WorldError: The stage has not run, or has no such file.
            DamagedWorldError: The file is missing or changed.
        """
        return self._checked_file(self.manifest(stage), path).read_bytes()

    def read_json(self, stage: str, path: str) -> Any:
        """The value of a JSON file of a stage; errors as for :meth:`read_bytes`."""
        return json.loads(self.read_bytes(stage, path))

    def checked_folder(self, stage: str, path: str) -> Path:
        """A folder of a stage, every file in it checked against what was written.

        Raises:
            WorldError: The stage has not run, or has no such folder.
            DamagedWorldError: A file is missing or changed.
        """
        manifest = self.manifest(stage)
        inside = [one.path for one in manifest.shards if one.path.startswith(f"{path}/")]
        if not inside:
            raise WorldError(
                f"the stage {stage} has no folder {path}", where=str(self.root / stage)
            )
        for one in inside:
            self._checked_file(manifest, one)
        return self.root / stage / path

    def begun(self, stage: str, *, config: Mapping[str, Any], inputs: Mapping[str, str]) -> Begun:
        """What an earlier run has left of a stage: whole, unfinished or nothing.

        Args:
            stage: Its name.
            config: Settings that the new run has.
            inputs: Inputs that the new run has.

        Raises:
            DamagedWorldError: The manifest is not what was written.
        """
        key = self._key(stage, config, inputs)
        return begun(self.root / stage, key, _versions(), self._disk)

    def stage(
        self,
        stage: str,
        *,
        config: Mapping[str, Any],
        inputs: Mapping[str, str],
        keep: Iterable[ShardEntry] = (),
    ) -> StageWriter:
        """The writer of a stage.

        Args:
            stage: Its name, which is its folder.
            config: Its settings, all of them; JSON values.
            inputs: Name -> digest of what it reads, such as ``world.manifest("tools").digest``.
            keep: Files in its folder that are as they should be already: what people changed by
                hand, and what does not depend on what is new. They count as written by a run that
                was killed: they stay, and :meth:`StageWriter.done` is true for them.

        Raises:
            ArgumentError: The settings are no JSON values.
        """
        key = self._key(stage, config, inputs)
        return StageWriter(
            self.root, key, versions=_versions(), lock=self.lock, disk=self._disk, keep=keep
        )

    def _key(self, stage: str, config: Mapping[str, Any], inputs: Mapping[str, str]) -> StageKey:
        check_stage(stage)
        return StageKey(
            stage=stage, config=_plain(config), inputs=dict(sorted(inputs.items())), seed=self.seed
        )

    def digest(self) -> str:
        """Digest of all that was asked for and made: everything but ``runs.jsonl``."""
        manifests = {stage: self.manifest(stage).digest for stage in self.stages()}
        return digest_json({"header": self._header.digest, "stages": manifests})

    def _checked_file(self, manifest: Manifest, path: str) -> Path:
        entry = manifest.entry(path)
        file = locate(self.root, manifest.stage, path)
        if file.parent.is_symlink():
            raise DamagedWorldError("the folder of a stage is a link", where=str(file.parent))
        seen = (file, entry.blake3)
        check_shard(file, entry, digest=seen not in self._checked)
        self._checked.add(seen)
        return file


def _refuse_foreign(root: Path) -> None:
    """A folder with other people's files is never made into a world."""
    try:
        str(root).encode()
    except UnicodeEncodeError:
        raise WorldError(
            "the path of the world is not UTF-8",
            where=str(root),
            mend="choose another place with --world",
        ) from None
    if root.exists() and not root.is_dir():
        raise WorldError(
            "the world is a file", where=str(root), mend="choose another place with --world"
        )
    with explained("look into the folder", root):
        if not root.exists() or _has_header(root):
            return
        foreign = sorted(
            path.name
            for path in root.iterdir()
            if not (is_lock(path.name) or is_temporary(path.name))
        )
    if foreign:
        raise WorldError(
            f"this folder is not a world and is not empty: it holds {foreign[0]}"
            + (f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""),
            where=str(root),
            mend="choose another or an empty folder with --world",
        )


def _has_header(root: Path) -> bool:
    return (root / HEADER_NAME).exists()


def _plain(config: Mapping[str, Any]) -> Any:
    """The settings as JSON gives them back: tuples become lists."""
    try:
        return json.loads(canonical_json(dict(config)))
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"the settings are no JSON values: {error}") from error


def _without_none(config: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """As TOML can hold it: an unset setting is absent."""
    return {
        stage: {name: value for name, value in _plain(settings).items() if value is not None}
        for stage, settings in config.items()
    }


@functools.cache
def _versions() -> dict[str, str]:
    found = {}
    for package in ("agentscaler", "polars"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found
