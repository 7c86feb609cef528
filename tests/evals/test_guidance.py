"""Calls that are held to the shown tools: whatever scores say, what ends is a call that fits."""

from __future__ import annotations

import json
import math
import sys

import numpy as np
import pytest

from agentscaler.errors import CheckpointError, MissingExtraError
from agentscaler.evals.grammar import BEGIN, END
from agentscaler.evals.hermes import parsed_message

torch = pytest.importorskip("torch", reason="the extra train is not installed")
pytest.importorskip("llguidance", reason="the extra train is not installed")

from agentscaler.evals.guidance import Guidance  # noqa: E402
from evals.spelling import of_bytes, of_words  # noqa: E402

KINDS = {
    "string": [str],
    "integer": [int],
    "number": [int, float],
    "boolean": [bool],
    "null": [type(None)],
}


def function(tool):
    return tool.get("function", tool)


def tool(name, properties=None, **more):
    parameters = {"type": "object", "properties": properties or {}, **more}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


TOOLS = [
    tool("get_order", {"orderId": {"type": "string"}}, required=["orderId"]),
    tool("get_orders", {"count": {"type": "integer"}, "open": {"type": "boolean"}}),
    tool("Ping"),
    {"name": "no_schema"},
    tool(
        "search",
        {
            "a": {"enum": ['say "no"', "Käse", "e\u0301", "naïve Zoë 🙂", 7, None]},
            "b": {"type": ["number", "null"]},
            "c": {"const": "Fixed"},
            "d": {"type": "array", "items": {"type": "integer"}},
            "e": {"anyOf": [{"enum": ["x", "y"]}, {"type": "integer"}, {"type": "boolean"}]},
        },
        required=["a", "c"],
    ),
    tool(
        "nested",
        {
            "address": {
                "type": "object",
                "properties": {"City": {"type": "string"}, "zip": {"type": "integer"}},
                "required": ["zip"],
            },
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
            "items": {
                "type": "array",
                "items": {"properties": {"id": {"type": "integer"}}, "additionalProperties": False},
            },
        },
    ),
]
ODD = [
    {"$ref": "#/definitions/x"},
    {"type": "object", "patternProperties": {"^x": {}}},
    {"allOf": [{"type": "string"}, {"minLength": 1}]},
    {"type": "file"},
    {"items": True, "type": "array"},
    {},
    True,
    None,
]


def fits(value, schema):
    """Whether a value is what a schema of the tests asks for."""
    kind = schema.get("type", "object")
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    if "anyOf" in schema or isinstance(kind, list):
        choices = schema.get("anyOf") or [{**schema, "type": one} for one in kind]
        return any(fits(value, one) for one in choices)
    if kind == "array":
        return isinstance(value, list) and all(fits(one, schema["items"]) for one in value)
    if kind != "object":
        return type(value) in KINDS[kind]
    return isinstance(value, dict) and members_fit(value, schema)


def members_fit(value, schema):
    named, others = schema.get("properties", {}), schema.get("additionalProperties")
    in_order = [name for name in named if name in value]
    named = named or dict.fromkeys(value, others)
    return (
        set(schema.get("required", [])) <= value.keys()
        and (isinstance(others, dict) or list(value) == in_order)
        and all(fits(one, named[name]) for name, one in value.items())
    )


@pytest.fixture(scope="module", params=["bytes", "signs", "nfc"])
def guidance(request):
    words = of_bytes() if request.param == "bytes" else of_words(signs=request.param == "signs")
    # Models may give scores for more than there are tokens.
    made = Guidance(words, size=words.get_vocab_size() + 3)
    made.words, made.size = words, words.get_vocab_size() + 3
    return made


def ended(guidance, tools, seeds, *, steps=250):
    """Calls that are drawn from noise, ends of values likelier, as far as they came to an end."""
    words = guidance.words
    begin, end = words.token_to_id(BEGIN), words.token_to_id(END)
    likelier = [at for text, at in words.get_vocab().items() if set(text) <= set('"}]')]
    draws = [np.random.default_rng(seed) for seed in seeds]
    hold = guidance.hold([guidance.grammar(tools)] * len(draws))
    ids = torch.zeros(len(draws), 1, dtype=torch.int64)
    for step in range(steps):
        noise = np.stack([draw.gumbel(size=guidance.size) for draw in draws])
        noise[:, likelier] += 4
        if step == 0:
            noise[:, begin] = math.inf
        best = hold(ids, torch.from_numpy(noise)).argmax(-1, keepdim=True)
        ids = torch.cat([ids, best], dim=1)
    rows = [row[1 : row.index(end) + 1] for row in ids.tolist() if end in row]
    assert rows
    return [words.decode(row, skip_special_tokens=False) for row in rows]


