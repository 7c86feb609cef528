"""JSON Schema as people write it -> the one normal form that every later stage reads.

References are replaced by what they name, ``allOf`` is merged, ``nullable`` becomes a type,
foreign type words are translated, unknown keywords fall away, ``required`` is sorted and names
only known properties. Recursion and references below ``reference_depth`` are cut to an object
whose ``$comment`` says so. The form is idempotent: normalising it again changes nothing.

The work is linear in the size of the *expanded* schema, which ``max_nodes`` bounds: a schema that
would expand further is done again with fewer levels of references, and refused at last.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from agentscaler.errors import SpecError
from agentscaler.tools.merging import merge
from agentscaler.tools.references import References
from agentscaler.tools.texts import clean_line
from agentscaler.tools.tool import canonical_json
from agentscaler.tools.type_words import convert, fits, read_type

_NUMBERS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
)
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_BOUNDS = frozenset(_NUMBERS + _COUNTS)
_ORDER = ("string", "integer", "number", "boolean", "array", "object", "null")
_TEXTS = ("format", "pattern", "$comment")
_CHOICES = ("anyOf", "oneOf")
_MAX_ROUNDS = 4  # one settles all but contradictory schemas
_NO_REFERENCES = References({})


class TooManyNodesError(Exception):
    """The expanded schema passes the limit; the caller tries with fewer levels of references."""


class Normaliser:
    """Normalises the schemas of one tool.

    Args:
        references: Where ``$ref`` are looked up.
        max_depth: Deepest nesting that a schema may spell out.
        reference_depth: Levels down to which references are replaced.
        max_nodes: Most schemas after replacement.
        sending: True for what a caller sends (read-only properties fall away), false for results
            (write-only ones do).

    Example:
        >>> from agentscaler.tools.references import References
        >>> normaliser = Normaliser(References({}), sending=True)
        >>> normaliser.normalise({"type": "String", "nullable": True})
        {'type': ['string', 'null']}
    """

    def __init__(
        self,
        references: References,
        *,
        sending: bool,
        max_depth: int = 32,
        reference_depth: int = 5,
        max_nodes: int = 20_000,
    ) -> None:
        self.notes: Counter[str] = Counter()
        """What was changed in a way that loses something: code -> how often."""
        self.used_references = False
        """Whether any ``$ref`` was met, so that fewer levels of them would make a difference."""
        self._references = references
        self._max_depth = max_depth
        self._reference_depth = reference_depth
        self._max_nodes = max_nodes
        self._hidden = "readOnly" if sending else "writeOnly"
        self._nodes = 0
        self._active: list[str] = []

    def normalise(self, schema: Any, *, level: int = 0, depth: int = 0) -> dict[str, Any]:
        """Bring a schema into normal form.

        Args:
            schema: Anything that stands where a schema should.
            level: Properties and items above it.
            depth: Schemas above it.

        Raises:
            SpecError: With a ``reference_*`` reason or ``schema_too_deep``.
            TooManyNodesError: The schema expands to more than ``max_nodes`` nodes.
        """
        self._nodes += 1
        if self._nodes > self._max_nodes:
            raise TooManyNodesError
        if depth > self._max_depth:
            raise SpecError(
                f"a schema is nested more than {self._max_depth} deep",
                reason="schema_too_deep",
                mend="flatten it, or raise tools.max_schema_depth",
            )
        if isinstance(schema, str):
            # {"city": "string"}: a type word, or else a description, in the place of a schema.
            found = read_type(schema)
            return self.normalise(found or {"description": schema}, level=level, depth=depth + 1)
        if not isinstance(schema, dict):
            if schema is not True and schema is not None:
                self.notes["schema_malformed"] += 1
            return {}
        if "$ref" in schema:
            return self._reference(schema, level, depth)
        return self._plain(schema, level, depth)

    def _reference(self, schema: dict[str, Any], level: int, depth: int) -> dict[str, Any]:
        self.used_references = True
        target = self._references.follow(schema)
        siblings = self._plain(target.siblings, level, depth + 1) if target.siblings else {}
        recursive = target.pointer in self._active
        if recursive or level > self._reference_depth:
            self.notes["recursion_cut" if recursive else "depth_cut"] += 1
            kind = "recursive" if recursive else "not expanded"
            cut = {"type": _outline(target.value), "$comment": f"{kind}: {target.name}"}
            return self._settled(merge(siblings, cut))
        self._active.append(target.pointer)
        try:
            found = self.normalise(target.value, level=level, depth=depth + 1)
        finally:
            self._active.pop()
        return self._settled(merge(siblings, found)) if siblings else found

    def _plain(self, schema: dict[str, Any], level: int, depth: int) -> dict[str, Any]:
        done: dict[str, Any] = {}
        names = self._types(schema, done) or _guess_type(schema)
        if description := clean_line(schema.get("description")):
            done["description"] = description
        names = self._values(schema, names, done)
        self._object(schema, names, done, level, depth)
        self._array(schema, names, done, level, depth)
        if names:
            done["type"] = names[0] if len(names) == 1 else names
        for keyword in _TEXTS:
            if keyword in schema and isinstance(value := schema[keyword], str) and value:
                done.setdefault(keyword, value)
        _bounds(schema, names, done)
        parts = schema.get("allOf")
        merged = False
        if isinstance(parts, list):
            for part in parts:
                done = merge(done, self.normalise(part, level=level, depth=depth + 1))
                merged = True
        for keyword in _CHOICES:
            if keyword not in schema:
                continue
            merged |= self._choices(schema, keyword, done, level, depth)
        return self._settled(done) if merged else done

    def _settled(self, merged: dict[str, Any]) -> dict[str, Any]:
        """Normalise what a merge made: its parts may have had keywords for different types."""
        for _ in range(_MAX_ROUNDS):
            plain = Normaliser(
                _NO_REFERENCES,
                sending=self._hidden == "readOnly",
                max_depth=self._max_depth,
                max_nodes=self._max_nodes,
            )
            settled = plain.normalise(merged)
            if settled == merged:
                break
            merged = settled
        return merged

    def _types(self, schema: dict[str, Any], done: dict[str, Any]) -> list[str]:
        raw = schema.get("type")
        if (
            isinstance(raw, str)
            and raw in _ORDER
            and "nullable" not in schema
            and "x-nullable" not in schema
        ):
            return [raw]
        words = raw if isinstance(raw, list) else [raw]
        names: list[str] = []
        for word in words:
            if isinstance(word, dict):
                # {"type": {"type": "string"}}: pydantic-like nesting by mistake.
                word = word.get("type")  # noqa: PLW2901
            if word is None:
                continue
            found = read_type(word) if isinstance(word, str) else {}
            if "type" not in found:
                if not (isinstance(word, str) and word.lower() in ("any", "")):
                    self.notes["type_unknown"] += 1
                names = []
                break
            kinds = found.pop("type")
            names.extend(kinds if isinstance(kinds, list) else [kinds])
            done.update(found)
        if names and (schema.get("nullable") is True or schema.get("x-nullable") is True):
            names.append("null")
        if "number" in names:
            names = [name for name in names if name != "integer"]
        return [name for name in _ORDER if name in names]

    def _values(self, schema: dict[str, Any], names: list[str], done: dict[str, Any]) -> list[str]:
        """Read enum and default; return the types, which an enum alone tells as well."""
        values = schema.get("enum")
        if not isinstance(values, list) and "const" in schema:
            values = [schema["const"]]
        if isinstance(values, list) and values:
            fitting = [_fitted(value, names) for value in values]
            kept = [value for value in fitting if value is not _UNFIT]
            if kept:
                if "null" in names and None not in kept:
                    kept.append(None)
                unique = {canonical_json(value): value for value in kept}
                done["enum"] = list(unique.values())
            if len(kept) < len(values):
                self.notes["enum_unfit"] += 1
                if not names:
                    names = _types_of(kept)
        if "default" in schema:
            default = _fitted(schema["default"], names)
            if default is _UNFIT:
                self.notes["default_unfit"] += 1
            elif default is not None:
                done["default"] = default
        return names

    def _object(
        self,
        schema: dict[str, Any],
        names: list[str],
        done: dict[str, Any],
        level: int,
        depth: int,
    ) -> None:
        raw = schema.get("properties")
        if isinstance(raw, dict) and (not names or "object" in names):
            properties: dict[str, Any] = {}
            hidden: set[str] = set()
            required = _required(schema, raw)
            for name, value in raw.items():
                if isinstance(value, dict) and value.get(self._hidden) is True:
                    hidden.add(name)
                    continue
                properties[name] = self.normalise(value, level=level + 1, depth=depth + 1)
            done["properties"] = properties
            known = sorted(name for name in required if name in properties)
            if len(known) + len(hidden & required) < len(required):
                self.notes["required_unknown"] += 1
            if known:
                done["required"] = known
        extra = schema.get("additionalProperties")
        if isinstance(extra, bool):
            if extra is False and "properties" in done:
                done["additionalProperties"] = False
        elif isinstance(extra, dict) and (not names or "object" in names):
            found = self.normalise(extra, level=level + 1, depth=depth + 1)
            if found:
                done["additionalProperties"] = found

    def _array(
        self,
        schema: dict[str, Any],
        names: list[str],
        done: dict[str, Any],
        level: int,
        depth: int,
    ) -> None:
        if names and "array" not in names:
            done.pop("items", None)
            return
        items = schema.get("items")
        places = schema.get("prefixItems")
        if isinstance(items, list):
            places, items = items, None
        if isinstance(places, list) and places:
            done["prefixItems"] = [
                self.normalise(place, level=level + 1, depth=depth + 1) for place in places
            ]
        if isinstance(items, (dict, str)):
            done["items"] = self.normalise(items, level=level + 1, depth=depth + 1)
        if schema.get("uniqueItems") is True:
            done["uniqueItems"] = True

    def _choices(
        self, schema: dict[str, Any], keyword: str, done: dict[str, Any], level: int, depth: int
    ) -> bool:
        """Read anyOf or oneOf; true when it was merged into the schema around it."""
        raw = schema.get(keyword)
        if not isinstance(raw, list) or not raw:
            return False
        branches: dict[str, dict[str, Any]] = {}
        nullable = False
        for part in raw:
            branch = self.normalise(part, level=level, depth=depth + 1)
            if branch.get("type") == "null":
                nullable = True
            else:
                branches.setdefault(canonical_json(branch), branch)
        kept = list(branches.values())
        if len(kept) == 1:
            only = merge(done, kept[0])
            if nullable:
                _allow_null(only)
            done.clear()
            done.update(only)
            return True
        if kept and {} not in kept:
            if nullable:
                kept.append({"type": "null"})
            done[keyword] = kept
            if "type" not in done and keyword == "oneOf" and "discriminator" in schema:
                self.notes["discriminator_dropped"] += 1
        elif not kept:
            done.setdefault("type", "null")
        return False


_UNFIT = object()


def _fitted(value: Any, names: list[str]) -> Any:
    try:
        return convert(value, names)
    except ValueError:
        return _UNFIT


def _required(schema: dict[str, Any], raw: dict[str, Any]) -> set[str]:
    """Names in ``required``, and properties that say ``required: true`` of themselves."""
    listed = schema.get("required")
    names = (
        {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
    )
    names |= {
        name
        for name, value in raw.items()
        if isinstance(value, dict) and value.get("required") is True
    }
    return names


def _outline(value: Any) -> str:
    """Type of a schema that is not expanded."""
    raw = value.get("type") if isinstance(value, dict) else None
    found = read_type(raw).get("type") if isinstance(raw, str) else None
    return found if isinstance(found, str) else "object"


def _guess_type(schema: dict[str, Any]) -> list[str]:
    """Type of a schema that states none, from the keywords that only one type has."""
    if isinstance(schema.get("properties"), dict) or isinstance(
        schema.get("additionalProperties"), dict
    ):
        return ["object"]
    if isinstance(schema.get("items"), (dict, list, str)) or isinstance(
        schema.get("prefixItems"), list
    ):
        return ["array"]
    return []


def _types_of(values: list[Any]) -> list[str]:
    """The one type that all values of an enum have, or none."""
    return next(([name] for name in _ORDER if all(fits(value, [name]) for value in values)), [])


def _bounds(schema: dict[str, Any], names: list[str], done: dict[str, Any]) -> None:
    if _BOUNDS.isdisjoint(schema):
        return
    for keyword in _NUMBERS:
        value = schema.get(keyword)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            done[keyword] = int(value) if float(value).is_integer() else value
    # OpenAPI 3.0 and draft 4: exclusiveMinimum is a flag beside minimum.
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(flag) is True and bound in done:
            done[flag] = done.pop(bound)
    for keyword in _COUNTS:
        value = schema.get(keyword)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
            done[keyword] = int(value)
    if names and not {"integer", "number"} & set(names):
        for keyword in _NUMBERS:
            done.pop(keyword, None)


def _allow_null(schema: dict[str, Any]) -> None:
    kinds = schema.get("type")
    if kinds is None:
        return
    names = kinds if isinstance(kinds, list) else [kinds]
    schema["type"] = [name for name in _ORDER if name in {*names, "null"}]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
