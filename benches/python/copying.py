"""How many tokens random weights need to learn to copy from their context.

    python benches/python/copying.py [--optimizer muon] [--grow] [--tokens 600000]

Copying names and ids out of the prompt is what a tool call is made of, and small models learn it
late and at once. The task: some spans of random tokens, a mark, and the same spans in another
order. Trained is every token of the second half but the first of a span, which says which one it
is. Loss on spans of full length is printed on the way; ln(290) = 5.67 is what knowing nothing
costs.

``--grow`` begins with one span of two tokens and grows to the full size over 300,000 tokens.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np

from agentscaler.training.config import Shape
from agentscaler.training.foreign import library
from agentscaler.training.model import limits, open_model, prepare
from agentscaler.training.muon import muon
from agentscaler.training.trainer import inputs_of
from training import Pack

VOCABULARY, MARK, FIRST = 300, 2, 10
PER_STEP = 1_024
GROWN = 300_000
COUNTS = ("tokens", "supervised", "pairs")


def exercise(rng: np.random.Generator, size: float) -> tuple[Any, Any]:
    """Ids and labels of one sequence; ``size`` from 0 (least) to 1 (full)."""
    longest, most = 4 + int(6 * size), 2 + round(4 * size)
    lengths = rng.integers(2, longest, int(rng.integers(1, most)))
    spans = [rng.integers(FIRST, VOCABULARY, n) for n in lengths]
    again = [spans[at] for at in rng.permutation(len(spans))]
    ids = np.concatenate([*spans, [MARK], *again])
    labels = np.full(len(ids), -100)
    at = int(lengths.sum()) + 1
    for span in again:
        labels[at + 1 : at + len(span)] = span[1:]
        at += len(span)
    return ids, labels


def packed(rng: np.random.Generator, tokens: int, size: float) -> Pack:
    """A pack of at least so many tokens."""
    parts: list[tuple[Any, Any]] = []
    while sum(len(ids) for ids, _ in parts) < tokens:
        parts.append(exercise(rng, size))
    lengths = [len(ids) for ids, _ in parts]
    return Pack(
        np.concatenate([ids for ids, _ in parts]),
        np.concatenate([labels for _, labels in parts]),
        np.concatenate([np.arange(n) for n in lengths]),
        np.cumsum([0, *lengths]).astype(np.int32),
        max(lengths),
    )


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--optimizer", choices=["adamw", "muon"], default="muon")
    parser.add_argument("--grow", action="store_true")
    parser.add_argument("--tokens", type=int, default=600_000)
    parser.add_argument("--rate", type=float, default=None)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch = library("torch")
    torch.set_num_threads(given.threads)
    shape = Shape(layers=2, kv_heads=4, positions=256)
    model = open_model(shape, vocabulary=VOCABULARY, seed=0, dtype="float32")
    prepare(model, attention="segments", compile_layers=False)
    rate = given.rate or (6e-3 if given.optimizer == "muon" else 4e-3)
    decayed = {name for name, weight in model.named_parameters() if weight.ndim > 1}
    settings = {"weight_decay": 0.01}
    optimizer: Any = (
        muon(model, learning_rate=rate, beta2=0.95, decayed=decayed, **settings)
        if given.optimizer == "muon"
        else torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.95), **settings)
    )

    def loss_of(one: Pack) -> Any:
        inputs = inputs_of(one, limits(model))
        for name in COUNTS:
            del inputs[name]
        return model(**inputs)["loss"]

    rng, held = np.random.default_rng(0), packed(np.random.default_rng(1), 4_000, 1.0)
    seen, step, begun = 0, 0, time.process_time()
    print(f"{'tokens':>10}{'held-out loss':>16}{'processor s':>14}")
    while seen < given.tokens:
        one = packed(rng, PER_STEP, min(1.0, seen / GROWN) if given.grow else 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 20)
        loss_of(one).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        seen, step = seen + len(one.input_ids), step + 1
        if step % 50 == 0:
            with torch.no_grad():
                found = loss_of(held).item()
            print(f"{seen:>10,}{found:>16.3f}{time.process_time() - begun:>14.1f}", flush=True)


if __name__ == "__main__":
    main()
