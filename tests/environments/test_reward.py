"""The reward against its slow reference, golden cases, and recorded conversations."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Equivalence, State, score, untold
from reference import reward as reference
from reference.databases import read

CASES = Path(__file__).parents[1] / "cases" / "told.json"


@pytest.mark.parametrize(
    "case", json.loads(CASES.read_text(encoding="utf-8")), ids=lambda case: str(case["answer"])
)
def test_golden_cases(case):
    assert (not untold(case["answer"], case["texts"])) == case["told"]
    assert reference.told(case["answer"], case["texts"]) == case["told"]


PIECES = [
    *(  # noqa: SIM905 (a list of these would be a page)
        "12 5 1 234 0 007 . , - $ % € e5 th k gb ' s t / : ( ) * _ # + cotton non full may 2024 15 "
        "pm am a ten twenty one é e\u0301 北 x INV @ & 1,234 12.5 05 \\ ½ \u00a0 \u2013 \u2014 "
        "\u2019"
    ).split(" "),
    *(" ", " ", "\n", " of ", " percent", " usd", " million", "minus ", " and a half"),
]
ANSWERS = [
    12, 5, 1, 234, 12.5, 1234, -12, 0, 1.5, 0.12, 1234.5, 12_000_000, 2, 10, 20, True, False, None,
    "12", "cotton", "full", "12%", "$12", "2024-05-15", "15:00", "May 15, 2024", "12.5", "x", "a",
    "INV-12", "C++", "one", "ten", "1234", "12 x", "e", "é", "non-cotton", "2024-05-15T15:00", "",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(ANSWERS))
def test_the_engine_is_the_reference(pieces, answer):
    text = "".join(pieces)
    assert (not untold(answer, [text])) == reference.told(answer, [text]), (answer, text)


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=8))
def test_any_piece_of_text_as_an_answer(answer, pieces):
    answer, text = "".join(answer), "".join(pieces)
    assert (not untold(answer, [text])) == reference.told(answer, [text]), (answer, text)


def test_lists_and_objects_name_what_is_missing():
    missing = untold({"total": 5, "names": ["Ada", None, "Bob"]}, ["Ada and 6"])
    assert [(one.place, one.value) for one in missing] == [
        ("answer.total", 5),
        ("answer.names[2]", "Bob"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([1.0, 0.5, "1", "a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)
CALLS = st.lists(
    st.tuples(st.sampled_from(["f", "g"]), st.dictionaries(st.sampled_from("xy"), JSON)), max_size=4
)


@given(CALLS, CALLS)
def test_gold_reads(gold, made):
    state = State.from_json({})
    outcome = score(
        initial=state,
        gold=state,
        final=state,
        equivalence=Equivalence(),
        read_only=True,
        gold_calls=gold,
        calls=made,
    )
    missing = reference.unread(gold, made)
    assert [one.at for one in outcome.unread] == missing
    assert bool(outcome) == (not missing)


def test_an_outcome_explains_itself():
    shop = State.from_json({"orders": {"#1": {"status": "new"}}})
    gold, final = shop.fork(), shop.fork()
    gold.update("orders", "#1", {"status": "sent"})
    outcome = score(
        initial=shop,
        gold=gold,
        final=final,
        equivalence=Equivalence(),
        answer=["sent", 5],
        texts=["It is 5."],
    )
    assert outcome.reward == 0.0
    assert outcome.comparison.verdict == "different"
    assert [one.place for one in outcome.untold] == ["answer[0]"]
    final.update("orders", "#1", {"status": "sent"})
    told = score(
        initial=shop,
        gold=gold,
        final=final,
        equivalence=Equivalence(),
        answer=["sent", 5],
        texts=["It is 5.", "Sent!"],
    )
    assert told
    assert told.reward == 1.0


def records(path):
    return [json.loads(line) for line in read(path).splitlines()]


def tau_bench_tells(output, texts):
    """How tau-bench and tau2-bench look for an output."""
    return any(output.lower() in text.lower().replace(",", "") for text in texts)


def test_recorded_conversations_against_the_rule_of_tau_bench(shared):
    """On 256 replayed runs both say the same; the rule of tau-bench is a part of a text."""
    data = shared / "data"
    counts: Counter[tuple[bool, bool]] = Counter()
    runs = {
        row["id"]: row for row in records(data / "trajectories" / "tau1_retail_airline.jsonl.zst")
    }
    for name in ("tau_retail", "tau_airline"):
        folder = data / "envs" / name
        tasks = {task["id"]: task for task in records(folder / "tasks.jsonl.zst")}
        for row in records(folder / "expected_trajectories.jsonl.zst"):
            if row["trajectory_id"] not in runs:
                continue
            messages = runs[row["trajectory_id"]]["messages"]
            texts = [
                message["content"]
                for message in messages
                if message["role"] == "assistant" and isinstance(message["content"], str)
            ]
            outputs = tasks[row["task"]]["outputs"]
            if outputs:
                assert row["outputs_ok"] == all(tau_bench_tells(one, texts) for one in outputs)
                counts[not untold(outputs, texts), row["outputs_ok"]] += 1
    assert counts == {(True, True): 34, (False, False): 34}


def runs_with_outputs(data):
    """Texts of every recorded run of tau-bench and tau2-bench retail, and what was to be told."""
    for row in records(data / "trajectories" / "tau1_retail_airline.jsonl.zst"):
        yield row["messages"], row["meta"]["outputs"] or []
    tasks = {
        task["id"]: (task["evaluation_criteria"] or {}).get("communicate_info") or []
        for task in records(data / "envs" / "tau2_retail" / "tasks.jsonl.zst")
    }
    for name in ("tau2_retail_runs", "tau2_runs", "claude_sessions_tau2_retail"):
        for row in records(data / "trajectories" / f"{name}.jsonl.zst"):
            if "retail" in row["domain"] and str(row["task_id"]) in tasks:
                yield row["messages"], tasks[str(row["task_id"])]


def test_where_the_rule_of_tau_bench_says_something_else(shared):
    """Each was read: parts of an id, of a price and of "details"; a minus; a zero at the end."""
    total, differ = 0, []
    for messages, outputs in runs_with_outputs(shared / "data"):
        texts = [
            message["content"]
            for message in messages
            if message["role"] == "assistant" and isinstance(message["content"], str)
        ]
        for output in outputs:
            total += 1
            ours, theirs = not untold(output, texts), tau_bench_tells(output, texts)
            if ours != theirs:
                differ.append((output, ours))
    assert total == 1434
    assert sorted(differ) == [
        ("10", False),
        ("10", False),
        ("481.50", True),
        ("60.78", False),
        ("IL", False),
    ]
