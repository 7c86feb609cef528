"""The audit of gold: is it broken, is every call needed, can less do, do other orders do?

>>> from agentscaler.environments import Environment, State, ToolSet
>>> tools = ToolSet('''
... def get_order(db, order_id: str):
...     return db.get("orders", order_id)
...
... def set_status(db, order_id: str, status: str):
...     db.update("orders", order_id, {"status": status})
...     return status
... ''')
>>> orders = State.from_json({"orders": {"#1": {"status": "new", "buyer": "ada"}}})
>>> shop = Environment(domain="shop", toolset=tools, initial_state=orders)
>>> twice = [
...     {"name": "get_order", "arguments": {"order_id": "#1"}},
...     {"name": "set_status", "arguments": {"order_id": "#1", "status": "paid"}},
...     {"name": "set_status", "arguments": {"order_id": "#1", "status": "sent"}},
... ]
>>> [found] = audit(shop, [{"id": "t", "gold_calls": twice}])
>>> print(found)
t: not sound
  ! call 1 (set_status) writes and is not needed
  ! 1 write can do what gold does with 2
   0 get_order   read   not needed
   1 set_status  write  not needed
   2 set_status  write  needed: orders["#1"].status: "sent" -> "paid"
  shortest: 1 write instead of 2: set_status[2]
  orders: 1 of 2
  doing nothing fails: the state: orders["#1"].status: "sent" -> "new"
>>> found.problems
('needless_write', 'shorter_plan')
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from agentscaler.environments.engines import audit_tasks
from agentscaler.environments.records import all_lines
from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from agentscaler.environments.environment import Environment
    from agentscaler.environments.records import Records

_BATCH = 1024
"""Tasks that are held at a time in the engine."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallAudit:
    """A gold call and what it is needed for."""

    at: int
    """Its number, from 0."""
    name: str
    answered: bool
    """Whether it was answered; otherwise gold is broken."""
    writes: bool
    """Whether it wrote to the state."""
    needed: bool
    """Whether the outcome differs or a later call breaks without it."""
    differs: str | None
    """How the outcome differs without it."""
    breaks: dict[str, Any] | None
    """The first later call that breaks without it: ``at``, ``kind``, ``content``."""
    informs: dict[str, Any] | None
    """The first argument of a later call (or, with ``at`` None, the first value of the answer) that
    its result told first: ``at``, ``place``, ``value``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """What an audit of a task found; true when the task is sound. ``str`` shows it to people."""

    task_id: str
    read_only: bool
    problems: tuple[str, ...]
    """Codes: ``gold_broken``, ``not_repeatable``, ``nothing_passes``, ``needless_write``,
    ``shorter_plan``, ``writes_though_read_only``."""
    repeatable: bool
    """Whether a second replay gave the same results and the same state."""
    nothing_fails: str | None
    """Why an agent that does and says nothing earns nothing; ``None``: it earns the reward."""
    calls: tuple[CallAudit, ...]
    shortest: dict[str, Any]
    """``verdict``: ``proven``, ``shorter`` (with ``plan``) or ``bound`` (with ``at_least``);
    ``writes``: those of gold. Only calls that write count: a read changes no state."""
    orders: dict[str, Any]
    """``accepted`` of ``total`` orders of the writing calls end in the gold state; at least so many
    where not ``complete``."""
    text: str
    record: str
    """All of it as JSON."""

    def __bool__(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        return self.text

    @classmethod
    def _read(cls, record: str, text: str) -> Self:
        found = json.loads(record)
        return cls(
            task_id=found["task_id"],
            read_only=found["read_only"],
            problems=tuple(dict.fromkeys(problem["code"] for problem in found["problems"])),
            repeatable=found["repeatable"],
            nothing_fails=found["nothing_fails"],
            calls=tuple(CallAudit(**call) for call in found["calls"]),
            shortest=found["shortest"],
            orders=found["orders"],
            text=text,
            record=record,
        )


def audit(
    environment: Environment,
    tasks: Records,
    *,
    workers: int = 1,
    plan_calls: int = 20_000,
    order_calls: int = 20_000,
) -> list[Audit]:
    """Audit the gold of tasks.

    Args:
        environment: Its tools, initial state, clock and equivalence.
        tasks: Records as `Verifier` takes them; ``candidates``: calls beside the gold ones that a
            shorter plan may use.
        workers: Number of threads; the result does not depend on it.
        plan_calls: Calls that the search for a shorter plan may make, for each task.
        order_calls: Calls that the count of orders may make, for each task.

    Raises:
        ArgumentError: There are no workers, this holds no records, or a task cannot be read.
        KeyboardInterrupt: Ctrl-C.
    """
    if workers < 1:
        raise ArgumentError(f"workers is {workers}, but must be at least 1")
    tools = environment.in_process().compiled
    lines = all_lines(tasks)
    found: list[Audit] = []
    state = environment.fresh(seed=0)
    for start in range(0, len(lines), _BATCH):
        records = audit_tasks(
            tools,
            state,
            environment.equivalence.rules,
            lines[start : start + _BATCH],
            plan_calls=plan_calls,
            order_calls=order_calls,
            threads=workers,
        )
        for at, (record, text, fault) in enumerate(records, start + 1):
            if fault is not None:
                raise ArgumentError(f"not a task: {fault}", where=f"task {at}")
            found.append(Audit._read(record, text))  # noqa: SLF001
    return found
