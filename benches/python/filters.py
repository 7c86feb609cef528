"""The funnel on recorded trajectories: what is dropped and why, and how fast, beside Python.

    python benches/python/filters.py [--shared ../shared] [--show 10] [--copies 4]

Counts: every source of ``shared/data/trajectories`` through validity and repetition, and, where a
reward is recorded, alignment that trusts it. ``--show`` prints some verdicts of each reason, to be
judged by eye. Speed: one thread, best of five, in MB of JSON lines a second; the peers run in the
same process on the same lines: orjson and the rules written in Python, and hashed 10-grams.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import zstandard

from agentscaler.filters import FiltersConfig, Funnel, FunnelTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TERMINATIONS = {
    "user_stop": "user_done",
    "agent_stop": "agent_done",
    "max_steps": "max_turns",
    "too_many_errors": "max_errors",
}
SERIES = 5


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a packed file."""
    with path.open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file)
        yield from map(json.loads, io.TextIOWrapper(reader, encoding="utf-8"))


def in_our_form(row: dict[str, Any], data: Path, lists: dict[str, Any]) -> dict[str, Any]:
    """A record of the reference data as a line of ours has it."""
    tools = None
    if row["tools"] is not None:
        path = data / row["tools"]["ref"]
        if row["tools"]["ref"] not in lists:
            lists[row["tools"]["ref"]] = as_openai(path) if path.exists() else None
        tools = lists[row["tools"]["ref"]]
    for message in row["messages"]:
        if "error" in message:
            message["is_error"] = message.pop("error")
    termination = TERMINATIONS.get((row["meta"] or {}).get("termination"))
    names = ("id", "task_id", "messages", "reward")
    return {**{name: row[name] for name in names}, "tools": tools, "termination": termination}


def as_openai(path: Path) -> list[dict[str, Any]]:
    """A list of tools; its entries may stand without what OpenAI wraps them in."""
    keys = ("name", "description", "parameters")
    tools = (tool.get("function", tool) for tool in json.loads(path.read_text("utf-8")))
    return [{"type": "function", "function": {k: tool[k] for k in keys}} for tool in tools]


def read(shared: Path) -> dict[str, list[bytes]]:
    """Lines of each source."""
    data, lists = shared / "data", dict[str, Any]()
    return {
        path.name.split(".")[0]: [
            json.dumps(in_our_form(row, data, lists), ensure_ascii=False).encode()
            for row in rows(path)
        ]
        for path in sorted((data / "trajectories").glob("*.jsonl.zst"))
    }


def counts(sources: dict[str, list[bytes]], *, show: int) -> None:
    """The funnel of each source."""
    for name, lines in sources.items():
        rewarded = any(json.loads(line)["reward"] is not None for line in lines)
        config = FiltersConfig(alignment=rewarded, trust_reward=True, exact=False)
        verdicts = Funnel(config).run(lines)
        print(f"\n{name}")
        print(FunnelTable.of(verdicts, stages=config.stages).text())
        for (reason,), found in verdicts.filter(~pl.col("kept")).group_by(
            "reason", maintain_order=True
        ):
            for row in found.sample(min(show, found.height), seed=7).iter_rows(named=True):
                print(f"  {reason}: line {row['line']} {row['id']} {row['at']}: {row['detail']}")


def best(work: Callable[[], object]) -> float:
    """Least CPU time of a series, in seconds."""
    least = float("inf")
    for _ in range(SERIES):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least


