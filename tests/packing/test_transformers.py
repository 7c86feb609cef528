"""Token ids, masks and texts are those of Transformers."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from pathlib import Path

import pytest

from agentscaler.errors import RenderError
from agentscaler.packing import Renderer, chat_template, train_tokenizer
from packing.conversations import conversation, parsed, real

transformers = pytest.importorskip("transformers", reason="the oracle is Transformers")

TRAINING = [
    "cohere", "cohere2", "deepseekv3", "diffusion_gemma", "gemma", "gemma3", "glm4moe", "gptoss",
    "idefics3", "lfm2", "llama3", "llava_next", "nemotron_3_nano", "nemotron_3_super",
    "nemotron_3_ultra", "phi3", "phi3_5", "qwen2_5", "qwen2_5_vl", "qwen3", "qwen3_5_nothink",
    "qwen3_5_think", "qwen3_6", "qwen3_instruct_2507", "qwen3_vl",
]  # fmt: skip
TODAY = "2026-03-04T05:06:07"


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    transformers.logging.set_verbosity_error()

    class Then(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromisoformat(TODAY).replace(tzinfo=tz)

    from transformers.utils import chat_template_utils

    monkeypatch.setattr(chat_template_utils, "datetime", Then)


@pytest.fixture(scope="module")
def qwen(shared):
    path = shared / "data" / "tokenizers" / "qwen3" / "tokenizer.json"
    return loaded(path), path.read_bytes()


def loaded(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return transformers.PreTrainedTokenizerFast(tokenizer_file=str(path))


def template(shared, name):
    return (shared / "data" / "chat_templates" / f"{name}.jinja").read_text()


def theirs(tokenizer, record, source):
    """Return ids and mask, or ``None`` where Transformers raises."""
    try:
        out = tokenizer.apply_chat_template(
            record["messages"],
            tools=record["tools"],
            chat_template=source,
            return_dict=True,
            return_assistant_tokens_mask=True,
        )
    except Exception:  # noqa: BLE001  templates raise whatever they like
        return None
    return out["input_ids"], out["assistant_masks"]


def ours(renderer, record):
    try:
        encoded = renderer.encode(record["messages"], record["tools"])
    except RenderError:
        return None
    return encoded.input_ids.tolist(), encoded.loss_mask.tolist()


def compared(tokenizer, renderer, records, source):
    """Return how many are equal, refused by both, and told otherwise."""
    equal, refused, other = 0, 0, []
    for record in records:
        expected, got = theirs(tokenizer, record, source), ours(renderer, record)
        if expected != got:
            other.append(record["id"])
        elif got is None:
            refused += 1
        else:
            equal += 1
    return equal, refused, other


def test_the_compact_template_with_a_tokenizer_of_our_own(tmp_path):
    texts = [json.dumps(conversation(turns=3)), "Where is order 17? Policy: be kind."] * 3
    path = tmp_path / "tokenizer.json"
    path.write_text(train_tokenizer(texts, vocab_size=600), encoding="utf-8")
    tokenizer, source = loaded(path), chat_template("compact")
    renderer = Renderer(path.read_bytes(), source)
    assert len(tokenizer) == renderer.vocab_size
    records = [conversation("a"), parsed(conversation("b")), {**conversation("c"), "tools": None}]
    assert compared(tokenizer, renderer, records, source) == (3, 0, [])
    for text in [
        "naïve 123 — ½ \u200b\n\n\t x",
        "FreezeAccount, URLs, the Order. A",
        "<|im_end|><tool_call>",
        "   ",
        "\U0001f468\u200d",
    ]:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert tokenizer.decode(ids) == renderer.decode(ids) == text


def test_the_golden_cases_are_those_of_transformers():
    from transformers.tokenization_utils_base import _normalize_chat_messages
    from transformers.utils.chat_template_utils import render_jinja_template

    path = Path(__file__).parents[1] / "cases" / "templates.json"
    for case in json.loads(path.read_text("utf-8")):
        texts, spans = render_jinja_template(
            [_normalize_chat_messages(case["messages"])],
            tools=case["tools"],
            chat_template=case["template"],
            return_assistant_tokens_mask=True,
            **case["variables"],
        )
        assert texts == [case["text"]], case["name"]
        assert [list(span) for span in spans[0]] == case["spans"], case["name"]


def test_qwen3_on_real_trajectories(shared, qwen):
    tokenizer, json_bytes = qwen
    source = template(shared, "trl__qwen3_training")
    renderer = Renderer(json_bytes, source, as_transformers=True)
    records = list(real(shared, 2, min_calls=2))
    equal, refused, other = compared(tokenizer, renderer, records, source)
    assert (refused, other) == (0, [])
    assert equal == len(records) >= 8


def test_odd_texts_are_tokenised_alike(shared, qwen):
    tokenizer, json_bytes = qwen
    source = template(shared, "trl__qwen3_training")
    renderer = Renderer(json_bytes, source, as_transformers=True)
    texts = [
        " " * 20_000 + "x", "\n" * 9_000, "a" * 9_000, "e\u0301 \u1100\u1161 \ufb01", "\0\a",
        "I'LL we'Re \u017f'\u017f", "<|im_end|>\n<think>\n</think>", "\n\n\tx\r\n\r\n", "١٢٣ 12345",
        "👩‍👩‍👧‍👦🏳️‍🌈", "".join(map(chr, range(0x20, 0x2000, 7))),
    ]  # fmt: skip
    for text in texts:
        messages = [{"role": "user", "content": text}, {"role": "assistant", "content": text}]
        record = {"id": text[:9], "messages": messages, "tools": None}
        assert compared(tokenizer, renderer, [record], source) == (1, 0, [])


@pytest.mark.slow
def test_qwen3_on_hundreds_of_real_trajectories(shared, qwen):
    tokenizer, json_bytes = qwen
    source = template(shared, "trl__qwen3_training")
    renderer = Renderer(json_bytes, source, as_transformers=True)
    records = list(real(shared, 80, min_calls=2))
    records += [parsed(record) for record in records[::4]]
    equal, refused, other = compared(tokenizer, renderer, records, source)
    assert (refused, other) == (0, [])
    assert equal >= 200


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINING)
def test_training_templates_on_real_trajectories(shared, qwen, name):
    tokenizer, json_bytes = qwen
    source = template(shared, f"trl__{name}_training")
    renderer = Renderer(json_bytes, source, now=TODAY, as_transformers=True)
    records = list(real(shared, 3)) + [parsed(record) for record in real(shared, 3)]
    _, _, other = compared(tokenizer, renderer, records, source)
    assert other == []


LENIENT = {
    # What a template does with `tools` that are None: Jinja2 cannot iterate over None, the engine
    # finds nothing in it.
    "llamacpp__NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use",
    "llamacpp__NousResearch-Hermes-3-Llama-3.1-8B-tool_use",
}
LETTERS = {
    # It walks over the letters of arguments that are a text, and asks which is the last one.
    "vllm__toolace",
}


@pytest.mark.slow
def test_all_templates_write_what_jinja2_writes(shared, qwen):
    from transformers.tokenization_utils_base import _normalize_chat_messages
    from transformers.utils.chat_template_utils import render_jinja_template

    records = list(real(shared, 1))
    names = sorted(path.stem for path in (shared / "data" / "chat_templates").iterdir())
    told, same = [], 0
    for name in names:
        source = template(shared, name)
        renderer = Renderer(qwen[1], source, now=TODAY, as_transformers=True)
        for record, prompt in [
            (r, p) for one in records for r in (one, parsed(one)) for p in (0, 1)
        ]:
            try:
                expected = render_jinja_template(
                    [_normalize_chat_messages(record["messages"])],
                    tools=record["tools"],
                    chat_template=source,
                    add_generation_prompt=bool(prompt),
                )[0][0]
            except Exception:  # noqa: BLE001  templates raise whatever they like
                expected = None
            try:
                got = renderer.render(
                    record["messages"], record["tools"], generation_prompt=bool(prompt)
                )
            except RenderError:
                got = None
            lenient = expected is None and name in LENIENT
            walked = name in LETTERS and record in records
            if got != expected and not lenient and not walked:
                told.append((name, record["id"]))
            same += got == expected is not None
    assert told == []
    assert same >= 700
