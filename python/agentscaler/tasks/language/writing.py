"""Who writes intents: a protocol, and the default that keeps what patterns and grammar made.

A writer gets what a task is about and a check, and gives a text that passes it. The text of the
patterns is always there and always sound, so that a writer that finds nothing better falls back to
it and says why.

>>> facts = Facts(text="Cancel order W1.", name="Ada", guide="Speaks plainly.", values=("W1",))
>>> [written] = RuleWriter().write([Draft(facts=facts, fault=lambda text: None)])
>>> written.text, written.by
('Cancel order W1.', 'rules')
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What an intent has to say."""

    text: str
    """The intent as the patterns made it: every wish, every value."""
    name: str
    """Who asks."""
    guide: str
    """How they speak."""
    values: tuple[Any, ...] = ()
    """What the text has to tell: numbers, names, dates, amounts."""
    kept_back: tuple[str, ...] = ()
    """What the user tells only when asked: ``the reason``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An intent to be written."""

    facts: Facts
    fault: Callable[[str], tuple[str, str] | None]
    """Reason and detail of what is wrong with a text; ``None``: it may stand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """An intent, and how it came about."""

    text: str
    by: str
    """Name of the writer whose text it is."""
    tries: int = 0
    """Texts that were asked of a model."""
    instead_of: str | None = None
    """The writer that found none, where this is the text of the patterns."""
    reason: str | None = None
    """Why its last text could not stand."""

    def to_plain(self) -> dict[str, Any]:
        """As it is kept with the task; the text is its intent."""
        plain: dict[str, Any] = {"by": self.by}
        if self.tries:
            plain["tries"] = self.tries
        if self.instead_of is not None:
            plain |= {"instead_of": self.instead_of, "reason": self.reason}
        return plain


class IntentWriter(Protocol):
    """Writes intents; equal drafts give equal texts where the writer is deterministic."""

    @property
    def name(self) -> str:
        """Kept with every task, and in the settings of the stage."""
        ...

    def write(self, drafts: Sequence[Draft]) -> list[Written]:
        """A text for each draft, in their order; each passes its check."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleWriter:
    """The text of the patterns as it is."""

    name: str = field(default="rules", init=False)

    def write(self, drafts: Sequence[Draft]) -> list[Written]:
        """The texts that the drafts have."""
        return [Written(text=draft.facts.text, by=self.name) for draft in drafts]
