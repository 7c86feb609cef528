"""What every reader yields: the raw entry of a catalogue, before anything is normalised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agentscaler.tools.tool import Effect


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """One parameter of an HTTP operation outside its body."""

    name: str
    where: str
    """``path``, ``query``, ``header``, ``cookie`` or ``form``."""
    schema: Any
    required: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The request body of an HTTP operation."""

    schema: Any
    required: bool
    name: str = "body"
    """Name of the parameter where the body is no object whose properties can stand alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiSpec:
    """One entry of a catalogue as its source states it.

    Either ``arguments`` is set (function lists, MCP), or ``inputs`` and ``body`` are (HTTP).
    """

    format: str
    name: str
    description: str
    place: str
    documents: tuple[Any, ...]
    """Where ``$ref`` are looked up, in this order."""
    arguments: Any = None
    inputs: tuple[Input, ...] = ()
    body: Body | None = None
    returns: Any = None
    effect: Effect | None = None
    """What annotations say; they come before method and name."""
    provider: str | None = None
    group: str | None = None
    path: str | None = None
    http: str | None = None
    licence: str | None = None
    deprecated: bool = False
