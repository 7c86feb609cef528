"""Calls of tools: CPU time of one call, and of replays on more and more threads.

    python benches/python/tools.py [--threads 1 2]

The table of threads is the one to read for contention: CPU time of a call stays the same on more
threads exactly when they do not wait for one another, also on a machine that has other work. Wall
time says how many cores were free.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from agentscaler.environments import State, ToolSet

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = '''
def cancel_order(db, order_id: str, reason: str):
    """Cancel a pending order."""
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    if order["status"] != "pending":
        refuse("only pending orders can be cancelled")
    db.update("orders", order_id, {"status": "cancelled", "cancel_reason": reason})
    return {"order_id": order_id, "status": "cancelled"}


def get_order(db, order_id: str):
    """Read an order."""
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order


def find_orders(db, user_id: str):
    """Read all orders of a user."""
    return [order["order_id"] for order in db.find("orders", user_id=user_id)]
'''
ROWS = 3_000
SERIES = 9


def orders() -> State:
    """Rows as retail simulators have them."""
    rows = [
        {
            "order_id": f"#W{i}",
            "user_id": f"user_{i % 1_000}",
            "status": "pending",
            "items": [{"sku": f"s{i % 50}", "price": i % 300 + 0.5}],
            "total": i % 300 + 0.5,
        }
        for i in range(ROWS)
    ]
    return State.from_json({"users": {}, "orders": rows})


def cancel(i: int) -> tuple[str, str]:
    """A call that reads a row and writes it."""
    return "cancel_order", f'{{"order_id": "#W{i % ROWS}", "reason": "no longer needed"}}'


def cpu_us(work: Callable[[], object], times: int) -> float:
    """Least CPU time of one of its parts in some series, of all threads together."""
    least = float("inf")
    for _ in range(SERIES):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least / times * 1e6


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    threads = parser.parse_args().threads
    tools, base = ToolSet(SOURCE), orders()
    print("call                          CPU us")
    for name, call in {
        "write: get, update": cancel(7),
        "read: get": ("get_order", '{"order_id": "#W7"}'),
        "refusal": ("get_order", '{"order_id": "none"}'),
        "arguments that do not fit": ("get_order", '{"order_id": 5}'),
        f"find in {ROWS:,} rows": ("find_orders", '{"user_id": "user_7"}'),
    }.items():
        forks = [base.fork() for _ in range(500)]

        def calls(call: tuple[str, str] = call, forks: list[State] = forks) -> None:
            for state in forks:
                tools.call(state.fork(), *call)

        print(f"{name:28} {cpu_us(calls, len(forks)):7.1f}")
    sequences = [[cancel(i * 10 + k) for k in range(10)] for i in range(300)]
    print("\nreplay of 300 x 10 writes     CPU us a call   calls/s")
    for count in threads:

        def replay(count: int = count) -> None:
            tools.replay(base, sequences, workers=count)

        began = time.perf_counter()
        used = cpu_us(replay, 3_000)
        rate = 3_000 * SERIES / (time.perf_counter() - began)
        print(f"{count} threads {'':19} {used:13.1f} {rate:9,.0f}")


if __name__ == "__main__":
    main()
