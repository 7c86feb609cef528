"""Where the work of the stage is done: processes that compute, or threads that ask a model."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING

from agentscaler.environments.work import do

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from agentscaler.environments.config import EnvironmentsConfig
    from agentscaler.environments.work import Made, Work
    from agentscaler.llm import LlmConfig
    from agentscaler.world import Executor

MOST_AT_ONCE = 16
"""Domains that are designed at a time with a model: their checks share one process, and each holds
worker processes of its own."""


@contextmanager
def doing(
    config: EnvironmentsConfig, llm: LlmConfig, *, executor: Executor, world: Path
) -> Iterator[tuple[Executor, Callable[[Work], Made]]]:
    """What runs the works, and the function that does one.

    Args:
        config: Settings of the stage.
        llm: Those of the model.
        executor: Where designers run that ask nobody.
        world: Folder of the world.

    Raises:
        ConfigError: A model is to design, and none is named.
        ModelError: The cache of replies cannot be used.
        MissingExtraError: The package ``openai`` is not installed.
    """
    if config.designer != "model":
        yield executor, functools.partial(do, config)
        return
    from agentscaler.environments.design.model import ModelDesigner
    from agentscaler.executors import ThreadExecutor
    from agentscaler.llm import Asker

    with Asker(llm, "designer", world=world) as asker:
        designer = functools.partial(
            ModelDesigner, asker.ask, model=asker.model, tries=config.repairs + 1
        )
        threads = ThreadExecutor(workers=min(MOST_AT_ONCE, llm.concurrency))
        yield threads, functools.partial(do, config, designer=designer)
