"""Training on packs beside padding and beside a mask over the whole pack, on the processor.

    python benches/python/training.py [--tokens 8192] [--threads 1]

All three train the same tiny Qwen3 on the same sequences, whose lengths vary as those of agents'
trajectories do, forward and backward. Processor time counts, since machines are shared. Tokens are
real ones: padding is work, not tokens. The loss column says that the three compute the same thing.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.training.config import Shape
from agentscaler.training.flops import work_of
from agentscaler.training.foreign import library
from agentscaler.training.model import limits, open_model, prepare
from agentscaler.training.order import Order
from agentscaler.training.trainer import inputs_of

if TYPE_CHECKING:
    from collections.abc import Callable

VOCABULARY = 8_192
ROUNDS = 3


@dataclass(frozen=True)
class Pack:
    """A batch, as training reads it."""

    input_ids: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]
    position_ids: np.ndarray[Any, Any]
    cu_seqlens: np.ndarray[Any, Any]
    max_seqlen: int


def pack(tokens: int, *, seed: int = 0) -> Pack:
    """So many tokens in sequences of lognormal length, a quarter of them trained."""
    rng = np.random.default_rng(seed)
    lengths: list[int] = []
    while (left := tokens - sum(lengths)) > 0:
        lengths.append(min(left, max(8, int(rng.lognormal(6.0, 0.8)))))
    ids = rng.integers(0, VOCABULARY, tokens)
    bounds = np.cumsum([0, *lengths]).astype(np.int32)
    labels = np.where(rng.random(tokens) < 0.25, ids, -100)
    labels[bounds[:-1]] = -100
    positions = np.arange(tokens) - np.repeat(bounds[:-1], lengths)
    return Pack(ids, labels, positions, bounds, max(lengths))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=8_192)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch = library("torch")
    torch.set_num_threads(given.threads)
    shape = Shape(width=128, layers=4, inner=384, positions=max(4_096, given.tokens))
    model = open_model(shape, vocabulary=VOCABULARY, seed=0, dtype="float32")
    plain = model.forward
    one = pack(given.tokens)
    prepare(model, attention="segments", compile_layers=False)
    inputs = inputs_of(one, limits(model))
    counts = {name: inputs.pop(name) for name in ("tokens", "supervised", "pairs")}
    lengths = np.diff(one.cu_seqlens)
    print(f"{given.tokens:,} tokens in {len(lengths)} sequences, the longest {lengths.max():,}")

    def packed() -> Any:
        return model(**inputs)["loss"]

    def masked() -> Any:
        return plain(
            input_ids=inputs["input_ids"],
            position_ids=inputs["position_ids"],
            labels=torch.from_numpy(one.labels)[None],
            use_cache=False,
        ).loss

    ids, labels, mask = padded(one, torch)

    def padding() -> Any:
        return plain(input_ids=ids, attention_mask=mask, labels=labels, use_cache=False).loss

    flops = work_of(model).of(
        tokens=counts["tokens"], pairs=counts["pairs"], trained=counts["supervised"]
    )
    print(f"{'':26}{'tokens/s':>10}{'GFLOP/s':>10}{'loss':>10}{'peak MB':>10}")
    for name, run, attention in (
        ("packed, trained rows", packed, "agentscaler_varlen_segments"),
        ("padded", padding, "sdpa"),
        ("packed, T x T mask", masked, "sdpa"),
    ):
        model.set_attn_implementation(attention)
        seconds, loss = measured(model, run)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:26}{given.tokens / seconds:>10,.0f}{flops / seconds / 1e9:>10.1f}"
            f"{loss:>10.4f}{peak:>10,.0f}"
        )
    order = Order(range(1_000_000), per_step=8, seed=0)  # type: ignore[arg-type]
    begun = time.process_time()
    order.source(0)
    print(f"order of 1,000,000 packs: {time.process_time() - begun:.2f} s an epoch")


def padded(one: Pack, torch: Any) -> tuple[Any, Any, Any]:
    """The sequences as rows of one length."""
    rows = len(one.cu_seqlens) - 1
    ids = torch.zeros((rows, one.max_seqlen), dtype=torch.int64)
    labels, mask = torch.full_like(ids, -100), torch.zeros_like(ids)
    for row, (begin, end) in enumerate(zip(one.cu_seqlens[:-1], one.cu_seqlens[1:], strict=True)):
        ids[row, : end - begin] = torch.from_numpy(one.input_ids[begin:end])
        labels[row, : end - begin] = torch.from_numpy(one.labels[begin:end])
        mask[row, : end - begin] = 1
    return ids, labels, mask


def measured(model: Any, run: Callable[[], Any]) -> tuple[float, float]:
    """Least processor time of some steps, and the loss."""
    taken = []
    loss = None
    for _ in range(ROUNDS):
        model.zero_grad()
        begun = time.process_time()
        loss = run()
        loss.backward()
        taken.append(time.process_time() - begun)
    assert loss is not None  # noqa: S101
    return min(taken), loss.item()


if __name__ == "__main__":
    main()
