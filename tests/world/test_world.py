"""What a world accepts, refuses, skips and makes anew."""

from __future__ import annotations

import os
import shutil
import sys

import polars as pl
import pytest

from agentscaler.errors import (
    AgentScalerError,
    ArgumentError,
    DamagedWorldError,
    WorldError,
)
from agentscaler.world import World, verify
from agentscaler.world.manifest import FORMAT_VERSION
from fake_chain import tree


def write_stage(world, stage="tools", *, rows=(1, 2), config=None, inputs=None):
    with world.stage(stage, config=config or {}, inputs=inputs or {}) as writer:
        if writer.up_to_date:
            return False
        writer.write_table("rows-00000.parquet", pl.DataFrame({"x": list(rows)}))
        writer.finish({"counts": {"rows": len(rows)}})
    return True


@pytest.fixture
def world(tmp_path):
    return World.create(tmp_path / "world", seed=7, config={"tools": {"limit": 3}})


def test_what_was_written_is_read_back_in_order(world):
    with world.stage("tools", config={}, inputs={}) as writer:
        for index in (2, 0, 1):
            writer.write_table(f"rows-{index:05d}.parquet", pl.DataFrame({"x": [index]}))
        writer.write_table("other-00000.parquet", pl.DataFrame({"y": [1.5]}))
        writer.write_bytes("quality.json", b'{"good": true}')
        manifest = writer.finish({})
    assert world.scan("tools", "rows").collect()["x"].to_list() == [0, 1, 2]
    assert world.scan("tools", "other").collect()["y"].to_list() == [1.5]
    assert world.read_json("tools", "quality.json") == {"good": True}
    assert [shard.path for shard in manifest.shards] == sorted(s.path for s in manifest.shards)
    assert world.manifest("tools") == manifest


def test_bytes_do_not_depend_on_the_chunks_of_a_frame(world):
    whole = pl.DataFrame({"x": list(range(10)), "s": [f"text {i}" for i in range(10)]})
    parts = pl.concat([whole[:3], whole[3:4], whole[4:]], rechunk=False)
    for stage, frame in (("a", whole), ("b", parts)):
        with world.stage(stage, config={}, inputs={}) as writer:
            writer.write_table("rows-00000.parquet", frame)
            writer.finish({})
    paths = [world.root / stage / "rows-00000.parquet" for stage in ("a", "b")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({}, False),
        ({"config": {"limit": 4}}, True),
        ({"inputs": {"files": "other"}}, True),
    ],
)
def test_a_stage_runs_again_exactly_when_something_changed(world, change, again):
    same = {"config": {"limit": 3, "names": ("a", "b")}, "inputs": {"files": "digest"}}
    assert write_stage(world, **same)
    assert write_stage(world, **{**same, **change}) is again


def test_another_seed_makes_stages_run_again(world):
    assert write_stage(world)
    assert not write_stage(World.create(world.root, seed=7, config={"tools": {"limit": 3}}))
    assert write_stage(World.create(world.root, seed=8, config={"tools": {"limit": 3}}))


def test_a_copied_stage_folder_is_no_stage(world):
    write_stage(world, config={"limit": 3})
    digest = world.digest()
    for name in ("tools.bak", "backup"):
        shutil.copytree(world.root / "tools", world.root / name)
    assert world.stages() == ["tools"]
    assert world.digest() == digest
    assert {problem.kind for problem in verify(world.root).problems} == {"foreign"}


def test_the_header_names_the_versions_that_wrote_last(world, monkeypatch):
    old = (world.root / "world.toml").read_bytes()
    monkeypatch.setattr("agentscaler.world.world._versions", lambda: {"agentscaler": "99"})
    World.create(world.root, seed=7, config={"tools": {"limit": 3}})
    assert (world.root / "world.toml").read_bytes() != old
    assert World.open(world.root).config == world.config


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_path_that_is_no_text_is_refused(tmp_path):
    with pytest.raises(WorldError, match="not UTF-8"):
        create(tmp_path / "w\udcff")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_or_damaged_shard_makes_its_stage_run_again(world):
    shard = world.root / "tools" / "rows-00000.parquet"
    write_stage(world)
    whole = shard.read_bytes()
    for damaged in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        shard.write_bytes(damaged)
        assert write_stage(world)
        assert shard.read_bytes() == whole
    shard.unlink()
    assert write_stage(world)
    assert shard.read_bytes() == whole


