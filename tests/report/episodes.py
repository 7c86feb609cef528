"""A world in which agents have played, were judged, trained and scored: hand-made tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.evals.scores import scores
from agentscaler.rollouts.playing import UNPLAYED_SCHEMA
from agentscaler.trajectories import TRAJECTORY_SCHEMA, Message, Termination, ToolCall, Trajectory
from report.errands import KINDS, errand

if TYPE_CHECKING:
    from agentscaler.world import World

EMPTY = {"counts": {}, "dropped": {}, "figures": {}}
VERDICTS = {
    "format_version": pl.UInt16,
    "id": pl.String,
    "kept": pl.Boolean,
    "stage": pl.String,
    "reason": pl.String,
    "at": pl.String,
    "detail": pl.String,
}
STAGES = "reading, validity, alignment, exact"


def episode(at: int, *, passed: bool, erring: str | None = None, text: str | None = None) -> Any:
    """A conversation about errand ``at``; every text of it can be a stranger's."""
    task = errand(at, KINDS[at % len(KINDS)], text=text)
    order = f"W{at:06d}"
    cancel = ToolCall(
        id="c1", name=text or "cancel_order", arguments=json.dumps({"order_id": text or order})
    )
    twice = ToolCall(id="c2", name="get_order", arguments=text or '{"order_id": ')
    messages = (
        Message(role="system", content=text or "Be polite. Change nothing unasked."),
        Message(role="user", content=text or f"Please cancel order number {at}."),
        Message(
            role="assistant",
            content=text,
            reasoning_content=text or "The user wants it gone.",
            tool_calls=(cancel, twice),
        ),
        Message(role="tool", tool_call_id="c2", content=text or "no JSON", is_error=True),
        Message(role="tool", tool_call_id="c1", content=text or '{"status": "cancelled"}'),
        Message(role="assistant", content=text or "It is cancelled."),
    )
    gold = task.gold_changes
    final = {**gold, "tables": gold["tables"] if passed else gold["tables"][:1]}
    meta: dict[str, Any] = {"task_kind": task.kind}
    if erring:
        meta["mistakes"] = [{"name": erring, "at": 3, "recovered": passed}]
    if not passed:
        meta["reward"] = {"reason": text or "notes[0]: a row is missing", "untold": [text or "9"]}
    return Trajectory.made(
        task_id=task.id,
        environment=task.environment,
        split=task.split,
        agent=text or ("scripted" if erring else "oracle"),
        trial=at,
        messages=messages,
        final_changes=final,
        reward=float(passed),
        termination=Termination.USER_DONE,
        usage={"turns": 3, "calls": 2},
        meta=meta,
    )


def written(text: str | None = None) -> list[Trajectory]:
    """Twelve episodes: six that passed, four that erred, two of which put it right."""
    plain = [episode(at, passed=True, text=text) for at in range(6)]
    failed = [episode(at, passed=False, text=text) for at in range(2)]
    wrong = [episode(at, passed=False, erring=text or "wrong_id", text=text) for at in range(2)]
    right = [episode(at, passed=True, erring=text or "wrong_id", text=text) for at in range(2)]
    return plain + failed + wrong + right


def write_rollouts(world: World, *, text: str | None = None) -> list[Trajectory]:
    """Write the stage; one task was played by nobody."""
    played = written(text)
    rows = [one.to_row() for one in played]
    lost = {"format_version": 1, "reason": text or "no_start", "detail": text or "no such row"}
    with world.stage("rollouts", config={}, inputs=_inputs(world, "tasks")) as writer:
        writer.write_table("rollouts-00000.parquet", pl.DataFrame(rows, schema=TRAJECTORY_SCHEMA))
        writer.write_table("unplayed-00000.parquet", pl.DataFrame([lost], schema=UNPLAYED_SCHEMA))
        writer.finish(EMPTY)
    return played


