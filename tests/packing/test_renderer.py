"""The renderer: what it refuses, and how it is called."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agentscaler.errors import ArgumentError, RenderError, TemplateError, TokenizerError
from agentscaler.packing import CONTROL_TOKENS, Renderer, chat_template, train_tokenizer
from packing.conversations import TOOLS, call, conversation
from reference.packing import pairs_merged

BARE = train_tokenizer([], vocab_size=265)


def renderer(template=None, **options):
    return Renderer(BARE, template or chat_template("compact"), **options)


def trained(one, encoded):
    return one.decode(encoded.input_ids[encoded.loss_mask == 1])


def test_the_compact_template_trains_what_the_assistant_says(snapshot):
    one = renderer()
    record = conversation(turns=1)
    encoded = one.encode(record["messages"], record["tools"])
    assert encoded.input_ids.dtype == np.uint32
    assert encoded.loss_mask.dtype == np.uint8
    text = one.decode(encoded.input_ids)
    assert text == one.render(record["messages"], record["tools"])
    said = trained(one, encoded)
    assert said == (
        "<think>\nThey ask for 0.\n</think>\n\n"
        '<tool_call>\n{"name": "get_order", "arguments": '
        '{"order_id": "#W0é", "fields": ["a"]}}\n</tool_call><|im_end|>'
        "\nOrder 0 was sent.<|im_end|>"
    )
    snapshot("compact.txt", text)


def test_the_compact_template_keeps_what_an_agent_needs(snapshot):
    parameters = {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"enum": ["a", "b", 3, None], "description": "Which kind"},
            "when": {"type": "string", "format": "date"},
            "items": {"type": "array", "items": {"properties": {"id": {"type": "integer"}}}},
            "either": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "many": {"type": ["string", "null"]},
            "free": {"type": "object"},
            "fixed": {"const": "x"},
            "any": {},
        },
    }  # fmt: skip
    tools = [
        {"function": {"name": "f", "description": "Does f.", "parameters": parameters}},
        {"function": {"name": "g", "parameters": {"type": "object", "properties": {}}}},
        {"name": "h"},
    ]  # fmt: skip
    calls = [call("f", "{}"), call("g", {"a": 1}, 2)]
    messages = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": "ok", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "call_1", "content": "one"},
        {"role": "tool", "tool_call_id": "call_2", "content": "two"},
        {"role": "assistant", "content": "done"},
    ]  # fmt: skip
    texts = [
        renderer(variables=variables).render(messages, tools, generation_prompt=True)
        for variables in ({}, {"tool_descriptions": False, "parameter_descriptions": True})
    ]
    snapshot("compact_tools.txt", "\n=====\n".join(texts))


def test_a_batch_is_its_conversations_one_by_one():
    one = renderer()
    records = [conversation(f"c{n}", turns=n + 1) for n in range(4)]
    lines = [json.dumps(record) for record in records]
    lines.insert(1, "  ")
    lines.insert(3, '{"id": "x", "messages": []}')
    batch = one.encode_batch(lines, workers=2)
    assert batch.lines.tolist() == [0, 1, 3, 4]
    assert list(batch.ids) == ["c0", "c1", "x", "c2", "c3"]
    [lost] = batch.rejected
    assert (lost.line, lost.id, lost.reason) == (2, "x", "no_messages")
    for at, record in enumerate(records):
        encoded = one.encode(record["messages"], record["tools"])
        part = slice(batch.offsets[at], batch.offsets[at + 1])
        assert batch.input_ids[part].tolist() == encoded.input_ids.tolist()
        assert batch.loss_mask[part].tolist() == encoded.loss_mask.tolist()
        assert batch.trained[at] == encoded.loss_mask.sum()
    each = batch.one_by_one()
    assert each.pop(2) is lost
    for found, record in zip(each, records, strict=True):
        encoded = one.encode(record["messages"], record["tools"])
        assert found.input_ids.tolist() == encoded.input_ids.tolist()
        assert found.loss_mask.tolist() == encoded.loss_mask.tolist()
        assert found.straddling == encoded.straddling
    whole = one.encode_batch("\n".join(lines).encode())
    assert whole.input_ids.tolist() == batch.input_ids.tolist()
    assert len(whole) == 4


def test_templates_write_what_jinja2_writes():
    path = Path(__file__).parents[1] / "cases" / "templates.json"
    for case in json.loads(path.read_text("utf-8")):
        one = renderer(case["template"], variables=case["variables"], as_transformers=True)
        assert one.render(case["messages"], case["tools"]) == case["text"], case["name"]


def said(reason, messages, tools=None, one=None):
    with pytest.raises(RenderError) as caught:
        (one or renderer()).encode(messages, tools)
    assert caught.value.reason == reason
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own
    assert (str(again), again.reason) == (str(caught.value), reason)
    return caught.value


def test_bad_conversations_are_refused_with_reason_and_place():
    user = {"role": "user", "content": "x"}
    good = [user, {"role": "assistant", "content": "y"}]
    said("no_messages", [])
    said("not_json", [{"role": "user", "content": float("nan")}])
    said("not_json", [{"role": "user", "content": "\ud800"}])
    said("not_json", [{"role": "user", "content": object()}])
    error = said("unknown_role", [user, {"role": "oracle", "content": "x"}])
    assert error.where == "message 1"
    said("no_content", [user, {"role": "assistant", "content": None}])
    said("no_content", [user, {"role": "assistant", "content": ""}])
    said("nothing_trained", [user])
    said("control_token", [user, {"role": "assistant", "content": "a<|im_start|>system"}])
    said("control_token", [{"role": "user", "content": "</tool_response>"}, good[1]])
    said("control_token", good, [{"function": {"name": "f", "description": "<|im_end|>"}}])
    said("over_long", good, one=renderer(max_tokens=3))
    error = said("template_refused", good, one=renderer("\n{{ raise_exception('no') }}"))
    assert error.where == "line 2 of the template"
    said("template_failed", good, one=renderer("{{ messages.a.b }}"))
    loop = "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}"
    said("template_endless", good, one=renderer(loop))
    drops = "{% for m in messages %}{{ m.content if loop.last else m.role }}{% endfor %}"
    error = said("not_prefix", [*good, *good], one=renderer(drops))
    assert error.where.startswith("message 1")


def test_control_tokens_are_taken_as_transformers_takes_them():
    messages = [{"role": "user", "content": "x<|im_end|>"}, {"role": "assistant", "content": "y"}]
    one = renderer(as_transformers=True)
    ids = one.encode(messages).input_ids.tolist()
    assert ids.count(one.token_id("<|im_end|>")) == 3
    thinking = [{"role": "assistant", "content": "<think>\na\n</think>\n\nb"}]
    assert trained(renderer(), renderer().encode(thinking)).startswith("<think>")


def test_arguments_of_a_megabyte_are_tokens():
    word = "abcdefghijklmnopqrstuvwxyz" * 2 + " "
    arguments = json.dumps({"text": word * 20_000})
    messages = [{"role": "assistant", "content": None, "tool_calls": [call("f", arguments)]}]
    one = Renderer(train_tokenizer([word, word], vocab_size=400), chat_template("compact"))
    encoded = one.encode(messages, TOOLS)
    assert json.loads(trained(one, encoded).split('"arguments": ')[1].rsplit("}\n", 1)[0]) == (
        json.loads(arguments)
    )


@pytest.mark.parametrize(
    ("error", "said", "arguments"),
    [
        (TokenizerError, "cannot be read", {"tokenizer_json": "{}"}),
        (TokenizerError, "untagged enum", {"tokenizer_json": BARE.replace('"BPE"', '"New"')}),
        (TemplateError, "line 1", {"chat_template": "{% for %}"}),
        (TemplateError, "line 1", {"chat_template": "{% generation %}"}),
        (TemplateError, "<|user|>", {"chat_template": "<|user|>"}),
        (ArgumentError, "no date", {"now": "1 May"}),
        (ArgumentError, "raw or parsed", {"arguments": "text"}),
        (ArgumentError, "max_tokens", {"max_tokens": -1}),
        (ArgumentError, "no JSON values", {"variables": {"a": float("inf")}}),
        (ArgumentError, "not UTF-8", {"chat_template": "\ud800"}),
    ],
)
def test_what_cannot_be_used_is_refused(error, said, arguments):
    with pytest.raises(error) as caught:
        Renderer(**{"tokenizer_json": BARE, "chat_template": "", **arguments})
    assert said in caught.value.what


def test_a_date_is_what_was_set():
    template = "{{ strftime_now('%d %b %Y') if strftime_now is defined }}."
    messages = [{"role": "assistant", "content": "x"}]
    assert renderer(template, now="2025-01-31").render(messages) == "31 Jan 2025."
    assert renderer(template).render(messages) == "."


def test_the_digest_is_that_of_what_decides():
    digests = {
        renderer().digest,
        renderer("x").digest,
        renderer(arguments="parsed").digest,
        renderer(variables={"a": 1}).digest,
        renderer(as_transformers=True).digest,
        Renderer(train_tokenizer([], vocab_size=300, control_tokens=[]), "x").digest,
    }
    assert len(digests) == 6
    assert renderer().digest == renderer(max_tokens=9).digest


def test_merges_are_those_of_the_reference():
    texts = ["aab aab abb bab", "aaaa aaaa", "baab abab abab", "abba"]
    made = json.loads(train_tokenizer(texts, vocab_size=256 + 20, control_tokens=[]))
    words = {}
    for text in texts:
        for word in text.split(" "):  # the space is a word of its own, and has no pairs
            key = tuple(word.encode())
            words[key] = words.get(key, 0) + 1
    letters = {number: token for token, number in made["model"]["vocab"].items()}
    spelled = dict(letters)
    expected = []
    for pair in pairs_merged(words, 20):
        left, right = spelled[pair[0]], spelled[pair[1]]
        expected.append([left, right])
        spelled[made["model"]["vocab"][left + right]] = left + right
    assert made["model"]["merges"] == expected


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("freeze FreezeAccount", ["freeze", " ", "\x0e", "freeze", "\x0e", "account"]),
        ("get_order-12", ["get", "_", "order", "-", "1", "2"]),
        ("parseHTTPBody", ["parse", "HTTP", "\x0e", "body"]),
        ('"Späti": été', ['"', "\x0e", "späti", '": ', "été"]),
        ("Énorme. (B)", ["Énorme", ". ", "(", "B", ")"]),
        ("a\n\n  b", ["a", "\n\n", " ", " ", "b"]),
        ("日本語 abc", ["日本語", " ", "abc"]),
        ("हिन्दी", ["हिन्दी"]),
    ],
)
def test_a_name_is_cut_alike_wherever_it_stands(text, pieces):
    tokenizers = pytest.importorskip("tokenizers", reason="the extra train is not installed")
    tokenizer = tokenizers.Tokenizer.from_str(BARE)
    small = tokenizer.normalizer.normalize_str(text)
    split = tokenizer.pre_tokenizer.pre_tokenize_str(small)
    assert [small[begin:end] for _, (begin, end) in split] == pieces
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_a_tokenizer_is_the_same_in_every_process():
    code = (
        "import hashlib; from agentscaler.packing import train_tokenizer;"
        "texts = [f'order {n % 7} of customer {n % 11} at {n * n % 97}' for n in range(300)];"
        "print(hashlib.sha256(train_tokenizer(texts, vocab_size=500).encode()).hexdigest())"
    )
    done = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert done[0].stdout == done[1].stdout
    assert len(done[0].stdout) == 65


def test_a_tokenizer_that_cannot_be_trained_is_refused():
    with pytest.raises(TokenizerError, match="fewer than the 265"):
        train_tokenizer(["a"], vocab_size=264)
    with pytest.raises(TokenizerError, match="stands twice"):
        train_tokenizer(["a"], vocab_size=300, control_tokens=[*CONTROL_TOKENS, ("<think>", True)])
