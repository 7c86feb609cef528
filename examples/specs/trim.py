"""Cut a large OpenAPI or Swagger 2 document down to a coherent part.

A published document can hold hundreds of operations and megabytes of examples. What is kept is
decided by patterns on "METHOD /path"; everything those operations refer to is kept with them,
everything else goes. The text of what stays is the provider's own: nothing is reworded, renamed or
invented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS = ("get", "put", "post", "delete", "patch")
#: Bulk that no reader of a specification needs; inside ``properties`` such keys are data and stay.
BULK = ("example", "examples", "externalDocs")


def trim(document: Mapping[str, Any], keep: Sequence[str], depth: int) -> dict[str, Any]:
    """Return the part of a document that the kept operations need.

    Args:
        document: a parsed OpenAPI 3 or Swagger 2 document.
        keep: regular expressions; an operation stays when one matches the whole of "METHOD /path".
        depth: number of references followed from an operation; a schema further away becomes a
            plain object, since reference chains otherwise pull in nearly the whole document.

    Returns:
        A document of its own, each reference in it resolved inside it.

    Raises:
        ValueError: a pattern matches no operation.
    """
    patterns = [re.compile(pattern) for pattern in keep]
    unused = set(keep)
    paths: dict[str, Any] = {}
    for path, item in document["paths"].items():
        kept = {}
        for key, value in item.items():
            if key not in METHODS:
                kept[key] = value
                continue
            hits = [p.pattern for p in patterns if p.fullmatch(f"{key.upper()} {path}")]
            unused.difference_update(hits)
            if hits:
                kept[key] = value
        if any(method in kept for method in METHODS):
            paths[path] = kept
    if unused:
        message = f"no operation matches {sorted(unused)}: mend the patterns in SOURCES.toml"
        raise ValueError(message)
    paths = _lean(paths)
    return _assemble(document, paths, _targets(document, paths, depth))


def _targets(document: Mapping[str, Any], paths: Any, depth: int) -> dict[str, Any]:
    """Collect what the paths refer to, down to ``depth``: reference -> part."""
    parts: dict[str, Any] = {}
    wanted = _references(paths)
    for _ in range(depth):
        found: set[str] = set()
        for reference in sorted(wanted):
            parts[reference] = _lean(_resolve(document, reference))
            found |= _references(parts[reference])
        wanted = found - parts.keys()
    for reference in sorted(wanted):
        parts[reference] = {"type": "object", "title": reference.rsplit("/", 1)[1]}
    return parts


def _assemble(document: Mapping[str, Any], paths: Any, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Build the new document, its sections in the order of the old one."""
    trimmed: dict[str, Any] = {}
    for key, value in document.items():
        if key == "paths":
            trimmed[key] = paths
        elif key in ("components", "definitions", "parameters", "responses"):
            section = _select(value, f"#/{key}", parts)
            if key == "components" and "securitySchemes" in value:
                section["securitySchemes"] = value["securitySchemes"]
            if section:
                trimmed[key] = section
        elif key != "tags" and not key.startswith("x-") and key not in BULK:
            trimmed[key] = value
    return trimmed


def _select(section: Mapping[str, Any], pointer: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the referenced members of a section, in the section's own order."""
    selected: dict[str, Any] = {}
    for key, value in section.items():
        here = f"{pointer}/{key}"
        if here in parts:
            selected[key] = parts[here]
        elif any(reference.startswith(f"{here}/") for reference in parts):
            selected[key] = _select(value, here, parts)
    return selected


def _references(node: Any) -> set[str]:
    """Every local reference inside a node."""
    if isinstance(node, Mapping):
        own = node.get("$ref")
        below = set().union(*(_references(value) for value in node.values()))
        return below | {own} if isinstance(own, str) else below
    if isinstance(node, list):
        return set().union(*(_references(value) for value in node))
    return set()


def _resolve(document: Mapping[str, Any], reference: str) -> Any:
    """Follow "#/a/b" inside the document."""
    node: Any = document
    for token in reference.removeprefix("#/").split("/"):
        node = node[token.replace("~1", "/").replace("~0", "~")]
    return node


def _lean(node: Any, *, named: bool = False) -> Any:
    """Leave out examples and vendor extensions; ``named`` marks a map whose keys are names."""
    if isinstance(node, Mapping):
        return {
            key: _lean(value, named=key == "properties" and not named)
            for key, value in node.items()
            if named or not (key in BULK or str(key).startswith("x-"))
        }
    if isinstance(node, list):
        return [_lean(value) for value in node]
    return node