def test_the_digest_is_of_the_contents_and_not_of_the_time(tmp_path):
    digests = set()
    for name in ("one", "two"):
        world = World.create(tmp_path / name, seed=7, config={"tools": {"limit": 3}})
        world.runs.begin(command=name)
        write_stage(world)
        world.runs.end(outcome="done", stages=[])
        digests.add(world.digest())
    assert len(digests) == 1
    write_stage(world, rows=(1, 3), inputs={"files": "other"})
    assert world.digest() not in digests


def test_an_exception_keeps_finished_shards_for_the_same_key_only(world):
    def begin(config, paths):
        with world.stage("tools", config=config, inputs={}) as writer:
            done = [path for path in paths if writer.done(path)]
            for path in paths:
                if path not in done:
                    writer.write_table(path, pl.DataFrame({"x": [1]}))
            msg = "killed"
            raise RuntimeError(msg, done)

    first = ["rows-00000.parquet", "rows-00001.parquet"]
    with pytest.raises(RuntimeError) as caught:
        begin({"limit": 1}, first)
    assert caught.value.args[1] == []
    with pytest.raises(RuntimeError) as caught:
        begin({"limit": 1}, [*first, "rows-00002.parquet"])
    assert caught.value.args[1] == first
    (world.root / "tools" / "rows-00000.parquet").write_bytes(b"flipped")
    with pytest.raises(RuntimeError) as caught:
        begin({"limit": 1}, first)
    assert caught.value.args[1] == first[1:]
    with pytest.raises(RuntimeError) as caught:
        begin({"limit": 2}, first)
    assert caught.value.args[1] == []


def test_a_torn_journal_counts_as_far_as_it_is_whole(world):
    with (
        pytest.raises(RuntimeError),
        world.stage("tools", config={"limit": 3}, inputs={}) as writer,
    ):
        writer.write_bytes("a.json", b"1")
        writer.write_bytes("b.json", b"2")
        raise RuntimeError
    journal = world.root / "tools" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-5])
    with world.stage("tools", config={"limit": 3}, inputs={}) as writer:
        assert writer.done("a.json")
        assert not writer.done("b.json")
        writer.write_bytes("b.json", b"2")
        writer.finish({})
    assert verify(world.root).intact


def test_old_shards_pages_and_strangers_go_when_a_stage_is_made_anew(world):
    with world.stage("report", config={"pages": 2}, inputs={}) as writer:
        writer.write_bytes("/a.html", b"a")
        writer.write_bytes("/b.html", b"b")
        writer.write_bytes("x/y.txt", b"y")
        writer.finish({})
    (world.root / "report" / "stranger").write_bytes(b"?")
    with world.stage("report", config={"pages": 1}, inputs={}) as writer:
        writer.write_bytes("/a.html", b"a")
        writer.finish({})
    files = set(tree(world.root))
    assert files == {"world.toml", "a.html", "report/manifest.json"}


def test_scratch_is_gone_when_the_stage_is_finished(world):
    with world.stage("tools", config={}, inputs={}) as writer:
        folder = writer.scratch("sort")
        (folder / "part").write_bytes(b"x")
        writer.finish({})
    assert not folder.exists()


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/../x",
        "a/../b",
        ".hidden",
        "manifest.json",
        "journal.jsonl",
        "/world.toml",
        "/lock",
        "/runs.jsonl",
        "/tools/x",
        "",
        "/",
        "a//b",
        "a\\b",
        "C:x",
        "a\nb",
    ],
)
def test_no_path_leaves_its_folder(world, path):
    with world.stage("tools", config={}, inputs={}) as writer:
        with pytest.raises(ArgumentError):
            writer.write_bytes(path, b"x")
        with pytest.raises(ArgumentError):
            writer.write_table(path, pl.DataFrame())


def test_writing_needs_an_open_stage_that_is_not_up_to_date(world):
    writer = world.stage("tools", config={}, inputs={})
    with pytest.raises(ArgumentError, match="not open"):
        writer.write_bytes("a.json", b"")
    with writer:
        writer.finish({})
        with pytest.raises(ArgumentError, match="up to date"):
            writer.write_bytes("a.json", b"")


