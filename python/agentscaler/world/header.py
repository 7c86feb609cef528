"""``world.toml``: what was asked for. Format version, seed, settings of every stage, versions."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.errors import WorldError
from agentscaler.world.digest import digest_json
from agentscaler.world.manifest import FORMAT_VERSION, damaged, refuse_newer
from agentscaler.world.paths import HEADER_NAME
from agentscaler.world.toml import to_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COMMENT = "# What this world was made with. Change settings with flags or --config, not here.\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The contents of ``world.toml``."""

    seed: int
    """Every random choice of every stage is keyed by it."""
    versions: Mapping[str, str]
    """Packages that wrote it -> version."""
    config: Mapping[str, Mapping[str, Any]]
    """Stage -> its settings, all of them. An unset one (``None``) is left out."""

    @property
    def digest(self) -> str:
        """Digest of the values."""
        return digest_json(asdict(self))

    def to_bytes(self) -> bytes:
        """The text of the file."""
        head = {"format_version": FORMAT_VERSION, "digest": self.digest}
        return (_COMMENT + to_toml({**head, **asdict(self)})).encode()

    @classmethod
    def read(cls, path: Path) -> Header:
        """Read ``world.toml`` and check it against its own digest.

        Raises:
            WorldError: The file is missing, unreadable or of a newer format.
            DamagedWorldError: It is not what was written.
        """
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise WorldError(
                "this folder is not a world: it has no world.toml",
                where=str(path.parent),
                mend="agentscaler run SPECIFICATIONS --world FOLDER makes one",
            ) from None
        except OSError as error:
            raise WorldError(f"cannot read: {error.strerror}", where=str(path)) from error
        try:
            value = tomllib.loads(data.decode())
            refuse_newer(value["format_version"], path)
            header = cls(
                seed=value["seed"], versions=value["versions"], config=value.get("config", {})
            )
            intact = header.to_bytes() == data
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            intact = False
        if not intact:
            raise damaged_header(path)
        return header


def is_world(folder: Path) -> bool:
    """Whether a folder is a world, intact or not."""
    try:
        with (folder / HEADER_NAME).open("rb") as file:
            return file.read(len(_COMMENT)) == _COMMENT.encode()
    except OSError:
        return False


def damaged_header(path: Path) -> WorldError:
    """The error for a ``world.toml`` that changed after it was written."""
    error = damaged(path, "world.toml is not what was written")
    error.mend = "undo the change of world.toml, or make the world anew in another folder"
    return error
