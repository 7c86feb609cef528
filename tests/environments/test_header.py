"""``environment.json`` and further states: what they may say, and what a mistake is told."""

from __future__ import annotations

import json

import pytest

from agentscaler.environments import Environment
from agentscaler.environments.header import Header, read_header
from agentscaler.environments.layout import laid_out
from agentscaler.environments.reading import read_draft
from agentscaler.environments.writing import folder_files
from agentscaler.errors import EnvironmentFileError
from drafts import shop_draft


@pytest.fixture
def shop(tmp_path):
    for path, data in folder_files(shop_draft(), split="general", domain_id="d1").items():
        (tmp_path / path).write_bytes(data)
    return tmp_path


def test_a_draft_comes_back_from_its_folder(shop):
    assert read_draft(shop) == shop_draft()


def test_an_environment_knows_how_it_came_about(shop):
    place = Environment.from_folder(shop)
    assert place.blueprint == shop_draft().blueprint
    assert place.rules == shop_draft().rules
    assert place.split == "general"
    assert place.fork().blueprint is place.blueprint
    assert place.header.domain_id == "d1"


def test_what_is_written_is_read(shop):
    path = shop / "environment.json"
    header = read_header(path, path.read_text("utf-8"))
    assert laid_out(header.to_plain()) == path.read_text("utf-8")
    assert read_header(path, json.dumps(Header(domain="d").to_plain())) == Header(domain="d")


def test_further_states(shop):
    state = json.loads((shop / "state.json").read_text("utf-8"))
    state["customers"] = state["customers"][:1]
    state["orders"] = state["order_items"] = []
    (shop / "states").mkdir()
    (shop / "states" / "2.json").write_text(json.dumps(state))
    for name in ("1.json", "02.json", "two.json", "3.txt"):
        (shop / "states" / name).write_text("no state")
    assert Environment.from_folder(shop, state=2).state.count("customers") == 1
    assert Environment.from_folder(shop).state.count("customers") == 6
    with pytest.raises(EnvironmentFileError, match="there is no state 3") as caught:
        Environment.from_folder(shop, state=3)
    assert caught.value.mend == "there are: 1, 2"
    (shop / "states" / "2.json").write_text('{"customers": [{"customer_id": 7}]}')
    with pytest.raises(EnvironmentFileError, match="customers"):
        read_draft(shop)


@pytest.mark.parametrize(
    ("change", "what", "where"),
    [
        ({"blueprint": []}, "blueprint is not an object", "blueprint"),
        ({"blueprint": {"tables": [{"name": "a"}]}}, "not a blueprint: 'columns' is missing", ""),
        ({"blueprint": {"operations": [{"tool": "a", "action": "fly", "table": "b"}]}}, "fly", ""),
        ({"blueprint": {"tables": [{"nam": "a", "columns": []}]}}, "nam", "blueprint"),
        ({"rules": {}}, "rules is no list of objects", "rules"),
        ({"rules": [{"code": "a"}]}, "not a rule: 'tools'", "rules[0]"),
        ({"rules": [3]}, "not a rule", "rules[0]"),
        ({"split": 3}, "split is not a text", "split"),
        ({"members": []}, "members is not an object", "members"),
        ({"linage": {}}, "unknown field 'linage'", ""),
    ],
)
def test_mistakes_are_told_with_their_place(shop, change, what, where):
    path = shop / "environment.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}))
    with pytest.raises(EnvironmentFileError) as caught:
        Environment.from_folder(shop)
    assert what in caught.value.what
    assert where in caught.value.where
    assert caught.value.mend


def test_two_rules_of_one_code(shop):
    path = shop / "environment.json"
    header = json.loads(path.read_text("utf-8"))
    header["rules"].append(header["rules"][0])
    path.write_text(json.dumps(header))
    with pytest.raises(EnvironmentFileError, match="two rules have the code"):
        Environment.from_folder(shop)
