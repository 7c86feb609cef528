"""Cross-entropy of the trained positions only, in chunks: the full logits never exist.

Logits of a 32k pack with 152k tokens in the vocabulary take 18.5 GiB in 32 bit. Agents' own tokens
are 15 to 35 % of a trajectory, so rows are chosen before the projection, which also saves that
share of its work; the rest goes by chunks whose gradients are made at once (the projection runs
three times instead of four).

Shape legend: m = trained positions, c = chunk, e = size of a hidden state, v = vocabulary.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from agentscaler.training.foreign import library

if TYPE_CHECKING:
    from agentscaler.training.foreign import Tensor

CHUNK = 1024
"""Rows that are projected at a time: 0.6 GiB of 32 bit logits for v = 152k."""


def chunked_cross_entropy(
    hidden_me: Tensor, weight_ve: Tensor, targets_m: Tensor, *, chunk: int = CHUNK
) -> Tensor:
    """The sum of the cross-entropies of all rows; softmax and sums in 32 bit.

    Args:
        hidden_me: Last hidden states of the positions *before* the trained ones.
        weight_ve: The projection, without bias.
        targets_m: int64, the ids to predict.
        chunk: Rows at a time.

    Returns:
        A scalar in 32 bit; 0 for no rows, with zero gradients.
    """
    total: Tensor = _function().apply(hidden_me, weight_ve, targets_m, chunk)
    return total


@functools.cache
def _function() -> Any:
    torch = library("torch")

    class ChunkedCrossEntropy(torch.autograd.Function):  # type: ignore[name-defined, misc]
        @staticmethod
        def forward(
            ctx: Any, hidden_me: Tensor, weight_ve: Tensor, targets_m: Tensor, chunk: int
        ) -> Tensor:
            wanted = ctx.needs_input_grad
            kind = hidden_me.dtype
            with torch.autocast(hidden_me.device.type, enabled=False):
                weight = weight_ve.to(kind)
                total = torch.zeros((), dtype=torch.float32, device=hidden_me.device)
                d_hidden_me = torch.empty_like(hidden_me) if wanted[0] else None
                # 32 bit: a sum of many chunks in 16 bit loses the small ones.
                d_weight_ve = torch.zeros_like(weight, dtype=torch.float32) if wanted[1] else None
                for begin in range(0, len(targets_m), chunk):
                    part = slice(begin, begin + chunk)
                    h_ce, target_c = hidden_me[part], targets_m[part]
                    logits_cv = (h_ce @ weight.T).float()
                    norm_c = logits_cv.logsumexp(dim=-1)
                    total += (norm_c - logits_cv.gather(1, target_c[:, None])[:, 0]).sum()
                    if d_hidden_me is None and d_weight_ve is None:
                        continue
                    d_cv = logits_cv.sub_(norm_c[:, None]).exp_()
                    d_cv.scatter_add_(1, target_c[:, None], torch.full_like(d_cv[:, :1], -1.0))
                    d_cv = d_cv.to(kind)
                    if d_hidden_me is not None:
                        d_hidden_me[part] = d_cv @ weight
                    if d_weight_ve is not None:
                        d_weight_ve += d_cv.T @ h_ce
            ctx.save_for_backward(d_hidden_me, d_weight_ve)
            ctx.kind = weight_ve.dtype
            return total

        @staticmethod
        def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
            grad = grads[0]
            d_hidden_me, d_weight_ve = ctx.saved_tensors
            if d_hidden_me is not None:
                d_hidden_me = (d_hidden_me * grad).to(d_hidden_me.dtype)
            if d_weight_ve is not None:
                d_weight_ve = (d_weight_ve * grad).to(ctx.kind)
            return d_hidden_me, d_weight_ve, None, None

    return ChunkedCrossEntropy
