"""Equivalence against brute force, and against thousands of edits whose answer is known."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Equivalence, Schema, State
from agentscaler.errors import StateError
from reference.state import Rules, equivalent

SHOP = Equivalence(
    generated=["orders.id", "orders.at"],
    timestamps={"orders.at": "ordered"},
    references={"pays.order": "orders.id", "pays.parent": "pays.order", "users.last": "orders.id"},
    keys={"users": "name"},
    unordered=["pays", "orders.tags"],
    ignored=["orders.note"],
    tolerance={"orders.total": 0.25},
)
RULES = Rules(
    keys={"users": "name"},
    generated={("orders", "id"), ("orders", "at")},
    ordered_times={("orders", "at")},
    references={
        ("pays", "order"): ("orders", "id"),
        ("pays", "parent"): ("pays", "order"),
        ("users", "last"): ("orders", "id"),
    },
    unordered={("pays",), ("orders", "tags")},
    ignored={("orders", "note")},
    tolerance={("orders", "total"): 0.25},
)
NAMES = st.sampled_from(["o1", "n1", "n2", "n3"])
TIMES = st.sampled_from(["t1", "t5", "t6", "t7"])


def optional(**columns: Any) -> Any:
    return st.fixed_dictionaries({}, optional=columns)


ORDER = optional(
    id=NAMES,
    at=TIMES,
    note=st.sampled_from(["x", "y"]),
    total=st.sampled_from([1, 1.125, 1.25, 1.375, 2]),
    tags=st.lists(st.sampled_from(["a", "b"]), max_size=2),
)
PAY = optional(order=NAMES, parent=NAMES, v=st.integers(0, 1))
BASE: dict[str, Any] = {
    "orders": [{"id": "o1", "at": "t5"}],
    # The second one names an order that is not there, and may never be.
    "pays": [{"order": "o1"}, {"parent": "n3"}],
    "users": {"u": {"last": "o1"}},
}


@st.composite
def grown(draw: Any) -> dict[str, Any]:
    """What a base can become: rows at the end, and another last order."""
    state = copy.deepcopy(BASE)
    state["orders"] += draw(st.lists(ORDER, max_size=2))
    state["pays"] += draw(st.lists(PAY, max_size=2))
    if draw(st.booleans()):
        state["users"]["u"]["last"] = draw(NAMES)
    return state


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: renamed(item, names) for name, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


@st.composite
def twins(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two outcomes that are nearly or wholly the same."""
    a = draw(grown())
    if draw(st.integers(0, 3)) == 0:
        return a, draw(grown())
    names = dict(zip(["n1", "n2", "n3"], draw(st.permutations(["n1", "n2", "n3"])), strict=True))

    b = renamed(a, names)
    b["pays"] = BASE["pays"] + draw(st.permutations(b["pays"][2:]))
    for order in b["orders"][1:]:
        if draw(st.integers(0, 3)) == 0:
            order.update(draw(ORDER))
    return a, b


def random_row(rng: random.Random, columns: dict[str, list[Any]]) -> dict[str, Any]:
    return {name: rng.choice(of) for name, of in columns.items() if rng.random() < 0.6}


ORDERS = {
    "id": ["o1", "n1", "n2", "n3"],
    "at": ["t1", "t5", "t6", "t7"],
    "note": ["x", "y"],
    "total": [1, 1.125, 1.25, 1.375, 2],
    "tags": [[], ["a"], ["a", "b"], ["b", "a"], ["b", "b"]],
}
PAYS = {"order": ORDERS["id"], "parent": ORDERS["id"], "v": [0, 1]}


