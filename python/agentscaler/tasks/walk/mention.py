"""How a user names a row: by what they know of it, never by an id that only the database knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.json_value import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentscaler.tasks.walk.scene import Key, Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that is true of a row, and that a user may say of it."""

    column: str
    value: Any
    day: bool = False
    """Only the day of the time is said."""

    def holds(self, row: Row) -> bool:
        """Whether it is true of a row."""
        found = row.get(self.column)
        if self.day:
            return isinstance(found, str) and found[:10] == self.value
        return self.column in row and same(found, self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """The row that a row belongs to, or speaks of."""

    column: str
    """The column that refers to it."""
    mention: Mention


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One row, as a user names it."""

    table: str
    key: Key
    facts: tuple[Fact, ...] = ()
    owners: tuple[Owner, ...] = ()
    """Rows that it refers to: the customer of an order."""
    member: Owner | None = None
    """A row that refers to it, where the user knows that one: the order of a customer."""
    made_by: int | None = None
    """Number of the wish that makes it: a new row."""
    vague: bool = False
    """The user does not say which one until they are asked."""

    def within(self) -> Iterator[Mention]:
        """This mention and those that it is made of."""
        yield self
        for owner in (*self.owners, *([self.member] if self.member else [])):
            yield from owner.mention.within()

    @property
    def row_id(self) -> tuple[str, Key]:
        """Which row it is."""
        return self.table, self.key


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """All rows that something is true of, as a user names them."""

    table: str
    keys: tuple[Key, ...]
    facts: tuple[Fact, ...] = ()
    owners: tuple[Owner, ...] = ()

    def within(self) -> Iterator[Mention]:
        """The mentions that it is made of."""
        for owner in self.owners:
            yield from owner.mention.within()


def stated(owners: Sequence[Owner]) -> list[Owner]:
    """The owners that have to be said: where a comment is of an issue, its repo is that of both.

    Example:
        >>> repo = Owner(column="repo_id", mention=Mention(table="repos", key=("r1",)))
        >>> issue = Mention(table="issues", key=(7,), owners=(repo,))
        >>> [one.column for one in stated([Owner(column="issue", mention=issue), repo])]
        ['issue']
    """
    told = [(inner.column, inner.mention.row_id) for one in owners for inner in one.mention.owners]
    return [one for one in owners if (one.column, one.mention.row_id) not in told]
