"""Which stages there are, in which order. A stage is imported when it is needed, not before."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

from agentscaler.errors import ArgumentError, MissingExtraError


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A table of a configuration, whose class is in ``<package>.config``."""

    name: str
    """Of the table, and of its flags."""
    package: str
    config: str
    """Name of its configuration class."""

    def config_class(self) -> type[Any]:
        """The class of its settings."""
        module = importlib.import_module(f"{self.package}.config")
        found: type[Any] = getattr(module, self.config)
        return found


LLM = Section(name="llm", package="agentscaler.llm", config="LlmConfig")
"""The model that stages may ask; a table of its own, since it is that of several."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageEntry(Section):
    """A stage, which is found in ``<package>.stage``.

    Its name is that of its folder in the world and its verb on the command line as well.
    """

    about: str
    """One line for people."""
    takes_paths: bool = False
    """It reads specifications from outside of the world."""
    extra: str = ""
    """The extra of this package that it cannot do without; empty: the base installation does."""
    needs: tuple[str, ...] = ()
    """The packages that the extra brings and that the stage imports."""
    trains: bool = False
    """It belongs to training, which may take hours: a run passes it by unless it is asked for."""

    def lacks(self) -> bool:
        """Whether a package that it needs is not installed. Nothing is imported."""
        return any(importlib.util.find_spec(name) is None for name in self.needs)

    def missing(self) -> MissingExtraError:
        """The error for whoever asks for this stage without its extra."""
        return MissingExtraError(
            f"the stage {self.name} needs {' and '.join(self.needs)}, not installed here",
            mend=f"pip install 'agentscaler[{self.extra}]'",
        )

    def how_to_run(self) -> str:
        """What to do for a stage that a run passes by."""
        return f"{self.missing().mend}, then --train" if self.lacks() else "--train"

    def may_ask(self) -> bool:
        """Whether there are settings with which it asks a model."""
        return hasattr(self.config_class(), "asks")

    def function(self) -> Any:
        """``run(world, config, *, executor, progress)``.

        With ``paths`` where it takes them, and ``llm`` where its settings ask a model.
        """
        return importlib.import_module(f"{self.package}.stage").run


STAGES: tuple[StageEntry, ...] = (
    StageEntry(
        name="tools",
        package="agentscaler.tools",
        config="ToolsConfig",
        about="Read specifications and bring their tools into one form",
        takes_paths=True,
    ),
    StageEntry(
        name="graph",
        package="agentscaler.graph",
        config="GraphConfig",
        about="Link tools that share data, and outputs to the inputs that they feed",
    ),
    StageEntry(
        name="domains",
        package="agentscaler.domains",
        config="DomainsConfig",
        about="Group tools that belong to one database",
    ),
    StageEntry(
        name="environments",
        package="agentscaler.environments",
        config="EnvironmentsConfig",
        about="Bring domains to life: tables, programs, states and policies that pass their checks",
    ),
    StageEntry(
        name="tasks",
        package="agentscaler.tasks",
        config="TasksConfig",
        about="Walk the tools into tasks whose solution was executed and audited",
    ),
    StageEntry(
        name="rollouts",
        package="agentscaler.rollouts",
        config="RolloutsConfig",
        about="Play the tasks: agent against user, in the environment",
    ),
    StageEntry(
        name="verdicts",
        package="agentscaler.filters",
        config="FiltersConfig",
        about="Keep trajectories that a state check proves right, and say why others are not",
    ),
    StageEntry(
        name="packs",
        package="agentscaler.packing",
        config="PackingConfig",
        about="Turn kept trajectories into tokens, masks and bins of one size",
    ),
    StageEntry(
        name="checkpoints",
        package="agentscaler.training",
        config="TrainingConfig",
        about="Train a model on the packs: general domains first, vertical ones second",
        extra="train",
        needs=("torch", "transformers", "accelerate"),
        trains=True,
    ),
    StageEntry(
        name="scores",
        package="agentscaler.evals",
        config="EvalsConfig",
        about="Let agents and checkpoints play held-out tasks, and count what they reach",
        extra="train",
        needs=("torch", "transformers"),
        trains=True,
    ),
    StageEntry(
        name="report",
        package="agentscaler.report",
        config="ReportConfig",
        about="Write one page that shows what was made and what was left out",
    ),
)
"""A stage reads only stages before it. What it reads is in its manifest as a digest, so a change
invalidates exactly the stages whose inputs have other bytes now."""


def stages() -> tuple[StageEntry, ...]:
    """All stages, in order."""
    return STAGES


def stage_names() -> tuple[str, ...]:
    """The names of all stages, in order."""
    return tuple(entry.name for entry in stages())


def section_names() -> tuple[str, ...]:
    """The tables that a configuration may have."""
    return (*stage_names(), LLM.name)


def between(first: str | None, until: str | None) -> tuple[StageEntry, ...]:
    """The stages from ``first`` to ``until``, both included.

    Raises:
        ArgumentError: There is no such stage, or they are in the other order.
    """
    names = stage_names()
    for name in (first, until):
        if name is not None and name not in names:
            raise ArgumentError(f"{name} is no stage", mend=f"there are: {', '.join(names)}")
    start = 0 if first is None else names.index(first)
    end = len(names) if until is None else names.index(until) + 1
    if start >= end:
        raise ArgumentError(f"{first} comes after {until}")
    return stages()[start:end]
