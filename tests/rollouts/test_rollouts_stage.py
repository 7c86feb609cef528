from __future__ import annotations

import contextlib
import json
import shutil

import polars as pl
import pytest

from agentscaler.environments import Environment, Verifier
from agentscaler.errors import ConfigError, ModelError, WorldError
from agentscaler.executors import ProcessExecutor, SerialExecutor
from agentscaler.graph.graph import FEEDS_SCHEMA, SIMILAR_SCHEMA
from agentscaler.llm import LlmConfig
from agentscaler.rollouts import stage
from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.rollouts.playing import Venue, play_shard
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.stage import run as make_tasks
from agentscaler.trajectories import TRAJECTORY_SCHEMA, Trajectory
from agentscaler.world import NoProgress, World
from environments.stage.shop_world import SHOP, ShopDesigner, make, use, write_domains
from llm.stub import answer, endpoint

CONFIG = RolloutsConfig(trials=2, environments_per_shard=1)


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """Three shops with five tasks each; made once, then copied."""
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
        make_tasks(made, TasksConfig(per_environment=5), executor=workers, progress=NoProgress())
    return root


@pytest.fixture
def world(shops, tmp_path):
    return World.open(shutil.copytree(shops, tmp_path / "world"))


def go(world, config=CONFIG, executor=None, llm=None):
    with executor or SerialExecutor() as workers:
        return stage.run(world, config, executor=workers, progress=NoProgress(), llm=llm)


def shards(world):
    return {path.name: path.read_bytes() for path in sorted((world.root / "rollouts").iterdir())}


def test_every_task_is_played_and_the_account_adds_up(world):
    report = go(world)
    rows = Trajectory.scan(world).collect()
    assert rows.schema == TRAJECTORY_SCHEMA
    assert report.counts["episodes"] == rows.height == 2 * report.counts["tasks"] == 30
    for column in ("agent", "termination", "attribution"):
        counted = {k: n for k, n in report.counts.items() if k.startswith(f"{column}_")}
        assert sum(counted.values()) == rows.height
    assert report.figures["mean_reward_oracle"] == 1.0
    assert rows.sort("environment", "task_id", "trial").equals(rows)
    assert set(rows["split"]) == {"general", "vertical", "held_out"}
    made = [one["name"] for text in rows["meta"] for one in json.loads(text).get("mistakes", ())]
    assert len(made) == sum(n for k, n in report.counts.items() if k.startswith("mistake_")) > 0
    assert go(world).skipped


def test_the_verifier_gives_the_same_rewards_to_the_stored_rows(world):
    go(world)
    for name in ("shop", "kiosk"):
        tasks = world.scan("tasks", "tasks").filter(pl.col("environment") == name).collect()
        played = Trajectory.scan(world).filter(pl.col("environment") == name).collect()
        verifier = Verifier(Environment.from_folder(world.root / "environments" / name), tasks)
        again = pl.concat(list(verifier.run(played)))
        assert again["reward"].to_list() == played["reward"].to_list()
        assert again["final_changes"].to_list() == played["final_changes"].to_list() or [
            json.loads(text) for text in again["final_changes"]
        ] == [json.loads(text) for text in played["final_changes"]]


def test_one_and_two_workers_write_the_same_bytes(world):
    go(world)
    first = shards(world)
    go(world, RolloutsConfig(trials=1))
    assert shards(world) != first
    with ProcessExecutor(workers=2) as executor:
        go(world, executor=executor)
    assert shards(world) == first


def test_a_killed_run_goes_on(world, monkeypatch):
    go(world)
    whole = shards(world)
    (world.root / "rollouts" / "manifest.json").unlink()
    done = []

    def interrupted(config, seed, venues):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(venues)
        return play_shard(config, seed, venues)

    monkeypatch.setattr(stage, "play_shard", interrupted)
    with contextlib.suppress(KeyboardInterrupt):
        go(world)
    assert len(done) == 2
    done.clear()
    go(world)
    assert len(done) == 1
    assert shards(world) == whole


