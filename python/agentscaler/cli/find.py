"""Find a row by what a person remembers of it: name, id, or the beginning of the id."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.cli.text import visible
from agentscaler.errors import AgentScalerError, ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

_SHORTEST_ID = 4
"""Fewer letters of an id would mean many rows."""
_NAMED = 12
"""Names that fit a message."""


class NotFoundError(AgentScalerError, KeyError):
    """Nothing has this name or id."""


def matches(frame: pl.LazyFrame, wanted: str) -> list[dict[str, Any]]:
    """The rows with this id, this name or, if there are none, an id that begins so."""
    import polars as pl

    exact = frame.filter((pl.col("id") == wanted) | (pl.col("name") == wanted)).collect()
    if exact.height == 0 and len(wanted) >= _SHORTEST_ID:
        exact = frame.filter(pl.col("id").str.starts_with(wanted)).collect()
    return exact.to_dicts()


def the_one(frame: pl.LazyFrame, wanted: str, *, kind: str, describe: Any) -> dict[str, Any]:
    """The one row that is meant.

    Args:
        frame: Rows with the columns ``id`` and ``name``.
        wanted: Name, id, or beginning of the id.
        kind: What a row is, for messages.
        describe: Row -> what tells it from others of the same name.

    Raises:
        NotFoundError: Nothing has this name; close ones are named.
        ArgumentError: Several have it; their ids are named.
    """
    found = matches(frame, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        ids = "\n".join(f"    {row['id'][:12]}  {visible(describe(row))}" for row in found[:20])
        raise ArgumentError(
            f"{len(found)} {kind}s have the name {visible(wanted)}",
            mend=f"choose one by its id:\n{ids}",
        )
    names = frame.select("name").unique().collect()["name"].to_list()
    close = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
    hint = f"close ones: {', '.join(map(visible, close))}" if close else "see agentscaler show"
    raise NotFoundError(f"no {kind} is called {visible(wanted)}", mend=hint)


def nearest(wanted: str, names: Iterable[str], none: str) -> str:
    """Names that somebody may have meant; all of them where none is near and they are few.

    Example:
        >>> nearest("get_ordr", ["get_order", "list_pets"], "there are no tools")
        'did you mean get_order?'
        >>> nearest("x", ["get_order", "list_pets"], "there are no tools")
        'there are: get_order, list_pets'
    """
    known = list(names)
    if meant := near(wanted, known):
        return meant
    if not known:
        return none
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    return f"there are: {', '.join(map(visible, known[:_NAMED]))}{more}"


def near(wanted: str, names: Iterable[str]) -> str:
    """The question whether a near name was meant; nothing where none is near."""
    close = difflib.get_close_matches(wanted, list(names), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(map(visible, close))}?" if close else ""


def find_environment(wanted: str, world: Path) -> Path:
    """The folder of an environment: a path, or its name in a world.

    Raises:
        NotFoundError: There is none; near names are told.
    """
    if (Path(wanted) / "environment.json").is_file():
        return Path(wanted)
    place = world / "environments"
    names = sorted(path.parent.name for path in place.glob("*/environment.json"))
    if wanted in names:
        return place / wanted
    none = f"no folder {visible(wanted)}, and {visible(str(world))} has no environments"
    raise NotFoundError(
        f"no environment is called {visible(wanted)}", mend=nearest(wanted, names, none)
    )
