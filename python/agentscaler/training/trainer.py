"""``transformers.Trainer`` with our order of packs, our counts of tokens and our checkpoints."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.training.batch import IGNORED, Limits, checked
from agentscaler.training.checkpoint import UNFINISHED, clear, publish
from agentscaler.training.foreign import library
from agentscaler.training.metrics import Noting, Totals
from agentscaler.training.muon import muon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentscaler.training.metrics import Journal
    from agentscaler.training.order import Order
    from agentscaler.world import Progress

_COUNTS = ("tokens", "supervised", "pairs")
"""Numbers that travel with a pack and never enter the model."""


class Slots:
    """All packs of a run in the order of its slots, as a dataset of torch: one item a slot."""

    def __init__(self, order: Order, *, steps: int, per_step: int, limits: Limits) -> None:
        self._order = order
        self._length = steps * per_step
        self._limits = limits

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, slot: int) -> dict[str, Any]:
        place = self._order.place(slot)
        replayed, number = self._order.source(place)
        where = f"{'replayed ' if replayed else ''}pack {number}"
        return inputs_of(self._order.pack(place), self._limits, where=where)


def inputs_of(batch: Any, limits: Limits, *, where: str = "pack") -> dict[str, Any]:
    """What the model takes of a pack, and the counts of it.

    Trained positions are listed here, on the processor: to look for them on a GPU would make it
    wait in every step.

    Raises:
        ArgumentError: The pack is not what a pack has to be.
    """
    torch = library("torch")
    arrays = checked(batch, limits, where=where)
    (at,) = np.nonzero(arrays["labels"] != IGNORED)
    lengths = np.diff(arrays["cu_seqlens"].astype(np.int64))
    bounds = torch.from_numpy(arrays["cu_seqlens"])
    longest = int(batch.max_seqlen)
    return {
        "input_ids": torch.from_numpy(arrays["input_ids"])[None],
        "position_ids": torch.from_numpy(arrays["position_ids"])[None],
        "rows": torch.from_numpy(at - 1),
        "targets": torch.from_numpy(arrays["input_ids"][at]),
        "cu_seq_lens_q": bounds,
        "cu_seq_lens_k": bounds,
        "max_length_q": longest,
        "max_length_k": longest,
        "tokens": int(arrays["input_ids"].size),
        "supervised": int(at.size),
        "pairs": int((lengths * (lengths + 1) // 2).sum()),
    }


@functools.cache
def _watching_class() -> Any:
    transformers = library("transformers")

    class Watching(transformers.TrainerCallback):  # type: ignore[name-defined, misc]
        """Tells progress and journal."""

        def __init__(
            self, progress: Progress, stage: str, totals: Totals, journal: Journal | None
        ) -> None:
            self._progress = progress
            self._stage = stage
            self._totals = totals
            self._journal = journal

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            del args, state
            self._progress.advance(self._stage)
            # The mean loss of a line must not reach back behind a checkpoint: a resumed run would
            # not have the first part of it.
            control.should_log = control.should_log or control.should_save

        def on_log(
            self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: Any
        ) -> None:
            del args, control
            if "loss" not in logs:  # the closing summary
                return
            if self._journal is not None:
                self._journal.log(state.global_step, logs, self._totals)
            if isinstance(self._progress, Noting):
                self._progress.note(self._stage, f"loss {logs['loss']:.3f}")

    return Watching


@functools.cache
def trainer_class() -> Any:  # noqa: C901  it counts the methods of the class
    """The class, made when transformers is first needed.

    Raises:
        MissingExtraError: It is not installed.
    """
    torch, transformers = library("torch"), library("transformers")

    class PackTrainer(transformers.Trainer):  # type: ignore[name-defined, misc]
        """One loop over packs."""

        def __init__(
            self,
            *,
            folder: Path,
            run: str,
            keep: int,
            per_step: int,
            totals: Totals,
            progress: Progress,
            stage: str,
            journal: Journal | None,
            saved: Callable[[Path], None] | None,
            optimizer: str,
            **others: Any,
        ) -> None:
            super().__init__(**others)
            self.optimizer: Any
            self._folder = folder
            self._run = run
            self._keep = keep
            self._share = 1 / per_step
            self._totals = totals
            self._saved = saved
            self._kind = optimizer
            self.add_callback(_watching_class()(progress, stage, totals, journal))

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            return torch.utils.data.SequentialSampler(train_dataset or self.train_dataset)

        def create_optimizer(self, model: Any = None) -> Any:
            """The one of the settings."""
            if self._kind == "muon" and self.optimizer is None:
                trained = self.model if model is None else model
                self.optimizer = muon(
                    trained,
                    learning_rate=self.args.learning_rate,
                    weight_decay=self.args.weight_decay,
                    beta2=self.args.adam_beta2,
                    decayed=set(self.get_decay_parameter_names(trained)),
                )
            return super().create_optimizer(model)

        def get_batch_samples(
            self, epoch_iterator: Iterator[Any], num_batches: int, device: Any
        ) -> tuple[list[Any], Any]:
            """The packs of a step, and the trained positions of all packs of all ranks in it."""
            batches, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
            sums = [sum(batch.pop(name) for batch in batches) for name in _COUNTS]
            if self.args.world_size > 1:
                mine = torch.tensor(sums, dtype=torch.int64, device=device)
                sums = self.accelerator.reduce(mine, "sum").tolist()
            self._totals.add(**dict(zip(_COUNTS, sums, strict=True)))
            return batches, max(sums[1], 1)

        def compute_loss(self, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            """As before; an auxiliary loss of experts counts for the share of this pack."""
            return super().compute_loss(model, {**inputs, "share": self._share}, *args, **kwargs)

        def _get_output_dir(self, trial: Any = None) -> str:
            del trial
            return str(self._folder / UNFINISHED)

        def _save_checkpoint(self, model: Any, trial: Any) -> None:
            super()._save_checkpoint(model, trial)
            self.accelerator.wait_for_everyone()
            if self.args.should_save:
                step = self.state.global_step
                unfinished = Path(self._get_output_dir())
                (written,) = unfinished.glob(f"checkpoint-{step}")
                done = publish(
                    written,
                    self._folder,
                    step,
                    run=self._run,
                    totals=self._totals,
                    keep=self._keep,
                )
                clear([unfinished])
                if self._saved is not None:
                    self._saved(done)
            self.accelerator.wait_for_everyone()

        def floating_point_ops(self, inputs: Any) -> int:
            """Ours are counted in the journal."""
            del inputs
            return 0

    return PackTrainer
