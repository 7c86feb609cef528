"""Rollouts: all of them in a table, or one as a transcript beside gold and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import NotFoundError, nearest, the_one
from agentscaler.cli.play.drawing import diff_parts
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import count, folded, one_line, visible
from agentscaler.filters.reasons import sentence
from agentscaler.report.beside_gold import beside_gold
from agentscaler.report.rollouts import episodes, in_full
from agentscaler.report.transcript import (
    cut,
    mistake_words,
    moves,
    place,
    reward_words,
    verdict_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl
    from rich.console import Console, RenderableType

    from agentscaler.report.transcript import Called, Move
    from agentscaler.world import World

_WIDTH = 80
"""Characters of a line; a wider terminal does not make these texts easier to read."""
_TEXT, _RESULT = 1_200, 400
"""Characters of a message, and of the arguments or the result of a call, unless all is wanted."""
_WHOLE = 10**9
_STYLES = {"user": "cyan", "assistant": "bold", "tool": "magenta", "system": "dim"}
_WHO = {"assistant": "agent", "system": "policy"}


def gather(world: World, wanted: str) -> dict[str, Any]:
    """What ``--json`` prints: the trajectory, what gold changes, the verdict.

    Raises:
        NotFoundError: No rollout has this id.
    """
    import polars as pl

    # A rollout has no name but its id.
    names = world.scan("rollouts", "rollouts").select("id", "environment", "agent", "trial")
    row = the_one(
        names.with_columns(name=pl.col("id")),
        wanted,
        kind="rollout",
        describe=lambda r: f"{r['environment']} {r['agent']} {r['trial']}",
    )
    (found,) = in_full(world, [row["id"]])
    found["verdict"] = None
    if "verdicts" in world.stages():
        verdicts = world.scan("verdicts", "verdicts").filter(pl.col("id") == row["id"])
        found["verdict"] = next(iter(verdicts.collect().to_dicts()), None)
    return found


def gather_all(
    world: World,
    *,
    agent: str | None,
    environment: str | None,
    reward: float | None,
    mistake: str | None,
) -> dict[str, Any]:
    """What ``--json`` prints: rollouts in the order of their files, with their verdicts.

    Args:
        world: The world.
        agent: Only those that this agent played.
        environment: Only those in this environment.
        reward: Only those with this reward.
        mistake: Only those in which this mistake was made on purpose.

    Raises:
        NotFoundError: Nobody of this name has played, or the mistake was never made.
    """
    import polars as pl

    frame = episodes(world.scan("rollouts", "rollouts"))
    made = pl.col("mistakes").list.eval(pl.element().struct.field("name"))
    for column, wanted in (("agent", agent), ("environment", environment)):
        if wanted is not None:
            _refuse_unknown(column, wanted, frame[column].drop_nulls().unique().to_list())
            frame = frame.filter(pl.col(column) == wanted)
    if reward is not None:
        frame = frame.filter(pl.col("reward") == reward)
    if mistake is not None:
        known = frame.select(made.explode().drop_nulls().unique())["mistakes"].to_list()
        _refuse_unknown("mistake", mistake, known)
        frame = frame.filter(made.list.contains(mistake))
    frame = _judged(world, frame)
    agents = frame.group_by("agent").agg(
        pl.len().alias("rollouts"), (pl.col("reward") == 1).sum().alias("passed")
    )
    return {"rollouts": frame.to_dicts(), "agents": agents.sort("agent").to_dicts()}


def _refuse_unknown(kind: str, wanted: str, known: list[str]) -> None:
    if wanted not in known:
        raise NotFoundError(
            f"no rollout has the {kind} {visible(wanted)}",
            mend=nearest(wanted, sorted(known), "there are no rollouts"),
        )


def _judged(world: World, frame: pl.DataFrame) -> pl.DataFrame:
    """With the verdict on each, where there are verdicts."""
    import polars as pl

    if "verdicts" not in world.stages():
        none = pl.lit(None)
        return frame.with_columns(
            kept=none.cast(pl.Boolean), stage=none.cast(pl.String), reason=none.cast(pl.String)
        )
    verdicts = world.scan("verdicts", "verdicts").select("id", "kept", "stage", "reason").collect()
    return frame.join(verdicts, on="id", how="left", maintain_order="left")


def draw_all(to: Console, found: Mapping[str, Any], limit: int) -> None:
    """For people."""
    rollouts = found["rollouts"]
    shown = rollouts[:limit] if limit > 0 else rollouts
    rows = table(
        "rollout", "environment", "agent", "reward", "calls", "verdict", "mistakes*",
        right=["reward", "calls"],
    )  # fmt: skip
    for one in shown:
        reward, calls = one["reward"], one["calls"]
        rows.add_row(
            one["id"][:8],
            one_line(one["environment"] or "-", limit=13),
            one_line(one["agent"], limit=9),
            "-" if reward is None else f"{reward:g}",
            "-" if calls is None else f"{calls:.0f}",
            dim("-") if one["kept"] is None else one_line(one["stage"] or "kept", limit=10),
            Text(one_line(", ".join(map(_mistake, one["mistakes"])))),
        )
    to.print(rows)
    for agent in found["agents"]:
        passed = agent["passed"] or 0
        told = f"{count(agent['rollouts'], 'rollout')}, {passed:,} passed"
        to.print(Text(f"{one_line(agent['agent'], limit=40)}: {told}"))
    if any(one["mistakes"] for one in shown):
        to.print(dim("mistakes in brackets were put right"))
    if len(shown) < len(rollouts):
        to.print(dim(f"the first {len(shown):,} of {len(rollouts):,}; --limit 0 shows all"))


def _mistake(one: Mapping[str, Any]) -> str:
    """Its name, in brackets where it was put right."""
    return f"({one['name']})" if one["recovered"] else str(one["name"])


def draw(to: Console, found: Mapping[str, Any], *, whole: bool) -> None:
    """For people.

    Args:
        to: Where.
        found: What `gather` gives.
        whole: Texts are not cut.
    """
    reward = found["reward"]
    head = f"   {found['agent']}   reward {'-' if reward is None else f'{reward:g}'}"
    task = (found["task_id"] or "none")[:12]
    about = f"{found['environment'] or '-'}   task {task}   trial {found['trial']}"
    verdict = found["verdict"]
    parts: list[RenderableType] = [
        Text.assemble((found["id"][:12], "bold"), visible(head)),
        dim(visible(about)),
        Text(""),
        *_chat_parts(found, verdict, whole=whole),
        *_verdict_parts(verdict),
        *(line for why in reward_words(found["meta"]) for line in _text(why, rest="  ")),
        *_state_parts(found),
        dim(f"ended: {visible(str(found['termination']))}, fault: {visible(found['attribution'])}"),
    ]
    show_all(to, parts)


def _text(text: str, first: str = "", rest: str = "", style: str = "") -> Iterator[RenderableType]:
    for line in folded(text, width=_WIDTH, first=first, rest=rest):
        yield Text(line, style=style)


def _chat_parts(
    found: Mapping[str, Any], verdict: Mapping[str, Any] | None, *, whole: bool
) -> Iterator[RenderableType]:
    at = place(verdict["at"]) if verdict else None
    mistakes = found["meta"].get("mistakes", ())
    for move in moves(found["messages"]):
        yield from _move_parts(move, whole=whole)
        for one in mistakes:
            if move.holds(one["at"]):
                yield Text(f"  ! mistake: {visible(mistake_words(one))}", style="yellow")
        if verdict and at is not None and move.holds(at[0]):
            told = f"{verdict_words(verdict)} at {verdict['at']}"
            yield from _text(told, "  ! ", "    ", "red")
        yield Text("")


def _move_parts(move: Move, *, whole: bool) -> Iterator[RenderableType]:
    who = _WHO.get(move.role, move.role)
    style = _STYLES.get(move.role, "")
    if move.role == "system" and not whole:
        told = f"{count(len(move.text), 'character')}; --whole shows them"
        yield dim(f"[{move.at}] policy: {told}")
        return
    yield Text(f"[{move.at}] {visible(who)}", style=style)
    if move.reasoning:
        for line in _cut_lines(move.reasoning, _WHOLE if whole else _TEXT, "  ~ "):
            yield dim(line)
    if move.text:
        yield from map(Text, _cut_lines(move.text, _WHOLE if whole else _TEXT, "  "))
    for call in move.calls:
        yield from _call_parts(call, _WHOLE if whole else _RESULT)


def _call_parts(call: Called, limit: int) -> Iterator[RenderableType]:
    told = f"{call.name} {call.arguments}"
    yield from (Text(line, style="blue") for line in _cut_lines(told, limit, "  > "))
    if call.result_at is None:
        yield Text("  < not answered", style="red")
        return
    style = "red" if call.is_error else "green"
    yield from (Text(line, style=style) for line in _cut_lines(call.result, limit, "  < "))


def _cut_lines(text: str, limit: int, first: str) -> Sequence[str]:
    begin, more = cut(text, limit)
    return folded(f"{begin} {more}".rstrip(), width=_WIDTH, first=first, rest=" " * len(first))


def _verdict_parts(verdict: Mapping[str, Any] | None) -> Iterator[RenderableType]:
    if verdict is None:
        return
    if verdict["kept"]:
        yield from _text("verdict: kept", style="green")
        return
    told = f"verdict: dropped by {verdict['stage']}. {sentence(verdict['reason'])}"
    yield from _text(told, rest="  ", style="red")
    place_ = f" at {verdict['at']}" if verdict["at"] else ""
    yield from _text(f"{verdict['reason']}{place_}", "  ", "  ")
    if verdict["detail"]:
        yield from _text(verdict["detail"], "  ", "  ")


def _state_parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What it changed, beside gold."""
    final = found["final_changes"] or {"tables": []}
    if found["gold"] is None:
        yield strong("changes" if final["tables"] else "changes: none")
        yield from diff_parts(final, "  ")
        return
    beside = beside_gold(final, found["gold"])
    if beside.equal:
        same = "changes, the same as gold" if final["tables"] else "changes: none, as gold"
        yield strong(same)
        yield from diff_parts(beside.shared, "  ")
        return
    for title, changes in (
        ("missing (gold changes it)", beside.missing),
        ("too much (gold does not change it)", beside.extra),
        ("as gold", beside.shared),
    ):
        if changes["tables"]:
            yield strong(title)
            yield from diff_parts(changes, "  ")
