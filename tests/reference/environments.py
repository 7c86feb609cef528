"""Folders and records of environments for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.environments import Environment, State, ToolSet
from reference.databases import database, read

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = Path(__file__).parents[1] / "environments" / "programs"

SHOP = '''
def get_order(db, order_id: str):
    """Look an order up."""
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order


def cancel_order(db, order_id: str):
    """Cancel an order."""
    if db.get("orders", order_id) is None:
        refuse(f"order {order_id} not found")
    db.update("orders", order_id, {"status": "cancelled"})
    return {"status": "cancelled"}


def new_order(db, buyer: str):
    """Make an order."""
    order_id = db.new_id("orders", "o-####")
    db.insert("orders", {"buyer": buyer, "status": "new"}, order_id)
    return order_id


def broken_tool(db):
    """Fails."""
    return 1 / 0
'''
ORDERS = {"orders": {"#1": {"status": "new"}, "#2": {"status": "new"}}}


def write_shop(folder: Path, **header: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    header = {"format_version": 1, "domain": "shop"} | header
    (folder / "environment.json").write_text(json.dumps(header))
    (folder / "tools.py").write_text(SHOP)
    (folder / "state.json").write_text(json.dumps(ORDERS))
    return folder


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


def records(path: Path) -> Iterator[dict[str, Any]]:
    for line in read(path).splitlines():
        yield json.loads(line)


def tau(shared: Path, name: str) -> tuple[Environment, list[dict[str, Any]]]:
    """tau-bench's environment as programs, and its tasks as ours."""
    folder = shared / "data" / "envs" / name
    tools = [tool["function"] for tool in json.loads((folder / "tools.json").read_text())]
    environment = Environment(
        domain=name,
        toolset=ToolSet((PROGRAMS / f"{name}.py").read_text(), tools),
        initial_state=State.from_json(database(folder)),
    )
    tasks = [
        {"id": task["id"], "gold_calls": task["actions"], "answer": task["outputs"]}
        for task in records(folder / "tasks.jsonl.zst")
    ]
    return environment, tasks
