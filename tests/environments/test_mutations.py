"""Wrong outcomes on real databases: every one is found and named, and no right one is refused.

Without the reference data the same runs on a small made-up database.
"""

from __future__ import annotations

import copy
import json
import os
import random
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from agentscaler.environments import Equivalence, State
from reference.databases import database, folders
from reference.state import equal, value_key
from scale import is_deep

CASES = 10_000 if is_deep() else 4_000
MADE_UP = {
    "users": {
        f"u{i}": {"name": f"n{i}", "age": i, "address": {"zip": str(i)}, "tags": ["a", i]}
        for i in range(40)
    },
    "orders": [
        {"order_id": i, "user_id": f"u{i % 40}", "total": i + 0.5, "lines": [{"sku": f"s{i}"}]}
        for i in range(60)
    ],
    "payments": [{"order_id": i, "sum": i + 0.5, "paid": True} for i in range(50)],
}


def _databases() -> list[tuple[str, bytes]]:
    shared = Path(os.environ.get("AGENTSCALER_SHARED", Path(__file__).parents[3] / "shared"))
    found = {"made up": json.dumps(MADE_UP).encode()}
    if (shared / "data" / "envs").is_dir():
        for folder in folders(shared):
            text = database(folder)
            if text not in found.values():
                found[folder.name] = text
    return list(found.items())


@pytest.fixture(scope="module")
def databases() -> list[tuple[str, dict[str, Any], State]]:
    texts = _databases()
    return [(name, json.loads(text), State.from_json(text)) for name, text in texts]


def rows(table: Any) -> list[tuple[Any, Any]]:
    """Rows of a table with their keys or positions."""
    if isinstance(table, dict) and all(isinstance(row, dict) for row in table.values()):
        return list(table.items())
    if isinstance(table, list) and all(isinstance(row, dict) for row in table):
        return list(enumerate(table))
    return []


OTHERS = [None, True, False, 0, 1, -1.5, 10**20, "", "?", "1", [], {}, [1], {"a": 1}]


def perturbed(rng: random.Random, row: Any) -> tuple[Any, list[Any], Any, Any] | None:
    """A row with one other cell: the row, the way, the old and the new content."""
    row = copy.deepcopy(row)
    value, way = row, []
    while True:
        step = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
        way.append(step)
        if not isinstance(value[step], dict | list) or not value[step]:
            break
        value = value[step]
    old, new = value[step], rng.choice(OTHERS)
    kind = rng.randrange(8) if isinstance(value, dict) else 2
    if kind == 0:
        del value[step]
        return row, way, old, ...
    if kind == 1:
        value["new cell"] = new
        return row, [*way[:-1], "new cell"], ..., new
    value[step] = copy.deepcopy(new)
    # From one list or object to another is a step further down: another cell.
    is_cell = type(old) is not type(new) or not isinstance(old, dict | list)
    return (row, way, old, new) if is_cell and not equal(old, new) else None


def put(state: State, table: str, key: Any, row: Any) -> None:
    (state.put_at if isinstance(key, int) else state.put)(table, key, row)


def test_every_changed_cell_is_found_and_named(databases: Any) -> None:
    rng = random.Random(1)
    places = [
        [(table, key, row) for table, value in plain.items() for key, row in rows(value) if row]
        for _, plain, _ in databases
    ]
    found = 0
    while found < CASES:
        which = rng.randrange(len(databases))
        if not places[which]:
            continue
        base = databases[which][2]
        table, key, row = rng.choice(places[which])
        case = perturbed(rng, row)
        if case is None:
            continue
        other, way, old, new = case
        fork = base.fork()
        put(fork, table, key, other)
        seen = base.diff(fork).to_dict()["tables"]
        assert len(seen) == 1 == len(seen[0]["rows"]) == len(seen[0]["rows"][0]["cells"]), seen
        (change,) = seen[0]["rows"]
        (cell,) = change["cells"]
        assert (seen[0]["table"], change.get("from", change.get("key"))) == (table, key)
        assert cell["path"] == way
        assert value_key(cell["old"]) == value_key(old) if old is not ... else "old" not in cell
        assert value_key(cell["new"]) == value_key(new) if new is not ... else "new" not in cell
        if found % 16 == 0:
            assert fork.digest() != base.digest()
        found += 1


@dataclass(kw_only=True)
class Link:
    """A table with ids, a list of rows that refers to it, and rows that tools could add."""

    base: State
    owner: str
    column: str
    listed: bool
    """Whether the ids stand in rows of a list, not as keys of an object."""
    user: str
    old: list[Any]
    """Ids that are there already."""
    owned: list[Any]
    using: list[Any]

    def equivalence(self) -> Equivalence:
        return Equivalence(
            generated=[[self.owner, self.column]],
            references={f"{self.user}.{self.column}": [self.owner, self.column]},
            unordered=[[self.owner], [self.user]],
            keys={} if self.listed else {self.owner: self.column},
        )

    def add(self, state: State, name: str, row: dict[str, Any]) -> None:
        if self.listed:
            row = {**row, self.column: name}
            state.insert_at(self.owner, state.count(self.owner), row)
        else:
            state.insert(self.owner, name, row)

    def refer(self, state: State, row: dict[str, Any], name: Any) -> None:
        state.insert_at(self.user, state.count(self.user), {**row, self.column: name})

    def outcome(self, ids: list[Any], targets: list[Any], order: list[int]) -> State:
        """New rows under `ids`, and rows that refer to `targets`, in some order."""
        state = self.base.fork()
        for i in order:
            self.add(state, ids[i], self.owned[i])
        for i in reversed(order):
            self.refer(state, self.using[i], targets[i])
        return state


