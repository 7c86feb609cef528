"""Replies whose calls are held to the shown tools while they are written.

One automaton a reply says after each token which tokens may follow, as servers do for guided
decoding and strict function calling. It works on bytes, and on texts as the tokenizer writes them:
tokenizers that write ``Order`` as a sign and ``order`` have no token whose text is known alone.

Source: llguidance:python/llguidance/_lib.pyi (``LLMatcher``).
"""

from __future__ import annotations

import json
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.errors import CheckpointError
from agentscaler.evals.grammar import BEGIN, END, call_grammar
from agentscaler.training.foreign import Tensor, library

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_KEPT_AUTOMATA = 64
"""For the next reply with the same tools (count)."""
_KEPT_WORDS = 4096
"""Spellings of names and values, for the next grammar that has them (count)."""


class Guidance:
    """What may follow in a call, for one tokenizer.

    Args:
        tokenizer: A ``tokenizers.Tokenizer`` of bytes with the tokens of calls.
        size: Scores that a model gives (count).

    Raises:
        CheckpointError: It has no such tokens, or is none of bytes.
        MissingExtraError: llguidance is not installed.
    """

    def __init__(self, tokenizer: Any, *, size: int) -> None:
        self._begin = tokenizer.token_to_id(BEGIN)
        plain = json.loads(tokenizer.to_str())
        if self._begin is None or tokenizer.token_to_id(END) is None or not _bytes(plain):
            raise CheckpointError(
                f"calls cannot be held: the tokenizer is none of bytes with {BEGIN} and {END}",
                mend="without scores.strict any tokenizer will do",
            )
        self._tokenizer = tokenizer
        self._words = library("tokenizers").Tokenizer.from_str(
            json.dumps({**plain, "normalizer": None})
        )
        for token in plain["added_tokens"]:
            token["special"] = True  # a token of its own, which no text in a call is
        plain |= {"normalizer": None, "decoder": _BYTES}
        self._guide = library("llguidance")
        self._vocabulary = self._guide.LLTokenizer(json.dumps(plain), n_vocab=size)
        self._size = size
        self._spelling = lru_cache(maxsize=_KEPT_WORDS)(self._spell)
        self._signs = [sign for letter in ascii_uppercase for sign in self._sign(letter)]
        self._automaton = lru_cache(maxsize=_KEPT_AUTOMATA)(self._compiled)

    def grammar(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """What a call of these tools may look like.

        Args:
            tools: As OpenAI has them, at least one.
        """
        return call_grammar(tools, spell=self._spelling, signs=self._signs)

    def hold(self, grammars: Sequence[str | None]) -> Callable[[Tensor, Tensor], Tensor]:
        """Takes the scores of what may not follow away, at each step of replies made together.

        Args:
            grammars: One a reply, in their order; unset: anything may follow.
        """
        calls: list[Any] = [None] * len(grammars)
        begun = False

        def held(ids: Tensor, scores: Tensor) -> Tensor:
            nonlocal begun
            if begun:
                for row, token in enumerate(ids[:, -1].tolist()):
                    calls[row] = self._after(token, calls[row], grammars[row])
            begun = True
            rows = [row for row, call in enumerate(calls) if call is not None]
            return self._masked(scores, rows, [calls[row] for row in rows]) if rows else scores

        return held

    def _after(self, token: int, call: Any, grammar: str | None) -> Any:
        """The automaton of a reply after one more token; none outside of calls."""
        if call is None:
            begins = token == self._begin and grammar is not None
            return self._automaton(grammar).deep_copy() if begins else None
        call.consume_token(token)
        if call.is_error():
            raise CheckpointError(f"a call could not be held: {call.get_error()}")
        return None if call.is_stopped() else call

    def _masked(self, scores: Tensor, rows: list[int], calls: list[Any]) -> Tensor:
        masks = library("llguidance.numpy")
        bits = masks.allocate_token_bitmask(len(calls), self._size)
        for row, call in enumerate(calls):
            masks.fill_next_token_bitmask(call, bits, row)
        allowed = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, : self._size]
        refused = library("torch").from_numpy(allowed == 0).to(scores.device)
        scores = scores.clone()
        scores[rows] = scores[rows].masked_fill(refused, float("-inf"))
        return scores

    def _compiled(self, grammar: str) -> Any:
        limits = self._guide.LLParserLimits(verbose_errors=False)  # not the whole grammar
        made = self._guide.LLMatcher(self._vocabulary, grammar, log_level=0, limits=limits)
        if made.is_error():
            raise CheckpointError(f"the shown tools cannot be held to: {made.get_error()}")
        return made

    def _spell(self, text: str) -> str:
        """A text as it is before it is cut into tokens, if decoding gives it back."""
        normalizer = self._tokenizer.normalizer
        spelt: str = normalizer.normalize_str(text) if normalizer else text
        return spelt if self._read(spelt) == text else text

    def _read(self, spelt: str) -> str:
        ids = self._words.encode(spelt, add_special_tokens=False).ids
        read: str = self._words.decode(ids, skip_special_tokens=False)
        return read

    def _sign(self, letter: str) -> list[str]:
        """How a capital letter before a small one is written, where it is not itself."""
        word = f"{letter}a"
        spelt = self._spell(word)
        return [] if spelt == word else [spelt.removesuffix("a")]


_BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}


def _bytes(plain: dict[str, Any]) -> bool:
    """Whether the words of a tokenizer are bytes, each written as a letter."""
    decoder = plain["decoder"] or {}
    return any(one.get("type") == "ByteLevel" for one in decoder.get("decoders", [decoder]))
