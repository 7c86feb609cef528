"""What a value is asked for: its name, schema, row, and the random stream that is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.facts import nouns

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import TypeAlias

    from agentscaler.environments.seeding.draw import Draw
    from agentscaler.environments.seeding.subject import Subject


class Ask:
    """One value that is wanted.

    Attributes:
        words: Of its name: ``shipping city``.
        lead: Those before the part that its sense speaks of: ``shipping``.
        schema: Of the value.
        text: What the schema says of it, in lower case.
        subject: Whom and what its row is about.
        draw: Its own random stream.
        technical: Whether the tables around are those of a cloud.
    """

    __slots__ = ("draw", "lead", "schema", "subject", "technical", "text", "words")

    def __init__(
        self,
        *,
        words: tuple[str, ...],
        lead: tuple[str, ...],
        schema: dict[str, Any],
        text: str,
        subject: Subject,
        draw: Draw,
        technical: bool,
    ) -> None:
        self.words = words
        self.lead = lead
        self.schema = schema
        self.text = text
        self.subject = subject
        self.draw = draw
        self.technical = technical

    @property
    def noun(self) -> tuple[str, ...]:
        """What the row is."""
        return self.subject.noun

    @property
    def kind(self) -> str:
        """The last word of what the row is, in the singular."""
        return self.subject.kind

    @property
    def at(self) -> int:
        """Number of the row."""
        return self.subject.at

    @property
    def whose(self) -> Subject:
        """The person or place that the lead names; that of the row where it names none."""
        lead = [word for word in self.lead if word not in nouns.SHARED and word not in self.noun]
        return self.subject.other(" ".join(lead)) if lead else self.subject

    def says(self, *words: str) -> bool:
        """Whether the description has one of these words."""
        return any(word in self.text for word in words)


if TYPE_CHECKING:
    Answer: TypeAlias = str | int | float | bool | datetime | list[Any] | dict[str, Any] | None
    Maker: TypeAlias = Callable[[Ask], Answer]


def spread(makers: dict[str, Maker]) -> dict[str, Maker]:
    """Makers by each name that they are known under: ``"first name|given name"``."""
    found: dict[str, Maker] = {}
    for names, maker in makers.items():
        for name in names.split("|"):
            joined = "".join(name.split())
            if found.get(joined, maker) is not maker:
                raise ValueError(f"{name} has two makers")
            found[joined] = maker
    return found


def listed(lists: dict[str, tuple[Any, ...]]) -> dict[str, Maker]:
    """Makers that let the members of a list take turns."""

    def maker(tag: str, items: tuple[Any, ...]) -> Maker:
        return lambda ask: ask.whose.turn(items, tag)

    return spread({names: maker(names, items) for names, items in lists.items()})


def picked(lists: dict[str, tuple[Any, ...]]) -> dict[str, Maker]:
    """Makers that pick a member of a list, whatever other rows have."""

    def maker(items: tuple[Any, ...]) -> Maker:
        return lambda ask: ask.draw.pick(items)

    return spread({names: maker(items) for names, items in lists.items()})
