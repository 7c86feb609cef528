"""Local checkpoints as agents: alone, together, drawn, and over HTTP by another server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest

from agentscaler.errors import CheckpointError
from agentscaler.evals.checkpoint_agent import TOO_LONG, CheckpointAgent
from agentscaler.evals.generation import Batching, Generator, Request
from agentscaler.training.config import Loop, Shape
from agentscaler.trajectories import Message

torch = pytest.importorskip("torch", reason="the extra train is not installed")
# Here and not in a test: to read them from a cold disk takes longer than a test may.
pytest.importorskip("transformers.trainer", reason="the extra train is not installed")
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")

from agentscaler.training.train import train  # noqa: E402
from evals.tiny import DIALOGUES, TOOLS, packs, tokenizer  # noqa: E402

SHAPE = Shape(width=64, layers=2, heads=2, kv_heads=1, head=32, inner=128, positions=384)
ASKED = [Message(role="user", content="Cancel order A7.")]
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A model that knows two dialogues by heart."""
    folder = tmp_path_factory.mktemp("tiny")
    words = tokenizer(folder / "words")
    loop = Loop(steps=150, packs_per_step=1, learning_rate=4e-3, save_every=1000, weight_decay=0.0)
    made = train(packs(words), loop, out=folder / "run", start=SHAPE, tokenizer=words, seed=0)
    assert made.last_loss < 0.05
    return made.model


@pytest.fixture(scope="module")
def generator(trained):
    return Generator(trained, max_new_tokens=96)


def test_it_plays_what_it_has_learned(generator):
    agent = CheckpointAgent(generator)
    first = agent.act(ASKED, TOOLS)
    (call,) = first.tool_calls
    assert (call.id, call.name, call.parsed()) == ("call_0", "cancel_order", {"order_id": "A7"})
    assert first.content is None
    answered = Message(role="tool", content="cancelled", tool_call_id=call.id)
    second = agent.act([*ASKED, first, answered], TOOLS)
    assert (second.content, second.tool_calls) == ("Done.", ())
    assert agent.usage["completion_tokens"] > 10
    assert agent.usage["prompt_tokens"] > agent.usage["completion_tokens"]


def test_the_prompt_is_the_one_that_it_was_trained_on(generator, trained):
    """What is rendered for a reply is what stood before it in training."""
    (pack,) = packs(trained)
    dialogue = DIALOGUES[0]
    ids = generator.prompt(dialogue[:1], TOOLS)
    assert list(ids) == pack.input_ids[: len(ids)].tolist()
    assert pack.labels[len(ids)] != -100
    assert (pack.labels[: len(ids)] == -100).all()


def test_together_is_as_alone(generator):
    prompts = [generator.prompt(dialogue[:1], TOOLS) for dialogue in DIALOGUES]
    prompts += [generator.prompt(dialogue[:3], TOOLS) for dialogue in DIALOGUES]
    requests = [Request(ids=ids) for ids in prompts]
    alone = [generator.generate([request])[0] for request in requests]
    assert generator.generate(requests) == alone
    assert [reply.text for reply in alone[2:]] == ["Done.", "It is Ada."]


def test_episodes_that_are_played_at_once_share_their_batches(generator, monkeypatch):
    sizes = []
    plain = generator.generate
    monkeypatch.setattr(generator, "generate", lambda r: sizes.append(len(r)) or plain(r))
    batching = Batching(generator, size=4)

    async def play(number):
        messages = [Message.from_dict(DIALOGUES[number % 2][0])]
        agent = CheckpointAgent(batching)
        first = await agent.act(messages, TOOLS)
        answer = Message(role="tool", content="cancelled", tool_call_id=first.tool_calls[0].id)
        return [first, await agent.act([*messages, first, answer], TOOLS)]

    async def all_of_them():
        return await asyncio.gather(*(play(number) for number in range(6)))

    together = asyncio.run(all_of_them())
    assert sum(sizes) == 12
    assert len(sizes) <= 5
    assert together[0][0].tool_calls[0].name == "cancel_order"
    assert together[1][0].tool_calls[0].name == "get_user"
    assert together[0] == together[2] == together[4]


def test_an_error_reaches_everybody_who_waits(generator, monkeypatch):
    def fails(_):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(generator, "generate", fails)
    batching = Batching(generator, size=1)

    async def ask():
        asked = [CheckpointAgent(batching).act(ASKED, TOOLS) for _ in range(3)]
        return await asyncio.gather(*asked, return_exceptions=True)

    assert [str(error) for error in asyncio.run(ask())] == ["out of memory"] * 3


def test_drawn_replies_depend_on_their_key_and_not_on_the_company(trained):
    drawing = Generator(trained, max_new_tokens=12, temperature=3.0, seed=1)
    ids = drawing.prompt(DIALOGUES[0][:1], TOOLS)
    requests = [Request(ids=ids, key=(trial,)) for trial in range(4)]
    together = drawing.generate(requests)
    assert len({reply.text for reply in together}) > 1
    assert [drawing.generate([request])[0] for request in requests] == together
    assert drawing.generate(requests[::-1]) == together[::-1]


def test_untrained_weights_say_something_that_is_kept(trained):
    bare = Generator(trained, max_new_tokens=8, model=SHAPE, seed=3)
    message = CheckpointAgent(bare).act(ASKED, TOOLS)
    assert message.role == "assistant"
    json.dumps(message.to_dict())


def test_a_conversation_without_room_is_not_read(generator):
    agent = CheckpointAgent(generator)
    message = agent.act([Message(role="user", content="x" * 400)], TOOLS)
    assert message.content == TOO_LONG
    assert agent.notes == {"context_overflow": True}
    assert agent.usage["completion_tokens"] == 0


def test_a_checkpoint_without_a_template_is_refused(trained, tmp_path):
    bare = shutil.copytree(trained, tmp_path / "bare")
    (bare / "chat_template.jinja").unlink()
    with pytest.raises(CheckpointError, match=r"no chat_template\.jinja"):
        Generator(bare)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_another_server_serves_the_model_and_reads_its_calls(trained, tmp_path):
    """``transformers serve`` as a real endpoint, asked by OpenAI's own client."""
    openai = pytest.importorskip("openai", reason="the extra llm is not installed")
    pytest.importorskip("fastapi", reason="transformers[serving] is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "cache").mkdir()
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(trained)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu", "--dtype", "float32"]
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(tmp_path / "cache")}
    log = tmp_path / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env={**os.environ, **offline}, stdout=out, stderr=out)
    try:
        client = openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", timeout=60)
        messages = [{"role": "user", "content": "Cancel order A7."}]
        answer = first_answer(client, server, log, model=str(trained), messages=messages)
        assert answer.finish_reason == "tool_calls"
        (call,) = answer.message.tool_calls
        assert call.function.name == "cancel_order"
        assert json.loads(call.function.arguments) == {"order_id": "A7"}
    finally:
        server.terminate()
        server.wait(timeout=30)


def first_answer(client, server, log, **asked):
    import openai

    for _ in range(100):
        try:
            done = client.chat.completions.create(
                tools=TOOLS, max_tokens=96, temperature=0, **asked
            )
            return done.choices[0]
        except (openai.APIConnectionError, openai.InternalServerError):
            assert server.poll() is None, log.read_text()[-3000:]
            time.sleep(1)
    raise AssertionError(log.read_text()[-3000:])
