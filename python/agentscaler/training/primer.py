"""Exercises for random weights, as packs: calls of made-up tools, short at first.

A tool call copies names and values out of the prompt. Random weights learn that late and at once,
the sooner the shorter the context, and real trajectories are long. So they begin with exercises:
one tool with one argument, then more, as the model's own chat template writes them.

What it gains is measured by ``benches/python/primer.py``. On learning to copy: Olsson et al.,
arXiv 2209.11895 (induction heads).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from agentscaler.errors import ConfigError
from agentscaler.packing import Batch
from agentscaler.tasks.dice import Dice
from agentscaler.training.batch import IGNORED
from agentscaler.training.exercises import exercise

if TYPE_CHECKING:
    from agentscaler.packing import Renderer

_SMALL, _GROWN = 0.15, 0.6
"""Shares of the packs after which exercises begin to grow, and are of full size."""
_WORD = re.compile("[a-z]{3,12}")
_SHORTEST = 32
"""Tokens that no exercise is shorter than: so many are written for a pack as could fit."""


def whole_words(renderer: Renderer) -> list[str]:
    """The words in small letters that are one token each, sorted.

    A name of one token is copied in one step; random weights learn that before they spell.

    Example:
        >>> from agentscaler.packing import Renderer, chat_template, train_tokenizer
        >>> tokenizer = train_tokenizer(["the cat, the cat"], vocab_size=300)
        >>> whole_words(Renderer(tokenizer, chat_template("compact")))
        ['cat', 'the']
    """
    words = {renderer.decode([token]) for token in range(renderer.vocab_size)}
    return sorted(word for word in words if _WORD.fullmatch(word))


class Primer(Sequence[Batch]):
    """Packs of exercises, to be read in their order (``train(..., shuffled=False)``).

    Args:
        renderer: Tokenizer and chat template of the model.
        packs: How many there are.
        capacity: Tokens of a pack at most; at least 512.
        seed: Of the exercises; pack ``i`` depends on it, on ``i``, on ``packs`` and on ``grown``.
        grown: They are of full size from the first one.

    Raises:
        ConfigError: When a pack is read: no exercise fits into it.

    Example:
        >>> from agentscaler.packing import Renderer, chat_template, train_tokenizer
        >>> renderer = Renderer(train_tokenizer([], vocab_size=265), chat_template("compact"))
        >>> batch = Primer(renderer, packs=4, capacity=1024, seed=0)[0]
        >>> bool(batch.cu_seqlens[-1] == len(batch.input_ids) <= 1024)
        True
    """

    def __init__(
        self, renderer: Renderer, *, packs: int, capacity: int, seed: int, grown: bool = False
    ) -> None:
        self._renderer = renderer
        self._packs = packs
        self._capacity = capacity
        self._seed = seed
        self._grown = grown
        self._words = whole_words(renderer)

    def __len__(self) -> int:
        return self._packs

    @overload
    def __getitem__(self, at: int) -> Batch: ...
    @overload
    def __getitem__(self, at: slice) -> list[Batch]: ...
    def __getitem__(self, at: int | slice) -> Batch | list[Batch]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        growth = (at / self._packs - _SMALL) / (_GROWN - _SMALL)
        size = 1.0 if self._grown else min(1.0, max(0.0, growth))
        key = (self._seed, "grown" if self._grown else "primer", at)
        lines = []
        for number in range(self._capacity // _SHORTEST):
            made = exercise(Dice(*key, number), size, self._words)
            lines.append(json.dumps({"messages": made.messages, "tools": made.tools}))
        written = self._renderer.encode_batch(lines)
        # One that is longer than a pack, as with a tokenizer of bytes, is left away.
        lengths = np.diff(written.offsets).astype(np.int64)
        fitting = np.flatnonzero(lengths <= self._capacity)
        if not len(fitting):
            raise ConfigError(
                f"none of {len(lines)} exercises fits into a pack of {self._capacity} tokens; the "
                f"shortest has {lengths.min(initial=0)}",
                mend="a larger vocabulary, or a chat template that writes tools in fewer words",
            )
        fitting = fitting[np.cumsum(lengths[fitting]) <= self._capacity]
        lengths = lengths[fitting]
        bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        places = np.concatenate(
            [np.arange(written.offsets[at], written.offsets[at + 1]) for at in fitting]
        )
        ids = written.input_ids[places].astype(np.int64)
        labels = np.where(written.loss_mask[places] == 1, ids, IGNORED)
        labels[bounds[:-1]] = IGNORED
        return Batch(
            input_ids=ids,
            labels=labels,
            position_ids=np.concatenate([np.arange(n) for n in lengths]),
            cu_seqlens=bounds,
            max_seqlen=int(lengths.max()),
        )
