"""The door to torch and transformers: imported when they are needed, never before."""

from __future__ import annotations

import importlib
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

Tensor: TypeAlias = Any
"""A ``torch.Tensor``; the checker of types does not need torch to be installed."""


def library(name: str) -> Any:
    """A module of an optional package.

    Raises:
        MissingExtraError: It is not installed; the message names the extra.

    Example:
        >>> library("json").dumps([1])
        '[1]'
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            f"models of this machine need torch, transformers and more: {error}",
            mend="pip install 'agentscaler[train]'",
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Say nothing of loading and of tied weights, as transformers would; progress is ours."""
    said = library("transformers").utils.logging
    level, bars = said.get_verbosity(), said.is_progress_bar_enabled()
    said.set_verbosity(logging.ERROR)
    said.disable_progress_bar()
    try:
        yield
    finally:
        said.set_verbosity(level)
        if bars:
            said.enable_progress_bar()
