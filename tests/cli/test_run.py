"""Running from the command line: flags, files, tables, exit codes. With two small stages."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys

import pytest

from agentscaler.chain import order
from agentscaler.cli import app, main
from agentscaler.errors import InternalError
from agentscaler.world import World, verify
from fake_chain import ENTRIES, make_specs


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(order, "STAGES", ENTRIES)
    commands = dict(app._COMMANDS)
    for entry in ENTRIES:
        commands[entry.name] = (f"agentscaler.cli.stages:{entry.name}", entry.about)
    monkeypatch.setattr(app, "_COMMANDS", commands)
    for module in ("closing", "progress"):
        monkeypatch.setattr(f"agentscaler.cli.{module}.seconds", lambda _: "1.5 s")
    monkeypatch.setattr("agentscaler.cli.verify.size", lambda _: "1.5 kB")
    monkeypatch.chdir(tmp_path)
    make_specs(tmp_path / "specs")

    def call(line):
        code = main(shlex.split(line))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def screen(text):
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def test_the_closing_table(run, snapshot):
    code, out, err = run("run specs --words.min_letters 5 --workers 1")
    assert code == 0
    _, again, _ = run("run specs --words.min_letters 5 --workers 1 --world world")
    _, elsewhere, _ = run("run specs --workers 1 --until words --world 'other world'")
    snapshot("run.txt", screen(f"{out}\n# again\n{again}\n# elsewhere\n{elsewhere}"))
    snapshot("run_progress.txt", screen(err))


def test_the_hints_can_be_copied_where_the_command_is_not_on_the_path(run, monkeypatch):
    monkeypatch.setattr(sys, "argv", [".venv/bin/agentscaler", "run"])
    monkeypatch.setenv("PATH", "")
    assert "\n  .venv/bin/agentscaler show\n" in run("run specs --workers 1")[1]


def test_json_is_all_on_standard_output(run):
    code, out, err = run("run specs --workers 1 --seed 3 --json")
    found = json.loads(out)
    assert code == 0
    assert err, "progress stays on standard error"
    assert found["seed"] == 3
    assert [stage["stage"] for stage in found["stages"]] == ["words", "pairs"]
    assert found["stages"][0]["counts"] == {"files": 5, "kept": 5}
    assert found["digest"] == World.open("world").digest()


def test_flags_win_over_the_file_and_the_file_over_defaults(run, tmp_path):
    (tmp_path / "c.toml").write_text(
        "seed = 5\n[words]\nmin_letters = 4\nshare = 0.25\nstop_words = ['x']\n", encoding="utf-8"
    )
    flags = (
        "--words.min-letters 2 --words.stop_words a --words.stop_words b "
        "--words.weights.a 1.5 --words.order down --words.strict --pairs.distance=2"
    )
    assert run(f"run specs --config c.toml {flags} --workers 1")[0] == 0
    world = World.open("world")
    assert world.seed == 5
    assert world.config["words"] == {
        "min_letters": 2,
        "share": 0.25,
        "stop_words": ["a", "b"],
        "weights": {"a": 1.5},
        "order": "down",
        "strict": True,
        "sleep_s": 0.0,
    }
    assert world.config["pairs"] == {"distance": 2}
    assert run("run specs --config c.toml --seed 6 --workers 1")[0] == 0
    assert World.open("world").seed == 6


def test_a_verb_keeps_the_settings_of_the_world(run):
    assert run("run specs --words.min_letters 2 --seed 9 --workers 1")[0] == 0
    code, out, _ = run("pairs --pairs.distance 3 --workers 1")
    assert code == 0
    assert "pairs" in out
    world = World.open("world")
    assert world.seed == 9
    assert world.config["words"]["min_letters"] == 2
    assert world.config["pairs"]["distance"] == 3
    assert verify("world").intact
    assert run("words specs --workers 1")[0] == 0
    assert World.open("world").config["words"]["min_letters"] == 2


def test_help_names_every_setting_with_its_text(run):
    code, out, _ = run("run --help")
    assert code == 0
    text = " ".join(re.sub(r"[│╭╮╰╯─]", " ", out).split())
    for flag in ("--words.min_letters", "--words.stop_words", "--pairs.distance", "--seed"):
        assert flag in text
    assert "Fewest letters of a word. [default: 3]" in text
    assert "--words" not in run("pairs --help")[1]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("run specs --words.share 1.5", 2),
        ("run specs --words.share many", 2),
        ("run specs --words.shares 0.5", 2),
        ("run specs --words.order sideways", 2),
        ("run specs --workers 0", 2),
        ("run specs --seed -1", 2),
        ("run specs --seed 1.5", 2),
        ("run specs --words.min_letters 3.5", 2),
        ("run specs --until wrods", 2),
        ("run nothing", 2),
        ("run", 2),
        ("pairs", 1),
        ("verify specs", 1),
        ("show", 1),
    ],
)
def test_exit_codes_and_messages(run, line, code, snapshot):
    found, out, err = run(line)
    assert (found, out) == (code, "")
    assert "Traceback" not in err
    snapshot(f"errors/{re.sub(r'[^a-z0-9]+', '_', line)}.txt", err)


def test_strict_stops_at_the_first_bad_file(run, tmp_path):
    (tmp_path / "specs" / "text2.txt").write_text("", encoding="utf-8")
    assert run("run specs --workers 1")[0] == 0
    code, _, err = run("run specs --workers 1 --words.strict")
    assert code == 1
    assert err.endswith("error: a file without words\n  where: text2.txt\n  mend: write some\n")


def test_ctrl_c_a_bug_and_a_closed_pipe(run, monkeypatch):
    def raising(error):
        def stage(*_, **__):
            raise error

        return stage

    monkeypatch.setattr("fake_chain.pairs.stage.run", raising(KeyboardInterrupt()))
    code, _, err = run("run specs --workers 1")
    assert code == 130
    assert "the same command goes on" in err
    assert "Traceback" not in err
    monkeypatch.setattr("fake_chain.pairs.stage.run", raising(InternalError("impossible")))
    code, _, err = run("run specs --workers 1")
    assert code == 1
    assert "Traceback" in err
    assert "please report" in err
    monkeypatch.setattr("fake_chain.pairs.stage.run", raising(RuntimeError("impossible")))
    code, _, err = run("run specs --workers 1")
    assert code == 1
    assert "please report" in err
    monkeypatch.setattr("fake_chain.pairs.stage.run", raising(MemoryError()))
    code, _, err = run("run specs --workers 1")
    assert code == 1
    assert "out of memory" in err


def test_streams_that_are_closed_or_know_few_letters(run, tmp_path, monkeypatch):
    (tmp_path / "specs" / "text9.txt").write_text("großartig", encoding="utf-8")
    assert run("run specs --workers 1")[0] == 0
    few = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", few)
        assert main(["run", "gro\u00df", "--world", "none"]) == 2
        assert main(["show", "--json"]) == 0
        assert main(["show"]) == 0
    few.flush()
    assert b'"stages"' in few.buffer.getvalue()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        patch.setattr(sys, "stderr", None)
        assert main(["show"]) == 0
        sys.stdout.close()
        sys.stderr.close()


def test_debug_shows_where_an_error_arose(run):
    code, _, err = run("show --debug")
    assert code == 1
    assert "Traceback" in err


def test_verify_lists_problems(run, tmp_path, snapshot):
    assert run("run specs --workers 1")[0] == 0
    world = tmp_path / "world"
    (world / "report.html").unlink()
    (world / "thesis\x1b[2J.tex").write_bytes(b"x")
    (world / "pairs" / "quality.json").write_bytes(b"{}")
    code, out, err = run("verify world")
    assert (code, err) == (1, "")
    snapshot("verify_problems.txt", screen(out))
    code, out, _ = run("verify --world world --json")
    assert code == 1
    assert json.loads(out)["intact"] is False
