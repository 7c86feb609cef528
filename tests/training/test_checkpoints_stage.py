from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agentscaler.errors import ArgumentError, CheckpointError, ConfigError, WorldError
from agentscaler.executors import SerialExecutor
from agentscaler.training.config import TrainingConfig
from agentscaler.training.stage import Material, run
from agentscaler.world import NoProgress, World, verify

torch = pytest.importorskip("torch", reason="the extra train is not installed")
# Here and not in a test: to read it from a cold disk takes longer than a test may.
pytest.importorskip("transformers.trainer", reason="the extra train is not installed")
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")

from training.small import lessons, speaker, tokenizer  # noqa: E402

CONFIG = TrainingConfig(
    general_steps=6,
    vertical_steps=4,
    packs_per_step=2,
    replay=0.25,
    save_every=2,
    log_every=2,
    width=32,
    layers=2,
    heads=2,
    kv_heads=1,
    head=16,
    inner=64,
    positions=64,
)
FILES = [
    "config.json",
    "generation_config.json",
    "metrics.jsonl",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
]


class KilledError(Exception):
    pass


class KilledAt(NoProgress):
    def __init__(self, stage, step):
        self.stage, self.left = stage, step

    def advance(self, stage, amount=1):
        self.left -= amount * (stage == self.stage)
        if self.left <= 0:
            raise KilledError


def world_at(folder, *, general=10, vertical=6):
    world = World.create(folder / "world", seed=3, config={})
    with world.stage(
        "packs", config={"general": general, "vertical": vertical}, inputs={}
    ) as writer:
        writer.finish({"counts": {}})
    return world


def go(world, config=CONFIG, *, progress=None, general=10, vertical=6, words=tokenizer):
    def open_packs(_):
        packs = {"general": lessons(general), "vertical": lessons(vertical, seed=1)}
        return Material(packs=packs, tokenizer=words(world.root.parent / "words"))

    with SerialExecutor() as executor:
        return run(
            world,
            config,
            executor=executor,
            progress=progress or NoProgress(),
            open_packs=open_packs,
        )


def contents(world):
    folder = world.root / "checkpoints"
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    world = world_at(tmp_path_factory.mktemp("trained"))
    return world, go(world)


def test_both_stages_leave_a_model_and_a_manifest(trained):
    world, report = trained
    expected = [f"{stage}/{name}" for stage in ("general", "vertical") for name in FILES]
    assert sorted(contents(world)) == sorted([*expected, "manifest.json"])
    assert report.counts["general_steps"] == 6
    assert report.counts["vertical_steps"] == 4
    assert report.figures["general_last_loss"] < report.figures["general_first_loss"]
    assert report.made == "2 checkpoints of 21,728 parameters after 10 steps"
    assert verify(world.root).problems == []
    lines = (world.root / "checkpoints/vertical/metrics.jsonl").read_text().splitlines()
    rates = [json.loads(line)["learning_rate"] for line in lines]
    assert max(rates) <= CONFIG.vertical_learning_rate


def test_what_is_there_is_not_made_again(trained):
    world, report = trained
    before = contents(world)
    again = go(world, progress=KilledAt("general", 0))
    assert again.skipped
    assert again.figures == report.figures
    assert contents(world) == before


@pytest.mark.parametrize(("stage", "step"), [("general", 3), ("vertical", 3)])
def test_a_killed_run_goes_on_and_leaves_the_same_bytes(trained, tmp_path, stage, step):
    whole, _ = trained
    world = world_at(tmp_path)
    with pytest.raises(KilledError):
        go(world, progress=KilledAt(stage, step))
    saved = {p.parent.name for p in (world.root / "checkpoints").rglob("step-*")}
    assert saved == {"general"} if stage == "general" else {"general", "vertical"}
    go(world)
    assert contents(world) == contents(whole)


def test_exercises_come_first_and_are_not_repeated_after_a_kill(tmp_path):
    config = replace(CONFIG, primer_steps=3, positions=1024, general_steps=2, vertical_steps=2)
    whole, killed = world_at(tmp_path / "whole"), world_at(tmp_path / "killed")
    watching = KilledAt("nothing", 1)
    go(whole, config, progress=watching, words=speaker)
    with pytest.raises(KilledError):
        go(killed, config, progress=KilledAt("general", 1), words=speaker)
    # It would end at the first of them.
    go(killed, config, progress=KilledAt("primer", 1), words=speaker)
    assert contents(killed) == contents(whole)
    assert {path.partition("/")[0] for path in contents(whole)} == {
        "general",
        "vertical",
        "manifest.json",
    }


def test_exercises_may_go_on_in_the_first_stage(tmp_path):
    config = replace(CONFIG, primer_steps=3, positions=1024, general_steps=None)
    without = go(world_at(tmp_path / "without"), config, words=speaker)
    world = world_at(tmp_path / "with")
    made = go(world, replace(config, primer_replay=0.5), words=speaker)
    # Ten packs, and as many of exercises beside them; the second stage is as it was.
    assert made.counts["general_steps"] == 2 * without.counts["general_steps"]
    assert made.counts["general_tokens"] > 5 * 900 + without.counts["general_tokens"]
    assert made.counts["vertical_steps"] == without.counts["vertical_steps"]


def test_exercises_need_a_chat_template(tmp_path):
    config = replace(CONFIG, primer_steps=3, positions=1024)
    with pytest.raises(CheckpointError, match="there is no chat_template"):
        go(world_at(tmp_path), config)


def test_a_stage_without_packs_is_left_out(tmp_path):
    world = world_at(tmp_path, general=0)
    report = go(world, general=0)
    assert sorted(p.name for p in (world.root / "checkpoints").iterdir()) == [
        "manifest.json",
        "vertical",
    ]
    assert "general_steps" not in report.counts


def test_no_packs_at_all_are_an_error(tmp_path):
    with pytest.raises(ArgumentError, match="no packs for the stage general"):
        go(world_at(tmp_path, general=0, vertical=0), general=0, vertical=0)


def test_a_world_without_packs_is_an_error(tmp_path):
    world = World.create(tmp_path / "world", seed=3, config={})
    with pytest.raises(WorldError, match="the stage packs has not run"):
        go(world)


@pytest.mark.parametrize(
    "changes",
    [
        {"replay": 1.0},
        {"general_steps": 0},
        {"vertical_learning_rate": 0.0},
        {"packs_per_step": 0},
        {"warmup": 1.0},
        {"attention": "eager"},
        {"kv_heads": 3},
        {"head": 15},
        {"experts_per_token": 9},
        {"clip": -1.0},
        {"rope_theta": 0.0},
        {"primer_steps": -1},
        {"primer_replay": 1.0, "primer_steps": 5, "positions": 1024},
        {"primer_replay": 0.5},
        {"primer_steps": 5, "positions": 64},
        {"primer_steps": 5, "positions": 4096, "start": "some/folder"},
    ],
)
def test_settings_that_cannot_be_are_refused(changes):
    with pytest.raises(ConfigError, match=next(iter(changes))):
        replace(CONFIG, **changes).validate()


def test_settings_of_a_loop_and_a_shape_are_those_of_the_stage():
    loop, shape = CONFIG.loop("vertical"), CONFIG.shape()
    assert (loop.steps, loop.learning_rate, loop.packs_per_step) == (4, 5e-4, 2)
    assert (shape.width, shape.positions) == (32, 64)
