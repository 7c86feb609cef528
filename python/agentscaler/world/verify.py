"""Is every byte of a world still what was written? Reads only, and needs no lock."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.errors import AgentScalerError, DamagedWorldError, WorldError
from agentscaler.world.disk import Disk, is_temporary
from agentscaler.world.header import Header
from agentscaler.world.journal import Journal
from agentscaler.world.lock import is_lock, read_owner
from agentscaler.world.manifest import DAMAGED, Manifest, ShardEntry
from agentscaler.world.paths import (
    HEADER_NAME,
    JOURNAL_NAME,
    LOCK_NAME,
    MANIFEST_NAME,
    RUNS_NAME,
    SCRATCH_NAME,
    locate,
)
from agentscaler.world.shard import check_shard

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """One thing that is not as it was written."""

    path: str
    """Relative to the world, with ``/``."""
    kind: str
    """``damaged``, ``edited``, ``missing``, ``foreign``, ``leftover``, ``unfinished``, ``stale``,
    ``newer``."""
    detail: str
    """What is wrong and what to do, for people."""


@dataclass(kw_only=True, slots=True)
class Verification:
    """What :func:`verify` found."""

    files: int = 0
    """Files whose every byte was checked."""
    bytes: int = 0
    """Their size."""
    problems: list[Problem] = field(default_factory=list)
    """Sorted by path."""
    notes: list[str] = field(default_factory=list)
    """What is worth knowing and no problem, such as a run that is writing now."""

    @property
    def intact(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def verify(root: str | PathLike[str]) -> Verification:
    """Check every file of a world against what was written.

    Returns:
        The problems: a file that is damaged, missing, foreign (nobody wrote it) or a leftover of a
        killed run; a stage that is unfinished or stale (its inputs have changed since).

    Raises:
        WorldError: The folder is not a world at all.
    """
    root = Path(root)
    if not (root / HEADER_NAME).exists():
        Header.read(root / HEADER_NAME)  # says what is missing
    return _Check(root).run()


class _Check:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.found = Verification()
        self.known = {root / HEADER_NAME}
        self.header: Header | None = None
        self.manifests: dict[str, Manifest] = {}
        self.begun: set[Path] = set()
        """Folders and pages of stages that were begun: what is unknown there is a leftover."""
        self.unfinished: set[Path] = set()
        """Folders of stages without a manifest: one problem is enough, their leftovers are none."""

    def run(self) -> Verification:
        self._header()
        stages = sorted(
            path.name
            for path in self.root.iterdir()
            if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
        )
        for stage in stages:
            self._stage(stage)
            found = Journal(self.root / stage / JOURNAL_NAME, Disk()).read()
            if found.head is not None:
                self.begun.add(self.root / stage)
                self.begun.update(locate(self.root, stage, page) for page in found.pages)
        self._stale()
        self._runs()
        self._foreign(self.root)
        self.found.problems.sort()
        return self.found

    def _problem(self, path: Path, kind: str, detail: str) -> None:
        relative = path.relative_to(self.root).as_posix()
        self.found.problems.append(Problem(path=relative, kind=kind, detail=detail))

    def _count(self, path: Path) -> None:
        self.found.files += 1
        self.found.bytes += path.stat().st_size

    def _header(self) -> None:
        path = self.root / HEADER_NAME
        try:
            self.header = Header.read(path)
            self._count(path)
        except DamagedWorldError as error:
            self._problem(path, "damaged", _detail(error))
        except WorldError as error:
            self._problem(path, "newer", error.what)

    def _stage(self, stage: str) -> None:
        path = self.root / stage / MANIFEST_NAME
        self.known.add(path)
        try:
            manifest = Manifest.read(path)
        except FileNotFoundError:
            self._unfinished(stage)
            return
        except DamagedWorldError as error:
            self._problem(path, "damaged", _detail(error))
            # Without the list nobody can say what belongs here: one problem, not one a file.
            self.known.update((self.root / stage).rglob("*"))
            return
        except (AgentScalerError, OSError) as error:
            kind = "newer" if isinstance(error, WorldError) else "damaged"
            self._problem(path, kind, _detail(error))
            self.known.update((self.root / stage).rglob("*"))
            return
        self._count(path)
        if manifest.stage != stage:
            self._problem(path, "foreign", f"it is the manifest of the stage {manifest.stage}")
        self.manifests[stage] = manifest
        for entry in manifest.shards:
            self._shard(stage, entry)

    def _unfinished(self, stage: str) -> None:
        found = Journal(self.root / stage / JOURNAL_NAME, Disk()).read()
        if found.head is None:
            return  # not a stage: its files are foreign
        folder = self.root / stage
        self.unfinished.add(folder)
        self._problem(folder, "unfinished", "the stage was begun and not finished; run again")
        self.known.add(folder / JOURNAL_NAME)
        for entry in found.shards.values():
            # A page may have been removed again by a run with other settings.
            if not entry.path.startswith("/") or locate(self.root, stage, entry.path).exists():
                self._shard(stage, entry)

    def _shard(self, stage: str, entry: ShardEntry) -> None:
        path = locate(self.root, stage, entry.path)
        self.known.add(path)
        if not path.exists() and not path.is_symlink():
            self._problem(path, "missing", "it was written and is gone")
            return
        try:
            check_shard(path, entry, digest=True)
            self._count(path)
        except (DamagedWorldError, OSError) as error:
            if entry.editable and path.is_file() and not path.is_symlink():
                self._problem(
                    path,
                    "edited",
                    f"it was changed since {stage} ran: agentscaler {stage} checks it and takes it "
                    "in; if you did not change it, remove its folder before that",
                )
            else:
                self._problem(path, "damaged", _detail(error))

    def _stale(self) -> None:
        for stage, manifest in self.manifests.items():
            if self.header is not None and not _as_asked(manifest, self.header):
                self._problem(
                    self.root / stage,
                    "stale",
                    f"made with another seed or settings than {HEADER_NAME} has; run again",
                )
            for name, digest in manifest.inputs.items():
                made = self.manifests.get(name)
                if made is not None and made.digest != digest:
                    self._problem(
                        self.root / stage,
                        "stale",
                        f"made from another {name} than is here now; run again",
                    )

    def _runs(self) -> None:
        path = self.root / RUNS_NAME
        self.known.add(path)
        if not path.is_file() or path.is_symlink():
            return
        for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
            try:
                json.loads(line)
            except ValueError:
                self.found.notes.append(f"{RUNS_NAME} line {number} is torn (a run was killed)")

    def _foreign(self, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            if path.is_symlink():
                if path not in self.known:
                    self._problem(path, "foreign", "a link; nothing in a world is a link")
            elif path.is_dir():
                if path.name == SCRATCH_NAME and path.parent.parent == self.root:
                    self._leftover(path)
                else:
                    self._foreign(path)
            elif path not in self.known:
                self._unknown(path)

    def _unknown(self, path: Path) -> None:
        if path.parent == self.root and is_lock(path.name):
            owner = read_owner(path)
            if path.name == LOCK_NAME and owner is not None and not owner.is_dead():
                self.found.notes.append(
                    f"process {owner.pid} on {owner.host} is writing to this world"
                )
            else:
                self._leftover(path)
        elif is_temporary(path.name) or path.name == JOURNAL_NAME or self._is_of_begun(path):
            self._leftover(path)
        else:
            self._problem(path, "foreign", "nobody wrote it; move it elsewhere")

    def _leftover(self, path: Path) -> None:
        if self.unfinished.isdisjoint(path.parents):
            self._problem(path, "leftover", "of a killed run; the next run removes it")

    def _is_of_begun(self, path: Path) -> bool:
        return not self.begun.isdisjoint({path, *path.parents})


def _as_asked(manifest: Manifest, header: Header) -> bool:
    """Whether a stage was made with the seed and the settings that the world notes for it."""
    asked = header.config.get(manifest.stage, {})
    same = all(manifest.config.get(name) == value for name, value in asked.items())
    return same and manifest.seed == header.seed


def _detail(error: Exception) -> str:
    """What an error says beyond that the file is damaged."""
    return (error.what if isinstance(error, WorldError) else str(error)).removeprefix(DAMAGED)
