"""The first turns of a conversation that is too long: by explicit choice, and told of."""

from __future__ import annotations

import json
from bisect import bisect_left
from typing import TYPE_CHECKING

from agentscaler.packing.renderer import Encoded, Rejected
from agentscaler.packing.shards import Judged, judged
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.packing.renderer import Renderer
    from agentscaler.packing.shards import Record

OVER_LONG = "over_long"


def judged_or_cut(renderer: Renderer, records: Sequence[Record]) -> list[Judged]:
    """What became of records, or where they are too long of their longest beginning that is not.

    A beginning ends with a message of the assistant, so the model learns what it says there and
    sees no result that is not in it. What does not fit with one such message is too long.

    Args:
        renderer: Its ``max_tokens`` says what fits.
        records: What is to become tokens.
    """
    return [
        _shortened(renderer, one) if _too_long(one.found) else one
        for one in judged(renderer, records)
    ]


def _shortened(renderer: Renderer, whole: Judged) -> Judged:
    plain = json.loads(whole.record.line)
    messages = plain["messages"]
    ends = [at + 1 for at, one in enumerate(messages) if one.get("role") == "assistant"]
    tried = {0: whole}

    def too_long(number: int) -> bool:
        """Whether the beginning with so many messages of the assistant is."""
        plain["messages"] = messages[: ends[number - 1]]
        line = canonical_json(plain).encode()
        (tried[number],) = judged(renderer, [whole.record._replace(line=line, cut=True)])
        return _too_long(tried[number].found)

    # From the shortest on: what is cut is often many times what fits, and long texts take long.
    reach = 1
    while reach <= len(ends) and not too_long(reach):
        reach *= 2
    undecided = range(reach // 2 + 1, min(reach, len(ends) + 1))
    best = tried[reach // 2 + bisect_left(undecided, True, key=too_long)]  # noqa: FBT003  what is sought
    return best if isinstance(best.found, Encoded) else whole


def _too_long(found: Encoded | Rejected) -> bool:
    return isinstance(found, Rejected) and found.reason == OVER_LONG
