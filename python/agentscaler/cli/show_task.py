"""Tasks: all of them in a table, or one with its gold, its provenance and its audit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import the_one
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import count, lines, one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, RenderableType

    from agentscaler.world import World

_JSON = (
    "persona",
    "initial_state",
    "gold_calls",
    "gold_changes",
    "answer",
    "reason",
    "provenance",
    "difficulty",
    "audit",
)


def gather(world: World, wanted: str) -> dict[str, Any]:
    """What ``--json`` prints.

    Raises:
        NotFoundError: No task has this id.
    """
    import polars as pl

    # A task has no name but its id.
    frame = world.scan("tasks", "tasks").with_columns(name=pl.col("id"))
    row = the_one(frame, wanted, kind="task", describe=lambda r: f"{r['environment']} {r['kind']}")
    del row["name"]
    return {**row, **{name: None if row[name] is None else json.loads(row[name]) for name in _JSON}}


def gather_all(world: World, *, environment: str | None, kind: str | None) -> dict[str, Any]:
    """What ``--json`` prints: tasks in order of environment and id.

    Args:
        world: The world.
        environment: Only those of this environment.
        kind: Only those of this kind.
    """
    import polars as pl

    frame = world.scan("tasks", "tasks")
    if environment is not None:
        frame = frame.filter(pl.col("environment") == environment)
    if kind is not None:
        frame = frame.filter(pl.col("kind") == kind)
    columns = ["id", "environment", "split", "kind", "intent", "num_calls", "num_writes", "score"]
    found = frame.select(columns).collect()
    kinds = found.group_by("kind").len().sort("kind").rows()
    return {"tasks": found.to_dicts(), "kinds": dict(kinds)}


def draw(to: Console, found: Mapping[str, Any]) -> None:
    """For people."""
    persona, difficulty = found["persona"], found["difficulty"]
    head = f"   {found['kind']}   {count(found['num_calls'], 'call')}   score {found['score']:.2f}"
    parts: list[RenderableType] = [
        Text.assemble((found["id"][:12], "bold"), head),
        dim(visible(f"{found['environment']}   {found['split']}   seed {found['seed']}".rstrip())),
        Text(""),
        *(Text(line) for line in lines(found["intent"])),
        Text(""),
        dim(visible(f"{persona['name']}, {persona['manner']}: {persona['guide']}")),
    ]
    parts.extend(
        Text(visible(f"  tells when asked about {secret['about']}: {secret['say']}"))
        for secret in persona["tells_when_asked"]
    )
    parts.extend(_call_parts(found))
    if found["answer"]:
        told = ", ".join(json.dumps(value, ensure_ascii=False) for value in found["answer"])
        parts.append(Text(visible(f"answer:  {told}")))
    if found["reason"]:
        parts.append(Text(visible(f"because: {found['reason']['text']}")))
    parts.append(dim(_listed(difficulty)))
    parts.extend(_audit_parts(found["audit"]))
    show_all(to, parts)


def _call_parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield Text("")
    if not found["gold_calls"]:
        yield strong("gold: no call")
        return
    yield strong("gold")
    steps = zip(found["gold_calls"], found["purposes"], found["provenance"], strict=True)
    for at, (call, purpose, origins) in enumerate(steps):
        yield Text.assemble(f"  {at}  ", (visible(call["name"]), "bold"), dim(f"  {purpose}"))
        for origin in origins:
            value = json.dumps(origin["value"], ensure_ascii=False)
            line = one_line(f"{origin['argument']} = {value}", limit=44)
            yield Text.assemble(f"       {line}", dim(f"  {_origin(origin)}"))


def _origin(origin: Mapping[str, Any]) -> str:
    match origin["source"]:
        case "result":
            return visible(f"call {origin['call']}: {origin['path']}")
        case "user":
            return "the user says it"
        case "tool":
            return "the tool asks for it"
        case _:
            return "whatever the agent takes"


def _audit_parts(audit: Mapping[str, Any]) -> Iterator[RenderableType]:
    if not audit:
        return
    needed = sum(bool(call["needed"]) for call in audit["calls"])
    shortest = audit["shortest"]
    yield strong("audit")
    yield Text(f"  repeatable: {'yes' if audit['repeatable'] else 'no'}")
    yield Text(f"  {needed} of {len(audit['calls'])} calls change the outcome")
    yield Text(visible(f"  doing nothing fails: {audit['nothing_fails']}"))
    yield Text(
        visible(f"  shortest plan: {shortest['verdict']}, {count(shortest['writes'], 'write')}")
    )
    orders = audit["orders"]
    yield Text(f"  orders of the writes that do: {orders['accepted']} of {orders['total']}")


def _listed(difficulty: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in difficulty.items() if name != "score")


def draw_all(to: Console, found: Mapping[str, Any], limit: int) -> None:
    """For people."""
    tasks = found["tasks"]
    shown = tasks[:limit] if limit > 0 else tasks
    rows = table("task", "environment", "kind", "calls", "intent*", right=["calls"])
    for task in shown:
        rows.add_row(
            task["id"][:8],
            one_line(task["environment"], limit=18),
            one_line(task["kind"], limit=10),
            f"{task['num_calls']}",
            Text(one_line(task["intent"])),
        )
    to.print(rows)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in found["kinds"].items())
    to.print(Text(f"{count(len(tasks), 'task')}: {kinds or 'none'}"))
    if len(shown) < len(tasks):
        to.print(dim(f"the first {len(shown):,}; --limit 0 shows all"))
