"""READ and WRITE, case by case, and against the methods of real operations."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
import zstandard

from agentscaler.tools.effect import read_annotations, tell_by_words, tell_effect
from agentscaler.tools.tool import Effect

if TYPE_CHECKING:
    from pathlib import Path

READ, WRITE, UNKNOWN = Effect.READ, Effect.WRITE, Effect.UNKNOWN


@pytest.mark.parametrize(
    ("name", "description", "http", "path", "effect"),
    [
        ("getPet", "", "GET", None, READ),
        ("getPet", "", "DELETE", None, WRITE),
        ("Pets_restore", "Restores a pet.", "GET", "/pets/1:restore", UNKNOWN),
        ("UpdateRuns_List", "Lists the runs.", "GET", None, READ),
        ("DescribeTable", "Describes a table.", "POST", "/", READ),
        ("compute.regionUrlMaps.insert", "Creates a map.", "POST", None, WRITE),
        ("listUserPin", "Pin a list.", "POST", "/2/users/{id}/pinned_lists", WRITE),
        ("processorInvestmentsHoldingsGet", "", "POST", "/processor/holdings/get", READ),
        ("searchEngine.sites.create", "Creates a site.", "POST", None, WRITE),
        ("pets", "", "POST", "/pets/search", READ),
        ("pets", "", "POST", "/pets", WRITE),
        ("createPet", "", "POST", "/pets/list", WRITE),
        ("create_task_list", "", None, None, WRITE),
        ("get_order", "", None, None, READ),
        ("orders.cancel", "", None, None, WRITE),
        ("order_status", "Returns the status of an order.", None, None, READ),
        ("weather", "", None, None, UNKNOWN),
        ("get_and_drop", "Deletes the queue.", None, None, UNKNOWN),
        ("查询", "", None, None, UNKNOWN),
    ],
)
def test_cases(
    name: str, description: str, http: str | None, path: str | None, effect: Effect
) -> None:
    assert tell_effect(name, description, http=http, path=path) is effect


def test_annotations() -> None:
    assert read_annotations(None) is None
    assert read_annotations({"title": "x"}) is None
    assert read_annotations({"readOnlyHint": True}) is READ
    assert read_annotations({"readOnlyHint": False}) is WRITE
    assert read_annotations({"destructiveHint": True}) is WRITE
    assert read_annotations({"destructiveHint": False}) is None
    assert read_annotations({"readOnlyHint": True, "destructiveHint": True}) is UNKNOWN


@pytest.mark.parametrize("name", ["google", "botocore", "openapi_vendors"])
def test_words_agree_with_methods(shared: Path, name: str) -> None:
    """Words alone against GET, PUT, PATCH and DELETE: a wrong READ is what must not happen."""
    path = shared / "data" / "tools" / f"{name}.jsonl.zst"
    counts = {(truth, told): 0 for truth in (READ, WRITE) for told in Effect}
    with path.open("rb") as raw:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf-8")
        for line in lines:
            row = json.loads(line)
            method = row["http"]
            if method == "POST":
                continue
            truth = READ if method in ("GET", "HEAD", "OPTIONS") else WRITE
            counts[truth, tell_by_words(row["name"], row["description"])] += 1
    writes = sum(count for (truth, _), count in counts.items() if truth is WRITE)
    decided = sum(count for (_, told), count in counts.items() if told is not UNKNOWN)
    assert counts[WRITE, READ] <= 0.005 * writes
    assert counts[READ, READ] + counts[WRITE, WRITE] >= 0.98 * decided
