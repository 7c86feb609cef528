"""Path arguments -> the files to read, each with one name that does not depend on the machine.

A file is named ``<base name of the argument>/<path below it>``. When two arguments have the same
base name, names of their parent folders are put in front until they differ. Names do not depend on
the order of the arguments, nor on whether they are absolute.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from agentscaler.errors import SpecError
from agentscaler.tools.dropped import Dropped
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".yaml", ".yml"})
"""Endings that are read in a folder, each also followed by ``.gz`` or ``.zst``."""
_GENERAL_NAMES = words_of(
    "api apis functions index mcp openapi schema spec specs specification swagger tool tools"
)
_PACKED = frozenset({".gz", ".zst"})


@dataclass(frozen=True, order=True, slots=True)
class SpecFile:
    """A file to read."""

    file: str
    """Its name in records."""
    path: Path


@dataclass(slots=True)
class Found:
    """What the path arguments hold."""

    files: list[SpecFile] = field(default_factory=list)
    """In order of their names."""
    dropped: list[Dropped] = field(default_factory=list)
    """Links to folders, which are not followed."""
    num_skipped: int = 0
    """Files in folders that are hidden or end in nothing that is read."""


def name_api(file: str) -> str:
    """Name an API by its file, for entries that say of nobody who offers them.

    Args:
        file: Name of the file in records; a folder in it helps where the file is called
            ``tools.json`` or ``openapi.yaml``, as most are.

    Example:
        >>> name_api("specs/petshop.v2.json.gz"), name_api("specs/petshop/tools.json")
        ('petshop', 'petshop')
    """
    *folders, name = file.split("/")
    stem = name.lstrip(".").split(".", 1)[0] or name
    return folders[-1] if folders and stem.lower() in _GENERAL_NAMES else stem


def find_files(paths: Sequence[Path]) -> Found:
    """List the files under the arguments; a file that two arguments hold is listed once.

    Args:
        paths: Files, read whatever their ending, and folders, read recursively.

    Raises:
        SpecError: With reason ``missing`` or ``unreadable``: an argument names nothing.

    Example:
        >>> find_files([Path("/nowhere")])
        Traceback (most recent call last):
        ...
        agentscaler.errors.SpecError: there is no such file or folder
          where: /nowhere
          mend: check the path
    """
    found = Found()
    labels = _label({Path(os.path.realpath(path)): path for path in paths})
    taken: dict[Path, str] = {}
    for root, label in sorted(labels.items(), key=lambda item: item[1]):
        if root.is_file():
            _take(taken, root, label)
        elif root.is_dir():
            for path, below in _walk(root, label, found):
                _take(taken, path, f"{label}/{below}")
        else:
            raise SpecError(
                "there is no such file or folder",
                reason="missing",
                where=str(root),
                mend="check the path",
            )
    found.files = sorted(SpecFile(file, path) for path, file in taken.items())
    found.dropped.sort(key=lambda item: (item.file, item.detail))
    return found


def _take(taken: dict[Path, str], path: Path, file: str) -> None:
    """Keep the shortest name; of two as long, the first in order."""
    real = Path(os.path.realpath(path))
    known = taken.get(real)
    if known is None or (len(file), file) < (len(known), known):
        taken[real] = file


def _label(roots: dict[Path, Path]) -> dict[Path, str]:
    """Name each argument by as few trailing parts of its path as tell them apart."""
    labels: dict[Path, str] = {}
    open_roots = sorted(roots)
    size = 1
    while open_roots:
        named = {root: "/".join(_parts(root)[-size:]) for root in open_roots}
        counts = Counter(named.values())
        labels |= {root: name for root, name in named.items() if counts[name] == 1}
        open_roots = [root for root in open_roots if root not in labels]
        size += 1
    return labels


def _parts(root: Path) -> list[str]:
    return [part for part in root.as_posix().split("/") if part] or ["root"]


def _walk(root: Path, label: str, found: Found) -> Iterator[tuple[Path, str]]:
    def fail(error: OSError) -> None:
        below = Path(str(error.filename)).relative_to(root).as_posix()
        found.dropped.append(
            Dropped(
                reason="unreadable",
                detail=f"the folder cannot be opened: {error.strerror}",
                file=label if below == "." else f"{label}/{below}",
            )
        )

    for folder, folders, files in os.walk(root, onerror=fail):
        base = Path(folder)
        shown = []
        for name in sorted(folders):
            path = base / name
            if name.startswith("."):
                continue
            if path.is_symlink():
                found.dropped.append(
                    Dropped(
                        reason="linked_folder",
                        detail="links to folders are not followed",
                        file=f"{label}/{path.relative_to(root).as_posix()}",
                    )
                )
                continue
            shown.append(name)
        folders[:] = shown
        for name in sorted(files):
            path = base / name
            if name.startswith(".") or not _is_wanted(name):
                found.num_skipped += 1
            elif not path.is_file():
                found.dropped.append(
                    Dropped(
                        reason="missing",
                        detail="this is a broken link or no plain file",
                        file=f"{label}/{path.relative_to(root).as_posix()}",
                    )
                )
            else:
                yield path, path.relative_to(root).as_posix()


def _is_wanted(name: str) -> bool:
    path = Path(name.lower())
    if path.suffix in _PACKED:
        path = path.with_suffix("")
    return path.suffix in SUFFIXES
