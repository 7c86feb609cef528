"""Environments from folders: what runs, and what every broken file says."""

from __future__ import annotations

import json

import pytest
import zstandard

from agentscaler.environments import Environment, Limits, Verifier, audit
from agentscaler.errors import ArgumentError, EnvironmentFileError
from reference.environments import ORDERS, write_shop

BY_ID = {"type": "object", "properties": {"order_id": {"type": "string"}}, "required": ["order_id"]}


def test_an_episode_is_a_fork_with_a_seed_and_a_clock(tmp_path):
    shop = Environment.from_folder(write_shop(tmp_path, clock="1970-01-02T00:00:00.000001Z"))
    shop.reset(seed=7)
    assert (shop.state.side.seed, shop.state.side.clock_us) == (7, 86_400_000_001)
    first = shop.call("new_order", {"buyer": "ada"}).content
    twin = shop.fork()
    assert twin.call("new_order", {"buyer": "bob"}).kind == "ok"
    assert twin.state != shop.state
    assert len(shop.state.changes().to_dict()["tables"][0]["rows"]) == 1
    shop.reset(seed=7)
    assert shop.state == shop.initial_state
    assert shop.call("new_order", {"buyer": "ada"}).content == first
    shop.reset(seed=8)
    assert shop.call("new_order", {"buyer": "ada"}).content != first


def test_a_task_may_begin_elsewhere(tmp_path):
    shop = Environment.from_folder(write_shop(tmp_path))
    other = shop.initial_state.fork()
    other.delete("orders", "#1")
    shop.reset(seed=0, changes=other.changes())
    assert shop.state == other
    assert not shop.state.changes()
    assert shop.call("cancel_order", '{"order_id": "#1"}').kind == "refusal"


def test_what_may_stand_in_a_folder(tmp_path):
    folder = write_shop(
        tmp_path,
        tools=[{"name": "cancel_order", "parameters": BY_ID, "description": "Cancel."}],
        equivalence={"ignored": ["orders.status"]},
    )
    (folder / "policy.md").write_text("Be kind.")
    (folder / "schema.json").write_text('{"tables": {"orders": {"kind": "keyed"}}}')
    (folder / "state.json").unlink()
    packed = zstandard.ZstdCompressor().compress(json.dumps(ORDERS).encode())
    (folder / "state.json.zst").write_bytes(packed)
    shop = Environment.from_folder(folder)
    assert shop.policy == "Be kind."
    assert shop.schema is not None
    assert [tool["name"] for tool in shop.tools] == ["cancel_order"]
    shop.reset(seed=0)
    shop.call("cancel_order", {"order_id": "#1"})
    assert shop.equivalence.compare(shop.initial_state, shop.state)


def break_with(name, content):
    def change(folder):
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)

    return change


BROKEN = {
    "no_header": lambda folder: (folder / "environment.json").unlink(),
    "header_syntax": break_with("environment.json", '{"format_version": 1,\n "domain": }'),
    "header_no_object": break_with("environment.json", "[]"),
    "header_not_utf8": break_with("environment.json", b'{"format_version": 1,\n\xff}'),
    "newer": break_with("environment.json", '{"format_version": 2, "domain": "shop"}'),
    "true_is_no_version": break_with("environment.json", '{"format_version": true, "domain": "x"}'),
    "no_domain": break_with("environment.json", '{"format_version": 1}'),
    "unknown_field": break_with("environment.json", '{"format_version": 1, "domian": "shop"}'),
    "tools_no_list": break_with(
        "environment.json", '{"format_version": 1, "domain": "shop", "tools": {}}'
    ),
    "clock": break_with(
        "environment.json", '{"format_version": 1, "domain": "shop", "clock": "noon"}'
    ),
    "unknown_rule": break_with(
        "environment.json",
        '{"format_version": 1, "domain": "shop", "equivalence": {"ignore": []}}',
    ),
    "malformed_rule": break_with(
        "environment.json",
        '{"format_version": 1, "domain": "shop", "equivalence": {"ignored": ["..a"]}}',
    ),
    "rule_of_another_type": break_with(
        "environment.json",
        '{"format_version": 1, "domain": "shop", "equivalence": {"ignored": 5}}',
    ),
    "no_tools": lambda folder: (folder / "tools.py").unlink(),
    "tools_syntax": break_with("tools.py", "def f(db):\n    return (\n"),
    "no_state": lambda folder: (folder / "state.json").unlink(),
    "state_syntax": break_with("state.json", '{"orders": {"#1": }}'),
    "state_no_tables": break_with("state.json", "[]"),
    "two_states": break_with("state.json.zst", b"x"),
    "schema_syntax": break_with("schema.json", "{"),
    "state_breaks_schema": break_with("schema.json", '{"tables": {"orders": {"kind": "ordered"}}}'),
    "policy_not_utf8": break_with("policy.md", b"\xff"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_file_says_what_where_and_what_to_do(tmp_path, snapshot, name):
    folder = write_shop(tmp_path / "shop")
    BROKEN[name](folder)
    with pytest.raises(EnvironmentFileError) as caught:
        Environment.from_folder(folder)
    assert caught.value.where
    assert caught.value.mend
    snapshot(f"environment/{name}.txt", str(caught.value).replace(str(tmp_path), "PLACE"))


def test_damaged_zst_and_no_folder(tmp_path):
    folder = write_shop(tmp_path / "shop")
    (folder / "state.json").rename(folder / "state.json.zst")
    with pytest.raises(EnvironmentFileError, match="cannot be unpacked"):
        Environment.from_folder(folder)
    with pytest.raises(EnvironmentFileError, match="no folder"):
        Environment.from_folder(tmp_path / "nowhere")
    with pytest.raises(EnvironmentFileError, match="a file"):
        Environment.from_folder(folder / "tools.py")


def test_a_folder_of_strangers_runs_in_workers(tmp_path):
    folder = write_shop(tmp_path)
    here = Environment.from_folder(folder)
    with Environment.from_folder(folder, workers=1) as there:
        assert there.tools == here.tools
        for shop in (here, there):
            shop.reset(seed=7)
            shop.call("new_order", {"buyer": "ada"})
            assert shop.call("cancel_order", {"order_id": "#9"}).kind == "refusal"
        assert there.state.to_json() == here.state.to_json()
        assert there.state.side == here.state.side
        with pytest.raises(ArgumentError, match="run in workers"):
            Verifier(there, [])
        with pytest.raises(ArgumentError, match="run in workers"):
            audit(there, [])
    with pytest.raises(ArgumentError, match="workers is -1"):
        Environment.from_folder(folder, workers=-1)


def test_what_doubles_with_every_step_ends_in_a_worker(tmp_path):
    """In this process it would take all memory: nothing there counts what two lists share."""
    folder = write_shop(tmp_path)
    source = (
        "def double(db):\n    x = []\n    for i in range(60):\n        x = [x, x]\n    return x\n"
    )
    (folder / "tools.py").write_text(source)
    limits = Limits(time_s=0.2, memory_bytes=64 << 20)
    with Environment.from_folder(folder, limits=limits, workers=1) as shop:
        assert shop.call("double", {}).kind == "infrastructure"
