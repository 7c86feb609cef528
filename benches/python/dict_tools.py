"""Tools on nested dicts: what finding and carrying back the changes of a call costs.

    python benches/python/dict_tools.py [--sizes 1 10]

A call writes one row. The database is tracked; copied and compared; or copied beforehand, as an
environment without undo would have to. Then whole calls through a worker. CPU seconds of this
process for the first three; wall time for calls, since two processes take part.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from typing import TYPE_CHECKING, Any

from agentscaler._worker.database import Database
from agentscaler.environments import State
from agentscaler.environments.dict_tools import DictToolSet

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = """
import json

def get(data, key):
    return json.dumps(data["orders"][key])

def put(data, key, value):
    data["orders"][key]["status"] = value
    return "done"
"""


def database(megabytes: int) -> dict[str, Any]:
    """Orders as retail simulators have them, about 0.6 kB each."""
    orders = {
        f"#W{i}": {
            "order_id": f"#W{i}",
            "user_id": f"user_{i * 7}",
            "status": "pending",
            "address": {"street": f"{i} Main Street", "city": "Springfield", "zip": f"{i:05}"},
            "items": [
                {"sku": f"s{i % 50}", "price": i % 300 + 0.5, "options": {"color": "red"}}
                for _ in range(6)
            ],
            "total": i % 300 + 0.5,
        }
        for i in range(megabytes * 1_700)
    }
    return {"orders": orders}


def microseconds(call: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """The best of five series of a fifth of a second each."""
    begin = clock()
    call()
    times = max(int(0.2 / max(clock() - begin, 1e-6)), 1)
    best = float("inf")
    for _ in range(5):
        begin = clock()
        for _ in range(times):
            call()
        best = min(best, (clock() - begin) / times)
    return best * 1e6


def measure(megabytes: int) -> None:
    """Print the figures of one size."""
    plain = database(megabytes)
    text = json.dumps(plain)
    tracked = Database(json.loads(text))
    other = json.loads(text)
    flip = iter(range(1 << 30))

    def write(data: dict[str, Any]) -> None:
        data["orders"]["#W700"]["status"] = f"s{next(flip)}"

    def by_tracking() -> None:
        write(tracked)
        tracked.changes()

    def by_undoing() -> None:
        write(tracked)
        tracked.undo()

    def by_comparing() -> None:
        write(plain)
        for key, row in plain["orders"].items():
            if other["orders"][key] != row:
                other["orders"][key] = copy.deepcopy(row)

    print(f"{megabytes} MB, {len(plain['orders']):,} rows")
    for name, call in (
        ("open: read and track", lambda: Database(json.loads(text))),
        ("tracked: write, changes", by_tracking),
        ("tracked: write, undo", by_undoing),
        ("compared: write, compare", by_comparing),
        ("copied: json", lambda: json.loads(json.dumps(plain))),
        ("scan of a plain table", lambda: sum(r["total"] for r in plain["orders"].values())),
        ("scan of a tracked table", lambda: sum(r["total"] for r in tracked["orders"].values())),
    ):
        print(f"  {name:28} {microseconds(call):12,.1f} us")
    state = State.from_json(plain)
    with DictToolSet(SOURCE) as tools:
        for name, arguments in (("get", {"key": "#W700"}), ("put", {"key": "#W700", "value": "x"})):
            fork = state.fork()
            cost = microseconds(lambda: tools.call(fork, name, arguments), time.perf_counter)  # noqa: B023
            print(f"  {'call in a worker: ' + name:28} {cost:12,.1f} us (wall)")


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="megabytes")
    for megabytes in parser.parse_args().sizes:
        measure(megabytes)


if __name__ == "__main__":
    main()
