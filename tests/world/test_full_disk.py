"""A disk that is really full: a small tmpfs (Linux, root)."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys

import polars as pl
import pytest

from agentscaler.errors import WorldError
from agentscaler.world import World, verify
from fake_chain import tree


@pytest.fixture
def small_disk(tmp_path):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this root may not mount either")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(root, *, shards):
    world = World.create(root, seed=1, config={})
    with world.stage("a", config={}, inputs={}) as writer:
        for index in range(shards):
            name = f"rows-{index:05d}.parquet"
            if not writer.done(name):
                noise = random.Random(index).randbytes(100_000).hex()
                writer.write_table(name, pl.DataFrame({"x": [noise]}))
        writer.finish({})


def test_a_full_disk_stops_and_more_space_goes_on(small_disk, tmp_path):
    with pytest.raises(WorldError, match="No space left on device") as caught:
        fill(small_disk / "world", shards=30)
    assert "free some space" in caught.value.mend
    names = {path.name for path in (small_disk / "world" / "a").iterdir()}
    assert "journal.jsonl" in names
    assert not any(name.endswith(".tmp") for name in names)
    shutil.copytree(small_disk / "world", tmp_path / "larger")
    before = (tmp_path / "larger" / "a" / "rows-00000.parquet").stat().st_ino
    fill(tmp_path / "larger", shards=30)
    assert (tmp_path / "larger" / "a" / "rows-00000.parquet").stat().st_ino == before
    fill(tmp_path / "fresh", shards=30)
    assert tree(tmp_path / "larger") == tree(tmp_path / "fresh")
    assert verify(tmp_path / "larger").intact


def test_a_read_only_file_system_is_told_and_can_be_read(small_disk):
    fill(small_disk / "world", shards=2)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for name in ("world", "new"):
        with pytest.raises(WorldError, match="Read-only file system") as caught:
            fill(small_disk / name, shards=3)
        assert "choose another place" in caught.value.mend
    assert verify(small_disk / "world").intact
    assert World.open(small_disk / "world").scan("a", "rows").collect().height == 2
