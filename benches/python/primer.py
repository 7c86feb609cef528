"""What exercises gain: tokens that random weights need to learn to call a tool.

    python benches/python/primer.py [--optimizer muon adamw] [--weights recall random] [--full]
        [--tokens 400000] [--head 64 --rope-theta 100000]

The exercises are those of `agentscaler.training.primer`, which grow; ``--full`` has them at full
size from the first step. What is printed is told of exercises of full size that were not trained
on: the loss, and the share of their calls whose name is foreseen to the last token.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np

from agentscaler.packing import Renderer, chat_template, train_tokenizer
from agentscaler.packing.template import with_variables
from agentscaler.training.config import Shape
from agentscaler.training.foreign import library
from agentscaler.training.model import limits, open_model, prepare
from agentscaler.training.muon import muon
from agentscaler.training.primer import Primer
from agentscaler.training.trainer import inputs_of
from foreseen import name_spans

VOCABULARY = 2_048
MOST_CHARACTERS = 200_000
"""Of a specification, for the tokenizer."""
SPECS = Path(__file__).parents[2] / "examples" / "specs"
CAPACITY = 1_024
VARIABLES = {"tool_descriptions": False, "short_types": True, "depth": 2}
"""Of the template, as examples/demo.toml has them."""
COUNTS = ("tokens", "supervised", "pairs")


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--optimizer", nargs="+", default=["muon", "adamw"])
    parser.add_argument("--weights", nargs="+", default=["recall", "random"])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--tokens", type=int, default=400_000)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--head", type=int, default=64)
    parser.add_argument("--rope-theta", type=float, default=100_000.0)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch = library("torch")
    torch.set_num_threads(given.threads)
    for name in given.optimizer:
        for weights in given.weights:
            growth = "of full size" if given.full else "that grow"
            print(f"{name}, weights {weights}, exercises {growth}")
            train(torch, name, weights, given)


def writer() -> Renderer:
    """A tokenizer that has read the bundled specifications, and the compact template."""
    files = sorted(path for path in SPECS.rglob("*") if path.is_file())
    texts = [path.read_text("utf-8")[:MOST_CHARACTERS] for path in files]
    template = with_variables(chat_template("compact"), VARIABLES)
    return Renderer(train_tokenizer(texts, vocab_size=VOCABULARY), template)


def train(torch: Any, name: str, weights: Any, given: argparse.Namespace) -> None:
    """One optimizer, from one kind of first weights."""
    shape = Shape(
        weights=weights,
        layers=given.layers,
        kv_heads=4,
        head=given.head,
        rope_theta=given.rope_theta,
        positions=CAPACITY,
    )
    model = open_model(shape, vocabulary=VOCABULARY, seed=0, dtype="float32")
    prepare(model, attention="segments", compile_layers=False)
    rate = 3e-3
    decayed = {name for name, weight in model.named_parameters() if weight.ndim > 1}
    optimizer: Any = (
        muon(model, learning_rate=rate, weight_decay=0.01, beta2=0.95, decayed=decayed)
        if name == "muon"
        else torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, betas=(0.9, 0.95))
    )

    def loss_of(one: Any) -> Any:
        inputs = inputs_of(one, limits(model))
        for count in COUNTS:
            del inputs[count]
        return model(**inputs)["loss"]

    renderer = writer()
    steps = given.tokens // CAPACITY
    exercises = Primer(renderer, packs=steps, capacity=CAPACITY, seed=0, grown=given.full)
    held = Primer(renderer, packs=16, capacity=CAPACITY, seed=1, grown=True)
    begun = time.process_time()
    print(f"{'tokens':>10}{'held-out loss':>16}{'names':>8}{'processor s':>14}")
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 20)
        loss_of(exercises[step]).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if (step + 1) % 100 == 0:
            with torch.no_grad():
                found = sum(loss_of(one).item() for one in held) / len(held)
            seconds = time.process_time() - begun
            names = right_names(torch, model, renderer, held)
            at = f"{(step + 1) * CAPACITY:>10,}"
            print(f"{at}{found:>16.3f}{names:>8.0%}{seconds:>14.1f}", flush=True)


def right_names(torch: Any, model: Any, renderer: Renderer, packs: Any) -> float:
    """The share of the calls whose name the model puts first, token by token."""
    right = []
    for one in packs:
        inputs = inputs_of(one, limits(model))
        for name in (*COUNTS, "rows", "targets"):
            del inputs[name]
        with torch.no_grad():
            likeliest = model(**inputs, use_cache=False).logits[0, :-1].argmax(-1).numpy()
        ids = one.input_ids[1:]
        spans = name_spans(renderer, ids.astype(np.uint32), one.labels[1:] >= 0)
        right += [bool((likeliest[span] == ids[span]).all()) for span in spans]
    return sum(right) / len(right)


if __name__ == "__main__":
    main()
