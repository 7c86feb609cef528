"""A small tokenizer of one's own, for models that are trained from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.errors import TokenizerError
from agentscaler.packing.engines import train_tokenizer as _train

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONTROL_TOKENS: tuple[tuple[str, bool], ...] = (
    ("<|endoftext|>", True),
    ("<|im_start|>", True),
    ("<|im_end|>", True),
    ("<tool_call>", False),
    ("</tool_call>", False),
    ("<tool_response>", False),
    ("</tool_response>", False),
    ("<think>", False),
    ("</think>", False),
)
"""Control tokens of Qwen3, in their order, with whether decoding for people leaves them out."""


def train_tokenizer(
    texts: Iterable[str],
    *,
    vocab_size: int,
    control_tokens: Sequence[tuple[str, bool]] = CONTROL_TOKENS,
) -> str:
    """Train a byte-level BPE tokenizer; digits stand alone.

    The same texts give the same file in every process and on every machine: ties between pairs are
    broken by their ids.

    Args:
        texts: What to learn from. Control tokens in them are no special case; leave them out.
        vocab_size: Tokens at most, bytes and control tokens included. Texts in which no pair stands
            twice give fewer.
        control_tokens: Text, and whether the token is special in the sense of Transformers.

    Returns:
        The text of a ``tokenizer.json``, which Transformers loads
        (``PreTrainedTokenizerFast(tokenizer_file=...)``).

    Raises:
        TokenizerError: The size does not hold the 256 bytes and the control tokens.

    Source:
        Sennrich et al., arXiv 1508.07909.

    Example:
        >>> from agentscaler.packing import Renderer, chat_template
        >>> tokenizer = train_tokenizer(["the order", "the customer"], vocab_size=300)
        >>> renderer = Renderer(tokenizer, chat_template("compact"))
        >>> renderer.token_id("<|im_end|>") == renderer.vocab_size - 7
        True
    """
    return _train(list(texts), vocab_size=vocab_size, specials=list(control_tokens))


def read_tokenizer(path: str) -> bytes:
    """The bytes of a ``tokenizer.json``; of a folder, the file of that name in it.

    Raises:
        TokenizerError: There is no such file.
    """
    file = Path(path)
    if file.is_dir():
        file /= "tokenizer.json"
    try:
        return file.read_bytes()
    except OSError as error:
        raise TokenizerError(
            f"the tokenizer cannot be read: {error.strerror}",
            where=str(file),
            mend="give the tokenizer.json of the model, or the folder that holds it",
        ) from error
