"""The command: what people and machines are shown."""

from __future__ import annotations

import json

import pytest

from agentscaler.cli import main
from drafts import shop_draft

TOLD = {"name": "Ada", "email": "ada@example.com"}
MADE = {"customer_id": "c-7781", "joined_at": "2024-05-01T12:00:07Z"}
PRODUCT = {"sku": "A-1", "title": "T\x1b[31m", "category": "book", "price": 1}


def accepted(operation, arguments, result):
    return {"operation": operation, "arguments": arguments, "ok": True, "result": result}


def refused(operation, arguments, code):
    error = {"code": code, "message": "there is none"}
    return {"operation": operation, "arguments": arguments, "ok": False, "error": error}


CALLS = [
    accepted("create_customer", TOLD, MADE),
    accepted("get_customer", {"customer_id": "c-7781"}, TOLD | MADE | {"tier": "gold"}),
    refused("get_customer", {"customer_id": "c-9"}, "CustomerNotFound"),
    refused("create_product", PRODUCT, "AccessDenied"),
    accepted("rate_product", {"sku": "A"}, {"stars": 5}),
]


class FixedDesigner:
    def design(self, _task):
        return shop_draft()


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("agentscaler.cli.fidelity.RuleDesigner", FixedDesigner)
    tools = [{**tool, "service": "shop"} for tool in shop_draft().tools]
    folder = tmp_path / "traces"
    folder.mkdir()
    (folder / "tools.jsonl").write_text("\n".join(map(json.dumps, tools)))
    episodes = [{"service": "shop", "episode": number, "calls": CALLS} for number in (1, 2)]
    (folder / "shop.jsonl").write_text("\n".join(map(json.dumps, episodes)))
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        workers = [] if "--workers" in arguments else ["--workers", "1"]
        code = main(["fidelity", "traces", *workers, *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_screen(run, snapshot):
    code, out, err = run()
    assert code == 0
    assert "fidelity: 1 service in" in err
    assert "\x1b" not in out
    snapshot("fidelity.txt", out)


def test_no_example_where_none_is_asked_for(run):
    assert "that differ" in run("--worst", "1")[1]
    assert "that differ" not in run("--worst", "0")[1]


def test_json(run):
    code, out, _ = run("--json", "--episodes", "1", "--worst", "1")
    found = json.loads(out)
    assert code == 0
    assert found["all"]["counts"]["calls"] == 5
    assert found["services"]["shop"]["figures"]["coverage"]["value"] == 0.8
    assert found["all"]["figures"]["refusal_recall"]["value"] == 0.5
    assert len(found["disagreements"]) == 1
    assert found["disagreements_in_all"] > 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--service", "shoes"], "no service shoes was recorded"),
        (["--episodes", "0"], "episodes is 0"),
        (["--worst", "-1"], "--worst is -1"),
        (["--workers", "0"], "workers is 0"),
    ],
)
def test_wrong_usage_is_told(run, arguments, what):
    code, _, err = run(*arguments)
    assert (code, what in err) == (2, True)


def test_a_broken_file_is_told_with_its_line(run, tmp_path):
    (tmp_path / "traces" / "shop.jsonl").write_text("{}\n")
    code, _, err = run()
    assert code == 1
    assert "the episode has no list calls" in err
    assert "shop.jsonl, line 1" in err
