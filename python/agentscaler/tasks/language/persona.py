"""Who asks: a name, a manner, what they know, and what they tell only when asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from agentscaler.environments.seeding.facts.people import NAMES

if TYPE_CHECKING:
    from agentscaler.tasks.dice import Dice

REGISTERS = {
    "plain": "everyday",
    "terse": "short",
    "chatty": "casual",
    "impatient": "casual",
    "unsure": "everyday",
    "formal": "formal",
}
"""Manner -> register of the language."""
GUIDES = {
    "plain": "Speaks plainly and friendly.",
    "terse": "Writes as little as possible; no greetings, no small talk.",
    "chatty": "Likes to chat and comes to the point late.",
    "impatient": "Is in a hurry and shows it, but stays civil.",
    "unsure": "Is not used to such things and wants to be reassured.",
    "formal": "Writes as in a letter.",
}
"""Manner -> how a simulated user is to speak."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """Something that the user knows and tells only when asked."""

    about: str
    """What it is: ``the reason``, ``which order``."""
    say: str
    """How they say it."""
    value: Any
    """What is told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Persona:
    """The user of a task."""

    name: str
    manner: str
    """One of `agentscaler.tasks.language.phrases.MANNERS`."""
    register: str
    guide: str
    """How a simulated user is to speak."""
    knows: tuple[str, ...] = ()
    """What they know beside the intent."""
    tells_when_asked: tuple[Secret, ...] = ()

    @property
    def texts(self) -> list[str]:
        """All that they could say beside the intent."""
        return [*self.knows, *(secret.say for secret in self.tells_when_asked)]

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it."""
        plain = asdict(self)
        plain["knows"] = list(self.knows)
        plain["tells_when_asked"] = [asdict(secret) for secret in self.tells_when_asked]
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """The persona that `to_plain` wrote."""
        secrets = tuple(Secret(**secret) for secret in plain["tells_when_asked"])
        return cls(**{**plain, "knows": tuple(plain["knows"]), "tells_when_asked": secrets})


def some_name(dice: Dice) -> str:
    """The name of a person.

    Example:
        >>> from agentscaler.tasks.dice import Dice
        >>> len(some_name(Dice(3)).split())
        2
    """
    names = NAMES[dice.pick(sorted(NAMES))]
    first = dice.pick(names.women if dice.chance(0.5) else names.men)
    return f"{first} {dice.pick(names.families)}"
