"""Lists and objects inside a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.agree import settle_object
from agentscaler.environments.seeding.facts import nouns, technical
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.environments.seeding.schemas import allows, kinds_of
from agentscaler.environments.seeding.senses import spots
from agentscaler.environments.seeding.subject import Subject

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask
    from agentscaler.environments.seeding.plan import Plan
    from agentscaler.environments.seeding.values import ValueMaker

DEEP = 4
"""From this depth on, what is optional is filled as far as no object is left empty."""
AT_DEPTH = 2
"""So many members."""
MOST_MEMBERS = 24
"""Optional members of an object beyond these are left out."""
DEEPEST = 7
"""From this depth on, lists are empty and objects have what is required: schemas repeat."""
USUAL_ITEMS = 3
FEW_MEMBERS = 8
"""Objects of no more members have all of them: half an address helps nobody."""

_KEYS = ("key", "name", "tagkey")
_VALUES = ("value", "tagvalue", "values")
_OWN = word_set(
    """address addresses location place coordinates geo position name profile details personal
    contact info billing shipping home work mailing geolocation gps physical residence user
    customer date dates time times period schedule price money amount total pricing size
    dimensions attributes properties data metadata body request config configuration
    settings item items"""
)
"""Objects that speak of the row itself: their place and person are those of the row."""
_TAGS = frozenset(["tags", "tag", "labels", "label", "annotations"])


class Nested:
    """Fills lists and objects with the values of a maker."""

    __slots__ = ("maker",)

    def __init__(self, maker: ValueMaker) -> None:
        self.maker = maker

    def items(self, plan: Plan, schema: dict[str, Any], ask: Ask, depth: int) -> list[Any] | None:
        """A list, as long as such lists are."""
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        least = least if isinstance(least, int) else 0
        most = most if isinstance(most, int) else None
        inner = schema.get("items")
        inner = inner if isinstance(inner, dict) else {"type": "string"}
        first = schema.get("prefixItems")
        places = [one for one in first if isinstance(one, dict)] if isinstance(first, list) else []
        usual = ask.draw.between(1, USUAL_ITEMS) if depth < DEEP - 1 else 1
        usual = usual if depth <= DEEPEST else 0
        count = max(least, usual if most is None else min(usual, most))
        pairs = self._pairs(inner, ask, count)
        if pairs and len(pairs) >= least and allows(schema, pairs):
            return pairs
        if places:
            values = [
                self._item(plan, one, ask, number, depth) for number, one in enumerate(places)
            ]
            return None if any(value is None for value in values) else values
        found: list[Any] = []
        for number in range(count * 3 + 4):
            if len(found) == count:
                break
            value = self._item(plan, inner, ask, number, depth)
            if value is not None and value not in found:
                found.append(value)
        if found and len(found) < least and schema.get("uniqueItems") is not True:
            found = [found[number % len(found)] for number in range(least)]
        return found if len(found) >= least else None

    def _item(
        self,
        plan: Plan,
        inner: dict[str, Any],
        ask: Ask,
        number: int,
        depth: int,
    ) -> Any:
        objects = kinds_of(inner)[:1] == ("object",)
        words = plan.words
        noun = (*words[:-1], singular(words[-1])) if words else ("item",)
        own = ask.subject
        subject = Subject(
            own.setting,
            own.at * 5 + number,
            noun if objects else own.noun,
            row={},
            role=f"{own.role}/{plan.name}",
            created=own.moments.created,
        )
        name = " ".join(noun)
        return self.maker.of(subject, name, inner, depth=depth + 1)

    def _pairs(self, inner: dict[str, Any], ask: Ask, count: int) -> list[dict[str, Any]]:
        """``[{"Key": "team", "Value": "payments"}]``, where the items are such pairs."""
        properties = inner.get("properties")
        if not isinstance(properties, dict) or len(properties) > 3:  # noqa: PLR2004
            return []
        joined = {"".join(words_of(name)): name for name in properties}
        key = next((joined[name] for name in _KEYS if name in joined), None)
        value = next((joined[name] for name in _VALUES if name in joined), None)
        if key is None or value is None:
            return []
        pairs = ask.draw.some(technical.TAG_PAIRS, max(count, 1))
        listed = kinds_of(properties[value])[:1] == ("array",) if properties[value] else False
        found = []
        for name, choices in pairs:
            chosen = ask.draw.pick(choices)
            pair = {key: name, value: [chosen] if listed else chosen}
            if allows(inner, pair):
                found.append(pair)
        return found

    def members(
        self, plan: Plan, schema: dict[str, Any], ask: Ask, depth: int
    ) -> dict[str, Any] | None:
        """An object: all that is required, most of what is optional."""
        properties = schema.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        required = schema.get("required")
        required = (
            [one for one in required if isinstance(one, str)] if isinstance(required, list) else []
        )
        if not properties and not required:
            return self._free(plan, schema, ask)
        row: dict[str, Any] = {}
        subject = self._inner(plan, ask, row)
        left = MOST_MEMBERS
        for name in dict.fromkeys([*properties, *required]):
            inner = properties.get(name)
            inner = inner if isinstance(inner, dict) else {}
            if name not in required:
                left -= 1
                share = 1.0 if len(properties) <= FEW_MEMBERS else 0.85
                full = left < 0 or depth > DEEPEST or (depth >= DEEP and len(row) >= AT_DEPTH)
                if full or not subject.draw("has", name).chance(share):
                    continue
            value = self.maker.of(subject, name, inner, depth=depth + 1)
            if value is None and name in required and not allows(inner, None):
                return None
            # An object of which the source says nothing tells nothing.
            if name in required or (value is not None and value != {}):
                row[name] = value
        settle_object(row, properties)
        return row

    def _inner(self, plan: Plan, ask: Ask, row: dict[str, Any]) -> Subject:
        own = ask.subject
        words = plan.words
        noun = (*words[:-1], singular(words[-1])) if words else own.noun
        if noun[-1:] == own.noun[-1:]:
            role = own.role
        else:
            mine = set(words) <= _OWN | nouns.SHARED or not words
            role = own.role if mine else f"{own.role}/{plan.name}"
        known = set(noun[-1:]) & (_OWN - {"contact", "user", "customer", "item"})
        inner = Subject(
            own.setting,
            own.at,
            own.noun if known else noun,
            row=row,
            role=role,
            created=own.moments.created,
        )
        inner.outer = own
        return inner

    def _free(self, plan: Plan, schema: dict[str, Any], ask: Ask) -> dict[str, Any] | None:
        """An object of which no member is declared."""
        words = set(plan.words)
        others = schema.get("additionalProperties")
        others = others if isinstance(others, dict) else None
        found: dict[str, Any] = {}
        if words & {"coordinates", "geo", "geolocation", "position"} and others is None:
            found = {"latitude": spots.latitude(ask.whose), "longitude": spots.longitude(ask.whose)}
        elif words & {"address"} and others is None:
            subject = ask.whose
            found = {
                "street": spots.street(subject),
                "city": subject.city.name,
                "postal_code": spots.postcode(subject),
                "country": subject.country.code,
            }
        elif words & _TAGS or others is not None:
            for name, choices in ask.draw.some(technical.TAG_PAIRS, ask.draw.between(1, 3)):
                value: Any = ask.draw.pick(choices)
                if others is not None and not allows(others, value):
                    value = self.maker.of(ask.subject, name, others, depth=DEEP)
                if value is not None:
                    found[name] = value
        elif words & {"metadata", "attributes", "custom", "properties", "extra"}:
            found = {"source": ask.draw.pick(("web", "import", "api")), "reviewed": True}
        elif words & {"settings", "preferences", "options"}:
            found = {"notifications": ask.draw.chance(0.7), "language": "en"}
        return found if allows(schema, found) else ({} if allows(schema, {}) else None)
