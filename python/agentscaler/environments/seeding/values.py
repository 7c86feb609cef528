"""Realistic values of fields, from their name and JSON Schema alone.

>>> maker = ValueMaker(7, scope="customers")
>>> row = {"first_name": "Clara", "last_name": "Hughes"}
>>> maker.value("email", {"type": "string", "format": "email"}, noun="customer", row=row)
'clara.hughes@example.com'
>>> maker.value("unit", {"type": "string", "enum": ["celsius"]})
'celsius'
>>> maker.value("code", {"type": "string", "pattern": "^(?<oops"}) is None
True
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.ask import Ask
from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.facts import goods, nouns, technical
from agentscaler.environments.seeding.figures import fitted_number
from agentscaler.environments.seeding.naming import singular, slug, words_of
from agentscaler.environments.seeding.nested import Nested
from agentscaler.environments.seeding.plan import Plan
from agentscaler.environments.seeding.schemas import allows, pattern_of
from agentscaler.environments.seeding.senses.flags import flag
from agentscaler.environments.seeding.senses.persons import account_name
from agentscaler.environments.seeding.senses.titles import called
from agentscaler.environments.seeding.subject import Setting, Subject
from agentscaler.environments.seeding.texts import epoch, fitted, is_clock, time_forms, time_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.seeding.plan import Branch

_MOST_PLANS = 8192
_CHECKED = frozenset({"string", "integer", "number", "boolean"})
_TWO_LETTERS = 2
_ENDS = frozenset({"end", "until", "close", "finish", "to"})


class ValueMaker:
    """Makes values; equal arguments give equal values, in every process.

    Args:
        seed: Of the state.
        scope: What the values are for: usually the name of a table.
        technical: Whether the things around are those of a cloud, which are called like machines.

    Attributes:
        pools: Values that fields inside objects take: ids of rows that are there, by the words of
            the field.
    """

    __slots__ = ("_plans", "nested", "pools", "setting", "technical")

    def __init__(self, seed: int, *, scope: str, technical: bool = False) -> None:
        self.setting = Setting(seed, scope)
        self.technical = technical
        self.nested = Nested(self)
        self.pools: dict[tuple[str, ...], list[Any]] = {}
        self._plans: dict[tuple[str, int], Plan] = {}

    def value(
        self,
        name: str,
        schema: dict[str, Any],
        *,
        noun: str = "",
        row: Mapping[str, Any] | None = None,
        at: int = 0,
        created: datetime | None = None,
    ) -> Any:
        """A value of a field.

        Args:
            name: Of the field, in any convention.
            schema: JSON Schema of its values; is read once, and must not change afterwards.
            noun: What has the field: ``customer``.
            row: Values that the same thing has already; an email follows the name.
            at: Number of the thing, from 0; other numbers give other values.
            created: When the thing came about; without, at some time before the clock.

        Returns:
            A JSON value that the schema allows; ``None`` where none was found, which a schema
            that contradicts itself and a pattern that cannot be met may be the cause of.
        """
        known = {} if row is None else row
        subject = Subject(self.setting, at, words_of(noun), row=known, created=created)
        return self.of(subject, name, schema)

    def of(self, subject: Subject, name: str, schema: dict[str, Any], *, depth: int = 0) -> Any:
        """A value of a field of a subject; see `value`.

        Args:
            subject: Whom and what the row is about.
            name: Of the field.
            schema: Of its values.
            depth: How many lists and objects it stands in.
        """
        plan = self._plan(name, schema)
        draw = subject.draw(name)
        if depth and (pool := self.pools.get(plan.words)):
            known = draw.pick(pool)
            if allows(schema, known):
                return known
        for branch in plan.branches:
            value = self._branch(plan, branch, subject, draw, depth)
            if value is None:
                continue
            # Texts and numbers of a plain schema are checked where they are made; lists and objects
            # inside others with the whole.
            checked = plan.plain and (depth > 0 or branch.kind in _CHECKED)
            if checked or allows(schema, value):
                return value
        return None

    def _plan(self, name: str, schema: dict[str, Any]) -> Plan:
        plan = self._plans.get((name, id(schema)))
        if plan is None or plan.schema is not schema:
            if len(self._plans) > _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[name, id(schema)] = Plan(name, schema)
        return plan

    def _branch(  # noqa: PLR0911  one for each type
        self, plan: Plan, branch: Branch, subject: Subject, draw: Draw, depth: int
    ) -> Any:
        if "const" in branch.schema:
            return branch.schema["const"]
        ask = Ask(
            words=plan.words,
            lead=branch.sense.lead if branch.sense else (),
            schema=branch.schema,
            text=plan.text,
            subject=subject,
            draw=draw,
            technical=self.technical
            or subject.kind in nouns.HARD
            or not nouns.SIGNALS.isdisjoint(plan.words),
        )
        if branch.values:
            return self._chosen(branch, ask)
        match branch.kind:
            case "string":
                return self._text(plan, branch, ask)
            case "integer" | "number":
                return self._number(plan, branch, ask)
            case "boolean":
                return flag(ask)
            case "array":
                return self.nested.items(plan, branch.schema, ask, depth)
            case "object":
                return self.nested.members(plan, branch.schema, ask, depth)
        return None

    def _chosen(self, branch: Branch, ask: Ask) -> Any:
        """The member of an enum that agrees with the rest of the row, or any."""
        values = branch.values
        if branch.kind == "string" and "category" in ask.words:
            kind = ask.subject.good.category
            known = [one for one in values if _same_category(one, kind)]
            if known and ask.kind in {"product", "item", "good"}:
                return ask.draw.pick(known)
        elif ask.words[-1:] in _SORTS and (told := _in_name(values, ask)) is not None:
            return told
        elif branch.sense is not None and not branch.sense.weak and branch.kind == "string":
            meant = branch.sense.make(ask)
            if isinstance(meant, str):
                by_slug = {slug(str(one)): one for one in reversed(values)}
                if (found := by_slug.get(slug(meant))) is not None:
                    return found
        return ask.draw.pick(values)

    def _text(self, plan: Plan, branch: Branch, ask: Ask) -> str | None:
        schema = branch.schema
        if branch.numeric:
            number = branch.sense.make(ask) if branch.sense else ask.draw.between(1, 500)
            number = epoch(number, ask.words, ask.text) if isinstance(number, datetime) else number
            form = f"{number:.2f}" if isinstance(number, float) else str(number)
            return fitted(form, schema) or self._by_pattern(form, schema, ask)
        meant = self._meant(plan, branch, ask)
        if isinstance(meant, datetime):
            if is_clock(schema, ask.text) and not (meant.hour or meant.minute):
                # Of something that takes whole days: at some hour of work.
                meant = meant.replace(hour=ask.subject.draw("hour").between(8, 15))
                meant += timedelta(minutes=90 if ask.words[-1] in _ENDS else 0)
            form = time_text(meant, ask.words, schema, ask.text)
            if allows(schema, form):
                return form
            return next(
                (form for form in time_forms(meant) if allows(schema, form)), None
            ) or self._by_pattern(form, schema, ask)
        text = f"{meant:.2f}" if isinstance(meant, float) and meant % 1 else str(meant)
        return fitted(text, schema) or self._by_pattern(text, schema, ask)

    def _meant(self, plan: Plan, branch: Branch, ask: Ask) -> Any:
        sense = branch.sense
        if sense is None or sense.weak:
            if plan.choices and isinstance(choice := ask.draw.pick(plan.choices), str):
                return choice
            if plan.examples:
                return _like(str(ask.draw.pick(plan.examples)), ask)
        if sense is not None:
            return sense.make(ask)
        default = branch.schema.get("default")
        if isinstance(default, str) and default and ask.draw.chance(0.6):
            return default
        return self._unknown(ask)

    def _unknown(self, ask: Ask) -> str:
        """A word that fits a field of which nothing is known."""
        words = ask.words
        head = singular(words[-1]) if words else ""
        if head == "by":
            return account_name(ask.subject.other(" ".join(words)))
        if head in _NOUNS:
            subject = ask.subject.other(" ".join(words)) if words != ask.noun else ask.subject
            return called(subject, words, technical_around=self.technical)
        kind = " ".join((*words[-2:-1], head)) or " ".join(ask.noun) or "entry"
        return f"{ask.draw.pick(nouns.QUALIFIERS).lower()} {kind}"

    def _by_pattern(self, text: str, schema: dict[str, Any], ask: Ask) -> str | None:
        """A text of a pattern or of a length that no spelling of the meant one has."""
        low, high = schema.get("minLength", 0), schema.get("maxLength", 0)
        low, high = (bound if isinstance(bound, int) else 0 for bound in (low, high))
        source = schema.get("pattern")
        if not isinstance(source, str):
            pad = ask.draw.hex(max(low - len(text), 0))
            padded = (text + pad)[: high or None]
            return padded if allows(schema, padded) else None
        subject = ask.subject
        service = subject.turn(technical.SERVICES, "service")
        after = {
            "projects": f"{self._project(source, subject)}-prod",
            "locations": ask.draw.pick(technical.REGIONS_GCP),
            "regions": ask.draw.pick(technical.REGIONS_GCP),
            "organizations": Draw(subject.setting.seed, "organization").digits(12),
        }
        stage = subject.turn(technical.STAGES, "stage")
        words = (slug(text), f"{service}-{stage}", service)
        return pattern_of(source).text(ask.draw, words, after, low=low, high=high)

    def _project(self, source: str, subject: Subject) -> str:
        """The project of the state; where the pattern names nothing else, one for each row."""
        if source.count("[^/]") == 1:
            return subject.turn(technical.CODENAMES, "project")
        return Draw(subject.setting.seed, "project").pick(technical.CODENAMES)

    def _number(self, plan: Plan, branch: Branch, ask: Ask) -> float | None:
        schema = branch.schema
        whole = branch.kind == "integer"
        sense = branch.sense
        meant: Any = None
        if (sense is None or sense.weak) and plan.examples:
            shown = [one for one in plan.examples if isinstance(one, int | float)]
            meant = ask.draw.pick(shown) if shown else None
        if meant is None and sense is not None:
            meant = sense.make(ask)
        if meant is None and ask.words and ask.words[-1] in {"id", "uid", "sid", "ids"}:
            meant = ask.draw.between(1001, 98999)
        if isinstance(meant, datetime):
            meant = epoch(meant, ask.words, ask.text)
        if whole and isinstance(meant, float) and ask.says("cent", "minor unit", "smallest"):
            meant = round(meant * 100)
        if not isinstance(meant, int | float):
            default = schema.get("default")
            if isinstance(default, int | float) and ask.draw.chance(0.5):
                meant = default
            else:
                meant = 1 + int(99 * ask.draw.unit() ** 2)
        return fitted_number(meant, schema, ask.draw, whole=whole)


_NOUNS = frozenset(nouns.NAMES) | nouns.PEOPLE | frozenset(nouns.COMPANIES) | nouns.TECHNICAL


_SORTS = {("type",), ("kind",), ("category",)}


def _in_name(values: tuple[Any, ...], ask: Ask) -> Any:
    """The member of an enum that the name of the row speaks of: ``Lobby Camera``."""
    for name, told in ask.subject.row.items():
        if isinstance(told, str) and words_of(name)[-1:] in {("name",), ("title",)}:
            words = set(words_of(told))
            for value in values:
                if set(words_of(str(value))) & words:
                    return value
    return None


def _same_category(value: Any, category: str) -> bool:
    return any(goods.KINDS.get(singular(word)) == category for word in words_of(str(value)))


def _like(example: str, ask: Ask) -> str:
    """An example with other digits, where it is an id or a number; else the example."""
    digits = sum(letter.isdigit() for letter in example)
    numbered = {"id", "number", "code", "key", "reference", "no", "ref"} & set(ask.words)
    if not numbered or digits < _TWO_LETTERS:
        return example
    return "".join(str(ask.draw.between(1, 9)) if one.isdigit() else one for one in example)
