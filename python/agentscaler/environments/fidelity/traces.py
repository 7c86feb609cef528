"""Recorded behaviour: what a system answered to sequences of calls, each from an empty start.

A folder holds

- ``tools.jsonl[.zst]``: one tool a line: ``service``, ``name``, ``description``, ``parameters`` and
  ``returns`` (JSON Schema), ``http`` (``{"method", "path"}``); only the first two have to be there;
- ``<service>.jsonl[.zst]``: one episode a line: ``service``, ``episode`` (its number), ``calls``,
  and ``setup`` where calls to other services came first. A call is ``{"operation", "arguments",
  "ok": true, "result"}``, or with ``"ok": false`` and ``"error": {"code", "message"}``;
- ``random_fields.json``, if at all: service -> operation -> paths of the members of its result
  whose value is made up anew in every run (``items.[].id``).
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.errors import SpecError, TraceError
from agentscaler.tools.contents import open_contents
from agentscaler.tools.json_text import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

_MAX_DEPTH = 100
_ENDS = (".jsonl.zst", ".jsonl")
_TOOLS = "tools"
_MEND = "compare the line with docs/fidelity.md#input"


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A recorded call with its answer."""

    operation: str
    arguments: dict[str, Any]
    ok: bool
    result: Any = None
    """JSON value; ``None`` where it was refused."""
    code: str = ""
    """Of the refusal."""
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Episode:
    """Calls in a row, from an empty start."""

    service: str
    number: int
    calls: tuple[Call, ...]
    setup: tuple[Call, ...] = ()
    """Calls to other services that came first; they are not replayed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """A folder of recorded behaviour.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "tools.jsonl").write_text('{"service": "shop", "name": "GetPet"}')
        >>> _ = (folder / "shop.jsonl").write_text(
        ...     '{"service": "shop", "episode": 1, "calls": [{"operation": "GetPet", '
        ...     '"arguments": {}, "ok": false, "error": {"code": "NotFound"}}]}'
        ... )
        >>> traces = Traces.from_folder(folder)
        >>> [episode.calls[0].code for episode in traces.episodes("shop")]
        ['NotFound']
    """

    folder: Path
    services: tuple[str, ...]
    """In order of their names."""

    @classmethod
    def from_folder(cls, path: str | PathLike[str]) -> Traces:
        """Look what is in a folder; the files are read when they are asked for.

        Raises:
            TraceError: There is no such folder, or it lacks tools or episodes.
        """
        folder = Path(path)
        if not folder.is_dir():
            raise TraceError("there is no such folder", where=str(folder), mend="check the path")
        names = {
            file.name.removesuffix(end)
            for end in _ENDS
            for file in folder.iterdir()
            if file.name.endswith(end)
        }
        services = tuple(sorted(names - {_TOOLS}))
        if _TOOLS not in names or not services:
            lack = "episodes" if _TOOLS in names else "tools.jsonl"
            raise TraceError(
                f"the folder has no {lack}",
                where=str(folder),
                mend="it needs tools.jsonl and one SERVICE.jsonl a service, packed (.zst) or not",
            )
        return cls(folder=folder, services=services)

    def specifications(self) -> dict[str, list[dict[str, Any]]]:
        """The entries of ``tools.jsonl`` by service, in the order of the file.

        Raises:
            TraceError: A line is no tool.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        for where, entry in self._lines(_TOOLS):
            service = _text(entry, "service", where)
            _text(entry, "name", where)
            found.setdefault(service, []).append(entry)
        return found

    def episodes(self, service: str, *, most: int | None = None) -> list[Episode]:
        """The episodes of a service, in the order of the file.

        Args:
            service: Its name.
            most: How many from the top; all when left out.

        Raises:
            TraceError: There is no such file, or a line is no episode.
        """
        found: list[Episode] = []
        for where, entry in itertools.islice(self._lines(service), most):
            number = entry.get("episode", len(found) + 1)
            if not isinstance(number, int):
                raise TraceError("episode is no whole number", where=where, mend=_MEND)
            found.append(
                Episode(
                    service=service,
                    number=number,
                    calls=_calls(entry, "calls", where),
                    setup=_calls(entry, "setup", where) if "setup" in entry else (),
                )
            )
        return found

    def random_fields(self, service: str) -> dict[str, frozenset[str]]:
        """Operation -> paths of the members whose value is made up anew in every run.

        Raises:
            TraceError: ``random_fields.json`` has another form.
        """
        path = self.folder / "random_fields.json"
        if not path.exists():
            return {}
        try:
            whole = json.loads(path.read_text("utf-8"))
            operations = whole.get(service, {})
            return {
                name: frozenset(str(one) for one in paths) for name, paths in operations.items()
            }
        except (ValueError, AttributeError, TypeError) as error:
            raise TraceError(
                f"this is no list of random members: {error}", where=str(path), mend=_MEND
            ) from None

    def _lines(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Place and object of each line that is not blank."""
        paths = (self.folder / f"{name}{end}" for end in _ENDS)
        path = next((path for path in paths if path.exists()), self.folder / f"{name}.jsonl")
        number = 0
        try:
            with open_contents(path) as stream:
                for number, line in enumerate(stream, 1):
                    if not line.strip():
                        continue
                    where = f"{path}, line {number}"
                    entry = parse_json(line.decode("utf-8"), max_depth=_MAX_DEPTH)
                    if not isinstance(entry, dict):
                        raise TraceError("the line is no object", where=where, mend=_MEND)
                    yield where, entry
        except SpecError as error:
            where = f"{path}, line {number}" if number else str(path)
            raise TraceError(error.what, where=where, mend=error.mend) from None
        except UnicodeDecodeError:
            where = f"{path}, line {number}"
            raise TraceError("the line is not UTF-8", where=where, mend=_MEND) from None


def _calls(entry: dict[str, Any], name: str, where: str) -> tuple[Call, ...]:
    calls = entry.get(name)
    if not isinstance(calls, list):
        raise TraceError(f"the episode has no list {name}", where=where, mend=_MEND)
    return tuple(_call(call, f"{where}, {name}[{at}]") for at, call in enumerate(calls))


def _call(call: Any, where: str) -> Call:
    if not isinstance(call, dict):
        raise TraceError("the call is no object", where=where, mend=_MEND)
    arguments, ok, error = call.get("arguments"), call.get("ok"), call.get("error")
    if not isinstance(arguments, dict):
        raise TraceError("the call has no object arguments", where=where, mend=_MEND)
    if not isinstance(ok, bool):
        raise TraceError("the call does not say whether it was ok", where=where, mend=_MEND)
    if not ok and not isinstance(error, dict):
        raise TraceError("the refused call has no error", where=where, mend=_MEND)
    said = error if isinstance(error, dict) else {}
    return Call(
        operation=_text(call, "operation", where),
        arguments=arguments,
        ok=ok,
        result=call.get("result") if ok else None,
        code=str(said.get("code", "")),
        message=str(said.get("message", "")),
    )


def _text(entry: dict[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise TraceError(f"{name} is no text, or missing", where=where, mend=_MEND)
    return value
