"""From tools to vectors: built in, from a file, or by anything that turns texts into numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import polars as pl

from agentscaler.errors import ArgumentError, ConfigError
from agentscaler.graph.config import PARTS, GraphConfig
from agentscaler.graph.engines import embed_texts, embed_tools
from agentscaler.graph.vectors import SparseLike, Vectors, as_vectors, num_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Embedder(Protocol):
    """Turns texts into rows whose cosine means likeness."""

    @property
    def name(self) -> str:
        """What made the vectors; a different name means different vectors."""

    @property
    def dim(self) -> int | None:
        """Number of columns; ``None`` when it is known only afterwards."""

    def embed(self, texts: Sequence[str]) -> Vectors | SparseLike:
        """One row a text: float32[n, dim], or a sparse matrix by rows."""


class ToolEmbedder(Protocol):
    """Turns tools into rows: what the stage uses."""

    @property
    def name(self) -> str:
        """What made the vectors; it goes into the manifest."""

    def embed_tools(self, tools: pl.DataFrame, *, threads: int) -> Vectors:
        """One row a tool, in the order of the frame (columns of ``TOOL_SCHEMA``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HashedEmbedder:
    """Words and word pairs, hashed, TF-IDF. No weights to download, any language with spaces.

    Example:
        >>> HashedEmbedder().embed(["list orders", "cancel an order"]).rows
        2
    """

    parts: tuple[str, ...] = PARTS
    """Parts of a tool that enter, all with weight 1."""
    buckets: int = 2**20
    """Columns."""

    @property
    def name(self) -> str:
        """``hashed``, parts and columns."""
        return f"hashed:{'+'.join(self.parts)}:{self.buckets}"

    @property
    def dim(self) -> int:
        """Number of columns."""
        return self.buckets

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One sparse row a text."""
        return embed_texts(texts, buckets=self.buckets)

    def embed_tools(self, tools: pl.DataFrame, *, threads: int) -> Vectors:
        """One sparse row a tool."""
        return embed_tools(
            tools["name"].to_list(),
            tools["description"].to_list(),
            tools["parameters"].to_list(),
            tools["returns"].to_list(),
            tools["path"].to_list(),
            weights={**dict.fromkeys(self.parts, 1.0), "bigrams": 1.0},
            buckets=self.buckets,
            threads=threads,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionEmbedder:
    """Any function from texts to vectors: a local model, an endpoint, a lookup.

    Example:
        >>> lengths = FunctionEmbedder(
        ...     name="length", dim=1, function=lambda texts: np.array([[len(t)] for t in texts])
        ... )
        >>> lengths.embed(["ab", "abc"]).tolist()
        [[2.0], [3.0]]
    """

    name: str
    """What made the vectors; change it when the function changes."""
    dim: int | None
    """Number of columns, checked; ``None`` when not known."""
    function: Callable[[list[str]], Any]
    """Texts to float32[n, dim] or a sparse matrix by rows."""
    parts: tuple[str, ...] = PARTS
    """Parts of a tool that make its text."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text.

        Raises:
            ArgumentError: The function gave another shape, NaN or an infinity.
        """
        vectors = as_vectors(self.function(list(texts)))
        columns = vectors.shape[1] if isinstance(vectors, np.ndarray) else vectors.columns
        if num_rows(vectors) != len(texts) or self.dim not in {None, columns}:
            raise ArgumentError(
                f"the embedder {self.name} gave {num_rows(vectors)} x {columns} numbers",
                mend=f"one row for each of the {len(texts)} texts, {self.dim or 'any'} columns",
            )
        return vectors

    def embed_tools(self, tools: pl.DataFrame, *, threads: int) -> Vectors:  # noqa: ARG002
        """One row a tool, from its text."""
        return self.embed(tool_texts(tools, self.parts))


@dataclass(frozen=True, kw_only=True, slots=True)
class FileEmbedder:
    """Vectors that were made elsewhere."""

    path: Path
    """``.parquet`` with columns ``id`` and ``vector``, or ``.npy`` with rows in order of ids."""

    @property
    def name(self) -> str:
        """Name of the file; its contents are an input of the stage, by digest."""
        return f"file:{self.path.name}"

    def embed_tools(self, tools: pl.DataFrame, *, threads: int) -> Vectors:  # noqa: ARG002
        """One row a tool, found by id.

        Raises:
            ConfigError: The file is missing, unreadable, or has no vector for a tool.
        """
        try:
            matrix = self._by_id(tools) if self.path.suffix == ".parquet" else np.load(self.path)
            vectors = as_vectors(matrix)
        except (OSError, ValueError, pl.exceptions.PolarsError) as error:
            raise ConfigError(
                f"the vectors cannot be read: {error}",
                where=str(self.path),
                mend="a .parquet with columns id and vector, or a .npy of rows x dimensions",
            ) from error
        if num_rows(vectors) != tools.height:
            raise ConfigError(
                f"{num_rows(vectors)} vectors for {tools.height} tools",
                where=str(self.path),
                mend="one row a tool, in the order of tools/tools-*.parquet",
            )
        return vectors

    def _by_id(self, tools: pl.DataFrame) -> Any:
        found = pl.read_parquet(self.path, columns=["id", "vector"], glob=False).unique(
            "id", keep="first"
        )
        joined = tools.select("id").join(found, on="id", how="left", maintain_order="left")
        missing = joined.filter(pl.col("vector").is_null())
        if missing.height:
            raise ArgumentError(
                f"{missing.height} tools have no vector, {missing['id'][0]} is the first"
            )
        return np.array(joined["vector"].to_list(), dtype=np.float32)


def tool_texts(tools: pl.DataFrame, parts: Sequence[str] = PARTS) -> list[str]:
    r"""The text of each tool: the chosen parts, one a line.

    Args:
        tools: Columns of ``TOOL_SCHEMA``.
        parts: Which parts.

    Example:
        >>> from agentscaler.tools.tool import TOOL_SCHEMA
        >>> one = pl.DataFrame([{"name": "get_pet", "description": "One pet."}], schema=TOOL_SCHEMA)
        >>> tool_texts(one, ["name", "description"])
        ['get_pet\nOne pet.']
    """
    schemas = {"parameters", "parameter_descriptions"} & set(parts)
    texts = []
    for row in tools.iter_rows(named=True):
        lines = [row[part] for part in ("name", "description", "path") if part in parts]
        for column, wanted in (("parameters", bool(schemas)), ("returns", "returns" in parts)):
            if wanted and row[column]:
                shown = json.loads(row[column]).get("properties", {})
                for name, schema in shown.items():
                    said = schema.get("description") if isinstance(schema, dict) else None
                    described = column == "parameters" and "parameter_descriptions" in parts
                    lines.append(f"{name}: {said}" if said and described else name)
        texts.append("\n".join(line for line in lines if line))
    return texts


def configured(config: GraphConfig) -> HashedEmbedder | FileEmbedder:
    """The embedder that a configuration names."""
    if config.embedder == "hashed":
        return HashedEmbedder(parts=config.parts, buckets=config.buckets)
    return FileEmbedder(path=Path(config.embedder))
