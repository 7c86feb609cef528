"""Reads a folder as tau-bench lays out its environments. Runs in the worker: it is foreign code.

::

    retail/                          also inside tau_bench/envs/
        data/*.json, data/__init__.py    tables; load_data() where there is one
        tools/__init__.py                ALL_TOOLS, or modules with tool classes
        tasks_test.py, tasks.py, ...     TASKS, TASKS_TEST, ...: Task and Action objects
        tasks.json, tasks_test.json, ... the same as JSON
        wiki.md, policy.md               the policy; or WIKI in wiki.py
        rules.py                         RULES

Neither ``retail/__init__.py`` nor ``tau_bench/envs/__init__.py`` is run: they import model clients.
``tau_bench.types`` and ``tau_bench.envs.tool`` are the folder's own where they can be imported, and
stand-ins with the same names where not.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import types
from typing import TYPE_CHECKING, Any

from agentscaler._worker.dict_calls import describe_class, tools_of
from agentscaler._worker.tau_types import STAND_INS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PACKAGE = "tau_bench.envs"
TASK_NAMES = ("TASKS", "tasks")
POLICY_FILES = ("wiki.md", "policy.md")


class FolderError(ValueError):
    """The folder is not laid out as an environment of tau-bench is."""


class Folder:
    """What stands in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.package = f"{PACKAGE}.{path.name}"
        _install_packages(path, self.package)

    def tools(self) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
        """Tools by name: the callable, and what ``get_info`` says of it."""
        if not (self.path / "tools").is_dir() and not (self.path / "tools.py").is_file():
            raise FolderError(f"no tools/ and no tools.py in {self.path.name}/")
        module = importlib.import_module(f"{self.package}.tools")
        listed = getattr(module, "ALL_TOOLS", None)
        if isinstance(listed, (list, tuple)):
            found = {}
            for tool in listed:
                info = describe_class(tool)
                if info is None:
                    raise FolderError(f"ALL_TOOLS holds {tool!r:.80}, which has no get_info")
                found[info["function"]["name"]] = (tool.invoke, info)
            return found
        found = tools_of(vars(module))
        for name in _modules(self.path / "tools"):
            found |= tools_of(vars(importlib.import_module(f"{self.package}.tools.{name}")))
        return found

    def tables(self) -> dict[str, Any]:
        """The database: what ``load_data`` returns, or every JSON file by its name."""
        if (self.path / "data" / "__init__.py").is_file():
            load = getattr(importlib.import_module(f"{self.package}.data"), "load_data", None)
            if callable(load):
                tables = load()
                if not isinstance(tables, dict):
                    raise FolderError("load_data() does not return a dict of tables")
                return tables
        found: dict[str, Any] = {}
        for file in sorted((self.path / "data").glob("*.json")):
            found[file.stem] = json.loads(file.read_text("utf-8"))
        if not found:
            raise FolderError(f"no load_data() and no JSON file in {self.path.name}/data/")
        return found

    def tasks(self) -> dict[str, list[dict[str, Any]]]:
        """Tasks by the name of their file, without ``tasks_``."""
        found: dict[str, list[dict[str, Any]]] = {}
        for file in sorted(self.path.glob("tasks*.json")):
            found[_split(file.stem)] = [_plain(t) for t in json.loads(file.read_text("utf-8"))]
        for name in _modules(self.path):
            if name.startswith("tasks") and _split(name) not in found:
                module = importlib.import_module(f"{self.package}.{name}")
                tasks = _task_list(vars(module))
                if tasks is not None:
                    found[_split(name)] = [_plain(task) for task in tasks]
        return found

    def policy(self) -> str:
        """The text that the agent is given; empty where there is none."""
        for name in POLICY_FILES:
            if (self.path / name).is_file():
                return (self.path / name).read_text("utf-8")
        if (self.path / "wiki.py").is_file():
            return str(getattr(importlib.import_module(f"{self.package}.wiki"), "WIKI", ""))
        return ""

    def rules(self) -> list[str]:
        """``RULES`` of ``rules.py``."""
        if not (self.path / "rules.py").is_file():
            return []
        rules = getattr(importlib.import_module(f"{self.package}.rules"), "RULES", [])
        return [str(rule) for rule in rules]


def _modules(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")


def _split(stem: str) -> str:
    return stem.removeprefix("tasks").strip("_") or "tasks"


def _task_list(names: dict[str, Any]) -> Iterable[Any] | None:
    for name, value in names.items():
        if name.upper().startswith("TASKS") and isinstance(value, list):
            return value
    return None


def _plain(value: Any) -> Any:
    """A task as JSON, whether it is a dict, a pydantic object or a stand-in."""
    for method in ("model_dump", "dict"):
        if callable(getattr(value, method, None)):
            return _plain(getattr(value, method)())
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def _install_packages(path: Path, package: str) -> None:
    """Packages for ``tau_bench``, ``tau_bench.envs`` and the folder, whose own code is not run."""
    above = path.parent
    inside = above.name == "envs" and above.parent.name == "tau_bench"
    places = {
        "tau_bench": [str(above.parent)] if inside else [],
        PACKAGE: [str(above)] if inside else [],
        package: [str(path)],
    }
    for name, where in places.items():
        module = types.ModuleType(name)
        module.__path__ = where
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    for name, names in STAND_INS.items():
        try:
            importlib.import_module(name)
        except ImportError:
            sys.modules.pop(name, None)
            module = types.ModuleType(name)
            vars(module).update(names)
            sys.modules[name] = module
            parent, _, child = name.rpartition(".")
            setattr(sys.modules[parent], child, module)
