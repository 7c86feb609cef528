"""Environments that people changed by hand: never lost, never trusted before their checks hold."""

from __future__ import annotations

import json
import shutil

import pytest

from agentscaler.environments import Environment
from agentscaler.environments.config import EnvironmentsConfig
from agentscaler.errors import EnvironmentFileError, WorldError
from agentscaler.world import World, verify
from environments.stage.shop_world import SHOP, ShopDesigner, make, use, write_domains
from fake_chain import tree

DOMAINS = [("shop", SHOP), ("market", SHOP)]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    world = write_domains(tmp_path_factory.mktemp("edits") / "world", DOMAINS)
    with pytest.MonkeyPatch.context() as patch:
        use(patch, ShopDesigner)
        make(world)
    return world.root


@pytest.fixture
def world(original, tmp_path, monkeypatch):
    use(monkeypatch, ShopDesigner)
    ShopDesigner.designed.clear()
    return World.open(shutil.copytree(original, tmp_path / "world"))


def file_of(world, name, folder="shop"):
    return world.root / "environments" / folder / name


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def row_of(world, name="shop"):
    rows = world.scan("environments", "environments").collect().to_dicts()
    return next(row for row in rows if row["name"] == name)


def kinds(world):
    return [(problem.path, problem.kind) for problem in verify(world.root).problems]


def test_an_edit_is_told_apart_checked_and_taken_in(world):
    before = world.manifest("environments")
    path = file_of(world, "tools.py")
    change(path, 'refuse(f"order {order_id} not found")', 'refuse(f"no order {order_id} here")')
    edited = path.read_bytes()
    assert kinds(world) == [("environments/shop/tools.py", "edited")]
    with pytest.raises(WorldError, match="changed since it was written"):
        list(Environment.load_all(world))
    report = make(world)
    assert (report.counts["edited"], report.counts["refused_edits"]) == (1, 0)
    assert path.read_bytes() == edited
    assert kinds(world) == []
    row = row_of(world)
    assert row["edited"]
    assert row["problem"] is None
    assert row["num_tools"] == 16
    assert ShopDesigner.designed == [], "what nobody changed is not designed again"
    # What follows runs again: the stage has another digest now.
    assert world.manifest("environments").digest != before.digest
    assert set(world.manifest("environments").inputs) == {"domains", "tools", "edits/shop"}
    assert make(world).skipped
    assert len(list(Environment.load_all(world))) == 2


def test_the_same_edit_gives_the_same_world(world, original, tmp_path):
    other = World.open(shutil.copytree(original, tmp_path / "other"))
    for one in (world, other):
        change(file_of(one, "policy.md"), "# Policy", "# The policy")
        make(one)
    assert tree(world.root) == tree(other.root)


def test_an_edit_outlives_other_settings(world):
    change(file_of(world, "policy.md"), "# Policy", "# The policy")
    make(world)
    make(world, EnvironmentsConfig(states=2))
    assert "# The policy" in file_of(world, "policy.md").read_text("utf-8")
    assert not file_of(world, "states").exists()
    assert file_of(world, "states/2.json", "market").exists()
    assert ShopDesigner.designed == ["market"]
    assert verify(world.root).intact


def test_without_the_folder_the_domain_is_designed_anew(world, original):
    change(file_of(world, "tools.py"), "order {order_id} not found", "no order {order_id}")
    make(world)
    shutil.rmtree(world.root / "environments" / "shop")
    make(world)
    assert not row_of(world)["edited"]
    assert tree(world.root) == tree(original)


def test_a_damaged_file_beside_an_edit_is_made_anew(world, original):
    file_of(world, "schema.json", "market").unlink()
    assert kinds(world) == [("environments/market/schema.json", "missing")]
    make(world)
    assert tree(world.root) == tree(original)


def test_a_killed_run_keeps_the_edit(world, monkeypatch):
    path = file_of(world, "policy.md")
    change(path, "# Policy", "# The policy")
    with monkeypatch.context() as patch:

        def interrupt(*_):
            raise KeyboardInterrupt

        patch.setattr("agentscaler.environments.asking.do", interrupt)
        with pytest.raises(KeyboardInterrupt):
            make(world)
    assert "# The policy" in path.read_text("utf-8")
    change(path, "# The policy", "# Our policy")
    make(world)
    assert "# Our policy" in path.read_text("utf-8")
    assert row_of(world)["edited"]
    assert verify(world.root).intact


