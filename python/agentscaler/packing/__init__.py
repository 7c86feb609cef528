"""Packing: kept trajectories as token ids with a loss mask, in bins of one size."""

from agentscaler.packing.batch import Batch
from agentscaler.packing.bins import Bins, pack
from agentscaler.packing.folder import pack_jsonl
from agentscaler.packing.packs import Packs
from agentscaler.packing.renderer import Encoded, EncodedBatch, Rejected, Renderer
from agentscaler.packing.store import TokenStore
from agentscaler.packing.template import chat_template
from agentscaler.packing.tokenizer import CONTROL_TOKENS, train_tokenizer

__all__ = [
    "CONTROL_TOKENS",
    "Batch",
    "Bins",
    "Encoded",
    "EncodedBatch",
    "Packs",
    "Rejected",
    "Renderer",
    "TokenStore",
    "chat_template",
    "pack",
    "pack_jsonl",
    "train_tokenizer",
]