def write_verdicts(world: World, played: list[Trajectory], *, text: str | None = None) -> None:
    """Write the stage: what failed is dropped; the last of what passed too, for its calls."""
    rows = []
    for at, one in enumerate(played):
        row: dict[str, Any] = {"format_version": 1, "id": one.id, "kept": True}
        if one.reward != 1:
            stage, reason = (
                ("alignment", "missing_write") if at % 2 else ("validity", "arguments_not_json")
            )
            place = "messages[2].tool_calls[1]" if stage == "validity" else "final_changes"
            stage, place = (text, f"{place}.{text}") if text else (stage, place)
            row |= {"kept": False, "stage": stage, "reason": text or reason, "at": place}
            row["detail"] = text or f"what is wrong with {at}"
        elif at == len(played) - 1:
            row |= {"kept": False, "stage": "exact", "reason": text or "other_arguments"}
        rows.append(row)
    summary = {**EMPTY, "figures": {"stages": STAGES}}
    with world.stage("verdicts", config={}, inputs=_inputs(world, "rollouts")) as writer:
        writer.write_table("verdicts-00000.parquet", pl.DataFrame(rows, schema=VERDICTS))
        writer.finish(summary)


def write_checkpoints(world: World, *, steps: int = 30) -> None:
    """Write the metrics of both stages of training."""
    with world.stage(
        "checkpoints", config={"primer_steps": 40}, inputs=_inputs(world, "verdicts")
    ) as writer:
        for stage, first in (("general", 3.0), ("vertical", 1.0)):
            lines = [
                {"step": at, "tokens": at * 100, "supervised": at * 25, "loss": first / at}
                for at in range(1, steps + 1)
            ]
            raw = "".join(json.dumps(line) + "\n" for line in lines)
            writer.write_bytes(f"{stage}/metrics.jsonl", raw.encode())
        writer.finish({**EMPTY, "counts": {"parameters": 1_234_567}})


def write_scores(world: World, played: list[Trajectory]) -> None:
    """Write the stage from the rollouts themselves."""
    frame = pl.DataFrame([one.to_row() for one in played], schema=TRAJECTORY_SCHEMA)
    tables = [scores(part) for _, part in frame.group_by("agent", maintain_order=True)]
    with world.stage("scores", config={}, inputs=_inputs(world, "rollouts")) as writer:
        writer.write_table("scores-00000.parquet", pl.concat(tables))
        writer.finish(EMPTY)


def write_played(world: World, *, text: str | None = None) -> list[Trajectory]:
    """Write all of these stages."""
    played = write_rollouts(world, text=text)
    write_verdicts(world, played, text=text)
    write_checkpoints(world)
    write_scores(world, played)
    return played


def _inputs(world: World, stage: str) -> dict[str, str]:
    return {stage: world.manifest(stage).digest}


def write_packs(world: World) -> None:
    """Write the counts of packed conversations, without their tokens."""
    lengths = [("general", 300, 60), ("general", 900, 90), ("vertical", 1500, 150)]
    lengths += [("general", 9000, 1), ("held_out", 100, 50)]
    names = ("split", "tokens", "trained")
    rows = [
        {"id": f"i{at}", **dict(zip(names, one, strict=True)), "cut": at == 1}
        for at, one in enumerate(lengths)
    ]
    rows.append({**rows[0], "id": "i0~1", "tokens": 320})
    reasons = ["not_kept"] * 5 + ["over_long", "held_out"]
    lost = [{"id": f"l{at}", "reason": reason} for at, reason in enumerate(reasons)]
    lost.append({"id": "i0~2", "reason": "over_long"})
    with world.stage("tokens", config={}, inputs=_inputs(world, "verdicts")) as writer:
        writer.write_table("items-00000.parquet", pl.DataFrame(rows))
        writer.write_table("left_out-00000.parquet", pl.DataFrame(lost))
        writer.finish(EMPTY)
    with world.stage("packs", config={}, inputs=_inputs(world, "tokens")) as writer:
        for split, bins, fill in (("general", 2, 0.6), ("vertical", 0, 1.0)):
            pack = {"bins": bins, "capacity": 4096, "fill": fill, "tokens": 1, "trained": 1}
            writer.write_bytes(f"{split}/pack.json", json.dumps(pack).encode())
        writer.write_table("over_long-00000.parquet", pl.DataFrame(rows[3:4]))
        writer.finish(EMPTY)
