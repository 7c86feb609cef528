"""verify finds any changed bit, and everything that nobody wrote."""

from __future__ import annotations

import json
import os
import shutil

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.errors import WorldError
from agentscaler.world import World, verify
from agentscaler.world.digest import digest_json


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    root = tmp_path_factory.mktemp("verify") / "world"
    world = World.create(root, seed=7, config={"a": {"x": 1.5}, "b": {}})
    with world.stage("a", config={"x": 1.5}, inputs={"files": "f"}) as writer:
        writer.write_table("rows-00000.parquet", pl.DataFrame({"x": [1, 2, 3]}))
        writer.write_table("rows-00001.parquet", pl.DataFrame({"x": [4]}))
        writer.write_bytes("quality.json", b'{"n": 3}')
        writer.finish({"counts": {"rows": 4}})
    with world.stage("b", config={}, inputs={"a": world.manifest("a").digest}) as writer:
        writer.write_bytes("/page.html", b"<p>page")
        writer.finish({})
    world.runs.begin(command="run")
    world.runs.end(outcome="done", stages=[])
    return root


@pytest.fixture
def world(original, tmp_path):
    return World.open(shutil.copytree(original, tmp_path / "world"))


def kinds(root):
    return [(problem.path, problem.kind) for problem in verify(root).problems]


def test_an_untouched_world_is_intact(world):
    found = verify(world.root)
    assert found.intact
    assert found.notes == []
    files = [p for p in world.root.rglob("*") if p.is_file() and p.name != "runs.jsonl"]
    assert found.files == len(files)
    assert found.bytes == sum(path.stat().st_size for path in files)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(original, place, bit):
    files = sorted(
        path for path in original.rglob("*") if path.is_file() and path.name != "runs.jsonl"
    )
    sizes = [path.stat().st_size for path in files]
    offset = int(place * sum(sizes))
    index = 0
    while offset >= sizes[index]:
        offset -= sizes[index]
        index += 1
    path = files[index]
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[offset] ^= 1 << bit
    try:
        path.write_bytes(flipped)
        found = verify(original)
        relative = path.relative_to(original).as_posix()
        assert relative in {problem.path for problem in found.problems}, (path, offset, bit)
    finally:
        path.write_bytes(whole)
    assert verify(original).intact


def test_every_bit_of_the_small_files_matters(world):
    for name in ("world.toml", "b/manifest.json"):
        path = world.root / name
        whole = path.read_bytes()
        for offset in range(0, len(whole), 7):
            flipped = bytearray(whole)
            flipped[offset] ^= 1 << (offset % 8)
            path.write_bytes(flipped)
            assert not verify(world.root).intact, (name, offset)
        path.write_bytes(whole)


def test_missing_cut_and_lengthened_files(world):
    (world.root / "a" / "rows-00001.parquet").unlink()
    (world.root / "page.html").write_bytes(b"<p>")
    with (world.root / "a" / "quality.json").open("ab") as file:
        file.write(b"\n")
    assert kinds(world.root) == [
        ("a/quality.json", "damaged"),
        ("a/rows-00001.parquet", "missing"),
        ("page.html", "damaged"),
    ]


def test_foreign_files_and_leftovers(world):
    (world.root / "thesis.tex").write_bytes(b"x")
    (world.root / "a" / "extra.parquet").write_bytes(b"x")
    (world.root / "b" / "extra.parquet").write_bytes(b"x")
    (world.root / "notes").mkdir()
    (world.root / "notes" / "todo").write_bytes(b"x")
    (world.root / "a" / ".rows-00000.parquet.tmp").write_bytes(b"x")
    (world.root / "a" / "journal.jsonl").write_bytes(b"{}\n")
    (world.root / "a" / ".scratch").mkdir()
    assert kinds(world.root) == [
        ("a/.rows-00000.parquet.tmp", "leftover"),
        ("a/.scratch", "leftover"),
        ("a/extra.parquet", "leftover"),
        ("a/journal.jsonl", "leftover"),
        ("b/extra.parquet", "foreign"),
        ("notes/todo", "foreign"),
        ("thesis.tex", "foreign"),
    ]


