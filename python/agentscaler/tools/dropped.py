"""What was left out, with why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agentscaler.tools.texts import shorten

if TYPE_CHECKING:
    from agentscaler.errors import SpecError

_DETAIL_CHARS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped:
    """A tool or a file that was left out.

    Example:
        >>> Dropped(reason="no_name", detail="the tool has no name", place="/3").reason
        'no_name'
    """

    reason: str
    """Stable code; docs/tools.md tells what each means."""
    detail: str
    """One sentence for people."""
    id: str | None = None
    """Digest of the tool, where it came so far as to have one."""
    name: str | None = None
    """Name of the tool as the source has it; ``None`` for a whole file."""
    provider: str | None = None
    group: str | None = None
    file: str = ""
    place: str = ""
    """JSON pointer or line; empty for a whole file."""

    def within(self, file: str) -> Dropped:
        """Return the same record with its file."""
        return replace(self, file=file)


def drop_for(error: SpecError, *, name: str | None = None, place: str = "") -> Dropped:
    """Turn a problem that ends one tool or file into its record."""
    where = error.where or ""
    detail = error.what if not where else f"{error.what} ({where})"
    return Dropped(
        reason=error.reason,
        detail=shorten(detail, _DETAIL_CHARS),
        name=name,
        place=place or where,
    )
