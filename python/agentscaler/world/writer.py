"""How a stage writes: shard by shard, so that a killed run goes on where it was."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from agentscaler.errors import ArgumentError, DamagedWorldError, WorldError
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_bytes, digest_file
from agentscaler.world.disk import Disk, explained, is_temporary, temporary_name, write_whole
from agentscaler.world.journal import Entries, Journal, Work, journal_head
from agentscaler.world.manifest import (
    FORMAT_VERSION,
    Manifest,
    ShardEntry,
    StageKey,
)
from agentscaler.world.paths import (
    JOURNAL_NAME,
    MANIFEST_NAME,
    SCRATCH_NAME,
    check_path,
    locate,
    table_of,
)
from agentscaler.world.shard import check_shard, parquet_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    import polars as pl

    from agentscaler.world.lock import Lock


class StageWriter:
    """Writes the files of one stage; made by :meth:`World.stage`.

    As a context manager it holds the lock of the world. Leaving it by an exception keeps the
    finished shards, and the next run with the same settings, inputs, seed and versions goes on
    with those that are missing.
    """

    def __init__(
        self,
        root: Path,
        key: StageKey,
        *,
        versions: Mapping[str, str],
        lock: Lock,
        disk: Disk,
        keep: Iterable[ShardEntry] = (),
    ) -> None:
        self.key = key
        self._root = root
        self._folder = root / key.stage
        self._versions = versions
        self._lock = lock
        self._disk = disk
        self._journal = Journal(self._folder / JOURNAL_NAME, disk)
        self._keep = {entry.path: entry for entry in keep}
        self._finished: dict[str, ShardEntry] = {}
        self._work: dict[str, Work] = {}
        self._written: dict[str, ShardEntry] = {}
        self._entered = False
        self.up_to_date = self._is_up_to_date(digests=False)
        """The stage was finished with equal settings, inputs, seed and versions: nothing to do."""

    def __enter__(self) -> Self:
        self._lock.__enter__()
        try:
            self._refuse_link()
            # Every byte: a run that skips a stage says that its results are good.
            self.up_to_date = self._is_up_to_date(digests=True)
            with explained("prepare the stage", self._folder):
                if self.up_to_date:
                    self._tidy()
                else:
                    self._begin()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        self._entered = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._entered = False
        self._lock.__exit__(kind, error, trace)

    def done(self, path: str) -> bool:
        """Whether an earlier run that was killed has finished this file (checked by its digest)."""
        entry = self._finished.get(path)
        if entry is None:
            return False
        try:
            check_shard(locate(self._root, self.key.stage, path), entry, digest=True)
        except DamagedWorldError:
            return False
        self._written[path] = entry
        return True

    def write_table(self, path: str, frame: pl.DataFrame) -> None:
        """Write a shard of a table.

        Args:
            path: ``<table>-00000.parquet``, relative to the folder of the stage. The shards of a
                table are read back in the order of their paths.
            frame: Its rows, in their final order.

        Raises:
            WorldError: The system refused (full disk, rights, ...).
        """
        self._write(path, parquet_bytes(frame), table=table_of(path), rows=frame.height)

    def write_bytes(self, path: str, data: bytes, *, editable: bool = False) -> None:
        """Write a file that is no table.

        Args:
            path: Relative to the folder of the stage (``quality.json``), or ``/report.html`` for a
                page at the top of the world.
            data: Its contents.
            editable: Whether people may change it by hand; the stage has to notice and
                ``keep`` it.

        Raises:
            WorldError: The system refused (full disk, rights, ...).
        """
        self._write(path, data, table=None, rows=None, editable=editable)

    def scratch(self, name: str) -> Path:
        """A folder for intermediates, gone when the stage is finished.

        It holds what :meth:`remember` vouched for in a killed run, and nothing else.
        """
        self._check_open()
        check_path(name)
        folder = self._folder / SCRATCH_NAME / name
        with explained("make a folder", folder):
            self._disk.make_folder(folder)
        return folder

    def remember(self, work: str, files: Iterable[Path], note: Any) -> None:
        """A piece of work is done: a resumed run need not do it again.

        Args:
            work: Its name, unique in the stage.
            files: What it wrote, in folders of :meth:`scratch`.
            note: JSON value that :meth:`remembered` gives back.

        Raises:
            WorldError: The system refused (full disk, rights, ...).
        """
        self._check_open()
        entries = []
        for file in files:
            path = file.relative_to(self._folder / SCRATCH_NAME).as_posix()
            with explained("read what was written", file):
                blake3, size = digest_file(file)
            entries.append(ShardEntry(path=path, table=None, rows=None, bytes=size, blake3=blake3))
        self._journal.add(Work(work=work, files=tuple(entries), note=note))

    def remembered(self, work: str) -> Any | None:
        """The note of a piece of work that a killed run has done; ``None``: it is to be done."""
        found = self._work.get(work)
        return None if found is None else found.note

    def finish(self, summary: Mapping[str, Any]) -> Manifest:
        """Write the manifest: from now on the stage is finished.

        Args:
            summary: Counts, reasons and figures; JSON values.

        Raises:
            WorldError: The system refused (full disk, rights, ...).
        """
        self._check_open()
        manifest = Manifest(
            stage=self.key.stage,
            format_version=FORMAT_VERSION,
            config=self.key.config,
            config_digest=self.key.config_digest,
            inputs=self.key.inputs,
            seed=self.key.seed,
            versions=self._versions,
            shards=[self._written[path] for path in sorted(self._written)],
            summary=json.loads(canonical_json(summary)),
        )
        write_whole(self._disk, self._folder / MANIFEST_NAME, manifest.to_bytes())
        with explained("remove what is left over", self._folder):
            pages = self._journal.read().pages
            self._remove_pages(pages - {*self._written})
            # The journal goes last: as long as it is there, the rest is known as left over.
            self._keep_only({*self._written}, {MANIFEST_NAME, JOURNAL_NAME})
            self._disk.remove(self._journal.path)
        self.up_to_date = True
        return manifest

    def _write(
        self,
        path: str,
        data: bytes,
        *,
        table: str | None,
        rows: int | None,
        editable: bool = False,
    ) -> None:
        self._check_open()
        check_path(path)
        target = locate(self._root, self.key.stage, path)
        if target.parent != self._folder:
            with explained("make a folder", target.parent):
                self._disk.make_folder(target.parent)
        if path.startswith("/"):
            self._journal.announce(path)
        write_whole(self._disk, target, data)
        entry = ShardEntry(
            path=path,
            table=table,
            rows=rows,
            bytes=len(data),
            blake3=digest_bytes(data),
            editable=editable,
        )
        self._journal.add(entry)
        self._written[path] = entry

    def _check_open(self) -> None:
        if not self._entered or self.up_to_date:
            state = "is up to date" if self.up_to_date else "is not open"
            raise ArgumentError(
                f"the stage {self.key.stage} {state}",
                mend="write inside `with world.stage(...)`, and only when it is not up to date",
            )

    def _is_up_to_date(self, *, digests: bool) -> bool:
        manifest = self._read_manifest()
        if manifest is None or manifest.key != self.key or manifest.versions != self._versions:
            return False
        try:
            for entry in manifest.shards:
                check_shard(locate(self._root, self.key.stage, entry.path), entry, digest=digests)
        except DamagedWorldError:
            return False
        return True

    def _read_manifest(self) -> Manifest | None:
        try:
            return Manifest.read(self._folder / MANIFEST_NAME)
        except (FileNotFoundError, NotADirectoryError, DamagedWorldError):
            return None

    def _begin(self) -> None:
        """Make the folder ready: what fits a killed run stays, everything else goes."""
        self._disk.make_folder(self._folder)
        head = journal_head(self.key, self._versions)
        found = self._journal.read()
        if found.head == head:
            self._finished = found.shards
            self._work = {name: work for name, work in found.work.items() if self._is_whole(work)}
        self._finished = {**self._finished, **self._keep}
        pages = self._old_pages(found)
        # The journal first, then the old manifest: at any moment one of them knows every file.
        self._journal.begin(head, self._finished, self._work, pages)
        self._disk.remove(self._folder / MANIFEST_NAME)
        self._remove_pages(pages - {*self._finished})
        scratch = {f"{SCRATCH_NAME}/{f.path}" for work in self._work.values() for f in work.files}
        self._keep_only({*self._finished, *scratch}, {JOURNAL_NAME})

    def _refuse_link(self) -> None:
        """A link would let a stage write, and remove, outside of the world."""
        if self._folder.is_symlink() or (self._folder.exists() and not self._folder.is_dir()):
            raise WorldError(
                "the folder of a stage is a link or a file",
                where=str(self._folder),
                mend="remove it and run again",
            )

    def _is_whole(self, work: Work) -> bool:
        """Whether all its intermediates are as they were."""
        try:
            for entry in work.files:
                check_shard(self._folder / SCRATCH_NAME / entry.path, entry, digest=True)
        except DamagedWorldError:
            return False
        return True

    def _tidy(self) -> None:
        """Remove what a run left that was killed just after its manifest."""
        manifest = self._read_manifest()
        found = self._journal.read()
        if manifest is not None and found.head is not None:
            shards = {shard.path for shard in manifest.shards}
            self._remove_pages(found.pages - shards)
            self._keep_only(shards, {MANIFEST_NAME, JOURNAL_NAME})
            self._disk.remove(self._journal.path)
        for path in (*self._root.glob(".*.tmp"), *self._folder.rglob(".*.tmp")):
            if is_temporary(path.name):
                self._disk.remove(path)

    def _old_pages(self, found: Entries) -> set[str]:
        old = self._read_manifest()
        shards = {shard.path for shard in old.shards} if old else set()
        return found.pages | {path for path in {*shards, *found.shards} if path.startswith("/")}

    def _remove_pages(self, pages: set[str]) -> None:
        for page in sorted(pages):
            target = locate(self._root, self.key.stage, page)
            self._disk.remove(target)
            self._disk.remove(target.with_name(temporary_name(target.name)))

    def _keep_only(self, shards: set[str], names: set[str]) -> None:
        """Remove everything in the folder of the stage but these shards and files."""
        keep = {PurePosixPath(path) for path in shards if not path.startswith("/")}
        folders = {parent for path in keep for parent in path.parents}
        keep |= {PurePosixPath(name) for name in names}

        def prune(folder: Path, below: PurePosixPath) -> None:
            for child in sorted(folder.iterdir()):
                relative = below / child.name
                if relative in folders and child.is_dir() and not child.is_symlink():
                    prune(child, relative)
                elif relative not in keep:
                    self._disk.remove(child)

        prune(self._folder, PurePosixPath())
