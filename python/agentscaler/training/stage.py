"""The checkpoints stage: packs in; a model after each of two stages of training out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.config import to_plain
from agentscaler.errors import CheckpointError
from agentscaler.training.config import PRIMER_TOKENS, STAGES
from agentscaler.training.foreign import library
from agentscaler.training.metrics import METRICS
from agentscaler.training.primer import Primer
from agentscaler.training.train import MODEL, train
from agentscaler.training.vocabulary import TEMPLATE, TOKENIZER
from agentscaler.world import StageReport
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from agentscaler.packing import Renderer
    from agentscaler.training.batch import Batch
    from agentscaler.training.config import Shape, TrainingConfig
    from agentscaler.training.train import Trained
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "checkpoints"
PRIMER = "primer"
MOST_EXERCISES = 65_536
"""Packs of exercises that stand among those of a stage before one comes again."""
PACKS, TOKENS = "packs", "tokens"
"""The stages that are read: an index of bins, and the tokens with their tokenizer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """What training reads."""

    packs: dict[str, Sequence[Batch]]
    """``general`` and ``vertical``; either may be empty, not both."""
    tokenizer: Path
    """Folder with ``tokenizer.json`` and ``chat_template.jinja``."""


def run(
    world: World,
    config: TrainingConfig,
    *,
    executor: Executor,
    progress: Progress,
    open_packs: Callable[[World], Material] | None = None,
) -> StageReport:
    """Train on the packs of a world, general ones first, vertical ones second.

    A killed run goes on from its newest checkpoint. The model of a stage without packs is that of
    the stage before.

    Args:
        world: Its stage ``packs`` has run.
        config: Settings.
        executor: Its number of workers is the number of threads, on which results depend in the
            last bits.
        progress: Told about each step, and the loss.
        open_packs: How to open the packs; by default as the stage ``packs`` has written them.

    Raises:
        ArgumentError: Neither stage has packs, or a pack does not fit the model.
        CheckpointError: ``checkpoints.start`` is no checkpoint, or does not fit the tokenizer.
        ConfigError: A setting is outside its range or does not run on this machine.
        MissingExtraError: The extra ``train`` is not installed.
        WorldError: An earlier stage is missing, or the world cannot be written.
    """
    config.validate()
    inputs = {PACKS: world.manifest(PACKS).digest}
    with world.stage(NAME, config=to_plain(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        material = (open_packs or packs_of)(world)
        done: dict[str, dict[str, Any]] = {}
        start: str | Path | Shape = config.start or config.shape()
        with _threads(executor.workers):
            if config.primer_steps:
                start = _primed(writer, world, config, material, progress)
            for stage in _present(material):
                done[stage] = _stage(writer, world, config, material, stage, start, progress)
                start = world.root / NAME / stage
        report = _report(done)
        writer.finish(report.summary())
        return report


def packs_of(world: World) -> Material:
    """The packs of a world and their tokenizer.

    Raises:
        WorldError: The stage ``packs`` has not run.
        DamagedWorldError: A file of it is missing or changed.
    """
    from agentscaler.packing import Packs

    store = str(world.manifest(PACKS).summary["figures"]["store"])
    folders = {stage: world.checked_folder(PACKS, stage) for stage in STAGES}
    return Material(
        packs={stage: Packs.open(folder) for stage, folder in folders.items()},
        tokenizer=world.checked_folder(TOKENS, store),
    )


def _present(material: Material) -> list[str]:
    """The stages that have packs; where none has, the first, which then says so."""
    return [stage for stage in STAGES if len(material.packs[stage])] or [STAGES[0]]


def _primed(
    writer: StageWriter,
    world: World,
    config: TrainingConfig,
    material: Material,
    progress: Progress,
) -> Path:
    """The folder of a model that has done the exercises; it does not stay in the world."""
    out = writer.scratch(PRIMER)
    if writer.remembered(PRIMER) is not None:
        return out / MODEL
    exercises = Primer(
        _renderer(material.tokenizer),
        packs=config.primer_steps,
        capacity=PRIMER_TOKENS,
        seed=world.seed,
    )
    trained = train(
        exercises,
        config.primer(),
        out=out,
        start=config.shape(),
        tokenizer=material.tokenizer,
        seed=world.seed,
        stage=PRIMER,
        shuffled=False,
        progress=progress,
        saved=_remembering(writer, PRIMER),
    )
    writer.remember(PRIMER, sorted(trained.model.iterdir()), _figures(trained))
    return trained.model


def _exercises(world: World, config: TrainingConfig, material: Material) -> Sequence[Batch]:
    """The exercises that stand among the packs of the first stage."""
    if not config.primer_replay:
        return ()
    return Primer(
        _renderer(material.tokenizer),
        packs=MOST_EXERCISES,
        capacity=PRIMER_TOKENS,
        seed=world.seed,
        grown=True,
    )


def _renderer(folder: Path) -> Renderer:
    """What exercises are written with.

    Raises:
        CheckpointError: The tokenizer has no chat template.
    """
    from agentscaler.packing import Renderer

    template = folder / TEMPLATE
    if not template.is_file():
        raise CheckpointError(
            f"there is no {TEMPLATE}",
            where=str(folder),
            mend="exercises are written with it; or take checkpoints.primer_steps 0",
        )
    return Renderer((folder / TOKENIZER).read_bytes(), template.read_text("utf-8"))


def _remembering(writer: StageWriter, stage: str) -> Callable[[Path], None]:
    """Vouches for checkpoints, so that the next run finds them."""

    def saved(checkpoint: Path) -> None:
        files = [path for path in sorted(checkpoint.rglob("*")) if path.is_file()]
        writer.remember(f"{stage} {checkpoint.name}", files, None)

    return saved


def _stage(  # noqa: PLR0917
    writer: StageWriter,
    world: World,
    config: TrainingConfig,
    material: Material,
    stage: str,
    start: str | Path | Shape,
    progress: Progress,
) -> dict[str, Any]:
    """Train one stage, unless a killed run has finished it, and put its model into the world."""
    note: dict[str, Any] | None = writer.remembered(stage)
    if note is not None and all([writer.done(f"{stage}/{name}") for name in note["files"]]):  # noqa: C419  each call registers
        return note
    out = writer.scratch(stage)
    second = stage == STAGES[1]
    replay = material.packs[STAGES[0]] if second else _exercises(world, config, material)
    trained = train(
        material.packs[stage],
        config.loop(stage),
        out=out,
        start=start,
        tokenizer=material.tokenizer,
        seed=world.seed,
        replay=replay,
        share=config.replay if second else config.primer_replay,
        stage=stage,
        progress=progress,
        saved=_remembering(writer, stage),
    )
    files = {path.name: path for path in (*sorted(trained.model.iterdir()), out / METRICS)}
    for name, path in files.items():
        writer.write_bytes(f"{stage}/{name}", path.read_bytes())
    note = {"files": sorted(files), **_figures(trained)}
    writer.remember(stage, [], note)
    return note


def _figures(trained: Trained) -> dict[str, Any]:
    return {name: value for name, value in asdict(trained).items() if name != "model"}


def _report(done: dict[str, dict[str, Any]]) -> StageReport:
    parameters = max(note["parameters"] for note in done.values())
    steps = sum(note["steps"] for note in done.values())
    counts = {"parameters": parameters}
    figures: dict[str, float | int | str | None] = {}
    for stage, note in done.items():
        counts |= {f"{stage}_{name}": note[name] for name in ("steps", "tokens", "supervised")}
        figures |= {f"{stage}_{name}": note[name] for name in ("first_loss", "last_loss")}
    return StageReport(
        stage=NAME,
        made=f"{counted(len(done), 'checkpoint')} of {counted(parameters, 'parameter')} after "
        f"{counted(steps, 'step')}",
        counts=counts,
        figures=figures,
    )


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """So many threads of torch, on which the order of its sums depends."""
    torch = library("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
