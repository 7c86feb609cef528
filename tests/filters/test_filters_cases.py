"""Golden cases: the engine from Python, and the reference where it speaks of the same thing."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from agentscaler.environments import Equivalence, State
from agentscaler.filters import REASONS, STAGES, FiltersConfig, Funnel, Setting
from reference import filters as reference

FILE = json.loads((Path(__file__).parents[1] / "cases" / "filters.json").read_text("utf-8"))
CASES = FILE["cases"]
JUDGED_BY_REFERENCE = ("validity", "repetition", "exact")


def settings_of(case):
    given = dict(case.get("settings", {}))
    for name in ("forgiven", "end_tools"):
        if name in given:
            given[name] = tuple(given[name])
    return FiltersConfig(**{"alignment": False, "exact": False, **given})


def line_of(case):
    if "line" in case:
        return case["line"].encode()
    record = {
        name: FILE["tools"] if cell == "@tools" else cell for name, cell in case["record"].items()
    }
    return json.dumps(record).encode()


def verdict_of(row):
    return None if row["kept"] else [row["stage"], row["reason"], row["at"]]


@pytest.fixture(scope="module")
def environments():
    return {
        name: Setting(
            state=State.from_json(one["state"]), equivalence=Equivalence(**one["equivalence"])
        )
        for name, one in FILE["environments"].items()
    }


def test_golden_cases(environments):
    wrong, funnels = {}, {}
    for case in CASES:
        config = settings_of(case)
        if config not in funnels:
            funnels[config] = Funnel(config, tasks=FILE["tasks"], environments=environments)
        row = funnels[config].run([line_of(case)]).row(0, named=True)
        if verdict_of(row) != case["verdict"]:
            wrong[case["name"]] = row
        assert (row["detail"] is None) == row["kept"]
    assert wrong == {}


def test_the_reference_says_the_same():
    tasks = {str(task["id"]): task for task in FILE["tasks"]}
    wrong, compared = {}, 0
    for case in CASES:
        stage = case["verdict"][0] if case["verdict"] else None
        if "line" in case or stage not in (None, *JUDGED_BY_REFERENCE):
            continue
        record = json.loads(line_of(case))
        if case["verdict"] and case["verdict"][1] in ("bad_tools", "unknown_task"):
            continue
        task = tasks.get(str(record.get("task_id")))
        gold = task and {
            "read_only": task.get("read_only", False),
            "calls": [
                {**one, "arguments": json.loads(one["arguments"])}
                if isinstance(one["arguments"], str)
                else one
                for one in task.get("gold_calls", ())
            ],
        }
        tools = record.get("tools")
        if tools and "function" not in tools[0]:
            continue
        found = reference.judge(record, tools=tools, settings=case.get("settings"), gold=gold)
        compared += 1
        if (list(found) if found else None) != case["verdict"]:
            wrong[case["name"]] = found
    assert wrong == {}
    assert compared > 100


def test_every_reason_has_a_case():
    seen = {tuple(case["verdict"][:2]) for case in CASES if case["verdict"]}
    missing = {(stage, reason) for stage in STAGES for reason in REASONS[stage]} - seen
    assert missing == {
        ("reading", "not_utf8"),  # no JSON file can hold it: see test_filters_input.py
        ("alignment", "undecided"),  # takes a search that does not end: see test_filters_outcome.py
        ("exact", "no_task"),
        ("exact", "bad_task"),
    }


def test_all_at_once_and_one_by_one():
    lines = [line_of(case) for case in CASES]
    wanted = Funnel().run(lines)
    assert wanted.height == len(lines)
    for workers, rows in ((4, 7), (2, 1), (3, 1000)):
        funnel = Funnel(workers=workers)
        frames = [frame for frame, _ in funnel.judge(lines, batch_rows=rows)]
        assert pl.concat(frames).equals(wanted)
