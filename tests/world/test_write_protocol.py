"""Every system call of the write protocol fails in turn; the next run ends with the same bytes."""

from __future__ import annotations

import errno
import functools
from typing import TYPE_CHECKING

import polars as pl
import pytest

from agentscaler.errors import WorldError
from agentscaler.world import World, verify
from agentscaler.world.disk import Disk
from fake_chain import tree

if TYPE_CHECKING:
    from pathlib import Path

CALLS = [
    "create",
    "open_to_append",
    "write",
    "flush",
    "rename",
    "flush_folder",
    "make_folder",
    "remove",
]


class QuickDisk(Disk):
    """Does not wait for the disk: no test here cuts the power."""

    def flush(self, descriptor):
        pass

    def flush_folder(self, folder):
        pass


class FailingDisk(QuickDisk):
    """Counts its calls, and fails the n-th with an errno; a failing write writes a half first."""

    def __init__(self, fail_at: int, code: int) -> None:
        self.calls: list[str] = []
        for name in CALLS:
            setattr(self, name, functools.partial(self._call, name, fail_at, code))

    def _call(self, name, fail_at, code, *arguments):
        real = getattr(QuickDisk, name)
        self.calls.append(name)
        if len(self.calls) == fail_at:
            if name == "write":
                descriptor, data = arguments
                real(self, descriptor, data[: len(data) // 2])
            raise OSError(code, "made to fail")
        return real(self, *arguments)


def make_world(root: Path, disk: Disk | None = None, *, width: int = 2) -> World:
    """Two stages that use all that a writer has."""
    world = World.create(root, seed=7, config={"a": {"width": width}, "b": {}}, disk=disk)
    with world.lock:
        with world.stage("a", config={"width": width}, inputs={"files": "f"}) as writer:
            if not writer.up_to_date:
                for index in range(3):
                    if not writer.done(f"rows-{index:05d}.parquet"):
                        frame = pl.DataFrame(
                            {"x": list(range(index * width))}, schema={"x": pl.Int64}
                        )
                        writer.write_table(f"rows-{index:05d}.parquet", frame)
                writer.finish({"counts": {"rows": 3 * width}})
        with world.stage("b", config={}, inputs={"a": world.manifest("a").digest}) as writer:
            if not writer.up_to_date:
                sorted_part = writer.scratch("sort") / "part"
                if writer.remembered("sort") is None:
                    sorted_part.write_bytes(b"intermediate")
                    writer.remember("sort", [sorted_part], {"rows": 1})
                assert sorted_part.read_bytes() == b"intermediate"
                writer.write_bytes("sub/quality.json", b"{}")
                writer.write_bytes("/page.html", b"<p>")
                writer.finish({})
    return world


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("reference") / "world"
    make_world(root)
    return tree(root)


def all_calls(root: Path) -> list[str]:
    disk = FailingDisk(0, 0)
    make_world(root, disk)
    return disk.calls


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_any_failing_call_leaves_a_world_that_resumes_to_the_same_bytes(tmp_path, reference, code):
    calls = all_calls(tmp_path / "counted")
    assert set(calls) == set(CALLS)
    for number, name in enumerate(calls, 1):
        root = tmp_path / f"world{number}"
        try:
            make_world(root, FailingDisk(number, code))
        except WorldError as error:
            assert error.where is not None
            assert "made to fail" in error.what
            assert error.mend is not None
        else:
            assert name == "remove", "only the release of the lock may fail in silence"
        make_world(root, QuickDisk())
        assert tree(root) == reference, f"after call {number}, {name}"
        assert verify(root).intact


def test_a_failing_call_of_a_second_run_with_other_settings_keeps_the_world_whole(tmp_path):
    other = tmp_path / "other"
    make_world(other, width=5)
    wanted = tree(other)
    first = tmp_path / "first"
    make_world(first)
    disk = FailingDisk(0, 0)
    make_world(first, disk, width=5)
    assert tree(first) == wanted
    for number in range(1, len(disk.calls) + 1):
        root = tmp_path / f"world{number}"
        make_world(root, QuickDisk())
        try:
            make_world(root, FailingDisk(number, errno.ENOSPC), width=5)
        except WorldError:
            kinds = {problem.kind for problem in verify(root).problems}
            assert not kinds & {"damaged", "missing", "newer"}, f"after call {number}"
        make_world(root, QuickDisk(), width=5)
        assert tree(root) == wanted, f"after call {number}"


def test_a_full_disk_is_told_with_its_mend(tmp_path, snapshot):
    calls = all_calls(tmp_path / "counted")
    with pytest.raises(WorldError) as caught:
        make_world(tmp_path / "world", FailingDisk(calls.index("flush") + 1, errno.ENOSPC))
    text = str(caught.value).replace(str(tmp_path), "TMP")
    snapshot("full_disk.txt", text.replace("made to fail", "No space left on device"))
