"""The database of nested dicts: what a call changed is told, taken back, and made again."""

from __future__ import annotations

import copy
import json
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler._worker.database import Database
from agentscaler._worker.tracked import NotJsonError
from agentscaler.environments import State
from agentscaler.environments.dict_tools.changes import apply_changes

BASE = {
    "orders": {
        "#1": {"status": "pending", "items": [{"id": "a", "price": 1.5}], "user": {"id": "u1"}},
        "#2": {"status": "done", "items": [], "user": {"id": "u2"}},
        "#3": {"status": "done", "items": [{"id": "b", "price": 2}], "user": {"id": "u3"}},
    },
    "flights": [
        {"no": "F1", "seats": [1, 2]},
        {"no": "F2", "seats": []},
        {"no": "F3", "seats": [3]},
    ],
    "settings": {"currency": "EUR", "limits": {"day": 5}, "tags": ["x"]},
    "log": [],
    "users": {},
    "total": 5,
}


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


ROWS = [{"status": "new"}, {"items": [{"id": "z"}], "user": {"id": "u9"}}, {}]


def any_container(data, rng):
    """A container at any depth, as a tool may have one in hand."""
    found = [data]

    def walk(value):
        if isinstance(value, dict):
            found.append(value)
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            found.append(value)
            for part in value:
                walk(part)

    walk(data)
    return rng.choice(found)


def write(data, rng):  # noqa: C901, PLR0912 - every way to write
    """One random write, the same for a tracked database and for plain dicts."""
    target = any_container(data, rng)
    fresh = copy.deepcopy(rng.choice([*ROWS, 7, "text", [1, {"k": 2}], None]))
    if isinstance(target, dict):
        key = rng.choice([*list(target), "new", "#1", "#9"])
        match rng.randrange(9):
            case 0 | 1 | 2:
                target[key] = fresh
            case 3:
                target.pop(key, None)
            case 4 if key in target:
                del target[key]
            case 5:
                target.setdefault(key, fresh)
            case 6:
                target.update({key: fresh, "more": 1})
            case 7 if target and rng.random() < 0.2:
                target.popitem()
            case 8 if rng.random() < 0.1:
                target.clear()
        return
    match rng.randrange(10):
        case 0 | 1:
            target.append(fresh)
        case 2:
            target.extend([fresh, {"row": 1}])
        case 3 if target:
            target.pop(rng.randrange(len(target)))
        case 4:
            target.insert(rng.randrange(len(target) + 1), fresh)
        case 5 if target:
            target[rng.randrange(len(target))] = fresh
        case 6:
            target.reverse()
        case 7 if target:
            del target[rng.randrange(len(target)) :]
        case 8:
            target.sort(key=text)
        case 9 if target:
            target.remove(target[0])


def unshared(value):
    """A copy in which no container stands twice, as JSON has it."""
    return json.loads(json.dumps(value))


def assert_same(database, plain, state):
    assert text(database) == text(plain)
    assert state.to_json().decode() == text(plain)


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_random_calls_agree_with_plain_dicts(seed, calls):
    rng = random.Random(seed)
    database, plain, state = (
        Database(copy.deepcopy(BASE)),
        copy.deepcopy(BASE),
        State.from_json(BASE),
    )
    history = [(text(plain), [])]
    for _ in range(calls):
        writes, undone = rng.randrange(5), rng.random() < 0.3
        before = text(plain)
        call = rng.getrandbits(32)
        for data in (database, plain):
            again = random.Random(call)
            for _ in range(writes):
                write(data, again)
        if undone:
            database.undo()
            plain = json.loads(before)
        else:
            changes = database.changes()
            assert changes == json.loads(json.dumps(changes))
            apply_changes(state, changes)
            plain = unshared(plain)
            history.append((text(plain), changes))
        assert_same(database, plain, state)
    # Back to the beginning and forth again.
    for at in range(len(history) - 1, 0, -1):
        database.apply(history[at][1], forward=False)
        assert text(database) == history[at - 1][0]
    for after, changes in history:
        database.apply(changes, forward=True)
        assert text(database) == after


def test_it_is_made_of_dicts_and_lists():
    database = Database(copy.deepcopy(BASE))
    assert isinstance(database, dict)
    assert isinstance(database["orders"]["#1"], dict)
    assert isinstance(database["flights"], list)
    assert database == BASE
    assert database == BASE
    assert repr(database) == repr(BASE)
    assert json.dumps(database) == json.dumps(BASE)
    for copied in (copy.deepcopy(database), pickle.loads(pickle.dumps(database))):  # noqa: S301
        assert copied == BASE
        assert type(copied) is dict
        assert type(copied["orders"]["#1"]["items"]) is list or copied is not None
    assert type(copy.copy(database["orders"]["#1"])) is dict
    assert database.changes() == []


def test_a_call_costs_what_it_wrote_not_what_there_is():
    big = {"orders": {f"#{i}": {"status": "pending", "items": []} for i in range(5000)}}
    database = Database(big)
    for order in database["orders"].values():
        assert order["status"] == "pending"
    assert database.log == []
    database["orders"]["#7"]["status"] = "done"
    assert [owner.key for owner in database.log] == ["#7"]
    assert database.changes() == [
        ["row", "orders", "#7", '{"status":"pending","items":[]}', '{"status":"done","items":[]}']
    ]


def test_two_rows_never_share_a_container_after_a_call():
    database = Database(copy.deepcopy(BASE))
    database["orders"]["#1"]["user"] = database["orders"]["#2"]["user"]
    database.changes()
    database["orders"]["#1"]["user"]["id"] = "other"
    assert database["orders"]["#2"]["user"]["id"] == "u2"
    assert [change[2] for change in database.changes()] == ["#1"]


@pytest.mark.parametrize(
    "value",
    [{1: 2}, {"a": {None: 1}}, float("nan"), {"x": {1, 2}}, b"x", object(), [float("inf")]],
)
def test_what_json_has_no_word_for_is_refused_and_taken_back(value):
    database = Database(copy.deepcopy(BASE))
    database["orders"]["#1"]["x"] = value
    with pytest.raises(NotJsonError):
        database.changes()
    database.undo()
    assert database == BASE
    loop = database["orders"]["#2"]
    loop["self"] = loop
    with pytest.raises(NotJsonError):
        database.changes()
    database.undo()
    assert database == BASE
