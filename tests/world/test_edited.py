"""Files that people may change by hand: told apart from damage, and never written over."""

from __future__ import annotations

import json

import pytest

from agentscaler.world import ShardEntry, World, verify
from agentscaler.world.digest import digest_file

CONFIG = {"x": 1}
INPUTS = {"domains": "d"}
FILES = {"shop/tools.py": b"one", "shop/state.json": b"{}", "zoo/tools.py": b"two"}


@pytest.fixture
def world(tmp_path):
    made = World.create(tmp_path / "world", seed=7, config={"places": CONFIG})
    with made.stage("places", config=CONFIG, inputs=INPUTS) as writer:
        for path, data in FILES.items():
            writer.write_bytes(path, data, editable=True)
        writer.write_bytes("quality.json", b"{}")
        writer.finish({})
    return made


def kinds(world):
    return [(problem.path, problem.kind) for problem in verify(world.root).problems]


def entry_of(world, path):
    blake3, size = digest_file(world.root / "places" / path)
    return ShardEntry(path=path, table=None, rows=None, bytes=size, blake3=blake3, editable=True)


def test_an_edit_is_no_damage_and_no_peace_either(world):
    (world.root / "places" / "shop" / "tools.py").write_bytes(b"ONE")
    (world.root / "places" / "quality.json").write_bytes(b"{ }")
    (world.root / "places" / "zoo" / "tools.py").unlink()
    assert kinds(world) == [
        ("places/quality.json", "damaged"),
        ("places/shop/tools.py", "edited"),
        ("places/zoo/tools.py", "missing"),
    ]


def test_what_is_kept_stays_and_is_done(world):
    (world.root / "places" / "shop" / "tools.py").write_bytes(b"ONE, by hand")
    inputs = {**INPUTS, "edits/shop": "e"}
    keep = [entry_of(world, path) for path in FILES]
    with world.stage("places", config=CONFIG, inputs=inputs, keep=keep) as writer:
        assert not writer.up_to_date
        assert all(writer.done(path) for path in FILES)
        writer.write_bytes("quality.json", b"{}")
        writer.finish({})
    assert (world.root / "places" / "shop" / "tools.py").read_bytes() == b"ONE, by hand"
    assert kinds(world) == []
    with world.stage("places", config=CONFIG, inputs=inputs) as writer:
        assert writer.up_to_date


def test_a_killed_run_still_knows_what_was_kept(world):
    (world.root / "places" / "shop" / "tools.py").write_bytes(b"ONE, by hand")
    inputs = {**INPUTS, "edits/shop": "e"}
    keep = [entry_of(world, path) for path in FILES]
    with (
        pytest.raises(RuntimeError),
        world.stage("places", config=CONFIG, inputs=inputs, keep=keep),
    ):
        raise RuntimeError
    found = world.begun("places", config=CONFIG, inputs=INPUTS)
    assert found.unfinished
    assert found.inputs == inputs
    assert found.shards["shop/tools.py"] == keep[0]
    assert set(found.reusable) == set(FILES)
    assert kinds(world) == [("places", "unfinished")]


def test_files_of_other_settings_are_known_and_not_reusable(world):
    assert set(world.begun("places", config=CONFIG, inputs=INPUTS).reusable) == {
        *FILES,
        "quality.json",
    }
    for config, inputs in (({"x": 2}, INPUTS), (CONFIG, {"domains": "other"})):
        found = world.begun("places", config=config, inputs=inputs)
        assert set(found.shards) == {*FILES, "quality.json"}
        assert found.reusable == {}
    # Killed after the new journal and before the old manifest went: both are there.
    journal = {
        "format_version": 1,
        "stage": "places",
        "config": "other",
        "inputs": INPUTS,
        "seed": 7,
        "versions": {},
    }
    (world.root / "places" / "journal.jsonl").write_text(json.dumps(journal) + "\n")
    found = world.begun("places", config=CONFIG, inputs=INPUTS)
    assert set(found.shards) == {*FILES, "quality.json"}
    assert found.reusable == {}


def test_nothing_was_begun(tmp_path):
    world = World.create(tmp_path / "world", seed=7, config={})
    found = world.begun("places", config=CONFIG, inputs=INPUTS)
    assert (found.shards, found.inputs, found.unfinished, found.reusable) == ({}, {}, False, {})


def test_only_what_is_editable_says_so(world):
    text = (world.root / "places" / "manifest.json").read_text("utf-8")
    assert text.count('"editable": true') == 3
    assert '"editable": false' not in text


def test_a_folder_is_checked_as_a_whole(world):
    assert world.checked_folder("places", "shop").name == "shop"
    with pytest.raises(OSError, match="no folder farm"):
        world.checked_folder("places", "farm")
    (world.root / "places" / "shop" / "state.json").write_bytes(b"[]")
    with pytest.raises(OSError, match="not what was written"):
        World.open(world.root).checked_folder("places", "shop")
