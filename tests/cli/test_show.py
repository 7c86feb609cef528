"""What people see: golden screens of 80 columns, JSON for machines, strangers' text harmless."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys

import pytest

from agentscaler.cli import main
from agentscaler.world import World
from cli_sample import HOSTILE, write_sample


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp("show") / "world"
    write_sample(root)
    return root


@pytest.fixture
def run(world, capsys, monkeypatch):
    monkeypatch.chdir(world.parent)
    for module in ("show_world", "verify"):  # sizes are those of this version of polars
        monkeypatch.setattr(f"agentscaler.cli.{module}.size", lambda _: "1.5 kB")

    def call(line):
        code = main(shlex.split(line))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


SCREENS = {
    "world": "show",
    "tool": "show tool a1b2c3d4e5f6",
    "tool_without_edges_of_its_own": "show tool tell_weather",
    "tool_of_a_stranger": "show tool d1b2c3d4e5f6",
    "domains": "show domains",
    "domains_limited": "show domains --limit 1",
    "domain": "show domain 'petshop pets'",
    "domain_of_a_stranger": "show domain 1d1d1d",
    "dropped": "show dropped",
    "dropped_reason": "show dropped --reason no_description",
    "dropped_name": "show dropped poke",
    "dropped_limited": "show dropped --limit 1",
    "dropped_nothing": "show dropped nothing-is-called-so",
    "verify": "verify world",
}


@pytest.mark.parametrize("name", SCREENS)
def test_screens(run, snapshot, name):
    code, out, err = run(SCREENS[name])
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", out)
    out = re.sub(r"digest [0-9a-f]{12}", "digest DIGEST", out)
    snapshot(f"{name}.txt", re.sub(r" +$", "", out, flags=re.MULTILINE))


ERRORS = {
    "a name of two tools": "show tool get_pet",
    "a tool that was left out": "show tool poke",
    "no such tool": "show tool get_pets",
    "no such domain": "show domain pets",
    "no such reason": "show dropped --reason nothing",
    "no such world": "show --world nowhere",
    "no name": "show tool",
    "unknown command": "shwo",
    "unknown flag": "show domains --limits 3",
    "a flag of a wrong type": "show domains --limit many",
    "nothing to run": "run --world other",
    "no such path": "run nowhere --world other",
    "unknown stage": "run world --world other --until grap",
    "no such configuration": "run world --world other --config nowhere.toml",
    "a world that is a folder of others": "run world --world .",
}


def test_messages(run, snapshot):
    parts = []
    for name, line in ERRORS.items():
        code, out, err = run(line)
        assert out == ""
        assert code in (1, 2)
        assert "Traceback" not in err
        parts.append(f"## {name}\n$ agentscaler {line}\n{err}[exit {code}]")
    snapshot("messages.txt", "\n\n".join(parts))


@pytest.mark.parametrize(
    "line",
    [
        "show",
        "show tool a1b2",
        "show domains",
        "show domain 0d0d",
        "show dropped",
        "verify world",
        "version",
    ],
)
def test_json(run, line):
    code, out, _ = run(f"{line} --json")
    assert code == 0
    assert isinstance(json.loads(out), dict)


def test_json_holds_what_the_screens_cut(run):
    _, out, _ = run("show tool a1b2 --json")
    found = json.loads(out)
    assert len(found["similar"]) == 5
    assert found["tool"]["parameters"]["required"] == ["petId"]
    assert found["domain"]["name"] == "petshop pets"
    assert [edge["weight"] for edge in found["fed_by"]] == pytest.approx([0.95, 0.8])
    _, out, _ = run("show tool d1b2c3d4e5f6 --json")
    assert json.loads(out)["tool"]["name"] == HOSTILE, "machines get the text as it is"
    _, out, _ = run("show dropped --json")
    assert [entry["count"] for entry in json.loads(out)["counts"]] == [2, 2, 1, 1]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_has_seen_enough_is_no_error(world):
    process = subprocess.Popen(
        [sys.executable, "-m", "agentscaler.cli", "show", "dropped", "--world", world],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), errors) == (0, b"")


def test_an_earlier_stage_alone_can_be_shown(tmp_path, run):
    root = tmp_path / "half"
    write_sample(root)
    for stage in ("graph", "domains", "report"):
        (root / stage / "manifest.json").unlink()
    assert World.open(root).stages() == ["tools"]
    for line in ("show", "show tool a1b2", "show dropped"):
        code, out, err = run(f"{line} --world {root}")
        assert (code, err) == (0, "")
        assert out
    code, _, err = run(f"show domains --world {root}")
    assert code == 1
    assert "the stage domains has not run" in err
