"""Errors that a worker tells of, raised again as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from agentscaler.environments.worker.remote import parsed
from agentscaler.errors import (
    ArgumentError,
    Diagnostic,
    SchemaError,
    StateError,
    ToolError,
    WorkerError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN: dict[str, type[ArgumentError | SchemaError | StateError]] = {
    "ArgumentError": ArgumentError,
    "SchemaError": SchemaError,
    "StateError": StateError,
}


def raise_told(answer: dict[str, Any], parts: Sequence[bytes]) -> NoReturn:
    """Raise what an answer tells of.

    Raises:
        ToolError: With its diagnostics.
        ArgumentError: And other errors of this package, by their name.
        WorkerError: Anything else.
    """
    name, what = str(answer.get("error")), str(answer.get("what") or answer.get("message"))
    if name == "ToolError":
        found = parsed(parts[0]) if parts else []
        raise ToolError(what, diagnostics=[Diagnostic(*fields) for fields in found])
    if name in PLAIN:
        raise PLAIN[name](what)
    raise WorkerError(f"the tools cannot be loaded: {what}")
