"""Rows and groups of rows as a person names them: noun phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agentscaler.environments.words import listing
from agentscaler.tasks.language.grammar import plural, possessive, with_article
from agentscaler.tasks.language.spoken import Style, amount, day_said, said
from agentscaler.tasks.language.words import (
    HAD,
    PEOPLE,
    PLACES,
    column_words,
    is_adjective,
    is_name,
    is_person,
    noun_of,
    phrase,
    status_words,
)
from agentscaler.tasks.walk.known import is_day
from agentscaler.tasks.walk.mention import stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Blueprint, Table
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.walk.mention import Fact, Group, Mention, Owner
    from agentscaler.tasks.walk.scene import Key

_SHORT = 26
"""Characters of a name that takes an apostrophe."""
_KINDS = frozenset({"category", "group", "department", "section", "folder", "region", "team"})
_DUE = {"due": "due on", "start": "starting on", "end": "ending on", "expiry": "expiring on"}


def is_plain(role: str, above: Table) -> bool:
    """Whether the name of a reference says no more than what it refers to.

    Example:
        >>> from agentscaler.environments.design.blueprint import Table
        >>> project = Table(name="projects", noun="project", key=("id",), columns=())
        >>> (
        ...     is_plain("project", project),
        ...     is_plain("project code", project),
        ...     is_plain("home", project),
        ... )
        (True, True, False)
    """
    noun = noun_of(above)
    return role in {noun, phrase(above.noun), "owner", "parent"} or role.startswith(f"{noun} ")


def _by_what_it_is_of(noun: str, words: str, value: str) -> str:
    """A row that is told by a place, or by what is no name of it.

    Example:
        >>> _by_what_it_is_of("forecast", "city", "“Bern”")
        'forecast for Bern'
        >>> _by_what_it_is_of("pain tip", "symptoms", "“knee pain”")
        'pain tip with the symptoms “knee pain”'
    """
    if words in PLACES and words not in noun.split(" "):
        return f"{noun} for {value.strip('“”')}"
    return f"{noun} {value}" if words in noun.split(" ") else f"{noun} with the {words} {value}"


def _merged(parts: Sequence[str]) -> list[str]:
    """Parts that begin with *with* share one: ``with the owner a and the path b``.

    Example:
        >>> _merged(["with the size 3", "of Ada", "with a price of $5"])
        ['with the size 3 and a price of $5', 'of Ada']
    """
    had = [part.removeprefix("with ") for part in parts if part.startswith("with ")]
    rest = [part for part in parts if not part.startswith("with ")]
    return [*([f"with {listing(had)}"] if had else []), *rest]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupWords:
    """A group in words: ``pending orders of Ada``, ``pending order of Ada``."""

    head: str
    """``pending orders``."""
    one_head: str
    """``pending order``."""
    tail: str
    """``of Ada``, ``that are on leave``."""
    one_tail: str
    """``of Ada``, ``that is on leave``."""
    mine: bool
    """They belong to the user."""

    @property
    def many(self) -> str:
        """Without article."""
        return f"{self.head} {self.tail}".rstrip()

    @property
    def one(self) -> str:
        """One of them, without article."""
        return f"{self.one_head} {self.one_tail}".rstrip()

    @property
    def number(self) -> str:
        """How many there are, as what can be told."""
        if self.mine:
            return f"how many {self.many} I have"
        return f"how many {self.head} there are {self.tail}".rstrip()

    @property
    def all(self) -> str:
        """All of them."""
        return f"all my {self.many}" if self.mine else f"all {self.many}"

    @property
    def each(self) -> str:
        """Each of them."""
        return f"every one of my {self.many}" if self.mine else f"every {self.one}"

    @property
    def best(self) -> str:
        """One of them, where an adjective stands before it: ``{best} order of mine``."""
        return f"{self.one} of mine" if self.mine else self.one


@dataclass(slots=True)
class Rows:
    """Names rows; a row that was named before is named in a shorter way."""

    blueprint: Blueprint
    dice: Dice
    style: Style
    self_row: tuple[str, Key] | None = None
    """The row that is the user: "I", "my"."""
    _named: dict[tuple[str, Key], str] = field(default_factory=dict)
    _last: tuple[str, Key] | None = None

    def forget(self) -> None:
        """A new text begins: nothing was named yet."""
        self._named.clear()
        self._last = None

    def mark(self) -> tuple[dict[tuple[str, Key], str], tuple[str, Key] | None]:
        """What was named so far, for `back`."""
        return dict(self._named), self._last

    def back(self, mark: tuple[dict[tuple[str, Key], str], tuple[str, Key] | None]) -> None:
        """Forget what was named since a mark: the words were not used."""
        self._named, self._last = mark

    def table(self, mention: Mention | Group) -> Table:
        """The table of what is named."""
        return self.blueprint.table(mention.table)

    def is_self(self, mention: Mention) -> bool:
        """Whether the user speaks of themself."""
        return self.self_row == mention.row_id

    def name(self, mention: Mention, *, it: bool = False) -> str:
        """A noun phrase for a row.

        Args:
            mention: The row.
            it: It was named in the same sentence.
        """
        table = self.table(mention)
        noun = noun_of(table)
        if self.is_self(mention):
            return f"my {noun} record"
        if mention.vague:
            return "it" if it else self._vague(noun)
        if it:
            return "it" if not is_person(table) else "them"
        if mention.made_by is not None:
            text = f"the new {noun}" if mention.row_id not in self._named else f"that new {noun}"
        elif mention.row_id in self._named:
            near = mention.row_id == self._last
            text = self.dice.pick([f"the same {noun}", f"that {noun}"]) if near else ""
            text = text or self._named[mention.row_id]
        else:
            text = self._full(mention, table, noun)
        self._named.setdefault(mention.row_id, text)
        self._last = mention.row_id
        return text

    def part(self, words: str, mention: Mention, *, it: bool = False) -> str:
        """A column of a row: ``the price of the product “Kite”``, ``my email``, ``its status``."""
        if self.is_self(mention):
            return f"my {words}"
        table = self.table(mention)
        if it and not mention.vague:
            return f"their {words}" if is_person(table) else f"its {words}"
        name = self.name(mention)
        short = is_person(table) and not re.search(r"[\d“]", name) and len(name) < _SHORT
        if short and " of " not in name:
            return f"{possessive(name)} {words}"
        return f"the {words} of {name}"

    def _vague(self, noun: str) -> str:
        if noun in PEOPLE:
            return with_article(noun)
        if with_article(noun) == noun:
            return f"some {noun}"
        return self.dice.pick([f"one of my {plural(noun)}", with_article(noun)])

    def _full(self, mention: Mention, table: Table, noun: str) -> str:
        if mention.made_by is not None:
            return f"the new {noun}"
        if mention.member is not None:
            member = mention.member
            role = column_words(member.column, "")
            return f"the {role or noun} of {self.name(member.mention)}"
        keys = [f for f in mention.facts if f.column in table.key]
        # Of a key of several parts none is a number that stands for the whole.
        code = keys[0] if len(keys) == 1 else None
        label = next((f for f in mention.facts if f.column == table.label), None)
        rest = [f for f in mention.facts if f not in (code, label)]
        if code is None and label is not None and is_person(table) and not mention.owners:
            behind = "".join(f" {self._behind(table, fact)}" for fact in rest)
            return (
                f"{label.value}{behind}"
                if self.dice.chance(0.6)
                else f"the {noun} {label.value}{behind}"
            )
        head, article = self._head(table, noun, code, label)
        return self._assembled(table, mention.owners, rest, head, article=article)

    def _head(
        self, table: Table, noun: str, code: Fact | None, label: Fact | None
    ) -> tuple[str, str]:
        """Noun with number or name, and the article that it takes."""
        if code is not None:
            return self._by_code(noun, code)
        return (noun if label is None else self._by_label(table, noun, label)), "the"

    def _by_code(self, noun: str, code: Fact) -> tuple[str, str]:
        value = said(code.value, "id", {}, self.style)
        words = column_words(code.column, noun)
        if str(code.value).lower().startswith(noun.split(" ", maxsplit=1)[0].lower()):
            return f"{noun} with the ID {value}", "the"
        if not words.isupper() and not is_name(code.column):
            return _by_what_it_is_of(noun, words, value), "the"
        if value.startswith("“") or str(code.value).isalpha():
            return self.dice.pick([f"{noun} {value}", f"{noun} named {value}"]), "the"
        if words in {noun, "ID", "number", "no", "code"}:
            named = [f"{noun} {value}"] * 2
            if any(char.isdigit() for char in value) and not any(map(str.islower, value)):
                named.append(f"{noun} number {value}")
            return self.dice.pick(named), ""
        if words == "name":
            return f"{noun} {value}", ""
        return self.dice.pick([f"{noun} {value}", f"{noun} with the {words} {value}"]), "?"

    def _by_label(self, table: Table, noun: str, label: Fact) -> str:
        column = table.column(label.column)
        value = said(label.value, label.column, column.schema, self.style)
        if is_person(table):
            return f"{noun} {value}"
        value = value if value.startswith("“") else f"“{value}”"
        if is_name(label.column):
            return self.dice.pick([f"{noun} {value}", f"{noun} called {value}"])
        words = column_words(label.column, noun)
        if words in {"message", "text", "content", "body", "comment", "note"}:
            return f"{noun} that says {value}"
        return _by_what_it_is_of(noun, words, value)

    def _assembled(
        self,
        table: Table,
        owners: Sequence[Owner],
        facts: Sequence[Fact],
        head: str,
        *,
        article: str,
    ) -> str:
        """Adjectives before the head, the rest behind it, the owner where it reads best."""
        front, behind = self._sides(table, facts)
        whose, of_whom = self._owners(table, owners)
        if article == "?":
            article = "the" if " with the " in head or front else ""
        if whose:
            article = whose
        elif (front or behind or of_whom) and article == "":
            article = "the" if front else ""
        rest = _merged([*behind, *of_whom])
        return " ".join(part for part in (article, *front, head, *rest) if part)

    def _sides(self, table: Table, facts: Sequence[Fact]) -> tuple[list[str], list[str]]:
        front, behind = [], []
        days = [fact for fact in facts if fact.day or is_day(fact.value)]
        if len(days) > 1 and len({fact.value for fact in days}) == 1:
            # It begins and ends on one day.
            behind.append(f"on {day_said(str(days[0].value), self.style)}")
            facts = [fact for fact in facts if fact not in days]
        for fact in facts:
            named = fact.column == table.status or column_words(fact.column, table.noun) == "status"
            if named and is_adjective(fact.value):
                front.append(status_words(fact.value))
            else:
                behind.append(self._behind(table, fact))
        return front, behind

    def _behind(self, table: Table, fact: Fact) -> str:  # noqa: PLR0911  one for each kind
        """A fact behind the noun: ``from March 5, 2026``, ``with the email ada@example.com``."""
        column = table.column(fact.column)
        words = column_words(fact.column, table.noun)
        if fact.column == table.status or words == "status":
            return f"that is {status_words(fact.value)}"
        if words in _KINDS and isinstance(fact.value, str):
            return f"in the {words} {said(fact.value, fact.column, column.schema, self.style)}"
        if fact.day or is_day(fact.value):
            day = day_said(str(fact.value), self.style)
            first = words.split(" ")[0]
            if first in _DUE:
                return f"{_DUE[first]} {day}"
            if column.made == "created":
                return self.dice.pick([f"from {day}", f"of {day}"])
            return f"{words} on {day}" if words.endswith("ed") else f"with the {words} {day}"
        value = said(fact.value, fact.column, column.schema, self.style)
        if isinstance(fact.value, int | float):
            return f"with {amount(words, fact.value, value)}"
        return f"with the {words} {value}"

    def _owners(self, table: Table, owners: Sequence[Owner]) -> tuple[str, list[str]]:
        """A possessive before the noun, and what stands behind it."""
        whose, behind = "", []
        for owner in stated(owners):
            above = self.table(owner.mention)
            if self.is_self(owner.mention):
                whose = whose or "my"
                continue
            name = self.name(owner.mention)
            role = column_words(owner.column, "")
            short = len(name) < _SHORT and " of " not in name
            belongs = is_person(above) and role in {noun_of(above), "owner", "user"}
            if belongs and short and not whose and self.dice.chance(0.5):
                whose = possessive(name)
                continue
            behind.append(self._joined(table, above, owner.column, name))
        return whose, behind

    def _joined(self, table: Table, above: Table, column: str, name: str) -> str:
        """A row behind one that refers to it: ``in order W1``, ``with Ada as assignee``."""
        role = column_words(column, "")
        reference = table.column(column).references or ""
        if not is_plain(role, above) and reference.partition(".")[2] != column and role:
            return f"with {name} as {role}"
        if len(table.key) > 1 and column in table.key and table.parent != above.name:
            return f"for {name}"
        if noun_of(above) in HAD:
            return f"with {name}"
        return f"{'in' if table.parent == above.name and not is_person(above) else 'of'} {name}"

    def group(self, group: Group) -> GroupWords:
        """A group of rows, in the plural and in the singular."""
        table = self.table(group)
        noun = noun_of(table)
        front, behind = self._sides(table, group.facts)
        mine = any(self.is_self(owner.mention) for owner in group.owners)
        others = [one for one in stated(group.owners) if not self.is_self(one.mention)]
        of_whom = [
            self._joined(table, self.table(o.mention), o.column, self.name(o.mention))
            for o in others
        ]
        many = [re.sub(r"^that is ", "that are ", text) for text in behind]
        return GroupWords(
            head=" ".join([*front, plural(noun)]),
            one_head=" ".join([*front, noun]),
            tail=" ".join(_merged([*many, *of_whom])),
            one_tail=" ".join(_merged([*behind, *of_whom])),
            mine=mine,
        )
