"""What a call may look like: a grammar made of the schemas of the shown tools.

Calls have the spelling of the chat templates: the names of arguments in the order of the schema,
each at most once, one space after commas and colons. What stands in the grammar are kinds of
values, names and listed values; bounds, lengths, patterns and formats are not held.

Source: the form of llguidance's grammars, a dialect of Lark (llguidance:docs/syntax.md).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BEGIN, END = "<tool_call>", "</tool_call>"
"""Tokens around a call."""
_MAX_DEPTH = 8
"""Levels of a schema that are held; what lies deeper is any JSON."""
_ESCAPE = r'\\(["\\\/bfnrt]|u([0-9a-cefA-CEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}))'
"""Without halves of surrogate pairs, which no text has."""
_FREE = """\
any: object | array | STRING | NUMBER | "true" | "false" | "null"
object: "{" (STRING ": " any (", " STRING ": " any)*)? "}"
array: "[" (any (", " any)*)? "]"
INTEGER: /-?(0|[1-9][0-9]{0,17})/
NUMBER: /-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?/
"""
"""No more digits than a number keeps, so that none can go on for ever."""
_SCALARS = {
    "string": "STRING",
    "integer": "INTEGER",
    "number": "NUMBER",
    "boolean": '("true" | "false")',
    "null": '"null"',
}


def call_grammar(
    tools: Sequence[Mapping[str, Any]],
    *,
    spell: Callable[[str], str] = str,
    signs: Sequence[str] = (),
) -> str:
    r"""The grammar of what follows the token ``<tool_call>``, the token after it included.

    Args:
        tools: As OpenAI has them, at least one.
        spell: How a tokenizer writes a text before it is cut into tokens.
        signs: What may stand in strings beside the characters of JSON, because a tokenizer writes
            characters so.

    Example:
        >>> schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
        >>> print(call_grammar([{"name": "f", "parameters": schema}]).partition("any:")[0].strip())
        start: "\n{\"name\": " (r3) "}\n" </tool_call>
        r0: ("\"id\": " INTEGER)?
        r1: (", \"id\": " INTEGER)?
        r2: "{" r0 "}"
        r3: "\"f\", \"arguments\": " r2
    """
    rules = _Rules(spell)
    named = (tool.get("function", tool) for tool in tools)
    calls = sorted({rules.call(tool["name"], tool.get("parameters")) for tool in named})
    begin, end = rules.literal('\n{"name": '), rules.literal("}\n")
    start = f"start: {begin} ({' | '.join(calls)}) {end} {END}\n"
    return start + rules.text() + _FREE + _string(signs)


def _string(signs: Sequence[str]) -> str:
    """A string of JSON that a parser of calls does not take for the end of the call."""
    characters = [r'[^"\\\x00-\x1F\x7F]', _ESCAPE, *("".join(map(_byte, one)) for one in signs)]
    end = END.replace("/", r"\/")
    return f'STRING: /"({"|".join(characters)})*"/ & ~/(?s:.*){end}(?s:.*)/\n'


def _byte(character: str) -> str:
    return f"\\x{ord(character):02x}"


class _Rules:
    """Rules by what they say: the same schema is written once."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        self._spell = spell
        self._names: dict[str, str] = {}

    def text(self) -> str:
        return "".join(f"{name}: {body}\n" for body, name in self._names.items())

    def literal(self, text: str) -> str:
        return json.dumps(self._spell(text))

    def call(self, name: str, parameters: Any) -> str:
        schema = parameters if isinstance(parameters, dict) else {}
        begin = self.literal(_json(name) + ', "arguments": ')
        return self._rule(_row(begin, self._members(schema, 1)))

    def _rule(self, body: str) -> str:
        return self._names.setdefault(body, f"r{len(self._names)}")

    def _value(self, schema: Any, depth: int) -> str:
        """What fits a schema; any JSON where that cannot be said."""
        if not isinstance(schema, dict) or depth > _MAX_DEPTH or "$ref" in schema:
            return "any"
        listed = [schema["const"]] if "const" in schema else schema.get("enum")
        if isinstance(listed, list) and listed:
            return self._one_of([self.literal(_json(one)) for one in listed])
        for word in ("anyOf", "oneOf"):
            if isinstance(schema.get(word), list) and schema[word]:
                return self._either([self._value(one, depth + 1) for one in schema[word]])
        if isinstance(schema.get("allOf"), list) and len(schema["allOf"]) == 1:
            return self._value(schema["allOf"][0], depth + 1)
        kinds = schema.get("type", _kind(schema))
        kinds = kinds if isinstance(kinds, list) else [kinds]
        return self._either([self._kind(kind, schema, depth) for kind in kinds])

    def _kind(self, kind: Any, schema: dict[str, Any], depth: int) -> str:
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            item = self._value(schema.get("items"), depth + 1)
            return "array" if item == "any" else self._rule(f'"[" ({item} (", " {item})*)? "]"')
        return _SCALARS.get(kind, "any") if isinstance(kind, str) else "any"

    def _object(self, schema: dict[str, Any], depth: int) -> str:
        if "patternProperties" in schema:
            return "object"
        others = schema.get("additionalProperties")
        if _properties(schema) or others is False:
            return self._members(schema, depth + 1)
        item = self._value(others, depth + 1)
        if item == "any":
            return "object"
        return self._rule(f'"{{" (STRING ": " {item} (", " STRING ": " {item})*)? "}}"')

    def _members(self, schema: dict[str, Any], depth: int) -> str:
        """An object of named members, in their order, the required ones among them."""
        required = _required(schema)
        # From the last member on: what may follow where none stands yet, and where some do.
        first = after = ""
        for name, one in reversed(_properties(schema).items()):
            key, value = f"{_json(name)}: ", self._value(one, depth)
            begin = _row(self.literal(key), value, after)
            more = _row(self.literal(f", {key}"), value)
            if name in required:
                first, after = begin, self._rule(_row(more, after))
            else:
                first = self._rule(f"{begin} | {first}" if first else f"({begin})?")
                after = self._rule(_row(f"({more})?", after))
        return self._rule(_row('"{"', first, '"}"'))

    def _one_of(self, literals: list[str]) -> str:
        # One word with many forms (capital letters say so): thousands of words at one place are
        # more than an automaton takes.
        return self._names.setdefault(" | ".join(literals), f"R{len(self._names)}")

    def _either(self, choices: list[str]) -> str:
        several = list(dict.fromkeys(choices))
        if "any" in several:
            return "any"
        return several[0] if len(several) == 1 else self._rule(" | ".join(several))


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    """The named members of an object, those without a schema last."""
    found = schema.get("properties")
    named = found if isinstance(found, dict) else {}
    return {**named, **dict.fromkeys(name for name in _required(schema) if name not in named)}


def _required(schema: dict[str, Any]) -> list[str]:
    found = schema.get("required")
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _kind(schema: dict[str, Any]) -> str | None:
    """The type of a schema that does not say one."""
    words = {"properties": "object", "additionalProperties": "object", "items": "array"}
    return next((kind for word, kind in words.items() if word in schema), None)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _row(*parts: str) -> str:
    return " ".join(part for part in parts if part)
