"""Tasks: all of them in a table, or one with its gold, its provenance and its audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import the_one
from agentscaler.cli.play.drawing import diff_parts
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import count, folded, one_line, visible
from agentscaler.report.task_words import audit_words, origin_words, value_words
from agentscaler.report.tasks import in_full
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, RenderableType

    from agentscaler.world import World

_WIDTH = 80
"""Characters of a line; a wider terminal does not make these texts easier to read."""
_ORIGIN = 44
"""Where the origin of an argument stands, if there is room before it."""


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
    return in_full(row)


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
    head = f"   {found['kind']}   {count(found['num_calls'], 'call')}   score {found['score']:.2f}"
    about = f"{found['environment']}   {found['split']}   seed {found['seed']}"
    parts: list[RenderableType] = [
        Text.assemble((found["id"][:12], "bold"), head),
        dim(visible(about)),
        Text(""),
        *_text(found["intent"]),
        Text(""),
        *_persona_parts(found["persona"]),
        Text(""),
        *_call_parts(found),
        Text(""),
        *_outcome_parts(found),
        dim(_listed(found["difficulty"])),
        *_audit_parts(found["audit"]),
    ]
    show_all(to, parts)


def _text(text: str, first: str = "", rest: str = "") -> Iterator[RenderableType]:
    yield from (Text(line) for line in folded(text, width=_WIDTH, first=first, rest=rest))


def _persona_parts(persona: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield dim(visible(f"{persona['name']}, {persona['manner']}: {persona['guide']}"))
    for secret in persona["tells_when_asked"]:
        yield from _text(f"tells when asked about {secret['about']}: {secret['say']}", "  ", "    ")


def _call_parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    if not found["gold_calls"]:
        yield strong("gold: no call")
        return
    yield strong("gold")
    steps = zip(found["gold_calls"], found["purposes"], found["provenance"], strict=True)
    for at, (call, purpose, origins) in enumerate(steps):
        yield Text.assemble(f"  {at}  ", (visible(call["name"]), "bold"), dim(f"  {purpose}"))
        for origin in origins:
            yield from _argument(origin, found)


def _argument(origin: Mapping[str, Any], task: Mapping[str, Any]) -> Iterator[RenderableType]:
    """An argument and its origin, beside each other where both fit."""
    line = one_line(f"{origin['argument']} = {value_words(origin['value'])}", limit=_WIDTH - 5)
    known = visible(origin_words(origin, task))
    start = max(_ORIGIN, 5 + len(line) + 2)
    if start + len(known) <= _WIDTH:
        yield Text.assemble(f"     {line}".ljust(start), dim(known))
        return
    yield Text(f"     {line}")
    for part in folded(known, width=_WIDTH, first=" " * 9, rest=" " * 11):
        yield dim(part)


def _outcome_parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    if found["initial_state"] is not None:
        yield strong("before")
        yield from diff_parts(found["initial_state"], "  ")
    yield strong("changes" if found["gold_changes"]["tables"] else "changes: none")
    yield from diff_parts(found["gold_changes"], "  ")
    if found["answer"]:
        told = ", ".join(value_words(value) for value in found["answer"])
        yield from _text(f"answer: {told}", rest="  ")
    if found["reason"]:
        yield from _text(f"because: {found['reason']['text']}", rest="  ")
        call = found["reason"].get("call")  # worlds that kept none
        if call is not None:
            arguments = canonical_json(call["arguments"])
            yield from _text(f"not to be called: {call['name']} {arguments}", rest="  ")


def _audit_parts(audit: Mapping[str, Any]) -> Iterator[RenderableType]:
    if not audit:
        return
    yield strong("audit")
    for question, answer in audit_words(audit):
        yield from _text(f"{question}: {answer}", "  ", "    ")


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
            task["kind"].partition("_")[0],
            f"{task['num_calls']}",
            Text(one_line(task["intent"])),
        )
    to.print(rows)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in found["kinds"].items())
    to.print(Text(f"{count(len(tasks), 'task')}: {kinds or 'none'}"))
    if len(shown) < len(tasks):
        to.print(dim(f"the first {len(shown):,}; --limit 0 shows all"))
