"""Asks models on any endpoint that speaks OpenAI's protocol: many at once, patiently, and once.

At most ``concurrency`` requests are under way. What may pass (429, 5xx, time-outs, broken answers)
is tried again with growing pauses; ``Retry-After`` is obeyed. What cannot pass (a wrong key, an
unknown model, nobody there) is raised, and every further request fails at once.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import random
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit, urlunsplit

from agentscaler.errors import ArgumentError, MissingExtraError, ModelError
from agentscaler.llm.budget import TokenBudget, estimated_tokens
from agentscaler.llm.cache import ReplyCache, request_key
from agentscaler.llm.reply import BadReplyError, read_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from types import TracebackType

logger = logging.getLogger(__name__)

FATAL = frozenset(
    {"unreachable", "wrong_key", "unknown_model", "budget_spent", "not_recorded", "ended"}
)
"""Reasons of a `ModelError` that stop every request."""

OPENAI = "https://api.openai.com/v1"
_LONGEST_PAUSE_S = 60.0
_TOLD = 300
"""Characters of an endpoint's own words in an error."""
_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404
_TIMEOUT, _CONFLICT, _TOO_MANY, _SERVER = 408, 409, 429, 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long to try."""

    attempts: int = 6
    """Of one request (count)."""
    timeout_s: float = 120.0
    """Seconds of one attempt."""
    pause_s: float = 0.5
    """Seconds of the first pause; each is about twice as long as the last."""


class _RetryError(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, why: str, *, after_s: float | None = None, reached: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.after_s = after_s
        self.reached = reached


class ChatClient:
    """A connection to an endpoint; use it with ``async with``.

    Args:
        base_url: Of the endpoint: ``http://localhost:8000/v1``; ``None``: that of OpenAI.
        key: Its key; nothing that this class writes or raises has it.
        concurrency: Requests that are under way at a time.
        patience: How long to try.
        budget: Tokens that may be spent; shared by whoever is given the same.
        cache: Replies that are known, and where new ones are kept; with it equal requests that
            come at the same time are asked once.
        replay_only: Send nothing; what is not in the cache is an error.

    Raises:
        ArgumentError: An argument is outside its range.
        MissingExtraError: The package ``openai`` is not installed.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
        key: str | None = None,
        concurrency: int = 64,
        patience: Patience | None = None,
        budget: TokenBudget | None = None,
        cache: ReplyCache | None = None,
        replay_only: bool = False,
    ) -> None:
        if concurrency < 1:
            raise ArgumentError(f"concurrency is {concurrency}, but must be at least 1")
        if replay_only and cache is None:
            raise ArgumentError("replay_only needs a cache", mend="give the cache to replay from")
        self.url = _without_credentials(base_url or OPENAI)
        self.budget = budget or TokenBudget()
        self._base_url = base_url or OPENAI
        self._key = key
        self._patience = patience or Patience()
        self._cache = cache
        self._replay_only = replay_only
        self._slots = asyncio.Semaphore(concurrency)
        self._under_way: dict[str, asyncio.Lock] = {}
        self._open: Any = None
        self._broken: ModelError | None = None
        self._answered = False
        if not replay_only:
            import_openai()

    async def __aenter__(self) -> Self:
        if not self._replay_only:
            self._open = import_openai().AsyncOpenAI(
                base_url=self._base_url,
                api_key=self._key or "none",  # local servers ask for none, the package for some
                max_retries=0,  # pauses, budget and errors are decided here
                timeout=self._patience.timeout_s,
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open is not None:
            await self._open.close()
            self._open = None

    async def complete(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        model: str,
        tools: Sequence[Mapping[str, Any]] | None = None,
        repeat: int = 0,
        **sampling: Any,
    ) -> dict[str, Any]:
        """Ask for the next message of a conversation.

        Args:
            messages: As OpenAI has them.
            model: Its name at the endpoint.
            tools: What it may call.
            repeat: Number of the repetition: equal requests with other numbers are asked anew.
            sampling: Further settings of the request that are not ``None``: ``temperature``,
                ``max_tokens``.

        Returns:
            ``{"message", "finish_reason", "usage"}``: see `agentscaler.llm.reply.read_reply`. A
            reply of the cache says ``"cached": True``.

        Raises:
            ModelError: See its reasons.
        """
        request: dict[str, Any] = {"model": model, "messages": list(messages)}
        if tools:
            request["tools"] = list(tools)
        request |= {name: value for name, value in sampling.items() if value is not None}
        key = request_key(self.url, request, repeat=repeat)
        if self._cache is None:
            return await self._asked(request, key)
        async with self._alone(key):
            return await self._remembered(request, key, self._cache)

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        """Equal requests one after the other: the first is asked, the others find its reply."""
        lock = self._under_way.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._under_way.pop(key, None)

    async def _remembered(
        self, request: dict[str, Any], key: str, cache: ReplyCache
    ) -> dict[str, Any]:
        known = cache.get(key)
        if known is not None:
            return {**known, "cached": True}
        if self._replay_only:
            raise ModelError(
                "this request is not in the cache, and only the cache may answer",
                reason="not_recorded",
                where=f"{request['model']}, {len(request['messages'])} messages, key {key[:16]}",
                mend="record it: run once without replay_only",
            )
        reply = await self._asked(request, key)
        cache.put(key, reply)
        return reply

    async def _asked(self, request: dict[str, Any], key: str) -> dict[str, Any]:
        if self._open is None:
            raise ArgumentError("the client is not open", mend="async with ChatClient(...) as it:")
        async with self._slots:
            if self._broken is not None:
                raise self._broken
            estimate = estimated_tokens(request) + (request.get("max_tokens") or 0)
            self.budget.begin(estimate)
            usage = None
            try:
                reply = await self._tried(request, key)
                usage = reply["usage"]
            except ModelError as error:
                if error.reason in FATAL:
                    self._broken = error
                raise
            finally:
                self.budget.end(estimate, usage)
        return reply

    async def _tried(self, request: dict[str, Any], key: str) -> dict[str, Any]:
        """Attempts with pauses between them."""
        # Pauses differ from request to request, so that they do not all come back at once.
        jitter = random.Random(key)  # noqa: S311  no secret depends on it
        last = _RetryError("nothing was tried")
        for attempt in range(self._patience.attempts):
            if attempt:
                pause = min(_LONGEST_PAUSE_S, self._patience.pause_s * 2 ** (attempt - 1))
                pause *= 0.5 + jitter.random()
                if last.after_s is not None:
                    pause = min(max(pause, last.after_s), 2 * _LONGEST_PAUSE_S)
                logger.debug("attempt %d failed (%s), pause of %.1f s", attempt, last.why, pause)
                await asyncio.sleep(pause)
            try:
                body = await self._sent(request)
                return read_reply(body, request)
            except _RetryError as error:
                last = error
            except BadReplyError as error:
                last = _RetryError(str(error))
        raise self._gave_up(last)

    def _gave_up(self, last: _RetryError) -> ModelError:
        attempts = self._patience.attempts
        if not last.reached and not self._answered:
            return ModelError(
                f"nobody answers at {self.url}: {last.why}",
                reason="unreachable",
                where=self.url,
                mend="start the server, or correct its address (it usually ends in /v1)",
            )
        return ModelError(
            f"the model did not answer in {attempts} attempts: {last.why}",
            reason="gave_up",
            where=self.url,
            mend="look at the log of the server; lower the concurrency, or raise the time-out",
        )

    async def _sent(self, request: dict[str, Any]) -> bytes:
        """One attempt: the body of the answer."""
        openai = import_openai()
        try:
            async with asyncio.timeout(self._patience.timeout_s):
                raw = await self._open.chat.completions.with_raw_response.create(**request)
                body: bytes = raw.http_response.content
                self._answered = True
                return body
        except (TimeoutError, openai.APITimeoutError) as error:
            raise _RetryError(f"no answer in {self._patience.timeout_s:g} s") from error
        except openai.APIStatusError as error:
            self._answered = True
            raise self._of_status(error, request) from error
        except openai.APIConnectionError as error:
            why = str(error.__cause__ or error)
            raise _RetryError(_short(why), reached=False) from error

    def _of_status(self, error: Any, request: dict[str, Any]) -> Exception:
        status: int = error.status_code
        said = _short(str(error.message))
        if self._key:
            said = said.replace(self._key, "(the key)")
        if status in {_TIMEOUT, _CONFLICT, _TOO_MANY} or status >= _SERVER:
            after = _retry_after(error.response.headers)
            return _RetryError(f"status {status}: {said}", after_s=after)
        if status in {_UNAUTHORISED, _FORBIDDEN}:
            return ModelError(
                f"the endpoint does not accept the key (status {status}): {said}",
                reason="wrong_key",
                where=self.url,
                mend="set the environment variable that llm.key_variable names",
            )
        if status == _NOT_FOUND:
            return ModelError(
                f"the endpoint has no model {request['model']!r}, or no such path: {said}",
                reason="unknown_model",
                where=self.url,
                mend="ask it for its models (GET /v1/models); its address usually ends in /v1",
            )
        return ModelError(
            f"the endpoint refuses the request (status {status}): {said}",
            reason="refused",
            where=self.url,
            mend="too long a conversation, or a setting that this model does not have",
        )


def refuse_without_openai() -> None:
    """Say early what would be missing late. Nothing is imported.

    Raises:
        MissingExtraError: The package ``openai`` is not installed.
    """
    if importlib.util.find_spec("openai") is None:
        raise MissingExtraError(
            "the package openai is not installed", mend="pip install 'agentscaler[llm]'"
        )


def import_openai() -> Any:
    """The package.

    Raises:
        MissingExtraError: It is not installed.
    """
    refuse_without_openai()
    import openai

    return openai


def _without_credentials(url: str) -> str:
    """An address without user, password and query: what may stand in files and messages."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an endpoint asks to wait."""
    with suppress(ValueError, TypeError):
        return max(0.0, float(headers.get("retry-after-ms", "")) / 1_000)
    told = headers.get("retry-after", "")
    with suppress(ValueError, TypeError):
        return max(0.0, float(told))
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TOLD else f"{line[:_TOLD]}..."
