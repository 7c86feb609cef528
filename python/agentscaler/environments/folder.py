"""The folder of an environment: what stands in it, read with the place of whatever is wrong.

=====================  ===========================================================================
``environment.json``   ``{"format_version": 1, "domain": "retail", "tools": [...],
                       "equivalence": {...}, "clock": "2024-05-15T15:00:00Z"}``; all but the
                       first two may be missing. ``tools``: name, description and JSON Schema of the
                       parameters, as OpenAI has them; without them every public function is a tool.
                       ``equivalence``: arguments of `Equivalence` beside the marks of the schema.
                       ``clock``: the time at which an episode begins, in UTC.
``tools.py``           the tool programs
``state.json``         the database that an episode begins with: an object of tables
                       (or ``state.json.zst``)
``schema.json``        what the database is meant to hold; may be missing
``policy.md``          what the agent is told; may be missing
=====================  ===========================================================================
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zstandard

from agentscaler.environments.state import Equivalence, Schema, State
from agentscaler.errors import EnvironmentFileError, StateError

if TYPE_CHECKING:
    from os import PathLike

FORMAT_VERSION = 1
_FIELDS = ("format_version", "domain", "tools", "equivalence", "clock")
_RULES: dict[str, tuple[type, str]] = {
    "ignored": (list, "a list of places"),
    "unordered": (list, "a list of places"),
    "generated": (list, "a list of places"),
    "tolerance": (dict, "an object: place to number"),
    "timestamps": (dict, 'an object: place to "ignored" or "ordered"'),
    "references": (dict, "an object: place to place"),
    "mentions": (dict, "an object: place to list of places"),
    "keys": (dict, "an object: table to column"),
    "bound": (int, "a whole number"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """The contents of the folder of an environment, each part read but the programs compiled."""

    path: Path
    domain: str
    source: str
    """Text of ``tools.py``."""
    tools: list[dict[str, Any]] | None
    state: State
    schema: Schema | None
    equivalence: Equivalence
    policy: str | None
    clock_us: int
    """Microseconds since 1970 at which an episode begins."""


def read_folder(path: str | PathLike[str]) -> Folder:
    """Read the folder of an environment.

    Raises:
        EnvironmentFileError: A file is missing or broken: which, where in it, and what to do.
    """
    root = Path(path)
    if not root.is_dir():
        what = "this is a file, not the folder of an environment" if root.exists() else "no folder"
        raise EnvironmentFileError(
            what, where=str(root), mend="name the folder that holds environment.json and tools.py"
        )
    header = _header(root / "environment.json")
    schema = _schema(root / "schema.json")
    return Folder(
        path=root,
        domain=header["domain"],
        source=_text(root / "tools.py", mend="write the tools as functions `tool(db, ...)` there"),
        tools=header.get("tools"),
        state=_state(root, schema),
        schema=schema,
        equivalence=_equivalence(root / "environment.json", schema, header.get("equivalence")),
        policy=_text(root / "policy.md") if (root / "policy.md").exists() else None,
        clock_us=_clock(root / "environment.json", header.get("clock")),
    )


def _text(path: Path, *, mend: str = "write it, or take it from a backup") -> str:
    return _decoded(_bytes(path, mend=mend), path)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EnvironmentFileError(
            f"not UTF-8: byte {error.start} is {data[error.start]:#04x}",
            where=f"{path}, line {line}",
            mend="save the file as UTF-8",
        ) from error


def _bytes(path: Path, *, mend: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise EnvironmentFileError("the file is missing", where=str(path), mend=mend) from error
    except OSError as error:
        raise EnvironmentFileError(
            f"cannot be read: {error.strerror or error}",
            where=str(path),
            mend="check what stands there, and the right to read it",
        ) from error


def _header(path: Path) -> dict[str, Any]:
    text = _text(path, mend='the least is {"format_version": 1, "domain": "name"}')

    def refuse(what: str, mend: str) -> EnvironmentFileError:
        return EnvironmentFileError(what, where=str(path), mend=mend)

    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise EnvironmentFileError(
            f"not JSON: {error}", where=f"{path}{place}", mend="correct what stands there"
        ) from error
    if not isinstance(header, dict):
        raise refuse("the text is no JSON object", 'begin with {"format_version": 1, ...}')
    version = header.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise refuse(
            f"format_version is {version!r}; this version of agentscaler reads {FORMAT_VERSION}",
            f'write "format_version": {FORMAT_VERSION}, or use the version that wrote the folder',
        )
    for name in header:
        if name not in _FIELDS:
            close = difflib.get_close_matches(name, _FIELDS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(_FIELDS)}"
            raise refuse(f"unknown field {name!r}", hint)
    if not isinstance(header.get("domain"), str) or not header["domain"]:
        raise refuse("domain is no text", 'name what the environment is about: "domain": "retail"')
    tools = header.get("tools")
    if tools is not None and not (
        isinstance(tools, list) and all(isinstance(tool, dict) for tool in tools)
    ):
        raise refuse("tools is no list of objects", "list name, description, parameters of each")
    return header


def _schema(path: Path) -> Schema | None:
    if not path.exists():
        return None
    try:
        return Schema.from_json(_bytes(path, mend=""))
    except StateError as error:
        raise EnvironmentFileError(
            f"not a schema: {error}", where=str(path), mend="see docs/state.md for what it may say"
        ) from error


def _state(root: Path, schema: Schema | None) -> State:
    path, packed = root / "state.json", root / "state.json.zst"
    if path.exists() and packed.exists():
        raise EnvironmentFileError(
            "two initial states", where=f"{path} and {packed.name}", mend="remove one of them"
        )
    if packed.exists():
        path = packed
    data = _bytes(path, mend='the least is {}; tables are objects or lists: {"users": {"u1": {}}}')
    if path == packed:
        try:
            data = zstandard.ZstdDecompressor().stream_reader(data).readall()
        except zstandard.ZstdError as error:
            raise EnvironmentFileError(
                f"cannot be unpacked: {error}", where=str(path), mend="take it from a backup"
            ) from error
    try:
        return State.from_json(data, schema)
    except StateError as error:
        raise EnvironmentFileError(
            f"not a state: {error}",
            where=str(path),
            mend="mend the value there" + ("" if schema is None else ", or schema.json"),
        ) from error


def _equivalence(path: Path, schema: Schema | None, rules: Any) -> Equivalence:
    where = f"{path}, equivalence"
    if rules is None:
        rules = {}
    if not isinstance(rules, dict):
        raise EnvironmentFileError("no object of rules", where=where, mend="see docs/state.md")
    for name, rule in rules.items():
        if name in _RULES and not isinstance(rule, _RULES[name][0]):
            raise EnvironmentFileError(
                f"{name} is {rule!r}, but must be {_RULES[name][1]}",
                where=where,
                mend="see docs/state.md for the rules",
            )
        if name not in _RULES:
            close = difflib.get_close_matches(name, _RULES, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(_RULES)}"
            raise EnvironmentFileError(f"unknown rule {name!r}", where=where, mend=hint)
    try:
        return Equivalence(schema, **rules)
    except (StateError, TypeError) as error:
        raise EnvironmentFileError(
            f"not an equivalence: {error}", where=where, mend="see docs/state.md for the rules"
        ) from error


def _clock(path: Path, clock: Any) -> int:
    if clock is None:
        return 0
    try:
        moment = datetime.fromisoformat(clock)
    except (TypeError, ValueError) as error:
        raise EnvironmentFileError(
            f"clock is no moment: {clock!r}",
            where=str(path),
            mend='write it as "2024-05-15T15:00:00Z"',
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