def test_the_next_run_removes_leftovers_even_when_all_is_up_to_date(world):
    (world.root / "a" / ".rows-00000.parquet.tmp").write_bytes(b"x")
    (world.root / "a" / "journal.jsonl").write_bytes(b"{}\n")
    with world.stage("a", config={"x": 1.5}, inputs={"files": "f"}) as writer:
        assert writer.up_to_date
    assert verify(world.root).intact


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_are_foreign_or_damage(world, tmp_path):
    page = world.root / "page.html"
    (tmp_path / "copy.html").write_bytes(page.read_bytes())
    page.unlink()
    page.symlink_to(tmp_path / "copy.html")
    (world.root / "a" / "link").symlink_to(tmp_path)
    (world.root / "loop").symlink_to(world.root)
    assert kinds(world.root) == [
        ("a/link", "foreign"),
        ("loop", "foreign"),
        ("page.html", "damaged"),
    ]


def test_an_unfinished_stage_and_one_made_from_other_inputs(world):
    World.create(world.root, seed=7, config={})
    with world.stage("a", config={"x": 2.5}, inputs={"files": "f"}) as writer:
        writer.write_bytes("quality.json", b"{}")
        writer.finish({})
    assert kinds(world.root) == [("b", "stale")]
    with pytest.raises(RuntimeError), world.stage("b", config={"y": 1}, inputs={}) as writer:
        writer.write_bytes("one.json", b"1")
        raise RuntimeError
    assert kinds(world.root) == [("b", "unfinished")]
    (world.root / "b" / ".two.json.tmp").write_bytes(b"2")
    (world.root / "b" / ".scratch").mkdir()
    assert kinds(world.root) == [("b", "unfinished")], "its leftovers are told with it"
    (world.root / "b" / "one.json").write_bytes(b"2")
    assert kinds(world.root) == [("b", "unfinished"), ("b/one.json", "damaged")]


def test_a_stage_that_was_made_with_other_settings_than_were_asked_for_last(world):
    World.create(world.root, seed=7, config={"a": {"x": 2.5}, "b": {}})
    assert kinds(world.root) == [("a", "stale")]
    World.create(world.root, seed=8, config={"a": {"x": 1.5}, "b": {}})
    assert kinds(world.root) == [("a", "stale"), ("b", "stale")]


def test_a_newer_format(world):
    for name in ("world.toml", "a/manifest.json"):
        path = world.root / name
        text = path.read_text(encoding="utf-8")
        text = text.replace("format_version = 1", "format_version = 2")
        path.write_text(text.replace('"format_version": 1', '"format_version": 2'), "utf-8")
    assert kinds(world.root) == [("a/manifest.json", "newer"), ("world.toml", "newer")]
    assert not [problem for problem in verify(world.root).problems if "\n" in problem.detail]


def test_a_manifest_of_another_stage_is_foreign(world):
    (world.root / "b" / "manifest.json").write_bytes(
        (world.root / "a" / "manifest.json").read_bytes()
    )
    assert ("b/manifest.json", "foreign") in kinds(world.root)


def test_a_manifest_cannot_point_outside(world):
    path = world.root / "b" / "manifest.json"
    value = json.loads(path.read_bytes())
    value.pop("digest")
    value["shards"][0]["path"] = "../../outside"
    value["digest"] = digest_json(value)
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    assert ("b/manifest.json", "damaged") in kinds(world.root)


def test_torn_history_is_a_note(world):
    with (world.root / "runs.jsonl").open("ab") as file:
        file.write(b'{"event": "en\n')
    found = verify(world.root)
    assert found.intact
    assert "torn" in found.notes[0]


def test_a_folder_that_is_no_world(tmp_path):
    with pytest.raises(WorldError, match="not a world"):
        verify(tmp_path)