def random_twins(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same without help in making failures small: some hundred times as many in a second."""

    def grown() -> dict[str, Any]:
        state = copy.deepcopy(BASE)
        state["orders"] += [random_row(rng, ORDERS) for _ in range(rng.randrange(3))]
        state["pays"] += [random_row(rng, PAYS) for _ in range(rng.randrange(3))]
        if rng.random() < 0.5:
            state["users"]["u"]["last"] = rng.choice(ORDERS["id"])
        return state

    a = grown()
    if rng.randrange(4) == 0:
        return a, grown()
    b = renamed(a, dict(zip(["n1", "n2", "n3"], rng.sample(["n1", "n2", "n3"], 3), strict=True)))
    b["pays"] = BASE["pays"] + rng.sample(b["pays"][2:], len(b["pays"]) - 2)
    for order in b["orders"][1:]:
        if rng.randrange(8) == 0:
            order.update(random_row(rng, ORDERS))
    return a, b


def grow(base: State, value: dict[str, Any]) -> State:
    state = base.fork()
    for table in ("orders", "pays"):
        for row in value[table][len(BASE[table]) :]:
            state.insert_at(table, state.count(table), row)
    state.put("users", "u", value["users"]["u"])
    return state


@given(twins())
def test_brute_force_agrees(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    check(pair)


def test_brute_force_agrees_on_thousands_of_cases(cases: int) -> None:
    rng = random.Random(5)
    equal = sum(check(random_twins(rng)) for _ in range(cases))
    assert cases / 8 < equal < cases * 7 / 8


def check(pair: tuple[dict[str, Any], dict[str, Any]]) -> bool:
    """Ask the engine in all the ways there are; tells what the answer was."""
    base = State.from_json(BASE)
    a, b = (grow(base, value) for value in pair)
    expected = equivalent(BASE, *pair, RULES) is not None
    found = SHOP.compare(a, b)
    assert found.verdict == ("equal" if expected else "different"), found
    assert (found.reason is None) == expected
    assert bool(SHOP.compare(b, a)) == expected
    assert bool(a.diff(b, SHOP)) == (not expected)
    # A stranger with a given base: slower, the same answer.
    strangers = [State.from_json(value) for value in pair]
    assert bool(SHOP.compare(*strangers, base=base)) == expected
    return expected


KEYED = Schema.from_json(
    {
        "tables": {
            "orders": {"key": "id", "columns": {"id": {"generated": True}}},
            "pays": {
                "key": "id",
                "columns": {
                    "id": {"generated": True},
                    "order": {"references": "orders.id"},
                    "text": {"mentions": ["orders.id"]},
                },
            },
        }
    }
)


def outcome(base: State, names: list[str], pays: list[str], wrong: int | None = None) -> State:
    """Orders that look the same in twos, each with a payment that names it."""
    state = base.fork()
    for i, name in enumerate(names):
        state.insert("orders", name, {"id": name, "total": i // 2})
    for i, pay in enumerate(pays):
        order = names[(i + 1) % len(names) if i == wrong else i]
        text = f"paid {order}, thanks"
        state.insert("pays", pay, {"id": pay, "order": order, "sum": i, "text": text})
    return state


def test_renamings_are_accepted_and_broken_references_refused() -> None:
    same = Equivalence(KEYED)
    base = State.from_json({"orders": {"o0": {"id": "o0", "total": 9}}, "pays": {}}, KEYED)
    rng = random.Random(7)
    gold = outcome(base, [f"g{i}" for i in range(6)], [f"p{i}" for i in range(6)])
    for case in range(1_000):
        numbers = rng.sample(range(10**6), 12)
        names, pays = [f"x{n}" for n in numbers[:6]], [f"y{n}" for n in numbers[6:]]
        order = rng.sample(range(6), 6)
        found = same.compare(gold, outcome(base, names, pays))
        assert found.verdict == "equal", (case, found)
        assert len(found.renaming) == 12
        wrong = outcome(base, names, pays, wrong=order[0])
        found = same.compare(gold, wrong)
        assert found.verdict == "different", (case, found)
        assert "pays" in (found.reason or "")


def test_the_wrong_one_of_two_equal_rows_is_refused() -> None:
    """Both seats look the same, but one of them is the one that the passenger holds."""
    seats = [{"seat": "1A", "price": 5}, {"seat": "1B", "price": 5}]
    base = State.from_json({"seats": seats, "holds": [{"seat": "1A"}]})
    same = Equivalence(generated=["seats.seat"], references={"holds.seat": "seats.seat"})
    gold, rollout = base.fork(), base.fork()
    gold.put_at("seats", 0, {"seat": "1A", "price": 0})
    rollout.put_at("seats", 1, {"seat": "1B", "price": 0})
    assert same.compare(gold, rollout).verdict == "different"
    # Rows made by tools are told apart by who refers to them.
    gold, rollout = base.fork(), base.fork()
    for state, held in (gold, "n1"), (rollout, "n2"):
        state.insert_at("seats", 2, {"seat": "n1", "price": 1})
        state.insert_at("seats", 3, {"seat": "n2", "price": 1})
        state.insert_at("holds", 1, {"seat": held})
    found = same.compare(gold, rollout)
    assert found.verdict == "different"
    assert Equivalence(
        generated=["seats.seat"], references={"holds.seat": "seats.seat"}, unordered=["seats"]
    ).compare(gold, rollout)


def test_mentions_follow_the_renaming_as_whole_words_only() -> None:
    base = State.from_json({"orders": [], "notes": []})
    rules = {"generated": ["orders.id"], "mentions": {"notes.text": ["orders.id"]}}
    for gold_text, text, expected in [
        ("see a1.", "see b2.", True),
        ("see a1.", "see a1.", False),
        ("see a10.", "see a10.", True),
        ("a1 a1", "b2 b2", True),
        ("a1", "b20", False),
    ]:
        gold, rollout = base.fork(), base.fork()
        for state, name, words in (gold, "a1", gold_text), (rollout, "b2", text):
            state.insert_at("orders", 0, {"id": name})
            state.insert_at("notes", 0, {"text": words})
        assert bool(Equivalence(**rules).compare(gold, rollout)) == expected, (gold_text, text)


def test_the_initial_state_is_never_renamed() -> None:
    base = State.from_json({"orders": [{"id": "o1", "v": 1}, {"id": "o2", "v": 1}]})
    gold, rollout = base.fork(), base.fork()
    gold.put_at("orders", 0, {"id": "o1", "v": 2})
    rollout.put_at("orders", 1, {"id": "o2", "v": 2})
    free = Equivalence(generated=["orders.id"], unordered=["orders"])
    assert free.compare(gold, rollout).verdict == "different"
    # Without a common base nothing is known to be new.
    strangers = [State.from_json({"orders": [{"id": name}]}) for name in ("x", "y")]
    assert not free.compare(*strangers)
    assert free.compare(*strangers, base=State.from_json({"orders": []}))


def frucht(names: list[str], *, twisted: bool) -> list[tuple[str, str]]:
    """Two regular graphs that refinement alone cannot tell apart: one ring of 6, or two of 3."""
    rings = [names[:3], names[3:]] if twisted else [names]
    return [(ring[i], ring[(i + 1) % len(ring)]) for ring in rings for i in range(len(ring))]


def rings(base: State, names: list[str], *, twisted: bool, mixed: bool = False) -> State:
    state = base.fork()
    for name in sorted(names) if mixed else names:
        state.insert_at("nodes", state.count("nodes"), {"id": name})
    for a, b in frucht(names, twisted=twisted):
        state.insert_at("edges", state.count("edges"), {"from": a, "to": b})
    return state


def test_what_looks_the_same_everywhere_is_searched_and_bounded() -> None:
    base = State.from_json({"nodes": [], "edges": []})
    rules: dict[str, Any] = {
        "generated": ["nodes.id"],
        "references": {"edges.from": "nodes.id", "edges.to": "nodes.id"},
        "unordered": ["nodes", "edges"],
    }
    gold = rings(base, list("abcdef"), twisted=False)
    same = Equivalence(**rules)
    assert same.compare(gold, rings(base, list("uvwxyz"), twisted=False))
    found = same.compare(gold, rings(base, list("uvwxyz"), twisted=True))
    assert found.verdict == "different"
    undecided = Equivalence(**rules, bound=0).compare(
        gold, rings(base, list("zvywux"), twisted=False, mixed=True)
    )
    assert undecided.verdict == "undecided"
    assert not undecided


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({"ignored": [""]}, "expected a place"),
        ({"references": {"a.x": "b.x", "b.x": "a.x"}}, "circle"),
        ({"tolerance": {"a.x": -1}}, "from 0 on"),
        ({"timestamps": {"a.x": "sometimes"}}, "ignored"),
    ],
)
def test_malformed_rules_are_refused(rules: dict[str, Any], reason: str) -> None:
    with pytest.raises(StateError, match=reason):
        Equivalence(**rules)


def test_unknown_marks_of_a_schema_are_refused() -> None:
    with pytest.raises(StateError, match="unknown field"):
        Schema.from_json({"tables": {"t": {"columns": {"c": {"generate": True}}}}})


def test_a_row_beyond_the_tolerance_is_named():
    base = State.from_json({"refunds": []})
    same = Equivalence(
        unordered=["refunds"], generated=["refunds.id"], tolerance={"refunds.amount": 0.005}
    )

    def outcome(made, amount):
        state = base.fork()
        state.insert_at("refunds", 0, {"id": made, "amount": amount})
        return state

    assert same.compare(outcome("r-1", 20.0), outcome("r-2", 20.001))
    found = same.compare(outcome("r-1", 20.0), outcome("r-2", 200.0))
    assert found.reason == (
        "refunds[0]: no row of the other state fits it; "
        "the nearest differs at refunds[0].amount: 20.0 -> 200.0"
    )
