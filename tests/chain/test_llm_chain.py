"""``agentscaler run --llm``: what it switches on, what it writes down, and what goes wrong."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agentscaler import chain
from agentscaler.cli import main
from agentscaler.llm import opening
from agentscaler.llm.client import Patience
from agentscaler.rollouts.model_players import DONE
from agentscaler.world import World, verify
from environments.design.model.desk import write_tools
from fake_chain import tree
from llm.stub import answer, endpoint

pytest.importorskip("openai", reason="the extra llm is not installed")

LIBRARY = Path(__file__).parents[2] / "examples" / "library.yaml"
SMALL = (
    "--environments.min_rows 4 --environments.max_rows 6 --tasks.per_environment 3 "
    "--rollouts.trials 1 --until rollouts --workers 1"
)


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    patience = Patience(attempts=2, timeout_s=5, pause_s=0.01)
    monkeypatch.setattr(opening, "Patience", lambda **_: patience)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.chdir(tmp_path)

    def call(more):
        code = main(shlex.split(f"run {LIBRARY} {SMALL} {more}"))
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        assert "sk-secret" not in shown.out + shown.err
        return code, shown.err

    return call


def says(_number, request):
    """Intents stay as they are; the agent looks once and answers; the user leaves."""
    last = request["messages"][-1]
    if "The message:\n" in (last["content"] or ""):
        return answer(last["content"].partition("The message:\n")[2])
    if "tools" not in request:
        return answer(f"Thanks. {DONE}")
    if last["role"] == "tool":
        return answer("That is all I can say.")
    return answer(None, calls=[("c", request["tools"][0]["function"]["name"], "{}")])


def test_it_switches_on_intents_agent_and_user_and_a_second_run_spends_nothing(run, tmp_path):
    with endpoint(says) as server:
        assert run(f"--llm {server.url} --llm-model m --world one")[0] == 0
        asked = len(server.requests)
        assert {"tools" in request for request in server.requests} == {True, False}
        assert run(f"--llm {server.url} --llm-model m --world one")[0] == 0
        assert len(server.requests) == asked
        url = server.url
    world = World.open("one")
    assert verify("one").intact
    assert world.config["llm"]["model"] == "m"
    wordings = world.scan("tasks", "tasks").collect()["wording"]
    assert {json.loads(text)["by"] for text in wordings} == {"m"}
    assert set(world.scan("rollouts", "rollouts").collect()["agent"]) == {"m"}
    assert world.manifest("environments").config["designer"] == "rules"
    # The endpoint is gone. Its replies make another world with the same bytes.
    Path("one.llm.sqlite").rename("kept.sqlite")
    more = f"--llm {url} --llm-model m --llm.cache kept.sqlite --llm.replay_only --world two"
    assert run(more)[0] == 0
    for stage in ("environments", "tasks", "rollouts"):
        assert tree(Path("two") / stage) == tree(Path("one") / stage)
    files = [data for name, data in tree(tmp_path).items()]
    assert not [data for data in files if b"sk-secret" in data]


def test_what_is_said_wins_over_what_llm_stands_for(run):
    Path("a.toml").write_text("[rollouts]\nagents = {oracle = 1}\n[llm]\nmodel = 'm'\n", "utf-8")
    with endpoint(says) as server:
        more = f"--llm {server.url} --config a.toml --tasks.writer rules --world one"
        assert run(more)[0] == 0
    world = World.open("one")
    assert world.config["rollouts"]["agents"] == {"oracle": 1.0}
    assert world.config["rollouts"]["user"] == "model"
    assert world.config["tasks"]["writer"] == "rules"
    assert set(world.scan("rollouts", "rollouts").collect()["agent"]) == {"oracle"}


def test_a_wrong_key_a_server_that_is_gone_and_a_spent_budget_are_one_message_each(run):
    with endpoint(lambda *_: (401, b'{"error": {"message": "no: sk-secret"}}')) as server:
        code, said = run(f"--llm {server.url} --llm-model m --world one")
        gone = server.url
    assert code == 1
    assert "error: the endpoint does not accept the key" in said
    assert "llm.key_variable" in said
    code, said = run(f"--llm {gone} --llm-model m --world one")
    assert code == 1
    assert "error: nobody answers at" in said
    # No task was made of it; what came before is whole, and a run goes on from there.
    world = World.open("one")
    assert set(world.stages()) >= {"tools", "graph", "domains", "environments"}
    assert not (world.root / "tasks" / "manifest.json").exists()
    with endpoint(says) as server:
        code, said = run(f"--llm {server.url} --llm-model m --llm.token_budget 60 --world one")
        assert code == 1
        assert "the budget of 60 tokens is spent" in said
        paid = len(server.requests)
        assert run(f"--llm {server.url} --llm-model m --world one")[0] == 0
        whole = len(server.requests)
        assert run(f"--llm {server.url} --llm-model m --world two")[0] == 0
        # What was paid for before the budget ended was not asked again.
        assert len(server.requests) - whole == whole
        assert 0 < paid < whole
    for stage in ("tasks", "rollouts"):
        assert tree(Path("one") / stage) == tree(Path("two") / stage)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("step", ["--environments.designer model", "--tasks.writer model"])
def test_ctrl_c_does_not_wait_for_the_model(tmp_path, step):
    specs = write_tools(tmp_path)
    command = f"-m agentscaler.cli run {specs} --world {tmp_path / 'w'} --workers 1"
    with endpoint(lambda *_: (200, answer("late"), {}, 20.0)) as server:
        more = f"{step} --llm.url {server.url} --llm.model m"
        process = subprocess.Popen(
            [sys.executable, *shlex.split(f"{command} {more}")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        while not server.requests:
            time.sleep(0.05)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=15)
        assert time.monotonic() - began < 5
    assert process.returncode == 130, errors.decode()
    assert b"finished work stays" in errors
    assert b"Traceback" not in errors


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("--rollouts.user model", "llm.model names no model, and one is to be the user"),
        ("--environments.designer model", "one is to be the designer"),
        ("--llm nowhere --llm-model m", "llm.url is 'nowhere'"),
        ("--llm.models.judge m", "llm.models has the step judge"),
        ("--llm.concurrency 0", "llm.concurrency is 0"),
    ],
)
def test_settings_that_cannot_be_write_nothing(run, more, told):
    code, said = run(f"{more} --world one")
    assert code == 2
    assert told in said
    assert not Path("one").exists()


def test_without_the_package_nothing_is_begun(run, monkeypatch):
    monkeypatch.setattr("agentscaler.llm.client.importlib.util.find_spec", lambda _: None)
    code, said = run("--llm http://localhost:1/v1 --llm-model m --world one")
    assert code == 1
    assert "the package openai is not installed" in said
    assert "agentscaler[llm]" in said
    assert not Path("one").exists()


def test_a_table_of_the_configuration_is_as_strict_as_the_others(run):
    Path("a.toml").write_text("[llm]\nmodle = 'm'\n", "utf-8")
    code, said = run("--config a.toml --world one")
    assert code == 2
    assert "llm.modle is not a setting" in said
    assert "a.toml line 2" in said
    assert "did you mean model?" in said


def test_without_a_model_a_world_says_nothing_of_one():
    assert "llm" not in chain.ChainConfig().to_plain()