BROKEN = {
    "syntax_error": (
        "tools.py",
        "def cancel_order(",
        "def cancel_order((",
        "cancel_order: compiles: tools.py:236:18: syntax error",
    ),
    "import_of_os": (
        "tools.py",
        "def cancel_order(",
        "import os\n\n\ndef cancel_order(",
        "the module `os` cannot be imported",
    ),
    "endless_loop": (
        "tools.py",
        "    return _customer(db, customer_id)",
        "    while True:\n        pass",
        "get_customer: no_fault: ",
    ),
    "changed_signature": (
        "tools.py",
        "def get_order(db, order_id",
        "def get_order(db, order_number",
        "get_order: compiles: tools.py:163:24: `order_id` is not defined",
    ),
    "state_breaks_schema": (
        "state.json",
        '"status": "delivered"',
        '"status": "lost"',
        "not a state: orders[0] status: must be one of",
    ),
    "state_is_no_json": (
        "state.json",
        '{"order_id": "W100001"',
        '{"order_id": ',
        "not a state: malformed JSON",
    ),
    "reference_to_nobody": (
        "state.json",
        '"customer_id": "C-1002", "address"',
        '"customer_id": "C-9", "address"',
        'orders.customer_id is "C-9", which no customers.customer_id is',
    ),
    "rule_without_code": (
        "tools.py",
        "    if reason not in CANCEL",
        "    if reason == 0 and reason not in CANCEL",
        "cancel_order: rule_holds: ",
    ),
    "tests_do_not_hold": (
        "tests.jsonl",
        '"kind": ["refusal"',
        '"kind": ["fault"',
        "delete_order: tests.jsonl, line ",
    ),
    "test_is_no_json": ("tests.jsonl", '{"law"', "{law", "where: tests.jsonl, line 1"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_edit_that_does_not_hold_is_kept_and_not_used(world, name):
    file, old, new, told = BROKEN[name]
    path = file_of(world, file)
    change(path, old, new)
    edited = path.read_bytes()
    report = make(world)
    assert path.read_bytes() == edited, "nothing that somebody wrote is lost"
    row = row_of(world)
    assert row["edited"]
    assert row["num_tools"] == 0
    assert told in row["problem"]
    assert str(world.root) not in row["problem"]
    assert report.dropped == {"edit_failed": 16}
    assert [place.domain for place in Environment.load_all(world)] == ["market"]
    assert verify(world.root).intact


def test_an_edit_is_mended(world):
    path = file_of(world, "tools.py")
    change(path, "def cancel_order(", "def cancel_order((")
    make(world)
    assert row_of(world)["problem"]
    change(path, "def cancel_order((", "def cancel_order(")
    assert kinds(world) == [("environments/shop/tools.py", "edited")]
    make(world)
    assert row_of(world)["problem"] is None
    assert verify(world.root).intact


def test_a_policy_that_claims_what_no_code_does(world):
    """A rule that tools enforce, says the policy, and no tool refuses what it forbids."""
    path = file_of(world, "environment.json")
    header = json.loads(path.read_text("utf-8"))
    header["rules"].append(
        {
            "code": "create_order.not_to_york",
            "text": "Nothing is sent to York.",
            "tools": ["create_order"],
            "enforced": True,
            "forbids": {"argument": "address", "in": ["Station Road 5, York"]},
        }
    )
    for operation in header["blueprint"]["operations"]:
        if operation["tool"] == "create_order":
            operation["rules"] = ["create_order.not_to_york"]
    path.write_text(json.dumps(header), encoding="utf-8")
    make(world)
    assert "rule_holds" in row_of(world)["problem"]


def test_a_header_that_cannot_be_read_stops_the_stage_and_loses_nothing(world):
    path = file_of(world, "environment.json")
    path.write_text('{"format_version": 1,', encoding="utf-8")
    with pytest.raises(EnvironmentFileError, match="not JSON"):
        make(world)
    assert path.read_text("utf-8") == '{"format_version": 1,'


def test_a_domain_that_is_gone(world, tmp_path):
    change(file_of(world, "policy.md"), "# Policy", "# The policy")
    make(world)
    others = write_domains(tmp_path / "others", [("bazaar", SHOP[:5])])
    for stage in ("tools", "domains"):
        shutil.rmtree(world.root / stage)
        shutil.copytree(others.root / stage, world.root / stage)
    with pytest.raises(WorldError, match="its domain is no longer there"):
        make(world)
    assert "# The policy" in file_of(world, "policy.md").read_text("utf-8")
    shutil.move(world.root / "environments" / "shop", tmp_path / "mine")
    make(world)
    assert len(Environment.from_folder(tmp_path / "mine").tools) == 16


def test_an_environment_that_nobody_knows_is_not_written_over(world):
    shutil.copytree(world.root / "environments" / "shop", world.root / "environments" / "mine")
    with pytest.raises(WorldError, match="nobody knows whether"):
        make(world)
    shutil.rmtree(world.root / "environments" / "mine")
    (world.root / "environments" / "manifest.json").unlink()
    with pytest.raises(WorldError, match="nobody knows whether"):
        make(world)
    assert file_of(world, "tools.py").exists()


def test_two_environments_of_one_domain(world):
    shutil.rmtree(world.root / "environments" / "market")
    shutil.copytree(world.root / "environments" / "shop", world.root / "environments" / "market")
    change(file_of(world, "policy.md"), "# Policy", "# The policy")
    with pytest.raises(WorldError, match="two environments of one domain"):
        make(world)
