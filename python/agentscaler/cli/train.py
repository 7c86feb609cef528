"""``agentscaler train``: a loop of training on packs of one's own, without a world."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path  # noqa: TC003  read by the command line
from typing import Annotated, Literal

from cyclopts import Parameter

from agentscaler.cli.options import JsonFlag, Switch, WholeFlag, whole_number
from agentscaler.cli.progress import make_progress
from agentscaler.cli.terminal import console, print_json
from agentscaler.cli.text import visible

_Count = Annotated[int, Parameter(converter=whole_number)]


def train(
    packs: Path,
    *,
    start: Annotated[Path, Parameter(name="--start")],
    out: Annotated[Path, Parameter(name="--out")],
    tokenizer: Path | None = None,
    steps: WholeFlag = None,
    epochs: float = 1.0,
    learning_rate: float = 1e-5,
    packs_per_step: _Count = 8,
    optimizer: Literal["adamw", "muon"] = "adamw",
    precision: Literal["auto", "float32", "bf16", "bf16_weights"] = "auto",
    attention: str = "auto",
    gradient_checkpointing: Switch = False,
    compile: Switch = False,  # noqa: A002  the word that torch has for it
    save_every: _Count = 200,
    seed: _Count = 0,
    json: JsonFlag = False,
) -> None:
    """Fine-tune a local checkpoint on packs. A run that was killed goes on where it was.

    On several GPUs: torchrun --nproc-per-node 8 -m agentscaler.cli train ...

    Args:
        packs: Folder of packs, such as world/packs/general.
        start: Folder of the Hugging Face checkpoint to begin with; nothing is ever downloaded.
        out: Folder of the run: checkpoints, metrics and, in the end, model.
        tokenizer: Folder of the tokenizer that the packs were made with. [default: --start]
        steps: Optimizer steps. [default: as many as --epochs make]
        epochs: How often every pack is seen.
        learning_rate: Highest learning rate.
        packs_per_step: Packs whose gradients make one step, over all processes together.
        optimizer: How weights move.
        precision: bf16 on CUDA and float32 elsewhere, or as said.
        attention: auto, flash_attention_3, flash_attention_2, flash_attention_4, varlen, segments.
        gradient_checkpointing: Less memory, a third more work.
        compile: Compile every decoder layer.
        save_every: Steps between checkpoints.
        seed: Of the order of packs.
        json: Figures for machines on standard output.
    """
    from agentscaler.packing import Packs
    from agentscaler.training.config import Loop
    from agentscaler.training.train import train as fine_tune

    with make_progress() as progress:
        trained = fine_tune(
            Packs.open(packs),
            Loop(
                steps=steps,
                epochs=epochs,
                learning_rate=learning_rate,
                packs_per_step=packs_per_step,
                optimizer=optimizer,
                precision=precision,
                attention=attention,
                gradient_checkpointing=gradient_checkpointing,
                compile=compile,
                save_every=save_every,
            ),
            out=out,
            start=start,
            tokenizer=tokenizer or start,
            seed=seed,
            progress=progress,
        )
    if os.environ.get("RANK", "0") != "0":
        return
    if json:
        print_json({**asdict(trained), "model": str(trained.model)})
        return
    loss = "" if trained.last_loss is None else f", loss {trained.last_loss:.3f}"
    console().print(
        f"{trained.steps:,} steps over {trained.tokens:,} tokens, {trained.supervised:,} of them "
        f"trained{loss}: {visible(str(trained.model))}",
        highlight=False,
    )