def python_rules(lines: list[bytes]) -> int:  # noqa: C901  as one would write it for speed
    """Parsing by orjson, and the rules on turns and calls: what a careful pipeline does today."""
    import orjson

    types = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list,
             "object": dict}  # fmt: skip
    kept = 0
    for line in lines:
        record = orjson.loads(line)
        known = {tool["function"]["name"]: tool["function"] for tool in record["tools"] or ()}
        opened: dict[str, bool] = {}
        last, right = "", True
        for message in record["messages"]:
            role = message["role"]
            if message.get("requestor") == "user":
                continue
            if role in {"user", "assistant"}:
                right = right and not any(opened.values()) and last != role
                opened = {}
                last = role
            if role == "tool":
                right = right and opened.get(message.get("tool_call_id", ""), False)
                opened[message.get("tool_call_id", "")] = False
                last = role
            for call in message.get("tool_calls") or ():
                function = call["function"]
                opened[call["id"]] = True
                try:
                    arguments = orjson.loads(function["arguments"])
                except orjson.JSONDecodeError:
                    right = False
                    continue
                if not known:
                    continue
                tool = known.get(function["name"])
                if tool is None:
                    right = False
                    continue
                schema = tool["parameters"]
                right = right and all(name in arguments for name in schema.get("required", ()))
                for key, value in arguments.items():
                    inner = schema["properties"].get(key, {})
                    right = right and isinstance(value, types.get(inner.get("type"), object))
                    right = right and ("enum" not in inner or value in inner["enum"])
        kept += right
    return kept


def python_ngrams(texts: list[str]) -> int:
    """Hashed 10-grams of words, as data-juicer's operator has them."""
    dropped = 0
    for text in texts:
        words = text.split()
        grams = [hash(tuple(words[at : at + 10])) for at in range(len(words) - 9)]
        dropped += bool(grams) and 1 - len(set(grams)) / len(grams) > 0.3
    return dropped


def said(line: bytes) -> list[str]:
    """What the agent wrote and thought."""
    messages = json.loads(line)["messages"]
    fields = ("content", "reasoning_content")
    return [
        message[field]
        for message in messages
        if message["role"] == "assistant"
        for field in fields
        if message.get(field)
    ]


def speed(sources: dict[str, list[bytes]], copies: int) -> None:
    """Megabytes a second of each, on all sources together."""
    lines = [line for part in sources.values() for line in part] * copies
    size = sum(map(len, lines)) / 1e6
    texts = [text for line in lines for text in said(line)]
    # Text as one message a line, so that nothing but repetition has work.
    talk = [
        json.dumps({"messages": [{"role": "assistant", "content": text}]}, ensure_ascii=False)
        for text in texts
    ]
    talk_lines = [line.encode() for line in talk]
    talk_size = sum(map(len, talk_lines)) / 1e6
    only = {"repetition": False, "alignment": False, "exact": False}
    stages = {
        "reading alone": FiltersConfig(validity=False, **only),
        "reading and validity": FiltersConfig(**only),
        "reading, validity, repetition": FiltersConfig(alignment=False, exact=False),
    }
    print(f"\n{len(lines):,} lines, {size:,.0f} MB; {talk_size:,.0f} MB of it said by agents")
    for name, config in stages.items():
        funnel = Funnel(config)
        print(f"  {name}: {size / best(lambda f=funnel: engine_run(f, lines)):,.0f} MB/s")
    print(f"  orjson alone: {size / best(lambda: orjson_alone(lines)):,.0f} MB/s")
    print(f"  orjson and rules in Python: {size / best(lambda: python_rules(lines)):,.0f} MB/s")
    loops = Funnel(FiltersConfig(validity=False, alignment=False, exact=False))
    spent = best(lambda: engine_run(loops, talk_lines))
    print(f"  repetition on what agents said: {talk_size / spent:,.0f} MB/s")
    spent = best(lambda: python_ngrams(texts))
    print(f"  hashed 10-grams in Python on the same: {talk_size / spent:,.1f} MB/s")


def engine_run(funnel: Funnel, lines: list[bytes]) -> Counter[str]:
    """Verdicts as they come out of the engine."""
    counted: Counter[str] = Counter()
    for frame, _ in funnel.judge(lines):
        counted.update(frame["kept"].to_list())
    return counted


def orjson_alone(lines: list[bytes]) -> int:
    """Parsing into Python objects, and nothing else."""
    import orjson

    return sum(len(orjson.loads(line)) for line in lines)


def main() -> None:
    """Print counts and speeds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", type=int, default=0, help="verdicts of each reason to print")
    parser.add_argument("--copies", type=int, default=4, help="times that the lines are judged")
    options = parser.parse_args()
    sources = read(options.shared)
    counts(sources, show=options.show)
    speed(sources, options.copies)


if __name__ == "__main__":
    main()
