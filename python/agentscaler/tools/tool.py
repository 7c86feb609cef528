"""The noun of the first stage: what an agent sees and calls.

Design 4.1. ``parameters`` and ``returns`` are JSON Schemas in normal form (references inlined,
``allOf`` merged, keys sorted). On disk they are canonical JSON strings, so that Arrow never merges
the shapes of different tools.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from agentscaler.world.canonical import canonical_json

__all__ = [
    "DROPPED_SCHEMA",
    "FORMAT_VERSION",
    "TOOL_SCHEMA",
    "Effect",
    "Source",
    "Tool",
    "canonical_json",
]

FORMAT_VERSION = 1
"""Version of the tool record; raised when a column changes its meaning."""


class Effect(StrEnum):
    """Whether a call changes state (paper section 2: op in {read, write})."""

    READ = "READ"
    WRITE = "WRITE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a tool comes from."""

    format: str
    """Reader that understood it: ``openapi-3``, ``swagger-2``, ``openai``, ``mcp``."""
    provider: str
    """Who offers it (``aws``, ``stripe.com``); the unit of the held-out split."""
    group: str
    """The API inside the provider (``aws/s3``); the source's own grouping where it has one."""
    file: str
    """File, relative to the path argument that it was found under, with ``/`` as separator."""
    place: str
    """Where in the file: a JSON pointer (``/paths/~1pets/get``) or ``line 12``."""
    path: str | None = None
    """URL path template, such as ``/pets/{petId}``."""
    http: str | None = None
    """HTTP method in capitals."""
    licence: str | None = None
    """Licence as the source states it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tool:
    """A callable with its contract.

    ``id`` is the digest of name, description, parameters, returns, effect, path and http method:
    equal content has an equal id wherever it was found.
    """

    id: str
    name: str
    description: str
    parameters: dict[str, Any]
    """JSON Schema of an object; always has ``type`` and ``properties``."""
    returns: dict[str, Any] | None
    """JSON Schema of the result, or ``None`` where the source does not tell."""
    effect: Effect
    source: Source


TOOL_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16,
        "id": pl.String,
        "name": pl.String,
        "description": pl.String,
        "parameters": pl.String,
        "returns": pl.String,
        "effect": pl.String,
        "format": pl.String,
        "provider": pl.String,
        "group": pl.String,
        "file": pl.String,
        "place": pl.String,
        "path": pl.String,
        "http": pl.String,
        "licence": pl.String,
    }
)
"""Columns of ``tools/tools-*.parquet``; rows are in order of ``id``."""

DROPPED_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16,
        "reason": pl.String,
        "detail": pl.String,
        "id": pl.String,
        "name": pl.String,
        "provider": pl.String,
        "group": pl.String,
        "file": pl.String,
        "place": pl.String,
    }
)
"""Columns of ``tools/dropped-*.parquet``: one row a tool or file that was left out, with why."""