def without(column: str, found: list[tuple[Any, Any]]) -> list[Any]:
    """Three rows without a column that are not equal."""
    short = [{name: cell for name, cell in row.items() if name != column} for _, row in found]
    return list({value_key(row): row for row in short}.values())[:3]


def _link(base: State, plain: dict[str, Any], owner: str, user: str, column: str) -> Link | None:
    owned, using = rows(plain[owner]), rows(plain[user])
    listed = isinstance(plain[owner], list)
    old = [row.get(column) if listed else key for key, row in owned]
    used = [row.get(column) for _, row in using]
    if not all(isinstance(value, str | int) for value in old + used):
        return None
    link = Link(
        base=base,
        owner=owner,
        column=column,
        listed=listed,
        user=user,
        old=old,
        owned=without(column, owned),
        using=without(column, using),
    )
    is_key = len(set(old)) == len(old) and set(used) <= set(old)
    return link if is_key and len(link.owned) == 3 == len(link.using) else None


@pytest.fixture(scope="module")
def links(databases: Any) -> list[Link]:
    found = []
    for _, plain, base in databases:
        lists = [name for name, table in plain.items() if isinstance(table, list) and rows(table)]
        owners = [name for name, table in plain.items() if rows(table)]
        for owner, user in product(owners, lists):
            columns = [name for name in plain[user][0] if name.endswith("id")]
            if owner != user:
                found += [_link(base, plain, owner, user, column) for column in columns]
    return [link for link in found if link is not None]


def test_renamed_ids_pass_and_broken_references_do_not(links: list[Link]) -> None:
    rng = random.Random(2)
    ids = ["gold 1", "gold 2", "gold 3"]
    golds = [(link.equivalence(), link.outcome(ids, ids, [0, 1, 2])) for link in links]
    for case in range(CASES):
        at = case if case < len(links) else rng.randrange(len(links))
        link, (same, gold) = links[at], golds[at]
        new = [f"new {number}" for number in rng.sample(range(10**6), 3)]
        order = rng.sample(range(3), 3)
        answer = same.compare(gold, link.outcome(new, new, order))
        assert answer.verdict == "equal", (link, answer)
        renamed = sorted((old, now) for _, old, now in answer.renaming)
        assert renamed == list(zip(ids, new, strict=True))
        # One row refers to another new one, to an old one, or to none.
        targets: list[Any] = list(new)
        wrong = rng.randrange(3)
        targets[wrong] = rng.choice([new[wrong - 1], rng.choice(link.old), "nowhere"])
        answer = same.compare(gold, link.outcome(new, targets, order))
        assert answer.verdict == "different", (link, targets, answer)
        assert answer.reason


def test_the_wrong_one_of_two_equal_rows_is_refused(links: list[Link]) -> None:
    rng = random.Random(3)
    for case in range(1_000):
        link = links[case % len(links)]
        same, row = link.equivalence(), link.owned[0]
        # Two rows that are equal but for their ids were there before: only one is meant.
        twins = replace(link, base=link.base.fork())
        for name in ("twin 1", "twin 2"):
            link.add(twins.base, name, row)
        meant = rng.choice(["twin 1", "twin 2"])
        other = {"twin 1": "twin 2", "twin 2": "twin 1"}[meant]
        gold, rollout, again = (twins.base.fork() for _ in range(3))
        for state, name in (gold, meant), (rollout, other), (again, meant):
            if link.listed:
                at = state.count(link.owner) - (2 if name == "twin 1" else 1)
                state.put_at(link.owner, at, {**row, link.column: name, "touched": True})
            else:
                state.update(link.owner, name, {"touched": True})
        assert gold == again
        assert gold.digest() != rollout.digest()
        assert same.compare(gold, rollout).verdict == "different"
        # Both rows are new: which of them is meant, the row tells that refers to it.
        outcomes = []
        for touched, target in ((0, 0), (0, 1), (1, 1)):
            state = link.base.fork()
            new = [f"{case} {target} {i}" for i in range(2)]
            for i, name in enumerate(new):
                link.add(state, name, {**row, "touched": i == touched})
            link.refer(state, link.using[0], new[target])
            outcomes.append(state)
        first, wrong, second = outcomes
        assert same.compare(first, second)
        assert same.compare(first, wrong).verdict == "different"
