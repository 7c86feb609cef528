from __future__ import annotations

import json

import pytest

from agentscaler.errors import ConfigError
from agentscaler.llm import LlmConfig, only_model
from llm.stub import listing


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"concurrency": 0}, "llm.concurrency is 0"),
        ({"timeout_s": 0}, "llm.timeout_s is 0"),
        ({"token_budget": 0}, "llm.token_budget is 0"),
        ({"max_tokens": 0}, "llm.max_tokens is 0"),
        ({"temperature": -0.1}, "llm.temperature is -0.1"),
        ({"url": "localhost:8000"}, "llm.url is 'localhost:8000'"),
        ({"url": "https://me:sk-secret@host/v1"}, "holds a name or a password"),
        ({"models": {"judge": "m"}}, "llm.models has the step judge"),
    ],
)
def test_settings_that_cannot_be(settings, message):
    with pytest.raises(ConfigError, match=message) as caught:
        LlmConfig(**settings).validate()
    assert caught.value.mend
    assert "sk-secret" not in str(caught.value)


def test_each_step_has_its_model_or_that_of_all():
    config = LlmConfig(model="m", models={"user": "u"})
    assert [config.model_of(step) for step in ("designer", "intents", "agent", "user")] == [
        *"mmm",
        "u",
    ]
    with pytest.raises(ConfigError, match="one is to be the agent"):
        LlmConfig(models={"user": "u"}).model_of("agent")


def test_results_depend_on_models_and_sampling_and_on_nothing_else():
    base = LlmConfig(model="m")
    same = LlmConfig(
        model="m",
        models={"user": "u"},
        url="http://a/v1",
        key_variable="K",
        concurrency=3,
        timeout_s=7,
        token_budget=9,
        cache="c",
        replay_only=True,
    )
    assert base.asked("agent") == same.asked("agent") == {"model": "m"}
    assert same.asked("agent", "user") == {"models": {"agent": "m", "user": "u"}}
    assert LlmConfig(model="m", temperature=0.0, max_tokens=5).asked("agent") == {
        "model": "m",
        "temperature": 0.0,
        "max_tokens": 5,
    }


def test_an_endpoint_with_one_model_needs_no_name():
    pytest.importorskip("openai", reason="the extra llm is not installed")
    with listing(json.dumps({"data": [{"id": "only", "object": "model"}]}).encode()) as url:
        assert only_model(LlmConfig(url=url)) == "only"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"data": [{"id": "b"}, {"id": "a"}]}', "has 2: a, b"),
        (b'{"data": []}', "has 0: none"),
        (b"<html>", "does not say"),
        (None, "does not say"),
    ],
)
def test_an_endpoint_with_none_or_several_asks_for_a_name(monkeypatch, body, told):
    pytest.importorskip("openai", reason="the extra llm is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with listing(body) as url, pytest.raises(ConfigError, match=told) as caught:
        only_model(LlmConfig(url=url))
    assert "--llm-model" in caught.value.mend
    assert caught.value.where == url
    assert "sk-secret" not in str(caught.value)
