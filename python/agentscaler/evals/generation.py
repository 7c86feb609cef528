"""Replies of a local checkpoint, many at a time.

A token of a small model costs a processor nearly the same for one reply and for thirty, since what
it waits for is Python and memory; so replies of many episodes are made together.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.errors import CheckpointError
from agentscaler.evals.guidance import Guidance
from agentscaler.training.foreign import library
from agentscaler.training.model import open_model
from agentscaler.training.order import keyed_bits
from agentscaler.training.vocabulary import TEMPLATE, TOKENIZER, Vocabulary
from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.training.config import Shape


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A prompt that waits for its reply."""

    ids: tuple[int, ...]
    """Token ids of the prompt."""
    key: tuple[object, ...] = ()
    """What the random choices of the reply depend on, beside the seed and the prompt."""
    grammar: str | None = None
    """What may follow where a call begins; unset: anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the model wrote."""

    text: str
    """Without the mark of the end of the turn."""
    tokens: int
    """How many it took, that mark included (count)."""
    too_long: bool = False
    """The prompt left no room for a reply; nothing was written."""


class Generator:
    """A local checkpoint with its tokenizer and chat template.

    Args:
        folder: Where ``tokenizer.json`` and ``chat_template.jinja`` stand, and the model.
        max_new_tokens: Tokens of a reply at most (count).
        temperature: 0: always the likeliest token; above: drawn, by seed and key.
        seed: Of what is drawn.
        model: Folder of another model, or a shape for random weights; by default ``folder``.
        strict: Calls are held to the shown tools while they are written.

    Raises:
        CheckpointError: A file is missing or broken, model and tokenizer do not fit, or the
            tokenizer cannot be held to calls.
        MissingExtraError: torch, transformers or llguidance are not installed.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        max_new_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        model: str | Path | Shape | None = None,
        strict: bool = False,
    ) -> None:
        folder = Path(folder)
        words = Vocabulary.read(folder)
        template = words.files.get(TEMPLATE)
        if template is None:
            raise CheckpointError(
                f"there is no {TEMPLATE}",
                where=str(folder),
                mend="without it nobody knows how a conversation looks to this model",
            )
        self.max_new_tokens = max_new_tokens
        self._temperature = temperature
        self._seed = seed
        self._tokenizer = library("transformers").PreTrainedTokenizerFast(
            tokenizer_file=str(folder / TOKENIZER), chat_template=template.decode()
        )
        torch = library("torch")
        cuda = torch.cuda.is_available()
        self._model = open_model(
            folder if model is None else model,
            vocabulary=words.size,
            seed=seed,
            dtype="bfloat16" if cuda else "float32",
        )
        self._model.set_attn_implementation("sdpa")
        self._model.to("cuda" if cuda else "cpu").eval()
        stops = self._model.generation_config.eos_token_id
        own = [stops] if isinstance(stops, int) else list(stops or ())
        self._stops = sorted({*own, *words.stops}) or None
        size = self._model.config.vocab_size
        tokenizer = self._tokenizer.backend_tokenizer
        self._guidance = Guidance(tokenizer, size=size) if strict else None

    @property
    def positions(self) -> int:
        """Tokens of prompt and reply together at most."""
        found: int = self._model.config.max_position_embeddings
        return found

    def prompt(self, messages: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]]) -> Any:
        """Token ids of a conversation that the assistant goes on with.

        Args:
            messages: As OpenAI has them.
            tools: As OpenAI has them.
        """
        text = self._tokenizer.apply_chat_template(
            list(messages), tools=list(tools) or None, add_generation_prompt=True, tokenize=False
        )
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def grammar(self, tools: Sequence[dict[str, Any]]) -> str | None:
        """What a call of these tools may look like, if calls are held to them.

        Args:
            tools: As OpenAI has them; without any there is nothing to hold to.
        """
        return self._guidance.grammar(tools) if self._guidance and tools else None

    def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """One reply each, made together; the order of requests does not matter but for last bits.

        A prompt without room for a reply gets an empty one.
        """
        fitting = [r for r in requests if len(r.ids) + self.max_new_tokens <= self.positions]
        replies = self._together(fitting) if fitting else []
        made: dict[Request, Reply] = dict(zip(fitting, replies, strict=True))
        nothing = Reply(text="", tokens=0, too_long=True)
        return [made.get(request, nothing) for request in requests]

    def _together(self, requests: Sequence[Request]) -> list[Reply]:
        torch = library("torch")
        longest = max(len(request.ids) for request in requests)
        pad = self._stops[0] if self._stops else 0
        ids = torch.full((len(requests), longest), pad, dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for row, request in enumerate(requests):
            ids[row, longest - len(request.ids) :] = torch.tensor(request.ids)
            mask[row, longest - len(request.ids) :] = 1
        device = self._model.device
        with torch.inference_mode():
            found = self._model.generate(
                input_ids=ids.to(device),
                attention_mask=mask.to(device),
                max_new_tokens=self.max_new_tokens,
                do_sample=False,
                use_cache=True,
                eos_token_id=self._stops,
                pad_token_id=pad,
                logits_processor=self._processors(requests),
            )
        return [self._reply(row) for row in found[:, longest:].tolist()]

    def _processors(self, requests: Sequence[Request]) -> list[Any]:
        made = [self._drawn(requests)] if self._temperature else []
        if self._guidance:
            made.append(self._guidance.hold([request.grammar for request in requests]))
        return made

    def _reply(self, ids: list[int]) -> Reply:
        stops = set(self._stops or ())
        end = next((at for at, token in enumerate(ids) if token in stops), None)
        kept = ids if end is None else ids[:end]
        text = self._tokenizer.decode(
            kept, skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return Reply(text=text, tokens=len(kept) + (end is not None))

    def _drawn(self, requests: Sequence[Request]) -> Any:
        """Noise on scores whose largest then is a fair draw (Gumbel's), the same in any company."""
        torch = library("torch")
        keys = [(self._seed, digest_json(list(one.ids)), *one.key) for one in requests]
        step = 0

        def disturb(_: Any, scores: Any) -> Any:
            nonlocal step
            size = scores.shape[-1]
            rows = [keyed_bits(size, *key, step) for key in keys]
            unit = (np.stack(rows) >> np.uint64(11)).astype(np.float64) + 0.5
            noise = -np.log(-np.log(unit / 2**53))
            step += 1
            added = torch.from_numpy(noise).to(scores.device, torch.float32)
            return scores.float() / self._temperature + added

        return disturb


class Batching:
    """Gathers the prompts of many episodes that are played at once.

    Args:
        generator: Makes the replies.
        size: Replies that are made together at most (count).
    """

    def __init__(self, generator: Generator, *, size: int = 32) -> None:
        self.generator = generator
        self._size = size
        self._waiting: list[tuple[Request, asyncio.Future[Reply]]] = []
        self._task: asyncio.Task[None] | None = None

    async def reply(self, request: Request) -> Reply:
        """The reply to a prompt, made together with others that wait."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        while self._waiting:
            gathered = -1
            # Episodes go on until they wait again: nothing in them waits for anything else.
            while gathered != len(self._waiting):
                gathered = len(self._waiting)
                await asyncio.sleep(0)
            self._waiting.sort(key=lambda one: len(one[0].ids))  # less padding; stable
            now, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
            try:
                replies = self.generator.generate([request for request, _ in now])
            except Exception as error:  # noqa: BLE001  whoever waits is told
                for _, future in (*now, *self._waiting):
                    future.set_exception(error)
                self._waiting = []
                return
            for (_, future), reply in zip(now, replies, strict=True):
                future.set_result(reply)
