"""Bulk verification: statuses, sources, sinks, and every recorded run of tau-bench."""

from __future__ import annotations

import ast
import contextlib
import json
import tracemalloc
from collections import Counter

import polars as pl
import pytest
import zstandard

from agentscaler import cli
from agentscaler.environments import Environment, StateDiff, Verifier
from agentscaler.environments.verification import SCHEMA, STATUSES
from agentscaler.errors import ArgumentError
from reference.environments import call, records, tau, write_shop

TASKS = [
    {"id": "cancel", "gold_calls": [call("cancel_order", order_id="#1")], "answer": ["cancelled"]},
    {"id": "look", "gold_calls": [call("get_order", order_id="#1")], "read_only": True},
    {"id": "make", "gold_calls": [call("new_order", buyer="ada")], "seed": 3},
    {"id": "refused", "gold_calls": [call("cancel_order", order_id="#9")]},
    {"id": "crash", "gold_calls": [call("broken_tool")]},
    {"id": "bad", "gold_calls": 5},
    {"id": "twice", "gold_calls": []},
    {"id": "twice", "gold_calls": []},
]


def said(text, *calls):
    made = [
        {"role": "assistant", "tool_calls": [{"function": {"name": n, "arguments": a}}]}
        for n, a in calls
    ]
    return [{"role": "user", "content": "hi"}, *made, {"role": "assistant", "content": text}]


CANCEL = ("cancel_order", '{"order_id": "#1"}')
RUNS = [
    ("cancel", said("It is cancelled.", CANCEL), "equal", 1.0),
    ("cancel", said("It is done.", CANCEL), "equal", 0.0),
    ("cancel", said("Cancelled!", ("cancel_order", '{"order_id": "#2"}')), "different", 0.0),
    ("cancel", said("Cancelled!", ("cancel_order", "{'order_id': '#1'}")), "different", 0.0),
    ("cancel", said("Cancelled!", CANCEL, ("broken_tool", "{}")), "faulted", None),
    ("look", said("", ("get_order", '{"order_id": "#1"}')), "equal", 1.0),
    ("look", said("", ("get_order", '{"order_id": "#2"}')), "equal", 0.0),
    ("make", said("", ("new_order", '{"buyer": "ada"}')), "equal", 1.0),
    ("make", said("", ("new_order", '{"buyer": "bob"}')), "different", 0.0),
    ("refused", said(""), "gold_broken", None),
    ("crash", said(""), "gold_broken", None),
    ("bad", said(""), "bad_task", None),
    ("twice", said(""), "bad_task", None),
    ("nobody", said(""), "unknown_task", None),
]
LINES = [
    json.dumps({"id": f"r{i}", "task_id": task, "messages": messages})
    for i, (task, messages, _, _) in enumerate(RUNS)
]
MALFORMED = [
    "{",
    "[]",
    '{"id": 1}',
    '{"id": "a", "task_id": "cancel", "messages": "x"}',
    '"\\ud800"',
]


@pytest.fixture
def shop(tmp_path):
    rules = {"generated": ["orders.id"], "keys": {"orders": "id"}}
    return Environment.from_folder(write_shop(tmp_path / "shop", equivalence=rules))


def run(shop, source, **options):
    return pl.concat(Verifier(shop, TASKS, **options).run(source, batch_rows=4))


def test_what_becomes_of_each(shop):
    found = run(shop, LINES + MALFORMED)
    assert found.columns == list(SCHEMA)
    wanted = [status for _, _, status, _ in RUNS] + ["malformed"] * len(MALFORMED)
    assert found["status"].to_list() == wanted
    assert found["reward"].to_list() == [r for _, _, _, r in RUNS] + [None] * len(MALFORMED)
    assert set(STATUSES) - set(wanted) == {"undecided"}
    rows = found.to_dicts()
    assert rows[1]["untold"] == '[{"place":"answer[0]","value":"cancelled"}]'
    assert rows[6]["unread"].startswith('[{"at":0,"name":"get_order"')
    assert rows[3]["calls_invalid_call"] == 1
    assert [rows[4]["comparison"], rows[9]["comparison"]] == ["equal", "equal"]
    assert "ZeroDivisionError" in rows[4]["reason"]
    assert "not found" in rows[9]["reason"]
    diff = StateDiff.from_json(rows[2]["diff_json"].encode())
    assert str(diff) == rows[2]["diff"]
    assert '"#2"' in rows[2]["diff"]
    changes = StateDiff.from_json(rows[0]["final_changes"].encode())
    state = shop.initial_state.fork()
    state.apply(changes)
    assert state.get("orders", "#1") == {"status": "cancelled"}
    assert all(row["reason"] for row in rows[9:])


def test_ids_of_another_seed_are_renamed(shop):
    made = {"id": "r", "task_id": "make", "seed": 4, "calls": [call("new_order", buyer="ada")]}
    row = run(shop, [made]).to_dicts()[0]
    assert row["status"] == "equal"
    assert json.loads(row["renaming"])[0]["place"] == "orders.id"


