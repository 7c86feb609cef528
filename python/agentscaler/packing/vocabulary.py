"""A vocabulary for a world: learnt from the texts that the model will read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from agentscaler.errors import RenderError
from agentscaler.packing.records import sample
from agentscaler.packing.tokenizer import CONTROL_TOKENS, train_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agentscaler.packing.records import Part
    from agentscaler.packing.shards import RenderSettings

SPLITS = ("general", "vertical")
_CONTROL = re.compile("|".join(re.escape(token) for token, _ in CONTROL_TOKENS))


def trained_tokenizer(
    parts: Sequence[Part],
    template: str,
    settings: RenderSettings,
    *,
    vocab_size: int,
    most_bytes: int,
) -> bytes:
    """The ``tokenizer.json`` of the kept rollouts of the splits that are trained on.

    The texts are the conversations as the template writes them, so that the words of tools and of
    the format count as often as the model sees them.

    Args:
        parts: Shards of rollouts.
        template: The chat template.
        settings: How it renders.
        vocab_size: Tokens at most.
        most_bytes: Records that are read at most (bytes).
    """
    lines = sample(parts, SPLITS, most_bytes)
    texts = list(_texts(lines, template, settings))
    return train_tokenizer(texts, vocab_size=vocab_size).encode()


def _texts(lines: Iterable[bytes], template: str, settings: RenderSettings) -> Iterator[str]:
    bare = settings.renderer(train_tokenizer([], vocab_size=265).encode(), template)
    for line in lines:
        record = json.loads(line)
        try:
            text = bare.render(record["messages"], record["tools"])
        except RenderError:
            continue  # the stage itself says why
        yield _CONTROL.sub("\n", text)
