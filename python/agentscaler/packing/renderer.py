"""Conversations as token ids with a loss mask, equal to what Transformers makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler.errors import ArgumentError, RenderError
from agentscaler.packing.engines import TextRenderer
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

_Refused: TypeAlias = tuple[str, str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A conversation that became no tokens, and why."""

    line: int
    """Its place in the batch, from 0; blank lines are not counted."""
    id: str | None
    reason: str
    """Stable code, such as ``control_token``, ``not_prefix`` or ``over_long``."""
    detail: str
    """For people, with the message and the line of the template."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A conversation as tokens."""

    input_ids: NDArray[np.uint32]
    """Shape (n,)."""
    loss_mask: NDArray[np.uint8]
    """Shape (n,): 1 where the token is trained."""
    straddling: int
    """Trained tokens that hold text of somebody else as well (``assistant\\n`` and a line break of
    the answer can be one token)."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedBatch:
    """Many conversations as tokens, one after the other; m of them were kept."""

    input_ids: NDArray[np.uint32]
    """Shape (T,)."""
    loss_mask: NDArray[np.uint8]
    """Shape (T,)."""
    offsets: NDArray[np.int64]
    """Shape (m + 1,): where each begins, and T."""
    lines: NDArray[np.uint32]
    """Shape (m,): the line of each."""
    trained: NDArray[np.uint32]
    """Shape (m,): trained tokens of each."""
    straddling: NDArray[np.uint32]
    """Shape (m,)."""
    ids: Sequence[str | None]
    """``id`` of each line, kept or not."""
    rejected: Sequence[Rejected]
    """What became no tokens, in the order of the lines."""

    def __len__(self) -> int:
        """Number of conversations that were kept."""
        return len(self.lines)

    def one_by_one(self) -> list[Encoded | Rejected]:
        """What became of each line; the arrays are views of those of the batch."""
        found: list[Encoded | Rejected | None] = [None] * len(self.ids)
        for one in self.rejected:
            found[one.line] = one
        ends = self.offsets.tolist()
        straddling = self.straddling.tolist()
        for at, line in enumerate(self.lines.tolist()):
            part = slice(ends[at], ends[at + 1])
            found[line] = Encoded(self.input_ids[part], self.loss_mask[part], straddling[at])
        return [one for one in found if one is not None]


class Renderer:
    """A tokenizer and the chat template of its model.

    A conversation is rendered as a whole, once. What the assistant said is trained: text, thinking,
    calls and the end of the turn; never what users, tools or the policy say. It is found by the
    ``{% generation %}`` marks of the template, or, where it has none, by rendering the conversation
    up to each turn, which proves it where the template keeps what it wrote.

    Args:
        tokenizer_json: The contents of a ``tokenizer.json``.
        chat_template: A Jinja template.
        variables: What the template finds beside messages and tools (``bos_token``,
            ``enable_thinking``, ...); JSON values.
        now: What ``strftime_now`` tells, such as ``2025-01-31`` or ``2025-01-31T12:00:00``. Without
            it templates have no such function, and write the date that they have for this case.
        arguments: Whether templates see the arguments of a call as the text that the model emitted
            (``raw``) or as an object (``parsed``), which is what servers give them.
        max_tokens: A longer conversation is rejected; 0 for no limit. Nothing is ever cut.
        as_transformers: Take whatever Transformers takes. Control tokens in texts become control
            tokens, and nothing is checked but the shape.

    Raises:
        TokenizerError: The tokenizer is broken, or of a kind that is not known.
        TemplateError: The template does not parse, or writes control tokens that the tokenizer does
            not have.
        ArgumentError: A variable is no JSON value, or the date is none.

    Example:
        >>> from agentscaler.packing import chat_template, train_tokenizer
        >>> renderer = Renderer(train_tokenizer([], vocab_size=265), chat_template("compact"))
        >>> messages = [
        ...     {"role": "user", "content": "Hi"},
        ...     {"role": "assistant", "content": "Hello"},
        ... ]
        >>> encoded = renderer.encode(messages)
        >>> renderer.decode(encoded.input_ids[encoded.loss_mask == 1])
        'Hello<|im_end|>'
    """

    def __init__(
        self,
        tokenizer_json: str | bytes,
        chat_template: str,
        *,
        variables: Mapping[str, Any] | None = None,
        now: str | None = None,
        arguments: Literal["raw", "parsed"] = "raw",
        max_tokens: int = 0,
        as_transformers: bool = False,
    ) -> None:
        if arguments not in ("raw", "parsed"):
            raise ArgumentError(f"arguments is {arguments!r}, but must be raw or parsed")
        if not 0 <= max_tokens < 2**32:
            raise ArgumentError(f"max_tokens is {max_tokens}, but must be from 0 to 2**32 - 1")
        self._engine = TextRenderer(
            _utf8(tokenizer_json, "tokenizer_json"),
            _checked_text(chat_template, "chat_template"),
            variables=_json(dict(variables), "variables") if variables else None,
            now=now,
            parsed_arguments=arguments == "parsed",
            max_tokens=max_tokens,
            as_transformers=as_transformers,
        )

    @property
    def digest(self) -> str:
        """Digest of all that decides which tokens a conversation becomes (64 hex digits)."""
        return self._engine.digest

    @property
    def vocab_size(self) -> int:
        """Number of tokens, added ones included."""
        return self._engine.vocab_size

    @property
    def has_marks(self) -> bool:
        """Whether the template marks what is trained; otherwise prefixes prove it."""
        return self._engine.has_marks

    def token_id(self, token: str) -> int | None:
        """The id of a token, ``None`` where the vocabulary does not have it."""
        return self._engine.token_id(token)

    def decode(self, ids: ArrayLike) -> str:
        """The text of ids, control tokens included."""
        return self._engine.decode(ids)

    def encode(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]] | None = None,
    ) -> Encoded:
        """One conversation.

        Args:
            messages: OpenAI chat messages.
            tools: OpenAI function list.

        Raises:
            RenderError: It cannot become tokens; ``reason`` is the stable code.
        """
        tokens, refused = self._engine.encode(_line(messages, tools))
        if tokens is None:
            raise _error(refused)
        input_ids, loss_mask, _, straddling = tokens
        return Encoded(input_ids, loss_mask, straddling)

    def encode_batch(
        self, records: bytes | Iterable[str | bytes], *, workers: int = 1
    ) -> EncodedBatch:
        """Many conversations; what becomes no tokens is listed with its reason.

        Args:
            records: JSONL, its bytes or its lines: ``{"id", "messages", "tools"}``, of which only
                ``messages`` is required.
            workers: Number of threads; the result does not depend on it.
        """
        if not isinstance(records, bytes):
            records = b"\n".join(_utf8(line, "a line").replace(b"\n", b" ") for line in records)
        made = self._engine.encode_batch(records, workers)
        input_ids, loss_mask, offsets, lines, trained, straddling, ids, refused = made
        rejected = [
            Rejected(line, ids[line], reason, _told(detail, message, template_line))
            for line, (reason, detail, message, template_line) in refused
        ]
        return EncodedBatch(
            input_ids, loss_mask, offsets, lines, trained, straddling, ids, rejected
        )

    def render(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        generation_prompt: bool = False,
    ) -> str:
        """The text that is tokenised, or, with the prompt for the next turn, what a model is asked.

        Raises:
            RenderError: The template refuses the conversation.
        """
        rendered, refused = self._engine.render(
            _line(messages, tools), generation_prompt=generation_prompt
        )
        if rendered is None:
            raise _error(refused)
        text, _ = rendered
        return text


def _line(
    messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]] | None
) -> bytes:
    record = {"messages": list(messages), "tools": None if tools is None else list(tools)}
    try:
        return json.dumps(record, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise RenderError(f"the conversation is not JSON: {error}", reason="not_json") from error


def _json(value: Any, name: str) -> str:
    try:
        return canonical_json(value)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{name} are no JSON values: {error}") from error


def _utf8(text: str | bytes, name: str) -> bytes:
    return text if isinstance(text, bytes) else _checked_text(text, name).encode()


def _checked_text(text: str, name: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArgumentError(f"{name} is not UTF-8: {error.reason}") from error
    return text


def _told(detail: str, message: int | None, line: int | None) -> str:
    places = []
    if message is not None:
        places.append(f"message {message}")
    if line is not None:
        places.append(f"line {line} of the template")
    return f"{detail} ({', '.join(places)})" if places else detail


def _error(refused: _Refused | None) -> RenderError:
    reason, detail, message, line = refused or ("unknown", "no reason was given", None, None)
    where = _told("", message, line).strip(" ()") or None
    return RenderError(detail, reason=reason, where=where)
