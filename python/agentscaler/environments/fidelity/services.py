"""Specifications of a service -> what a designer is given, and what a measurement needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.draft import DesignTask
from agentscaler.errors import SpecError
from agentscaler.tools.assembly import assemble
from agentscaler.tools.catalog.entry import ApiSpec
from agentscaler.tools.catalog.functions import read_functions
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.names import clean_name
from agentscaler.tools.tool import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service whose behaviour was recorded."""

    task: DesignTask
    """Its tools, for a designer."""
    left_out: dict[str, str]
    """Operation -> why its specification is no tool."""
    effects: dict[str, Effect]
    """Name of a tool -> whether it reads or writes."""
    vocabulary: frozenset[str]
    """Texts in enums of its schemas."""

    def writes(self, operation: str) -> bool:
        """Whether an operation may write; one that nobody specified may."""
        return self.effects.get(clean_name(operation)) is not Effect.READ


def read_service(name: str, entries: Sequence[dict[str, Any]], *, seed: int) -> Service:
    """Read the specifications of a service, as the stage ``tools`` reads them.

    Args:
        name: Of the service.
        entries: Lines of ``tools.jsonl``.
        seed: Of the design.

    Example:
        >>> pet = {"service": "shop", "name": "GetPet", "parameters": {"properties": {"id": {}}}}
        >>> service = read_service("shop", [pet], seed=0)
        >>> [tool.name for tool in service.task.tools], service.writes("GetPet")
        (['GetPet'], False)
    """
    tools, left_out, words = [], {}, set[str]()
    for at, entry in enumerate(entries, 1):
        words.update(_enum_words(entry.get("parameters")), _enum_words(entry.get("returns")))
        http = entry.get("http")
        plain = {
            **entry,
            **(http if isinstance(http, dict) else {}),
            "http": None,
            "parameters": entry.get("parameters") or {},
            "provider": name,
            "group": name,
        }
        for spec in read_functions(plain, place=f"line {at}"):
            if not isinstance(spec, ApiSpec):
                left_out[entry["name"]] = spec.detail
                continue
            try:
                tools.append(assemble(spec, ToolsConfig(), stem=name).tool)
            except SpecError as error:
                left_out[entry["name"]] = error.what
    return Service(
        task=DesignTask(name=name, tools=tuple(tools), seed=seed, domain_id=name),
        left_out=left_out,
        effects={tool.name: tool.effect for tool in tools},
        vocabulary=frozenset(words),
    )


def _enum_words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        values = schema.get("enum")
        if isinstance(values, list):
            yield from (value for value in values if isinstance(value, str))
        for cell in schema.values():
            yield from _enum_words(cell)
    elif isinstance(schema, list):
        for item in schema:
            yield from _enum_words(item)
