"""``show rollouts``, ``rollout``, ``verdicts`` and ``scores``: screens of 80 columns, JSON."""

from __future__ import annotations

import json

import pytest

from agentscaler.cli import main
from report.episodes import write_played, write_rollouts
from report.errands import write_tasks
from report.shops import write_environments
from report.worlds import HOSTILE, write_world


@pytest.fixture
def bare(tmp_path):
    def write(**options):
        made = write_world(tmp_path / "world", domains=1)
        write_environments(made)
        write_tasks(made, errands=6, **options)
        return made

    return write


@pytest.fixture
def make(bare):
    def write(**options):
        made = bare(**options)
        return str(made.root), write_played(made, **options)

    return write


def screen(capsys, *words):
    assert main(["show", *words]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    return "\n".join(line.rstrip() for line in out.splitlines())


def test_a_rollout_that_failed_and_one_that_passed(make, capsys, snapshot):
    world, played = make()
    for name, at in (("failed", 8), ("passed", 0)):
        shown = screen(capsys, "rollout", played[at].id[:12], "--world", world)
        snapshot(f"rollout_{name}.txt", shown.replace(played[at].id[:12], "ID"))
    whole = screen(capsys, "rollout", played[0].id[:12], "--world", world, "--whole")
    assert "Be polite. Change nothing unasked." in whole


def test_rollouts_and_their_filters(make, capsys):
    world, played = make()
    shown = screen(capsys, "rollouts", "--world", world, "--limit", "5")
    assert "oracle: 8 rollouts, 6 passed\nscripted: 4 rollouts, 2 passed" in shown
    assert "the first 5 of 12; --limit 0 shows all" in shown
    for words, ids in (
        (["--agent", "scripted"], played[8:]),
        (["--reward", "0"], played[6:10]),
        (["--mistake", "wrong_id", "--reward", "1"], played[10:]),
        (["--environment", "shop_2"], [played[2], played[5]]),
    ):
        assert main(["show", "rollouts", "--world", world, *words, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)["rollouts"]
        assert [one["id"] for one in found] == [one.id for one in ids]
    assert found[0]["kept"] is True
    right = screen(capsys, "rollouts", "--world", world, "--mistake", "wrong_id")
    assert right.count("(wrong_id)") == 2
    assert main(["show", "rollouts", "--world", world, "--mistake", "wrong_idd"]) == 1
    assert "did you mean wrong_id?" in capsys.readouterr().err


def test_rollouts_without_verdicts(bare, capsys):
    made = bare()
    played = write_rollouts(made)
    assert "kept" not in screen(capsys, "rollouts", "--world", str(made.root))
    shown = screen(capsys, "rollout", played[6].id, "--world", str(made.root))
    assert "verdict" not in shown
    assert main(["show", "verdicts", "--world", str(made.root)]) == 1
    assert "the stage verdicts has not run" in capsys.readouterr().err


def test_the_funnel(make, capsys, snapshot):
    world, _ = make()
    snapshot("verdicts.txt", screen(capsys, "verdicts", "--world", world))
    assert main(["show", "verdicts", "--world", world, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["trajectories"], found["kept"]) == (12, 7)
    assert found["stages"][1]["dropped"] == {"arguments_not_json": 2}
    assert found["reasons"]["arguments_not_json"] == "The arguments of a call are not JSON."


def test_scores(make, capsys, snapshot):
    world, _ = make()
    snapshot("scores.txt", screen(capsys, "scores", "--world", world))
    by = screen(capsys, "scores", "--world", world, "--by", "environment")
    assert "shop_0" in by
    assert "first call" not in by
    assert "nothing is known by kind" in screen(capsys, "scores", "--world", world, "--by", "kind")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_is_shown_and_not_obeyed(make, capsys, hostile):
    world, played = make(text=hostile)
    for words in (
        ["rollout", played[8].id, "--whole"],
        ["rollouts"],
        ["verdicts"],
        ["scores"],
    ):
        assert main(["show", *words, "--world", world]) == 0
        assert not set(capsys.readouterr().out) & set("\x1b\x00\u202e\u2066\u2028\u2029")
