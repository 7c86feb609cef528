"""The door to the compiled engines of text and packing."""

from __future__ import annotations

from agentscaler._core import TextRenderer, gather_bin, pack_bins, train_tokenizer

__all__ = ["TextRenderer", "gather_bin", "pack_bins", "train_tokenizer"]
