"""How many real tools come alive, and what tasks are drawn in their environments.

    python benches/python/environments.py [--tools 5000] [--seed 5] [--world FOLDER]

Draws whole groups of tools, the same number from every file of the reference data
(``AGENTSCALER_SHARED``, or ``../shared`` beside the repository), writes them as function lists and
runs the stages up to the tasks, and tells the seconds of each. ``--world`` tells the figures of a
world that is there, such as that of `make run`.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import zstandard

from agentscaler import chain
from agentscaler.world import World

MOST_OF_A_GROUP = 40
SHARED = Path(os.environ.get("AGENTSCALER_SHARED", Path(__file__).parents[3] / "shared"))


def draw(target: Path, *, tools: int, seed: int) -> int:
    """Write drawn groups as function lists; how many tools they have."""
    files = sorted((SHARED / "data" / "tools").glob("*.jsonl.zst"))
    chance, total = random.Random(seed), 0  # noqa: S311  a draw, no secret
    for path in files:
        groups: dict[str, list[dict[str, Any]]] = {}
        with path.open("rb") as packed:
            for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed)):
                row = json.loads(line)
                groups.setdefault(row["group"], []).append(row)
        names, taken = sorted(groups), 0
        chance.shuffle(names)
        for number, name in enumerate(names):
            if taken >= tools // len(files):
                break
            rows = [function_of(row) for row in groups[name][:MOST_OF_A_GROUP]]
            folder = target / path.name.split(".")[0]
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:05}.json").write_text(json.dumps(rows))
            taken += len(rows)
        total += taken
    return total


def function_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the reference data as an entry of a function list."""
    http = row.get("http")
    method, path = (
        (http["method"], http["path"]) if isinstance(http, dict) else (http, row.get("path"))
    )
    entry = {
        "name": row["name"],
        "description": row["description"] or "",
        "parameters": row["parameters"] or {"type": "object", "properties": {}},
        "returns": row["returns"],
        "http": method,
        "path": path,
    }
    return {name: value for name, value in entry.items() if value is not None}


def shape(function: ast.FunctionDef) -> str:
    """A program without its names and texts: two of one shape do the same to other tables."""
    return " ".join(type(node).__name__ for node in ast.walk(function))


def figures(world: World) -> dict[str, Any]:
    """What the environments of a world are, and its tasks where it has some."""
    environments = world.scan("environments", "environments").collect()
    dropped = world.scan("environments", "dropped").collect()
    shapes: Counter[str] = Counter()
    for path in sorted((world.root / "environments").glob("*/tools.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                shapes[shape(node)] += 1
    alive = int(environments["num_tools"].sum())
    counted = dropped.group_by("reason").len().sort("len", descending=True)
    return {
        "environments": environments.height,
        "tools with a program that passes": alive,
        "of tools in domains": alive + dropped.height,
        "share": round(alive / max(1, alive + dropped.height), 3),
        "distinct program shapes": len(shapes),
        "tools with preconditions": int(environments["preconditions"].sum()),
        "references": int(environments["references"].sum()),
        "rules": int(environments["rules"].sum()),
        "left out": dict(counted.iter_rows()),
        **(task_figures(world) if "tasks" in world.stages() else {}),
    }


def task_figures(world: World) -> dict[str, Any]:
    """What the tasks of a world are."""
    tasks = world.scan("tasks", "tasks").collect()
    lost = world.scan("tasks", "dropped").collect()
    losses = lost.group_by("reason").agg(pl.col("count").sum()).sort("count", descending=True)
    return {
        "tasks": tasks.height,
        "tasks of an environment, mean": round(
            tasks.height / max(1, tasks["environment"].n_unique()), 1
        ),
        "distinct intents": tasks["intent"].n_unique(),
        "over several tables": round((tasks["num_tables"] > 1).mean() or 0, 3),
        "kinds": dict(tasks.group_by("kind").len().sort("kind").iter_rows()),
        "walks that became none": dict(losses.iter_rows()),
    }


def main() -> None:
    """Run, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--world", type=Path)
    given = parser.parse_args()
    if given.world is not None:
        print(json.dumps(figures(World.open(given.world)), indent=1))
        return
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder) / "specs"
        drawn = draw(specs, tools=given.tools, seed=given.seed)
        seconds: dict[str, float] = {}
        chain.run(
            Path(folder) / "world",
            paths=[specs],
            until="tasks",
            after_stage=lambda report, took: seconds.update({report.stage: took}),
        )
        each = ", ".join(f"{stage} {took:.1f}" for stage, took in seconds.items())
        print(f"{drawn:,} tools drawn, tools to tasks {sum(seconds.values()):.0f} s ({each})")
        print(json.dumps(figures(World.open(Path(folder) / "world")), indent=1))


if __name__ == "__main__":
    main()
