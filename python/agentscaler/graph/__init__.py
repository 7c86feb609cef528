"""Who shares data, and whose output is whose input: the second stage.

The public names are loaded when they are first used, so that a command line that only wants the
settings does not pay for the engines.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agentscaler.graph.config import GraphConfig
    from agentscaler.graph.embedder import Embedder, FileEmbedder, FunctionEmbedder, HashedEmbedder
    from agentscaler.graph.engines import (
        adjusted_mutual_info,
        adjusted_rand_index,
        communities,
        embed_texts,
        embed_tools,
        feeds_edges,
        modularity,
        sample_similarities,
        similarity_edges,
        tool_entities,
    )
    from agentscaler.graph.graph import ToolGraph
    from agentscaler.graph.tau import Tau, choose_tau
    from agentscaler.graph.vectors import Csr

__all__ = [
    "Csr",
    "Embedder",
    "FileEmbedder",
    "FunctionEmbedder",
    "GraphConfig",
    "HashedEmbedder",
    "Tau",
    "ToolGraph",
    "adjusted_mutual_info",
    "adjusted_rand_index",
    "choose_tau",
    "communities",
    "embed_texts",
    "embed_tools",
    "feeds_edges",
    "modularity",
    "sample_similarities",
    "similarity_edges",
    "tool_entities",
]

_ELSEWHERE = {
    "GraphConfig": "config",
    "ToolGraph": "graph",
    "Csr": "vectors",
    **dict.fromkeys(("Tau", "choose_tau"), "tau"),
    **dict.fromkeys(("Embedder", "FileEmbedder", "FunctionEmbedder", "HashedEmbedder"), "embedder"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_ELSEWHERE.get(name, 'engines')}")
    return getattr(module, name)
