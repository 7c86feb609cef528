"""Who writes the intents of a stage, and where: processes, or threads that ask a model."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentscaler.llm import LlmConfig
    from agentscaler.tasks.language.writing import IntentWriter
    from agentscaler.world import Executor

MOST_AT_ONCE = 8
"""Shards that are made at a time with a model: they share one process, and wait most of it."""


@contextmanager
def writing(
    llm: LlmConfig, *, ask: bool, executor: Executor, world: Path
) -> Iterator[tuple[Executor, IntentWriter | None]]:
    """What runs the shards, and the writer that is a model.

    Args:
        llm: The model.
        ask: Whether it writes; else nobody is asked, and there is no writer.
        executor: Where shards are made without it.
        world: Folder of the world.

    Raises:
        ConfigError: No model is named.
        ModelError: The cache of replies cannot be used.
        MissingExtraError: The package ``openai`` is not installed.
    """
    if not ask:
        yield executor, None
        return
    from agentscaler.executors import ThreadExecutor
    from agentscaler.llm import Asker
    from agentscaler.tasks.language.model_writer import ModelWriter

    with Asker(llm, "intents", world=world) as asker:
        at_once = min(MOST_AT_ONCE, llm.concurrency)
        threads = max(1, llm.concurrency // at_once)
        writer = ModelWriter(complete=asker.complete, name=asker.model, threads=threads)
        yield ThreadExecutor(workers=at_once), writer
