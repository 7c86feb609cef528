"""Values that a user gives: for new rows, for changes; within the schema, the rules and speech."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.json_value import same
from agentscaler.environments.seeding.fillers import is_filler
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.seeding.values import ValueMaker
from agentscaler.tasks.json_paths import leaves
from agentscaler.tasks.walk.known import is_id, is_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.design.draft import Rule
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.setting import Setting
    from agentscaler.tasks.walk.scene import Row

_MOST_LEAVES = 5
_LONGEST = 120
_TRIES = 6
_WHOLE_BODIES = {("body",), ("payload",), ("data",), ("request",), ("input",)}
"""Arguments that hold what is sent, of which the source says nothing."""
_ANY_SORT = ("standard", "basic", "premium")
"""Types of things of which it is not known what types there are."""
_WRITTEN = frozenset(
    ("message", "email", "mail", "post", "comment", "article", "note", "reply", "draft", "page")
)
"""Things that have a body that people write."""
_END = re.compile(r"^\.\d+")


def can_say(value: Any) -> bool:
    """Whether a person would say such a value: few parts, none of them long.

    Example:
        >>> can_say({"street": "Lindenweg 4", "city": "Bern"}), can_say({"a": {"b": {}}})
        (True, False)
    """
    parts = list(leaves(value))
    return (
        0 < len(parts) <= _MOST_LEAVES
        and all(part not in ({}, [], "", None) for _, part in parts)
        and all(
            not isinstance(part, str) or (len(part) <= _LONGEST and "\n" not in part)
            for _, part in parts
        )
        and max(place.count(".") + place.count("[") for place, _ in parts) <= 1
    )


def types_of(schema: dict[str, Any]) -> list[str]:
    """The JSON types that a schema names.

    Example:
        >>> types_of({"type": ["integer", "null"]}), types_of({"type": "string"}), types_of({})
        (['integer', 'null'], ['string'], [])
    """
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def limits(rules: Iterable[Rule], argument: str) -> list[dict[str, Any]]:
    """What rules forbid of an argument."""
    last = argument.rpartition(".")[2]
    return [rule.forbids for rule in rules if rule.forbids.get("argument") in {argument, last}]


def breaks(forbids: dict[str, Any], value: Any) -> bool:
    """Whether a value is what a rule forbids.

    Example:
        >>> breaks({"over": 500}, 501), breaks({"not_in": ["a"]}, "a"), breaks({"in": ["a"]}, "a")
        (True, False, True)
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        ("in" in forbids and any(same(value, one) for one in forbids["in"]))
        or ("not_in" in forbids and not any(same(value, one) for one in forbids["not_in"]))
        or ("over" in forbids and number and value > forbids["over"])
        or ("under" in forbids and number and value < forbids["under"])
    )


class Values:
    """Makes values for arguments.

    Args:
        setting: Its rules bind.
        seed: Key of the values.
        dice: Choices among allowed ones.
    """

    __slots__ = ("_dice", "_maker", "_now", "_setting", "_thing")

    def __init__(self, setting: Setting, *, seed: int, dice: Dice) -> None:
        self._setting = setting
        self._dice = dice
        self._maker = ValueMaker(seed, scope=f"tasks/{setting.name}")
        self._now = datetime.fromtimestamp(setting.environment.clock_us / 1_000_000, tz=UTC)
        self._thing = 0

    def next_thing(self) -> None:
        """What follows belongs to another row: a name of its own, an email that goes with it."""
        self._thing += 1

    def new(self, operation: Operation, parameter: Parameter, row: Row) -> Any | None:
        """A value for an argument, other than what a row has; ``None``: nothing that can be said.

        Args:
            operation: What is called.
            parameter: Its argument.
            row: What is known of the row so far: values agree with it, and differ from its own.
        """
        column = parameter.column or parameter.name
        rules = self._setting.rules_of(operation.tool)
        forbidden = limits(rules, parameter.name)
        for tried in range(_TRIES):
            value = self._one(operation, parameter, row, forbidden, at=self._thing + 1000 * tried)
            if (
                value is not None
                and can_say(value)
                and not self._stands_in(operation, parameter, value)
                and not same(value, row.get(column))
                and not any(breaks(forbids, value) for forbids in forbidden)
            ):
                return value
        return None

    def _stands_in(self, operation: Operation, parameter: Parameter, value: Any) -> bool:
        """Whether a part of a value only stands in for what nobody knows."""
        column = parameter.column or parameter.name
        if value in _ANY_SORT and "enum" not in parameter.schema:
            return True
        noun = self._setting.blueprint.table(operation.table).noun
        if words_of(column) in _WHOLE_BODIES and _WRITTEN.isdisjoint(words_of(noun)):
            return isinstance(value, str)
        return any(is_filler(part, place, column, noun) for place, part in leaves(value))

    def code(self, parameter: Parameter) -> str | int | None:
        """The number of something outside that the user has on paper: an account, a line, a card.

        No table has it, so nobody could look it up; and nobody would say what tools draw.
        """
        schema = parameter.schema
        kinds = types_of(schema)
        if schema.keys() & {"enum", "pattern", "format", "maxLength", "items"} or parameter.many:
            return None
        number = 1_000 + self._dice.below(9_000)
        if "integer" in kinds and "minimum" not in schema and "maximum" not in schema:
            return number
        words = [word for word in words_of(parameter.name.rpartition(".")[2]) if not is_id(word)]
        if "string" not in kinds or not words or not words[-1].isascii():
            return None
        return f"{words[-1][:3].upper()}-{number}"

    def _one(
        self,
        operation: Operation,
        parameter: Parameter,
        row: Row,
        forbidden: list[dict[str, Any]],
        *,
        at: int,
    ) -> Any:
        for forbids in forbidden:
            if "not_in" in forbids:
                return self._dice.pick(list(forbids["not_in"]))
        schema = parameter.schema
        listed = "array" in types_of(schema)
        if parameter.many and parameter.role is not Role.DATA and not listed:
            schema = {"type": "array", "items": schema}
        if schema.get("enum"):
            return self._dice.pick(list(schema["enum"]))
        over = min((one["over"] for one in forbidden if "over" in one), default=None)
        if over is not None:
            kind = {"maximum": over} | ({} if "minimum" in schema else {"minimum": 1})
            schema = {**schema, **kind}
        column = parameter.column or parameter.name.rpartition(".")[2]
        table = self._setting.blueprint.table(parameter.table or operation.table)
        # Not the value that the row has: a change must be one.
        known = {name: cell for name, cell in row.items() if name != column}
        # What is wanted now ends later, and not before today.
        value = self._maker.value(
            column, schema, noun=table.noun, row=known, at=at, created=self._now
        )
        return _rounded(value)


def _rounded(value: Any) -> Any:
    """A value whose times are such as people give."""
    match value:
        case str() if is_time(value):
            return _to_the_minute(value)
        case list():
            return [_rounded(one) for one in value]
        case dict():
            return {name: _rounded(one) for name, one in value.items()}
        case _:
            return value


def _to_the_minute(value: str) -> str:
    """A time as people give it: to the quarter of an hour."""
    minute = int(value[14:16]) // 15 * 15
    return f"{value[:14]}{minute:02}{re.sub(r'[0-9]', '0', value[16:19])}{_END.sub('', value[19:])}"
