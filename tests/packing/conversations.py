"""Conversations for tests, made up, and real ones where they are."""

from __future__ import annotations

import io
import itertools
import json

import zstandard

SOURCES = (
    "tau1_retail_airline",
    "tau2_retail_runs",
    "claude_sessions_tau2_retail",
    "tau2_runs",
    "toolrl_sft",
    "medagentbench_runs",
)

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_order",
            "description": "Look an order up.",
            "parameters": {
                "type": "object",
                "properties": {
                    "order_id": {"type": "string", "description": "Number of the order"},
                    "fields": {"type": "array", "items": {"type": "string", "enum": ["a", "<b>"]}},
                },
                "required": ["order_id"],
            },
        },
    }
]


def call(name, arguments, number=1):
    function = {"name": name, "arguments": arguments}
    return {"id": f"call_{number}", "type": "function", "function": function}


def conversation(name="a", *, turns=2, split=None):
    """Return a conversation with calls, thinking, and letters beyond ASCII."""
    messages = [{"role": "system", "content": "Policy: be kind.\n"}]
    for turn in range(turns):
        arguments = json.dumps({"order_id": f"#W{turn}é", "fields": ["a"]}, ensure_ascii=False)
        messages += [
            {"role": "user", "content": f"Where is order {turn}? 😀"},
            {
                "role": "assistant",
                "content": None,
                "reasoning_content": f"They ask for {turn}.",
                "tool_calls": [call("get_order", arguments, turn)],
            },
            {"role": "tool", "tool_call_id": f"call_{turn}", "content": '{"status": "sent"}'},
            {"role": "assistant", "content": f"\nOrder {turn} was sent."},
        ]
    return {"id": name, "split": split, "messages": messages, "tools": TOOLS}


def parsed(record):
    """Return the record with arguments as objects."""
    record = json.loads(json.dumps(record))
    for message in record["messages"]:
        for one in message.get("tool_calls") or []:
            if isinstance(one["function"]["arguments"], str):
                one["function"]["arguments"] = json.loads(one["function"]["arguments"])
    return record


def real(shared, number, *, min_calls=0):
    """Yield up to ``number`` records of each source, those with several calls where asked for."""
    lists = {}
    for source in SOURCES:
        with (shared / "data" / "trajectories" / f"{source}.jsonl.zst").open("rb") as file:
            stream = zstandard.ZstdDecompressor().stream_reader(file)
            rows = map(json.loads, io.TextIOWrapper(stream, encoding="utf-8"))
            fitting = (row for row in rows if _calls(row) >= min_calls)
            for row in itertools.islice(fitting, number):
                tools = row["tools"]
                if isinstance(tools, dict):
                    path = shared / "data" / tools["ref"]
                    if path not in lists:
                        lists[path] = json.loads(path.read_text()) if path.exists() else None
                    tools = lists[path]
                yield {"id": row["id"], "messages": row["messages"], "tools": tools}


def _calls(row):
    return sum(len(message.get("tool_calls") or []) for message in row["messages"])
