"""Alignment beyond the golden cases: recorded outcomes of tau-bench, mutations, and no decision."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from agentscaler.environments import Equivalence, State
from agentscaler.filters import FiltersConfig, Funnel, Setting
from reference.databases import database, read, replay

ALIGNMENT = FiltersConfig(validity=False, repetition=False, exact=False)


def records(path):
    return [json.loads(line) for line in read(path).splitlines()]


def changes(base, operations):
    state = base.fork()
    replay(state, operations)
    return json.loads(state.changes().to_json())


def recorded(data, name, base):
    """Tasks and trajectories of a benchmark, each with what it is recorded to have changed."""
    folder = data / "envs" / name
    gold = {row["id"]: row["diff"] for row in records(folder / "expected.jsonl.zst")}
    tasks = [
        {
            "id": task["id"],
            "environment": name,
            "answer": task["outputs"],
            "gold_changes": changes(base, gold[task["id"]]),
        }
        for task in records(folder / "tasks.jsonl.zst")
        if task["id"] in gold
    ]
    runs = {
        row["id"]: row for row in records(data / "trajectories" / "tau1_retail_airline.jsonl.zst")
    }
    rows = [
        row
        for row in records(folder / "expected_trajectories.jsonl.zst")
        if row["trajectory_id"] in runs
    ]
    lines = [
        {
            "id": row["trajectory_id"],
            "task_id": row["task"],
            "environment": name,
            "messages": runs[row["trajectory_id"]]["messages"],
            "final_changes": changes(base, row["diff"]),
        }
        for row in rows
    ]
    return tasks, rows, lines


@pytest.mark.parametrize("name", ["tau_retail", "tau_airline"])
def test_recorded_outcomes_of_tau_bench(shared, name):
    """Alignment says what tau-bench's own replay says, and names which part failed."""
    data = shared / "data"
    base = State.from_json(database(data / "envs" / name))
    tasks, rows, lines = recorded(data, name, base)
    settings = {name: Setting(state=base, equivalence=Equivalence())}
    verdicts = Funnel(ALIGNMENT, tasks=tasks, environments=settings).run(lines)
    assert len(rows) >= 80
    reasons: Counter[str | None] = Counter()
    for row, verdict in zip(rows, verdicts.iter_rows(named=True), strict=True):
        assert verdict["kept"] == (row["computed_reward"] == 1), (row, verdict)
        reasons[verdict["reason"]] += 1
        if verdict["reason"] == "not_told":
            assert row["db_match"]
            assert not row["outputs_ok"]
        elif not verdict["kept"]:
            assert not row["db_match"]
    assert {None, "not_told", "missing_write", "state_differs"} <= set(reasons), reasons


BASE = {
    "orders": {f"#{i}": {"status": "new", "items": [{"sku": "a", "n": i}]} for i in range(20)},
    "log": [{"id": i, "text": "x"} for i in range(5)],
    "settings": {"open": True, "limits": [1, 2, 3]},
}


def test_any_changed_cell_is_seen():
    """One cell of the right outcome made wrong: dropped, and the place is named."""
    base = State.from_json(BASE)
    gold = base.fork()
    gold.update("orders", "#3", {"status": "sent"})
    task = {"id": "t", "gold_changes": json.loads(gold.changes().to_json())}
    settings = {"e": Setting(state=base, equivalence=Equivalence())}
    funnel = Funnel(ALIGNMENT, tasks=[task], environments=settings)
    said = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Done"}]

    def verdict(state):
        diff = json.loads(state.changes().to_json())
        record = {"task_id": "t", "messages": said, "final_changes": diff}
        return funnel.run([record]).row(0, named=True)

    assert verdict(gold)["kept"]
    for key in BASE["orders"]:
        for cell, value in (("status", "lost"), ("items", []), ("more", 1)):
            wrong = base.fork()
            wrong.update("orders", "#3", {"status": "sent"})
            wrong.update("orders", key, {cell: value})
            found = verdict(wrong)
            assert not found["kept"]
            assert found["reason"] == ("state_differs" if key == "#3" else "extra_write")
            assert key in found["detail"]
            assert cell in found["detail"]
    none = verdict(base.fork())
    assert none["reason"] == "missing_write"


def rings(base, names, *, mixed=False):
    """Two triangles, whose nodes look all the same."""
    state = base.fork()
    for name in sorted(names) if mixed else names:
        state.insert_at("nodes", state.count("nodes"), {"id": name})
    for first in (0, 3):
        for at in range(3):
            pair = {"from": names[first + at], "to": names[first + (at + 1) % 3]}
            state.insert_at("edges", state.count("edges"), pair)
    return state


def test_an_undecided_outcome_is_not_kept():
    """Ties that a search has to try, and a bound that lets it try none."""
    base = State.from_json({"nodes": [], "edges": []})
    same = Equivalence(
        generated=["nodes.id"],
        references={"edges.from": "nodes.id", "edges.to": "nodes.id"},
        unordered=["nodes", "edges"],
        bound=0,
    )
    gold, done = rings(base, "abcdef"), rings(base, "zvywux", mixed=True)
    verdict = same.compare(gold, done).verdict
    task = {"id": "t", "gold_changes": json.loads(gold.changes().to_json())}
    record = {
        "task_id": "t",
        "messages": [{"role": "assistant", "content": "Done"}],
        "final_changes": json.loads(done.changes().to_json()),
    }
    settings = {"e": Setting(state=base, equivalence=same)}
    found = Funnel(ALIGNMENT, tasks=[task], environments=settings).run([record])
    assert verdict == "undecided"
    assert found["reason"].to_list() == ["undecided"]
