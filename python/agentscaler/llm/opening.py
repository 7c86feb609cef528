"""The client of a configuration: for coroutines, and for threads that wait."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import CancelledError, Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from agentscaler.errors import ConfigError, ModelError
from agentscaler.llm.budget import TokenBudget
from agentscaler.llm.cache import ReplyCache
from agentscaler.llm.client import FATAL, ChatClient, Patience, import_openai

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from agentscaler.llm.config import LlmConfig

_SHORT_S = 10.0
"""Seconds within which an endpoint says what it has."""
_NAMED = 8
"""Models that an error names."""

Chat = list[dict[str, Any]]
"""Messages, as OpenAI has them."""


@asynccontextmanager
async def open_client(config: LlmConfig, *, world: Path) -> AsyncIterator[ChatClient]:
    """A client with budget and cache.

    Args:
        config: Endpoint and limits.
        world: Folder of the world; the cache stands beside it where no other is named.

    Raises:
        ModelError: The cache cannot be used.
        MissingExtraError: The package ``openai`` is not installed.
    """
    path = Path(config.cache) if config.cache else world.with_name(f"{world.name}.llm.sqlite")
    with ReplyCache(path) as cache:
        async with ChatClient(
            base_url=config.url,
            key=os.environ.get(config.key_variable),
            concurrency=config.concurrency,
            patience=Patience(timeout_s=config.timeout_s),
            budget=TokenBudget(limit=config.token_budget),
            cache=cache,
            replay_only=config.replay_only,
        ) as client:
            yield client


class Asker:
    """Asks for threads that wait: the client has a thread of its own. Use it with ``with``.

    Args:
        config: Endpoint and limits.
        step: What the model is asked for; decides which one it is.
        world: As for `open_client`.

    Raises:
        ConfigError: No model is named.
        ModelError: The cache cannot be used.
        MissingExtraError: The package ``openai`` is not installed.
    """

    def __init__(self, config: LlmConfig, step: str, *, world: Path) -> None:
        self.model = config.model_of(step)
        self._config = config
        self._world = world
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="llm", daemon=True)
        self._opened: Any = None
        self._client: ChatClient | None = None
        self._lock = threading.Lock()
        self._ended = False
        self._waiting: set[Future[Any]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._opened = open_client(self._config, world=self._world)
        try:
            self._client = self._send(self._opened.__aenter__()).result()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._ended = True
            waiting = list(self._waiting)
        for one in waiting:
            one.cancel()
        try:
            self._send(self._end()).result()
        finally:
            self._stop()

    def ask(self, chats: Sequence[Chat], *, repeat: int = 0) -> list[str]:
        """The text of the reply to each chat; they are asked at once.

        All come to their end before an error is raised, so that what is paid for is in the cache.

        Raises:
            ModelError: One is not answered; the first of them that stops all others, if there is
                one. Reason ``ended``: this is closed, or was while the reply was waited for.
        """
        found = self._result(chats, repeat)
        errors = [one for one in found if isinstance(one, BaseException)]
        for error in sorted(errors, key=lambda one: not _is_fatal(one)):
            raise error
        return [one["message"]["content"] or "" for one in found]

    def complete(self, chat: Chat) -> str:
        """The text of one reply; see `ask`."""
        (text,) = self.ask([chat])
        return text

    async def _all(self, chats: Sequence[Chat], repeat: int) -> list[Any]:
        assert self._client is not None  # noqa: S101 - entered
        sampling = self._config.sampling
        asked = (
            self._client.complete(chat, model=self.model, repeat=repeat, **sampling)
            for chat in chats
        )
        found: list[Any] = await asyncio.gather(*asked, return_exceptions=True)
        return found

    def _result(self, chats: Sequence[Chat], repeat: int) -> list[Any]:
        with self._lock:
            if self._ended:
                raise _ended()
            waiting = self._send(self._all(chats, repeat))
            self._waiting.add(waiting)
        try:
            found: list[Any] = waiting.result()
        except CancelledError:
            raise _ended() from None
        finally:
            with self._lock:
                self._waiting.discard(waiting)
        return found

    async def _end(self) -> None:
        """Requests that nobody waits for any more are left before the client is closed."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._opened.__aexit__(None, None, None)

    def _send(self, coroutine: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _ended() -> ModelError:
    return ModelError("the run ended before the model answered", reason="ended", mend="run again")


def _is_fatal(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.reason in FATAL


def only_model(config: LlmConfig) -> str:
    """The name of the model of an endpoint that has one.

    Raises:
        ConfigError: It has none, or several, or does not say.
        MissingExtraError: The package ``openai`` is not installed.
    """
    openai = import_openai()
    mend = "name it as the endpoint knows it: --llm-model NAME"
    try:
        with openai.OpenAI(
            base_url=config.url,
            api_key=os.environ.get(config.key_variable) or "none",
            max_retries=1,
            timeout=min(config.timeout_s, _SHORT_S),
        ) as client:
            names = sorted(str(one.id) for one in client.models.list().data)
    except (openai.OpenAIError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError(
            f"llm.model names no model, and the endpoint does not say which it has: "
            f"{type(error).__name__}",
            where=config.url,
            mend=mend,
        ) from error
    if len(names) != 1:
        some = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        raise ConfigError(
            f"llm.model names no model, and the endpoint has {len(names)}: {some or 'none'}",
            where=config.url,
            mend=mend,
        )
    return names[0]
