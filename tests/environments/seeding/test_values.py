"""Single values: valid under any schema that simple means can meet, and about what they say."""

from __future__ import annotations

import json
import re

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import State, ToolSet
from agentscaler.environments.seeding import ValueMaker
from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.moments import CLOCK
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.seeding.pattern import Pattern
from agentscaler.environments.seeding.senses.find import find

TEXT = {"type": "string"}
STATE = State.from_json({"rows": []})


def accepted(schema, value):
    """Whether the core takes a value as an argument of this schema: the independent opinion."""
    parameters = {"type": "object", "properties": {"value": schema}, "required": ["value"]}
    tools = ToolSet(
        "def take(db, value):\n    return 1\n",
        tools=[{"name": "take", "description": "", "parameters": parameters}],
    )
    return tools.call(STATE, "take", {"value": value}).kind == "ok"


NAMES = st.sampled_from(
    [
        "name",
        "email",
        "unitPrice",
        "createdAt",
        "status",
        "tags",
        "address",
        "items",
        "DBInstanceClass",
        "owner_id",
        "count",
        "latitude",
        "isActive",
        "phone_number",
        "startDate",
        "website",
        "metadata",
        "quantity",
        "flux",
        "code",
    ]
)
PATTERNS = st.sampled_from(
    [
        "^[a-z]+$",
        "^[A-Z]{3}-[0-9]{4}$",
        "^projects/[^/]+/locations/[^/]+$",
        "^(?:yes|no)$",
        "[0-9a-f]{8}",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^[\w.-]+@[\w.-]+\.[a-z]{2,4}$",
        "^.{5,20}$",
        r"^[^\s/]+$",
    ]
)
TEXTS = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "format": st.sampled_from(["email", "date-time", "date", "uuid", "uri", "ipv4", "int64"]),
        "maxLength": st.integers(12, 80),
        "minLength": st.integers(1, 12),
    },
)
PATTERNED = st.builds(lambda source: {"type": "string", "pattern": source}, PATTERNS)
NUMBERS = st.builds(
    lambda kind, low, span, step: {
        "type": kind,
        "minimum": low,
        "maximum": low + span,
        **({"multipleOf": step} if span >= step else {}),
    },
    st.sampled_from(["integer", "number"]),
    st.integers(-1000, 1000),
    st.integers(0, 500),
    st.sampled_from([1, 2, 5]),
)
PLAIN = st.sampled_from([{"type": "boolean"}, {"type": "integer"}, {"type": "number"}, TEXT])
ENUMS = st.lists(st.sampled_from(["a", "b", 1, 2.5, True, None]), min_size=1, max_size=4).map(
    lambda values: {"enum": values}
)
LEAVES = st.one_of(TEXTS, PATTERNED, NUMBERS, PLAIN)


def objects(inner):
    return st.dictionaries(NAMES, inner, max_size=4).flatmap(
        lambda members: st.lists(st.sampled_from(sorted(members) or ["name"]), unique=True).map(
            lambda required: {
                "type": "object",
                "properties": members,
                "required": [name for name in required if name in members],
            }
        )
    )


def lists(inner):
    return st.builds(
        lambda items, low: {"type": "array", "items": items, "minItems": low, "maxItems": low + 2},
        inner,
        st.integers(0, 2),
    )


def choices(inner):
    return st.lists(inner, min_size=1, max_size=3).map(lambda found: {"anyOf": found})


SCHEMAS = st.recursive(
    LEAVES, lambda inner: st.one_of(objects(inner), lists(inner), choices(inner))
)


@given(NAMES, SCHEMAS, st.integers(0, 50), st.integers(0, 2**32))
def test_values_are_valid(name, schema, at, seed):
    value = ValueMaker(seed, scope="things").value(name, schema, noun="order", at=at)
    if value is None:
        # Steps that no integer between the bounds has.
        assert '"multipleOf"' in json.dumps(schema)
    else:
        assert accepted(schema, value), (schema, value)


@given(NAMES, ENUMS, st.integers(0, 9))
def test_members_of_enums(name, schema, at):
    value = ValueMaker(1, scope="x").value(name, schema, at=at)
    assert value in schema["enum"]


def test_values_are_functions_of_their_arguments():
    one, two = (ValueMaker(5, scope="customers") for _ in range(2))
    names = ["name", "email", "city", "phone"]
    first = [one.value(name, TEXT, noun="customer", at=3) for name in names]
    assert [two.value(name, TEXT, noun="customer", at=3) for name in reversed(names)] == first[::-1]
    assert ValueMaker(6, scope="customers").value("name", TEXT, noun="customer", at=3) != first[0]


def test_what_cannot_be_met_is_told():
    maker = ValueMaker(1, scope="x")
    assert maker.value("a", {"type": "string", "pattern": "^(?!x)x$"}) is None
    assert maker.value("a", {"type": "integer", "minimum": 2, "maximum": 1}) is None
    assert maker.value("a", {"type": "string", "minLength": 4, "maxLength": 2}) is None


