"""Checkpoints whose calls are held to the shown tools: drawn, together, cut, and in the stage."""

from __future__ import annotations

import pytest

from agentscaler.evals.grammar import BEGIN, END
from agentscaler.evals.hermes import parsed_message
from agentscaler.training.config import Shape
from agentscaler.trajectories import Message

torch = pytest.importorskip("torch", reason="the extra train is not installed")
# Here and not in a test: to read it from a cold disk takes longer than a test may.
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")
pytest.importorskip("llguidance", reason="the extra train is not installed")

from agentscaler.evals.checkpoint_agent import CheckpointAgent  # noqa: E402
from agentscaler.evals.generation import Generator, Request  # noqa: E402
from evals.tiny import DIALOGUES, TOOLS, tokenizer  # noqa: E402

SHAPE = Shape(width=32, layers=1, heads=2, kv_heads=1, head=16, inner=32, positions=384)
KEYS = {"cancel_order": "order_id", "get_user": "user_id"}
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    return tokenizer(tmp_path_factory.mktemp("tiny") / "words")


@pytest.fixture(scope="module")
def drawing(words):
    """Random weights that write anything, a call among it now and then."""
    return Generator(words, max_new_tokens=96, model=SHAPE, temperature=1.0, seed=1, strict=True)


def requests_of(generator, trials, tools=TOOLS):
    prompts = [generator.prompt(dialogue[:1], tools) for dialogue in DIALOGUES]
    grammar = generator.grammar(tools)
    return [Request(ids=ids, key=(n,), grammar=grammar) for n in range(trials) for ids in prompts]


@pytest.fixture(scope="module")
def replies(drawing):
    return drawing.generate(requests_of(drawing, 24))


def test_calls_of_random_weights_name_shown_tools_and_arguments(replies):
    assert any(reply.text.count(BEGIN) > 1 for reply in replies)
    ended = 0
    for reply in replies:
        calls = parsed_message(reply.text).tool_calls
        for call in calls[: reply.text.count(END)]:
            assert set(call.parsed()) <= {KEYS[call.name]}
            assert all(isinstance(value, str) for value in call.parsed().values())
            ended += 1
    assert ended > 5


def test_a_call_that_is_cut_is_kept_as_it_was_written(replies):
    cut = [reply for reply in replies if reply.text.count(BEGIN) > reply.text.count(END)]
    assert cut
    for reply in cut:
        assert reply.tokens == 96
        *_, call = parsed_message(reply.text).tool_calls
        assert call.parsed() is None
        assert call.arguments.startswith('{"name": "'[: len(call.arguments)])


def test_held_replies_do_not_depend_on_the_company(drawing, replies):
    asked = requests_of(drawing, 24)
    some = slice(9, 3, -1)
    assert drawing.generate(asked[some]) == replies[some]


def test_without_calls_the_replies_are_those_that_are_not_held(words, replies):
    free = Generator(words, max_new_tokens=96, model=SHAPE, temperature=1.0, seed=1)
    assert free.grammar(TOOLS) is None
    others = free.generate(requests_of(free, 24))
    pairs = list(zip(replies, others, strict=True))
    without = [pair for pair in pairs if BEGIN not in pair[1].text]
    assert without
    assert all(held == other for held, other in without)
    assert all(h.text.partition(BEGIN)[0] == o.text.partition(BEGIN)[0] for h, o in pairs)
    assert replies != others


def test_without_tools_nothing_is_held(drawing):
    assert drawing.grammar([]) is None


def test_an_agent_is_held_to_the_tools_that_it_is_shown(drawing, monkeypatch):
    seen = []
    plain = drawing.generate
    monkeypatch.setattr(drawing, "generate", lambda r: seen.extend(r) or plain(r))
    CheckpointAgent(drawing).act([Message(role="user", content="Who is B2?")], TOOLS[1:])
    assert [one.grammar for one in seen] == [drawing.grammar(TOOLS[1:])]
    assert "cancel_order" not in seen[0].grammar
