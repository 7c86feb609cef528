"""Errors for people: what, where, mend; one message, an exit code, no traceback."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

from cyclopts import CycloptsError

from agentscaler.cli.text import visible
from agentscaler.errors import AgentScalerError, ArgumentError, ConfigError, InternalError

if TYPE_CHECKING:
    from collections.abc import Callable

FAILED = 1
USAGE = 2
INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


def guarded(call: Callable[[], Any], *, debug: bool) -> int:
    """Call, and turn whatever it raises into a message and an exit code."""
    try:
        result = call()
        sys.stdout.flush()
    except BrokenPipeError:
        # `agentscaler show | head`: the reader has seen enough. Python would complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _trace(debug)
        print(  # noqa: T201
            "\ninterrupted: finished work stays, the same command goes on with it", file=sys.stderr
        )
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001
        code, message, is_bug = _explain(error)
        _trace(debug or is_bug)
        print(f"error: {message}", file=sys.stderr)  # noqa: T201
        return code
    return result if isinstance(result, int) else 0


def _explain(error: Exception) -> tuple[int, str, bool]:
    """Exit code, message, and whether the fault is ours."""
    code, is_bug = FAILED, False
    match error:
        case CycloptsError():
            text = visible(" ".join(str(error).split()))
            code, message = USAGE, f"{text}\n  mend: agentscaler --help, or COMMAND --help"
        case ConfigError() | ArgumentError():
            code, message = USAGE, _lines(error)
        case AgentScalerError():
            message, is_bug = _lines(error), isinstance(error, InternalError)
        case OSError():
            place = f"\n  where: {visible(str(error.filename))}" if error.filename else ""
            message = f"{visible(error.strerror or str(error))}{place}"
        case MemoryError():
            message = "out of memory\n  mend: --workers 1, or a machine with more"
        case _:
            message, is_bug = f"{type(error).__name__}: {visible(str(error))}", True
    if is_bug:
        message += "\nThis is a bug; please report it."
    return code, message, is_bug


def _lines(error: AgentScalerError) -> str:
    """The text of an error; it may quote specifications, so it is made harmless line by line."""
    return "\n".join(visible(line) for line in str(error).splitlines())


def _trace(show: bool) -> None:  # noqa: FBT001
    if show:
        traceback.print_exc()
