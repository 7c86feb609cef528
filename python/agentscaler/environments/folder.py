"""The folder of an environment: what stands in it, read with the place of whatever is wrong.

=====================  ===========================================================================
``environment.json``   what it is, and how it came about: `agentscaler.environments.header`
``tools.py``           the tool programs
``state.json``         the database that an episode begins with: an object of tables
                       (or ``state.json.zst``)
``states/2.json``      further databases, from 2 on; may be missing
``schema.json``        what the database is meant to hold; may be missing
``policy.md``          what the agent is told; may be missing
``tests.jsonl``        what its tools were seen to do; may be missing
=====================  ===========================================================================
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zstandard

from agentscaler.environments.header import Header, clock_us, read_header
from agentscaler.environments.state import Equivalence, Schema, State
from agentscaler.errors import EnvironmentFileError, StateError

if TYPE_CHECKING:
    from os import PathLike

_NUMBER = re.compile(r"[2-9]|[1-9][0-9]{1,5}")
_FILES = (
    "environment.json",
    "schema.json",
    "tools.py",
    "policy.md",
    "state.json",
    "state.json.zst",
    "tests.jsonl",
)
_RULES: dict[str, tuple[type, str]] = {
    "ignored": (list, "a list of places"),
    "unordered": (list, "a list of places"),
    "generated": (list, "a list of places"),
    "tolerance": (dict, "an object: place to number"),
    "timestamps": (dict, 'an object: place to "ignored" or "ordered"'),
    "references": (dict, "an object: place to place"),
    "mentions": (dict, "an object: place to list of places"),
    "keys": (dict, "an object: table to column"),
    "bound": (int, "a whole number"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """The contents of the folder of an environment, each part read but the programs compiled."""

    path: Path
    header: Header
    source: str
    """Text of ``tools.py``."""
    state: State
    schema: Schema | None
    equivalence: Equivalence
    policy: str | None
    clock_us: int
    """Microseconds since 1970 at which an episode begins."""


def read_folder(path: str | PathLike[str], *, state: int = 1) -> Folder:
    """Read the folder of an environment.

    Args:
        path: The folder.
        state: Number of the database that an episode begins with: 1 is ``state.json``.

    Raises:
        EnvironmentFileError: A file is missing or broken: which, where in it, and what to do.
    """
    root = Path(path)
    if not root.is_dir():
        what = "this is a file, not the folder of an environment" if root.exists() else "no folder"
        raise EnvironmentFileError(
            what, where=str(root), mend="name the folder that holds environment.json and tools.py"
        )
    place = root / "environment.json"
    text = _text(place, mend='the least is {"format_version": 1, "domain": "name"}')
    header = read_header(place, text)
    schema = _schema(root / "schema.json")
    return Folder(
        path=root,
        header=header,
        source=_text(root / "tools.py", mend="write the tools as functions `tool(db, ...)` there"),
        state=_state(root, schema, state),
        schema=schema,
        equivalence=_equivalence(place, schema, header.equivalence),
        policy=_text(root / "policy.md") if (root / "policy.md").exists() else None,
        clock_us=clock_us(place, header.clock),
    )


def files_of(path: Path) -> list[str]:
    """The files of an environment that are in its folder, relative to it, with ``/``."""
    return [
        name
        for name in (*_FILES, *(f"states/{number}.json" for number in further_states(path)))
        if (path / name).is_file() and not (path / name).is_symlink()
    ]


def further_states(path: Path) -> list[int]:
    """The numbers of the databases in ``states/``, in order."""
    names = (one.stem for one in (path / "states").glob("*.json"))
    return sorted(int(name) for name in names if _NUMBER.fullmatch(name))


def _text(path: Path, *, mend: str = "write it, or take it from a backup") -> str:
    return _decoded(_bytes(path, mend=mend), path)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EnvironmentFileError(
            f"not UTF-8: byte {error.start} is {data[error.start]:#04x}",
            where=f"{path}, line {line}",
            mend="save the file as UTF-8",
        ) from error


def _bytes(path: Path, *, mend: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise EnvironmentFileError("the file is missing", where=str(path), mend=mend) from error
    except OSError as error:
        raise EnvironmentFileError(
            f"cannot be read: {error.strerror or error}",
            where=str(path),
            mend="check what stands there, and the right to read it",
        ) from error


def _schema(path: Path) -> Schema | None:
    if not path.exists():
        return None
    try:
        return Schema.from_json(_bytes(path, mend=""))
    except StateError as error:
        raise EnvironmentFileError(
            f"not a schema: {error}", where=str(path), mend="see docs/state.md for what it may say"
        ) from error


def _state(root: Path, schema: Schema | None, number: int) -> State:
    path, packed = root / "state.json", root / "state.json.zst"
    if number != 1:
        path = root / "states" / f"{number}.json"
        there = [1, *further_states(root)]
        if number not in there:
            raise EnvironmentFileError(
                f"there is no state {number}",
                where=str(path),
                mend=f"there are: {', '.join(map(str, there))}",
            )
    elif path.exists() and packed.exists():
        raise EnvironmentFileError(
            "two initial states", where=f"{path} and {packed.name}", mend="remove one of them"
        )
    elif packed.exists():
        path = packed
    data = _bytes(path, mend='the least is {}; tables are objects or lists: {"users": {"u1": {}}}')
    if path == packed:
        try:
            data = zstandard.ZstdDecompressor().stream_reader(data).readall()
        except zstandard.ZstdError as error:
            raise EnvironmentFileError(
                f"cannot be unpacked: {error}", where=str(path), mend="take it from a backup"
            ) from error
    try:
        return State.from_json(data, schema)
    except StateError as error:
        raise EnvironmentFileError(
            f"not a state: {error}",
            where=str(path),
            mend="mend the value there" + ("" if schema is None else ", or schema.json"),
        ) from error


def _equivalence(path: Path, schema: Schema | None, rules: dict[str, Any]) -> Equivalence:
    where = f"{path}, equivalence"
    for name, rule in rules.items():
        if name in _RULES and not isinstance(rule, _RULES[name][0]):
            raise EnvironmentFileError(
                f"{name} is {rule!r}, but must be {_RULES[name][1]}",
                where=where,
                mend="see docs/state.md for the rules",
            )
        if name not in _RULES:
            close = difflib.get_close_matches(name, _RULES, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(_RULES)}"
            raise EnvironmentFileError(f"unknown rule {name!r}", where=where, mend=hint)
    try:
        return Equivalence(schema, **rules)
    except (StateError, TypeError) as error:
        raise EnvironmentFileError(
            f"not an equivalence: {error}", where=where, mend="see docs/state.md for the rules"
        ) from error
