"""A domain is its tools: equal tools, equal id, whatever order or run they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from collections.abc import Iterable


def domain_id(tools: Iterable[str]) -> str:
    """The id of the domain that has these tools.

    Example:
        >>> domain_id(["b", "a"]) == domain_id(["a", "b"])
        True
    """
    return digest_json(sorted(tools))


def share_of(seed: int, *key: str) -> float:
    """A number in [0, 1) that depends on nothing but the seed and the key.

    Example:
        >>> share_of(0, "split", "aws") == share_of(0, "split", "aws")
        True
    """
    # 52 bits: every such number is a float.
    return int(digest_json([seed, *key])[:13], 16) / 16**13
