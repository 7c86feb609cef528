"""Results of calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a call."""

    content: str
    is_error: bool
    kind: Literal["ok", "refusal", "invalid_call", "fault", "infrastructure"]
    detail: str | None = None
