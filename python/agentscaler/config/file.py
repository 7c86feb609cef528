"""A TOML file of settings that knows on which line each stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.config.build import unknown_key
from agentscaler.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_"'-]+)*)\s*=""")


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigFile:
    """The settings of a file, as far as TOML itself can check them."""

    path: str
    seed: int | None
    sections: Mapping[str, Mapping[str, Any]]
    """Stage -> setting -> value."""
    lines: Mapping[str, int]
    """``graph.tau`` -> line."""

    def place(self, section: str, name: str) -> str:
        """Where a setting stands, for messages."""
        line = self.lines.get(f"{section}.{name}") or self.lines.get(section)
        return self.path if line is None else f"{self.path} line {line}"


def read_config_file(path: str | PathLike[str], stages: Sequence[str]) -> ConfigFile:
    """Read a file of settings: ``seed`` and one table for each stage.

    Args:
        path: The file.
        stages: Names that a table may have.

    Raises:
        ConfigError: It cannot be read, is no TOML, or has another key at its top.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode()
        values = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(
            f"cannot read the configuration: {error.strerror}",
            where=str(path),
            mend="check the path after --config",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            "the configuration is not UTF-8",
            where=f"{path} byte {error.start}",
            mend="save it as UTF-8",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"the configuration is not TOML: {error}",
            where=str(path),
            mend="see https://toml.io; a text stands in quotes, a table is [graph]",
        ) from error
    except RecursionError:
        raise ConfigError(
            "the configuration is nested too deeply", where=str(path), mend="flatten it"
        ) from None
    lines = _lines(text)
    seed = values.pop("seed", None)
    place = f"{path} line {lines['seed']}" if "seed" in lines else str(path)
    if seed is not None and type(seed) is not int:
        raise ConfigError(f"seed is {seed!r}, but must be a whole number", where=place)
    for name, section in values.items():
        where = f"{path} line {lines[name]}" if name in lines else str(path)
        if name not in stages:
            raise unknown_key(name, ["seed", *stages], section="", where=where)
        if not isinstance(section, dict):
            raise ConfigError(
                f"{name} is {section!r}, but must be a table of settings",
                where=where,
                mend=f"[{name}] on a line of its own, its settings below",
            )
    return ConfigFile(path=str(path), seed=seed, sections=values, lines=lines)


def _lines(text: str) -> dict[str, int]:
    """Dotted key -> line. TOML's parser keeps no lines; keys inside inline tables are not found."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            table = _dotted(header[1])
            found.setdefault(table.split(".")[0], number)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            parts = f"{table}.{_dotted(key[1])}" if table else _dotted(key[1])
            names = parts.split(".")
            for end in range(1, len(names) + 1):
                found.setdefault(".".join(names[:end]), number)
    return found


def _dotted(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
