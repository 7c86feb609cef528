"""The example programs, as people run them: on bundled input, and on what is none."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from agentscaler.environments.checks import run_tests
from agentscaler.packing import Packs

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GARDEN = EXAMPLES / "trajectories"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a program here, which spares its imports: its exit, and what it says."""

    def start(program, *arguments):
        monkeypatch.setattr(sys, "argv", [program, *map(str, arguments)])
        said = None
        try:
            runpy.run_path(str(EXAMPLES / program), run_name="__main__")
        except SystemExit as left:
            said = left.code
        return said, capsys.readouterr().out

    return start


@pytest.fixture
def done(run):
    def start(program, *arguments):
        said, shown = run(program, *arguments)
        assert said is None
        return shown

    return start


@pytest.fixture
def refused(run):
    """Return the message of a run that fails: one, for people."""

    def start(program, *arguments):
        said, _ = run(program, *arguments)
        assert said.startswith("error: ")
        return said

    return start


def test_your_own_trajectories_are_judged_and_packed(tmp_path, done, refused):
    said = done("filter_your_own.py", GARDEN / "garden.jsonl", tmp_path / "out")
    verdicts = pl.read_parquet(tmp_path / "out" / "verdicts.parquet")
    assert verdicts.filter("kept")["id"].to_list() == [
        "books_the_pump",
        "two_plots_at_once",
        "mends_its_call",
        "is_refused_and_says_so",
    ]
    assert dict(verdicts.filter(~pl.col("kept")).select("id", "reason").iter_rows()) == {
        "makes_up_a_tool": "unknown_tool",
        "never_hears_back": "unanswered_call",
        "writes_no_json": "arguments_not_json",
        "goes_round": "stuck_call",
        "says_nothing": "empty_turn",
    }
    packs = Packs.open(tmp_path / "out" / "packed" / "packs" / "general", verify=True)
    assert len(packs[0].cu_seqlens) == 5
    assert f"{len(packs[0].input_ids):,} tokens in 1 bins" in said
    again = refused("filter_your_own.py", GARDEN / "garden.jsonl", tmp_path / "out")
    assert "there are packs in it" in again


@pytest.mark.parametrize(
    ("file", "kept", "form"),
    [("garden_sharegpt.jsonl", 3, "sharegpt"), ("garden_tau.json", 3, "tau")],
)
def test_other_forms_are_known_and_rewards_decide_where_they_are_recorded(
    tmp_path, done, file, kept, form
):
    said = done("filter_your_own.py", GARDEN / file, tmp_path / "out")
    assert f"{file}: {form}" in said
    assert ("reward_too_low" in said) is (form == "tau")
    lines = (tmp_path / "out" / "kept.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == kept


def test_a_line_that_is_none_is_counted_and_a_tokenizer_of_ones_own_is_used(tmp_path, done):
    done("filter_your_own.py", GARDEN / "garden.jsonl", tmp_path / "first")
    tokenizer = tmp_path / "first" / "tokenizer.json"
    lines = (GARDEN / "garden.jsonl").read_text("utf-8").splitlines()
    broken = tmp_path / "broken.jsonl"
    broken.write_text("\n".join([lines[0], '{"messages": [{"role"', lines[1]]), encoding="utf-8")
    said = done("filter_your_own.py", broken, tmp_path / "out", tokenizer)
    assert "unreadable: 1 not_json, the first:" in said
    assert f"{broken}:2" in said
    assert len((tmp_path / "out" / "kept.jsonl").read_text("utf-8").splitlines()) == 2
    assert not (tmp_path / "out" / "tokenizer.json").exists()


def test_files_that_hold_no_trajectory(tmp_path, done, refused):
    out = tmp_path / "out"
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    other = tmp_path / "other.jsonl"
    other.write_text('{"name": "nothing of ours"}\n', encoding="utf-8")
    assert "cannot be read" in refused("filter_your_own.py", tmp_path / "missing.jsonl", out)
    for file in (empty, other):
        assert "no trajectory in the file" in refused("filter_your_own.py", file, out)
    said = refused("filter_your_own.py", GARDEN / "garden.jsonl", out, empty)
    assert "the tokenizer cannot be read" in said
    # What stands there now is whole, and the same folder can be used when it is mended.
    assert not (out / "packed").exists()
    done("filter_your_own.py", GARDEN / "garden.jsonl", out)


def test_an_api_of_your_own_becomes_an_environment_that_somebody_works_in(tmp_path, done, refused):
    said = done("your_api.py", EXAMPLES / "library.yaml", tmp_path / "library")
    assert "13 of 13 tools have a program" in said
    assert re.search(r"getBook: refusal: book nobody-has-this not found", said)
    assert re.search(r"searchBooks: ok: \{\"books\": \[", said)
    assert re.search(r"^     call: \w+ \{", said, re.MULTILINE)
    assert "The reward is 1.0" in said
    outcomes = run_tests(tmp_path / "library")
    assert len(outcomes) > 50
    assert all(one.problem is None for one in outcomes)
    again = refused("your_api.py", EXAMPLES / "library.yaml", tmp_path / "library")
    assert "the folder exists" in again


def test_specifications_of_which_nothing_comes(tmp_path, refused):
    out = tmp_path / "out"
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    computes = tmp_path / "computes.json"
    computes.write_text(
        '[{"name": "convert_units", "description": "Convert units.", '
        '"parameters": {"value": "number"}}]',
        encoding="utf-8",
    )
    assert "there is no such file" in refused("your_api.py", tmp_path / "missing.yaml", out)
    assert "the file is empty" in refused("your_api.py", empty, out)
    assert "no environment comes of 1 tools" in refused("your_api.py", computes, out)
    assert not out.exists()


@pytest.mark.parametrize("program", ["filter_your_own.py", "your_api.py"])
def test_how_to_call_it_is_told_in_a_process_of_its_own(program):
    found = subprocess.run(
        [sys.executable, EXAMPLES / program], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (1, "")
    assert f"python examples/{program}" in found.stderr