@pytest.mark.parametrize(
    ("name", "noun", "pattern"),
    [
        ("email", "customer", r"[\w.]+@example\.(com|org|net)"),
        ("phone", "customer", r"\+\d[\d -]+"),
        ("iban", "account", r"[A-Z]{2}\d{2}[A-Z0-9]+"),
        ("ipAddress", "host", r"10(\.\d+){3}"),
        ("cidr_block", "vpc", r"10\.\d+\.0\.0/16"),
        ("vpcId", "subnet", r"vpc-[0-9a-f]{17}"),
        ("roleArn", "function", r"arn:aws:iam::\d{12}:role/.+"),
        ("flight_number", "flight", r"[A-Z0-9]{2}\d{3,4}"),
        ("website", "company", r"https://www\.[a-z-]+\.example\.com"),
        ("created_at", "order", r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        ("birth_date", "patient", r"\d{4}-\d\d-\d\d"),
        ("version", "release", r"\d+\.\d+\.\d+"),
        ("mac_address", "device", r"02(:[0-9a-f]{2}){5}"),
        ("commit_sha", "build", r"[0-9a-f]{40}"),
        ("currency", "invoice", r"[A-Z]{3}"),
        ("licensePlate", "vehicle", r"[A-Z]{3}-\d{4}"),
        ("mimeType", "file", r"\w+/[\w-]+"),
        ("fileName", "document", r"[\w-]+\.\w+"),
        ("color_hex", "label", r"#[0-9A-F]{6}"),
        ("full_name", "employee", r"\S+ \S+"),
        ("resolution", "video", r"\d+x\d+"),
        ("resolution", "ticket", r"[A-Z][a-z ;]+\."),
    ],
)
def test_meaning_by_name(name, noun, pattern):
    maker = ValueMaker(3, scope=noun)
    for at in range(20):
        assert re.fullmatch(pattern, maker.value(name, TEXT, noun=noun, at=at))


def test_what_begins_now_does_not_end_before():
    maker = ValueMaker(3, scope="contract")
    for at in range(20):
        end = maker.value("end_date", TEXT, noun="contract", at=at, created=CLOCK)
        assert end[:10] > CLOCK.date().isoformat()


def test_a_place_agrees_with_itself():
    maker = ValueMaker(2, scope="addresses")
    names = ("city", "postal_code", "latitude", "longitude", "time_zone")
    for at in range(10):
        row = {name: maker.value(name, TEXT, noun="address", at=at) for name in names}
        lone = maker.value("postal_code", TEXT, noun="address", row={"city": row["city"]}, at=at)
        assert lone == row["postal_code"]


def test_names_of_one_table_do_not_repeat():
    maker = ValueMaker(4, scope="customers")
    names = [maker.value("name", TEXT, noun="customer", at=at) for at in range(40)]
    assert len(set(names)) >= 38


def test_numbers_as_their_name_says():
    maker = ValueMaker(9, scope="x")
    number = {"type": "number"}
    for at in range(30):
        assert -90 <= maker.value("latitude", number, at=at) <= 90
        assert 1 <= maker.value("rating", number, noun="review", at=at) <= 5
        assert 0 <= maker.value("humidity", number, noun="observation", at=at) <= 100
        assert maker.value("year", {"type": "integer"}, noun="movie", at=at) in range(1990, 2027)


def test_pairs_of_tags():
    pair = {"type": "object", "properties": {"Key": TEXT, "Value": TEXT}}
    tags = ValueMaker(1, scope="x").value("TagList", {"type": "array", "items": pair})
    assert tags
    assert all(tag.keys() == {"Key", "Value"} for tag in tags)


@pytest.mark.parametrize(
    ("source", "ecma"),
    [
        (r"^[\p{L}\p{N}_.-]+$", r"^[a-zA-Z0-9_.-]+$"),
        (r"^[\w-\.]+@x$", r"^[\w.-]+@x$"),
        (r"^(?<year>\d{4})$", r"^\d{4}$"),
        (r"^(a|b)\1$", r"^(a|b)\1$"),
    ],
)
def test_patterns_of_other_dialects(source, ecma):
    text = Pattern(source).text(Draw(1), ())
    assert re.search(ecma, text)


def test_words_of_names():
    assert words_of("DBInstanceClass") == ("db", "instance", "class")
    assert words_of("vpcIDs") == ("vpc", "ids")
    assert words_of("customer.first_name") == ("customer", "first", "name")


def schemas_of(folder):
    """A name and its schema out of every hundredth tool."""
    for path in sorted(folder.glob("*.jsonl.zst")):
        with zstandard.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % 100 == 0:
                    tool = json.loads(line)
                    members = (tool.get("parameters") or {}).get("properties") or {}
                    yield from ((n, s) for n, s in members.items() if isinstance(s, dict))


def test_real_schemas_are_met(shared):
    maker = ValueMaker(1, scope="things")
    met = missed = known = scalars = 0
    for at, (name, schema) in enumerate(schemas_of(shared / "data" / "tools")):
        value = maker.value(name, schema, noun="thing", at=at % 50)
        missed += value is None
        met += value is not None
        if schema.get("type") in {"string", "integer", "number"}:
            scalars += 1
            kind = "string" if schema["type"] == "string" else "number"
            known += find(words_of(name), kind) is not None
        if value is not None and at % 20 == 0:
            assert accepted(schema, value), (name, schema, value)
    assert met > 2000
    assert missed < 0.005 * met
    assert known > 0.75 * scalars
