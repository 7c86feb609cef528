"""Path arguments -> the files to read, each with one name that does not depend on the machine.

A file in a folder is named by its path below the folder, one that is an argument itself by its base
name. Only where that leaves two files with one name, all are named with their argument in front:
its base name, and as many names of parent folders as tell the arguments apart. So a copied or
renamed folder gives the same world. Names do not depend on the order of the arguments, nor on
whether they are absolute.
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
from agentscaler.world.header import is_world
from agentscaler.world.paths import HEADER_NAME, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    stem = _stem(name)
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
    seen: list[_Seen] = []
    for root, label in sorted(labels.items(), key=lambda item: item[1]):
        if root.is_file():
            seen.append(_Seen(root, label, label))
        elif root.is_dir():
            seen += _walk(root, label, found)
        else:
            there = root.exists()
            raise SpecError(
                "this is no plain file" if there else "there is no such file or folder",
                reason="missing",
                where=str(root),
                mend="write its contents to a file first" if there else "check the path",
            )
    named = _choose((one.short, one) for one in seen)
    if len({name for name, _ in named}) < len(named):
        named = _choose((one.long, one) for one in seen)
    for name, one in named:
        if one.lost is None:
            found.files.append(SpecFile(name, one.path))
        else:
            found.dropped.append(Dropped(reason=one.lost[0], detail=one.lost[1], file=name))
    found.files.sort()
    found.dropped.sort(key=lambda item: (item.file, item.detail))
    return found


def _choose(seen: Iterable[tuple[str, _Seen]]) -> list[tuple[str, _Seen]]:
    """One name a file: the shortest that it was seen under; of two as long, the first in order."""
    chosen: dict[Path, tuple[int, str, _Seen]] = {}
    for name, one in seen:
        choice = (len(name), name, one)
        chosen[one.real] = min(chosen.get(one.real, choice), choice, key=lambda known: known[:2])
    return [(name, one) for _, name, one in chosen.values()]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file or folder under an argument."""

    path: Path
    short: str
    """Name without the argument."""
    long: str
    """Name with the argument in front."""
    lost: tuple[str, str] | None = None
    """Reason and detail where it cannot be read."""

    @property
    def real(self) -> Path:
        """What two names of one file have in common; a link that leads nowhere is itself."""
        return Path(os.path.realpath(self.path)) if self.lost is None else self.path


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
    return [part for part in printable(root).split("/") if part] or ["root"]


def _walk(root: Path, label: str, found: Found) -> Iterator[_Seen]:
    unopened: list[OSError] = []

    def see(path: Path, lost: tuple[str, str] | None = None) -> _Seen:
        below = printable(path.relative_to(root))
        long = label if below == "." else f"{label}/{below}"
        return _Seen(path, long if _says_nothing(below) else below, long, lost)

    for folder, folders, files in os.walk(root, onerror=unopened.append):
        base = Path(folder)
        if HEADER_NAME in files and is_world(base):
            # `agentscaler run .` would read its own results, and never be up to date.
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (base / name).is_symlink():  # os.walk does not enter it
                yield see(base / name, ("linked_folder", "links to folders are not followed"))
        for name in sorted(files):
            if name.startswith(".") or not _is_wanted(name):
                found.num_skipped += 1
            elif not (base / name).is_file():
                yield see(base / name, ("missing", "this is a broken link or no plain file"))
            else:
                yield see(base / name)
    for error in unopened:
        detail = f"the folder cannot be opened: {error.strerror}"
        yield see(Path(str(error.filename)), ("unreadable", detail))


def _says_nothing(below: str) -> bool:
    """``openapi.yaml`` at the top of an argument: the folder's name tells which API it is."""
    return "/" not in below and _stem(below).lower() in _GENERAL_NAMES


def _stem(name: str) -> str:
    return name.lstrip(".").split(".", 1)[0] or name


def _is_wanted(name: str) -> bool:
    path = Path(name.lower())
    if path.suffix in _PACKED:
        path = path.with_suffix("")
    return path.suffix in SUFFIXES
