"""What a JSON Schema allows: read once, asked often.

Only what decides a value is read: type, enum, const, format, bounds, pattern, members. Branches of
``anyOf`` and ``oneOf`` are each taken together with what stands around them.
"""

from __future__ import annotations

import re
from typing import Any

from agentscaler.environments.seeding.pattern import Pattern

_TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
_KNOWN = frozenset(_TYPES)
_WITH_ITEMS = ("items", "minItems", "maxItems", "uniqueItems", "prefixItems")
_WITH_MEMBERS = ("properties", "required", "additionalProperties", "patternProperties")
_WITH_BOUNDS = ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum")
_NOTHING = 1e-9
"""What floats are off by when they are multiples."""
DEEPEST = 8
"""Levels of branches that are followed."""


def kinds_of(schema: dict[str, Any]) -> tuple[str, ...]:
    """The JSON types that a schema names or shows, ``null`` last; empty: any.

    >>> kinds_of({"type": ["null", "string"]}), kinds_of({"properties": {}})
    (('string', 'null'), ('object',))
    """
    told = schema.get("type")
    kinds = [told] if isinstance(told, str) else list(told) if isinstance(told, list) else []
    kinds = [kind for kind in kinds if kind in _KNOWN]
    if not kinds:
        if any(name in schema for name in _WITH_MEMBERS):
            kinds = ["object"]
        elif any(name in schema for name in _WITH_ITEMS):
            kinds = ["array"]
        elif any(name in schema for name in _WITH_BOUNDS):
            kinds = ["number"]
    if schema.get("nullable") is True and "null" not in kinds and kinds:
        kinds.append("null")
    return tuple(sorted(kinds, key=lambda kind: kind == "null"))


def branches(schema: dict[str, Any], depth: int = 0) -> list[dict[str, Any]]:
    """The schemas, one of which a value has to meet, those that say most first.

    >>> branches({"minLength": 2, "anyOf": [{"type": "null"}, {"type": "string"}]})
    [{'minLength': 2, 'type': 'string'}, {'minLength': 2, 'type': 'null'}]
    """
    schema = _joined(schema)
    for word in ("oneOf", "anyOf"):
        choices = schema.get(word)
        if isinstance(choices, list) and choices and depth < DEEPEST:
            rest = {name: value for name, value in schema.items() if name != word}
            found = [
                branch
                for choice in choices
                if isinstance(choice, dict)
                for branch in branches(_merged(rest, choice), depth + 1)
            ]
            return sorted(found, key=lambda one: one.get("type") == "null") or [rest]
    return [schema]


def _joined(schema: dict[str, Any]) -> dict[str, Any]:
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    joined = {name: value for name, value in schema.items() if name != "allOf"}
    for part in parts:
        if isinstance(part, dict):
            joined = _merged(joined, _joined(part))
    return joined


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What both demand; where they speak of the same, the second one's word or the narrower."""
    both = {**one, **other}
    if isinstance(one.get("properties"), dict) and isinstance(other.get("properties"), dict):
        both["properties"] = {**one["properties"], **other["properties"]}
    if isinstance(one.get("required"), list) and isinstance(other.get("required"), list):
        both["required"] = list(dict.fromkeys([*one["required"], *other["required"]]))
    for name, narrower in (
        ("minimum", max),
        ("minLength", max),
        ("maximum", min),
        ("maxLength", min),
    ):
        if name in one and name in other:
            both[name] = narrower(one[name], other[name])
    if isinstance(one.get("enum"), list) and isinstance(other.get("enum"), list):
        both["enum"] = [value for value in one["enum"] if value in other["enum"]]
    return both


_patterns: dict[str, Pattern] = {}


def pattern_of(source: str) -> Pattern:
    """The pattern, parsed once."""
    found = _patterns.get(source)
    if found is None:
        if len(_patterns) > 4096:  # noqa: PLR2004 - so that no catalogue fills the memory
            _patterns.clear()
        found = _patterns[source] = Pattern(source)
    return found


def is_kind(value: Any, kind: str) -> bool:
    """Whether a value has a JSON type; 1.0 is an integer, ``True`` is none."""
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])  # type: ignore[arg-type]


class _Check:
    """A schema, read for checking: most are asked some thousand times."""

    __slots__ = (
        "branches",
        "high",
        "kinds",
        "low",
        "numeric",
        "one",
        "pattern",
        "refused",
        "schema",
        "values",
    )

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.one = "oneOf" in schema
        self.branches: list[_Check] = []
        if any(word in schema for word in ("anyOf", "oneOf", "allOf")):
            self.branches = [_Check(one) for one in branches(schema)]
        self.kinds = frozenset(kinds_of(schema)) if "type" in schema else frozenset()
        enum = schema.get("enum")
        self.values = list(enum) if isinstance(enum, list) else None
        if "const" in schema:
            self.values = [schema["const"]]
        low, high = schema.get("minLength"), schema.get("maxLength")
        self.low = low if isinstance(low, int) else 0
        self.high = high if isinstance(high, int) else None
        source = schema.get("pattern")
        self.pattern = pattern_of(source) if isinstance(source, str) else None
        refused = schema.get("not")
        self.refused = _Check(refused) if isinstance(refused, dict) else None
        self.numeric = any(word in schema for word in _WITH_BOUNDS)

    def allows(self, value: Any) -> bool:  # noqa: PLR0911  one for each type
        if self.refused is not None and self.refused.allows(value):
            return False
        if self.branches:
            fitting = sum(one.allows(value) for one in self.branches)
            # What meets two branches of oneOf is refused; nested ones are not told apart here.
            exact = self.one and len(self.branches) > 1
            return fitting == 1 if exact else fitting > 0
        if self.values is not None and not any(equal(one, value) for one in self.values):
            return False
        if isinstance(value, str):
            return (
                (not self.kinds or "string" in self.kinds)
                and len(value) >= self.low
                and (self.high is None or len(value) <= self.high)
                and (self.pattern is None or self.pattern.matches(value))
            )
        if self.kinds and not any(is_kind(value, kind) for kind in self.kinds):
            return False
        match value:
            case bool() | None:
                return True
            case int() | float():
                return not self.numeric or number_fits(self.schema, value)
            case list():
                return _list_fits(self.schema, value)
            case dict():
                return _object_fits(self.schema, value)
        return False


