"""States beside what people use: same process, same data, one thread, CPU time, best of five.

    python benches/python/state.py [--sizes 1 10 100] [--slow]

Five rows of a database change on two sides that did the same work; then the sides are compared.
The first figure of a block is ours, the others follow with how many times as long they take. tau2
and EnvScaler are written anew as they work: tau2 loads the database, replays, and hashes the sorted
dump of all of it, on both sides; EnvScaler copies and compares the whole state after every step.

Peers that are not installed are left out (`pip install deepdiff jsonpatch immutables orjson`);
deepdiff and jsonpatch run on the smallest size only, unless `--slow` is given.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import importlib.util
import json
import sqlite3
import time
from typing import TYPE_CHECKING, Any

from agentscaler.environments import Equivalence, State

if TYPE_CHECKING:
    from collections.abc import Callable


def database(megabytes: int) -> dict[str, Any]:
    """Users and orders as retail simulators have them, about 0.9 kB for one of each."""
    rows = megabytes * 1_050
    users = {
        f"user_{i}": {
            "user_id": f"user_{i}",
            "name": f"Name {i}",
            "email": f"name{i}@example.com",
            "address": {"street": f"{i} Main Street", "city": "Springfield", "zip": f"{i:05}"},
            "history": [
                {"id": f"p{i}_{k}", "amount": i % 97 + k + 0.25, "kind": "gift_card"}
                for k in range(12)
            ],
        }
        for i in range(rows)
    }
    orders = [
        {
            "order_id": f"#W{i}",
            "user_id": f"user_{i * 7 % rows}",
            "status": "pending",
            "items": [{"sku": f"s{i % 50}", "price": i % 300 + 0.5}],
            "total": i % 300 + 0.5,
        }
        for i in range(rows)
    ]
    return {"users": users, "orders": orders}


CHANGED = (0, 300, 600)


def write(state: dict[str, Any]) -> None:
    """Five changes on plain dictionaries."""
    for i in CHANGED:
        state["users"][f"user_{i}"]["name"] = "New Name"
    for i in CHANGED[:2]:
        state["orders"][i]["status"] = "cancelled"


def write_state(state: State) -> None:
    """The same five changes on a state."""
    for i in CHANGED:
        state.update("users", f"user_{i}", {"name": "New Name"})
    for i in CHANGED[:2]:
        state.update("orders", f"#W{i}", {"status": "cancelled"})


def seconds(call: Callable[[], Any]) -> float:
    """CPU seconds of one call: the best of five series, each as long as 20 ms allow."""
    start = time.process_time()
    call()
    once = max(time.process_time() - start, 1e-7)
    if once > 2:
        return once
    times = max(1, int(0.02 / once))
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            call()
        best = min(best, (time.process_time() - start) / times)
    return best


class Table:
    """Figures of one size."""

    def __init__(self) -> None:
        self.ours: dict[str, float] = {}

    def block(self, title: str, *calls: tuple[str, Callable[[], Any]]) -> None:
        """Time the calls of one block and print them."""
        print(f"  {title}")
        for name, call in calls:
            micros = seconds(call) * 1e6
            own = self.ours.setdefault(title, micros)
            times = "" if own == micros else f"{micros / own:14,.1f}x"
            print(f"    {name:56} {micros:16,.2f} µs {times}")


def installed(name: str) -> bool:
    """Tell whether a peer can be imported."""
    return importlib.util.find_spec(name) is not None


def tau2_hash(state: dict[str, Any]) -> str:
    """Hash the sorted dump of the whole database."""
    return hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()


def tau2(text: bytes) -> bool:
    """Evaluate one task: load twice, write on each side, hash both."""
    gold, rollout = json.loads(text), json.loads(text)
    write(gold)
    write(rollout)
    return tau2_hash(gold) == tau2_hash(rollout)


def envscaler_diff(old: Any, new: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """Compare object by object, everything else as a whole with ``==``."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return {} if old == new else {path: (old, new)}
    found = {}
    for name in old.keys() | new.keys():
        if name in old and name in new:
            found |= envscaler_diff(old[name], new[name], f"{path}.{name}")
        else:
            found[f"{path}.{name}"] = (old.get(name), new.get(name))
    return found


def optional(megabytes: int, plain: dict[str, Any], gold: dict[str, Any], *, slow: bool) -> Any:
    """Calls of peers that are installed, by block."""
    fork: list[tuple[str, Callable[[], Any]]] = []
    equal: list[tuple[str, Callable[[], Any]]] = []
    digest: list[tuple[str, Callable[[], Any]]] = []
    diff: list[tuple[str, Callable[[], Any]]] = []
    if installed("immutables"):
        import immutables

        users = immutables.Map(plain["users"])

        def changed() -> Any:
            mine = users
            for i in CHANGED:
                mine = mine.set(f"user_{i}", {**plain["users"][f"user_{i}"], "name": "New Name"})
            return mine

        first, second = changed(), changed()
        fork.append(("immutables.Map: 3 rows of users, by hand", changed))
        equal.append(("immutables.Map ==, users only", lambda: first == second))
    if installed("orjson"):
        import orjson

        def fast(state: dict[str, Any]) -> bytes:
            return hashlib.sha256(orjson.dumps(state, option=orjson.OPT_SORT_KEYS)).digest()

        equal.append(("orjson, sorted, and sha256, both sides", lambda: fast(plain) == fast(gold)))
        digest.append(("orjson, sorted, and sha256", lambda: fast(plain)))
    if installed("jsonpatch") and (slow or megabytes == 1):
        import jsonpatch

        diff.append(("jsonpatch", lambda: jsonpatch.make_patch(plain, gold)))
    if installed("deepdiff") and (slow or megabytes == 1):
        from deepdiff import DeepDiff

        diff.append(("deepdiff", lambda: DeepDiff(plain, gold)))
    return fork, equal, digest, diff