def test_results_do_not_depend_on_workers_batches_or_source(shop, tmp_path):
    lines = (LINES + MALFORMED) * 3
    text = "\n".join(lines).encode()
    wanted = run(shop, lines)
    assert run(shop, lines, workers=4).equals(wanted)
    assert pl.concat(Verifier(shop, TASKS).run(lines, batch_rows=1)).equals(wanted)
    assert run(shop, text).equals(wanted)
    packed = zstandard.ZstdCompressor().compress(text)
    assert run(shop, packed).equals(wanted)
    (tmp_path / "a.jsonl.zst").write_bytes(packed)
    (tmp_path / "a.jsonl").write_bytes(text)
    assert run(shop, tmp_path / "a.jsonl").equals(wanted)
    assert run(shop, str(tmp_path / "a.jsonl.zst")).equals(wanted)


def test_frames_and_arrow(shop, tmp_path):
    good = [json.loads(line) for line in LINES]
    wanted = run(shop, good)
    nested = pl.DataFrame(
        {"id": [g["id"] for g in good], "task_id": [g["task_id"] for g in good]}
    ).with_columns(messages=pl.Series([json.dumps(g["messages"]) for g in good]))
    assert run(shop, nested).equals(wanted)
    assert run(shop, nested.lazy()).equals(wanted)
    nested.write_parquet(tmp_path / "a.parquet")
    assert run(shop, tmp_path / "a.parquet").equals(wanted)

    class Arrow:
        def __arrow_c_stream__(self, requested_schema=None):
            return nested.__arrow_c_stream__(requested_schema)

    assert run(shop, Arrow()).equals(wanted)
    assert run(shop, pl.DataFrame(good)).equals(wanted)


def test_blank_lines_keep_the_numbers(shop):
    text = f"\n{LINES[0]}\n\n{LINES[1]}\n{LINES[2]}\n".encode()
    assert run(shop, text)["line"].to_list() == [2, 4, 5]


def test_a_file_stands_there_whole_or_not_at_all(shop, tmp_path):
    verifier = Verifier(shop, TASKS)
    for name in ("a.jsonl", "a.jsonl.zst", "a.parquet"):
        summary = verifier.write(LINES + MALFORMED, tmp_path / name, batch_rows=5)
        assert summary.total == len(LINES + MALFORMED)
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    assert frame.equals(run(shop, LINES + MALFORMED))
    assert pl.read_parquet(tmp_path / "a.parquet").equals(frame)
    packed = (tmp_path / "a.jsonl.zst").read_bytes()
    unpacked = zstandard.ZstdDecompressor().stream_reader(packed).readall()
    assert unpacked == (tmp_path / "a.jsonl").read_bytes()

    def stops():
        yield LINES[0]
        raise RuntimeError("stop")

    for name in ("b.jsonl", "b.parquet", "a.jsonl"):
        with pytest.raises(RuntimeError, match="stop"):
            verifier.write(stops(), tmp_path / name)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["a.jsonl", "a.jsonl.zst", "a.parquet", "shop"]
    assert (tmp_path / "a.jsonl").read_bytes() == unpacked
    with pytest.raises(ArgumentError, match="says no format"):
        verifier.write(LINES, tmp_path / "a.csv")


def test_an_empty_source(shop, tmp_path):
    verifier = Verifier(shop, [])
    assert list(verifier.run(b"")) == []
    assert verifier.write([], tmp_path / "a.parquet").total == 0
    assert pl.read_parquet(tmp_path / "a.parquet").columns == list(SCHEMA)


def test_tasks_that_cannot_be_read_are_told(shop):
    verifier = Verifier(shop, [*(json.dumps(task) for task in TASKS), "{", '{"gold_calls": []}'])
    told = verifier.tasks
    assert told["cancel"] is None
    assert told["bad"] == "gold_calls: expected a list, found number"
    assert told["twice"] == 'id: two tasks are called "twice"'
    assert told["refused"] == "gold call 0 (cancel_order): refusal: order #9 not found"
    assert [number for number, _ in verifier.lost_tasks] == [9, 10]


def test_a_task_begins_with_its_changes(shop):
    other = shop.initial_state.fork()
    other.insert("orders", "#3", {"status": "new"})
    gold = [call("cancel_order", order_id="#3")]
    changes = other.changes().to_dict()
    task = {"id": "t", "gold_calls": gold, "initial_state": changes}
    found = pl.concat(Verifier(shop, [task]).run([{"id": 1, "task_id": "t", "calls": gold}]))
    assert found["status"].to_list() == ["equal"]
    wrong = {"id": "t", "gold_calls": [], "initial_state": {"format_version": 9}}
    assert "initial_state" in (Verifier(shop, [wrong]).tasks["t"] or "")


