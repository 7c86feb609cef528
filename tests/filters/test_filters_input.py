"""Bad input: verdicts or typed errors, never a crash, whatever stands in a line."""

from __future__ import annotations

import json
import random

import polars as pl
import pytest
import zstandard

from agentscaler.errors import ArgumentError, ConfigError, TrajectoryError
from agentscaler.filters import FiltersConfig, Funnel, FunnelTable, Verdict, filter_files
from agentscaler.filters.funnel import RUN_SCHEMA

HI = {"role": "user", "content": "Hi"}
GOOD = {"id": "good", "messages": [HI, {"role": "assistant", "content": "Hello"}]}
BAD = {"id": "bad", "messages": [HI]}


def reasons(lines, **options):
    return Funnel(**options).run(lines)["reason"].to_list()


def call(arguments):
    made = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    return {
        "messages": [
            HI,
            {"role": "assistant", "tool_calls": [made]},
            {"role": "tool", "tool_call_id": "c", "content": "ok"},
            {"role": "assistant", "content": "Done"},
        ]
    }


def test_lines_of_every_kind():
    deep = "[" * 100_000
    lines = {
        b"\xff\xfe": "not_utf8",
        b"\xef\xbb\xbf" + json.dumps(GOOD).encode(): None,
        b"\xef\xbb\xbf": "not_json",
        deep.encode(): "too_deep",
        f'{{"messages": {deep}'.encode(): "too_deep",
        f'{{"x": {deep}{"]" * 100_000}, "messages": []}}'.encode(): "too_deep",
        json.dumps(call("{" + '"a":{' * 100_000)).encode(): "arguments_not_json",
        json.dumps(call(json.dumps({"a": "x" * 1_000_000}))).encode(): None,
        json.dumps(call('{"a": "' + "x" * 1_000_000)).encode(): "arguments_not_json",
        b'{"messages": [], "reward": Infinity}': "not_json",
        b'{"messages": [], "reward": 1e999}': "empty",
        b'{"messages": [], "id": "\\ud800"}': "lone_surrogate",
        b'{"messages": [], "id": 01}': "not_json",
        b'{"messages": [],}': "not_json",
        b"{'messages': []}": "not_json",
        b"\x00": "not_json",
        b"null": "wrong_type",
    }
    found = reasons(list(lines))
    assert found == list(lines.values())


@pytest.mark.parametrize("name", ["id", "task_id", "environment", "messages", "tools",
                                  "final_changes", "reward", "termination"])  # fmt: skip
def test_wrong_types_everywhere(name):
    values = [None, True, 1, 1.5, "x", [], {}, [[]], [{}], [None]]
    lines = [json.dumps({**GOOD, name: value}).encode() for value in values]
    frame = Funnel().run(lines)
    for value, row in zip(values, frame.iter_rows(named=True), strict=True):
        if row["stage"] == "reading":
            assert row["at"] is None or row["at"].startswith(name), value
            assert row["detail"], value


def test_wrong_types_in_messages_and_calls():
    values = [None, True, 1, "x", [], {}, [[]], [{}]]
    fields = ("role", "content", "tool_calls", "tool_call_id", "reasoning_content", "name",
              "is_error", "requestor")  # fmt: skip
    lines = [
        json.dumps({"messages": [HI, {"role": "assistant", "content": "x", field: value}]})
        for field in fields
        for value in values
    ]
    calls = [{"id": v} for v in values] + [{"function": v} for v in values]
    calls += [{"function": {"name": v}} for v in values]
    calls += [{"function": {"name": "f", "arguments": v}} for v in values]
    lines += [
        json.dumps({"messages": [HI, {"role": "assistant", "tool_calls": [c]}]}) for c in calls
    ]
    frame = Funnel().run(lines)
    assert frame.height == len(lines)
    assert frame["reason"].n_unique() > 5


def test_every_cut_and_many_flips_of_a_line():
    line = json.dumps({**call('{"a": "é\\n"}'), "id": "é", "tools": [{"name": "f"}]}).encode()
    cuts = [line[:end] for end in range(1, len(line))]
    found = Funnel().run(cuts)
    assert set(found["reason"]) <= {"not_json", "not_utf8"}
    draw = random.Random(7)
    flips = []
    for _ in range(5_000):
        changed = bytearray(line)
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(changed))
            changed[at] = draw.choice(b'"\\{}[],:0a\x00\xff \n')
        flips.append(bytes(changed).replace(b"\n", b" "))
    assert Funnel().run(flips).height == 5_000


def test_ends_of_lines_blank_lines_and_numbers(tmp_path):
    good = json.dumps(GOOD).encode()
    text = b"\xef\xbb\xbf" + good + b"\r\n\r\n  \n" + good + b"\nx"
    wanted = [(1, True), (4, True), (5, False)]
    path = tmp_path / "a.jsonl"
    path.write_bytes(text)
    packed = tmp_path / "a.jsonl.zst"
    packed.write_bytes(zstandard.ZstdCompressor().compress(text))
    for source in (text, path, str(path), packed):
        frame = Funnel().run(source)
        assert frame.schema == RUN_SCHEMA
        assert list(frame.select("line", "kept").iter_rows()) == wanted