def savepoint(plain: dict[str, Any]) -> Callable[[], None]:
    """Rows as JSON in SQLite; a savepoint is a fork that has to be given back."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("create table users (key text primary key, row text)")
    rows = ((key, json.dumps(row)) for key, row in plain["users"].items())
    connection.execute("begin")
    connection.executemany("insert into users values (?, ?)", rows)
    connection.execute("commit")

    def work() -> None:
        connection.execute("savepoint s")
        for i in CHANGED:
            connection.execute(
                "update users set row = json_set(row, '$.name', 'New Name') where key = ?",
                (f"user_{i}",),
            )
        connection.execute("rollback to s")
        connection.execute("release s")

    return work


def compare(megabytes: int, *, slow: bool) -> dict[str, float]:
    """Measure one size; returns our figures."""
    plain = database(megabytes)
    text = json.dumps(plain, separators=(",", ":")).encode()
    print(f"\n{len(text) / 1e6:.1f} MB")
    base = State.from_json(text)
    gold, rollout, wrong = base.fork(), base.fork(), base.fork()
    for state in (gold, rollout, wrong):
        write_state(state)
    wrong.update("orders", "#W7", {"status": "lost"})
    # Peers compare the same two sides: equal, without memory in common.
    mine, theirs = copy.deepcopy(plain), copy.deepcopy(plain)
    write(mine)
    write(theirs)
    forks, equals, digests, diffs = optional(megabytes, plain, mine, slow=slow)
    # What a call from Python costs alone.
    table = Table()
    table.block("a call that does nothing", ("State.count", lambda: base.count("users")))
    table.block("fork", ("State.fork", base.fork), ("copy.deepcopy", lambda: copy.deepcopy(plain)))

    def deep() -> None:
        write(copy.deepcopy(plain))

    table.block(
        "fork and one write",
        ("State.fork, update", lambda: base.fork().update("users", "user_5", {"name": "N"})),
    )
    table.block(
        "fork and five writes",
        ("State.fork, update", lambda: write_state(base.fork())),
        *forks,
        ("SQLite savepoint: 3 rows of users, rolled back", savepoint(plain)),
        ("copy.deepcopy, 5 assignments", deep),
    )
    same = Equivalence(generated=["orders.order_id"], unordered=["orders"])
    same.compare(gold, wrong)  # collects what the base held, once for all comparisons
    table.block(
        "are two sides equal? 5 changes on each",
        ("State.diff", lambda: gold.diff(rollout)),
        ("State.diff, one row more", lambda: gold.diff(wrong)),
        ("Equivalence.compare, one row more: ids, bags", lambda: same.compare(gold, wrong)),
        *equals,
        ("Python ==", lambda: mine == theirs),
        ("json.dumps, sorted, and sha256 (tau2)", lambda: tau2_hash(mine) == tau2_hash(theirs)),
    )
    base.digest()

    def after_writes() -> str:
        fork = base.fork()
        write_state(fork)
        return fork.digest()

    table.block(
        "digest",
        ("fork, 5 writes, State.digest", after_writes),
        ("State.from_json", lambda: State.from_json(text)),
        ("State.from_json, State.digest", lambda: State.from_json(text).digest()),
        *digests,
        ("json.dumps, sorted, and sha256 (tau2)", lambda: tau2_hash(plain)),
    )
    stranger = State.from_json(gold.to_json())
    table.block(
        "what differs? No memory in common",
        ("State.diff", lambda: base.diff(stranger)),
        ("recursive diff (EnvScaler)", lambda: envscaler_diff(plain, mine)),
        *diffs,
    )

    def evaluation() -> None:
        first, second = base.fork(), base.fork()
        write_state(first)
        write_state(second)
        first.diff(second)

    def step() -> None:
        now = base.fork()
        now.update("users", "user_0", {"name": "New Name"})
        now.changes()

    table.block(
        "an evaluation: two sides, 5 writes each, compared",
        ("State", evaluation),
        ("tau2: json.loads, json.dumps, sha256", lambda: tau2(text)),
    )
    table.block(
        "a step: one write, recorded",
        ("State", step),
        (
            "EnvScaler: copy.deepcopy, recursive diff",
            lambda: envscaler_diff(copy.deepcopy(plain), mine),
        ),
    )
    return table.ours


def main() -> None:
    """Print one table a size, then how ours grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100], help="in MB")
    parser.add_argument("--slow", action="store_true", help="all peers at all sizes")
    arguments = parser.parse_args()
    ours = [compare(size, slow=arguments.slow) for size in arguments.sizes]
    print(f"\nours in µs at {', '.join(map(str, arguments.sizes))} MB")
    for title in ours[0]:
        print(f"  {title:58}" + "".join(f"{figures[title]:14,.2f}" for figures in ours))


if __name__ == "__main__":
    main()
