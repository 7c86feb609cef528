"""The engine for tools on nested dicts: loads their code, calls them on versions of databases."""

from __future__ import annotations

import json
import linecache
import random
import sys
import threading
import traceback
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

# All that is ours is imported here: once the worker is confined it cannot be read any more.
from agentscaler._worker import dict_calls
from agentscaler._worker.serve import refused
from agentscaler._worker.tau_folder import Folder
from agentscaler._worker.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler._worker.serve import Head, Reply


class LoadError(ValueError):
    """The code of the tools cannot be loaded."""


class DictTools:
    """One set of tools, and the databases of the episodes that call them.

    Args:
        paths: Folders that imports of the tools are looked for in.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self.tools: dict[str, Callable[..., Any]] = {}
        self.rules = dict_calls.Rules()
        self.versions = Versions()

    def answer(self, head: Head, parts: list[bytes]) -> Reply:
        """As of `agentscaler._worker.serve.Engine`."""
        match head.get("op"):
            case "call":
                return self._call(head, parts)
            case "open":
                self.versions.forget(head["forget"])
                self.versions.open(head["version"], json.loads(parts[0]), head["kinds"])
                return {"status": "ok"}, []
            case "load":
                try:
                    return self._load(head, parts)
                except MemoryError:
                    raise
                except BaseException as raised:  # noqa: BLE001 - importing foreign code
                    return refused(LoadError(_told(raised)))
        return refused(LoadError(f"no operation {head.get('op')!r:.40}"))

    def _load(self, head: Head, parts: list[bytes]) -> Reply:
        sys.path[:] = list(self.paths)
        self.rules = dict_calls.Rules(
            tuple(head["refusals"]),
            head["result_bytes"],
            head["changes_bytes"],
            head.get("folder", dict_calls.SOURCE_NAME),
        )
        found: list[Any] = []
        if "folder" in head:
            folder = Folder(Path(head["folder"]))
            tools = folder.tools()
            if head["contents"]:
                found = [folder.tables(), folder.tasks(), folder.policy(), folder.rules()]
        else:
            module = types.ModuleType("tools")
            sys.modules["tools"] = module
            source = parts[0].decode()
            _remember_lines(source)
            exec(compile(source, dict_calls.SOURCE_NAME, "exec"), vars(module))  # noqa: S102 - it is what this process is for
            tools = dict_calls.tools_of(vars(module))
        if not tools:
            raise LoadError("there is no tool: no class with invoke and get_info, and no function")
        self.tools = {name: tool for name, (tool, _) in tools.items()}
        described = [info for _, info in tools.values()]
        texts = [
            json.dumps(value, ensure_ascii=False, allow_nan=False) for value in [described, *found]
        ]
        return {"status": "ok"}, [text.encode() for text in texts]

    def _call(self, head: Head, parts: list[bytes]) -> Reply:
        self.versions.forget(head["forget"])
        if head["from"] not in self.versions:
            return {"status": "unknown_version"}, []
        tool = self.tools.get(head["name"])
        if tool is None:
            return _reply(dict_calls.Answer("invalid_call", f"Unknown action {head['name']}"))
        try:
            arguments = dict_calls.read_arguments(parts[0])
        except dict_calls.BadArgumentsError as fault:
            return _reply(dict_calls.Answer("invalid_call", f"Error: {fault}"))
        database = self.versions.database(head["from"])
        # The same call in the same episode draws the same numbers.
        random.seed(head["seed"])
        answer = dict_calls.call(tool, database, arguments, self.rules)
        changes = list(answer.changes)
        if changes:
            self.versions.add(head["to"], head["from"], changes)
        return _reply(answer)


def _reply(answer: dict_calls.Answer) -> Reply:
    head: Head = {"status": "ok", "kind": answer.kind}
    if threading.active_count() > 1:
        # What runs on after a call could write at any time.
        head["retire"] = True
    changes = json.dumps(answer.changes, ensure_ascii=False, separators=(",", ":"))
    parts = [answer.content, answer.detail or "", changes if answer.changes else ""]
    return head, [part.encode() for part in parts]


def _remember_lines(source: str) -> None:
    """Tracebacks show lines of a source that is in no file."""
    lines = source.splitlines(keepends=True)
    linecache.cache[dict_calls.SOURCE_NAME] = (len(source), None, lines, dict_calls.SOURCE_NAME)


def _told(raised: BaseException) -> str:
    try:
        last = traceback.extract_tb(raised.__traceback__)[-1:]
        place = "".join(f" ({Path(entry.filename).name}:{entry.lineno})" for entry in last)
        return f"{type(raised).__name__}: {raised}{place}"
    except Exception:  # noqa: BLE001 - foreign exceptions may fail to say what they are
        return type(raised).__name__
