"""The account of a stage: a row for each environment, and for each tool that is in none."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.environments.folder import files_of, further_states
from agentscaler.environments.header import read_header
from agentscaler.environments.writing import HEADER
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_bytes, digest_files

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.environments.header import Header

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

ENVIRONMENT_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "id": pl.String(),
        "name": pl.String(),
        "domain": pl.String(),
        "domain_id": pl.String(),
        "split": pl.String(),
        "designer": pl.String(),
        "edited": pl.Boolean(),
        "problem": pl.String(),
        "num_tools": pl.UInt32(),
        "tools": pl.List(pl.String()),
        "num_dropped": pl.UInt32(),
        "tables": pl.List(pl.String()),
        "rows": pl.UInt32(),
        "states": pl.UInt32(),
        "references": pl.UInt32(),
        "operations": pl.String(),
        "preconditions": pl.UInt32(),
        "rules": pl.UInt32(),
        "source_digest": pl.String(),
    }
)
"""Columns of ``environments/environments-*.parquet``; rows in order of ``name``, which is the
folder. ``id``: digest of its files. ``problem``: why what was edited by hand cannot be used.
``tools``: ids. ``rows``: of the first state. ``references``: foreign keys. ``operations``: a JSON
object, action -> number of tools. ``preconditions``: tools that need a status."""

DROPPED_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "tool_id": pl.String(),
        "tool": pl.String(),
        "domain_id": pl.String(),
        "environment": pl.String(),
        "reason": pl.String(),
        "detail": pl.String(),
    }
)
"""Columns of ``environments/dropped-*.parquet``: one row a tool of a domain that is in no
environment, in order of ``tool_id``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What became of the tools of a domain."""

    environment: dict[str, Any]
    """A row of ``ENVIRONMENT_SCHEMA``."""
    dropped: list[dict[str, Any]]
    """Rows of ``DROPPED_SCHEMA``."""


def dropped_row(
    tool_id: str, tool: str, *, domain_id: str, environment: str | None, reason: str, detail: str
) -> dict[str, Any]:
    """A row of ``DROPPED_SCHEMA``."""
    return {
        "format_version": FORMAT_VERSION,
        "tool_id": tool_id,
        "tool": tool,
        "domain_id": domain_id,
        "environment": environment,
        "reason": reason,
        "detail": detail,
    }


def account_of(folder: Path, *, edited: bool, problem: str | None) -> Account:
    """The account of an environment that was written.

    Args:
        folder: Its folder, whose name is its own.
        edited: Whether people changed it by hand.
        problem: Why it cannot be used, then.

    Raises:
        EnvironmentFileError: ``environment.json`` is broken.
        OSError: A file cannot be read.
    """
    path = folder / HEADER
    header = read_header(path, path.read_text("utf-8"))
    inside, dropped = _members(header, folder.name, problem)
    files = {name: folder / name for name in files_of(folder)}
    row = {
        "format_version": FORMAT_VERSION,
        "id": digest_files(files),
        "name": folder.name,
        "domain": header.domain,
        "domain_id": header.domain_id,
        "split": header.split,
        "designer": str(header.lineage.get("designer", "")),
        "edited": edited,
        "problem": problem,
        "num_tools": len(inside),
        "tools": inside,
        "num_dropped": len(dropped),
        "states": 1 + len(further_states(folder)),
        "rows": _rows(folder / "state.json"),
        "rules": len(header.rules),
        "source_digest": digest_bytes((folder / "tools.py").read_bytes()),
        **_shape(header),
    }
    return Account(environment=row, dropped=dropped)


def _members(
    header: Header, name: str, problem: str | None
) -> tuple[list[str], list[dict[str, Any]]]:
    """Ids of the tools that are in, and rows of those that are not."""
    free = {str(tool["name"]) for tool in header.tools or ()}
    known = frozenset(free)
    told = {one.tool: one for one in header.blueprint.left_out} if header.blueprint else {}
    inside: list[str] = []
    dropped: list[dict[str, Any]] = []
    for id_, tool in header.members.items():
        if tool in free and problem is None:
            free.remove(tool)
            inside.append(id_)
            continue
        reason, detail = "no_program", ""
        if problem is not None:
            reason, detail = "edit_failed", problem.split("\n", 1)[0]
        elif tool in known:
            reason, detail = "same_name", "the environment has another tool of this name"
        elif tool in told:
            reason, detail = told[tool].reason, told[tool].detail
        dropped.append(
            dropped_row(
                id_,
                tool,
                domain_id=header.domain_id,
                environment=name,
                reason=reason,
                detail=detail,
            )
        )
    return inside, dropped


def _shape(header: Header) -> dict[str, Any]:
    """Figures of the blueprint; zeros where an edited environment has none."""
    blueprint = header.blueprint
    tables = () if blueprint is None else blueprint.tables
    operations = () if blueprint is None else blueprint.operations
    actions = Counter(operation.action.value for operation in operations)
    return {
        "tables": [table.name for table in tables],
        "references": sum(
            column.references is not None for table in tables for column in table.columns
        ),
        "operations": canonical_json(dict(actions)),
        "preconditions": sum(bool(one.requires) and one.writes for one in operations),
    }


def _rows(path: Path) -> int:
    """Rows of all tables; 0 where an edited state cannot be read."""
    try:
        tables = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return 0
    return sum(len(rows) for rows in tables.values()) if isinstance(tables, dict) else 0
