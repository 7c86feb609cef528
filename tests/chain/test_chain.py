"""The chain: order, what a change invalidates, any number of workers, what a run notes."""

from __future__ import annotations

import dataclasses
import json

import pytest

from agentscaler import chain
from agentscaler.chain import ChainConfig, order
from agentscaler.errors import (
    ArgumentError,
    ConfigError,
    MissingExtraError,
    SpecError,
    WorldError,
    WorldLockedError,
)
from agentscaler.world import World, verify
from agentscaler.world.runs import read_runs
from fake_chain import ENTRIES, make_specs, tree
from fake_chain.pairs.config import PairsConfig
from fake_chain.words.config import WordsConfig


@pytest.fixture(autouse=True)
def _fake_stages(monkeypatch):
    monkeypatch.setattr(order, "STAGES", ENTRIES)


@pytest.fixture
def specs(tmp_path):
    return make_specs(tmp_path / "specs")


def config(seed=7, *, words=None, pairs=None):
    return ChainConfig(
        seed=seed,
        stages={"words": WordsConfig(**words or {}), "pairs": PairsConfig(**pairs or {})},
    )


def skipped(reports):
    return {report.stage: report.skipped for report in reports}


def test_a_change_makes_its_stage_and_what_follows_run_again(tmp_path, specs):
    world = tmp_path / "world"

    def run(wanted=None, **arguments):
        return skipped(chain.run(world, wanted or config(), paths=[specs], workers=1, **arguments))

    assert run() == {"words": False, "pairs": False}
    assert run() == {"words": True, "pairs": True}
    assert run(config(pairs={"distance": 2})) == {"words": True, "pairs": False}
    assert run(config(words={"min_letters": 6})) == {"words": False, "pairs": False}
    assert run(config(words={"stop_words": ("no such word",)})) == {"words": False, "pairs": False}
    assert run(config(seed=8)) == {"words": False, "pairs": False}
    (specs / "text0.txt").write_text("another text", encoding="utf-8")
    assert run(config(seed=8)) == {"words": False, "pairs": False}
    assert run(config(seed=8), until="words") == {"words": True}
    assert verify(world).intact


def test_the_way_to_a_world_leaves_no_trace_in_it(tmp_path, specs):
    direct, detour = tmp_path / "direct", tmp_path / "detour"
    chain.run(direct, config(), paths=[specs], workers=1)
    chain.run(detour, config(seed=1, words={"min_letters": 6}), paths=[specs], workers=1)
    chain.run(detour, config(), paths=[specs], workers=1, until="words")
    chain.run(detour, config(), first="pairs", workers=1)
    assert tree(direct) == tree(detour)
    assert World.open(direct).digest() == World.open(detour).digest()


def test_training_is_passed_by_unless_it_is_asked_for(tmp_path, specs, monkeypatch):
    words, pairs = ENTRIES
    monkeypatch.setattr(order, "STAGES", (words, dataclasses.replace(pairs, trains=True)))
    for number, asked in enumerate(({"train": True}, {"until": "pairs"})):
        reports = chain.run(tmp_path / str(number), config(), paths=[specs], workers=1, **asked)
        assert [report.not_run for report in reports] == ["", ""]
    world = tmp_path / "world"
    reports = chain.run(world, config(), paths=[specs], workers=1)
    assert [report.not_run for report in reports] == ["", "--train"]
    assert World.open(world).stages() == ["words"]
    assert not chain.run(world, config(), first="pairs", workers=1)[0].not_run
    assert World.open(world).stages() == ["pairs", "words"]


def test_a_stage_without_its_packages_is_refused_before_anything_runs(tmp_path, specs, monkeypatch):
    words, pairs = ENTRIES
    lacking = dataclasses.replace(
        words, name="lacking", extra="train", needs=("no_such_package",), trains=True
    )
    monkeypatch.setattr(order, "STAGES", (words, lacking, pairs))
    reports = chain.run(tmp_path / "world", config(), paths=[specs], workers=1)
    assert [report.stage for report in reports] == ["words", "lacking", "pairs"]
    assert reports[1].not_run == "pip install 'agentscaler[train]', then --train"
    assert World.open(tmp_path / "world").stages() == ["pairs", "words"]
    for asked in ({"until": "lacking"}, {"first": "lacking"}, {"train": True}):
        with pytest.raises(MissingExtraError, match="needs no_such_package") as caught:
            chain.run(tmp_path / "other", config(), paths=[specs], workers=1, **asked)
        assert caught.value.mend == "pip install 'agentscaler[train]'"
    assert not (tmp_path / "other").exists()