_checks: dict[int, _Check] = {}
_MOST_CHECKS = 16384


def allows(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value meets a schema, as far as this module reads it.

    The schema is read once, and must not be changed afterwards.

    >>> allows({"type": "string", "maxLength": 2}, "abc"), allows({"enum": [1]}, True)
    (False, False)
    """
    check = _checks.get(id(schema))
    if check is None or check.schema is not schema:
        if len(_checks) > _MOST_CHECKS:
            _checks.clear()
        check = _checks[id(schema)] = _Check(schema)
    return check.allows(value)


def equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same: 1 is 1.0, ``True`` is not 1."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def number_fits(schema: dict[str, Any], value: float) -> bool:
    """Whether a number lies within the bounds of a schema."""
    low, high = bounds(schema)
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    for name, wrong in (("exclusiveMinimum", value.__le__), ("exclusiveMaximum", value.__ge__)):
        bound = schema.get(name)
        if isinstance(bound, int | float) and not isinstance(bound, bool) and wrong(bound) is True:
            return False
    step = schema.get("multipleOf")
    if not isinstance(step, int | float) or step <= 0:
        return True
    return bool(abs(value / step - round(value / step)) < _NOTHING)


def bounds(schema: dict[str, Any]) -> tuple[float | None, float | None]:
    """Least and greatest number, both possible; of ``exclusive`` bounds see `number_fits`."""
    low, high = schema.get("minimum"), schema.get("maximum")
    return (
        low if isinstance(low, int | float) else None,
        high if isinstance(high, int | float) else None,
    )


def _list_fits(schema: dict[str, Any], items: list[Any]) -> bool:
    if not schema.get("minItems", 0) <= len(items) <= schema.get("maxItems", len(items)):
        return False
    if schema.get("uniqueItems") is True and any(
        equal(one, other) for at, one in enumerate(items) for other in items[:at]
    ):
        return False
    inner = schema.get("items")
    return not isinstance(inner, dict) or all(allows(inner, item) for item in items)


def _object_fits(schema: dict[str, Any], value: dict[str, Any]) -> bool:
    required = schema.get("required")
    if isinstance(required, list) and not all(name in value for name in required):
        return False
    properties = schema.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    others = schema.get("additionalProperties")
    for name, cell in value.items():
        inner = properties.get(name)
        if inner is None and name not in properties:
            if others is False and not _by_pattern(schema, name):
                return False
            inner = others
        if isinstance(inner, dict) and not allows(inner, cell):
            return False
    return bool(len(value) >= schema.get("minProperties", 0))


def _by_pattern(schema: dict[str, Any], name: str) -> bool:
    patterns = schema.get("patternProperties")
    return isinstance(patterns, dict) and any(pattern_of(one).matches(name) for one in patterns)


_QUOTED = re.compile(r"""`([^`\n]{1,48})`|"([^"\n]{1,48})"|'([^'\n]{1,48})'""")
_CHOICES = re.compile(
    r"(?:one of|valid values|possible values|allowed values|accepted values|values are|options are"
    r"|options:|values:|either|must be|can be|supported values|available values|choose from|可选值"
    r"|可选|候选集|取值)",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"(?:e\.g\.?|for example|such as|example:|examples:|like|例如|比如|如(?=\s?['\"A-Z]))"
    r"[,:\uff1a]?\s*",
    re.IGNORECASE,
)
_LITTLE = frozenset(
    (
        *("a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "how", "if", "in"),
        *(
            "is",
            "it",
            "its",
            "of",
            "on",
            "or",
            "our",
            "that",
            "the",
            "their",
            "these",
            "this",
            "to",
        ),
        *("what", "when", "where", "which", "who", "with", "you", "your"),
    )
)
"""Words that a sentence goes on with, and no example begins with."""
_PLAIN = re.compile(r"^[\(\s]*([A-Za-z0-9][\w.:/@+-]{0,40}(?:\s?,\s?[A-Za-z0-9][\w.:/@+-]{0,40})*)")
_SENTENCE = re.compile(r"[.;)]\s|[.;)]$")


def quoted(description: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The choices and the examples that a description quotes.

    >>> quoted("Unit of temperature. One of 'celsius', 'kelvin'.")
    (('celsius', 'kelvin'), ())
    >>> quoted("Ticker, e.g. AAPL, MSFT")
    ((), ('AAPL', 'MSFT'))
    >>> quoted("Something like your user name")
    ((), ())
    """
    choices: tuple[str, ...] = ()
    if told := _CHOICES.search(description):
        found = _QUOTED.findall(description[told.end() :].partition("默认")[0])
        choices = tuple(dict.fromkeys("".join(one) for one in found))
        choices = choices if len(choices) > 1 else ()
    examples: tuple[str, ...] = ()
    if told := _EXAMPLES.search(description):
        rest = _SENTENCE.split(description[told.end() :], maxsplit=1)[0]
        examples = tuple("".join(one) for one in _QUOTED.findall(rest))
        if not examples and (plain := _PLAIN.match(rest)):
            shown = tuple(one.strip() for one in plain[1].split(","))
            examples = () if shown[0].lower() in _LITTLE else shown
    return choices, tuple(one for one in examples if one)
