"""The door to torch and transformers: imported when they are needed, never before."""

from __future__ import annotations

import importlib
from typing import Any, TypeAlias

from agentscaler.errors import MissingExtraError

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
            f"training needs torch, transformers and accelerate: {error}",
            mend="pip install 'agentscaler[train]'",
        ) from error
