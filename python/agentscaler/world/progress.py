"""Progress for those who want none."""

from __future__ import annotations


class NoProgress:
    """Tells nobody.

    Example:
        >>> NoProgress().begin("tools", "files", 3)
    """

    def begin(self, stage: str, unit: str, total: int | None) -> None:
        """Nothing."""

    def advance(self, stage: str, amount: int = 1) -> None:
        """Nothing."""

    def end(self, stage: str) -> None:
        """Nothing."""