def test_frames_and_arrow(tmp_path):
    rows = {
        "id": ["a", "b"],
        "messages": [json.dumps(one["messages"]) for one in (GOOD, BAD)],
        "tools": [json.dumps([{"name": "f"}]), None],
        "final_changes": [None, None],
        "reward": [1.0, None],
    }
    frame = pl.DataFrame(rows)
    frame.write_parquet(tmp_path / "a.parquet")

    class Arrow:
        def __arrow_c_stream__(self, requested_schema=None):
            return frame.__arrow_c_stream__(requested_schema)

    for source in (frame, frame.lazy(), tmp_path / "a.parquet", Arrow()):
        assert reasons(source) == [None, "no_assistant"]
    assert reasons([GOOD, BAD, json.dumps(BAD)]) == [None, "no_assistant", "no_assistant"]
    assert Funnel().run(b"").height == 0
    with pytest.raises(ArgumentError, match="holds no records"):
        Funnel().run(5)


def test_strict_names_the_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"messages": [{"role": 5}]}\n')
    with pytest.raises(TrajectoryError) as caught:
        Funnel().run(path, strict=True)
    assert caught.value.reason == "wrong_type"
    assert caught.value.where == f"{path}, line 2, messages[0].role"
    assert "expected a string, found number" in caught.value.what
    assert Funnel().run([json.dumps(BAD)], strict=True).height == 1
    with pytest.raises(TrajectoryError, match="missing"):
        filter_files([b"{}"], tmp_path / "out", strict=True)
    assert list((tmp_path / "out").iterdir()) == []


def test_files(tmp_path):
    lines = [
        json.dumps(GOOD, indent=None).encode() + b"  ",
        b"no json \xff",
        json.dumps(BAD).encode(),
    ]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\r\n".join(lines) + b"\r\n")
    seen = []
    filtered = filter_files(source, tmp_path / "out", progress=seen.append)
    assert filtered.kept.read_bytes() == lines[0] + b"\n"
    assert filtered.dropped.read_bytes() == lines[1] + b"\n" + lines[2] + b"\n"
    verdicts = pl.read_parquet(filtered.verdicts)
    assert verdicts.schema == RUN_SCHEMA
    assert verdicts["reason"].to_list() == [None, "not_utf8", "no_assistant"]
    assert [Verdict.from_row(row).kept for row in verdicts.iter_rows(named=True)] == verdicts[
        "kept"
    ].to_list()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "dropped.jsonl",
        "kept.jsonl",
        "verdicts.parquet",
    ]
    assert sum(seen) == 3
    assert filtered.table.rows() == [
        ("reading", "3", "1", "2"),
        ("  not_utf8", "", "1", ""),
        ("validity", "2", "1", "1"),
        ("  no_assistant", "", "1", ""),
        ("repetition", "1", "", "1"),
    ]
    counts = filtered.table.counts()
    assert counts["dropped"].to_list() == [1, 1, 0]
    assert filtered.table.kept == 1
    with pytest.raises(ArgumentError, match="overwritten"):
        filter_files(filtered.kept, tmp_path / "out")
    again = filter_files(filtered.kept, tmp_path / "again")
    assert again.table.kept == again.table.total == 1


def test_a_broken_source_leaves_the_old_files(tmp_path):
    filter_files([GOOD], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken():
        yield GOOD
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        filter_files(broken(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_was_cut_off_is_an_error_and_not_fewer_records(tmp_path):
    line = b'{"messages": [{"role": "assistant", "content": "Hi!"}]}\n'
    whole = zstandard.compress(line * 50) + zstandard.compress(line)
    path = tmp_path / "some.jsonl.zst"
    path.write_bytes(whole)
    assert Funnel().run(path).height == 51
    for cut in (10, len(whole) - 3):
        path.write_bytes(whole[:cut])
        with pytest.raises(ArgumentError, match="in the middle of a frame") as caught:
            Funnel().run(path)
        assert caught.value.where == str(path)


def test_empty_files(tmp_path):
    filtered = filter_files(b"", tmp_path)
    assert filtered.kept.read_bytes() == filtered.dropped.read_bytes() == b""
    assert pl.read_parquet(filtered.verdicts).schema == RUN_SCHEMA
    assert filtered.table.text().splitlines()[1].split() == ["reading", "0", "0"]
    assert FunnelTable(stages=("reading",)).counts().height == 1


@pytest.mark.parametrize(
    "options",
    [
        {"ngram_words": 0},
        {"ngram_min_words": 0},
        {"stuck_calls": 1},
        {"cycle_calls": 0},
        {"ngram_share": 1.5},
        {"forgiven": ("empty",)},
    ],
)
def test_settings_that_cannot_be(options):
    with pytest.raises(ConfigError, match="filters"):
        Funnel(FiltersConfig(alignment=False, exact=False, **options))


def test_what_a_funnel_needs():
    with pytest.raises(ArgumentError, match="need tasks"):
        Funnel(FiltersConfig())
    with pytest.raises(ArgumentError, match="workers"):
        Funnel(workers=0)
    with pytest.raises(ArgumentError, match="1 of the tasks"):
        Funnel(tasks=[{"environment": "e"}])
    with pytest.raises(ArgumentError, match="batch_rows"):
        next(Funnel().judge([], batch_rows=0))
    trusting = FiltersConfig(exact=False, trust_reward=True)
    assert reasons([{**GOOD, "reward": 1}, {**GOOD, "reward": 0}], config=trusting) == [
        None,
        "reward_too_low",
    ]
