"""A world with tasks: errands of each kind in a shop, as many as wanted, and walks that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.tasks.difficulty import Difficulty
from agentscaler.tasks.language.persona import Persona, Secret
from agentscaler.tasks.task import DROPPED_SCHEMA, TASK_SCHEMA, Task
from agentscaler.tasks.walk.chain import Origin

if TYPE_CHECKING:
    from agentscaler.world import World

KINDS = ("write", "read", "mixed", "impossible", "forbidden", "missing_information")


def errand(at: int, kind: str, *, text: str | None = None) -> Task:
    """A task that looks an order up and cancels it; every text of it can be a stranger's."""
    order, reason = (text, text) if text else (f"W{at:06d}", "too slow")
    cells = [
        {"path": ["status"], "old": "pending", "new": "cancelled"},
        {"path": ["cancel_reason"], "new": reason},
    ]
    writes = kind in {"write", "mixed", "missing_information"}
    lookup = {"name": text or "list_orders", "arguments": {"email": "ada@example.org"}}
    cancel = {"name": "cancel_order", "arguments": {"order_id": order, "reason": reason}}
    calls = (lookup, cancel) if writes else (lookup,)
    origins = (
        (Origin(argument="email", source="user", value="ada@example.org"),),
        (
            Origin(
                argument="order_id",
                source="result",
                value=order,
                call=0,
                path="orders[2].items[0].fulfilments[4].order.order_id",
            ),
            Origin(argument="reason", source="user", value=reason),
        ),
    )
    secret = Secret(about=text or "the reason", say=text or "It takes too long.", value=reason)
    row = {"op": "changed", "key": order, "cells": cells}
    note = {"op": "added", "key": 7, "row": {"note_id": 7, "text": text or "x" * 90}}
    tables = [{"table": "orders", "rows": [row]}, {"table": "notes", "rows": [note]}]
    audit = {
        "calls": [
            {"at": 0, "name": "list_orders", "needed": False, "informs": {"at": 1}},
            {"at": 1, "name": "cancel_order", "needed": True, "informs": None},
        ][: len(calls)],
        "repeatable": True,
        "nothing_fails": text or 'the state: orders["W000001"].status: "cancelled" -> "pending"',
        "shortest": {"verdict": "proven", "writes": int(writes)},
        "orders": {"accepted": 1, "total": 2, "complete": False},
        "problems": [],
    }
    return Task.made(
        environment=f"shop_{at % 3}",
        split="general",
        kind=kind,
        intent=text or f"Please cancel order number {at}.",
        persona=Persona(
            name=text or "Ada Okafor",
            manner="plain",
            register="everyday",
            guide="Speaks plainly.",
            tells_when_asked=(secret,) if kind == "missing_information" else (),
        ),
        initial_state={"format_version": 1, "tables": tables} if at == 0 else None,
        seed=at,
        gold_calls=calls,
        gold_changes={"format_version": 1, "tables": tables if writes else []},
        answer=() if writes else (text or "pending", 12.5),
        reason=None
        if writes
        else {
            "code": "status",
            "text": text or "It is shipped.",
            "call": cancel,
            "lookups": [],
        },
        read_only=not writes,
        provenance=origins[: len(calls)],
        purposes=("lookup", "write")[: len(calls)],
        difficulty=Difficulty(calls=len(calls) + at % 4, writes=int(writes), tables=1 + at % 2),
        skeleton=f"{at}",
        audit=audit,
    )


def write_tasks(world: World, *, errands: int = 12, text: str | None = None) -> None:
    """Write the stage: errands of the kinds in turn, and walks that became none."""
    tasks = [errand(at, KINDS[at % len(KINDS)], text=text).to_row() for at in range(errands)]
    lost: list[dict[str, Any]] = [
        _lost("write", "no_walk", count=31),
        _lost("write", "needless_read", detail=text or "call 2", intent=text or "Cancel it all."),
        _lost("read", "answer_in_intent", detail=text or "'pending'", intent=text or "Pending?"),
    ]
    inputs = {stage: world.manifest(stage).digest for stage in ("graph", "environments")}
    with world.stage("tasks", config={}, inputs=inputs) as writer:
        writer.write_table("tasks-00000.parquet", pl.DataFrame(tasks, schema=TASK_SCHEMA))
        writer.write_table("dropped-00000.parquet", pl.DataFrame(lost, schema=DROPPED_SCHEMA))
        writer.finish({"counts": {}, "dropped": {}, "figures": {}})


def _lost(
    kind: str, reason: str, *, detail: str = "", intent: str = "", count: int = 1
) -> dict[str, Any]:
    return {
        "format_version": 1,
        "environment": "shop_0",
        "kind": kind,
        "reason": reason,
        "detail": detail,
        "intent": intent,
        "count": count,
    }
