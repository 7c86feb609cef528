"""What a part of the page is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.report.markup import Markup


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One part of the page: text that can be read without a script, and data for the script."""

    id: str
    """Anchor on the page."""
    title: str
    """Heading; also its entry in the contents."""
    body: Markup
    """What everybody sees, script or not."""
    lead: str = ""
    """One or two sentences: what is seen here, and how to read it."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Name of a data block -> JSON value. Names are unique on the page."""
