"""Values as people write them: money, dates, quantities, names in quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.words import listing
from agentscaler.tasks.language.grammar import (
    for_number,
    is_plural,
    split_behind,
    with_article,
)
from agentscaler.tasks.language.words import column_words, phrase, status_words, unit_of
from agentscaler.tasks.walk.known import is_day, is_money, is_time

_EURO = re.compile(r"\b(euros?|EUR)\b|€", re.IGNORECASE)
_POUND = re.compile(r"\b(pounds?|GBP)\b|£")
_PLAIN = re.compile(r"[^\s\"“”]+")
_ACRONYM = 4
"""A shorter value in capitals is an acronym."""
_ROUND = 100
"""Whole amounts of money from here on are written without cents."""
_GROUPED = 10_000
"""Numbers from here on are written with commas."""
_UNGROUPED = frozenset({"year", "port", "zip", "code", "number", "version", "pin", "id"})
_NAMES = frozenset(
    {"name", "email", "phone", "username", "firstname", "lastname", "city", "country", "address"}
)
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """Habits of a person in writing numbers and dates."""

    day_first: bool = False
    """``5 March 2026`` rather than ``March 5, 2026``."""


def said(value: Any, column: str, schema: dict[str, Any], style: Style) -> str:
    """A value as a person writes it.

    Args:
        value: A value of the state or of an argument.
        column: Name of its column.
        schema: Its schema; a description may name the currency.
        style: Habits of the person.

    Example:
        >>> said(14.5, "price", {"description": "In euros"}, Style())
        '€14.50'
        >>> said("2026-02-11T14:05:00Z", "created_at", {}, Style(day_first=True))
        '11 February 2026 at 14:05'
        >>> said("The Sea at Night", "title", {}, Style()), said(30, "timeout_seconds", {}, Style())
        ('“The Sea at Night”', '30 seconds')
    """
    if isinstance(value, list):
        return listing([said(one, column, schema.get("items") or {}, style) for one in value])
    if isinstance(value, dict):
        return listing([_member(name, one, schema, style) for name, one in value.items()])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, column, schema)
    if is_day(value) or is_time(value):
        return _moment(value, style)
    return _text(str(value), column, schema)


def amount(words: str, value: float, text: str) -> str:
    """A number with what it is of.

    Args:
        words: Of its column.
        value: The number.
        text: How it is said.

    Example:
        >>> amount("price", 5, "$5.00"), amount("fuel in litres", 2, "2")
        ('a price of $5.00', 'a fuel of 2 litres')
        >>> amount("days", 1, "1"), amount("points to add", 3, "3")
        ('1 day', '3 points to add')
    """
    head, rest = split_behind(words)
    if is_plural(head) and text[:1].isdigit():
        return f"{text} {for_number(head, value)}{rest}"
    unit = rest.removeprefix(" in ")
    if unit != rest and is_plural(unit):
        return f"{with_article(head)} of {text} {for_number(unit, value)}"
    return f"{with_article(words)} of {text}"


def day_said(value: str, style: Style) -> str:
    """A date.

    Example:
        >>> day_said("2026-03-05", Style()), day_said("2026-03-05", Style(day_first=True))
        ('March 5, 2026', '5 March 2026')
    """
    year, month, day = (int(part) for part in value[:10].split("-"))
    name = _MONTHS[month - 1]
    return f"{day} {name} {year}" if style.day_first else f"{name} {day}, {year}"


def currency(schema: dict[str, Any]) -> str:
    """The sign of the currency that a description names; the dollar where it names none."""
    text = str(schema.get("description", ""))
    if _EURO.search(text):
        return "€"
    return "£" if _POUND.search(text) else "$"


def _member(name: str, value: Any, schema: dict[str, Any], style: Style) -> str:
    inner = (schema.get("properties") or {}).get(name) or {}
    return f"{column_words(name)} {said(value, name, inner, style)}"


def _number(value: float, column: str, schema: dict[str, Any]) -> str:
    if value == int(value):
        value = int(value)
    if is_money(column):
        amount = f"{abs(value):,}" if value == int(value) >= _ROUND else f"{abs(value):,.2f}"
        return f"{'-' if value < 0 else ''}{currency(schema)}{amount}"
    plain = any(word in _UNGROUPED for word in words_of(column)[-1:])
    text = f"{value:,}" if abs(value) >= _GROUPED and not plain else f"{value}"
    unit = unit_of(column)
    if unit is None:
        return text
    return f"{text} {unit[:-1] if value == 1 and unit.endswith('s') and unit != 'ms' else unit}"


def _moment(value: str, style: Style) -> str:
    day = day_said(value, style)
    if is_day(value):
        return day
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    seconds = f":{moment.second:02}" if moment.second else ""
    if style.day_first:
        return f"{day} at {moment.hour}:{moment.minute:02}{seconds}"
    half = "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004
    return f"{day} at {moment.hour % 12 or 12}:{moment.minute:02}{seconds} {half}"


def _text(value: str, column: str, schema: dict[str, Any]) -> str:
    if schema.get("enum") and re.fullmatch(r"[A-Za-z]+([_-][A-Za-z]+)*", value):
        if value.isupper() and len(value) <= _ACRONYM:
            return value
        words = status_words(value)
        return words if value.islower() or value.isupper() or "_" in value else phrase(value)
    last = words_of(column)[-1:] or ("",)
    if last[0] in _NAMES and "\n" not in value:
        return value
    if _PLAIN.fullmatch(value) and not value.isalpha():
        return value.rstrip(".")
    return f"“{value}”"
