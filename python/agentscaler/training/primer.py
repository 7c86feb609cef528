"""Exercises for random weights, as packs: calls of made-up tools, short at first.

A tool call copies names and values out of the prompt. Random weights learn that late and at once,
the sooner the shorter the context, and real trajectories are long. So they begin with exercises:
one tool with one argument, then more, as the model's own chat template writes them.

What it gains is measured by ``benches/python/primer.py``. On learning to copy: Olsson et al.,
arXiv 2209.11895 (induction heads).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from agentscaler.packing import Batch
from agentscaler.tasks.dice import Dice
from agentscaler.training.batch import IGNORED
from agentscaler.training.exercises import exercise

if TYPE_CHECKING:
    from agentscaler.packing import Renderer

_SMALL, _GROWN = 0.4, 0.9
"""Shares of the packs after which exercises begin to grow, and are of full size."""
_SHORTEST = 32
"""Tokens that no exercise is shorter than: so many are written for a pack as could fit."""


class Primer(Sequence[Batch]):
    """Packs of exercises, to be read in their order (``train(..., shuffled=False)``).

    Args:
        renderer: Tokenizer and chat template of the model.
        packs: How many there are.
        capacity: Tokens of a pack at most; at least 512.
        seed: Of the exercises; pack ``i`` depends on it, on ``i`` and on ``packs``.

    Example:
        >>> from agentscaler.packing import Renderer, chat_template, train_tokenizer
        >>> renderer = Renderer(train_tokenizer([], vocab_size=265), chat_template("compact"))
        >>> batch = Primer(renderer, packs=4, capacity=1024, seed=0)[0]
        >>> bool(batch.cu_seqlens[-1] == len(batch.input_ids) <= 1024)
        True
    """

    def __init__(self, renderer: Renderer, *, packs: int, capacity: int, seed: int) -> None:
        self._renderer = renderer
        self._packs = packs
        self._capacity = capacity
        self._seed = seed

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
        size = min(1.0, max(0.0, (at / self._packs - _SMALL) / (_GROWN - _SMALL)))
        lines = []
        for number in range(self._capacity // _SHORTEST):
            made = exercise(Dice(self._seed, "primer", at, number), size)
            lines.append(json.dumps({"messages": made.messages, "tools": made.tools}))
        written = self._renderer.encode_batch(lines)
        ends = written.offsets[1:]
        count = max(1, int(np.searchsorted(ends, self._capacity, side="right")))
        bounds = written.offsets[: count + 1].astype(np.int32)
        ids = written.input_ids[: bounds[-1]].astype(np.int64)
        labels = np.where(written.loss_mask[: bounds[-1]] == 1, ids, IGNORED)
        labels[bounds[:-1]] = IGNORED
        lengths = np.diff(bounds)
        return Batch(
            input_ids=ids,
            labels=labels,
            position_ids=np.concatenate([np.arange(n) for n in lengths]),
            cu_seqlens=bounds,
            max_seqlen=int(lengths.max()),
        )
