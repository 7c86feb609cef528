"""What people changed by hand in the environments of a world.

An edit is told apart from damage, and is never written over:

- `verify` calls a changed file of an environment ``edited``, whatever changed it.
- When the stage runs next it takes the folder as it is: its digest becomes an input of the stage
  (``edits/<name>``), so that everything made from it is made anew, and its checks run again.
- From then on the folder is kept, also when the settings change, for as long as its domain is
  there. Without the folder the domain is designed anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agentscaler.environments.folder import files_of
from agentscaler.environments.header import read_header
from agentscaler.environments.writing import HEADER
from agentscaler.errors import EnvironmentFileError, WorldError
from agentscaler.world import ShardEntry
from agentscaler.world.digest import digest_file, digest_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from agentscaler.world.begun import Begun

_INPUT = "edits/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """An environment that people changed by hand."""

    name: str
    domain_id: str
    """Of the domain that it stands for."""
    entries: tuple[ShardEntry, ...]
    """Its files as they are now."""

    @property
    def digest(self) -> str:
        """Digest of its files."""
        return digest_json({entry.path: entry.blake3 for entry in self.entries})


@dataclass(frozen=True, kw_only=True, slots=True)
class Edits:
    """All of a world."""

    by_domain: Mapping[str, Edit] = field(default_factory=dict)
    """Id of a domain -> what stands for it."""

    def inputs(self) -> dict[str, str]:
        """What they are for the stage: names and digests of inputs."""
        return {f"{_INPUT}{edit.name}": edit.digest for edit in self.by_domain.values()}

    def entries(self) -> Iterator[ShardEntry]:
        """All their files."""
        for edit in self.by_domain.values():
            yield from edit.entries


def find_edits(folder: Path, begun: Begun, *, domains: Collection[str]) -> Edits:
    """Look for environments that are not as they were written.

    Args:
        folder: Of the stage.
        begun: What the stage wrote.
        domains: Ids of the domains that there are.

    Raises:
        WorldError: Something here would be lost: an edit whose domain is no longer there, or an
            environment that the stage did not write.
        EnvironmentFileError: ``environment.json`` of an edit cannot be read.
    """
    known: dict[str, dict[str, ShardEntry]] = {}
    for path, entry in begun.shards.items():
        if "/" in path and entry.editable:
            known.setdefault(path.split("/", 1)[0], {})[path] = entry
    adopted = {name.removeprefix(_INPUT) for name in begun.inputs if name.startswith(_INPUT)}
    found: dict[str, Edit] = {}
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not place.is_dir() or place.is_symlink() or place.name.startswith("."):
            continue
        entries = tuple(_entries(place))
        if not entries:
            continue
        if place.name not in known and place.name not in adopted:
            if begun.unfinished:
                continue  # of a killed run: its first file was written and not yet noted
            raise _unknown(place)
        written = known.get(place.name, {})
        if place.name in adopted or any(written.get(entry.path) != entry for entry in entries):
            edit = _edit(place, entries)
            _check_domain(place, edit, domains, found)
            found[edit.domain_id] = edit
    return Edits(by_domain=found)


def _entries(place: Path) -> Iterator[ShardEntry]:
    for name in files_of(place):
        blake3, size = digest_file(place / name)
        yield ShardEntry(
            path=f"{place.name}/{name}",
            table=None,
            rows=None,
            bytes=size,
            blake3=blake3,
            editable=True,
        )


def _edit(place: Path, entries: tuple[ShardEntry, ...]) -> Edit:
    path = place / HEADER
    try:
        header = read_header(path, path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFileError(
            f"the environment was changed by hand, and this cannot be read: {error}",
            where=str(path),
            mend=f"mend it, or remove {place} to have it made anew",
        ) from error
    return Edit(name=place.name, domain_id=header.domain_id, entries=entries)


def _check_domain(
    place: Path, edit: Edit, domains: Collection[str], found: Mapping[str, Edit]
) -> None:
    if edit.domain_id not in domains:
        raise WorldError(
            "the environment was changed by hand, and its domain is no longer there: other tools "
            "make other domains",
            where=str(place),
            mend="move the folder out of the world (it works by itself), and run again",
        )
    if edit.domain_id in found:
        raise WorldError(
            f"two environments of one domain: {found[edit.domain_id].name} and {edit.name}",
            where=str(place),
            mend="move one of them out of the world, and run again",
        )


def _unknown(place: Path) -> WorldError:
    return WorldError(
        "nobody knows whether this environment was changed by hand: the stage did not write it, or "
        "its manifest is gone",
        where=str(place),
        mend="move it out of the world, or remove it to have it made anew; then run again",
    )