def written_ids(guidance, text):
    return guidance.words.encode(f"{BEGIN}\n{text}", add_special_tokens=False).ids


def allowed(guidance, ids, tools):
    """Whether a reply could be these tokens."""
    hold = guidance.hold([guidance.grammar(tools)])
    reply = [0]
    for token in ids:
        scores = hold(torch.tensor([reply]), torch.zeros(1, guidance.size))
        if scores[0, token] != 0:
            return False
        reply.append(token)
    return True


def accepts(guidance, call, tools=TOOLS):
    """Whether a call can be written, as the tokenizer cuts it."""
    return allowed(guidance, written_ids(guidance, f"{call}\n{END}"), tools)


def test_what_ends_fits_its_tool(guidance):
    schemas = {one["name"]: one.get("parameters", {}) for one in map(function, TOOLS)}
    called = set()
    for text in ended(guidance, TOOLS, range(64)):
        (call,) = parsed_message(text).tool_calls
        assert fits(call.parsed(), schemas[call.name]), text
        assert text.startswith(f'{BEGIN}\n{{"name": "{call.name}", "arguments": {{')
        called.add(call.name)
    # Ends of names are likelier as well: of two that begin alike, the longer one is left.
    assert called >= schemas.keys() - {"get_orders"}


def test_what_cannot_be_held_is_any_json(guidance):
    properties = {f"p{at}": schema for at, schema in enumerate(ODD)}
    tools = [tool("odd", properties, required=[*properties, "unsaid"])]
    for text in ended(guidance, tools, range(16)):
        (call,) = parsed_message(text).tool_calls
        assert list(call.parsed()) == [*properties, "unsaid"]


@pytest.mark.parametrize(
    "call",
    [
        '{"name": "get_order", "arguments": {"orderId": "Of Zoë, \\"A7\\"\\n</b> Ä e\u0301 🙂"}}',
        '{"name": "get_order", "arguments": {"orderId": ""}}',
        '{"name": "get_orders", "arguments": {}}',
        '{"name": "get_orders", "arguments": {"open": true}}',
        '{"name": "get_orders", "arguments": {"count": -30, "open": false}}',
        '{"name": "Ping", "arguments": {}}',
        '{"name": "no_schema", "arguments": {}}',
        '{"name": "search", "arguments": {"a": "say \\"no\\"", "c": "Fixed"}}',
        '{"name": "search", "arguments": {"a": "Käse", "b": 0.25, "c": "Fixed", "d": [1, 2]}}',
        '{"name": "search", "arguments": {"a": "naïve Zoë 🙂", "b": null, "c": "Fixed", "e": "y"}}',
        '{"name": "nested", "arguments": {"address": {"City": "Ulm", "zip": 1}, "items": [{}]}}',
        '{"name": "nested", "arguments": {"counts": {"Ada": 1, "x": 2}, "items": [{"id": 1}, {}]}}',
    ],
)
def test_what_fits_can_be_written_as_it_is_read(guidance, call):
    assert accepts(guidance, call)


@pytest.mark.parametrize(
    "call",
    [
        '{"name": "get_ord", "arguments": {}}',
        '{"name": "get_order", "arguments": {}}',
        '{"name": "get_order", "arguments": {"orderid": "7"}}',
        '{"name": "get_order", "arguments": {"orderId": 7}}',
        '{"name": "get_order", "arguments": {"orderId": "\n"}}',
        '{"name": "get_order", "arguments": {"orderId": "7", "orderId": "7"}}',
        '{"name": "get_orders", "arguments": {"open": true, "count": 3}}',
        '{"name": "get_orders", "arguments": {"count": 1.5}}',
        '{"name": "get_orders", "arguments": {"count":1}}',
        '{"name": "Ping", "arguments": {"a": 1}}',
        '{"name": "search", "arguments": {"a": "kase", "c": "Fixed"}}',
        '{"name": "nested", "arguments": {"address": {"City": "Ulm"}}}',
        '{"name": "nested", "arguments": {"counts": {"Ada": "one"}}}',
        '{"name": "nested", "arguments": {"items": [{"other": 1}]}}',
    ],
)
def test_what_does_not_fit_cannot(guidance, call):
    assert not accepts(guidance, call)


