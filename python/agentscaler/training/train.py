"""Train a model on packs: one loop, which a killed run goes on with, bit for bit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.errors import ConfigError
from agentscaler.training.batch import refuse_empty
from agentscaler.training.checkpoint import UNFINISHED, clear, newest, step_of
from agentscaler.training.config import Loop, Shape
from agentscaler.training.flops import peak, work_of
from agentscaler.training.foreign import library, quiet
from agentscaler.training.metrics import METRICS, Journal, Totals, read_lines
from agentscaler.training.model import limits, open_model, prepare, stop_at
from agentscaler.training.order import Order
from agentscaler.training.trainer import Slots, trainer_class
from agentscaler.training.vocabulary import Vocabulary
from agentscaler.world import NoProgress
from agentscaler.world.digest import digest_bytes, digest_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.training.batch import Batch
    from agentscaler.world import Progress

MODEL = "model"
"""Folder of the finished model, in the folder of the run."""
_SCHEDULES = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Trained:
    """What a loop left."""

    model: Path
    """Folder of a Hugging Face checkpoint, with the tokenizer."""
    steps: int
    """Optimizer steps (count)."""
    parameters: int
    """Weights (count)."""
    tokens: int
    """Tokens that were read, those read twice twice (count)."""
    supervised: int
    """Trained positions among them (count)."""
    first_loss: float | None
    """Of the first line of metrics; ``None`` for a run shorter than ``log_every``."""
    last_loss: float | None
    """Of the last line."""


def train(
    packs: Sequence[Batch],
    config: Loop,
    *,
    out: str | Path,
    start: str | Path | Shape,
    tokenizer: str | Path,
    seed: int,
    replay: Sequence[Batch] = (),
    share: float = 0.0,
    stage: str = "general",
    shuffled: bool = True,
    progress: Progress | None = None,
    saved: Callable[[Path], None] | None = None,
) -> Trained:
    """Fine-tune on packs, or train from random weights.

    A run that was killed goes on from its newest checkpoint and ends with the same bits as one that
    was not, on one kind of machine with one number of threads. Started by ``torchrun``, all its
    processes share the packs of every step.

    Args:
        packs: What to train on.
        config: How.
        out: Folder of the run: its checkpoints ``step-*``, ``metrics.jsonl``, ``speeds.jsonl``, and
            in the end ``model``.
        start: Folder of a local Hugging Face checkpoint, or a shape for random weights.
        tokenizer: Folder with ``tokenizer.json`` (and ``chat_template.jinja``) that the packs were
            made with; its files are put beside the model.
        seed: Of the order of packs and of random weights.
        replay: Packs of an earlier stage.
        share: Share of them among all packs that are read (0 to below 1).
        stage: Name for progress and random choices.
        shuffled: Whether packs are read in another order each epoch; else as they stand.
        progress: Told about every step.
        saved: Called with the folder of every checkpoint, once it is whole.

    Returns:
        Where the model is, and what it has seen.

    Raises:
        ArgumentError: There are no packs, or one is not what a pack has to be.
        CheckpointError: The start is no checkpoint that can be trained on packs, does not fit the
            tokenizer, or ``out`` holds another run.
        ConfigError: A setting is outside its range or does not run on this machine.
        MissingExtraError: torch, transformers or accelerate are not installed.
    """
    config.validate()
    refuse_empty(packs, stage=stage)
    for name in ("torch", "accelerate", "transformers"):
        library(name)
    words = Vocabulary.read(Path(tokenizer))
    if not isinstance(start, Shape):
        words.refuse_other(Path(start))
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(
        packs=packs,
        replay=replay,
        share=share,
        config=config,
        folder=folder,
        start=start,
        words=words,
        seed=seed,
        stage=stage,
        shuffled=shuffled,
        progress=progress or NoProgress(),
        saved=saved,
    )
    with quiet():
        return run.finish()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """The arguments of `train`, checked."""

    packs: Sequence[Batch]
    replay: Sequence[Batch]
    share: float
    config: Loop
    folder: Path
    start: str | Path | Shape
    words: Vocabulary
    seed: int
    stage: str
    shuffled: bool
    progress: Progress
    saved: Callable[[Path], None] | None

    def finish(self) -> Trained:
        """Train from the newest checkpoint, or from the start, to the end."""
        config, words = self.config, self.words
        precision = _precision(config)
        model = self._model(precision)
        arguments = _arguments(config, self.folder, precision, self.seed)
        order = Order(
            self.packs,
            replay=self.replay,
            share=self.share,
            per_step=config.packs_per_step,
            seed=self.seed,
            stage=self.stage,
            ranks=arguments.world_size,
            shuffled=self.shuffled,
        )
        steps = config.steps or order.steps(config.epochs)
        arguments.max_steps, arguments.warmup_steps = steps, round(steps * config.warmup)
        arguments.gradient_accumulation_steps = config.packs_per_step // arguments.world_size
        digest = self._digest()
        found, totals = newest(self.folder, run=digest) or (None, Totals())
        chief = arguments.process_index == 0
        journal = Journal(self.folder, work=work_of(model), peak=_peak(arguments))
        trainer = trainer_class()(
            model=model,
            args=arguments,
            train_dataset=Slots(
                order, steps=steps, per_step=config.packs_per_step, limits=limits(model)
            ),
            data_collator=_only,
            folder=self.folder,
            run=digest,
            keep=config.keep,
            per_step=config.packs_per_step,
            totals=totals,
            progress=self.progress,
            stage=self.stage,
            journal=journal if chief else None,
            saved=self.saved,
            optimizer=config.optimizer,
        )
        trainer.pop_callback(library("transformers").PrinterCallback)
        if chief:
            clear([self.folder / UNFINISHED])
            journal.begin(found, totals)
        self.progress.begin(self.stage, "step", steps)
        self.progress.advance(self.stage, 0 if found is None else step_of(found))
        trainer.train(resume_from_checkpoint=None if found is None else str(found))
        self.progress.end(self.stage)
        if chief:
            _save(trainer, self.folder, words)
        trainer.accelerator.wait_for_everyone()
        lines = read_lines(self.folder / METRICS)
        return Trained(
            model=self.folder / MODEL,
            steps=steps,
            parameters=sum(weight.numel() for weight in model.parameters()),
            tokens=totals.tokens,
            supervised=totals.supervised,
            first_loss=lines[0]["loss"] if lines else None,
            last_loss=lines[-1]["loss"] if lines else None,
        )

    def _model(self, precision: str) -> Any:
        dtype = "bfloat16" if precision == "bf16_weights" else "float32"
        model = open_model(self.start, vocabulary=self.words.size, seed=self.seed, dtype=dtype)
        if isinstance(self.start, Shape):
            stop_at(model, self.words.stops)
        prepare(model, attention=self.config.attention, compile_layers=self.config.compile)
        return model

    def _digest(self) -> str:
        """Of all that decides a bit of the weights."""
        start = self.start
        return digest_json(
            {
                "config": {**asdict(self.config), "keep": 0, "save_every": 0},  # decide none
                "packs": [_identity(self.packs), _identity(self.replay)],
                "share": self.share,
                "stage": self.stage,
                "shuffled": self.shuffled,
                "seed": self.seed,
                "start": asdict(start) if isinstance(start, Shape) else _start_digest(Path(start)),
                "tokenizer": self.words.digest,
            }
        )


def _precision(config: Loop) -> str:
    cuda = library("torch").cuda.is_available()
    if config.precision == "auto":
        return "bf16" if cuda else "float32"
    if config.precision != "float32" and not cuda:
        raise ConfigError(
            f'checkpoints.precision is "{config.precision}", and there is no CUDA device',
            mend='"float32" or "auto": 16 bit on a processor is many times slower',
        )
    return config.precision


def _arguments(config: Loop, folder: Path, precision: str, seed: int) -> Any:
    cuda = library("torch").cuda.is_available()
    arguments = library("transformers").TrainingArguments
    # transformers 5.24 renamed it; older ones know the old name only.
    known = arguments.__dataclass_fields__
    name = next(n for n in ("activation", "gradient") if f"{n}_checkpointing" in known)
    forgetting: dict[str, Any] = {
        f"{name}_checkpointing": config.gradient_checkpointing,
        f"{name}_checkpointing_kwargs": {"use_reentrant": False},
    }
    made = arguments(
        output_dir=str(folder / UNFINISHED),
        use_cpu=not cuda,
        per_device_train_batch_size=1,
        learning_rate=config.learning_rate,
        lr_scheduler_type=_SCHEDULES[config.schedule],
        weight_decay=config.weight_decay,
        adam_beta2=config.beta2,
        optim="adamw_torch_fused",
        max_grad_norm=config.clip,
        bf16=precision == "bf16",
        **forgetting,
        save_strategy="steps",
        save_steps=config.save_every,
        logging_steps=config.log_every,
        logging_nan_inf_filter=False,
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=cuda,
        ddp_find_unused_parameters=False,
        seed=seed % 2**32,
        max_steps=1,
    )
    if made.n_gpu > 1:
        made._n_gpu = 1  # noqa: SLF001  several devices in one process would share one pack
    return made


def _save(trainer: Any, folder: Path, words: Vocabulary) -> None:
    """The finished model, whole or not at all."""
    unfinished = folder / UNFINISHED
    clear([unfinished])
    model = trainer.accelerator.unwrap_model(trainer.model)
    model.save_pretrained(unfinished, max_shard_size="1GB")
    words.write(unfinished)
    clear([folder / MODEL])
    unfinished.rename(folder / MODEL)


def _only(items: list[dict[str, Any]]) -> dict[str, Any]:
    """One pack is one batch."""
    (item,) = items
    return item


def _peak(arguments: Any) -> float | None:
    torch = library("torch")
    if not torch.cuda.is_available():
        return None
    one = peak(torch.cuda.get_device_name())
    return None if one is None else one * int(arguments.world_size)


def _identity(packs: Sequence[Batch]) -> list[Any]:
    """Number of packs, and the contents of three of them: enough to tell other packs from these."""
    marks = []
    for number in sorted({0, len(packs) // 2, len(packs) - 1} if len(packs) else ()):
        one = packs[number]
        parts = (np.ascontiguousarray(part) for part in (one.input_ids, one.labels, one.cu_seqlens))
        marks.append(digest_bytes(b"".join(part.tobytes() for part in parts)))
    return [len(packs), *marks]


def _start_digest(folder: Path) -> str:
    """Which checkpoint a run began with: its files by name and size, and its configuration."""
    sizes = {path.name: path.stat().st_size for path in sorted(folder.glob("*.safetensors"))}
    return digest_json([sizes, digest_bytes((folder / "config.json").read_bytes())])
