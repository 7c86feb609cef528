from __future__ import annotations

import json
import shutil

import polars as pl
import pytest

from agentscaler.evals.config import EvalsConfig
from agentscaler.evals.scores import SCORES_SCHEMA
from agentscaler.evals.stage import run
from agentscaler.executors import ProcessExecutor, SerialExecutor
from agentscaler.graph.graph import FEEDS_SCHEMA, SIMILAR_SCHEMA
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.stage import run as make_tasks
from agentscaler.trajectories import Trajectory
from agentscaler.world import NoProgress, World, verify
from environments.stage.shop_world import SHOP, ShopDesigner, make, use, write_domains

CONFIG = EvalsConfig(agents=("oracle", "random", "untrained"), trials=2)


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """Three shops of three splits with four tasks each; made once, then copied."""
    root = tmp_path_factory.mktemp("shops") / "world"
    made = write_domains(root, [(name, SHOP) for name in ("shop", "kiosk", "market")])
    with made.stage("graph", config={}, inputs={}) as writer:
        writer.write_table("similar-00000.parquet", pl.DataFrame(schema=SIMILAR_SCHEMA))
        writer.write_table("feeds-00000.parquet", pl.DataFrame(schema=FEEDS_SCHEMA))
        writer.finish({"figures": {}})
    with pytest.MonkeyPatch.context() as patch:
        use(patch, ShopDesigner)
        make(made)
    with SerialExecutor() as workers:
        make_tasks(made, TasksConfig(per_environment=4), executor=workers, progress=NoProgress())
    return root


@pytest.fixture
def world(shops, tmp_path):
    return World.open(shutil.copytree(shops, tmp_path / "world"))


def go(world, config=CONFIG, executor=None):
    with executor or SerialExecutor() as workers:
        return run(world, config, executor=workers, progress=NoProgress())


def test_the_oracle_is_the_ceiling_and_chance_the_floor(world):
    report = go(world)
    table = world.scan("scores", "scores").collect()
    assert table.schema == SCORES_SCHEMA
    whole = {row["agent"]: row for row in table.filter(pl.col("group") == "all").to_dicts()}
    assert sorted(whole) == ["oracle", "random"]
    assert whole["oracle"]["pass_at_1"] == whole["oracle"]["pass_hat_2"] == 1.0
    assert whole["random"]["pass_at_1"] < 0.5
    assert whole["oracle"]["tasks"] == report.counts["tasks"] > 0
    assert report.dropped == {"no_checkpoint": 1}
    assert report.figures["pass_at_1_oracle"] == 1.0
    assert world.read_json("scores", "scores.json") == table.to_dicts()
    played = world.scan("scores", "episodes").collect()
    assert set(played["split"]) == {"held_out"}
    assert {Trajectory.from_row(row).agent for row in played.iter_rows(named=True)} == set(whole)
    assert verify(world.root).problems == []


def test_scores_do_not_depend_on_workers_and_are_kept(world, shops, tmp_path):
    go(world)
    other = World.open(shutil.copytree(shops, tmp_path / "other"))
    go(other, executor=ProcessExecutor(workers=2))
    folders = [one.root / "scores" for one in (world, other)]
    names = sorted(path.name for path in folders[0].iterdir())
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    assert go(world).skipped


def test_tasks_are_chosen_by_split_and_size(world):
    short = EvalsConfig(agents=("oracle",), split="general", max_gold_calls=2)
    report = go(world, short)
    calls = world.scan("scores", "scores").filter(pl.col("group") == "calls").collect()
    assert all(int(value) <= 2 for value in calls["value"])
    one = go(world, EvalsConfig(agents=("oracle",), split="general", max_tasks=1))
    assert one.counts["tasks"] == 1 <= report.counts["tasks"]
    assert one.made == "1 agent on 1 general task"


def write_checkpoint(world, folder):
    """A stage ``checkpoints`` with one model of random weights."""
    from dataclasses import asdict

    from agentscaler.training.config import TrainingConfig
    from agentscaler.training.model import open_model
    from agentscaler.training.vocabulary import Vocabulary
    from evals.tiny import tokenizer

    config = TrainingConfig(width=32, layers=1, heads=2, kv_heads=1, head=16, inner=32)
    words = Vocabulary.read(tokenizer(folder / "words"))
    model = open_model(config.shape(), vocabulary=words.size, seed=1, dtype="float32")
    model.save_pretrained(folder / "model")
    words.write(folder / "model")
    with world.stage("checkpoints", config=asdict(config), inputs={}) as writer:
        for path in (folder / "model").iterdir():
            writer.write_bytes(f"general/{path.name}", path.read_bytes())
        writer.finish({"counts": {}})


@pytest.mark.parametrize("strict", [False, True])
def test_checkpoints_of_the_world_play_together(world, tmp_path, monkeypatch, strict):
    pytest.importorskip("torch", reason="the extra train is not installed")
    pytest.importorskip("transformers", reason="the extra train is not installed")
    pytest.importorskip("llguidance", reason="the extra train is not installed")
    from agentscaler.evals.guidance import Guidance

    held = []
    plain = Guidance.hold
    monkeypatch.setattr(Guidance, "hold", lambda self, g: held.extend(g) or plain(self, g))
    write_checkpoint(world, tmp_path)
    config = EvalsConfig(
        agents=("untrained", "general", "vertical"),
        max_tasks=3,
        max_new_tokens=8,
        max_turns=4,
        strict=strict,
    )
    report = go(world, config)
    assert bool(held) is strict
    assert None not in held
    assert report.dropped == {"no_checkpoint": 1}
    whole = world.scan("scores", "scores").filter(pl.col("group") == "all").collect()
    assert whole["agent"].to_list() == ["untrained", "general"]
    assert whole["completion_tokens"].min() > 0
    played = world.scan("scores", "episodes").collect()
    usage = [json.loads(text) for text in played["usage"]]
    assert all(one["prompt_tokens"] > one["completion_tokens"] for one in usage)
