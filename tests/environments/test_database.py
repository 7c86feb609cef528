"""``db`` against its description, in every engine: random operations on random small states."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Schema, Side, State
from reference import database as reference
from reference.engines import ENGINES

if TYPE_CHECKING:
    from reference.engines import Engine

CASES = Path(__file__).parents[1] / "cases"
PLAYERS = [engine(CASES / "database_play.py") for engine in ENGINES]

# Few values of each kind, so that operations meet.
IDS = st.sampled_from(["a", "b", "é", 1, 2])
CELLS = st.sampled_from([None, True, False, 0, 1, 1.0, 2, 0.5, "a", "1", [1], {"x": 1.0}, 10**20])
ROWS = st.dictionaries(st.sampled_from(["id", "n", "part", "x", "table"]), CELLS, max_size=3)
TABLES = ["users", "orders", "seats", "log", "settings"]
SCHEMA = {
    "tables": {
        "users": {"key": "id", "columns": {"n": {"type": ["integer", "string"]}}},
        "orders": {"key": "id", "columns": {"id": {"type": "integer"}, "x": {"enum": [1, "a"]}}},
        "seats": {"key": ["part", "n"], "columns": {"part": {"required": True}}},
        "settings": {"kind": "document"},
    }
}


def listed(*, schema: bool) -> st.SearchStrategy[dict[str, Any]]:
    """States; rows fit the schema where there is one."""
    if not schema:
        return st.fixed_dictionaries(
            {},
            optional={
                "users": st.dictionaries(st.sampled_from("ab12"), ROWS, max_size=3),
                "orders": st.lists(ROWS, max_size=3),
                "seats": st.lists(ROWS.map(lambda row: {**row, "id": len(row)}), max_size=2),
                "log": st.lists(st.just({"x": 1}), max_size=3),
                "settings": CELLS | st.just({"a": 1, "b": [1]}),
            },
        )
    users = st.sampled_from([{"n": 1}, {"n": "a", "x": None}, {}])
    return st.fixed_dictionaries(
        {
            "users": st.dictionaries(st.sampled_from("ab12"), users, max_size=3),
            "orders": st.sets(st.integers(1, 4), max_size=3).map(
                lambda ids: [{"id": i, "x": 1} for i in sorted(ids)]
            ),
            "seats": st.sets(st.sampled_from([("A", 1), ("A", 2), ("B", 1)])).map(
                lambda keys: [{"part": part, "n": n} for part, n in sorted(keys)]
            ),
            "settings": st.sampled_from([{"a": 1}, {}, [1]]),
        }
    )


KEYS = (
    IDS
    | st.none()
    | st.sampled_from([0, -1, 1.0, True, "<set>", [], "<tuple>", ["A", 1], ["B", 1], ["a"], 10**20])
)
WHAT = ROWS | st.sampled_from([None, [1], "<set>", {"x": "<nan>"}, "<nan>", "<name 1>", 5])
TABLE = st.sampled_from([*TABLES, "none"]) | st.sampled_from([None, 1])
COLUMNS = st.dictionaries(
    st.sampled_from(["id", "n", "part", "x", "table", "self"]), CELLS | st.just("<nan>"), max_size=2
)


def operation(do: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"do": st.just(do), "with": st.tuples(*parts).map(list)})


def search(do: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"do": st.just(do), "with": st.tuples(TABLE).map(list), "columns": COLUMNS}
    )


OPERATIONS = st.one_of(
    operation("get", TABLE, KEYS),
    operation("get", TABLE),
    search("find"),
    search("keys"),
    search("count"),
    operation("rows", TABLE),
    operation("items", TABLE),
    operation("insert", TABLE, WHAT),
    operation("insert", TABLE, WHAT, KEYS),
    operation("update", TABLE, KEYS, WHAT),
    operation("put", TABLE, KEYS, WHAT),
    operation("delete", TABLE, KEYS),
    operation("delete", TABLE),
    operation("new_id", TABLE),
    operation("new_id", TABLE, st.sampled_from(["#", "?", "##-??-**é", "", None, 5, "#" * 201])),
    operation("now"),
    operation("random"),
)
CALLS = st.lists(
    st.tuples(
        st.lists(OPERATIONS, max_size=8), st.sampled_from(["return", "return", "refuse", "fail"])
    ),
    min_size=1,
    max_size=4,
)
SIDES = st.fixed_dictionaries(
    {
        "seed": st.sampled_from([0, 7, 2**64 - 1]),
        "clock_us": st.sampled_from([0, -1, 1_715_785_200_000_000, 951_782_399_999_999]),
    }
)


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def plain(tables: dict[str, Any], schema: dict[str, Any] | None) -> dict[str, reference.Table]:
    declared = (schema or {"tables": {}})["tables"]
    tables = copy.deepcopy(tables)
    return {
        name: reference.Table.of(value, declared.get(name, {})) for name, value in tables.items()
    }


def check(
    tables: dict[str, Any], schema: dict[str, Any] | None, side: dict[str, int], calls: list[Any]
) -> None:
    """Every engine and the reference say the same after every call."""
    oracle = reference.Database(plain(tables, schema), **side)
    start = State.from_json(tables, schema and Schema.from_json(schema))
    start.side = Side(**side)
    states = [start.fork() for _ in PLAYERS]
    for operations, end in calls:
        expected = reference.play(oracle, operations, end)
        values = {name: table.value for name, table in oracle.tables.items()}
        text = compact(values)
        seen = []
        for player, state in zip(PLAYERS, states, strict=True):
            result = player.call(state, "play", {"operations": operations, "end": end})
            if expected is None:
                kind = {"refuse": "refusal", "fail": "fault"}[end]
                content = {"refuse": "enough", "fail": "the tool failed: ValueError: enough"}[end]
                assert (result.kind, result.content) == (kind, content)
            else:
                assert result.kind == "ok", result
                assert json.loads(result.content) == expected
            assert state.to_json() == text
            assert state.side == Side(
                clock_us=oracle.clock_us,
                seed=oracle.seed,
                drawn=oracle.drawn,
                counters=oracle.counters,
            )
            seen.append((result.kind, result.content, state.digest()))
        assert seen == [seen[0]] * len(seen)


@given(listed(schema=False), SIDES, CALLS)
def test_engines_and_reference_agree(tables: Any, side: Any, calls: Any) -> None:
    check(tables, None, side, calls)


@given(listed(schema=True), SIDES, CALLS)
def test_engines_and_reference_agree_under_a_schema(tables: Any, side: Any, calls: Any) -> None:
    check(tables, SCHEMA, side, calls)


GOLDEN = json.loads((CASES / "database.json").read_text("utf-8"))


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: type(player).__name__)
@pytest.mark.parametrize("case", GOLDEN, ids=[case["name"] for case in GOLDEN])
def test_golden_cases(case: dict[str, Any], player: Engine) -> None:
    """The cases that Rust reads as well, messages included."""
    schema = case["schema"] and Schema.from_json(case["schema"])
    state = State.from_json(case["state"], schema)
    state.side = Side(seed=case["seed"], clock_us=case["clock_us"])
    for call in case["calls"]:
        operations = call["operations"]
        for number, operation in enumerate(operations, 1):
            if "message" in operation:
                result = player.call(state, "last", {"operations": operations[:number]})
                said = f"the tool failed: {operation['raises']}: {operation['message']}"
                assert (result.kind, result.content) == ("fault", said)
        given = {"operations": operations, "end": call["end"]}
        result = player.call(state, "play", given)
        assert result.kind == call["kind"], result
        if "content" in call:
            assert result.content == call["content"]
        else:
            outcomes = json.loads(result.content)
            for seen, operation in zip(outcomes, operations, strict=True):
                expected = {n: operation[n] for n in ("gives", "raises") if n in operation}
                assert compact(seen) == compact(expected), operation
        assert state.to_json() == compact(call["state"])
        assert state.side == Side(seed=case["seed"], **call["side"])


def test_golden_cases_are_what_the_reference_says() -> None:
    for case in GOLDEN:
        tables = plain(case["state"], case["schema"])
        oracle = reference.Database(tables, case["seed"], case["clock_us"])
        for call in case["calls"]:
            expected = reference.play(oracle, call["operations"], call["end"])
            assert (expected is None) == (call["kind"] != "ok")
            for outcome, operation in zip(expected or [], call["operations"], strict=False):
                assert compact(outcome) == compact(
                    {n: operation[n] for n in ("gives", "raises") if n in operation}
                ), (case["name"], operation)
            values = {name: table.value for name, table in oracle.tables.items()}
            assert compact(values) == compact(call["state"])


TUPLES = '''
def tool(db):
    """Keys of several columns can be names of a dict."""
    seats = {key: row["free"] for key, row in db.items("seats")}
    key = db.insert("seats", {"flight": "B", "seat": 1, "free": None})
    return [
        isinstance(key, tuple),
        key == ("B", 1),
        seats[("A", 1)],
        [isinstance(key, tuple) for key in db.keys("seats")],
        isinstance(db.items("seats")[0], tuple),
    ]
'''


@pytest.mark.parametrize("engine", ENGINES)
def test_keys_of_several_columns_are_tuples(engine: type[Engine], tmp_path: Path) -> None:
    path = tmp_path / "tools.py"
    path.write_text(TUPLES)
    schema = Schema.from_json({"tables": {"seats": {"key": ["flight", "seat"]}}})
    state = State.from_json({"seats": [{"flight": "A", "seat": 1, "free": True}]}, schema)
    result = engine(path).call(state, "tool", {})
    assert result.content == "[true, true, true, [true, true], true]"
