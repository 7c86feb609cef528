"""States beside what people use: same process, same data, one thread, CPU seconds.

    python benches/python/state.py [--sizes 1 10 100] [--slow]

Five rows of a database change on two sides that did the same work; then the sides are compared.
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

from agentscaler.environments import State

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
    if once > 1:
        return once
    times = max(1, int(0.02 / once))
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            call()
        best = min(best, (time.process_time() - start) / times)
    return best


def show(name: str, call: Callable[[], Any]) -> None:
    """Print one row in microseconds."""
    print(f"  {name:58} {seconds(call) * 1e6:14,.2f} µs")


def installed(name: str) -> bool:
    """Tell whether a peer can be imported."""
    return importlib.util.find_spec(name) is not None


def ours(plain: dict[str, Any]) -> None:
    """Fork, write, verify, digest, diff."""
    text = json.dumps(plain, separators=(",", ":")).encode()
    base = State.from_json(text)
    gold, rollout = base.fork(), base.fork()
    write_state(gold)
    write_state(rollout)
    show("agentscaler fork", base.fork)
    show("agentscaler fork + 5 writes", lambda: write_state(base.fork()))
    show("agentscaler verify (5 changes on each side)", lambda: gold.diff(rollout))
    show("agentscaler net changes", gold.changes)
    base.digest()

    def after_writes() -> str:
        fork = base.fork()
        write_state(fork)
        return fork.digest()

    show("agentscaler fork + 5 writes + digest", after_writes)
    show("agentscaler read", lambda: State.from_json(text))
    show("agentscaler write", base.to_json)
    show("agentscaler read + digest from scratch", lambda: State.from_json(text).digest())
    stranger = State.from_json(gold.to_json())
    show("agentscaler diff of strangers", lambda: State.from_json(text).diff(stranger))


def peers(plain: dict[str, Any], *, slow: bool) -> None:
    """What others do for the same."""
    gold, rollout = copy.deepcopy(plain), copy.deepcopy(plain)
    write(gold)
    write(rollout)
    show("fork: copy.deepcopy (EnvScaler, every step)", lambda: copy.deepcopy(plain))
    show("verify: ==, equal sides (EnvScaler)", lambda: gold == rollout)

    def tau2(state: dict[str, Any]) -> str:
        return hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()

    show("verify: sha256(json.dumps(sort_keys)) twice (tau2)", lambda: tau2(gold) == tau2(rollout))
    if installed("orjson"):
        import orjson

        def fast(state: dict[str, Any]) -> bytes:
            return hashlib.sha256(orjson.dumps(state, option=orjson.OPT_SORT_KEYS)).digest()

        show("verify: sha256(orjson sorted) twice", lambda: fast(gold) == fast(rollout))
    if installed("immutables"):
        import immutables

        users = immutables.Map(plain["users"])
        mine, other = users, users
        for i in CHANGED:
            row = {**plain["users"][f"user_{i}"], "name": "New Name"}
            mine, other = mine.set(f"user_{i}", row), other.set(f"user_{i}", row)
        show("verify: immutables.Map ==, users only", lambda: mine == other)
    savepoint(plain)
    if not slow:
        return
    if installed("jsonpatch"):
        import jsonpatch

        show("diff: jsonpatch", lambda: jsonpatch.make_patch(plain, gold))
    if installed("deepdiff"):
        from deepdiff import DeepDiff

        show("diff: deepdiff", lambda: DeepDiff(plain, gold))


def savepoint(plain: dict[str, Any]) -> None:
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

    show("fork + 3 writes: SQLite savepoint, rolled back", work)


def main() -> None:
    """Print one block a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100], help="in MB")
    parser.add_argument("--slow", action="store_true", help="all peers at all sizes")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        plain = database(size)
        print(f"\n{len(json.dumps(plain, separators=(',', ':'))) / 1e6:.1f} MB")
        ours(plain)
        peers(plain, slow=arguments.slow or size == min(arguments.sizes))


if __name__ == "__main__":
    main()
