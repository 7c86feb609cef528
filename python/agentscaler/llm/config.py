"""Which model is asked, and what may be spent: the section ``llm`` of a configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS = ("designer", "intents", "agent", "user")
"""What a model may do, each switched on where it happens: ``environments.designer``,
``tasks.writer``, ``rollouts.agents`` and ``rollouts.user``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LlmConfig:
    """An endpoint that speaks OpenAI's protocol, and its limits. Nothing asks it by itself.

    Example:
        >>> config = LlmConfig(url="http://localhost:8000/v1", model="m", models={"user": "u"})
        >>> config.validate()
        >>> config.model_of("agent"), config.model_of("user")
        ('m', 'u')
        >>> config.asked("user")
        {'model': 'u'}
    """

    url: str | None = None
    """Endpoint of the model, such as ``http://localhost:8000/v1``; unset: that of OpenAI."""
    model: str | None = None
    """Name of the model, as the endpoint knows it."""
    models: dict[str, str] = field(default_factory=dict)
    """Step -> name of another model: ``designer``, ``intents``, ``agent``, ``user``."""
    key_variable: str = "OPENAI_API_KEY"
    """Environment variable that holds the key; the key itself is nowhere written."""
    temperature: float | None = None
    """Of the model's choices; unset: as the endpoint has it."""
    max_tokens: int | None = None
    """Tokens of one reply at most; unset: as the endpoint has it."""
    concurrency: int = 64
    """Requests that are under way at a time (count)."""
    timeout_s: float = 120.0
    """Seconds of one request before it is tried again."""
    token_budget: int | None = None
    """Tokens of all requests of a stage, sent and received; when they are spent the stage stops,
    and goes on when it runs again with more."""
    cache: str | None = None
    """SQLite file in which replies are kept and looked up; unset: ``<world>.llm.sqlite`` beside the
    world."""
    replay_only: bool = False
    """Take replies from the cache alone; one that is not there is an error."""

    def model_of(self, step: str) -> str:
        """The model of a step.

        Raises:
            ConfigError: None is named.
        """
        found = self.models.get(step) or self.model
        if not found:
            raise ConfigError(
                f"llm.model names no model, and one is to be the {step}",
                mend="name it as the endpoint knows it: --llm.model NAME",
            )
        return found

    @property
    def sampling(self) -> dict[str, Any]:
        """Settings of each request."""
        told = {"temperature": self.temperature, "max_tokens": self.max_tokens}
        return {name: value for name, value in told.items() if value is not None}

    def asked(self, *steps: str) -> dict[str, Any]:
        """What the results of some steps depend on, for the manifest of their stage.

        Where the endpoint is, how patiently and with which budget it is asked says nothing about
        the results and is left out; so a world that moves, or is replayed, stays as it is.
        """
        named = {step: self.model_of(step) for step in steps}
        models = {"model": named[steps[0]]} if len(steps) == 1 else {"models": named}
        return {**models, **self.sampling} if steps else {}

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        if self.concurrency < 1:
            raise ConfigError(f"llm.concurrency is {self.concurrency}", mend="at least 1")
        for name in ("max_tokens", "token_budget"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ConfigError(f"llm.{name} is {value}", mend="at least 1, or unset")
        if self.timeout_s <= 0:
            raise ConfigError(f"llm.timeout_s is {self.timeout_s}", mend="above 0")
        if self.temperature is not None and self.temperature < 0:
            raise ConfigError(f"llm.temperature is {self.temperature}", mend="at least 0")
        _check_url(self.url)
        _check_steps(self.models)


def _check_url(url: str | None) -> None:
    if url is None:
        return
    if not url.startswith(("http://", "https://")):
        raise ConfigError(
            f"llm.url is {url!r}", mend="write it with http:// or https://; it usually ends in /v1"
        )
    if "@" in url.split("/", 3)[2]:
        # It would stand in world.toml.
        raise ConfigError(
            "llm.url holds a name or a password",
            mend="leave them out; the key is read from the variable that llm.key_variable names",
        )


def _check_steps(models: Mapping[str, str]) -> None:
    for step in models:
        if step not in STEPS:
            raise ConfigError(
                f"llm.models has the step {step}", mend=f"there are: {', '.join(STEPS)}"
            )
