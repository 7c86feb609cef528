"""``agentscaler check``: for people, for machines, and with the exit code for scripts."""

from __future__ import annotations

import json

import pytest

from agentscaler.cli import main
from agentscaler.environments.checks import check_draft, write_cases
from drafts import shop_draft


@pytest.fixture
def shop(tmp_path):
    draft = shop_draft()
    (tmp_path / "tools.py").write_text(draft.source, "utf-8")
    (tmp_path / "schema.json").write_text(json.dumps(draft.schema), "utf-8")
    (tmp_path / "state.json").write_text(json.dumps(draft.state), "utf-8")
    header = {"format_version": 1, "domain": draft.domain, "tools": list(draft.tools)}
    path = tmp_path / "environment.json"
    path.write_text(json.dumps({**header, "clock": draft.clock}), "utf-8")
    (tmp_path / "tests.jsonl").write_text(write_cases(check_draft(draft).cases), "utf-8")
    return tmp_path


def test_all_hold(shop, capsys):
    assert main(["check", str(shop)]) == 0
    out = capsys.readouterr().out
    number = len((shop / "tests.jsonl").read_text("utf-8").splitlines())
    assert f"{number} of {number} tests hold" in out
    assert "created_is_read" in out


def test_one_that_does_not_hold_is_told(shop, capsys):
    source = (shop / "tools.py").read_text("utf-8")
    old = '        customer["phone"] = phone\n'
    assert source.count(old) == 1
    hostile = '        customer["phone"] = "\\x1b[31m"\n'
    (shop / "tools.py").write_text(source.replace(old, hostile), "utf-8")
    assert main(["check", str(shop)]) == 1
    out = capsys.readouterr().out
    assert "create_customer, created_is_read" in out
    assert "\x1b[31m" not in out
    assert main(["check", str(shop), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {one["law"] for one in told["failed"]} == {"created_is_read"}
    line = told["failed"][0]["line"]
    tests = (shop / "tests.jsonl").read_text("utf-8").splitlines()
    assert json.loads(tests[line - 1])["tool"] == "create_customer"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("tests.jsonl", None, "the environment has no tests"),
        ("tests.jsonl", "{}\n", "no test: the case has no law"),
        ("tools.py", "import os\n", "tools.py"),
        ("state.json", "{", "not a state"),
    ],
)
def test_what_is_broken_is_told_with_its_place(shop, capsys, name, text, message):
    if text is None:
        (shop / name).unlink()
    else:
        (shop / name).write_text(text, "utf-8")
    assert main(["check", str(shop)]) == 1
    told = capsys.readouterr().err
    assert message in told
    assert str(shop) in told
    assert "mend:" in told
