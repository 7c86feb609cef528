"""What only a machine with a GPU can say about training: exactness in 16 bit, tokens/s and MFU.

    python benches/python/training_gpu.py [--shape 4b small moe] [--tokens 32768] [--steps 20]

First packed and unpacked are compared in bf16 through the kernels that would train. Then whole
training steps (forward, backward, clipping, AdamW) on random packs: median of CUDA events after a
warm-up. MFU is told as a share of what the maker prints and of a product that was measured here;
its numerator counts pairs inside sequences and the vocabulary of trained rows only.
"""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any

import numpy as np

from agentscaler.training.attention import BACKENDS
from agentscaler.training.config import Shape
from agentscaler.training.flops import peak, work_of
from agentscaler.training.foreign import library
from agentscaler.training.model import limits, open_model, prepare
from agentscaler.training.trainer import inputs_of
from training import Pack, pack

SHAPES = {
    "4b": Shape(width=2560, layers=36, heads=32, kv_heads=8, head=128, inner=9728, positions=40960),
    "small": Shape(
        width=1024, layers=28, heads=16, kv_heads=8, head=128, inner=3072, positions=40960
    ),
    "moe": Shape(
        architecture="qwen3_moe",
        width=2048,
        layers=6,
        heads=32,
        kv_heads=4,
        head=128,
        inner=768,
        experts=128,
        experts_per_token=8,
        positions=40960,
    ),
}
"""Qwen3-4B, Qwen3-0.6B, and six of the layers of Qwen3-30B-A3B, as their configurations have them;
the vocabulary is that of Qwen3."""

QWEN3_VOCABULARY = 151_936
WARM_UP = 5
COUNTS = ("tokens", "supervised", "pairs")


def main() -> None:
    """Measure and print, one JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", nargs="+", choices=SHAPES, default=["small", "4b"])
    parser.add_argument("--tokens", type=int, default=32_768)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--attention", nargs="+", choices=["auto", *BACKENDS], default=["auto"])
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--checkpointing", action="store_true")
    given = parser.parse_args()
    torch = library("torch")
    if not torch.cuda.is_available():
        raise SystemExit("there is no CUDA device here")
    device = torch.cuda.get_device_name()
    product = measured_product(torch)
    tell(device=device, torch=torch.__version__, product_tflops=round(product / 1e12, 1))
    for attention in given.attention:
        exactness(torch, attention)
    for name in given.shape:
        for attention in given.attention:
            speed(torch, name, attention, given, device=device, product=product)


def tell(**record: Any) -> None:
    """One line."""
    print(json.dumps(record), flush=True)


def measured_product(torch: Any, size: int = 8192, rounds: int = 20) -> float:
    """FLOP/s of a square product in bf16."""
    one = torch.randn(size, size, dtype=torch.bfloat16, device="cuda")
    times = [timed(torch, lambda: one @ one) for _ in range(rounds)]
    return 2 * size**3 / statistics.median(times[5:])


def timed(torch: Any, run: Any) -> float:
    """Seconds of the device."""
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    run()
    end.record()
    torch.cuda.synchronize()
    return float(begin.elapsed_time(end)) / 1000


def on_device(one: Pack, model: Any) -> tuple[dict[str, Any], dict[str, int]]:
    """Inputs on the device, and the counts of the pack."""
    inputs = inputs_of(one, limits(model))
    counts = {name: inputs.pop(name) for name in COUNTS}
    moved = {k: v.to("cuda") if hasattr(v, "to") else v for k, v in inputs.items()}
    return moved, counts


def exactness(torch: Any, attention: str) -> None:
    """Packed beside the sum over the sequences alone, in bf16."""
    shape = Shape(width=256, layers=4, heads=8, kv_heads=2, head=64, inner=768, positions=8192)
    model = open_model(shape, vocabulary=8_192, seed=0, dtype="bfloat16").to("cuda")
    prepare(model, attention=attention, compile_layers=False)
    one = pack(8_192, seed=3)
    count = int((one.labels != -100).sum())
    inputs, _ = on_device(one, model)
    packed = model(**inputs, num_items_in_batch=count)["loss"]
    packed.backward()
    together = torch.cat([w.grad.float().flatten() for w in model.parameters()])
    model.zero_grad()
    alone = 0.0
    for begin, end in zip(one.cu_seqlens[:-1], one.cu_seqlens[1:], strict=True):
        cut = slice(begin, end)
        part = Pack(
            one.input_ids[cut],
            one.labels[cut],
            one.position_ids[cut],
            np.array([0, end - begin], dtype=np.int32),
            int(end - begin),
        )
        loss = model(**on_device(part, model)[0], num_items_in_batch=count)["loss"]
        loss.backward()
        alone += loss.item()
    apart = torch.cat([w.grad.float().flatten() for w in model.parameters()])
    error = ((together - apart).norm() / apart.norm()).item()
    tell(
        what="packed beside unpacked, bf16",
        attention=attention,
        packed=round(packed.item(), 6),
        unpacked=round(alone, 6),
        relative_gradient_error=round(error, 6),
    )


def speed(
    torch: Any, name: str, attention: str, given: Any, *, device: str, product: float
) -> None:
    """Whole steps on packs of random tokens."""
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    with torch.device("cuda"):  # random weights of this size take minutes on a processor
        model = open_model(SHAPES[name], vocabulary=QWEN3_VOCABULARY, seed=0, dtype="bfloat16")
    model.train()
    prepare(model, attention=attention, compile_layers=given.compile)
    if given.checkpointing:
        model.gradient_checkpointing_enable({"use_reentrant": False})
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, fused=True)
    prepared = [on_device(pack(given.tokens, seed=seed), model) for seed in range(4)]
    work = work_of(model)

    def step(number: int) -> None:
        model(**prepared[number % 4][0], share=1.0)["loss"].backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    times, flops = [], []
    for number in range(given.steps + WARM_UP):
        taken = timed(torch, lambda number=number: step(number))
        if number >= WARM_UP:
            counts = prepared[number % 4][1]
            times.append(taken)
            flops.append(
                work.of(
                    tokens=counts["tokens"], pairs=counts["pairs"], trained=counts["supervised"]
                )
                / taken
            )
    rate = statistics.median(flops)
    printed = peak(device)
    tell(
        what="training step",
        shape=name,
        attention=attention,
        compiled=given.compile,
        checkpointing=given.checkpointing,
        tokens=given.tokens,
        parameters=sum(w.numel() for w in model.parameters()),
        tokens_per_s=round(given.tokens / statistics.median(times)),
        tflops=round(rate / 1e12, 1),
        mfu_printed=None if printed is None else round(rate / printed, 4),
        mfu_measured=round(rate / product, 4),
        peak_gib=round(torch.cuda.max_memory_allocated() / 2**30, 1),
    )


if __name__ == "__main__":
    main()
