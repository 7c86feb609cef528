from __future__ import annotations

import contextlib
import json
import shutil

import polars as pl
import pytest

from agentscaler.cli import show_task
from agentscaler.environments import Environment, Verifier
from agentscaler.errors import ConfigError, WorldError
from agentscaler.executors import ProcessExecutor, SerialExecutor
from agentscaler.graph.graph import FEEDS_SCHEMA, SIMILAR_SCHEMA
from agentscaler.tasks import stage
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.stage import run
from agentscaler.tasks.task import Task
from agentscaler.world import NoProgress, World
from environments.stage.shop_world import SHOP, ShopDesigner, make, use, write_domains

CONFIG = TasksConfig(per_environment=6, environments_per_shard=1)


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """Three shops, and a graph that says that one tool feeds another; made once, then copied."""
    names = ("shop", "kiosk", "market")
    root = tmp_path_factory.mktemp("shops") / "world"
    made = write_domains(root, [(name, SHOP) for name in names])
    with made.stage("graph", config={}, inputs={}) as writer:
        writer.write_table("similar-00000.parquet", pl.DataFrame(schema=SIMILAR_SCHEMA))
        link = {"src": [0], "dst": [1], "output": ["id"], "parameter": ["id"], "weight": [0.9]}
        feeds = pl.DataFrame({"format_version": [1], **link, "evidence": ["{}"]})
        writer.write_table("feeds-00000.parquet", feeds.cast(dict(FEEDS_SCHEMA)))
        writer.finish({"figures": {}})
    with pytest.MonkeyPatch.context() as patch:
        use(patch, ShopDesigner)
        make(made)
    return root


@pytest.fixture
def world(shops, tmp_path):
    return World.open(shutil.copytree(shops, tmp_path / "world"))


def go(world, config=CONFIG, executor=None):
    with executor or SerialExecutor() as workers:
        return run(world, config, executor=workers, progress=NoProgress())


def shards(world):
    folder = world.root / "tasks"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_tasks_of_every_environment_that_its_verifier_takes(world):
    report = go(world)
    tasks = Task.load_all(world)
    assert report.counts["tasks"] == len(tasks) > 9
    assert {task.environment for task in tasks} == {"shop", "kiosk", "market"}
    assert {task.split for task in tasks} == {"general", "vertical", "held_out"}
    assert report.counts["walks"] == len(tasks) + sum(report.dropped.values())
    for name in ("shop", "kiosk", "market"):
        own = world.scan("tasks", "tasks").filter(pl.col("environment") == name).collect()
        verifier = Verifier(Environment.from_folder(world.root / "environments" / name), own)
        assert set(verifier.tasks.values()) == {None}
    assert go(world).skipped


def test_one_and_two_workers_write_the_same_bytes(world):
    go(world)
    first = shards(world)
    go(world, TasksConfig(per_environment=5, environments_per_shard=1))
    assert shards(world) != first
    with ProcessExecutor(workers=2) as executor:
        go(world, executor=executor)
    assert shards(world) == first


def test_a_killed_run_goes_on(world, monkeypatch):
    go(world)
    whole = shards(world)
    (world.root / "tasks" / "manifest.json").unlink()
    made = stage.make_shard
    done = []

    def interrupted(config, seed, places, *, writer):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append([place.folder.name for place in places])
        return made(config, seed, places, writer=writer)

    monkeypatch.setattr(stage, "make_shard", interrupted)
    with contextlib.suppress(KeyboardInterrupt):
        go(world)
    assert len(done) == 2
    done.clear()
    report = go(world)
    assert len(done) == 1
    assert shards(world) == whole
    assert report.counts["environments"] == 3


def test_an_environment_without_a_blueprint_is_counted(world):
    folder = world.root / "environments" / "kiosk"
    header = json.loads((folder / "environment.json").read_text())
    del header["blueprint"]
    (folder / "environment.json").write_text(json.dumps(header))
    tasks, dropped = stage.make_shard(CONFIG, 7, [stage.Place(folder=folder)])
    assert tasks.is_empty()
    assert dropped["reason"].to_list() == ["no_blueprint"]
    assert "no blueprint" in dropped["detail"][0]


def test_settings_and_worlds_that_do_not_fit(world, tmp_path):
    with pytest.raises(ConfigError, match=r"tasks.lengths has the length 13"):
        go(world, TasksConfig(lengths={"13": 1}))
    with pytest.raises(ConfigError, match=r"tasks.kinds has the kind poem"):
        go(world, TasksConfig(kinds={"poem": 1}))
    with pytest.raises(ConfigError, match=r"no weight above 0"):
        go(world, TasksConfig(kinds={"write": 0}))
    bare = write_domains(tmp_path / "bare", [("shop", SHOP)])
    with pytest.raises(WorldError, match="graph"):
        go(bare)


def test_a_task_is_shown_whole(world):
    go(world)
    every = show_task.gather_all(world, environment="shop", kind=None)
    assert {row["environment"] for row in every["tasks"]} == {"shop"}
    wanted = every["tasks"][0]["id"]
    found = show_task.gather(world, wanted[:10])
    assert found["id"] == wanted
    assert found["audit"]["repeatable"]
    assert len(found["gold_calls"]) == found["num_calls"] == len(found["provenance"])


def test_an_environment_that_the_maker_fails_on_costs_only_its_own_tasks(world, monkeypatch):
    def fails(*_args, **_kwargs):
        raise IndexError("no such month")

    folder = world.root / "environments" / "kiosk"
    monkeypatch.setattr(stage, "make_tasks", fails)
    tasks, dropped = stage.make_shard(CONFIG, 7, [stage.Place(folder=folder)])
    assert tasks.is_empty()
    [row] = dropped.to_dicts()
    assert row["reason"] == "maker_failed"
    assert "IndexError: no such month (test_tasks_stage.py:" in row["detail"]
