"""The first turns of a conversation that is too long: by explicit choice, and told of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.packing.renderer import Renderer
    from agentscaler.packing.shards import Record

OVER_LONG = "over_long"


def cut(renderer: Renderer, records: Sequence[Record]) -> list[Record]:
    """Records as they are, or where they are too long their longest beginning that is not.

    A beginning ends with a message of the assistant, so the model learns what it says there and
    sees no result that is not in it. What does not fit with one such message stays as it is.

    Args:
        renderer: Its ``max_tokens`` says what fits.
        records: What is to become tokens.
    """
    found = list(records)
    written = renderer.encode_batch([record.line for record in records])
    for one in written.rejected:
        if one.reason == OVER_LONG:
            found[one.line] = _shortened(renderer, records[one.line])
    return found


def _shortened(renderer: Renderer, record: Record) -> Record:
    plain = json.loads(record.line)
    messages = plain["messages"]
    ends = [at + 1 for at, one in enumerate(messages) if one.get("role") == "assistant"]
    best, low, high = record, 0, len(ends) - 1
    while low <= high:
        middle = (low + high) // 2
        plain["messages"] = messages[: ends[middle]]
        shorter = record._replace(line=canonical_json(plain).encode(), cut=True)
        if renderer.encode_batch([shorter.line]).rejected:
            high = middle - 1
        else:
            best, low = shorter, middle + 1
    return best