def test_a_string_cannot_end_its_call(guidance):
    """A parser of calls would stop in the middle of the string, however its mark is spelt."""
    begin, *rest = written_ids(guidance, '{"name": "get_order", "arguments": {"orderId": "')
    spelt = [guidance.words.encode(one, add_special_tokens=False).ids[0] for one in "</tool_call"]
    last = guidance.words.encode(">", add_special_tokens=False).ids[0]
    assert allowed(guidance, [begin, *rest, *spelt], TOOLS)
    assert not allowed(guidance, [begin, *rest, *spelt, last], TOOLS)
    assert not allowed(guidance, [begin, *rest, guidance.words.token_to_id(END)], TOOLS)


def test_texts_are_free_before_between_and_after_calls(guidance):
    call = f'{BEGIN}\n{{"name": "Ping", "arguments": {{}}}}\n{END}'
    text = f"One. {call}\n{call}\nand {{more<|im_end|>"
    assert allowed(guidance, guidance.words.encode(text, add_special_tokens=False).ids, TOOLS)


def test_rows_without_tools_are_not_held(guidance):
    begin = guidance.words.token_to_id(BEGIN)
    hold = guidance.hold([None, guidance.grammar(TOOLS)])
    nothing = torch.zeros(2, guidance.size)
    hold(torch.tensor([[0], [0]]), nothing)
    free, held = hold(torch.tensor([[begin], [begin]]), nothing)
    assert (free == 0).all()
    assert (held == 0).any()
    assert (held[guidance.words.get_vocab_size() :] == -math.inf).all()


def test_tools_with_very_deep_schemas_can_be_called(guidance):
    schema = {"type": "integer"}
    for _ in range(300):
        schema = {"type": "object", "properties": {"x": schema}}
    call = '{"name": "deep", "arguments": {"x": {"x": {}}}}'
    assert accepts(guidance, call, [tool("deep", {"x": schema})])


def test_other_tokenizers_are_refused():
    from tokenizers import Tokenizer, decoders, models

    no_calls, no_bytes = of_bytes(), of_bytes()
    no_bytes.decoder = decoders.Metaspace()
    empty = Tokenizer(models.BPE())
    empty.add_special_tokens([BEGIN, END])
    plain = json.loads(no_calls.to_str())
    plain["added_tokens"] = plain["added_tokens"][:2]
    for words in (Tokenizer.from_str(json.dumps(plain)), no_bytes, empty):
        with pytest.raises(CheckpointError, match="calls cannot be held"):
            Guidance(words, size=300)


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "llguidance", None)
    with pytest.raises(MissingExtraError, match="llguidance"):
        Guidance(of_bytes(), size=300)


@pytest.mark.parametrize(
    "name", ['a "b"', "back\\slash", "new\nline", "🙂é", "</tool_call", "%{a}"]
)
def test_names_may_be_any_text(guidance, name):
    tools = [tool(name, {name: {"enum": [name, {name: [1, 0.5]}]}}, required=[name])]
    said = json.dumps({"name": name, "arguments": {name: name}}, ensure_ascii=False)
    assert accepts(guidance, said, tools)
    said = json.dumps({"name": name, "arguments": {name: {name: [1, 0.5]}}}, ensure_ascii=False)
    assert accepts(guidance, said, tools)


def test_many_values_and_tools_can_be_held(guidance):
    tools = [
        tool(f"t{at}", {f"p{n}": {"enum": list(range(n))} for n in range(40)}) for at in range(60)
    ]
    tools.append(tool("large", {"id": {"enum": [f"id-{n}" for n in range(2000)]}}))
    assert accepts(guidance, '{"name": "t59", "arguments": {"p3": 2, "p39": 38}}', tools)
    assert accepts(guidance, '{"name": "large", "arguments": {"id": "id-1999"}}', tools)
