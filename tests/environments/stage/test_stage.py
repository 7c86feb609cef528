"""The stage: every tool is accounted for, a killed run goes on, nothing depends on the way."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from agentscaler.environments import Environment, work
from agentscaler.environments.checks import run_tests
from agentscaler.environments.config import EnvironmentsConfig
from agentscaler.environments.design.blueprint import LeftOut
from agentscaler.environments.reasons import REASONS
from agentscaler.errors import ConfigError, WorldError
from agentscaler.world import StageWriter, World, verify
from environments.stage.shop_world import SHOP, ShopDesigner, make, use, write_domains
from fake_chain import tree


class Picky(ShopDesigner):
    """Fails on some domains, each in its way."""

    def design(self, task):
        draft = super().design(task)
        names = {tool.name for tool in task.tools}
        if task.name == "raises":
            raise RuntimeError("no idea\nwhat this is")
        if task.name == "nothing":
            return dataclasses.replace(
                draft,
                tools=(),
                blueprint=dataclasses.replace(
                    draft.blueprint,
                    left_out=tuple(LeftOut(tool=n, reason="verb_unknown") for n in sorted(names)),
                ),
            )
        if task.name == "broken":
            return dataclasses.replace(draft, source="import os\n" + draft.source)
        return draft


FILES = [
    "environment.json",
    "policy.md",
    "schema.json",
    "state.json",
    "tests.jsonl",
    "tools.py",
]
DOMAINS = [
    ("shop", SHOP),
    ("raises", ["poke", "prod", "pull", "push"]),
    ("nothing", ["ponder", "wonder", "muse", "dream"]),
    ("broken", [f"{name}_2" for name in SHOP[:4]]),
    ("twins", [*SHOP, "get_order", "dance"]),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = write_domains(tmp_path_factory.mktemp("stage") / "world", DOMAINS)
    with pytest.MonkeyPatch.context() as patch:
        use(patch, Picky)
        report = make(made)
    assert not report.skipped
    return made


def frames(world):
    return (
        world.scan("environments", "environments").collect(),
        world.scan("environments", "dropped").collect(),
    )


def test_every_tool_of_a_domain_is_in_an_environment_or_dropped_with_a_reason(world):
    environments, dropped = frames(world)
    inside = environments["tools"].explode().to_list()
    every = world.scan("domains", "domains").collect()["tools"].explode().to_list()
    assert sorted([*inside, *dropped["tool_id"]]) == sorted(every)
    assert dropped["reason"].null_count() == 0
    assert dropped["tool_id"].to_list() == sorted(dropped["tool_id"])


def test_each_domain_fails_in_its_own_way_and_never_the_stage(world):
    environments, dropped = frames(world)
    assert environments["name"].to_list() == ["shop", "twins"]
    names = dict(world.scan("domains", "domains").select("id", "name").collect().iter_rows())
    reasons = {}
    for row in dropped.to_dicts():
        reasons.setdefault(names[row["domain_id"]], {})[row["tool"]] = (
            row["reason"],
            row["detail"],
        )
    reason, detail = reasons["raises"]["poke"]
    assert reason == "designer_failed"
    assert re.fullmatch(r"RuntimeError: no idea \(test_stage\.py:\d+\)", detail)
    assert reasons["nothing"]["muse"] == ("verb_unknown", "")
    assert {reason for reason, _ in reasons["broken"].values()} == {"compiles"}
    assert reasons["twins"]["get_order"][0] == "same_name"
    assert reasons["twins"]["dance"] == ("no_program", "")
    known = {reason for of in reasons.values() for reason, _ in of.values()} - {"verb_unknown"}
    assert known <= REASONS.keys()


def test_the_row_of_an_environment(world):
    environments, _ = frames(world)
    row = environments.row(0, named=True)
    assert row["num_tools"] == 16
    assert row["tables"] == ["customers", "products", "orders", "order_items"]
    assert json.loads(row["operations"]) == {
        "add": 1, "change": 1, "count": 1, "create": 4, "delete": 1,
        "get": 3, "list": 3, "remove": 1, "update": 1,
    }  # fmt: skip
    assert (row["references"], row["preconditions"], row["rules"], row["states"]) == (3, 3, 3, 1)
    assert (row["rows"], row["edited"], row["problem"]) == (40, False, None)


def test_the_folder_is_an_environment_with_tests_that_hold(world):
    folder = world.root / "environments" / "shop"
    names = sorted(path.name for path in folder.iterdir())
    assert names == FILES
    outcomes = run_tests(folder)
    assert len(outcomes) > 20
    assert [one for one in outcomes if one.problem] == []
    shop = Environment.from_folder(folder)
    assert shop.blueprint.table("orders").status == "status"
    assert shop.rules[0].code == "cancel_order.allowed_reasons"
    assert shop.split == "general"
    # A row is a line.
    assert '    {"order_id": "W100001", ' in (folder / "state.json").read_text("utf-8")


def test_what_loads_is_what_was_made(world):
    assert [place.domain for place in Environment.load_all(world)] == ["shop", "twins"]


def test_the_world_is_intact_and_the_stage_runs_once(world, monkeypatch):
    use(monkeypatch, Picky)
    assert verify(world.root).intact
    assert make(world).skipped


def test_equal_worlds_have_equal_bytes_and_other_seeds_others(tmp_path, monkeypatch):
    use(monkeypatch, ShopDesigner)
    worlds = [
        write_domains(tmp_path / str(at), [("shop", SHOP)], seed=seed)
        for at, seed in enumerate((7, 7, 8))
    ]
    for one in worlds:
        make(one)
    folders = [one.root / "environments" / "shop" for one in worlds]
    one, same, other = ((folder / "state.json").read_bytes() for folder in folders)
    assert one == same != other
    assert tree(worlds[0].root) == tree(worlds[1].root)


def test_several_states(tmp_path, monkeypatch):
    use(monkeypatch, ShopDesigner)
    world = write_domains(tmp_path / "w", [("shop", SHOP)])
    make(world, EnvironmentsConfig(states=3))
    folder = world.root / "environments" / "shop"
    states = [Environment.from_folder(folder, state=number).state for number in (1, 2, 3)]
    assert len({state.digest() for state in states}) == 3
    for state in states:
        assert [name for name, _ in state.tables()] == [name for name, _ in states[0].tables()]
        assert all(state.count(name) > 4 for name, _ in state.tables())
    assert frames(world)[0]["states"].to_list() == [3]


def test_names_are_folders_on_every_system(tmp_path, monkeypatch):
    use(monkeypatch, ShopDesigner)
    names = ["Café/..", "日本", "shop", "Shop", "con", "a" * 300]
    world = write_domains(tmp_path / "w", [(name, SHOP) for name in names])
    make(world)
    rows = dict(frames(world)[0].select("domain", "name").iter_rows())
    assert rows["Café/.."] == "cafe"
    assert rows["日本"].startswith("environment-")
    assert rows["shop"].startswith("shop-")
    assert rows["Shop"].startswith("shop-")
    assert rows["con"] == "con_"
    assert rows["a" * 300] == "a" * 60
    assert len(set(rows.values())) == len(names)
    assert verify(world.root).intact


class KilledError(Exception):
    pass


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_killed_run_goes_on_with_the_domains_that_are_missing(tmp_path, monkeypatch, at):
    domains = [("shop", SHOP), ("raises", ["poke", "prod", "pull", "push"]), ("shop b", SHOP)]
    use(monkeypatch, Picky)
    whole = write_domains(tmp_path / "whole", domains)
    make(whole)
    world = write_domains(tmp_path / "killed", domains)
    done = []

    def do(config, one):
        if len(done) == at:
            raise KilledError
        done.append(one.domain)
        return work.do(config, one)

    monkeypatch.setattr("agentscaler.environments.asking.do", do)
    with pytest.raises(KilledError):
        make(world)
    monkeypatch.setattr("agentscaler.environments.asking.do", work.do)
    ShopDesigner.designed.clear()
    make(world)
    assert not set(done) & set(ShopDesigner.designed)
    assert tree(world.root) == tree(whole.root)


def test_a_half_written_environment_is_made_anew(tmp_path, monkeypatch):
    use(monkeypatch, ShopDesigner)
    whole = write_domains(tmp_path / "whole", [("shop", SHOP)])
    make(whole)
    world = write_domains(tmp_path / "killed", [("shop", SHOP)])
    write = StageWriter.write_bytes
    wrote = []

    def write_bytes(self, path, data, *, editable=False):
        if len(wrote) == 3:
            raise KilledError
        wrote.append(path)
        write(self, path, data, editable=editable)

    monkeypatch.setattr("agentscaler.world.writer.StageWriter.write_bytes", write_bytes)
    with pytest.raises(KilledError):
        make(world)
    monkeypatch.setattr("agentscaler.world.writer.StageWriter.write_bytes", write)
    # Killed between the file and its line in the journal.
    (world.root / "environments" / "other").mkdir()
    (world.root / "environments" / "other" / "tools.py").write_text("")
    make(world)
    assert tree(world.root) == tree(whole.root)


def test_too_few_tools(tmp_path, monkeypatch):
    use(monkeypatch, ShopDesigner)
    world = write_domains(tmp_path / "w", [("shop", SHOP)])
    report = make(world, EnvironmentsConfig(min_tools=17))
    assert report.dropped == {"too_few_tools": 16}
    assert "0 environments" in report.made
    assert list(Environment.load_all(world)) == []


def test_no_domains(tmp_path):
    world = write_domains(tmp_path / "w", [])
    report = make(world)
    assert report.counts["environments"] == 0
    assert report.figures["share_kept"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"min_rows": 0}, {"min_rows": 9, "max_rows": 8}, {"states": 0}, {"repairs": -1},
     {"min_tools": 0}, {"states": 101}],
)  # fmt: skip
def test_settings_that_cannot_be(tmp_path, wrong):
    with pytest.raises(ConfigError, match="environments"):
        make(World.create(tmp_path / "w", seed=0, config={}), EnvironmentsConfig(**wrong))


def test_earlier_stages_are_needed(tmp_path):
    with pytest.raises(WorldError, match="tools has not run"):
        make(World.create(tmp_path / "w", seed=0, config={}))