def test_arguments_that_make_no_sense(shop):
    for wrong in (5, None, object()):
        with pytest.raises(ArgumentError, match="holds no records"):
            Verifier(shop, wrong)
    with pytest.raises(ArgumentError, match="workers is 0"):
        Verifier(shop, TASKS, workers=0)
    with pytest.raises(ArgumentError, match="batch_rows"):
        next(Verifier(shop, TASKS).run([], batch_rows=0))
    damaged = zstandard.ZstdCompressor().compress(LINES[0].encode())[:-4] + b"xxxxyyyy"
    with pytest.raises(ArgumentError, match="cannot be unpacked"):
        list(Verifier(shop, TASKS).run(damaged))


def test_memory_does_not_grow_with_the_number_of_trajectories(shop):
    verifier = Verifier(shop, TASKS)

    def peak(n):
        tracemalloc.start()
        for _ in verifier.run((LINES[i % 3] for i in range(n)), batch_rows=64):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    small = peak(640)
    assert peak(6_400) < small * 1.5


def as_json(messages):
    """Two strategies of the recorded runs wrote arguments as Python does; they were made so."""
    for message in messages:
        for made in message.get("tool_calls") or []:
            text = made["function"]["arguments"]
            with contextlib.suppress(ValueError, SyntaxError):
                made["function"]["arguments"] = json.dumps(ast.literal_eval(text))
    return messages


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("tau_retail", {"runs": 168, "equal": 80, "rewarded": 75}),
        ("tau_airline", {"runs": 88, "equal": 39, "rewarded": 37}),
    ],
)
def test_recorded_runs_of_tau_bench(shared, name, counts):
    """The verdict on the state and the reward are those of tau-bench's own replay, run by run."""
    environment, tasks = tau(shared, name)
    data = shared / "data"
    expected = {
        row["trajectory_id"]: row
        for row in records(data / "envs" / name / "expected_trajectories.jsonl.zst")
    }
    runs = [
        {
            "id": row["id"],
            "task_id": expected[row["id"]]["task"],
            "messages": as_json(row["messages"]),
        }
        for row in records(data / "trajectories" / "tau1_retail_airline.jsonl.zst")
        if row["id"] in expected
    ]
    found = pl.concat(Verifier(environment, tasks, workers=2).run(runs))
    seen: Counter[str] = Counter()
    for row in found.iter_rows(named=True):
        wanted = expected[row["id"]]
        assert (row["comparison"] == "equal") == wanted["db_match"], row
        right = row["comparison"] == "equal" and row["untold"] == "[]"
        assert right == (wanted["computed_reward"] == 1.0), row
        seen.update(runs=1, equal=row["comparison"] == "equal", rewarded=right)
    assert seen == counts


def replay(capsys, *words):
    code = cli.main(["replay", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(tmp_path, capsys):
    folder = write_shop(tmp_path / "shop")
    (tmp_path / "tasks.jsonl").write_text("\n".join(map(json.dumps, TASKS[:3])))
    (tmp_path / "runs.jsonl").write_text("\n".join([*LINES[:4], ""]))
    words = (tmp_path / "runs.jsonl", "-e", folder, "-t", tmp_path / "tasks.jsonl")
    code, out, err = replay(capsys, *words, "-o", tmp_path / "rows.jsonl", "--workers", 2)
    assert code == 0, err
    assert "1 of 4 trajectories earn the reward" in out
    assert "did not tell the whole answer" in out
    assert "replay: 4 trajector" in err
    assert len((tmp_path / "rows.jsonl").read_text().splitlines()) == 4
    code, out, _ = replay(capsys, *words, "--json")
    assert json.loads(out)["statuses"]["different"] == 2
    (tmp_path / "runs.jsonl").write_text("\n".join([*LINES, *MALFORMED]))
    (tmp_path / "tasks.jsonl").write_text("\n".join(map(json.dumps, TASKS)))
    code, out, _ = replay(capsys, *words)
    assert code == 1
    assert "malformed" in out
    assert "gold call 0 (broken_tool)" in out


def test_errors_of_the_command(tmp_path, capsys):
    folder = write_shop(tmp_path / "shop")
    tasks, runs = tmp_path / "tasks.jsonl", tmp_path / "runs.jsonl"
    tasks.write_text("")
    runs.write_text("")
    for words, wanted in [
        ((tmp_path / "no.jsonl", "-e", folder, "-t", tasks), "no such file"),
        ((runs, "-e", tmp_path, "-t", tasks), "environment.json"),
        ((runs, "-e", folder, "-t", tasks, "-o", "a.txt"), "says no format"),
        ((runs, "-e", folder, "-t", tasks, "-o", tmp_path / "x" / "a.jsonl"), "no such folder"),
        ((runs, "-e", folder, "-t", tasks, "--workers", 0), "workers is 0"),
        ((runs, "-e", folder), "tasks"),
    ]:
        code, _, err = replay(capsys, *words)
        assert code in (1, 2)
        assert wanted in err
        assert "Traceback" not in err
