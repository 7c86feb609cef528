"""The rows of one table."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.agree import Agreement, at_least, counts
from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.facts import goods, nouns
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.fields import fields_of
from agentscaler.environments.seeding.fillers import is_filler
from agentscaler.environments.seeding.keys import (
    arn_of,
    below,
    filled,
    made_id,
    natural_key,
    path_below,
)
from agentscaler.environments.seeding.links import Linked, Links, Made
from agentscaler.environments.seeding.moments import CLOCK, office
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.environments.seeding.order import key_words
from agentscaler.environments.seeding.schemas import allows, branches, quoted
from agentscaler.environments.seeding.senses.find import find
from agentscaler.environments.seeding.senses.times import TAKES_PLACE
from agentscaler.environments.seeding.senses.titles import called, machine_name
from agentscaler.environments.seeding.stages import has_come
from agentscaler.environments.seeding.subject import Subject
from agentscaler.environments.seeding.texts import epoch, fitted, time_forms, time_text
from agentscaler.environments.seeding.values import ValueMaker

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Column, Table
    from agentscaler.environments.seeding.fields import Field
    from agentscaler.environments.seeding.order import Order

TRIES = 30
"""Rows that are tried before a table is full for want of a new key."""
NATURAL_TRIES = 24
"""Of these, rows whose key is a natural value; later ones have a number behind it."""
FEWEST = 2
"""Rows from which on no key gets such a number: a short list is truer than ``inches-3``."""
LABEL_TRIES = 4
"""Of these, rows whose label another row has already are refused."""
MOST_REPEATED = 12
"""Labels that were refused before they are let alone: there are too few of them."""
STEP = 101
"""Between the numbers of two tries: greater than any number of rows that people ask for."""
PRESENT = 0.85
"""Share of the rows that have an optional column."""
AGES = {True: (400, 60), False: (120, 1)}
"""Days before the clock between which rows were made: those that stand alone, and those below."""
_CALENDAR = {("year",), ("month",), ("day",), ("week",), ("quarter",), ("season",)}
"""Last words of numbers that number no rows."""
_TROUBLES = {("error",), ("errors",), ("stack",), ("faultcode",), ("faultstring",), ("exception",)}
"""Last words of what stands in an answer where something went wrong: in no row."""
_DEAD_ENDS = word_set(
    """cancelled canceled failed rejected terminated closed frozen blocked expired suspended deleted
    archived denied declined error no_show revoked inactive dropped voided"""
)


class TableRows:
    """Makes the rows of one table.

    Args:
        table: The table.
        seed: Of the state.
        technical: Whether the tables are those of a cloud.
        order: In which tables are filled.
        known: All tables by name.
        made: Rows of the tables that are filled; this one's are added.
    """

    def __init__(
        self,
        table: Table,
        *,
        seed: int,
        technical: bool,
        order: Order,
        known: dict[str, Table],
        made: dict[str, list[Made]],
    ) -> None:
        self.table = table
        self.seed = seed
        self.technical = technical
        self.known = known
        self.made = made
        self.order = order
        self.links = Links(table, known=known, order=order, made=made, seed=seed)
        self.maker = ValueMaker(seed, scope=table.name, technical=technical)
        self.maker.setting.kinds = self._kinds()
        self.maker.setting.worldly = any(
            not nouns.CLOSED.isdisjoint(words_of(one)[-1:]) for one in table.key
        )
        self.noun = words_of(table.noun) or (singular(table.name),)
        self.fields = fields_of(table, self.links)
        self.agreement = Agreement(table)
        self.statuses = self._statuses()
        forms = {name: branches(table.column(name).schema) for name in table.key}
        self.forms = {
            name: of_key
            for name, of_key in forms.items()
            if any("/" in str(one.get("pattern", "")) for one in of_key)
        }
        """Of a key that is a path of one of several forms, each of them."""
        self.keys: set[tuple[Any, ...]] = set()
        self.labels: set[Any] = set()
        self.repeated = 0
        self.unique: dict[str, set[str]] = {
            column.name: set() for column in table.columns if column.unique
        }

    def _kinds(self) -> tuple[str, ...]:
        """The kinds of articles that an enum of categories has room for."""
        for column in self.table.columns:
            enum = column.schema.get("enum")
            if words_of(column.name)[-1:] == ("category",) and isinstance(enum, list):
                words = [word for one in enum for word in words_of(str(one))]
                kinds = [goods.KINDS.get(singular(word)) for word in words]
                return tuple(dict.fromkeys(kind for kind in kinds if kind is not None))
        return ()

    def _statuses(self) -> list[Any]:
        name = self.table.status
        if name is None or not self.table.has(name):
            return []
        schema = self.table.column(name).schema
        told = list(self.table.statuses) or list(schema.get("enum") or ())
        found = [one for one in told if one is not None and allows(schema, one)]
        return Draw(self.seed, self.table.name, "statuses").some(found, len(found))

    def fill(self, low: int, high: int) -> None:
        """Make the rows."""
        self.maker.pools = pools_of(self.known, self.made)
        count = self._count(low, high)
        mine = self.made[self.table.name]
        for at in range(count):
            tries = TRIES if len(mine) < FEWEST else NATURAL_TRIES
            for attempt in range(tries):
                found = self._row(at, count, attempt)
                if found is not None:
                    mine.append(found)
                    break

    def _count(self, low: int, high: int) -> int:
        draw = Draw(self.seed, self.table.name, "count")
        middle = max((low + high) // 2, low)
        count = draw.between(low, high)
        others = (other for other in self.known.values() if other is not self.table)
        if self.table.parent is not None and self.table.parent in self.known:
            # Every order has a line, so that no total is the sum of nothing.
            above = self.known[self.table.parent]
            self.links.lines |= any(counts(one, self.table) is not None for one in above.columns)
            parents = len(self.made[above.name]) if self.links.lines else 0
            count = max(draw.between(middle, high), min(parents, high))
        elif any(other.parent == self.table.name for other in others):
            count = draw.between(low, middle)
        for most in (self.links.most(), self._choices()):
            count = count if most is None else min(count, most)
        return count

    def _choices(self) -> int | None:
        """As many rows as a key of an enum has values."""
        if len(self.table.key) != 1:
            return None
        schema = self.table.column(self.table.key[0]).schema
        if "const" in schema:
            return 1
        enum = schema.get("enum")
        return len(enum) if isinstance(enum, list) else None

    def _row(self, at: int, count: int, attempt: int) -> Made | None:
        linked = self.links.choose(at, attempt)
        if not linked.whole and attempt < NATURAL_TRIES - 1:
            return None
        created = self._created(at, count, linked)
        row: dict[str, Any] = {}
        number = at + attempt * STEP
        subject = Subject(self.maker.setting, number, self.noun, row=row, created=created)
        row.update(linked.values)
        for field in self.fields:
            if field.column.name not in row:
                self._set(field, row, subject, linked, attempt=attempt)
        self._drop_early(row)
        own = frozenset({*self.table.key, *linked.values})
        self.agreement.settle(row, own, [one.row for one in linked.rows.values()])
        if not self._is_new(row, attempt):
            return None
        names = (column.name for column in self.table.columns)
        start = subject.moments.start if subject.kind in TAKES_PLACE else None
        return Made(
            row={name: row[name] for name in names if name in row}, created=created, start=start
        )

    def _created(self, at: int, count: int, linked: Linked) -> datetime:
        """When the row was made: behind what it belongs to, low numbers before high ones."""
        draw = Draw(self.seed, self.table.name, at, "created")
        first, last = AGES[not self.links.ties]
        days = first - (first - last) * (at + draw.unit()) / max(count, 1)
        created = office(CLOCK - timedelta(days=days), draw)
        after = max((one.created for one in linked.rows.values()), default=None)
        # A seat is booked before the flight takes off.
        starts = (one.start for one in linked.rows.values() if one.start is not None)
        before = min(starts, default=CLOCK)
        before = before if after is None or before > after else CLOCK
        before = min(before, CLOCK)
        if after is not None and not after < created < before:
            created = after + (before - after) * (0.02 + 0.6 * draw.unit())
            awake = office(created, draw)
            created = awake if after < awake < before else created
        elif created >= before:
            created = before - timedelta(days=draw.between(2, 30))
        return created.replace(microsecond=0)

    def _set(
        self,
        field: Field,
        row: dict[str, Any],
        subject: Subject,
        linked: Linked,
        *,
        attempt: int,
    ) -> None:
        column = field.column
        name = column.name
        if not field.must and not self._has(field, row, subject.at):
            return
        if field.refers and not field.in_key:
            if column.required and (self.table.name, name) not in self.order.later:
                at_least(row, column, self.seed)
            return
        value = self._copied(field, linked)
        if value is None:
            value = self._made(field, row, subject, attempt)
        if value is None:
            value = self.maker.of(subject, name, column.schema)
        if value is None and field.must:
            value = self._without_pattern(column, subject)
        value = self._numbered(field, self._worth_telling(field, value), attempt)
        # An object of which the source says nothing tells nothing.
        told = value is not None and (value != {} or field.must)
        if told or (field.must and allows(column.schema, None)):
            row[name] = value
        elif field.must:
            at_least(row, column, self.seed)

    def _worth_telling(self, field: Field, value: Any) -> Any:
        """A value, where it says something: no error is told of what is there."""
        schema = field.column.schema
        if field.words[-1:] in _TROUBLES and not (field.must and not allows(schema, "")):
            return "" if field.must else None
        hollow = not field.must and is_filler(value, field.column.name, self.table.noun)
        return None if hollow else value

    def _numbered(self, field: Field, value: Any, attempt: int) -> Any:
        """A key with a number behind it, where there are too few natural values."""
        few = field.in_key and field.text and attempt >= NATURAL_TRIES
        if not few or not isinstance(value, str) or self._quotes(field.column):
            return value
        if not nouns.CLOSED.isdisjoint(field.words[-1:]):
            return value
        schema = field.column.schema
        return fitted(f"{value}-{len(self.keys) + 1}", schema) or value

    def _has(self, field: Field, row: dict[str, Any], number: int) -> bool:
        if field.stage is not None and self.table.status in row:
            return has_come(field.stage, row[self.table.status])
        if field.central:
            return True
        return Draw(self.seed, self.table.name, number, "has", field.column.name).chance(PRESENT)

    def _drop_early(self, row: dict[str, Any]) -> None:
        """Nobody has approved yet what is pending, though somebody was drawn for it."""
        if self.table.status not in row:
            return
        for field in self.fields:
            early = field.stage is not None and field.refers and not field.must
            if early and not has_come(str(field.stage), row[self.table.status]):
                row.pop(field.column.name, None)

    def _without_pattern(self, column: Column, subject: Subject) -> Any:
        if "pattern" not in column.schema:
            return None
        schema = {name: value for name, value in column.schema.items() if name != "pattern"}
        return self.maker.of(subject, column.name, schema)

    def _copied(self, field: Field, linked: Linked) -> Any:
        for own, name in field.copies:
            made = linked.rows.get(own)
            value = None if made is None else made.row.get(name)
            if value is not None and allows(field.column.schema, value):
                return value
        return None

    def _made(  # noqa: PLR0911  one for each kind of made value
        self, field: Field, row: dict[str, Any], subject: Subject, attempt: int
    ) -> Any:
        table, column, number = self.table, field.column, subject.at
        if column.name == table.status and self.statuses:
            return self._status(number)
        match column.made:
            case "id":
                draw = Draw(self.seed, table.name, number, column.name)
                return path_below(column, row.get("parent"), draw) or made_id(table, column, draw)
            case "arn":
                return fitted(arn_of(table, row, self.seed), column.schema)
            case "created" | "updated":
                return self._time(getattr(subject.moments, column.made), field)
            case "counter":
                start = 1 if field.words[-1:] == ("version",) else 0
                return start if allows(column.schema, start) else None
        if field.in_key:
            return self._path(column, row, subject) or self._key(field, row, subject, attempt)
        if field.numbers:
            return self._place(field, row)
        if column.name == table.label and field.text and find(field.words, "string") is None:
            name = called(subject, self.noun, technical_around=self.technical)
            return fitted(name, column.schema)
        return None

    def _time(self, moment: datetime, field: Field) -> Any:
        schema = field.column.schema
        text = str(schema.get("description", "")).lower()
        if field.whole:
            return epoch(moment, field.words, text)
        form = time_text(moment, field.words, schema, text)
        if allows(schema, form):
            return form
        return next((one for one in time_forms(moment) if allows(schema, one)), None)

    def _status(self, number: int) -> Any:
        """Each status at least once, where there are rows enough; dead ends less often."""
        if number < len(self.statuses):
            return self.statuses[number]
        draw = Draw(self.seed, self.table.name, number, "status")
        chosen = draw.pick(self.statuses)
        dead = str(chosen).lower() in _DEAD_ENDS
        return draw.pick(self.statuses) if dead else chosen

    def _path(self, column: Column, row: dict[str, Any], subject: Subject) -> str | None:
        """A key that is a path; forms take turns, so that each tool finds rows that it takes."""
        forms = self.forms.get(column.name)
        found = (
            self.maker.of(subject, column.name, forms[subject.at % len(forms)]) if forms else None
        )
        return below(found, row.get("parent"), column.schema) if isinstance(found, str) else None

    def _key(  # noqa: PLR0911  one for each kind of key
        self, field: Field, row: dict[str, Any], subject: Subject, attempt: int
    ) -> Any:
        column, words, number = field.column, field.words, subject.at
        enum = column.schema.get("enum")
        if isinstance(enum, list):
            # Members take turns, so that a key of an enum has each of them once.
            known = [one for one in enum if one is not None]
            return self.maker.setting.turn(known, number, column.name)
        if field.whole:
            if len(self.table.key) > 1 and words[-1:] not in _CALENDAR:
                return self._line(column, row)
            return 1001 + number if find(words, "number") is None else None
        label = row.get(self.table.label) if self.table.label else None
        if self._is_nameless():
            label = None
        plain = words[-1:] in {("id",), ("key",), ("slug",), ("identifier",), ("handle",)}
        if isinstance(label, str) and column.name != self.table.label and plain:
            text = natural_key(label, column, 0)
            # Only where the same was said before is there a number behind it.
            again = (text,) in self.keys and singular(self.noun[-1]) not in nouns.CLOSED
            return natural_key(label, column, attempt) if again else text
        if plain and self.table.label is None and self._machine():
            return fitted(machine_name(subject, self._named_by(words)), column.schema)
        if self._quotes(column):
            return None
        if column.pattern is not None:
            return filled(column.pattern, Draw(self.seed, self.table.name, number, attempt))
        own_name = words in {("name",), (*self.noun[-1:], "name")}
        if own_name and self.table.label in {None, column.name}:
            name = called(subject, self.noun, technical_around=self.technical)
            return fitted(name, column.schema)
        return None

    def _named_by(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """What an id is of: the subscription of a command is not called like the command."""
        of = words[:-1]
        return of if of and not set(of) & set(self.noun) else self.noun

    def _machine(self) -> bool:
        kind = singular(self.noun[-1])
        return kind in nouns.HARD or (self.technical and kind in nouns.TECHNICAL)

    def _is_nameless(self) -> bool:
        """Whether the label is the name of a person, or none at all: no key is made of these."""
        words = set(words_of(self.table.label or ""))
        person = singular(self.noun[-1]) in nouns.PEOPLE and not self._machine()
        named = bool(words & {"name", "title", "label", "username", "login", "city", "brand"})
        roles = {"holder", "owner", "contact", "first", "last", "full"}
        of_person = roles | (nouns.PEOPLE - set(self.noun))  # the customer_name of a bill
        return person or not named or bool(words & of_person)

    def _quotes(self, column: Column) -> bool:
        text = column.schema.get("description")
        return isinstance(text, str) and bool(quoted(text)[0])

    def _line(self, column: Column, row: dict[str, Any]) -> int:
        """A number below the rest of the key: 1, 2, 3, .."""
        rest = [name for name in self.table.key if name != column.name]
        values = [row.get(name) for name in rest]
        taken = [
            one.row.get(column.name, 0)
            for one in self.made[self.table.name]
            if [one.row.get(name) for name in rest] == values
        ]
        return max(taken, default=0) + 1

    def _place(self, field: Field, row: dict[str, Any]) -> int | None:
        """Which one below its parent the row is, from 1."""
        above = [name for name in self.links.parent_columns() if name in row]
        mine = [row[name] for name in above]
        rows = self.made[self.table.name]
        place = 1 + sum([one.row.get(name) for name in above] == mine for one in rows)
        return place if above and allows(field.column.schema, place) else None

    def _is_new(self, row: dict[str, Any], attempt: int) -> bool:
        key = tuple(row.get(name) for name in self.table.key)
        if not all(_is_key(part) for part in key) or key in self.keys:
            return False
        texts = {name: json.dumps(row[name], sort_keys=True) for name in self.unique if name in row}
        if any(text in self.unique[name] for name, text in texts.items()):
            return False
        label = self.table.label
        told = json.dumps(row.get(label), sort_keys=True) if label else None
        again = told is not None and told in self.labels
        if again and attempt < LABEL_TRIES and self.repeated < MOST_REPEATED:
            self.repeated += 1
            return False
        self.keys.add(key)
        self.labels.add(told)
        for name, text in texts.items():
            self.unique[name].add(text)
        return True


def _is_key(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def pools_of(
    known: dict[str, Table], made: dict[str, list[Made]]
) -> dict[tuple[str, ...], list[Any]]:
    """Keys that objects inside rows may mention, by what they are called there."""
    return {
        key_words(table): [one.row[table.key[0]] for one in made[name]]
        for name, table in known.items()
        if len(table.key) == 1 and made[name]
    }
