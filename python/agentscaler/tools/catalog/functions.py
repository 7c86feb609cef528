"""Lists of functions: OpenAI (both forms), Anthropic, MCP ``tools/list``, and flat records.

They differ in the name of one key, so one reader takes all of them, entry by entry. A flat record
may say more about itself than the formats know: ``returns``, ``group``, ``provider``, ``source``,
``licence``, ``http`` (or ``method``), ``path``, ``annotations`` and ``deprecated`` are honoured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.tools.catalog.entry import ApiSpec
from agentscaler.tools.catalog.origin import licence_of
from agentscaler.tools.dropped import Dropped
from agentscaler.tools.effect import read_annotations
from agentscaler.tools.texts import clean_line, clean_text, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA_KEYS = (
    ("inputSchema", "mcp"),
    ("input_schema", "anthropic"),
    ("parameters", "openai"),
    ("args_schema", "openai"),
)
_RETURNS_KEYS = ("returns", "outputSchema", "output_schema", "response")
_LIST_KEYS = ("tools", "functions", "function")
_HTTP_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def looks_like_tool(value: Any) -> bool:
    """Tell whether a value is an entry of a function list.

    Example:
        >>> looks_like_tool({"name": "f", "parameters": {}}), looks_like_tool({"name": "f"})
        (True, False)
    """
    if not isinstance(value, dict):
        return False
    inner = value.get("function")
    if isinstance(inner, dict):
        return "name" in inner or value.get("type") == "function"
    has_text = "name" in value or "description" in value
    if any(key in value for key, _ in _SCHEMA_KEYS):
        return has_text
    # Without parameters a name and a description alone would fit too many other things.
    return value.get("type") == "function" and has_text


def list_of(value: Any) -> tuple[str, list[Any]] | None:
    """Return the list of functions inside a container, with its pointer.

    Example:
        >>> list_of({"result": {"tools": [1]}})
        ('/result/tools', [1])
    """
    if not isinstance(value, dict):
        return None
    result = value.get("result")
    if isinstance(result, dict) and isinstance(result.get("tools"), list):
        return "/result/tools", result["tools"]
    for key in _LIST_KEYS:
        if isinstance(value.get(key), list):
            return f"/{key}", value[key]
    return None


def read_functions(value: Any, *, place: str = "") -> Iterator[ApiSpec | Dropped]:
    """Read a list, a container of a list, or one entry.

    Args:
        value: Parsed JSON or YAML.
        place: Pointer of the value in its file.

    Example:
        >>> entry = {"type": "function", "function": {"name": "f", "description": "Adds."}}
        >>> [spec.name for spec in read_functions([entry])]
        ['f']
    """
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from read_functions(entry, place=f"{place}/{index}")
        return
    inside = list_of(value)
    if inside is not None and not looks_like_tool(value):
        pointer, entries = inside
        server = _server_of(value)
        for index, entry in enumerate(entries):
            yield from _read_entry(entry, f"{place}{pointer}/{index}", server)
        return
    yield from _read_entry(value, place, {})


def _read_entry(entry: Any, place: str, server: dict[str, str]) -> Iterator[ApiSpec | Dropped]:
    if not looks_like_tool(entry):
        if isinstance(entry, dict) and isinstance(entry.get("name"), str) and server is not None:
            name: str | None = shorten(entry["name"])
        else:
            name = None
        if name is None or "description" not in entry:
            yield Dropped(
                reason="not_a_tool",
                detail="the entry has no name with parameters or a description",
                name=name,
                place=place,
            )
            return
    wrapped = entry.get("function")
    inner = {**entry, **wrapped} if isinstance(wrapped, dict) else entry
    key, format_name = next(
        ((key, name) for key, name in _SCHEMA_KEYS if key in inner), ("parameters", "openai")
    )
    source = inner.get("source")
    http = clean_line(inner.get("http") or inner.get("method")).upper()
    yield ApiSpec(
        format=format_name,
        name=inner["name"] if isinstance(inner.get("name"), str) else "",
        description=clean_text(inner.get("description")) or clean_line(inner.get("title")),
        place=place,
        # Pointers start at the schema by the rules of JSON Schema, at the entry by those of others.
        documents=(inner.get(key), inner),
        arguments=inner.get(key),
        returns=next((inner[k] for k in _RETURNS_KEYS if isinstance(inner.get(k), dict)), None),
        effect=read_annotations(inner.get("annotations")),
        provider=clean_line(inner.get("provider")) or server.get("provider"),
        group=clean_line(inner.get("group")) or server.get("group"),
        path=clean_line(inner.get("path")) or None,
        http=http if http in _HTTP_METHODS else None,
        licence=clean_line(inner.get("licence") or inner.get("license")) or licence_of(source),
        deprecated=inner.get("deprecated") is True,
    )


def _server_of(value: dict[str, Any]) -> dict[str, str]:
    """Name of an MCP server or provider that stands beside its list."""
    found: dict[str, str] = {}
    result = value.get("result")
    for holder in (value, result if isinstance(result, dict) else {}):
        server = holder.get("serverInfo") or holder.get("server")
        if isinstance(server, dict):
            server = server.get("name")
        for key, text in (
            ("provider", clean_line(holder.get("provider"))),
            ("group", clean_line(holder.get("group")) or clean_line(server)),
        ):
            if text:
                found.setdefault(key, text)
    return found
