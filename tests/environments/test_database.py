"""``db`` against its description, in every engine: random operations on random small states."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Schema, Side, State
from reference import database as reference
from reference.engines import ENGINES

CASES = Path(__file__).parents[1] / "cases"
PLAYERS = [engine(CASES / "database_play.py") for engine in ENGINES]

# Few values of each kind, so that operations meet.
IDS = st.sampled_from(["a", "b", "é", 1, 2])
CELLS = st.sampled_from([None, True, False, 0, 1, 1.0, 2, 0.5, "a", "1", [1], {"x": 1.0}, 10**20])
ROWS = st.dictionaries(st.sampled_from(["id", "n", "part", "x"]), CELLS, max_size=3)
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
    st.sampled_from(["id", "n", "part", "x"]), CELLS | st.just("<nan>"), max_size=2
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


def without_messages(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{n: v for n, v in outcome.items() if n != "message"} for outcome in outcomes]


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
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        seen = []
        for player, state in zip(PLAYERS, states, strict=True):
            result = player.call(state, "play", {"operations": operations, "end": end})
            if expected is None:
                kind = {"refuse": "refusal", "fail": "fault"}[end]
                content = {"refuse": "enough", "fail": "the tool failed: ValueError: enough"}[end]
                assert (result.kind, result.content) == (kind, content)
            else:
                assert result.kind == "ok", result
                assert without_messages(json.loads(result.content)) == expected
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
