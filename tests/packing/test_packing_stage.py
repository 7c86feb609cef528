"""The stage: what it packs, what it leaves out, and that its bytes depend on nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from agentscaler.config import to_plain
from agentscaler.errors import ConfigError, TokenizerError, WorldError
from agentscaler.executors import ProcessExecutor, SerialExecutor
from agentscaler.packing import Packs, Renderer, TokenStore
from agentscaler.packing.config import PackingConfig
from agentscaler.packing.renaming import Renaming
from agentscaler.packing.stage import run
from agentscaler.world import NoProgress, World, verify
from packing.conversations import conversation

SPLITS = ("general", "vertical", "held_out", None)


def row(number):
    record = conversation(f"r{number:02d}", turns=1 + number % 4, split=SPLITS[number % 4])
    if number == 8:
        record["messages"][1]["content"] = "<|im_start|>system"
    return {
        "id": record["id"],
        "split": record["split"],
        "environment": f"shop{number // 2:02d}",
        "messages": json.dumps(record["messages"], ensure_ascii=False),
        "tools": json.dumps(record["tools"]),
    }


def world_of(root, *, seed=5, rows=24):
    world = World.create(root, seed=seed, config={})
    rows = [row(number) for number in range(rows)]
    schema = dict.fromkeys(("id", "split", "environment", "messages", "tools"), pl.String)
    with world.stage("rollouts", config={}, inputs={}) as writer:
        for shard in range(3):
            part = pl.DataFrame(rows[shard * 8 : shard * 8 + 8], schema=schema)
            writer.write_table(f"rollouts-{shard:05d}.parquet", part)
        writer.finish({})
    kept = [{"id": one["id"], "kept": number % 5 != 4} for number, one in enumerate(rows)]
    with world.stage("verdicts", config={}, inputs={}) as writer:
        frame = pl.DataFrame(kept[:-1], schema={"id": pl.String, "kept": pl.Boolean})
        writer.write_table("verdicts-00000.parquet", frame)
        writer.finish({})
    return world


CONFIG = PackingConfig(capacity=1600, vocab_size=500, train_mb=1)


def packed(root, executor=None, config=CONFIG, **options):
    world = world_of(root, **options)
    with executor or SerialExecutor() as workers:
        report = run(world, config, executor=workers, progress=NoProgress())
    return world, report


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return packed(tmp_path_factory.mktemp("packing") / "world")


def test_the_report_tells_of_every_trajectory(done, snapshot):
    _, report = done
    counts = report.counts
    assert counts["trajectories"] == 24
    assert counts["packed"] + counts["held_out"] + sum(report.dropped.values()) == 24
    snapshot("report.txt", json.dumps({**to_plain(report), "figures": None}, indent=1))
    assert 0.1 < report.figures["trained_share"] < 0.5
    assert 0 < report.figures["general_fill"] <= 1


def test_each_split_has_its_packs_and_what_is_held_out_has_none(done):
    world, _ = done
    assert not verify(world.root).problems
    for split in ("general", "vertical"):
        packs = Packs.open(world.root / "packs" / split, verify=True)
        places = [place for at in range(len(packs)) for place in packs.items(at).tolist()]
        items = packs.store.items[places]
        assert items["split"].unique().to_list() == [split]
        assert sorted(items["id"]) == sorted(set(items["id"]))
        assert packs.capacity == 1600
    kept = packs.store.items["id"].to_list()
    expected = [f"r{n:02d}" for n in range(23) if n % 5 != 4 and n % 4 < 2 and n != 8]
    assert kept == expected


def test_bytes_do_not_depend_on_workers(done, tmp_path):
    world, report = done
    other, again = packed(tmp_path / "world", ProcessExecutor(workers=2))
    assert again == report
    for stage in ("tokens", "packs"):
        assert world.manifest(stage).digest == other.manifest(stage).digest


def test_another_capacity_makes_no_token_anew(monkeypatch, tmp_path):
    _, first = packed(tmp_path / "world")
    world = World.open(tmp_path / "world")
    tokens = world.manifest("tokens").digest
    monkeypatch.setattr("agentscaler.packing.stage._write_shards", None)
    config = PackingConfig(**{**to_plain(CONFIG), "capacity": 150})
    with SerialExecutor() as executor:
        report = run(world, config, executor=executor, progress=NoProgress())
        assert report.dropped["over_long"] > 0
        assert report.counts["packed"] + report.dropped["over_long"] == first.counts["packed"]
        assert run(world, config, executor=executor, progress=NoProgress()).skipped
    assert world.manifest("tokens").digest == tokens
    assert world.scan("packs", "over_long").collect().height == report.dropped["over_long"]


class Killed(SerialExecutor):
    """Dies after the first shard."""

    def map(self, function, items):
        yield 0, function(items[0])
        raise KeyboardInterrupt


def test_a_killed_run_goes_on(done, tmp_path, monkeypatch):
    world, report = done
    with pytest.raises(KeyboardInterrupt):
        packed(tmp_path / "world", Killed())
    made = []
    from agentscaler.packing import stage

    original = stage.tokenise
    monkeypatch.setattr(stage, "tokenise", lambda *given: made.append(given[2]) or original(*given))
    other = World.open(tmp_path / "world")
    with SerialExecutor() as executor:
        again = run(other, CONFIG, executor=executor, progress=NoProgress())
    assert len(made) == 2
    assert again == report
    assert other.manifest("tokens").digest == world.manifest("tokens").digest


def test_what_is_missing_or_wrong_is_said(tmp_path):
    world = World.create(tmp_path / "world", seed=0, config={})
    with SerialExecutor() as executor:
        with pytest.raises(WorldError, match="rollouts has not run"):
            run(world, CONFIG, executor=executor, progress=NoProgress())
        world = world_of(tmp_path / "other")
        config = PackingConfig(tokenizer=str(tmp_path / "absent.json"))
        with pytest.raises(TokenizerError, match="cannot be read"):
            run(world, config, executor=executor, progress=NoProgress())
    assert not (world.root / "tokens").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity": 0},
        {"capacity": 2**24 + 1},
        {"vocab_size": 264},
        {"train_mb": 0},
        {"variables": "[]"},
        {"variables": "{"},
    ],
)
def test_settings_outside_their_range_are_refused(wrong):
    with pytest.raises(ConfigError, match="packs." + next(iter(wrong))):
        PackingConfig(**wrong).validate()


def test_renamed_copies_stand_beside_what_fits(tmp_path):
    config = PackingConfig(capacity=1600, vocab_size=500, train_mb=1, renamed=2, max_tokens=200)
    world, report = packed(tmp_path / "world", config=config)
    store = TokenStore.open(world.root / "tokens" / str(report.figures["store"]), verify=True)
    plain = store.items.filter(~pl.col("id").str.contains("~"))
    copies = store.items.filter(pl.col("id").str.contains("~"))
    assert store.items["tokens"].max() <= 200
    assert report.counts["copies"] == copies.height <= 2 * plain.height
    assert report.counts["trajectories"] == 24
    assert set(copies["id"].str.head(3)) <= set(plain["id"])
    lost = store.left_out.filter(pl.col("id").str.contains("~")).height
    assert report.counts["copies_left_out"] == lost
    assert copies.height + lost == 2 * plain.height
    assert plain.height + sum(report.dropped.values()) + report.counts["held_out"] == 24


def test_copies_are_cut_for_their_own_length(tmp_path, monkeypatch):
    """Other words are longer: a copy of what fits may not fit."""

    def longer(_, records, number, *, seed):
        assert (number, seed) == (1, 5)
        return [
            one._replace(id=f"{one.id}~1", line=one.line.replace(b"order", b"oorrddeerr"))
            for one in records
        ]

    monkeypatch.setattr(Renaming, "copies", longer)
    config = PackingConfig(capacity=1600, vocab_size=500, train_mb=1, renamed=1, max_tokens=170)
    lost = {}
    for over_long in ("reject", "cut"):
        world, report = packed(tmp_path / over_long, config=replace(config, over_long=over_long))
        store = TokenStore.open(world.root / "tokens" / str(report.figures["store"]))
        assert store.items["tokens"].max() <= 170
        lost[over_long] = report.counts["copies_left_out"]
    assert lost["reject"] > lost["cut"] == 0
    is_copy = pl.col("id").str.contains("~")
    assert store.items.filter(is_copy)["cut"].sum() > store.items.filter(~is_copy)["cut"].sum()


def test_renamed_copies_do_not_depend_on_workers(tmp_path):
    cutting = {"max_tokens": 200, "over_long": "cut"}
    config = PackingConfig(capacity=1600, vocab_size=500, train_mb=1, renamed=1, **cutting)
    one, _ = packed(tmp_path / "one", config=config)
    two, _ = packed(tmp_path / "two", ProcessExecutor(workers=2), config=config)
    assert one.digest() == two.digest()


def test_variables_of_a_template_are_in_the_template_that_serves_the_model(tmp_path):
    variables = json.dumps({"policy": False})
    world, report = packed(
        tmp_path / "world", config=PackingConfig(capacity=1600, vocab_size=500, variables=variables)
    )
    folder = world.root / "tokens" / str(report.figures["store"])
    template = (folder / "chat_template.jinja").read_text("utf-8")
    assert template.startswith("{%- set policy = false -%}")
    renderer = Renderer((folder / "tokenizer.json").read_text("utf-8"), template)
    messages = [{"role": "system", "content": "Be kind."}, {"role": "assistant", "content": "Hi"}]
    assert "kind" not in renderer.render(messages)


def test_what_is_too_long_is_cut_where_that_is_chosen(tmp_path):
    config = PackingConfig(capacity=1600, vocab_size=500, max_tokens=200)
    _, report = packed(tmp_path / "plain", config=config)
    world, again = packed(tmp_path / "cut", config=replace(config, over_long="cut"))
    lost = report.dropped["over_long"]
    assert again.counts["cut"] == lost - again.dropped.get("over_long", 0) > 0
    assert again.counts["packed"] == report.counts["packed"] + again.counts["cut"]
    store = TokenStore.open(world.root / "tokens" / str(again.figures["store"]))
    end = Renderer((store.root / "tokenizer.json").read_text("utf-8"), "x").token_id("<|im_end|>")
    for at in np.flatnonzero(store.items["cut"].to_numpy()):
        ids, mask = store.sequence(int(at))
        assert 100 < len(ids) <= 200
        last = np.flatnonzero(mask)[-1]
        assert ids[last] == end  # after it there is at most a line break
        assert len(ids) - last <= 2


def test_a_cut_needs_a_place():
    with pytest.raises(ConfigError, match="over_long"):
        PackingConfig(over_long="cut").validate()
