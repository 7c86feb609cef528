"""A run in a process of its own, to be killed or to be one of several: ``OUT WORDS``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from agentscaler.training.config import Loop, Shape
from agentscaler.training.train import train
from training.small import lessons

if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    loop = Loop(steps=30, packs_per_step=4, save_every=4, log_every=2, learning_rate=3e-3)
    shape = Shape(width=32, layers=2, heads=2, kv_heads=1, head=16, inner=64, positions=64)
    out, words = sys.argv[1:]
    train(lessons(23), loop, out=out, start=shape, tokenizer=words, seed=5)
