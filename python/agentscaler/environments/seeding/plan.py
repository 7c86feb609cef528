"""What is known of a field before any row is made: read once from its name and schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.seeding.schemas import branches, kinds_of, quoted
from agentscaler.environments.seeding.senses import find as senses
from agentscaler.environments.seeding.senses.times import TIMES

if TYPE_CHECKING:
    from agentscaler.environments.seeding.senses.find import Sense

_FLAGS = word_set("""is has can should allow allows enable enabled use uses was supports""")
_HOLLOW = ("unspecified", "unknown", "undefined", "none", "invalid", "null", "n/a")
_FORMATS = {
    "email": "email",
    "idn-email": "email",
    "uuid": "uuid",
    "guid": "uuid",
    "uri": "url",
    "url": "url",
    "uri-reference": "url",
    "ipv4": "ip",
    "ip": "ip",
    "ipv6": "ipv6",
    "hostname": "hostname",
    "password": "password",
    "phone": "phone",
    "phone-number": "phone",
    "mac": "mac",
    "iso-country-code": "countrycode",
    "slug": "slug",
    "digest": "sha",
}
_DATES = ("date", "time", "google-datetime", "timestamp", "unixtime", "unix-time")
_NUMBERS = word_set("""int32 int64 uint32 uint64 integer int decimal double float number""")


class Branch:
    """One form that a value may have.

    Attributes:
        schema: Of this form.
        kind: Its JSON type.
        sense: What the field means in this form.
        values: What an enum allows that says something.
        timed: Whether it is a time.
        numeric: Whether it is a number written as a text.
    """

    __slots__ = ("kind", "numeric", "schema", "sense", "timed", "values")

    def __init__(self, schema: dict[str, Any], words: tuple[str, ...]) -> None:
        self.schema = schema
        kinds = kinds_of(schema)
        self.kind = kinds[0] if kinds else _guessed(words)
        scalar = "string" if self.kind == "string" else "number"
        form = str(schema.get("format", "")).lower()
        self.sense: Sense | None = _sense(words, scalar)
        self.timed = self.kind in {"string", "integer", "number"} and form.startswith(_DATES)
        self.numeric = self.kind == "string" and form in _NUMBERS
        if self.numeric:
            self.sense = _sense(words, "number")
        elif self.kind == "string" and form in _FORMATS:
            known = _FORMATS[form]
            if not (known == "url" and self.sense and self.sense.make is senses.TEXT["url"]):
                lead = self.sense.lead if self.sense else words[:-1]
                self.sense = senses.Sense(senses.TEXT[known], lead, weak=False)
        if self.timed and not _is_time(self.sense):
            self.sense = senses.Sense(TIMES["at"], words[:-1], weak=False)
        enum = schema.get("enum")
        values = list(enum) if isinstance(enum, list) else []
        self.values = tuple(value for value in values if _says_something(value)) or tuple(values)


_EMPTY = word_set("value text string field data info details tail only raw input output custom")


def _sense(words: tuple[str, ...], kind: str) -> Sense | None:
    """What a field means; of ``fee rate value`` that which goes before the empty word."""
    found = senses.find(words, kind) if words else None
    if (
        len(words) > 1
        and words[-1] in _EMPTY
        and (found is None or len(found.lead) + 1 == len(words))
    ):
        return senses.find(words[:-1], kind) or found
    return found


def _is_time(sense: Sense | None) -> bool:
    return sense is not None and sense.make is TIMES["at"]


def _guessed(words: tuple[str, ...]) -> str:
    if words and words[0] in _FLAGS and len(words) > 1:
        return "boolean"
    return "string"


def _says_something(value: Any) -> bool:
    if value is None or value == "":
        return False
    return not (isinstance(value, str) and value.lower().rstrip(".").endswith(_HOLLOW))


class Plan:
    """What is known of a field.

    Args:
        name: Of the field, as its source has it.
        schema: Of its values.
    """

    __slots__ = ("branches", "choices", "examples", "name", "plain", "schema", "text", "words")

    def __init__(self, name: str, schema: dict[str, Any]) -> None:
        self.name = name
        self.schema = schema
        self.words = words_of(name)
        description = schema.get("description")
        description = description if isinstance(description, str) else ""
        self.text = description.lower()
        self.choices, examples = quoted(description) if description else ((), ())
        told = schema.get("examples", schema.get("example"))
        told = told if isinstance(told, list) else [told]
        shown = tuple(one for one in told if isinstance(one, str | int | float) and one != "")
        self.examples: tuple[str | float, ...] = (*shown, *examples)
        self.branches = [Branch(one, self.words) for one in branches(schema)]
        several = len(self.branches) > 1 or self.branches[0].schema is not schema
        self.plain = (
            not several and "enum" not in schema and "const" not in schema and "not" not in schema
        )
