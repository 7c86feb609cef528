"""Muon for matrices, AdamW for everything else, in one optimizer.

Muon makes the running gradient of a matrix orthogonal before it steps (Newton-Schulz, five rounds),
so that rare directions learn as fast as common ones. Random weights learn to copy from their
context sooner than with AdamW (figures in docs/training.md). Steps are scaled to the size of
AdamW's, so that learning rates keep their meaning.

Source: K. Jordan, "Muon" (2024); scale 0.2 sqrt(max(rows, columns)) of Liu et al. (arXiv
2502.16982, section 2.2).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from agentscaler.training.foreign import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.training.foreign import Tensor

_ROUNDS = 5
_POLYNOMIAL = (3.4445, -4.7750, 2.0315)
"""Coefficients that bring singular values near 1 in five rounds, from Jordan."""
_MOMENTUM = 0.95
_RMS = 0.2
"""Size of a step of AdamW in practice."""
_OTHERS = 0.3
"""Share of the learning rate that all but matrices have: what a token is changes slower than what
is made of it, so that heads that compare tokens keep finding them."""
_EPS = 1e-8


def muon(
    model: Any, *, learning_rate: float, weight_decay: float, beta2: float, decayed: set[str]
) -> Any:
    """The optimizer of a model.

    Args:
        model: Its parameters that want gradients are taken.
        learning_rate: Of matrices; everything else has 0.3 of it.
        weight_decay: Of the parameters in ``decayed``.
        beta2: Of AdamW.
        decayed: Names of parameters.

    Returns:
        A ``torch.optim.Optimizer``.
    """
    outside = {id(model.get_input_embeddings().weight), id(model.get_output_embeddings().weight)}
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            matrix = weight.ndim >= 2 and id(weight) not in outside  # noqa: PLR2004
            groups.setdefault((matrix, name in decayed), []).append(weight)
    return _optimizer_class()(
        [
            {
                "params": weights,
                "matrix": matrix,
                "lr": learning_rate * (1.0 if matrix else _OTHERS),
                "weight_decay": weight_decay if decays else 0.0,
            }
            # Matrices first: the rate of the first group is the one that is told.
            for (matrix, decays), weights in sorted(
                groups.items(), key=lambda one: one[0], reverse=True
            )
        ],
        {"lr": learning_rate, "beta1": 0.9, "beta2": beta2},
    )


def orthogonal(gradient: Tensor) -> Tensor:
    """The nearest matrix with singular values of about 1; of experts each on its own.

    Args:
        gradient: [..., rows, columns]. 32 bit on a processor, bf16 on a GPU, where it is exact
            enough and fast.
    """
    x = gradient.bfloat16() if gradient.is_cuda else gradient.float()
    tall = x.shape[-2] > x.shape[-1]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + _EPS)
    a, b, c = _POLYNOMIAL
    for _ in range(_ROUNDS):
        square = x @ x.mT
        x = a * x + (b * square + c * (square @ square)) @ x
    return x.mT if tall else x


@functools.cache
def _optimizer_class() -> Any:
    torch = library("torch")

    class MuonAdamW(torch.optim.Optimizer):  # type: ignore[name-defined, misc]
        """Steps of both kinds; its state is saved and loaded like any other's."""

        def step(self, closure: Callable[[], Any] | None = None) -> None:
            """One step; there is no closure."""
            del closure
            with torch.no_grad():
                for group in self.param_groups:
                    way = _matrix_step if group["matrix"] else _adam_step
                    for weight in group["params"]:
                        if weight.grad is not None:
                            weight.mul_(1 - group["lr"] * group["weight_decay"])
                            way(weight, self.state[weight], group)

    return MuonAdamW


def _matrix_step(weight: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
    if not state:
        state["momentum"] = library("torch").zeros_like(weight)
    momentum = state["momentum"]
    momentum.lerp_(weight.grad, 1 - _MOMENTUM)
    step = orthogonal(weight.grad.lerp(momentum, _MOMENTUM))  # Nesterov
    scale = _RMS * max(weight.shape[-2:]) ** 0.5
    weight.add_(step.to(weight.dtype), alpha=-group["lr"] * scale)


def _adam_step(weight: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
    if not state:
        torch = library("torch")
        state["step"] = torch.zeros((), dtype=torch.float32)
        state["mean"], state["square"] = torch.zeros_like(weight), torch.zeros_like(weight)
    state["step"] += 1
    number, (beta1, beta2) = state["step"].item(), (group["beta1"], group["beta2"])
    state["mean"].lerp_(weight.grad, 1 - beta1)
    state["square"].lerp_(weight.grad.square(), 1 - beta2)
    size = (state["square"] / (1 - beta2**number)).sqrt_().add_(_EPS)
    weight.addcdiv_(state["mean"], size, value=-group["lr"] / (1 - beta1**number))
