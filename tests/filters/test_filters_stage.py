"""The stage in a world of shops: scripted agents, what they did wrong, and what became of it."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest

from agentscaler.errors import ConfigError, WorldError
from agentscaler.executors import ProcessExecutor, SerialExecutor
from agentscaler.filters import VERDICT_SCHEMA, FiltersConfig, Verdict, stage
from agentscaler.graph.graph import FEEDS_SCHEMA, SIMILAR_SCHEMA
from agentscaler.rollouts import stage as rollouts
from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.tasks import stage as tasks
from agentscaler.tasks.config import TasksConfig
from agentscaler.world import NoProgress, World
from environments.stage.shop_world import SHOP, ShopDesigner, make, use, write_domains


def stage_of(module, world, config, executor=None):
    with executor or SerialExecutor() as workers:
        return module.run(world, config, executor=workers, progress=NoProgress())


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Two shops with tasks and rollouts, made once."""
    root = tmp_path_factory.mktemp("played") / "world"
    world = write_domains(root, [(name, SHOP) for name in ("shop", "kiosk")])
    with world.stage("graph", config={}, inputs={}) as writer:
        writer.write_table("similar-00000.parquet", pl.DataFrame(schema=SIMILAR_SCHEMA))
        writer.write_table("feeds-00000.parquet", pl.DataFrame(schema=FEEDS_SCHEMA))
        writer.finish({"figures": {}})
    with pytest.MonkeyPatch.context() as patch:
        use(patch, ShopDesigner)
        make(world)
    stage_of(tasks, world, TasksConfig(per_environment=8))
    played = RolloutsConfig(
        trials=4, agents={"oracle": 0.3, "scripted": 0.7}, environments_per_shard=1
    )
    stage_of(rollouts, world, played)
    return root


@pytest.fixture
def world(played, tmp_path):
    return World.open(shutil.copytree(played, tmp_path / "world"))


def judged(world):
    rows = world.scan("rollouts", "rollouts").collect()
    verdicts = Verdict.scan(world).collect()
    assert verdicts.schema == VERDICT_SCHEMA
    assert verdicts["id"].to_list() == rows["id"].to_list()
    return rows.hstack(verdicts.select("kept", "stage", "reason", "at", "detail"))


def test_a_verdict_for_every_rollout(world):
    report = stage_of(stage, world, FiltersConfig(exact=False))
    rows = judged(world)
    assert report.counts["trajectories"] == rows.height
    assert report.counts["kept"] == rows["kept"].sum()
    assert sum(report.dropped.values()) == rows.height - rows["kept"].sum()
    assert 0 < report.figures["keep_rate"] < 1
    oracle = rows.filter(pl.col("agent") == "oracle")
    assert oracle["kept"].all(), oracle.filter(~pl.col("kept")).to_dicts()
    # The reward of the rollout and the one of the filter are the same function.
    kept = rows.filter("kept")
    assert kept["reward"].to_list() == [1.0] * kept.height
    wrong_outcome = rows.filter(pl.col("stage") == "alignment")
    assert not wrong_outcome.filter(pl.col("reward") == 1).height
    assert stage_of(stage, world, FiltersConfig(exact=False)).skipped
    table = stage.funnel_table(world)
    assert table.stages == ("reading", "validity", "repetition", "alignment")
    assert table.total == rows.height
    assert table.kept == report.counts["kept"]


def test_what_was_not_put_right_is_dropped(world):
    """Every trajectory with an unmended mistake that cost the outcome is dropped, for a reason."""
    stage_of(stage, world, FiltersConfig(exact=False))
    seen = set()
    for row in judged(world).iter_rows(named=True):
        mistakes = json.loads(row["meta"]).get("mistakes", [])
        for mistake in mistakes:
            seen.add((mistake["name"], row["stage"], row["reason"]))
        if row["reward"] != 1:
            assert not row["kept"]
    assert {name for name, _, _ in seen} >= {"wrong_id", "early_stop"}


def test_workers_write_the_same_bytes(world):
    def shards():
        folder = world.root / "verdicts"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    stage_of(stage, world, FiltersConfig())
    first = shards()
    assert len(first) == 3  # two shards and the manifest
    stage_of(stage, world, FiltersConfig(exact=False))
    assert shards() != first
    with ProcessExecutor(workers=2) as executor:
        stage_of(stage, world, FiltersConfig(), executor)
    assert shards() == first


def test_a_killed_run_goes_on(world, monkeypatch):
    whole = stage_of(stage, world, FiltersConfig())
    (world.root / "verdicts" / "manifest.json").unlink()
    made, done = stage.judge_part, []

    def interrupted(config, part):
        if done:
            raise KeyboardInterrupt
        done.append(part.rollouts.name)
        return made(config, part)

    monkeypatch.setattr(stage, "judge_part", interrupted)
    with pytest.raises(KeyboardInterrupt):
        stage_of(stage, world, FiltersConfig())
    monkeypatch.setattr(stage, "judge_part", made)
    assert stage_of(stage, world, FiltersConfig()) == whole


def test_settings_and_worlds_that_do_not_fit(world, tmp_path):
    with pytest.raises(ConfigError, match="stuck_calls"):
        stage_of(stage, world, FiltersConfig(stuck_calls=0))
    with pytest.raises(WorldError, match="has not run"):
        stage_of(stage, World.create(tmp_path / "new", seed=0, config={}), FiltersConfig())
