"""One file -> its tools and what was left out.

The format is told by content: ``openapi`` or ``swagger`` at the top, a list or container of
functions, or JSON lines of such. JSON lines are read as a stream, everything else at once.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any

from agentscaler.errors import SpecError
from agentscaler.tools.assembly import assemble
from agentscaler.tools.catalog.functions import list_of, looks_like_tool, read_functions
from agentscaler.tools.catalog.openapi import read_openapi
from agentscaler.tools.catalog.swagger import read_swagger
from agentscaler.tools.contents import decode, open_contents, read_whole
from agentscaler.tools.dropped import Dropped, drop_for
from agentscaler.tools.json_text import parse_json
from agentscaler.tools.quality import judge
from agentscaler.tools.sources import name_api
from agentscaler.tools.texts import kind_of, shorten
from agentscaler.tools.tool import Tool
from agentscaler.tools.yaml_text import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentscaler.tools.catalog.entry import ApiSpec
    from agentscaler.tools.config import ToolsConfig

_HEAD_BYTES = 1 << 16
_FOREIGN_FORMATS = (
    ("discoveryVersion", "a Google discovery document"),
    ("shapes", "a botocore service description"),
    ("asyncapi", "an AsyncAPI document"),
    ("swaggerVersion", "a Swagger 1 document"),
    ("item", "a Postman collection"),
    ("__schema", "a GraphQL schema"),
)
_TOOLLESS_FORMATS = (("messages", "a conversation"), ("$schema", "a JSON Schema"))
"""What may hold tools as well, and is named only where it does not."""


@dataclass(slots=True)
class FileResult:
    """What one file gave."""

    tools: list[Tool] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def read_file(path: Path, config: ToolsConfig) -> FileResult:
    """Read a file as a whole into memory.

    Raises:
        SpecError: The file cannot be read as tools; ``reason`` tells which case it is.
    """
    result = FileResult()
    for item in read_items(path, config, notes=result.notes):
        if isinstance(item, Tool):
            result.tools.append(item)
        else:
            result.dropped.append(item)
    return result


def read_items(
    path: Path,
    config: ToolsConfig,
    *,
    file: str | None = None,
    notes: Counter[str] | None = None,
) -> Iterator[Tool | Dropped]:
    """Yield the tools of a file as they are read, and what was left out.

    Args:
        path: Plain, gzip or zstandard file.
        config: Limits and rules.
        file: Its name in records, which may also name its API; the last part of the path if
            ``None``.
        notes: Counts what schemas lose on their way into normal form.

    Raises:
        SpecError: The file cannot be read as tools. ``where`` begins with its path.
    """
    stem = name_api(file or path.name)
    counted: Counter[str] = Counter() if notes is None else notes
    try:
        with open_contents(path) as stream:
            for spec in _read_stream(stream, path.name, config):
                yield spec if isinstance(spec, Dropped) else _finish(spec, config, stem, counted)
    except SpecError as error:
        where = str(path) if error.where is None else f"{path}, {error.where}"
        raise SpecError(error.what, reason=error.reason, where=where, mend=error.mend) from None


def _finish(spec: ApiSpec, config: ToolsConfig, stem: str, notes: Counter[str]) -> Tool | Dropped:
    try:
        assembled = assemble(spec, config, stem=stem)
    except SpecError as error:
        return drop_for(error, name=shorten(spec.name, 200) or None, place=spec.place)
    tool = assembled.tool
    verdict = judge(tool, deprecated=spec.deprecated, skip=frozenset(config.skip_rules))
    if verdict is not None:
        reason, detail = verdict
        return Dropped(
            reason=reason,
            detail=detail,
            id=tool.id,
            name=tool.name,
            provider=tool.source.provider,
            group=tool.source.group,
            place=tool.source.place,
        )
    notes.update(assembled.notes)
    return tool


def _read_stream(stream: IO[bytes], name: str, config: ToolsConfig) -> Iterator[ApiSpec | Dropped]:
    head = stream.read(_HEAD_BYTES)
    if _is_lines(head, name):
        yield from _read_lines(_lines(head, stream, config), config)
        return
    text = decode(read_whole(stream, head, limit=config.max_document_bytes))
    try:
        document = _parse(text, name, config)
    except SpecError as error:
        if error.reason == "extra_data" and text.lstrip()[:1] in "{[":
            yield from _read_lines(iter(text.splitlines()), config)
            return
        if error.reason == "extra_data":
            error.reason = "not_json"
        raise
    yield from read_document(document)


def read_document(document: Any) -> Iterator[ApiSpec | Dropped]:
    """Choose the reader by the content of a document.

    Raises:
        SpecError: With reason ``unknown_format``, ``unsupported_format``, ``no_tools`` or one of
            the reader's own.
    """
    if isinstance(document, dict):
        for key, read in (("openapi", read_openapi), ("swagger", read_swagger)):
            if key in document:
                _check_version(key, str(document[key]))
                yield from read(document)
                return
        if isinstance(document.get("error"), dict) and "jsonrpc" in document:
            raise SpecError(
                f"the file holds an error of a server: "
                f"{shorten(str(document['error'].get('message', '')), 120)}",
                reason="rpc_error",
                mend="ask the server for tools/list again",
            )
        for key, name in _FOREIGN_FORMATS:
            if key in document:
                raise _unsupported(name)
    entries = list_of(document)
    if document == [] or (entries is not None and not entries[1]):
        raise SpecError("the list of tools is empty", reason="no_tools", mend="add a tool")
    if not _holds_functions(document):
        raise _unknown(document)
    yield from read_functions(document)


def _holds_functions(document: Any) -> bool:
    if looks_like_tool(document):
        return True
    entries = document if isinstance(document, list) else (list_of(document) or ("", []))[1]
    return any(
        looks_like_tool(entry)
        or (
            (inner := list_of(entry)) is not None
            and any(looks_like_tool(item) for item in inner[1])
        )
        for entry in entries
    )


def _check_version(key: str, version: str) -> None:
    accepted = ("3.0", "3.1") if key == "openapi" else ("2.0", "2")
    if (key == "openapi" and version.startswith(accepted)) or version in accepted:
        return
    raise SpecError(
        f'{key} version "{shorten(version, 40)}" is not one that can be read',
        reason="unsupported_version",
        where=f"/{key}",
        mend="convert it to OpenAPI 3.0 or 3.1",
    )


def _unsupported(name: str) -> SpecError:
    return SpecError(
        f"the file looks like {name}, which cannot be read",
        reason="unsupported_format",
        mend="convert it to OpenAPI 3, MCP tools/list or an OpenAI function list",
    )


def _unknown(document: Any) -> SpecError:
    sample = document[0] if isinstance(document, list) and document else document
    if isinstance(sample, dict):
        for key, name in _TOOLLESS_FORMATS:
            if key in sample:
                return _unsupported(name)
        shown = ", ".join(shorten(key, 30) for key in list(sample)[:6]) or "no keys"
    else:
        shown = kind_of(sample)
    return SpecError(
        f"the file is of no known format (it begins with: {shown})",
        reason="unknown_format",
        mend="give OpenAPI 3, Swagger 2, MCP tools/list or an OpenAI function list",
    )


def _parse(text: str, name: str, config: ToolsConfig) -> Any:
    first = text.lstrip()[:1]
    if first == "<":
        raise SpecError(
            "this is a page of HTML or XML, not a specification",
            reason="markup",
            mend="download the raw file instead of the page that shows it",
        )
    if first in "{[" or '"' in first:
        try:
            return parse_json(text, max_depth=config.max_depth)
        except SpecError as error:
            # {openapi: 3.0.0} is YAML in flow style: its keys have no quotes.
            if error.reason != "not_json" or ".y" not in name.lower():
                raise
    try:
        return parse_yaml(text, max_depth=config.max_depth, max_nodes=config.max_yaml_nodes)
    except SpecError as error:
        if error.reason == "not_yaml" and ".json" in name.lower():
            error.what = error.what.replace("this is not YAML", "this is neither JSON nor YAML")
        raise


def _is_lines(head: bytes, name: str) -> bool:
    """Tell JSON lines by two lines that each begin a value, the first one whole."""
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 64)]
    begun = [line for line in lines if line][:2]
    named = any(part in ("jsonl", "ndjson") for part in name.lower().split(".")[1:])
    if len(begun) < 2 or begun[0][:1] not in (b"{", b"["):  # noqa: PLR2004 - two lines
        return named and len(head) == _HEAD_BYTES and head[:1] == b"{"
    try:
        json.loads(begun[0])
    except (ValueError, RecursionError):
        return named and begun[1][:1] == b"{"
    return begun[1][:1] in (b"{", b"[")


def _lines(head: bytes, stream: IO[bytes], config: ToolsConfig) -> Iterator[bytes]:
    """Yield lines within the limits of line and file."""
    chunk = head.removeprefix(b"\xef\xbb\xbf")
    total = len(head)
    # The line that is not whole yet, in pieces: joined once, however long it grows.
    begun: list[bytes] = []
    begun_bytes = 0
    while chunk:
        first, *others = chunk.split(b"\n")
        begun.append(first)
        begun_bytes += len(first)
        if others:
            yield b"".join(begun)
            *whole, last = others
            yield from whole
            begun, begun_bytes = [last], len(last)
        if begun_bytes > config.max_document_bytes or total > config.max_file_bytes:
            raise SpecError(
                "a line or the file passes its size limit",
                reason="file_too_large",
                mend="split it, or raise tools.max_document_bytes or tools.max_file_bytes",
            )
        chunk = stream.read(1 << 20)
        total += len(chunk)
    yield b"".join(begun)


def _read_lines(lines: Iterator[bytes | str], config: ToolsConfig) -> Iterator[ApiSpec | Dropped]:
    """Read each line on its own; a file without a single tool is refused as a whole."""
    found = False
    refused: list[Dropped] = []
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        place = f"line {number}"
        try:
            text = raw if isinstance(raw, str) else decode(raw)
            value = parse_json(text, max_depth=config.max_depth)
            items = list(_line_items(value, place))
        except SpecError as error:
            reason = "not_json" if error.reason == "extra_data" else error.reason
            items = [Dropped(reason=reason, detail=drop_for(error).detail, place=place)]
        if not found and all(isinstance(item, Dropped) for item in items):
            refused.extend(item for item in items if isinstance(item, Dropped))
            if len(refused) > 10_000:  # noqa: PLR2004 - a bound on memory for a foreign file
                break
            continue
        if not found:
            found = True
            yield from refused
        yield from items
    if not found:
        raise _no_tool_in_lines(refused)


def _line_items(value: Any, place: str) -> Iterator[ApiSpec | Dropped]:
    if isinstance(value, dict) and ("openapi" in value or "swagger" in value):
        yield from read_document(value)
        return
    if not _holds_functions(value):
        problem = _unknown(value)
        what = problem.what.replace("the file", "the line")
        raise SpecError(what, reason="not_a_tool", mend=problem.mend)
    for item in read_functions(value):
        yield _at(item, place)


def _at(item: ApiSpec | Dropped, place: str) -> ApiSpec | Dropped:
    return replace(item, place=f"{place} {item.place}".strip())


def _no_tool_in_lines(refused: list[Dropped]) -> SpecError:
    reasons = Counter(item.reason for item in refused)
    if len(reasons) == 1 and refused:
        first = refused[0]
        many = f"none of the {len(refused)} lines is a tool: " if len(refused) > 1 else ""
        return SpecError(
            f"{many}{first.detail}",
            reason="unknown_format" if first.reason == "not_a_tool" else first.reason,
            where=first.place,
            mend="give one function, as JSON, a line",
        )
    listed = ", ".join(f"{reason} x {count}" for reason, count in sorted(reasons.items()))
    return SpecError(
        f"none of the lines is a tool: {listed}",
        reason="no_tools",
        mend="give one function, as JSON, a line",
    )
