"""First weights that look back, where random ones need most of their tokens to learn it.

A tool call copies names and values that stand in the prompt. Trained models do that with two kinds
of heads: one brings to each token the one before it, and one in a later layer looks for places
whose token before is the present one and brings what stands there (induction heads, Olsson et al.,
arXiv 2209.11895). Random weights find them late. These begin near them; every weight is trained as
ever. That attention learns sooner from weights that resemble trained ones is due to Trockman and
Kolter (arXiv 2305.09828).

What it gains is measured by ``benches/python/primer.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.training.foreign import library

if TYPE_CHECKING:
    from agentscaler.training.foreign import Tensor

_SPREAD = 0.05
"""Standard deviation of embeddings: a token that is brought back is likelier than any other."""
_CONSTANT = 3.0
"""What every embedding has alike in its first place, in standard deviations: by it a head can look
at a place whatever stands there."""
_SHARP = 2.0
"""Scale of queries, which norms set to one otherwise."""
_ADDED = 0.06
"""Scale of what a head adds: as large as an embedding."""
_FAST, _SLOW = 0.25, 1 / 250
"""Turns per token (radians): faster pairs of a head tell neighbours apart, slower ones compare
tokens that stand hundreds of tokens apart."""
_RECENT, _RECENT_BACK = (0.1, 0.45), 4
"""Turns per token of the pairs that see the last eight tokens or so, and where their middle is."""
_FEWEST = 8
"""Slow pairs that are used where the base of positions leaves fewer."""


def recall(model: Any, *, seed: int) -> None:
    """Set embeddings and attention of a model of the family Qwen3, in place.

    Of the heads of keys and values in the first layer one looks at the token before and one at the
    last few tokens. In later layers the first looks for what stood behind the same token before,
    the second where the last few tokens were alike as well, the others for the same token.

    Args:
        model: Random weights, at least two layers.
        seed: Of what is still random.
    """
    torch = library("torch")
    draw = _Draw(torch.Generator().manual_seed(seed))
    config = model.config
    size, half = config.head_dim, config.head_dim // 2
    turns = config.rope_parameters["rope_theta"] ** (-torch.arange(half) / half)
    fast = (turns > _FAST).nonzero()[:, 0]
    recent = ((turns > _RECENT[0]) & (turns < _RECENT[1])).nonzero()[:, 0]
    slow = max((turns < _SLOW).nonzero()[:, 0], torch.arange(half)[-_FEWEST:], key=len)
    matched = torch.cat([slow, slow + half])
    with torch.no_grad():
        words = model.get_input_embeddings().weight
        words.copy_(draw.normal(*words.shape) * _SPREAD)
        words[:, 0] = _CONSTANT * _SPREAD
        own = torch.ones(config.hidden_size)
        own[0] = 0.0  # the constant place belongs to no token

        def rows(number: int) -> Tensor:
            return draw.rows(number, len(own)) * own

        read, before, lately = rows(size), rows(size), rows(size)
        read_, before_, lately_ = (one[: len(matched)] for one in (read, before, lately))
        turn_about = (torch.arange(len(matched)) % 2 == 0)[:, None]
        for number, layer in enumerate(model.model.layers):
            heads = _Heads.of(layer.self_attn, size)
            layer.self_attn.q_norm.weight.fill_(_SHARP)
            if number == 0:
                heads.look_back(0, turns, fast, distance=1)
                heads.bring(0, read, before)
                if heads.number > 1:
                    heads.look_back(1, turns, recent, distance=_RECENT_BACK)
                    heads.bring(1, read, lately)
                continue
            token = rows(len(own))  # each of two heads brings half of what a token is
            heads.match(0, matched, read_, before_)
            heads.bring(0, token[:size], token[:size])
            if heads.number > 1:
                present = torch.where(turn_about, read_, lately_)
                heads.match(1, matched, present, torch.where(turn_about, before_, lately_))
                heads.bring(1, token[-size:], token[-size:])
            for head in range(2, heads.number):
                same = rows(len(matched))
                heads.match(head, matched, same, same)


@dataclass(frozen=True, slots=True)
class _Draw:
    generator: Any

    def normal(self, *shape: int) -> Tensor:
        return library("torch").randn(shape, generator=self.generator)

    def rows(self, number: int, width: int) -> Tensor:
        """So many rows at right angles, of length 1."""
        found: Tensor = library("torch").linalg.qr(self.normal(width, number))[0].T
        return found


@dataclass(frozen=True, slots=True)
class _Heads:
    """The attention of a layer by its heads of keys and values, whose queries are set alike."""

    number: int
    queries: Tensor
    """[heads of keys, queries of one, head, width]"""
    keys: Tensor
    """[heads of keys, head, width]; so for values."""
    values: Tensor
    outputs: Tensor
    """[width, heads of keys, queries of one, head]"""

    @classmethod
    def of(cls, attention: Any, size: int) -> _Heads:
        keys = attention.k_proj.weight
        number, width = keys.shape[0] // size, keys.shape[1]
        return cls(
            number=number,
            queries=attention.q_proj.weight.view(number, -1, size, width),
            keys=keys.view(number, size, width),
            values=attention.v_proj.weight.view(number, size, width),
            outputs=attention.o_proj.weight.view(width, number, -1, size),
        )

    def look_back(self, head: int, turns: Tensor, fast: Tensor, *, distance: int) -> None:
        """Attend to the place that is so many tokens before, whatever stands there."""
        half = len(turns)
        self.queries[head] = 0.0
        self.keys[head] = 0.0
        self.keys[head][fast, 0] = 1.0
        # Positions turn queries and keys; this one is turned back by the distance beforehand.
        self.queries[head][:, fast, 0] = (distance * turns[fast]).cos()
        self.queries[head][:, fast + half, 0] = -(distance * turns[fast]).sin()

    def match(self, head: int, places: Tensor, present: Tensor, there: Tensor) -> None:
        """Attend to places that have there what is present here."""
        self.queries[head] = 0.0
        self.keys[head] = 0.0
        self.queries[head][:, places] = present
        self.keys[head][places] = there

    def bring(self, head: int, read: Tensor, write: Tensor) -> None:
        """Add what is read where the head attends, in the directions of what is written."""
        self.values[head] = read
        self.outputs[:, head] = write.T[:, None] * (_ADDED / self.outputs.shape[2])
