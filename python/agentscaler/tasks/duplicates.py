"""Near duplicates: the same gold and the same wording, but for the values.

Intents are composed of patterns, so two that differ in values alone have the very same skeleton,
and a digest finds them exactly. MinHash would be wrong here: long names that two tasks share make
them look alike, and a short *not* that tells two apart does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.tasks.json_paths import leaves
from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_VALUE = re.compile(
    r"“[^”]*”|\S+@\S+|[€$£]?\d[\d.,:%-]*|#?[A-Z]{1,5}[-_]?\d[\w-]*|\S*\d\S*"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def skeleton(gold_calls: Sequence[dict[str, Any]], intent: str, told: Iterable[str]) -> str:
    """Digest of gold and intent without values.

    Values of gold are named in the order in which they come, so a value that comes twice is told
    from two values.

    Args:
        gold_calls: Names and arguments.
        intent: What the user writes.
        told: Texts in it that are values: names, labels.

    Example:
        >>> first = [{"name": "cancel", "arguments": {"id": "W1"}}]
        >>> other = [{"name": "cancel", "arguments": {"id": "W2"}}]
        >>> skeleton(first, "Cancel W1.", []) == skeleton(other, "Cancel W2.", [])
        True
        >>> skeleton(first, "Cancel W1.", []) == skeleton(other, "Please cancel W2.", [])
        False
    """
    names: dict[str, int] = {}
    calls = []
    for call in gold_calls:
        arguments = [
            [place, names.setdefault(repr(leaf), len(names))]
            for place, leaf in sorted(leaves(call["arguments"]), key=lambda one: one[0])
        ]
        calls.append([call["name"], arguments])
    text = intent
    for value in sorted(set(told), key=lambda one: (-len(one), one)):
        if len(value) > 2:  # noqa: PLR2004  shorter ones are parts of words
            text = text.replace(value, "_")
    return digest_json([calls, _VALUE.sub("_", text)])


def gold_digest(gold_calls: Sequence[dict[str, Any]], answer: Sequence[Any]) -> str:
    """Digest of what has to be done and told, whatever the words of the intent.

    Example:
        >>> call = {"name": "cancel", "arguments": {"id": "W1"}}
        >>> gold_digest([call], []) == gold_digest([call], [])
        True
    """
    return digest_json([list(gold_calls), list(answer)])
