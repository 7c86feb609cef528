"""The tokenizer that packs were made with: how large it is, and whether a model has the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from agentscaler.errors import CheckpointError
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_bytes, digest_json

if TYPE_CHECKING:
    from pathlib import Path

TOKENIZER = "tokenizer.json"
CONFIG = "tokenizer_config.json"
TEMPLATE = "chat_template.jinja"
FILES = (TOKENIZER, CONFIG, TEMPLATE)
"""What is put beside a model; all but the first may be missing."""

_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<end_of_turn>", "</s>")
"""Tokens that end a turn in the templates of today's families; those that a tokenizer has count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """A tokenizer, as the files of its folder."""

    size: int
    """One more than its highest id."""
    digest: str
    """Of all files."""
    words: str
    """Digest of the model and the added tokens: equal exactly when ids mean the same."""
    stops: list[int]
    """Ids that end a turn."""
    files: dict[str, bytes]
    """Name -> contents."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The tokenizer of a folder.

        Raises:
            CheckpointError: There is no ``tokenizer.json``, or it is none.
        """
        files = {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}
        if TOKENIZER not in files:
            raise CheckpointError(
                f"there is no {TOKENIZER}", where=str(folder), mend="the folder of the tokenizer"
            )
        try:
            plain = json.loads(files[TOKENIZER])
            ids = [*_ids(plain["model"]["vocab"]), *(one["id"] for one in plain["added_tokens"])]
            size = 1 + max(ids)
            added = {one["content"]: one["id"] for one in plain["added_tokens"]}
        except (ValueError, KeyError, TypeError) as error:
            raise CheckpointError(
                f"{TOKENIZER} is not one of the library tokenizers: {error}",
                where=str(folder / TOKENIZER),
            ) from error
        marks = {name: digest_bytes(data) for name, data in files.items()}
        return cls(
            size=size,
            digest=digest_json(marks),
            words=digest_json([plain["model"], plain["added_tokens"]]),
            stops=[added[name] for name in _TURN_ENDS if name in added],
            files=files,
        )

    def refuse_other(self, checkpoint: Path) -> None:
        """Refuse a checkpoint whose own tokenizer gives other ids.

        Raises:
            CheckpointError: It does.
        """
        if not (checkpoint / TOKENIZER).is_file():
            return
        if Vocabulary.read(checkpoint).words != self.words:
            raise CheckpointError(
                "the packs were made with another tokenizer than the checkpoint has",
                where=str(checkpoint / TOKENIZER),
                mend="pack with the tokenizer of the checkpoint",
            )

    def write(self, folder: Path) -> None:
        """Put the files beside a model."""
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        if CONFIG not in self.files:
            # Without it transformers takes the class that goes with the architecture, which builds
            # a tokenizer of its own from these files and gives other ids.
            plain = {"tokenizer_class": "PreTrainedTokenizerFast"}
            (folder / CONFIG).write_text(canonical_json(plain), encoding="utf-8")


def _ids(vocab: Any) -> list[int]:
    """Ids of a vocabulary: a table of ids, or a list of words with scores."""
    return list(vocab.values()) if isinstance(vocab, dict) else list(range(len(vocab)))
