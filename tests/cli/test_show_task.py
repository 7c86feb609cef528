"""``show task``, ``show tasks`` and the walks of ``show dropped``: screens of 80 columns, JSON."""

from __future__ import annotations

import json

import pytest

from agentscaler.cli import main
from report.errands import KINDS, errand, write_tasks
from report.shops import write_environments
from report.worlds import HOSTILE, write_world


@pytest.fixture
def make(tmp_path):
    def write(**options):
        made = write_world(tmp_path / "world", domains=3)
        write_environments(made)
        write_tasks(made, **options)
        return str(made.root)

    return write


def screen(capsys, *words):
    assert main(["show", *words]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    return "\n".join(line.rstrip() for line in out.splitlines())


@pytest.mark.parametrize(("at", "kind"), [(0, "write"), (4, "forbidden"), (5, KINDS[5])])
def test_a_task(make, capsys, snapshot, at, kind):
    shown = screen(capsys, "task", errand(at, kind).id[:12], "--world", make())
    snapshot(f"task_{kind}.txt", shown)


def test_all_tasks_and_those_of_a_kind(make, capsys, snapshot):
    world = make(errands=6)
    snapshot("tasks.txt", screen(capsys, "tasks", "--world", world))
    assert "1 task: 1 read" in screen(capsys, "tasks", "--world", world, "--kind", "read")


def test_walks_that_became_no_task(make, capsys):
    world = make()
    shown = screen(capsys, "dropped", "--world", world)
    assert "no_walk" in shown
    assert "shop_0  answer_in_intent  read\n  'pending'\n  Pending?" in shown
    assert "shop_0  no_walk  write  31 walks" in shown
    assert "Cancel it all." in screen(capsys, "dropped", "cancel it", "--world", world)
    assert main(["show", "dropped", "--world", world, "--reason", "no_walk", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == [{"stage": "tasks", "reason": "no_walk", "count": 31}]
    # One dropped tool, one outside, one without an environment, and 33 walks.
    assert found["all"] == 36


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_is_shown_and_not_obeyed(make, capsys, hostile):
    world = make(text=hostile, errands=2)
    for words in (["task", errand(0, "write", text=hostile).id[:12]], ["tasks"], ["dropped"]):
        assert main(["show", *words, "--world", world]) == 0
        assert not set(capsys.readouterr().out) & set("\x1b\x00\u202e\u2066\u2028\u2029")
