"""Names inside a world: which there are, and which a stage or a stranger may not choose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path, PurePath

HEADER_NAME = "world.toml"
RUNS_NAME = "runs.jsonl"
LOCK_NAME = "lock"
MANIFEST_NAME = "manifest.json"
JOURNAL_NAME = "journal.jsonl"
SCRATCH_NAME = ".scratch"
"""Folder of intermediates inside the folder of a stage."""

_STAGE = re.compile(r"[a-z][a-z0-9_]*")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_TABLE = re.compile(r"([a-z][a-z0-9_]*)-[0-9]{5,}\.parquet")
_RESERVED = frozenset({HEADER_NAME, JOURNAL_NAME, LOCK_NAME, MANIFEST_NAME, RUNS_NAME})


def is_stage(name: str) -> bool:
    """Whether a folder of the world may be that of a stage."""
    return _STAGE.fullmatch(name) is not None


def check_stage(stage: str) -> None:
    """Refuse a stage name that cannot be a folder of the world.

    Raises:
        ArgumentError: It can leave the world or hide in it.
    """
    if not is_stage(stage):
        raise ArgumentError(f"{stage!r} is no name for a stage", mend="lower case letters, digits")


def check_path(path: str) -> None:
    """Refuse a shard path that leaves its folder, hides, or has a name with another meaning.

    Raises:
        ArgumentError: It does.
    """
    parts = path.removeprefix("/").split("/")
    top = path.startswith("/")
    reserved = parts[0] in _RESERVED or (top and len(parts) > 1)
    if reserved or not all(_PART.fullmatch(part) for part in parts):
        raise ArgumentError(
            f"{path!r} is no path for a file of a stage",
            mend="relative parts of letters, digits, '.', '_' and '-'; or '/name' for a page at "
            "the top of the world",
        )


def printable(path: PurePath) -> str:
    r"""A path as text that UTF-8 can hold: names of files need not be.

    Example:
        >>> from pathlib import PurePosixPath
        >>> printable(PurePosixPath("specs/caf\udce9.json"))
        'specs/caf\\xe9.json'
    """
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def table_of(path: str) -> str:
    """The table that a shard is a part of.

    Raises:
        ArgumentError: The name is not ``<table>-00000.parquet``.

    Example:
        >>> table_of("tools-00000.parquet")
        'tools'
    """
    match = _TABLE.fullmatch(path.rpartition("/")[2])
    if match is None:
        raise ArgumentError(
            f"{path!r} is no name for a shard of a table", mend="<table>-00000.parquet"
        )
    return match[1]


def locate(root: Path, stage: str, path: str) -> Path:
    """The file of a shard path.

    Example:
        >>> from pathlib import Path
        >>> locate(Path("world"), "report", "/report.html").as_posix()
        'world/report.html'
    """
    if path.startswith("/"):
        return root / path[1:]
    return root / stage / path