def refused(call, *arguments, **named) -> AgentScalerError:
    with pytest.raises(AgentScalerError) as caught:
        call(*arguments, **named)
    assert isinstance(caught.value, (WorldError, ArgumentError))
    return caught.value


def create(root, **changes):
    return World.create(root, **{"seed": 7, "config": {}, **changes})


def test_messages_of_refused_worlds(tmp_path, snapshot):
    world = create(tmp_path / "world")
    write_stage(world)
    (tmp_path / "file").write_bytes(b"")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.tex").write_bytes(b"")
    newer = create(tmp_path / "newer").root / "world.toml"
    text = newer.read_text(encoding="utf-8")
    newer.write_text(
        text.replace(f"format_version = {FORMAT_VERSION}", "format_version = 99"), encoding="utf-8"
    )
    changed = create(tmp_path / "changed").root / "world.toml"
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("seed = 7", "seed = 8"), encoding="utf-8"
    )
    damaged = create(tmp_path / "damaged")
    write_stage(damaged)
    shard = damaged.root / "tools" / "rows-00000.parquet"
    flipped = bytearray(shard.read_bytes())
    flipped[20] ^= 1
    shard.write_bytes(flipped)
    gone = create(tmp_path / "gone")
    write_stage(gone)
    (gone.root / "tools" / "rows-00000.parquet").unlink()
    errors = {
        "a file": refused(create, tmp_path / "file"),
        "below a file": refused(create, tmp_path / "file" / "world"),
        "foreign": refused(create, foreign),
        "seed": refused(create, tmp_path / "world", seed=-1),
        "open nothing": refused(World.open, tmp_path / "nothing"),
        "open a file": refused(World.open, tmp_path / "file"),
        "open foreign": refused(World.open, foreign),
        "newer": refused(World.open, newer.parent),
        "changed header": refused(World.open, changed.parent),
        "not run": refused(world.scan, "graph", "similar"),
        "no table": refused(world.scan, "tools", "similar"),
        "no file": refused(world.read_bytes, "tools", "quality.json"),
        "bad stage": refused(world.manifest, "../tools"),
        "damaged": refused(damaged.scan, "tools", "rows"),
        "gone": refused(gone.scan, "tools", "rows"),
        "config": refused(world.stage, "tools", config={"x": {1}}, inputs={}),
        "nan": refused(world.stage, "tools", config={"x": float("nan")}, inputs={}),
    }
    text = "\n\n".join(f"## {name}\n{error}" for name, error in errors.items())
    snapshot("refusals.txt", text.replace(str(tmp_path), "TMP"))


def test_a_newer_manifest_is_refused(world):
    write_stage(world)
    path = world.root / "tools" / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f'"format_version": {FORMAT_VERSION}', '"format_version": 99'),
        encoding="utf-8",
    )
    with pytest.raises(WorldError, match="newer AgentScaler"):
        world.manifest("tools")


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_are_never_followed(world, tmp_path):
    write_stage(world)
    shard = world.root / "tools" / "rows-00000.parquet"
    outside = tmp_path / "outside.parquet"
    outside.write_bytes(shard.read_bytes())
    shard.unlink()
    shard.symlink_to(outside)
    with pytest.raises(DamagedWorldError, match="link"):
        world.scan("tools", "rows")
    assert write_stage(world), "the stage is made anew"
    assert not shard.is_symlink()
    assert outside.exists(), "what a link points to is never touched"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_stage_folder_that_is_a_link_is_refused(world, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (world.root / "tools").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorldError, match="link or a file"):
        write_stage(world)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_finished_stage_that_became_a_link_is_refused(world, tmp_path):
    write_stage(world)
    (world.root / "tools").rename(tmp_path / "elsewhere")
    (world.root / "tools").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorldError, match="link or a file"):
        write_stage(world)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_in_place_of_a_manifest_does_not_block(world):
    write_stage(world)
    path = world.root / "tools" / "manifest.json"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(DamagedWorldError, match="no plain file"):
        world.manifest("tools")
    assert write_stage(world), "the stage is made anew"
    assert path.is_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_told(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    with pytest.raises(WorldError, match="Permission denied"):
        create(folder / "world")
