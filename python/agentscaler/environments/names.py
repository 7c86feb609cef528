"""Names of folders for environments: readable, unique, the same on every system."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST = 60
_ID = 8
"""Characters of an id that tell two folders apart."""
_FOREIGN = re.compile(r"[^a-z0-9_-]+")
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]|states", re.ASCII)
"""Names that Windows keeps for devices."""


def folder_name(name: str) -> str:
    """The name of a folder that says as much of a name as ASCII can; empty where it cannot.

    Lower case, because some systems do not tell ``Shop`` from ``shop``.

    Example:
        >>> folder_name("Café & Crêpes/v2"), folder_name("日本"), folder_name("../..")
        ('cafe_crepes_v2', '', '')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    found = _FOREIGN.sub("_", plain).strip("_-")[:_LONGEST].strip("_-")
    return f"{found}_" if _DEVICE.fullmatch(found) else found


def folder_names(domains: Iterable[tuple[str, str]], taken: Mapping[str, str]) -> dict[str, str]:
    """A folder for each domain; where two would have one name, each has a part of its id as well.

    Args:
        domains: Id and name of each.
        taken: Folders that are not to be named anew: id -> name.

    Example:
        >>> folder_names([("aaaaaaaa1", "Shop"), ("bbbbbbbb2", "shop"), ("cccccccc3", "zoo")], {})
        {'aaaaaaaa1': 'shop-aaaaaaaa', 'bbbbbbbb2': 'shop-bbbbbbbb', 'cccccccc3': 'zoo'}
    """
    wanted = {id_: folder_name(name) for id_, name in domains if id_ not in taken}
    uses = Counter([*wanted.values(), *taken.values()])
    free = {
        id_: name if name and uses[name] == 1 else f"{name or 'environment'}-{id_[:_ID]}"
        for id_, name in wanted.items()
    }
    return {**free, **taken}
