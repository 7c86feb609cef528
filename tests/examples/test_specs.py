"""The bundled specifications: each one known, licensed, whole and small."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "examples" / "specs"
SOURCES: list[dict[str, Any]] = tomllib.loads((SPECS / "SOURCES.toml").read_text("utf-8"))["files"]
PATHS = [entry["path"] for entry in SOURCES]
LICENCES = {"MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "CC0-1.0"}
METHODS = {"get", "put", "post", "delete", "patch"}
SECRETS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "AWS": r"\bAKIA[0-9A-Z]{16}\b",
    "GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}",
    "Google": r"\bAIza[0-9A-Za-z_-]{35}",
    "Slack": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "Stripe": r"\b[rs]k_(live|test)_[0-9A-Za-z]{10,}",
    "signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
}


def parse(path: str) -> Any:
    text = (SPECS / path).read_text("utf-8")
    if path.endswith(".json"):
        return json.loads(text)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)  # noqa: S506 - a safe loader, the faster one where there is one


def form_and_tools(document: Any) -> tuple[str, int]:
    if isinstance(document, list):
        assert all(tool["type"] == "function" and tool["function"]["name"] for tool in document)
        return "functions", len(document)
    if "tools" in document:
        assert all(tool["inputSchema"]["type"] == "object" for tool in document["tools"])
        return "mcp", len(document["tools"])
    form = "openapi" if str(document.get("openapi", "")).startswith("3.") else "swagger"
    assert form == "openapi" or document["swagger"] == "2.0"
    return form, sum(len(METHODS & item.keys()) for item in document["paths"].values())


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(references(value) for value in node))
    return set()


def resolves(document: Any, reference: str) -> bool:
    node = document
    for token in reference.removeprefix("#/").split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return True


def schemas_and_documents(document: Any) -> list[Any]:
    """What a reference is resolved against: a tool's own schema, or the whole document."""
    if isinstance(document, list):
        return [tool["function"]["parameters"] for tool in document]
    if "tools" in document:
        return [tool["inputSchema"] for tool in document["tools"]]
    return [document]


def test_every_file_has_its_source_and_every_source_its_file() -> None:
    files = {
        path.relative_to(SPECS).as_posix()
        for form in ("openapi", "mcp", "functions")
        for path in (SPECS / form).iterdir()
    }
    assert len(PATHS) == len(set(PATHS))
    assert files == set(PATHS)


def test_there_are_enough_tools_apis_and_forms() -> None:
    files = {form: [e for e in SOURCES if e["form"] == form] for form in ("mcp", "functions")}
    documents = [e for e in SOURCES if e["path"].startswith("openapi/")]
    assert sum(entry["tools"] for entry in SOURCES) >= 600
    assert len({(entry["provider"], entry["api"]) for entry in SOURCES}) >= 25
    assert len(documents) >= 10
    assert {Path(entry["path"]).suffix for entry in documents} == {".json", ".yaml"}
    assert {entry["form"] for entry in documents} == {"openapi", "swagger"}
    assert len(files["mcp"]) >= 10
    assert len(files["functions"]) >= 8


@pytest.mark.parametrize("entry", SOURCES, ids=PATHS)
def test_a_source_says_who_holds_it_and_that_it_may_be_passed_on(entry: dict[str, Any]) -> None:
    for key in ("title", "origin", "copyright", "url", "changes"):
        assert entry[key].strip(), key
    assert entry["licence"] in LICENCES
    assert (SPECS / "licences" / f"{entry['licence']}.txt").is_file()
    assert Path(entry["path"]).stem == f"{entry['provider']}_{entry['api']}"
    notice = (ROOT / "NOTICE").read_text("utf-8")
    block = next(part for part in notice.split("\n\n") if f"specs/{entry['path']}\n" in f"{part}\n")
    assert f"Copyright (c) {entry['copyright']}\n" in block
    assert f"SPDX-License-Identifier: {entry['licence']}\n" in block


@pytest.mark.parametrize("entry", SOURCES, ids=PATHS)
def test_a_file_is_whole_and_holds_what_its_source_says(entry: dict[str, Any]) -> None:
    document = parse(entry["path"])
    assert form_and_tools(document) == (entry["form"], entry["tools"])
    dangling = {
        reference
        for root in schemas_and_documents(document)
        for reference in references(root)
        if not resolves(root, reference)
    }
    assert not dangling


@pytest.mark.parametrize("path", PATHS)
def test_a_file_holds_no_secret(path: str) -> None:
    text = (SPECS / path).read_text("utf-8")
    found = {name: hit[0] for name, rule in SECRETS.items() if (hit := re.search(rule, text))}
    assert not found


def test_the_specifications_stay_small() -> None:
    assert sum((SPECS / path).stat().st_size for path in PATHS) <= 4_000_000


def test_the_readers_take_every_file() -> None:
    """Nothing is rejected as a whole, and what the rules leave out is little."""
    reading = pytest.importorskip("agentscaler.tools.reading")
    config = pytest.importorskip("agentscaler.tools.config").ToolsConfig()
    kept = {path: len(reading.read_file(SPECS / path, config).tools) for path in PATHS}
    stated = {entry["path"]: entry["tools"] for entry in SOURCES}
    assert sum(kept.values()) >= 600
    assert {path for path in PATHS if kept[path] < 0.75 * stated[path]} == set()