def test_what_cannot_be_played_is_counted(world, monkeypatch):
    tasks = (
        world.scan("tasks", "tasks").filter(pl.col("environment") == "shop").collect().to_dicts()
    )
    folder = world.root / "environments" / "shop"
    row = {"op": "removed", "key": "x", "old": 1}
    table = {"table": "nothing", "kind": "keyed", "rows": [row]}
    tasks[0]["initial_state"] = json.dumps({"format_version": 1, "tables": [table]})
    played, unplayed = play_shard(CONFIG, 0, [Venue(folder=folder, tasks=tuple(tasks[:2]))])
    assert (played.height, unplayed["reason"].to_list()) == (2, ["no_start"])
    (folder / "tools.py").write_text("import os")
    played, unplayed = play_shard(CONFIG, 0, [Venue(folder=folder, tasks=tuple(tasks))])
    assert (played.height, unplayed["reason"].to_list()) == (0, ["no_environment"])
    monkeypatch.setattr("agentscaler.rollouts.players.ScriptedUser.reply", lambda *_: 1 // 0)
    folder = world.root / "environments" / "kiosk"
    played, unplayed = play_shard(CONFIG, 0, [Venue(folder=folder, tasks=tuple(tasks[1:2]))])
    assert unplayed["reason"].to_list() == ["player_failed"] * 2
    assert "ZeroDivisionError" in unplayed["detail"][0]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"trials": 0}, "rollouts.trials is 0"),
        ({"agents": {"oracle": 0}}, "no weight above 0"),
        ({"agents": {"human": 1}}, "rollouts.agents has no human"),
        ({"mistakes": {"typo": 1}}, "rollouts.mistakes has no typo"),
        ({"mistakes": {"loop": -1, "bad_json": 1}}, "loop is -1"),
        ({"recovery": 1.5}, "recovery is 1.5"),
    ],
)
def test_settings_that_cannot_be(settings, message):
    with pytest.raises(ConfigError, match=message):
        RolloutsConfig(**settings).validate()


def test_a_world_without_tasks_says_so(tmp_path):
    with pytest.raises(WorldError, match="environments"):
        go(World.create(tmp_path / "bare", seed=0, config={}))


MODEL = RolloutsConfig(trials=2, environments_per_shard=1, agents={"model": 1})


def with_models(server, **more):
    return {"config": MODEL, "llm": LlmConfig(url=server.url, model="m", **more)}


def test_a_model_plays_and_what_it_said_is_not_asked_again(world):
    pytest.importorskip("openai", reason="the extra llm is not installed")

    def says(_number, request):
        if request["messages"][-1]["role"] == "tool":
            return answer("That is what I found. Anything else?")
        return answer(None, calls=[("c", request["tools"][0]["function"]["name"], "{}")])

    with endpoint(says) as server:
        report = go(world, **with_models(server))
        asked = len(server.requests)
    rows = Trajectory.scan(world).collect()
    assert set(rows["agent"]) == {"m"}
    assert report.counts["episodes"] == 30
    assert report.figures["tokens"] == asked * 15
    first = shards(world)
    go(world, CONFIG)
    # The server is gone; the cache is there.
    go(world, **with_models(server))
    assert shards(world) == first
    assert not any("sk-" in text for text in rows["meta"])
    assert (world.root.parent / "world.llm.sqlite").is_file()


def test_a_wrong_key_and_a_spent_budget_stop_the_stage_and_nothing_is_half_written(
    world, monkeypatch
):
    pytest.importorskip("openai", reason="the extra llm is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with (
        endpoint(lambda *_: (401, b'{"error": {"message": "bad key sk-secret"}}')) as server,
        pytest.raises(ModelError, match="does not accept the key") as caught,
    ):
        go(world, **with_models(server))
    assert "sk-secret" not in str(caught.value)
    assert not (world.root / "rollouts" / "manifest.json").exists()
    with endpoint(lambda *_: answer("Hello", usage=(40, 10))) as server:
        with pytest.raises(ModelError, match="budget of 600 tokens is spent"):
            go(world, **with_models(server, token_budget=600))
        spent = len(server.requests)
        # What was paid for is in the cache; with more it goes on.
        go(world, **with_models(server, token_budget=10**9))
        whole = len(server.requests)
        go(world, CONFIG)
        go(world, **with_models(server, token_budget=10**9))
        assert len(server.requests) == whole > spent


def test_episodes_show_as_many_tools_as_they_are_told_to(world):
    go(world, RolloutsConfig(trials=1, agents={"oracle": 1}, tools_shown=3))
    rows = Trajectory.scan(world).collect()
    shown = [json.loads(tools) for tools in rows["tools"]]
    assert min(len(tools) for tools in shown) == 3
    assert max(len(tools) for tools in shown) < len(SHOP)
    assert len({json.dumps(tools) for tools in shown}) > 1
    assert rows["reward"].to_list() == [1.0] * rows.height
