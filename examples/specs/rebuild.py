"""Write the specifications again from what SOURCES.toml names.

Usage: ``python examples/specs/rebuild.py PACKAGES ROWS``, where PACKAGES is a folder with the
unpacked packages (one folder each, named as ``unpacked`` says) and ROWS a folder with the data sets
as ``<name>.jsonl``, one tool a row with ``name, description, parameters, returns, group``. Files
whose ``changes`` is "none" are copied byte for byte.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from trim import METHODS, trim

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


class TextLoader(yaml.SafeLoader):
    """YAML without dates: a version such as 2020-08-27 stays the text it is."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class PlainDumper(yaml.SafeDumper):
    """YAML without anchors: every part written where it is used."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name is the base class's
        """Never abbreviate."""
        return True


def parse(path: Path) -> Any:
    """Read a JSON or YAML file."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, TextLoader)  # noqa: S506


def write(path: Path, document: Any) -> None:
    """Write a document as its suffix says."""
    if path.suffix == ".json":
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    else:
        text = yaml.dump(
            document, Dumper=PlainDumper, sort_keys=False, allow_unicode=True, width=120
        )
    path.write_text(text, encoding="utf-8")


def rows(path: Path, entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one group, in the order of the data set, each name once, chosen by ``keep``."""
    keep = [re.compile(pattern) for pattern in entry.get("keep", [".*"])]
    seen: set[str] = set()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["group"] != entry["group"] or row["name"] in seen:
                continue
            if entry["form"] == "mcp" and row["format"] != "mcp-tools-list":
                continue
            if "env" in entry and row.get("env") != entry["env"]:
                continue
            if any(pattern.fullmatch(row["name"]) for pattern in keep):
                seen.add(row["name"])
                yield row


def as_mcp(row: dict[str, Any]) -> dict[str, Any]:
    """A row as an MCP tool."""
    tool = {
        "name": row["name"],
        "description": row["description"],
        "inputSchema": row["parameters"],
    }
    return tool | ({"annotations": row["annotations"]} if row.get("annotations") else {})


def as_function(row: dict[str, Any]) -> dict[str, Any]:
    """A row as an OpenAI function; ``response`` is the data set's own key for what comes back."""
    function = {key: row[key] for key in ("name", "description", "parameters")}
    if row.get("returns"):
        function["response"] = row["returns"]
    return {"type": "function", "function": function}


def count(document: Any) -> int:
    """Number of tools in a file of any of the three forms."""
    if isinstance(document, list):
        return len(document)
    if "tools" in document:
        return len(document["tools"])
    return sum(method in METHODS for item in document["paths"].values() for method in item)


def rebuild(entry: dict[str, Any], packages: Path, data: Path) -> int:
    """Write one file and return its number of tools."""
    target = HERE / entry["path"]
    target.parent.mkdir(exist_ok=True)
    if "unpacked" in entry:
        source = packages / entry["unpacked"]
        if entry["changes"] == "none":
            target.write_bytes(source.read_bytes())
        else:
            write(target, trim(parse(source), entry["keep"], entry["depth"]))
    else:
        chosen = rows(data / f"{entry['rows']}.jsonl", entry)
        if entry["form"] == "mcp":
            write(target, {"tools": [as_mcp(row) for row in chosen]})
        else:
            write(target, [as_function(row) for row in chosen])
    return count(parse(target))


def main() -> None:
    """Rebuild every file and say where a count differs from the recorded one."""
    packages, data = (Path(argument) for argument in sys.argv[1:3])
    for entry in tomllib.loads((HERE / "SOURCES.toml").read_text(encoding="utf-8"))["files"]:
        tools = rebuild(entry, packages, data)
        note = "" if tools == entry["tools"] else f"  (SOURCES.toml says {entry['tools']})"
        sys.stdout.write(f"{tools:4d}  {entry['path']}{note}\n")


if __name__ == "__main__":
    main()
