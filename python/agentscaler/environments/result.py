"""What one call of a tool gives, and the limits that it runs under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["ok", "refusal", "invalid_call", "fault", "infrastructure"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolResult:
    """What the agent sees of a call, and what kind of outcome that is."""

    content: str
    is_error: bool
    kind: Kind
    detail: str | None = None
    """For people: the traceback of a fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of one call. All but the last two are exact: the same call hits them everywhere."""

    host_calls: int = 10_000
    """Calls of ``db``."""
    rows_read: int = 100_000
    """Rows that ``db`` copies into the program."""
    argument_bytes: int = 1 << 20
    """Length of the arguments as JSON text."""
    result_bytes: int = 1 << 20
    """Length of the content."""
    integer_digits: int = 1_000
    """Digits of an integer in arguments, rows and results."""
    recursion: int = 200
    """Frames of the program."""
    time_s: float = 1.0
    memory_bytes: int = 256 << 20
