"""Whom and what a row is about: one person, one place, one article, so that its values agree."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.facts import business, goods, nouns, people, places
from agentscaler.environments.seeding.moments import Moments
from agentscaler.environments.seeding.naming import singular, slug, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

Item = TypeVar("Item")
_BEGINS = {"destination": "origin", "arrival": "departure", "to": "from", "dropoff": "pickup"}
"""Where a way that ends there begins: never at the same place."""


class Person(NamedTuple):
    """A person that nobody is."""

    first: str
    middle: str
    last: str
    gender: str

    @property
    def full(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


class Setting:
    """What the rows of one table have in common.

    Args:
        seed: Of the state; decides the home country.
        scope: What the rows are of: usually the name of the table.

    Attributes:
        kinds: Categories of the articles; empty: all.
        worldly: Whether its rows are told apart by where in the world they are.
    """

    __slots__ = ("_turns", "home", "kinds", "scope", "seed", "worldly")

    def __init__(self, seed: int, scope: str) -> None:
        self.seed = seed
        self.scope = scope
        self.home = places.COUNTRIES[Draw(seed, "home").pick(places.HOMES)]
        self.kinds: tuple[str, ...] = ()
        self.worldly = False
        self._turns: dict[tuple[str, int], tuple[int, int]] = {}

    def turn(self, items: Sequence[Item], at: int, tag: str) -> Item:
        """The item whose turn it is at row ``at``: no item twice before each has been there."""
        size = len(items)
        found = self._turns.get((tag, size))
        if found is None:
            draw = Draw(self.seed, self.scope, "turn", tag, size)
            first, step = draw.below(size), draw.between(1, max(size - 1, 1))
            while gcd(step, size) != 1:
                step += 1
            found = self._turns[tag, size] = first, step
        return items[(found[0] + at * found[1]) % size]


class Subject:
    """Whom and what a row is about, drawn when asked for.

    Args:
        setting: Of its table.
        at: Number of the row.
        noun: What the row is, its words.
        row: Values that it has already; what they say is kept.
        role: Which person or place of the row: ``manager``; empty: its own.
        created: When the row was made, where that is known.
    """

    __slots__ = (
        "_city",
        "_company",
        "_created",
        "_good",
        "_moments",
        "_person",
        "_rating",
        "at",
        "begin",
        "kind",
        "noun",
        "others",
        "outer",
        "role",
        "row",
        "setting",
    )

    def __init__(
        self,
        setting: Setting,
        at: int,
        noun: tuple[str, ...],
        *,
        row: Mapping[str, Any],
        role: str = "",
        created: datetime | None = None,
    ) -> None:
        self.setting = setting
        self.at = at
        self.noun = noun
        self.kind = singular(noun[-1]) if noun else ""
        self.row = row
        self.role = role
        self.begin: Subject | None = None
        self.outer: Subject | None = None
        self.others: dict[str, Subject] = {}
        self._created = created
        self._person: Person | None = None
        self._city: places.City | None = None
        self._company: str | None = None
        self._good: goods.Good | None = None
        self._moments: Moments | None = None
        self._rating: float | None = None

    def other(self, role: str) -> Subject:
        """Another person or place of the same row: its manager, its destination."""
        if role not in self.others:
            self.others[role] = Subject(
                self.setting, self.at, self.noun, row={}, role=f"{self.role}/{role}"
            )
            if role in _BEGINS:
                self.others[role].begin = self.other(_BEGINS[role])
        return self.others[role]

    def draw(self, *parts: object) -> Draw:
        """A stream of this subject."""
        setting = self.setting
        return Draw(setting.seed, setting.scope, self.at, self.role, *parts)

    def turn(self, items: Sequence[Item], tag: str) -> Item:
        """As `Setting.turn`, for this subject."""
        return self.setting.turn(items, self.at, f"{self.role}{tag}")

    @property
    def person(self) -> Person:
        """Its person."""
        if self._person is None:
            self._person = self._told_person() or self._new_person()
        return self._person

    def _told_person(self) -> Person | None:
        told: dict[str, str] = {}
        for name, value in self.row.items():
            if isinstance(value, str) and value:
                told["".join(words_of(name))] = value
        first = told.get("firstname") or told.get("givenname")
        last = told.get("lastname") or told.get("familyname") or told.get("surname")
        full = told.get("fullname") or (told.get("name") if self.is_person else None)
        if full and len(full.split()) > 1 and not (first and last):
            first, last = first or full.split()[0], last or full.split()[-1]
        if not (first or last):
            return None
        new = self._new_person()
        return new._replace(first=first or new.first, last=last or new.last)

    @property
    def is_person(self) -> bool:
        """Whether the row is about a person."""
        return self.kind in nouns.PEOPLE

    def _new_person(self) -> Person:
        draw = self.draw("person")
        group = self.setting.home.names
        if draw.chance(0.3):
            group = draw.pick(people.OTHERS)
        names = people.NAMES[group]
        gender = "female" if draw.chance(0.5) else "male"
        firsts = names.women if gender == "female" else names.men
        middle = draw.pick(firsts)
        return Person(
            self.turn(firsts, f"first {group}"), middle, self.turn(names.families, group), gender
        )

    @property
    def city(self) -> places.City:
        """Its place: in the home country, or anywhere where rows of its kind are."""
        if self._city is None:
            self._city = self._told_city() or self._new_city()
        return self._city

    def _told_city(self) -> places.City | None:
        for name, value in self.row.items():
            if isinstance(value, str) and words_of(name)[-1:] in {("city",), ("town",)}:
                return places.BY_NAME.get(value.lower())
        if self.kind == "airport":
            for value in self.row.values():
                if isinstance(value, str) and value in places.BY_AIRPORT:
                    return places.BY_AIRPORT[value]
        return None

    def _new_city(self) -> places.City:
        if self.begin is not None:
            begin = self.begin.city
            others = [one for one in self._cities() if one is not begin]
            return self.draw("city").pick(others)
        return self.turn(self._cities(), "city")

    def _cities(self) -> tuple[places.City, ...]:
        if self.setting.worldly or not nouns.WORLDLY.isdisjoint(
            (*self.noun, *self.role.split("/"))
        ):
            return places.WORLD
        return places.OF_COUNTRY[self.setting.home.code]

    @property
    def country(self) -> places.Country:
        """The country of its place."""
        return places.COUNTRIES[self.city.country]

    @property
    def company(self) -> str:
        """Its company, without the legal form."""
        if self._company is None:
            stem = self.turn(business.STEMS, "company")
            self._company = f"{stem} {self.turn(business.COMPANY_TAILS, 'company tail')}"
        return self._company

    @property
    def good(self) -> goods.Good:
        """Its article, of the category that the row has."""
        if self._good is None:
            told = (goods.KINDS.get(singular(word)) for word in self._category())
            known = next((kind for kind in told if kind), None)
            kinds = (known,) if known else self.setting.kinds
            choice = [one for kind in kinds for one in goods.OF_CATEGORY[kind]] or goods.GOODS
            good = self.turn(choice, f"good {known}")
            variant = self.at // len(choice)
            if variant:  # a second round through a short list
                good = good._replace(name=f"{good.name} {goods.VARIANTS[variant % 4 - 1]}")
            self._good = good
        return self._good

    def _category(self) -> tuple[str, ...]:
        for name, value in self.row.items():
            if isinstance(value, str) and words_of(name)[-1:] == ("category",):
                return words_of(value)
        return ()

    def minutes(self) -> int | None:
        """How long a flight between the two airports of the row takes; ``None``: it names none."""
        if self.kind not in {"flight", "segment", "leg"}:
            return None
        ends = [places.BY_AIRPORT.get(one) for one in self.row.values() if isinstance(one, str)]
        known = [one for one in ends if one is not None]
        if len(known) != 2:  # noqa: PLR2004 - from one to another
            return None
        return 30 + 5 * round(places.kilometres(*known) / 14 / 5)

    @property
    def moments(self) -> Moments:
        """Its times."""
        if self._moments is None:
            self._moments = Moments(
                self.draw("moments"),
                kind=self.kind,
                status=self._status(),
                minutes=self.minutes(),
                created=self._created,
            )
        return self._moments

    def _status(self) -> object:
        for name in ("status", "state", "Status", "State"):
            if name in self.row:
                return self.row[name]
        for name, value in self.row.items():
            if words_of(name)[-1:] in {("status",), ("state",)}:
                return value
        return None

    @property
    def rating(self) -> float:
        """How good it is, from 1 to 5; its review agrees."""
        if self._rating is None:
            self._rating = round(5 - 3.2 * self.draw("rating").unit() ** 2, 1)
        return self._rating

    @property
    def domain(self) -> str:
        """Where it writes from: reserved names, so that no mail reaches anybody."""
        if self.kind in nouns.STAFF or "work" in self.role:
            owner = Draw(self.setting.seed, "employer").pick(business.STEMS)
            return f"{slug(owner)}.example.com"
        return self.draw("domain").pick(("example.com", "example.org", "example.net"))
