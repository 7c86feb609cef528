"""``agentscaler run`` and what it has in common with the verbs of single stages."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler import chain
from agentscaler.cli.closing import draw_closing
from agentscaler.cli.options import JsonFlag, Switch, WholeFlag, WorldFlag
from agentscaler.cli.progress import make_progress
from agentscaler.cli.settings import settled, with_settings
from agentscaler.cli.terminal import console, print_json
from agentscaler.errors import ArgumentError
from agentscaler.llm import only_model
from agentscaler.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.world import StageReport


MODEL_EVERYWHERE: dict[str, dict[str, Any]] = {
    "tasks": {"writer": "model"},
    "rollouts": {"agents": {"model": 1.0}, "user": "model"},
}
"""What ``--llm`` stands for. Environments are designed by the rules all the same: their checks take
a program from anybody, but a model has to be paid for each of them."""


def _run(
    *paths: Path,
    world: WorldFlag = Path("world"),
    until: str | None = None,
    train: Switch = False,
    config: Path | None = None,
    seed: WholeFlag = None,
    workers: WholeFlag = None,
    strict: Switch = False,
    json: JsonFlag = False,
    llm: str | None = None,
    llm_model: str | None = None,
    **settings: Any,
) -> None:
    """Make a world of specifications: all stages in order.

    What is up to date is skipped; a killed run goes on where it was; a changed file or setting
    makes its stage and what depends on it run again.

    Args:
        paths: Files and folders with specifications (OpenAPI, Swagger, MCP, function lists).
        world: Folder of the world; it is made when it is missing.
        until: Name of the last stage to run.
        train: Also train a model on the packs and score it (needs the extra ``train``).
        config: TOML file of settings; flags win over it.
        seed: Every random choice is keyed by it. [default: 0]
        workers: Number of processes; every core when left out. Results do not depend on it.
        strict: Stop at the first file that cannot be read, instead of counting it and going on.
        json: Reports for machines on standard output.
        llm: Endpoint of a model that writes the intents and plays agent and user; short for
            --llm.url, --tasks.writer model, --rollouts.agents.model 1, --rollouts.user model. Its
            key is read from OPENAI_API_KEY.
        llm_model: Its name there, as --llm.model; the only one of the endpoint when left out.
        settings: Flags of the stages.
    """
    if strict:
        settings["tools__strict"] = True
    for name, given in (("url", llm), ("model", llm_model)):
        if given is not None:
            settings[f"llm__{name}"] = given
    implied = MODEL_EVERYWHERE if llm is not None else None
    wanted = settled(settings, config=config, seed=seed, world=None, implied=implied)
    if llm is not None and wanted.llm.model is None:
        wanted = replace(wanted, llm=replace(wanted.llm, model=only_model(wanted.llm)))
    execute(world, wanted, paths=paths, until=until, train=train, workers=workers, json=json)


def __getattr__(name: str) -> Callable[..., None]:
    """The command, made when it is asked for: the settings of all stages are imported then."""
    if name == "run":
        return with_settings(_run, [*chain.stages(), chain.LLM])
    raise AttributeError(name)


def execute(
    world: Path,
    config: chain.ChainConfig,
    *,
    paths: Sequence[Path],
    first: str | None = None,
    until: str | None = None,
    train: bool = False,
    workers: int | None = None,
    json: bool = False,
) -> None:
    """Run stages with progress on standard error, then say what was made."""
    for path in paths:
        if not path.exists():
            raise ArgumentError(
                "there is no such file or folder", where=str(path), mend="check the path"
            )
    times: dict[str, float] = {}

    def note(report: StageReport, seconds: float) -> None:
        times[report.stage] = seconds

    with make_progress() as progress:
        reports = chain.run(
            world,
            config,
            paths=paths,
            first=first,
            until=until,
            train=train,
            workers=workers,
            progress=progress,
            after_stage=note,
        )
    made = World.open(world)
    if json:
        print_json(
            {
                "world": str(world),
                "digest": made.digest(),
                "seed": made.seed,
                "stages": [
                    {**asdict(report), "seconds": round(times[report.stage], 3)}
                    for report in reports
                ],
            }
        )
        return
    draw_closing(console(), made, reports, times)
