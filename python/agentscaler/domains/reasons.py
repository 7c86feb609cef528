"""Every reason for which a tool stays outside the domains, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Reason = Literal["no_edge", "too_small", "twin_in_other_split"]

REASONS: Mapping[str, str] = {
    "no_edge": "No other tool of its split is similar enough.",
    "too_small": "Its community stayed too small, and no neighbour was similar enough.",
    "twin_in_other_split": "It is held out, but a copy of it belongs to another split.",
}
"""Reason code -> what it means."""