def test_two_workers_make_the_same_bytes(tmp_path, specs):
    for workers in (1, 2):
        chain.run(tmp_path / f"w{workers}", config(), paths=[specs], workers=workers)
    assert tree(tmp_path / "w1") == tree(tmp_path / "w2")


def test_defaults_and_a_world_that_is_open(tmp_path, specs):
    reports = chain.run(tmp_path / "world", paths=[specs], workers=1)
    assert [report.stage for report in reports] == ["words", "pairs"]
    again = chain.run(World.open(tmp_path / "world"), paths=[str(specs)], workers=1)
    assert [dataclasses.replace(report, skipped=False) for report in again] == reports


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"until": "nothing"}, "nothing is no stage"),
        ({"first": "pairs", "until": "words"}, "pairs comes after words"),
        ({}, "needs specifications"),
        ({"first": "pairs"}, "words has not run"),
    ],
)
def test_what_cannot_be_run(tmp_path, arguments, message):
    with pytest.raises((ArgumentError, WorldError), match=message):
        chain.run(tmp_path / "world", workers=1, **arguments)


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ({"wrods": WordsConfig()}, "wrods is not a setting"),
        ({"words": WordsConfig(share=2.0)}, "words.share is 2.0"),
    ],
)
def test_refused_settings_write_nothing(tmp_path, specs, stages, message):
    with pytest.raises(ConfigError, match=message):
        chain.run(tmp_path / "world", ChainConfig(stages=stages), paths=[specs], workers=1)
    assert not (tmp_path / "world").exists()


def test_a_run_notes_when_where_and_how_it_ended(tmp_path, specs):
    world = tmp_path / "world"
    chain.run(world, config(), paths=[specs], workers=1)
    (specs / "text0.txt").write_text("", encoding="utf-8")
    with pytest.raises(SpecError):
        chain.run(world, config(words={"strict": True}), paths=[specs], workers=1)
    begin, end, _, failed = read_runs(world)
    assert begin["event"] == "begin"
    assert begin["stages"] == ["words", "pairs"]
    assert begin["workers"] == 1
    assert end["outcome"] == "done"
    assert [stage["stage"] for stage in end["stages"]] == ["words", "pairs"]
    assert end["seconds"] >= 0
    assert end["run"] == begin["run"]
    assert failed["outcome"].startswith("failed: SpecError: a file without words")
    for record in (begin, end):
        json.dumps(record)


def test_ctrl_c_is_noted_and_the_lock_released(tmp_path, specs, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("fake_chain.pairs.stage.run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        chain.run(tmp_path / "world", config(), paths=[specs], workers=1)
    assert read_runs(tmp_path / "world")[-1]["outcome"] == "interrupted"
    assert not (tmp_path / "world" / "lock").exists()
    monkeypatch.undo()
    monkeypatch.setattr(order, "STAGES", ENTRIES)
    assert skipped(chain.run(tmp_path / "world", config(), paths=[specs], workers=1)) == {
        "words": True,
        "pairs": False,
    }


def test_a_second_run_is_refused_and_harms_nothing(tmp_path, specs):
    world = tmp_path / "world"
    chain.run(world, config(), paths=[specs], workers=1)
    before = tree(world)
    with World.open(world).lock, pytest.raises(WorldLockedError):
        chain.run(world, config(words={"min_letters": 6}), paths=[specs], workers=1)
    assert tree(world) == before


def test_each_stage_is_told_when_it_is_done(tmp_path, specs):
    told = []
    chain.run(
        tmp_path / "world",
        config(),
        paths=[specs],
        workers=1,
        after_stage=lambda report, seconds: told.append((report.stage, seconds >= 0)),
    )
    assert told == [("words", True), ("pairs", True)]
